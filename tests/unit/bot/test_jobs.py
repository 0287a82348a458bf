from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance import marking
from attendance.mail import Received
from attendance.model import CheckIn, SentPicture, Source, Status, UpdateKey
from bot.intake import Contact
from bot.jobs import Timekeeper
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan, weekdays
from tests.unit.attendance.school import School
from tests.unit.bot.fakes import ANN, BOT_ID, FakeClock, FakeThreads

SECOND = timedelta(seconds=1)
TEN, FOUR = NINE + HOUR, NINE + 7 * HOUR


class Office:
    """A school whose time is kept."""

    def __init__(self):
        self.school = School()
        self.clock = FakeClock()
        self.contact = Contact()
        self.drawn = []
        self.undrawable = set()
        self.keeper = self.another_keeper()

    def another_keeper(self):
        """As after a restart, or in a second process."""
        return Timekeeper(
            units=self.school.units,
            clock=self.clock,
            contact=self.contact,
            processes=FakeThreads(),
            draw_day=self._draw,
            pending_days=30,
        )

    def _draw(self, summary, recent):
        if summary.class_.code in self.undrawable:
            raise ZeroDivisionError
        self.drawn.append(summary)
        return b"png"

    async def tick(self, at, *, heard=True):
        self.clock.now = at
        if heard:
            self.contact.heard(at, more=False)
        await self.keeper.tick()

    async def receive(self, update_id, at):
        async with self.school.units() as uow:
            key = UpdateKey(bot_id=BOT_ID, update_id=update_id)
            await uow.inbox.receive([Received(key=key, chat_id=ANN, payload={})], at)
            await uow.commit()

    async def handle(self, update_id):
        async with self.school.units() as uow:
            await uow.inbox.done(UpdateKey(bot_id=BOT_ID, update_id=update_id), self.clock())
            await uow.commit()

    @property
    def letters(self):
        """What is owed, as (chat, the words before the names)."""
        return [
            (kept.message.chat_id, kept.message.text)
            for kept in self.school.units.state.outbox.values()
        ]


@pytest.fixture
def office():
    return Office()


@pytest.fixture
async def math(office):
    math = await office.school.add_class(meets_since=NINE - HOUR)
    await office.school.add_student("Ann", math)
    return math


@pytest.fixture
async def tom(office, math):
    return await office.school.add_teacher("Tom", math)


# --- absences -------------------------------------------------------------------------------


async def test_the_absent_are_marked_once_their_session_has_closed(office, math):
    await office.tick(TEN - SECOND)
    assert office.school.absent == []

    await office.tick(TEN)
    assert office.school.absent == ["Ann"]


async def test_nobody_is_absent_before_telegram_has_been_read_to_the_end(office, math):
    await office.tick(TEN, heard=False)
    assert office.school.absent == []

    office.contact.heard(TEN, more=True)
    await office.tick(TEN, heard=False)
    assert office.school.absent == []

    await office.tick(TEN)
    assert office.school.absent == ["Ann"]


async def test_nobody_is_absent_while_telegram_is_out_of_reach(office, math):
    office.contact.heard(NINE, more=False)
    office.contact.lost()

    await office.tick(TEN + HOUR, heard=False)

    assert office.school.absent == []


async def test_nobody_is_absent_as_of_later_than_telegram_was_heard(office, math):
    office.contact.heard(TEN - SECOND, more=False)
    await office.tick(TEN + 20 * SECOND, heard=False)
    assert office.school.absent == []

    office.contact.heard(TEN, more=False)
    await office.tick(TEN + 30 * SECOND, heard=False)
    assert office.school.absent == ["Ann"]


async def test_nobody_is_absent_while_something_sent_before_is_unhandled(office, math, tom):
    await office.receive(1, TEN - SECOND)

    await office.tick(TEN + HOUR)
    assert office.school.absent == []

    await office.tick(FOUR)
    assert office.letters == []

    await office.handle(1)
    await office.tick(FOUR)
    assert office.school.absent == ["Ann"]
    assert len(office.letters) == 1


async def test_nobody_is_absent_as_of_later_than_telegram_was_heard_even_if_post_came_since(
    office, math
):
    office.contact.heard(TEN - SECOND, more=False)
    await office.receive(1, TEN + SECOND)

    await office.tick(TEN + MINUTE, heard=False)

    assert office.school.absent == []


async def test_something_sent_later_holds_nobody_up(office, math):
    await office.receive(1, TEN + SECOND)

    await office.tick(TEN + MINUTE)

    assert office.school.absent == ["Ann"]


# --- summaries ------------------------------------------------------------------------------


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


async def test_a_week_owed_while_down_is_told_once_and_says_so(office, tom):
    await office.tick(FOUR + 6 * DAY)
    await office.tick(FOUR + 6 * DAY + MINUTE)

    weekly = [text for _, text in office.letters if "the week" in text]

    assert len(weekly) == 1
    assert "offline" in weekly[0]


# --- warnings -------------------------------------------------------------------------------


async def test_a_student_hears_of_their_absences_before_the_summary_that_names_them(office):
    strict = await office.school.add_class("ART", meets_since=NINE - HOUR, warn_absences=2)
    await office.school.add_student("Bob", strict, account_id=ANN)
    await office.school.add_teacher("Tom", strict)
    await office.tick(FOUR)
    assert [chat_id for chat_id, _ in office.letters] != [ANN]
    office.school.units.state.outbox.clear()

    await office.tick(FOUR + DAY)

    (chat_id, warning), (_, summary) = office.letters
    assert chat_id == ANN
    assert "absent the last 2 times" in warning
    assert "Absent in a row: Bob (2×)" in summary.splitlines()
    await office.tick(FOUR + DAY + MINUTE)
    assert len(office.letters) == 2


async def test_while_a_student_cannot_be_told_no_summary_names_them(office, monkeypatch):
    strict = await office.school.add_class("ART", meets_since=NINE - HOUR, warn_absences=1)
    await office.school.add_student("Bob", strict, account_id=ANN)
    await office.school.add_teacher("Tom", strict)

    def fails(_):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("bot.replies.warnings.warned", fails)
        await office.tick(FOUR)
    ((_, summary),) = office.letters
    assert "Absent in a row" not in summary

    await office.tick(FOUR + MINUTE)

    assert "absent the last" in office.letters[-1][1]


async def test_a_warning_that_a_correction_undoes_is_taken_back_kindly(office):
    strict = await office.school.add_class("ART", meets_since=NINE - HOUR, warn_absences=1)
    bob = await office.school.add_student("Bob", strict, account_id=ANN)
    await office.tick(TEN)
    async with office.school.units() as uow:
        (session,) = await uow.sessions.between(strict.id, NINE.date(), NINE.date())
        await marking.decide(uow, session, bob.id, Status.EXCUSED, by=1, at=TEN)
        await uow.commit()

    await office.tick(TEN + MINUTE)

    told = [text for chat_id, text in office.letters if chat_id == ANN]
    assert [text.splitlines()[0][:10] for text in told] == ["A friendly", "Good news "]


# --- erasing --------------------------------------------------------------------------------


async def test_faces_that_wait_too_long_for_consent_are_erased(office, math):
    stored = NINE - 30 * DAY
    async with office.school.units() as uow:
        (ann,) = await uow.students.active()
        await uow.templates.add(
            student_id=ann.id, model="fake", embedding=b"x", photo=b"x", at=stored
        )
        await uow.commit()

    await office.tick(NINE)
    (waiting,) = office.school.units.state.templates.values()
    await office.tick(NINE + SECOND)
    (erased,) = office.school.units.state.templates.values()

    assert (waiting.state, waiting.embedding) == ("pending", b"x")
    assert (erased.state, erased.embedding) == ("erased", None)


async def test_updates_that_were_handled_are_forgotten_after_more_than_a_week(office):
    await office.receive(1, NINE)
    await office.handle(1)

    await office.tick(NINE + 8 * DAY)
    assert len(office.school.units.state.inbox) == 1

    await office.tick(NINE + 8 * DAY + SECOND)
    assert office.school.units.state.inbox == {}


# --- any order ------------------------------------------------------------------------------


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 3 * 24 * 60), st.sampled_from(["tick", "restart", "lost"])),
        max_size=10,
    )
)
async def test_however_the_days_go_everybody_is_told_the_same(events):
    """Ann comes on the first day; then the service ticks, restarts and loses Telegram."""
    office = Office()
    math = await office.school.add_class(meets_since=NINE - HOUR)
    ann = await office.school.add_student("Ann", math)
    await office.school.add_student("Bob", math)
    await office.school.add_teacher("Tom", math)
    await office.school.mark(math, a_plan(), ann, Status.PRESENT, source=Source.SELFIE)

    for minute, event in sorted(events):
        if event == "restart":
            office.contact = Contact()
            office.keeper = office.another_keeper()
        elif event == "lost":
            office.contact.lost()
        await office.tick(NINE + minute * MINUTE, heard=event == "tick")
    await office.tick(NINE + 3 * DAY)

    told = sorted((text.splitlines()[1], text.splitlines()[-1]) for _, text in office.letters)
    assert told == [
        ("Mon 2026-03-02", "Absent: Bob"),
        ("Tue 2026-03-03", "Absent: Ann, Bob"),
        ("Wed 2026-03-04", "Absent: Ann, Bob"),
    ]


async def test_the_pictures_of_refused_selfies_are_forgotten_when_they_cannot_be_disputed(
    office, math
):
    (ann,) = office.school.units.state.students.values()
    async with office.school.units() as uow:
        await uow.check_ins.add(
            CheckIn(
                update=UpdateKey(bot_id=BOT_ID, update_id=1),
                student_id=ann.id,
                sent_at=NINE,
                verdict="refused",
                reason="no face",
                picture=SentPicture(file_id="AgAC"),
            )
        )
        await uow.commit()

    def pictures():
        return [kept.picture for kept in office.school.units.state.check_ins.values()]

    await office.tick(NINE + 7 * DAY)
    assert pictures() != [None]
    await office.tick(NINE + 7 * DAY + SECOND)
    assert pictures() == [None]
