from datetime import date

import pytest

from attendance.model import SentPicture, Source, Status
from bot import commands
from bot.replies import common, requests
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan
from tests.unit.bot.chats import ADMIN, Chats, data, labels
from tests.unit.fakes.recognition import FakeReading

ANN = 100
MONDAY = NINE.date()


@pytest.fixture
def chats():
    return Chats()


@pytest.fixture
async def math(chats):
    return await chats.school.add_class(meets_since=NINE - DAY)


@pytest.fixture
async def tom(chats, math):
    return (await chats.school.add_teacher("Tom", math)).account_id


@pytest.fixture
async def ann(chats, math):
    return await chats.school.add_student(
        "Ann", math, account_id=ANN, agreed=True, photos=(b"ann",)
    )


def to(messages, account_id):
    return [message for message in messages if message.chat_id == account_id]


async def refused(chats, picture="somebody else"):
    (refusal,) = await chats.shows(ANN, picture)
    assert refusal.text.startswith("Not recognized")
    return refusal


async def disputed(chats, tom):
    """Ann disputes a refused selfie; what she and Tom then read."""
    messages = await chats.taps(ANN, await refused(chats), "Ask my teacher")
    (answer,), (asked,) = to(messages, ANN), to(messages, tom)
    return answer, asked


# --- disputes -------------------------------------------------------------------------------


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
        assert answer.text == "Only teachers of MATH1 and admins can see, mark or change it."
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


# --- excuses --------------------------------------------------------------------------------


async def excuse(chats, tom, text="/excuse I have a cold"):
    messages = await chats.says(ANN, text)
    (answer,), (asked,) = to(messages, ANN), to(messages, tom)
    return answer, asked


async def test_an_excuse_goes_to_the_teacher_with_its_reason(chats, tom, ann):
    answer, asked = await excuse(chats, tom)

    assert "MATH1 on Mon 2026-03-02" in answer.text
    assert "Ann (ANN)" in asked.text
    assert "I have a cold" in asked.text
    assert labels(asked) == ["Approve", "Reject"]


async def test_an_excuse_granted_beforehand_counts_until_they_come(chats, tom, ann):
    _, asked = await excuse(chats, tom)

    messages = await chats.taps(tom, asked, "Approve")
    assert "You are excused from MATH1" in to(messages, ANN)[0].text
    (card,) = await chats.says(tom, "/today MATH1")
    assert "0 present · 0 late · 0 absent · 1 excused" in card.text.splitlines()

    await chats.school.settle(NINE + HOUR)
    assert chats.school.marks == [("Ann", MONDAY, Status.EXCUSED)]


async def test_who_is_excused_and_comes_is_present(chats, tom, ann):
    _, asked = await excuse(chats, tom)
    await chats.taps(tom, asked, "Approve")

    (answer,) = await chats.shows(ANN, "ann")

    assert answer.text.startswith("Present")
    await chats.school.settle(NINE + HOUR)
    assert chats.school.marks == [("Ann", MONDAY, Status.PRESENT)]


async def test_an_excuse_after_the_session_turns_the_absence(chats, tom, ann):
    await chats.school.settle(NINE + HOUR)
    chats.advance(2 * HOUR)
    _, asked = await excuse(chats, tom)

    await chats.taps(tom, asked, "Approve")

    assert chats.school.marks == [("Ann", MONDAY, Status.EXCUSED)]
    (change,) = chats.units.state.history.values()
    assert (change.account_id, change.before.status) == (tom, Status.ABSENT)


async def test_a_rejected_excuse_changes_nothing_and_may_be_asked_again(chats, tom, ann):
    _, asked = await excuse(chats, tom)

    messages = await chats.taps(tom, asked, "Reject")
    assert "did not excuse you" in to(messages, ANN)[0].text
    (again,) = await chats.taps(tom, asked, "Approve")
    assert again.text == "Tom has rejected this already."
    _, asked = await excuse(chats, tom)
    await chats.school.settle(NINE + HOUR)
    assert chats.school.absent == ["Ann"]


async def test_the_same_is_asked_once(chats, tom, ann):
    _, asked = await excuse(chats, tom)
    (answer,) = await chats.says(ANN, "/excuse really")
    assert "has been asked already" in answer.text

    await chats.taps(tom, asked, "Approve")
    (answer,) = await chats.says(ANN, "/excuse really")
    assert "You are excused already" in answer.text


async def test_a_date_may_be_given(chats, tom, ann):
    answer, _ = await excuse(chats, tom, "/excuse 2026-03-05 dentist")
    assert "Thu 2026-03-05" in answer.text
    answer, asked = await excuse(chats, tom, "/excuse dentist tomorrow")
    assert "Tue 2026-03-03" in answer.text
    assert "“dentist”" in asked.text

    await chats.taps(tom, asked, "Approve")
    await chats.school.settle(NINE + DAY + HOUR)
    assert ("Ann", date(2026, 3, 3), Status.EXCUSED) in chats.school.marks


async def test_on_a_day_off_the_next_class_is_meant(chats, tom, ann):
    chats.advance(5 * DAY)

    answer, _ = await excuse(chats, tom)

    assert "Mon 2026-03-09" in answer.text


async def test_each_class_of_the_day_has_its_own_teacher_to_decide(chats, tom, ann):
    art = await chats.school.add_class("ART")
    una = (await chats.school.add_teacher("Una", art)).account_id
    async with chats.units() as uow:
        await uow.classes.join(art.id, ann.id, NINE - DAY)
        await uow.commit()

    messages = await chats.says(ANN, "/excuse a cold")

    assert "from ART" in to(messages, una)[0].text
    assert "from MATH1" in to(messages, tom)[0].text
    (answer,) = await chats.taps(tom, to(messages, una)[0], "Approve")
    assert answer.text.startswith("Only teachers of ART")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/excuse 2026-03-07 a wedding", "nothing to excuse you from on Sat 2026-03-07"),
        ("/excuse 2025-03-03 long ago", "too far away"),
        ("/excuse 2036-03-03 far ahead", "too far away"),
        ("/excuse 2026-03-05", "REASON should be a reason"),
        ("/excuse " + "x" * 301, "REASON should be a reason"),
        ("/excuse", "Why?"),
    ],
)
async def test_what_cannot_be_excused_is_told_why(chats, tom, ann, text, said):
    (answer,) = await chats.says(ANN, text)

    assert said in answer.text
    assert chats.units.state.excuses == {}


async def test_who_was_there_has_nothing_to_be_excused_from(chats, math, tom, ann):
    await chats.school.mark(math, a_plan(), ann, Status.PRESENT, source=Source.SELFIE)

    (answer,) = await chats.says(ANN, "/excuse 2026-03-02 but I was there")

    assert "nothing to excuse you from" in answer.text


async def test_only_students_ask_to_be_excused(chats, tom):
    (answer,) = await chats.says(tom, "/excuse I am tired")

    assert answer.text == "Only students can ask to be excused."


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-03-05 a cold", (date(2026, 3, 5), "a cold")),
        ("a cold on 2026-03-05.", (date(2026, 3, 5), "a cold on")),
        ("Tomorrow, a wedding", (date(2026, 3, 3), "a wedding")),
        ("2026-02-30 a cold", (None, "2026-02-30 a cold")),
        ("the 5th of March", (None, "the 5th of March")),
        ("", (None, "")),
    ],
)
def test_a_date_is_read_at_either_end(text, read):
    assert commands.read_dated(text, MONDAY) == read


# --- summaries that were sent ---------------------------------------------------------------


@pytest.mark.parametrize("excused", [True, False])
async def test_a_correction_of_a_summary_has_its_buttons_and_says_what_the_mark_was(
    chats, math, tom, ann, excused
):
    chats.gallery.alike = {(b"ann", b"ann"): 0.9}
    if excused:
        await chats.says(ANN, "/excuse today dentist")
        (request,) = chats.units.state.excuses
        await chats.presses(tom, f"excuse:{request}:1")
    await chats.school.settle(NINE + HOUR)
    await chats.school.hand_over(NINE + 8 * HOUR)
    chats.advance(8 * HOUR)

    messages = await chats.shows(ANN, "ann", sent_at=NINE + MINUTE)

    (correction,) = to(messages, tom)
    before = "excused" if excused else "absent"
    assert f"Ann is present, not {before}." in correction.text
    assert "Everybody" in labels(correction)


async def test_a_muted_class_brings_no_correction(chats, math, tom, ann):
    chats.gallery.alike = {(b"ann", b"ann"): 0.9}
    await chats.school.settle(NINE + HOUR)
    await chats.school.hand_over(NINE + 8 * HOUR)
    chats.advance(8 * HOUR)
    await chats.says(tom, "/notify MATH1 off")

    messages = await chats.shows(ANN, "ann", sent_at=NINE + MINUTE)

    assert [message.chat_id for message in messages] == [ANN]
    assert messages[0].text.startswith("Present")


async def test_an_excuse_is_for_the_next_day_that_is_no_holiday(chats, math, tom, ann):
    chats.advance(11 * HOUR)
    await chats.school.mark(math, a_plan(), ann, Status.PRESENT)
    await chats.says(ADMIN, f"/holiday {MONDAY + DAY}..{MONDAY + 2 * DAY}")

    await chats.says(ANN, f"/excuse {MONDAY + DAY} dentist")
    assert chats.units.state.excuses == {}

    await chats.says(ADMIN, f"/move MATH1 {MONDAY + 3 * DAY} {MONDAY + 5 * DAY} 09:00-10:00")
    await chats.says(ANN, f"/excuse {MONDAY + 5 * DAY} dentist")
    assert [one.date for one in chats.units.state.excuses.values()] == [MONDAY + 5 * DAY]
