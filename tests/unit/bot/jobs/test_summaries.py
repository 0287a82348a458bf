from datetime import time

from attendance import holding
from attendance.model import Status
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan, weekdays
from tests.unit.bot.fakes import FakeThreads
from tests.unit.bot.jobs.office import FOUR, TEN


async def test_the_summary_goes_to_the_teacher_with_a_picture_and_after_the_answers(office, tom):
    await office.tick(TEN)
    assert office.letters == []

    await office.tick(FOUR)

    (kept,) = office.school.units.state.outbox.values()
    assert kept.message.chat_id == tom.account_id
    assert kept.message.picture == b"png"
    assert not kept.urgent
    assert "MATH1" in kept.message.text
    assert "2026-03-02" in kept.message.text
    assert "0 present · 0 late · 1 absent · 0 excused" in kept.message.text.splitlines()
    assert "Absent: Ann" in kept.message.text
    assert "offline" not in kept.message.text


async def test_a_summary_is_handed_over_once_whoever_asks_and_however_often(office, tom):
    await office.tick(TEN)
    for _ in range(3):
        await office.tick(FOUR)
        await office.another_keeper().tick()

    assert len(office.letters) == 1


async def test_a_summary_that_somebody_else_claims_at_the_same_time_is_not_sent_twice(
    office, tom, monkeypatch
):
    await office.tick(TEN)
    rival = office.another_keeper()

    class Overtaken(FakeThreads):
        async def run(self, function, *args, **kwargs):
            await rival.tick()
            return await super().run(function, *args, **kwargs)

    object.__setattr__(office.keeper, "processes", Overtaken())

    await office.tick(FOUR)

    assert len(office.letters) == 1


async def test_a_session_that_is_open_is_told_so_far_even_if_telegram_is_out_of_reach(office):
    meetings = weekdays(time(15, 30), time(17))
    art = await office.school.add_class("ART", meetings=meetings, meets_since=NINE)
    await office.school.add_student("Ann", art)
    await office.school.add_teacher("Tom", art)

    await office.tick(FOUR, heard=False)
    ((_, text),) = office.letters
    assert "so far" in text
    assert "Not here yet: Ann" in text

    await office.tick(FOUR + HOUR)
    ((_, _), (_, text)) = office.letters
    assert "so far" not in text
    assert "Absent: Ann" in text


async def test_no_final_summary_is_told_while_telegram_is_out_of_reach(office, tom):
    await office.tick(TEN)
    office.contact.lost()

    await office.tick(FOUR, heard=False)
    assert office.letters == []

    await office.tick(FOUR + HOUR)
    assert len(office.letters) == 1


async def test_after_downtime_each_missed_day_is_told_with_its_date(office, tom):
    await office.tick(FOUR + 2 * DAY)

    texts = [text for _, text in office.letters]
    assert [text.splitlines()[1] for text in texts] == [
        "Mon 2026-03-02",
        "Tue 2026-03-03",
        "Wed 2026-03-04",
    ]
    assert ["offline" in text for text in texts] == [True, True, False]


async def test_nothing_is_told_on_days_without_sessions(office, tom):
    for day in range(5):
        await office.tick(FOUR + day * DAY)
    before = office.letters

    await office.tick(FOUR + 5 * DAY)
    await office.tick(FOUR + 6 * DAY)

    assert office.letters == before


async def test_a_long_summary_goes_in_parts_behind_its_picture(office, tom, math):
    for number in range(100):
        await office.school.add_student(f"Somebody No{number}", math)

    await office.tick(FOUR)

    picture, *rest = office.school.units.state.outbox.values()
    assert picture.message.picture == b"png"
    assert picture.message.text == ""
    assert "Somebody No99" in "".join(kept.message.text for kept in rest)
    assert all(kept.message.picture is None for kept in rest)


async def test_what_goes_wrong_with_one_class_holds_up_no_other(office, tom, caplog):
    physics = await office.school.add_class("PHYS", meets_since=NINE - HOUR)
    await office.school.add_teacher("Una", physics)
    office.undrawable = {"MATH1"}

    await office.tick(FOUR)
    assert len(office.letters) == 1
    assert "ZeroDivisionError" in caplog.text

    office.undrawable.clear()
    await office.tick(FOUR + MINUTE)
    assert len(office.letters) == 2


async def test_summaries_of_many_classes_are_handed_over_in_the_order_of_their_dates(
    office,
):
    for number in range(30):
        class_ = await office.school.add_class(f"C{number:02}", meets_since=NINE - HOUR)
        await office.school.add_teacher(f"Teacher {number}", class_)

    await office.tick(FOUR + DAY)

    firsts = [text.splitlines()[:2] for _, text in office.letters]
    assert [date for _, date in firsts] == ["Mon 2026-03-02"] * 30 + ["Tue 2026-03-03"] * 30
    assert [title.split()[0] for title, _ in firsts] == [f"C{n:02}" for n in range(30)] * 2


async def test_a_day_is_drawn_once_for_all_teachers_of_its_class(office, tom, math):
    una = await office.school.add_teacher("Una", math)

    await office.tick(FOUR)

    assert {chat_id for chat_id, _ in office.letters} == {tom.account_id, una.account_id}
    assert len(office.drawn) == 1


async def test_a_summary_has_the_buttons_of_today_s_card(office, tom):
    await office.tick(FOUR)

    (kept,) = office.school.units.state.outbox.values()
    assert [button.text for row in kept.message.buttons for button in row] == [
        "✗ Ann",
        "Everybody",
    ]


async def test_several_sessions_of_a_day_each_lead_to_their_card(office):
    meetings = (*weekdays(time(9), time(10)), *weekdays(time(14), time(15)))
    art = await office.school.add_class("ART", meetings=meetings, meets_since=NINE - HOUR)
    await office.school.add_student("Ann", art)
    await office.school.add_teacher("Tom", art)

    await office.tick(FOUR)

    (kept,) = office.school.units.state.outbox.values()
    assert [button.text for row in kept.message.buttons for button in row] == [
        "Correct 09:00",
        "Correct 14:00",
    ]


async def test_a_week_is_told_after_its_last_day_with_who_missed_it(office, tom, math):
    bob = await office.school.add_student("Bob", math)
    await office.school.mark(math, a_plan(), bob, Status.LATE)
    for day in range(5):
        await office.tick(FOUR + day * DAY)
        await office.tick(FOUR + day * DAY + MINUTE)

    *_, friday, weekly = [text for _, text in office.letters]

    assert "Fri 2026-03-06" in friday
    lines = weekly.splitlines()
    assert lines[:2] == ["MATH1 Mathematics 1: the week", "Mon 2026-03-02 to Fri 2026-03-06"]
    assert "Mon 2026-03-02 09:00: 0 present · 1 late · 1 absent · 0 excused" in lines
    assert lines[-2:] == ["Absent: Ann (5×), Bob (4×)", "Late: Bob"]
    assert len(office.letters) == 6
    *_, kept = office.school.units.state.outbox.values()
    assert kept.message.picture == b"week"


async def test_a_second_summary_of_a_day_says_that_it_takes_the_place_of_the_first(
    office, tom, math
):
    await office.tick(FOUR)
    async with office.school.units() as uow:
        await holding.open_session(uow, math, HOUR, FOUR + HOUR)
        await uow.commit()

    await office.tick(FOUR + 2 * HOUR)

    first, second = [text for _, text in office.letters]
    assert "takes the place" not in first
    assert "(This takes the place of the summary of this day that you had.)" in second
    assert second.count("0 present · 0 late · 1 absent · 0 excused") == 2


async def test_a_week_owed_while_down_is_told_once_and_says_so(office, tom):
    await office.tick(FOUR + 6 * DAY)
    await office.tick(FOUR + 6 * DAY + MINUTE)

    weekly = [text for _, text in office.letters if "the week" in text]

    assert len(weekly) == 1
    assert "offline" in weekly[0]
