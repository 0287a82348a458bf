"""A student gives the code of the room."""

from datetime import time, timedelta

import pytest

from attendance.model import Requirement, Source, Status
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, weekdays
from tests.unit.bot.chats import ADMIN, to
from tests.unit.bot.fakes import ANN, BOB, a_text
from tests.unit.bot.room.room import STEP, Room

SECOND = timedelta(seconds=1)


def marks(chats):
    state = chats.units.state
    return [
        (state.students[one.student_id].name, one.status, one.source, one.at)
        for one in state.marks.values()
    ]


async def gives(chats, account_id, text, **message):
    (answer,) = to(await chats.says(account_id, text, **message), account_id)
    return answer.text


async def test_a_selfie_and_then_the_code_count_since_the_selfie(chats, room, ann):
    (first,) = await chats.shows(ANN, "ann")
    assert "also asks for the room's code" in first.text
    assert "Scan the code that is shown in the room" in first.text
    chats.advance(15 * SECOND)

    answer = await gives(chats, ANN, room.card.code)

    assert answer.startswith("Present")
    assert marks(chats) == [("Ann", Status.PRESENT, Source.SELFIE, NINE)]


async def test_the_code_and_then_a_selfie_count_since_the_code(chats, room, ann):
    assert "I have the room's code" in await gives(chats, ANN, room.card.code)
    chats.advance(MINUTE)

    (answer,) = await chats.shows(ANN, "ann")

    assert answer.text.startswith("Present")
    assert marks(chats) == [("Ann", Status.PRESENT, Source.SELFIE, NINE)]


@pytest.mark.parametrize("halves", ["{} {}", "{}{}", " {}\n{} "])
async def test_digits_are_read_however_they_are_grouped(chats, room, ann, halves):
    code = room.card.code

    assert "I have" in await gives(chats, ANN, halves.format(code[:3], code[3:]))


async def test_digits_are_read_in_any_script(chats, room, ann):
    arabic = room.card.code.translate({ord("0") + one: chr(0x660 + one) for one in range(10)})

    assert "I have" in await gives(chats, ANN, arabic)


async def test_a_scanned_code_counts(chats, room, ann):
    assert "I have" in await gives(chats, ANN, f"/start {room.payload}")


async def test_a_payload_is_one_that_telegram_takes_and_no_invite(room):
    assert len(room.payload) < 22  # an invite's length
    assert room.payload.replace("-", "").isalnum()


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        (timedelta(0), True),
        (2 * STEP - SECOND, True),
        (2 * STEP, False),
        (10 * STEP, False),
        (-STEP, True),
        (-STEP - SECOND, False),
    ],
)
async def test_a_code_counts_for_its_step_and_one_more(chats, room, ann, after, counts):
    answer = await gives(chats, ANN, room.card.code, date=int((NINE + after).timestamp()))

    assert ("I have" in answer) == counts
    if after > timedelta(0) and not counts:
        assert "not shown any more" in answer


async def test_a_code_is_as_good_as_it_was_when_telegram_got_it(chats, room, ann):
    code = room.card.code
    chats.advance(10 * MINUTE)

    answer = await gives(chats, ANN, code, date=int((NINE + 15 * SECOND).timestamp()))

    assert "I have" in answer


async def test_an_old_code_is_no_guess(chats, room, ann):
    code = room.card.code
    for _ in range(7):
        chats.advance(2 * STEP)
        assert "not shown any more" in await gives(chats, ANN, code)

    assert chats.units.state.code_tries == {}


async def test_a_code_that_is_given_twice_counts_once(chats, room, ann):
    await chats.shows(ANN, "ann")
    assert (await gives(chats, ANN, room.card.code)).startswith("Present")

    assert "already" in await gives(chats, ANN, room.card.code)
    assert len(marks(chats)) == 1


async def test_a_code_that_is_given_twice_keeps_what_is_waiting_no_longer(chats, room, ann):
    first = await gives(chats, ANN, room.card.code)
    chats.advance(STEP)

    assert await gives(chats, ANN, room.card.code) == first


async def test_the_same_update_yields_the_same_answer(chats, room, ann):
    for code in (room.another(), room.card.code):
        update = a_text(int(code), code)
        first = await chats.handles(update)
        again = await chats.handles(update)

        assert [one.text for one in again] == [one.text for one in first]
    assert len(chats.units.state.code_tries) == 2


async def test_who_said_no_to_faces_is_in_by_the_code_alone(chats, room, bob):
    assert (await gives(chats, BOB, room.card.code)).startswith("Present")

    assert marks(chats) == [("Bob", Status.PRESENT, Source.CODE, NINE)]


async def test_who_has_yet_to_answer_is_asked_first(chats, room, math):
    await chats.school.add_student("Cyd", math, account_id=300)

    for text in (room.card.code, f"/start {room.payload}"):
        assert "May I compare your face" in await gives(chats, 300, text)


async def test_a_code_of_another_class_does_not_count(chats, room, ann, una):
    art = next(c for c in chats.units.state.classes.values() if c.code == "ART")
    zed = await chats.school.add_student("Zed", art, account_id=300, agreed=True)
    await chats.says(una, "/code ART")
    of_art, art_payload = room.card.code, room.payload

    assert "wrong code" in await gives(chats, ANN, of_art)
    assert "the code of another class" in await gives(chats, ANN, f"/start {art_payload}")
    assert "ART asks for a selfie" in await gives(chats, zed.account_id, of_art)


async def test_without_a_code_shown_none_is_right(chats, ann):
    assert "Ask your teacher to show it" in await gives(chats, ANN, "123456")


async def test_the_code_counts_though_its_class_has_been_given_another_zone(chats, tom, bob):
    chats.advance(11 * HOUR + 30 * MINUTE)
    await chats.says(tom, "/open MATH1 60")
    room = Room(chats)
    await chats.says(tom, "/code MATH1")

    await chats.says(ADMIN, "/set MATH1 timezone Asia/Tokyo")  # where it is tomorrow

    assert (await gives(chats, BOB, room.card.code)).startswith("Present")


async def test_outside_a_session_there_is_no_class(chats, room, ann):
    chats.advance(5 * HOUR)

    assert "No class" in await gives(chats, ANN, room.card.code)


async def test_after_five_wrong_codes_none_is_taken_and_the_teacher_is_told(chats, room, ann, tom):
    for _ in range(4):
        assert "wrong code" in await gives(chats, ANN, room.another())
    messages = await chats.says(ANN, room.another())
    (told,) = to(messages, tom)
    assert "Ann (ANN) has sent 5 wrong room codes" in told.text
    (last,) = to(messages, ANN)
    assert "none is taken for 10 minutes" in last.text

    messages = await chats.says(ANN, room.card.code)

    assert to(messages, tom) == []
    assert "too many wrong codes" in to(messages, ANN)[0].text
    assert "Present" not in last.text + messages[0].text
    chats.advance(10 * MINUTE)
    await room.passes()
    assert "I have" in await gives(chats, ANN, room.card.code)


async def test_the_teacher_is_told_once_of_who_goes_on_guessing(chats, room, ann, tom):
    told = []
    for _ in range(12):
        messages = await chats.says(ANN, room.another())
        told += to(messages, tom)
        chats.advance(2 * MINUTE)
        await room.passes()

    assert len(told) == 1
    assert "too many wrong codes" in to(messages, ANN)[0].text
    chats.advance(20 * MINUTE)
    await room.passes()
    answers = [await chats.says(ANN, room.another()) for _ in range(5)]
    assert [len(to(one, tom)) for one in answers] == [0, 0, 0, 0, 1]


async def test_the_wrong_codes_of_one_are_nobody_else_s(chats, room, ann, bob):
    for _ in range(5):
        await chats.says(ANN, room.another())

    assert (await gives(chats, BOB, room.card.code)).startswith("Present")


async def test_a_stranger_who_scans_is_told_what_it_is(chats, room):
    answer = await gives(chats, 777, f"/start {room.payload}")

    assert "This code is for students" in answer
    assert "invite link" in answer


async def test_a_teacher_who_scans_need_not(chats, room, tom):
    assert "for the students of the class" in await gives(chats, tom, f"/start {room.payload}")


async def test_a_teacher_s_six_digits_answer_a_question(chats, room, tom, ann):
    await chats.says(tom, "/mark")

    answer = await gives(chats, tom, "123456")

    assert "Which status" in answer


async def test_a_student_s_six_digits_are_a_code_though_they_were_asked_something(chats, room, ann):
    await chats.says(ANN, "/excuse")

    assert "I have" in await gives(chats, ANN, room.card.code)


async def test_the_codes_that_were_given_are_kept_for_a_week(chats, room, ann):
    await chats.says(ANN, room.another())
    async with chats.units() as uow:
        await uow.rooms.forget(NINE, given_before=NINE + DAY)
        await uow.commit()

    assert chats.units.state.code_tries == {}


@pytest.fixture
async def una_in_physics(chats, math):
    """A teacher of the class that follows; Ann takes both."""
    physics = await chats.school.add_class(
        "PHYS",
        meetings=weekdays(time(10), time(11)),
        meets_since=NINE - DAY,
        requires=frozenset({Requirement.CODE}),
    )
    await chats.school.add_student(
        "Ann", math, physics, account_id=ANN, agreed=True, photos=[b"ann"]
    )
    return (await chats.school.add_teacher("Una", physics)).account_id


@pytest.mark.parametrize("was_in_first", [False, True])
@pytest.mark.parametrize("scanned", [False, True])
async def test_a_code_counts_for_the_class_in_whose_room_it_is_shown_though_another_goes_on(
    chats, room, una_in_physics, was_in_first, scanned
):
    """The first class lets go early; the next opens a quarter of an hour before it begins."""
    await chats.services.desk.refresh()
    if was_in_first:
        await chats.shows(ANN, "ann")
        await chats.says(ANN, room.card.code)
    chats.advance(50 * MINUTE)
    await chats.says(una_in_physics, "/code PHYS")

    answer = await gives(chats, ANN, f"/start {room.payload}" if scanned else room.card.code)

    assert answer.startswith("Present")
    assert "PHYS" in answer
    assert len(marks(chats)) == 1 + was_in_first


async def test_a_code_given_again_is_already_counted_though_the_next_class_is_open(
    chats, room, tom, una_in_physics
):
    await chats.services.desk.refresh()
    chats.advance(50 * MINUTE)
    await chats.says(tom, "/code MATH1")
    of_math = room.card.code
    await chats.shows(ANN, "ann")
    await chats.says(ANN, of_math)

    assert "already" in await gives(chats, ANN, of_math)
    await chats.says(una_in_physics, "/code PHYS")
    assert "already" in await gives(chats, ANN, of_math)
    assert len(marks(chats)) == 1


async def test_who_has_begun_in_one_class_may_go_to_another(chats, room, una_in_physics):
    await chats.services.desk.refresh()
    chats.advance(50 * MINUTE)
    assert "MATH1 also asks for the room's code" in (await chats.shows(ANN, "ann"))[0].text
    await chats.says(una_in_physics, "/code PHYS")

    answer = await gives(chats, ANN, f"/start {room.payload}")

    assert answer.startswith("Present")
    assert "PHYS" in answer


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize(
    "passed_on",
    [
        {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Bob"}},
        {"via_bot": {"id": 8, "is_bot": True, "first_name": "Other"}},
    ],
)
async def test_a_message_with_the_code_that_was_passed_on_does_not_count_and_is_flagged(
    chats, room, ann, tom, passed_on, scanned
):
    text = f"/start {room.payload}" if scanned else room.card.code

    answer = await gives(chats, ANN, text, **passed_on)

    assert answer.startswith("Not recognized: this code was passed on to me. Scan the one")
    assert "Your teacher sees this" in answer
    assert "Present" not in answer
    assert chats.units.state.code_tries == {}
    (card,) = await chats.says(tom, "/today MATH1")
    assert "– Ann: a code that was forwarded, or sent by another bot (it was not" in card.text
    assert "I have the room's code" in await gives(chats, ANN, room.card.code)


async def test_a_code_that_was_edited_into_a_message_does_not_count(chats, room, ann):
    update = a_text(500, room.card.code, sender=ANN, chat=ANN)
    update["edited_message"] = update.pop("message") | {"edit_date": int(NINE.timestamp())}

    (answer,) = await chats.handles(update)

    assert answer.text == "An edited message does not count. Send me the six digits in a new one."
    assert chats.units.state.check_ins == {}
