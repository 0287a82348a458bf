"""Any class in any zone on any day, as hypothesis draws them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from attendance.model import Meeting
from tests.unit.attendance.samples import a_class

# Zones that have been unkind: half-hour and two-hour shifts, shifts at midnight, odd offsets,
# both ends of the day.
ZONES = (
    "UTC",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Etc/GMT+12",
    "Europe/Paris",
    "Pacific/Apia",
    "Pacific/Kiritimati",
)
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_DAYS = 12 * 365
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def _changes():
    """Every zone and date whose clock is changed in that night or on the day after it."""
    for zone in ZONES:
        offsets = [(_FIRST + n * _DAY).astimezone(ZoneInfo(zone)).utcoffset() for n in range(_DAYS)]
        for n in range(1, _DAYS):
            if offsets[n] != offsets[n - 1]:
                yield zone, (_FIRST + n * _DAY).date()


def _clock(minute):
    return time(minute // 60 % 24, minute % 60)


zones = st.sampled_from(ZONES)
dates = st.dates(min_value=date(2020, 1, 1), max_value=date(2031, 12, 31))
# Half of the time a day whose clock is changed, or one beside it.
nights = st.tuples(st.sampled_from(sorted(_changes())), st.integers(-2, 2)).map(
    lambda drawn: (drawn[0][0], drawn[0][1] + drawn[1] * _DAY)
)
places = st.one_of(st.tuples(zones, dates), nights)
_of_a_day = st.one_of(st.integers(0, 1439), st.integers(0, 240))
wall_clocks = _of_a_day.map(_clock)
minutes = st.one_of(st.integers(0, 1440), st.just(1440)).map(lambda count: count * _MINUTE)


@st.composite
def _meetings(draw, weekday):
    """A meeting of any length; half of them are short."""
    starts = draw(_of_a_day)
    length = draw(st.one_of(st.integers(1, 1440), st.integers(1, 60)))
    return Meeting(weekday=weekday, starts=_clock(starts), ends=_clock(starts + length))


@st.composite
def classes_on_days(draw):
    """A class, and a date on which it meets."""
    zone, day = draw(places)
    weekdays = draw(st.lists(st.integers(0, 6), max_size=3))
    meetings = {draw(_meetings(weekday)) for weekday in (day.weekday(), *weekdays)}
    class_ = a_class(
        timezone=zone,
        meetings=tuple(meetings),
        late_after=draw(minutes),
        opens_before=draw(minutes),
        meets_since=_FIRST - 8 * _DAY,
    )
    return class_, day
