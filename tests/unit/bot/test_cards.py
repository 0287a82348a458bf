import pytest

from attendance.model import Source, Status
from bot import notices, presses
from bot.replies import cards
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan
from tests.unit.bot.chats import ADMIN, data, labels
from tests.unit.bot.fakes import ANN


def status_of(chats, student):
    return [
        mark.status for mark in chats.units.state.marks.values() if mark.student_id == student.id
    ]


async def today(chats, tom):
    (card,) = await chats.says(tom, "/today MATH1")
    return card


# --- the card -------------------------------------------------------------------------------


async def test_a_card_holds_code_date_and_counts_and_names_who_is_missing(chats, math, tom, ann):
    await chats.school.add_student("Bob", math)
    await chats.school.mark(
        math, a_plan(), ann, Status.LATE, source=Source.SELFIE, at=NINE + 12 * MINUTE
    )

    card = await today(chats, tom)

    lines = card.text.splitlines()
    assert lines[0].startswith("MATH1")
    assert "2026-03-02" in lines[1]
    assert "0 present · 1 late · 0 absent · 0 excused" in lines
    assert "Late: Ann (12 min)" in lines
    assert "Not here yet: Bob" in lines
    assert labels(card) == ["· Bob", "◷ Ann", "Everybody"]


async def test_each_session_of_today_is_a_card(chats, math, tom, ann):
    art = await chats.school.add_class("ART")
    async with chats.units() as uow:
        (teaching,) = await uow.classes.teachers(math.id)
        await uow.classes.assign(art.id, teaching.teacher.id, NINE)
        await uow.commit()

    messages = await chats.says(tom, "/today")

    assert [message.text.split()[0] for message in messages] == ["ART", "MATH1"]


async def test_more_sessions_than_a_chat_takes_are_one_list(chats, math, tom, ann):
    for number in range(10):
        await chats.school.add_class(f"ART{number}")

    (answer,) = await chats.says(ADMIN, "/today")

    assert answer.text.count("0 present · 0 late · 0 absent · 0 excused") == 11
    assert "MATH1, Mon 2026-03-02 at 09:00" in answer.text
    assert len(await chats.says(tom, "/today")) == 1


async def test_a_session_that_has_not_opened_has_no_buttons(chats, tom, ann):
    chats.advance(-HOUR)

    card = await today(chats, tom)

    assert "MATH1" in card.text
    assert card.buttons == ()


async def test_a_day_without_a_session_is_said_so(chats, math, tom):
    chats.advance(5 * DAY)

    assert "No session" in (await today(chats, tom)).text
    (message,) = await chats.says(tom, "/today")
    assert "None of your classes" in message.text


async def test_a_summary_of_several_sessions_stays_when_one_of_them_is_corrected(chats, math, tom):
    await chats.says(ADMIN, "/class MATH1 Mon-Fri 09:00-10:00,10:00-11:00 Mathematics 1")
    chats.advance(HOUR)
    (summary,) = await chats.says(tom, "/summary MATH1")

    (card,) = await chats.taps(tom, summary, "Correct 10:00")

    assert card.edits is None
    assert "10:00-11:00, so far" in card.text.splitlines()


# --- one name -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", list(Status))
async def test_a_tap_on_a_name_and_one_on_a_status_sets_it(chats, tom, ann, status):
    (choice,) = await chats.taps(tom, await today(chats, tom), "Ann")
    assert labels(choice) == ["Present", "Late", "Absent", "Excused", "Back"]
    assert choice.edits is not None

    (card,) = await chats.taps(tom, choice, status.value.capitalize())

    assert status_of(chats, ann) == [status]
    assert card.edits == choice.edits
    assert f"1 {status.value}" in card.text
    assert f"Undo: Ann {status.value}" in labels(card)
    assert (tom, "mark") in chats.audited


async def test_a_change_is_undone_with_one_tap(chats, math, tom, ann):
    selfie = await chats.school.mark(math, a_plan(), ann, Status.LATE, source=Source.SELFIE)
    (choice,) = await chats.taps(tom, await today(chats, tom), "Ann")
    (card,) = await chats.taps(tom, choice, "Absent")

    (card,) = await chats.taps(tom, card, "Undo")

    assert list(chats.units.state.marks.values()) == [selfie]
    assert "1 late" in card.text
    assert (tom, "undo") in chats.audited


async def test_a_name_tells_its_history(chats, tom, ann):
    await chats.says(tom, "/mark ANN absent")
    chats.advance(MINUTE)
    await chats.says(ADMIN, "/mark ANN late MATH1")

    (choice,) = await chats.taps(tom, await today(chats, tom), "Ann")

    assert choice.text.splitlines()[-2:] == [
        "09:00 Tom: no mark → absent",
        "09:01 an admin: absent → late",
    ]


async def test_a_later_day_is_named_in_the_history(chats, tom, ann):
    card = await today(chats, tom)
    chats.advance(DAY)
    (choice,) = await chats.taps(tom, card, "Ann")
    await chats.taps(tom, choice, "Excused")

    (choice,) = await chats.taps(tom, card, "Ann")

    assert choice.text.splitlines()[-1] == "Tue 2026-03-03 09:00 Tom: no mark → excused"


async def test_a_selfie_that_a_teacher_brings_back_is_the_teacher_s_change(chats, math, tom, ann):
    await chats.school.mark(math, a_plan(), ann, Status.LATE, source=Source.SELFIE)
    chats.advance(MINUTE)
    (answer,) = await chats.says(tom, "/mark ANN absent")
    await chats.taps(tom, answer, "Undo")

    (choice,) = await chats.taps(tom, await today(chats, tom), "Ann")

    assert choice.text.splitlines()[-1] == "09:01 Tom: absent → late"


async def test_the_last_change_of_a_mark_is_undone_from_its_history(chats, tom, ann):
    await chats.says(tom, "/mark ANN excused")
    (choice,) = await chats.taps(tom, await today(chats, tom), "Ann")

    await chats.taps(tom, choice, "Undo: Ann excused")

    assert chats.units.state.marks == {}


async def test_a_double_tap_leaves_the_undo_there(chats, tom, ann):
    (choice,) = await chats.taps(tom, await today(chats, tom), "Ann")
    await chats.taps(tom, choice, "Excused")

    (card,) = await chats.taps(tom, choice, "Excused")

    assert "Undo: Ann excused" in labels(card)
    assert len(chats.units.state.history) == 1


async def test_an_undo_tapped_twice_is_done_once_and_shown(chats, tom, ann):
    (choice,) = await chats.taps(tom, await today(chats, tom), "Ann")
    (card,) = await chats.taps(tom, choice, "Excused")
    (first,) = await chats.taps(tom, card, "Undo")

    (second,) = await chats.taps(tom, card, "Undo")

    assert (second.text, second.buttons) == (first.text, first.buttons)
    assert status_of(chats, ann) == []


async def test_a_mark_by_text_is_in_the_same_history_and_can_be_undone(chats, tom, ann):
    (answer,) = await chats.says(tom, "/mark ANN excused")
    assert labels(answer) == ["Undo"]
    (kept,) = chats.units.state.history.values()
    assert (kept.account_id, kept.before, kept.after.status) == (tom, None, Status.EXCUSED)

    await chats.taps(tom, answer, "Undo")

    assert chats.units.state.marks == {}


async def test_a_mark_that_is_handled_late_is_of_the_session_it_was_sent_in(chats, tom, ann):
    sent = int(chats.clock().timestamp())
    chats.advance(DAY)

    (answer,) = await chats.says(tom, "/mark ANN excused", date=sent)

    assert "Mon 2026-03-02" in answer.text
    assert chats.school.marks == [("Ann", NINE.date(), Status.EXCUSED)]


async def test_what_was_overtaken_is_not_undone(chats, tom, ann):
    (first,) = await chats.says(tom, "/mark ANN excused")
    await chats.says(tom, "/mark ANN late")

    (answer,) = await chats.taps(tom, first, "Undo")

    assert answer.text == cards.OVERTAKEN
    assert status_of(chats, ann) == [Status.LATE]


ONLY = (  # to a teacher of another class, and to anybody else
    "Only teachers of MATH1 and admins can see, mark or change it.",
    "Only teachers and admins can set marks by hand.",
)


async def every_button(chats, tom, ann):
    """What the buttons of a teacher's card, choice, roll and answers carry."""
    (done,) = await chats.says(tom, "/mark ANN present")
    (roll,) = await chats.says(tom, "/roll MATH1")
    session_id = next(iter(chats.units.state.sessions))
    return [
        *data(done),
        *data(roll),
        presses.data(cards.CARD, session_id, 0),
        presses.data(cards.NAME, session_id, ann.id),
        presses.data(cards.SET, session_id, ann.id, 2),
        presses.data(cards.TAKE_BACK, *map(int, data(done)[0].split(":")[1:]), 0, 0),
    ]


# --- who may --------------------------------------------------------------------------------


async def test_nobody_else_can_use_a_teacher_s_buttons(chats, tom, ann, una):
    for carried in await every_button(chats, tom, ann):
        before = dict(chats.units.state.marks), dict(chats.units.state.history)
        for account_id in (una, ANN, 777):
            (answer,) = await chats.presses(account_id, carried)
            assert answer.text in ONLY
            assert answer.edits is None
            assert chats.audited[-1] == (account_id, "refused")
        assert (chats.units.state.marks, chats.units.state.history) == before


async def test_an_admin_may_use_any(chats, tom, ann):
    for carried in await every_button(chats, tom, ann):
        (answer,) = await chats.presses(ADMIN, carried)
        assert "Only" not in answer.text


async def test_a_teacher_who_no_longer_takes_the_class_cannot(chats, math, tom, ann):
    card = await today(chats, tom)
    chats.units.state.teaching.clear()

    (answer,) = await chats.taps(tom, card, "Ann")

    assert answer.text.startswith("Only teachers of MATH1")


async def test_a_student_of_another_class_cannot_be_marked_by_a_made_up_button(chats, tom, ann):
    other = await chats.school.add_class("ART")
    bob = await chats.school.add_student("Bob", other)
    await today(chats, tom)
    session_id = next(iter(chats.units.state.sessions))

    for verb, further in ((cards.SET, (0,)), (cards.TAP, (0, 0)), (cards.NAME, ())):
        (answer,) = await chats.presses(tom, presses.data(verb, session_id, bob.id, *further))
        assert answer.text == "This button is no longer in use."
    assert status_of(chats, bob) == []


@pytest.mark.parametrize(
    "carried",
    [
        "set:1",
        "set:1:2:3:4",
        "set:a:b:c",
        "set:-1:2:3",
        "set:٣:2:1",
        "card:" + "9" * 18 + ":0",
        "card:" + "9" * 30 + ":0",
        "undo:999",
        "tap::::",
        ":",
        "no:1",
    ],
)
async def test_a_made_up_button_does_nothing(chats, tom, ann, carried):
    (answer,) = await chats.presses(tom, carried)

    assert answer.text == "This button is no longer in use."
    assert chats.units.state.marks == {}


async def test_a_button_from_yesterday_corrects_yesterday(chats, math, tom, ann):
    card = await today(chats, tom)
    chats.advance(DAY)
    await today(chats, tom)

    (choice,) = await chats.taps(tom, card, "Ann")
    await chats.taps(tom, choice, "Excused")

    assert chats.school.marks == [("Ann", NINE.date(), Status.EXCUSED)]


async def test_a_session_cannot_be_marked_before_it_opens(chats, tom, ann):
    chats.advance(-HOUR)
    await today(chats, tom)
    session_id = next(iter(chats.units.state.sessions))

    (answer,) = await chats.presses(tom, presses.data(cards.SET, session_id, ann.id, 0))

    assert answer.text == cards.NOT_OPEN_YET
    assert chats.units.state.marks == {}


async def test_the_caption_of_a_picture_is_edited_as_such(chats, tom, ann):
    card = await today(chats, tom)

    (choice,) = await chats.presses(tom, data(card)[0], caption=True)

    assert choice.captioned
    assert choice.edits is not None


async def test_who_has_been_warned_stays_on_a_card_whose_names_are_tapped(chats):
    strict = await chats.school.add_class("ART", warn_absences=1)
    await chats.school.add_student("Bob", strict)
    tom = (await chats.school.add_teacher("Tom", strict)).account_id
    await chats.school.settle(NINE + HOUR)
    await notices.warn(chats.units, chats.clock)
    chats.advance(HOUR)

    (card,) = await chats.says(tom, "/today ART")
    assert "Absent in a row: Bob" in card.text
    (choice,) = await chats.taps(tom, card, "Bob")
    (card,) = await chats.taps(tom, choice, "Back")

    assert "Absent in a row: Bob" in card.text
