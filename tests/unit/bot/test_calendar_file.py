from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.importing import compare
from bot import calendar_file
from bot.errors import CalendarUnreadable
from bot.replies import calendar
from tests.unit.attendance.calendars import ZONES
from tests.unit.attendance.samples import NINE, a_class

FIRST, LAST = date(2026, 3, 1), date(2026, 6, 30)
PARIS = "Europe/Paris"


def a_file(*events, head=""):
    """A calendar of events, each given as its lines."""
    bodies = "".join(
        f"BEGIN:VEVENT\nUID:{number}\nDTSTAMP:20260101T000000Z\n{lines}\nEND:VEVENT\n"
        for number, lines in enumerate(events)
    )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{head}{bodies}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read(content, *, timezone=PARIS, first=FIRST, last=LAST):
    return calendar_file.read(content, timezone=timezone, first=first, last=last)


def starts(content, **where):
    return [one.starts_at for one in read(content, **where).meetings]


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


WEEKLY = (
    "DTSTART;TZID=Europe/Paris:20260302T090000\n"
    "DTEND;TZID=Europe/Paris:20260302T103000\n"
    "RRULE:FREQ=WEEKLY;COUNT=5"
)


def test_a_single_event_is_a_meeting():
    (one,) = read(a_file("DTSTART:20260302T080000Z\nDTEND:20260302T093000Z")).meetings

    assert (one.starts_at, one.closes_at) == (utc(2026, 3, 2, 8), utc(2026, 3, 2, 9, 30))


def test_a_weekly_rule_keeps_its_wall_clock_when_the_clock_is_changed():
    assert starts(a_file(WEEKLY)) == [
        utc(2026, 3, 2, 8),
        utc(2026, 3, 9, 8),
        utc(2026, 3, 16, 8),
        utc(2026, 3, 23, 8),
        utc(2026, 3, 30, 7),  # summer time since the day before
    ]


def test_a_date_that_a_rule_leaves_out_is_left_out():
    found = starts(a_file(f"{WEEKLY}\nEXDATE;TZID=Europe/Paris:20260309T090000"))

    assert utc(2026, 3, 9, 8) not in found
    assert len(found) == 4


def test_an_occurrence_that_was_moved_is_where_it_was_moved():
    moved = (
        "DTSTART;TZID=Europe/Paris:20260310T140000\n"
        "DTEND;TZID=Europe/Paris:20260310T150000\n"
        "RECURRENCE-ID;TZID=Europe/Paris:20260309T090000"
    )
    content = a_file(WEEKLY, moved).replace(b"UID:1", b"UID:0")

    found = starts(content)

    assert utc(2026, 3, 9, 8) not in found
    assert utc(2026, 3, 10, 13) in found
    assert len(found) == 5


def test_an_event_without_a_zone_is_by_the_clock_of_the_class():
    content = a_file("DTSTART:20260302T090000\nDTEND:20260302T100000")

    assert starts(content, timezone="America/New_York") == [utc(2026, 3, 2, 14)]


def test_an_event_in_another_zone_is_at_its_moment_there():
    content = a_file(
        "DTSTART;TZID=America/New_York:20260302T090000\nDTEND;TZID=America/New_York:20260302T100000"
    )

    assert starts(content) == [utc(2026, 3, 2, 14)]


def test_an_event_may_have_a_length_instead_of_an_end():
    (one,) = read(a_file("DTSTART:20260302T080000Z\nDURATION:PT45M")).meetings

    assert one.closes_at - one.starts_at == timedelta(minutes=45)


def test_an_event_that_begins_in_skipped_time_keeps_its_length():
    content = a_file(
        "DTSTART;TZID=Europe/Paris:20260329T023000\nDTEND;TZID=Europe/Paris:20260329T031000"
    )

    (one,) = read(content).meetings

    assert one.starts_at == utc(2026, 3, 29, 1, 30)
    assert one.closes_at - one.starts_at == timedelta(minutes=40)


@pytest.mark.parametrize(
    "lines",
    [
        "DTSTART;VALUE=DATE:20260302",
        "DTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260303",
        "DTSTART:20260302T080000Z",
        "DTSTART:20260302T080000Z\nDTEND:20260302T090000Z\nSTATUS:CANCELLED",
        "DTSTART:20260302T080000Z\nDTEND:20260304T090000Z",
    ],
)
def test_what_is_no_meeting_is_passed_over_and_counted(lines):
    found = read(a_file(lines, "DTSTART:20260303T080000Z\nDTEND:20260303T090000Z"))

    assert [one.starts_at for one in found.meetings] == [utc(2026, 3, 3, 8)]
    assert found.passed_over == 1


def test_two_events_of_one_start_are_one_meeting_that_ends_last():
    content = a_file(
        "DTSTART:20260302T080000Z\nDTEND:20260302T100000Z",
        "DTSTART:20260302T080000Z\nDTEND:20260302T090000Z",
    )

    (one,) = read(content).meetings

    assert one.closes_at == utc(2026, 3, 2, 10)


def test_an_endless_rule_ends_with_the_dates_asked_for():
    content = a_file("DTSTART:20200101T080000Z\nDTEND:20200101T090000Z\nRRULE:FREQ=DAILY")

    found = starts(content, timezone="UTC")

    assert (found[0], found[-1]) == (utc(2026, 3, 1, 8), utc(2026, 6, 30, 8))
    assert len(found) == 122


def test_dates_are_those_of_the_class():
    """Late on a day in New York, it is the next day in Paris."""
    content = a_file("DTSTART:20260301T230000Z\nDTEND:20260302T000000Z")
    sunday = date(2026, 3, 1)

    assert len(starts(content, timezone="America/New_York", last=sunday)) == 1
    assert starts(content, timezone=PARIS, last=sunday) == []


@given(st.sampled_from(ZONES), st.integers(0, 23), st.sampled_from(["Australia/Lord_Howe", PARIS]))
def test_a_daily_rule_comes_to_the_same_moments_as_a_calculation_of_ours(zone, hour, theirs):
    content = a_file(
        f"DTSTART;TZID={theirs}:20260301T{hour:02}3000\nDURATION:PT40M\nRRULE:FREQ=DAILY;COUNT=60"
    )
    first, last = date(2026, 3, 20), date(2026, 4, 20)
    local = [
        datetime(2026, 3, 1, hour, 30, tzinfo=ZoneInfo(theirs)) + n * timedelta(days=1)
        for n in range(60)
    ]
    expected = {
        at.astimezone(UTC) for at in local if first <= at.astimezone(ZoneInfo(zone)).date() <= last
    }

    found = read(content, timezone=zone, first=first, last=last).meetings

    assert [one.starts_at for one in found] == sorted(expected)
    assert all(one.closes_at > one.starts_at for one in found)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a shopping list",
        b"\xff\xfe\x00binary",
        a_file("DTSTART:yesterday"),
        a_file("DTEND:20260302T090000Z"),
        a_file("DTSTART:20260302T080000Z\nDTEND:20260302T090000Z\nRRULE:FREQ=OFTEN"),
        a_file("DTSTART:20260302T080000Z\nDTEND:20260302T080100Z\nRRULE:FREQ=SECONDLY"),
        a_file("DTSTART:20260302T080000Z\nDTEND:20260302T080100Z\nRRULE:INTERVAL=1;FREQ=HOUR\n LY"),
        a_file(WEEKLY)[:-60],
        a_file(WEEKLY.replace("COUNT=5", "INTERVAL=0")),
        a_file(f"{WEEKLY};BYHOUR=8,9,10;BYMINUTE=1,2,3,4,5,6,7,8,9"),
        a_file(WEEKLY).decode().encode("utf-16")[:-60],
    ],
)
def test_what_is_no_calendar_is_one_clear_error(content):
    with pytest.raises(CalendarUnreadable) as refused:
        read(content)

    assert str(refused.value).isprintable()
    assert "Error" not in str(refused.value)


def test_an_error_repeats_nothing_of_the_file():
    with pytest.raises(CalendarUnreadable) as refused:
        read("BEGIN:VCALENDAR\r\n\u202e\x1b[2J<b>:x\r\n".encode())

    assert str(refused.value) == "it is none, or a line of it is damaged"


def test_a_zone_that_nobody_knows_is_shown_as_names_are():
    text = calendar.preview(compare(a_class(), (), NINE), (), 0, ("\u202eX", "אב", "N" * 300))

    assert "an unknown zone (?, \u2068אב\u2069, ?) are taken" in text


def test_a_file_of_too_many_meetings_is_refused():
    event = "DTSTART:20200101T080000Z\nDTEND:20200101T081000Z\nRRULE:FREQ=DAILY;BYHOUR=" + ",".join(
        map(str, range(24))
    )

    with pytest.raises(CalendarUnreadable, match="2928 meetings"):
        read(a_file(event), timezone="UTC")


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    """Five hundred events of every day for years; the limit is of the processor's time."""
    monkeypatch.setattr(calendar_file, "_PATIENCE", 0.05)
    endless = "DTSTART:20200101T080000Z\nDTEND:20200101T081000Z\nRRULE:FREQ=DAILY"

    with pytest.raises(CalendarUnreadable, match="too long"):
        calendar_file.read_bounded(a_file(*[endless] * 500), timezone=PARIS, first=FIRST, last=LAST)


def test_a_file_that_is_read_in_time_is_read_as_ever():
    found = calendar_file.read_bounded(a_file(WEEKLY), timezone=PARIS, first=FIRST, last=LAST)

    assert found == read(a_file(WEEKLY))


def test_calendars_one_after_the_other_are_read_together():
    content = a_file(WEEKLY) + a_file("DTSTART:20260303T080000Z\nDTEND:20260303T090000Z")

    assert len(read(content).meetings) == 6


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_may_begin_with_a_byte_order_mark(encoding):
    assert read(a_file(WEEKLY).decode().encode(encoding)) == read(a_file(WEEKLY))


def test_words_in_a_description_are_no_rule():
    assert len(starts(a_file(f"{WEEKLY}\nDESCRIPTION:not RRULE:FREQ=HOURLY"))) == 5


def test_an_unknown_zone_is_told_and_read_by_the_clock_of_the_class():
    content = a_file(
        "DTSTART;TZID=Mars/Phobos:20260302T090000\nDTEND;TZID=Mars/Phobos:20260302T100000",
        "DTSTART;TZID=W. Europe Standard Time:20260303T090000\nDURATION:PT1H",
    )

    found = read(content, timezone="America/New_York")

    assert found.unknown_zones == ("Mars/Phobos",)
    assert [one.starts_at for one in found.meetings] == [utc(2026, 3, 2, 14), utc(2026, 3, 3, 8)]
