"""Whatever becomes of a calendar, whenever a selfie is read: who came is not absent."""

from dataclasses import dataclass, replace
from datetime import date, time

from hypothesis import given, settings
from hypothesis import strategies as st

from attendance import archiving, calendar, classes, holding, holidays, importing, timetable
from attendance.check_in import CheckInDesk
from attendance.model import Appointment, Holiday, Source, UpdateKey
from attendance.outcomes import Attempt, Marked
from tests.unit.attendance.calendars import nights, zones
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, weekdays
from tests.unit.attendance.school import School
from tests.unit.bot.fakes import FakeClock
from tests.unit.fakes.recognition import FakeGallery, FakeReader

ANN, BOB = 100, 200
_MORNING = weekdays(time(1, 30), time(4), range(7))
_NIGHT = weekdays(time(23), time(0, 30), range(7))
_MINUTES = 4 * DAY // MINUTE

_selfies = st.lists(st.tuples(st.integers(0, 3), st.integers(70, 250)), max_size=5)
_looks = st.lists(st.integers(0, _MINUTES), max_size=4)


def _dated(change):
    """A change of the meetings of a date."""
    return lambda uow, class_, drawn, at: change(uow, class_, drawn.day, None, at)


def _of_holiday(change):
    return lambda uow, class_, drawn, at: change(uow, drawn.holiday(class_), class_, at)


def _rule(key, value):
    def change(uow, class_, drawn, at):
        return classes.set_rule(uow, class_, key, value(drawn), at=at)

    return change


def _move(uow, class_, drawn, at):
    to = timetable.appointment(class_.timezone, drawn.day, *drawn.hours)
    return calendar.move(uow, class_, drawn.day, None, to=to, at=at)


def _import(uow, class_, drawn, at):
    starts_at = at + drawn.hour * HOUR
    later = (Appointment(starts_at=starts_at, closes_at=starts_at + HOUR),)
    return importing.take_over(uow, class_, later, at)


_CHANGES = {
    "holiday": _of_holiday(holidays.declare),
    "no holiday": _of_holiday(holidays.take_back),
    "off": _dated(calendar.call_off),
    "restore": _dated(calendar.restore),
    "move": _move,
    "import": _import,
    "meets": _rule("meets", lambda drawn: f"Mon-Sun {drawn.hours[0]:%H:%M}-{drawn.hours[1]:%H:%M}"),
    "zone": _rule("timezone", lambda drawn: drawn.zone),
    "late": _rule("late", lambda drawn: str(drawn.hour)),
    "open": lambda uow, class_, _, at: holding.open_session(uow, class_, HOUR, at),
    "close": lambda uow, class_, _, at: holding.close_session(uow, class_, at),
    "archive": lambda uow, class_, _, at: archiving.archive(uow, class_, at),
    "bring back": lambda uow, class_, _, at: archiving.bring_back(uow, class_, at),
}


@dataclass(frozen=True)
class _Drawn:
    """What somebody does to the calendar, so many minutes after the first midnight."""

    minute: int
    what: str
    offset: int
    hour: int
    zone: str
    first: date = date.min

    @property
    def day(self):
        return self.first + self.offset * DAY

    @property
    def hours(self):
        return time(self.hour), time((self.hour + 2) % 24, 30)

    def holiday(self, class_):
        return Holiday(class_id=class_.id, first=self.day, last=self.day)


_changes = st.lists(
    st.builds(
        _Drawn,
        st.integers(0, _MINUTES),
        st.sampled_from(sorted(_CHANGES)),
        st.integers(-1, 4),
        st.integers(0, 23),
        zones,
    ),
    max_size=6,
)


async def _change(school, drawn, at):
    async with school.units() as uow:
        (class_,) = [*await uow.classes.all(), *await uow.classes.archived()]
        if class_.archived_at is None or drawn.what == "bring back":
            await _CHANGES[drawn.what](uow, class_, drawn, at)
        await uow.commit()


async def _send(school, number, account, sent_at):
    desk = CheckInDesk(
        units=school.units,
        clock=FakeClock(sent_at),
        reader=FakeReader(),
        gallery=FakeGallery(),
        accept_score=0.5,
    )

    async def fetch():
        return str(account).encode()

    async def nothing(_uow, _outcome):
        pass

    update = UpdateKey(bot_id=7, update_id=number)
    attempt = Attempt(update=update, account_id=account, sent_at=sent_at)
    return await desk.prove(attempt, desk.selfie(fetch), nothing)


async def _lived_through(place, changes, selfies, looks):
    """Bob sends what Ann sends, but his selfies are read only at the end; what Ann was told."""
    zone, day = place
    start = timetable.moment(day, time(), zone)
    school = School()
    math = await school.add_class(timezone=zone, meetings=_MORNING + _NIGHT, meets_since=start)
    for name, account in (("Ann", ANN), ("Bob", BOB)):
        person = {"account_id": account, "agreed": True, "photos": [str(account).encode()]}
        await school.add_student(name, math, joined=start - DAY, **person)
    sent = [start + n * DAY + minute * MINUTE for n, minute in selfies]
    events = [(start + one.minute * MINUTE, 0, replace(one, first=day)) for one in changes]
    events += [(at, 1, number) for number, at in enumerate(sent)]
    events += [(start + minute * MINUTE, 2, None) for minute in looks]
    told = []
    for at, kind, what in sorted(events, key=lambda event: event[:2]):
        if kind == 0:
            await _change(school, what, at)
        elif kind == 1:
            told.append(await _send(school, what, ANN, at))
        else:
            await school.settle(at)
    await school.settle(start + 6 * DAY)
    for number, at in enumerate(sent):
        await _send(school, 1000 + number, BOB, at)
    return school, told, sent


@settings(max_examples=150)
@given(nights, _changes, _selfies, _looks)
async def test_whoever_came_is_not_absent_however_late_it_is_read_and_what_has_changed_since(
    place, changes, selfies, looks
):
    school, told, sent = await _lived_through(place, changes, selfies, looks)

    state = school.units.state
    ann, bob = state.students
    for outcome in told:
        if isinstance(outcome, Marked):
            assert state.marks[outcome.session.id, ann].source is Source.SELFIE
    starts = [one.starts_at for one in state.sessions.values()]
    assert len(set(starts)) == len(starts)
    for one in state.sessions.values():
        assert one.settled_at
        if one.was_held:
            assert {student for session, student in state.marks if session == one.id} == {ann, bob}
            still_open = any(one.is_open(at) for at in sent)  # it may have been moved since
            if still_open and state.marks[one.id, ann].status.attended:
                assert state.marks[one.id, bob].status.attended
