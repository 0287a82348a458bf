from bot import presses
from bot.replies import cards
from tests.unit.attendance.samples import DAY, HOUR, NINE
from tests.unit.bot.chats import data, labels
from tests.unit.bot.fakes import ANN


async def test_a_tap_on_a_name_of_the_roll_marks_it(chats, math, tom, ann):
    await chats.school.add_student("Bob", math)
    (roll,) = await chats.says(tom, "/roll MATH1")
    assert labels(roll) == ["[Present]", "Late", "Absent", "Excused", "· Ann", "· Bob"]

    (roll,) = await chats.taps(tom, roll, "Ann")
    assert "✓ Ann" in labels(roll)
    (roll,) = await chats.taps(tom, roll, "Excused")
    (roll,) = await chats.taps(tom, roll, "Bob")

    assert "1 present · 0 late · 0 absent · 1 excused" in roll.text.splitlines()
    assert "[Excused]" in labels(roll)
    assert len(chats.units.state.history) == 2

    (roll,) = await chats.taps(tom, roll, "Undo")
    assert "1 present · 0 late · 0 absent · 0 excused" in roll.text.splitlines()


async def test_a_class_of_200_fits_telegram_s_limits_and_everybody_is_marked(chats, math, tom):
    for number in range(200):
        await chats.school.add_student(f"{'N' * 100} {number:03}", math)
    (roll,) = await chats.says(tom, "/roll MATH1")
    for page in range(5):
        (roll,) = await chats.presses(tom, presses.data(cards.ROLL, session_of(chats), 0, page))
        for carried in [one for one in data(roll) if one.startswith(f"{cards.TAP}:")]:
            (roll,) = await chats.presses(tom, carried)
            assert len(data(roll)) <= presses.MOST_BUTTONS
            assert all(0 < len(one.encode()) <= presses.LONGEST for one in data(roll))
            assert len(roll.text) <= 4096

    assert "200 present · 0 late · 0 absent · 0 excused" in roll.text.splitlines()


def session_of(chats):
    (session_id,) = chats.units.state.sessions
    return session_id


async def test_namesakes_are_told_apart_by_their_roll_numbers(chats, math, tom, ann):
    async with chats.units() as uow:
        other = await uow.students.add("A2", "Ann")
        await uow.classes.join(math.id, other.id, NINE - DAY)
        await uow.commit()

    (roll,) = await chats.says(tom, "/roll MATH1")

    assert {"· Ann (ANN)", "· Ann (A2)"} <= set(labels(roll))


async def test_long_names_that_begin_alike_begin_with_their_roll_numbers(chats, math, tom):
    async with chats.units() as uow:
        for roll_no, name in (("41", "Abdul Rahman Al"), ("42", "Abdul Rahman ibn Yusuf Khan")):
            for further in ("", " Senior"):
                student = await uow.students.add(f"{roll_no}{further[1:2]}", f"{name}{further}")
                await uow.classes.join(math.id, student.id, NINE - DAY)
        await uow.commit()

    (roll,) = await chats.says(tom, "/roll MATH1")

    assert labels(roll)[4:] == [
        "· Abdul Rahman Al",
        "· Abdul Rahman Al Senior",
        "· 42 Abdul Rahman ibn Yusuf Khan",
        "· 42S Abdul Rahman ibn Yusuf Khan S…",
    ]


async def test_no_row_is_wider_than_telegram_takes(chats, math, tom):
    for number in range(400):
        await chats.school.add_student(f"{number:03}", math)

    (roll,) = await chats.says(tom, "/roll MATH1")

    assert max(map(len, roll.buttons)) <= 8
    assert "10" in labels(roll)


async def test_a_roll_is_of_a_session_that_has_opened(chats, math, tom):
    chats.advance(-HOUR)

    (answer,) = await chats.says(tom, "/roll MATH1")

    assert "no session today that has opened" in answer.text


async def test_only_teachers_of_a_class_get_its_roll(chats, math, tom, una, ann):
    (answer,) = await chats.says(una, "/roll MATH1")
    assert answer.text.startswith("Only teachers of MATH1")
    (answer,) = await chats.says(ANN, "/roll MATH1")
    assert answer.text == "Only teachers and admins can set marks by hand."
