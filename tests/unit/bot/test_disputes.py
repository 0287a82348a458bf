import pytest

from attendance.model import SentPicture, Source, Status
from bot.replies import common, requests
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE
from tests.unit.bot.chats import ADMIN, data, labels, to
from tests.unit.bot.fakes import ANN
from tests.unit.fakes.recognition import FakeReading

MONDAY = NINE.date()


async def refused(chats, picture="somebody else"):
    (refusal,) = await chats.shows(ANN, picture)
    assert refusal.text.startswith("Not recognized")
    return refusal


async def disputed(chats, tom):
    """Ann disputes a refused selfie; what she and Tom then read."""
    messages = await chats.taps(ANN, await refused(chats), "Ask my teacher")
    (answer,), (asked,) = to(messages, ANN), to(messages, tom)
    return answer, asked


async def test_a_dispute_brings_the_selfie_the_score_and_the_reason_to_the_teacher(chats, tom, ann):
    chats.gallery.alike = {(b"somebody else", b"ann"): 0.314}

    answer, asked = await disputed(chats, tom)

    assert "Your teacher in MATH1" in answer.text
    assert answer.text.startswith("Not recognized")
    assert (answer.edits, answer.buttons) == (1001, ())
    assert asked.sent_picture == SentPicture(file_id="somebody else")
    assert "Ann (ANN)" in asked.text
    assert "does not match" in asked.text
    assert "0.31" in asked.text
    assert labels(asked) == ["Approve", "Reject"]
    assert (ANN, "dispute") in chats.audited


async def test_an_approved_selfie_counts_from_when_it_was_sent(chats, math, tom, ann):
    _, asked = await disputed(chats, tom)
    chats.advance(2 * HOUR)

    messages = await chats.taps(tom, asked, "Approve")

    (mark,) = chats.units.state.marks.values()
    assert (mark.status, mark.source, mark.at) == (Status.PRESENT, Source.TEACHER, NINE)
    (change,) = chats.units.state.history.values()
    assert (change.account_id, change.after) == (tom, mark)
    (told,) = to(messages, ANN)
    assert told.text.startswith("Present")
    (decided,) = to(messages, tom)
    assert "Approved by Tom: present" in decided.text
    assert labels(decided) == ["Undo"]
    assert (tom, "approve dispute") in chats.audited


async def test_a_selfie_approved_that_came_late_is_late(chats, tom, ann):
    chats.advance(20 * MINUTE)
    _, asked = await disputed(chats, tom)

    messages = await chats.taps(tom, asked, "Approve")

    assert to(messages, ANN)[0].text.startswith("Late")
    assert [status for _, _, status in chats.school.marks] == [Status.LATE]


async def test_an_absence_at_closing_gives_way_to_an_approved_selfie(chats, tom, ann):
    _, asked = await disputed(chats, tom)
    await chats.school.settle(NINE + HOUR)

    await chats.taps(tom, asked, "Approve")

    assert chats.school.marks == [("Ann", MONDAY, Status.PRESENT)]


async def test_a_rejected_selfie_changes_nothing_and_the_student_hears(chats, tom, ann):
    _, asked = await disputed(chats, tom)

    messages = await chats.taps(tom, asked, "Reject")

    assert chats.units.state.marks == {}
    (told,) = to(messages, ANN)
    assert "did not accept it" in told.text
    assert "Present" not in told.text
    assert "Rejected by Tom" in to(messages, tom)[0].text


@pytest.mark.parametrize(
    ("verdict", "told"), [("Approve", "Late ✓"), ("Reject", "You are marked late all the same")]
)
async def test_who_was_marked_meanwhile_hears_what_stands(chats, tom, ann, verdict, told):
    _, asked = await disputed(chats, tom)
    await chats.says(tom, "/mark ANN late")

    messages = await chats.taps(tom, asked, verdict)

    assert told in to(messages, ANN)[0].text


async def test_a_teacher_who_has_not_got_the_message_finds_what_waits_on_the_card(
    chats, math, tom, ann
):
    await disputed(chats, tom)
    una = (await chats.school.add_teacher("Una", math)).account_id
    (card,) = await chats.says(una, "/today MATH1")
    assert "Show 1 open dispute" in labels(card)

    (asked,) = await chats.taps(una, card, "open dispute")
    assert asked.sent_picture == SentPicture(file_id="somebody else")
    await chats.taps(una, asked, "Approve")

    assert chats.school.marks == [("Ann", MONDAY, Status.PRESENT)]
    (answer,) = await chats.taps(una, card, "open dispute")
    assert answer.text == requests.NONE_OPEN


async def test_only_who_may_decide_sees_what_waits(chats, tom, ann, una):
    await disputed(chats, tom)
    (card,) = await chats.says(tom, "/today MATH1")

    for account_id in (una, ANN, 777):
        (answer,) = await chats.taps(account_id, card, "open dispute")
        assert answer.sent_picture is None
        assert answer.text.startswith("Only teachers")


async def test_a_dispute_is_decided_once(chats, math, tom, ann):
    una = (await chats.school.add_teacher("Una", math)).account_id
    messages = await chats.taps(ANN, await refused(chats), "Ask my teacher")
    (of_tom,), (of_una,) = to(messages, tom), to(messages, una)
    await chats.taps(tom, of_tom, "Reject")

    (answer,) = await chats.taps(una, of_una, "Approve")

    assert answer.text == "Tom has rejected this already."
    assert chats.units.state.marks == {}


async def test_one_selfie_a_session_is_disputed(chats, tom, ann):
    await disputed(chats, tom)

    (answer,) = await chats.taps(ANN, await refused(chats, "again"), "Ask my teacher")
    assert "already" in answer.text

    chats.advance(DAY)
    answer, _ = await disputed(chats, tom)
    assert "is looking" in answer.text


async def test_who_was_marked_meanwhile_has_nothing_to_dispute(chats, tom, ann):
    refusal = await refused(chats)
    await chats.shows(ANN, "ann")

    (answer,) = await chats.taps(ANN, refusal, "Ask my teacher")

    assert answer.text == "You are already marked present for MATH1."


async def test_somebody_else_s_refusal_cannot_be_disputed(chats, math, tom, ann):
    await chats.school.add_student("Bob", math, account_id=200, agreed=True)
    (carried,) = data(await refused(chats))

    (answer,) = await chats.presses(200, carried)
    assert answer.text == requests.NO_REQUEST
    (answer,) = await chats.presses(tom, carried)
    assert answer.text == common.STALE_BUTTON
    assert chats.units.state.disputes == {}


@pytest.mark.parametrize(
    "carried", ["dispute:1:1", "dispute:1:" + "9" * 18, "dispute:9:1772442000"]
)
async def test_a_made_up_dispute_is_none(chats, tom, ann, carried):
    await refused(chats)

    (answer,) = await chats.presses(ANN, carried)

    assert answer.text in (requests.NO_REQUEST, common.STALE_BUTTON)
    assert chats.units.state.disputes == {}


async def test_a_refusal_of_long_ago_is_not_disputed(chats, tom, ann):
    refusal = await refused(chats)
    chats.advance(8 * DAY)

    (answer,) = await chats.taps(ANN, refusal, "Ask my teacher")

    assert answer.text == requests.NO_REQUEST


async def test_what_is_no_picture_goes_to_nobody(chats, tom, ann):
    from attendance.errors import UnreadableImage

    chats.reader.pictures[b"virus"] = UnreadableImage(too_large=False)

    assert (await refused(chats, "virus")).buttons == ()


async def test_a_photo_without_a_face_may_be_disputed(chats, tom, ann):
    chats.reader.pictures[b"wall"] = FakeReading()

    messages = await chats.taps(ANN, await refused(chats, "wall"), "Ask my teacher")

    assert "no face" in to(messages, tom)[0].text


async def test_only_the_class_s_teachers_and_admins_decide(chats, tom, ann):
    art = await chats.school.add_class("ART")
    una = (await chats.school.add_teacher("Una", art)).account_id
    _, asked = await disputed(chats, tom)

    for account_id in (una, ANN, 777):
        (answer,) = await chats.taps(account_id, asked, "Approve")
        assert answer.text.startswith("Only teachers")
    assert chats.units.state.marks == {}
    await chats.taps(ADMIN, asked, "Approve")
    assert len(chats.units.state.marks) == 1


async def test_without_a_teacher_the_admins_are_asked(chats, math, ann):
    messages = await chats.taps(ANN, await refused(chats), "Ask my teacher")

    assert len(to(messages, ADMIN)) == 1


@pytest.mark.parametrize("how", ["removed", "said no"])
async def test_a_disputed_selfie_is_forgotten_with_its_student(chats, tom, ann, how):
    await disputed(chats, tom)
    if how == "removed":
        await chats.presses(ADMIN, f"remove:{ann.id}")
    else:
        await chats.presses(ANN, "consent:no")

    state = chats.units.state
    assert [dispute.picture for dispute in state.disputes.values()] == [None]
    assert [attempt.picture for attempt in state.check_ins.values()] == [None]


@pytest.mark.parametrize(
    "command",
    [
        "/set MATH1 summary 17:00",
        "/set MATH1 opens 20",
        "/holiday 2026-12-24 Christmas",
        "/class MATH1 Mon-Fri 09:00-11:00 Mathematics",
        "/class MATH1 Mon-Fri 08:50-11:00 Mathematics",
    ],
)
async def test_a_selfie_can_be_disputed_whatever_an_admin_sets_meanwhile(chats, tom, ann, command):
    refusal = await refused(chats)
    chats.advance(MINUTE)
    await chats.says(ADMIN, command)

    messages = await chats.taps(ANN, refusal, "Ask my teacher")

    assert len(to(messages, tom)) == 1
    (card,) = await chats.says(tom, "/today MATH1")
    assert "1 selfie refused" in card.text
