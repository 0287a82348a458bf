"""Days without classes, meetings moved, sessions opened by hand, and calendars from files."""

from datetime import timedelta

import pytest_asyncio

from recognition import samples
from tests.acceptance import photos
from tests.acceptance.chat import PATIENCE, ask, hear, link_in, press, show
from tests.acceptance.school import opened

MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A school of its own: each of the six faces is of one student."""
    async with opened(new_folder(), limits={"photos_per_minute": 1000}) as school:
        await school.meets_now("NOW")
        await school.takes("NOW")
        yield school


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def eve(school):
    """A student of it."""
    return await school.welcomes("300", "NOW", "Eve", photos.of(0))


async def test_on_a_holiday_no_class_is_open_until_it_is_taken_back(school):
    await school.meets_now("FEST")
    fay = await school.welcomes("301", "FEST", "Fay", photos.of(1))
    today = school.now().date()

    answer = await ask(school.admin, f"/holiday {today} fest Founders' Day")
    assert f"FEST now has a holiday on {today:%a} {today}: Founders' Day." in answer
    refused = await show(fay, photos.another(1))
    assert refused.startswith("No class")
    assert "FEST has a holiday: Founders' Day." in refused
    assert "holiday (Founders' Day)" in await ask(school.admin, "/calendar FEST")

    assert "meets again" in await ask(school.admin, f"/holiday {today} FEST off")
    assert "Present" in await show(fay, photos.another(1))


async def test_a_holiday_of_all_classes_needs_no_class_and_a_code_mistyped_is_told(school):
    later = school.now().date() + timedelta(days=30)
    span = f"{later}..{later + timedelta(days=4)}"

    assert (await ask(school.admin, f"/holiday {span} Winter holidays")).startswith("Every class")
    assert "There is no class N0W" in await ask(school.admin, f"/holiday {later} N0W")
    assert "already had" in await ask(school.admin, f"/holiday {span} Winter")
    assert "meets again" in await ask(school.admin, f"/holiday {span} off")
    assert "has no holiday" in await ask(school.admin, f"/holiday {span} off")
    assert "is over" in await ask(school.admin, "/holiday 2020-01-01")
    assert "should be a date" in await ask(school.admin, "/holiday tomorrow")
    noted = school.service.query("SELECT details FROM audit WHERE action = 'holiday'")
    assert any(
        "Winter holidays" in str(details) or "Winter" in str(details) for (details,) in noted
    )


async def test_a_class_is_archived_and_what_was_set_up_by_mistake_is_undone(school):
    await school.meets_now("ENDS")
    await school.takes("ENDS")
    another = samples.variant(samples.photo("biden"))
    gus = await school.welcomes("302", "ENDS", "Gus", samples.photo("biden"))

    await ask(school.admin, "/archive ENDS")
    assert (await show(gus, another)).startswith("No class")
    assert "ENDS is archived" in await ask(school.teacher, "/today ENDS")
    assert "ENDS" in await ask(school.teacher, "/summary ENDS")

    assert "Undone. ENDS" in await press(school.admin, "Undo")
    assert "Present" in await show(gus, another)
    assert "late after 5 min" in await ask(school.admin, "/set ENDS late 5")
    assert "late after 120 min" in await press(school.admin, "Undo")
    assert [
        action
        for (action,) in school.service.query("SELECT action FROM audit WHERE action = 'undo'")
    ] == ["undo", "undo"]


async def test_a_teacher_calls_a_meeting_off_moves_it_and_lets_it_be_as_usual(school):
    start = school.now() + 3 * 60 * MINUTE
    await school.meets("LESS", start, start + 60 * MINUTE)
    await school.takes("LESS")
    day, next_day = start.date(), start.date() + timedelta(days=1)
    teacher = school.teacher

    assert "does not meet" in await ask(teacher, f"/skip LESS {day}")
    assert f"LESS does not meet on {day:%a} {day}." in await ask(teacher, f"/skip LESS {day}")
    assert "as usual" in await ask(teacher, f"/skip LESS {day} {start:%H:%M} off")
    moved = await ask(teacher, f"/move LESS {day} {next_day} 06:00-07:00")
    assert f"{next_day}, 06:00-07:00, instead of" in moved
    assert f"{next_day}: 06:00-07:00, {start:%H:%M}" in await ask(teacher, "/calendar LESS")
    which = await ask(teacher, f"/skip LESS {next_day}")
    assert "Which one?" in which
    assert "as usual" in await ask(teacher, f"/skip LESS {day} off")
    assert "[HH:MM]" in await ask(teacher, "/skip LESS someday")


async def test_a_teacher_opens_a_session_holds_it_open_and_closes_it(school):
    await school.meets("HAND", school.now() - 300 * MINUTE, school.now() - 240 * MINUTE)
    await school.takes("HAND")
    gil = await school.welcomes("306", "HAND", "Gil", photos.of(2))
    assert (await show(gil, photos.another(2))).startswith("No class")

    assert "is open for check-in" in await ask(school.teacher, "/open HAND 10")
    assert "Present" in await show(gil, photos.another(2))
    assert "is open already" in await ask(school.teacher, "/open HAND 5")
    assert "stays open until" in await ask(school.teacher, "/open HAND 40")
    assert "HAND is closed" in await ask(school.teacher, "/close HAND")
    assert "No session of HAND is open" in await ask(school.teacher, "/close HAND")
    assert (await show(gil, photos.another(2))).startswith("No class")
    today = await ask(school.teacher, "/today HAND")
    assert "1 present · 0 late · 0 absent · 0 excused" in today.splitlines()


async def test_opening_asks_for_the_class_and_is_for_its_teachers_and_admins(school, eve):
    await ask(school.admin, "/open")
    assert "Which class" in await ask(school.admin, "/close")
    assert "No session" in await ask(school.admin, "HAND")
    await school.meets_now("HERS")
    stranger = await school.client.person("Tom")
    await stranger.opens(link_in(await ask(school.admin, "/teacher HERS Tom Other")))
    await hear(stranger, "Welcome")

    only = "Only teachers of NOW and admins can see, mark or change it."
    assert await ask(stranger, "/open NOW") == only
    assert await ask(stranger, "/skip NOW 2030-01-01") == only
    assert await ask(eve, "/close NOW") == "Only teachers and admins can open and close sessions."
    assert await ask(stranger, "/holiday 2030-01-01") == "Only admins can set holidays."


async def test_of_two_classes_at_once_the_student_says_which(school):
    await school.meets_now("LEFT")
    await school.meets_now("RIGHT")
    hal = await school.welcomes("303", "LEFT", "Hal", photos.of(3))
    await ask(school.admin, "/enroll 303 RIGHT Hal")
    await press(school.admin, "Done")

    sent = await hal.sends_photo(photos.another(3))
    asked = await hear(hal)
    assert asked.reply_to == sent.id
    assert "which one" in asked.text
    assert "Present" not in asked.text
    button = next(one for one in asked.labels if one.startswith("RIGHT"))
    chosen = await press(hal, button)
    assert "Present" in chosen
    assert "RIGHT" in chosen
    status = await ask(hal, "/status")
    assert "RIGHT" in status.splitlines()[0]
    assert "LEFT is open for check-in" in status


async def test_a_selfie_sent_in_time_and_read_after_closing_corrects_the_summary(school):
    await school.meets_now("LAST")
    thea = await school.client.person("Thea")
    await thea.opens(link_in(await ask(school.admin, "/teacher LAST Thea")))
    await hear(thea, "Welcome")
    ina = await school.welcomes("304", "LAST", "Ina", photos.of(4))
    sent = int((school.now() - MINUTE).timestamp())
    await ask(school.admin, f"/set LAST summary {school.now() - MINUTE:%H:%M}")
    assert "after 1 absence in a row" in await ask(school.admin, "/set LAST warn_absences 1")
    closes = int((school.now() + MINUTE / 12).timestamp())  # after everything before has its second
    await ask(thea, "/close LAST", date=closes)
    final = await thea.hears("1 absent", timeout=90 + PATIENCE)
    assert "Absent: Ina" in final.text
    assert "Absent in a row: Ina (1×)" in final.text.splitlines()
    warned = await hear(ina, "A friendly word about LAST")
    assert warned.date <= final.date

    assert "Present" in await show(ina, photos.another(4), date=sent)

    correction = await hear(thea, "Correction")
    assert "Ina is present, not absent" in correction.text
    assert "1 present · 0 late · 0 absent · 0 excused" in correction.text.splitlines()
    kept = school.service.query("SELECT before_status, after_source, account_id FROM mark_changes")
    assert ("absent", "selfie", ina.id) in kept


async def test_a_student_leaves_one_class_and_a_teacher_another(school):
    await school.meets_now("ONE")
    await school.meets_now("TWO")
    await school.takes("TWO")
    jo = await school.welcomes("305", "ONE", "Jo", photos.of(5))
    await ask(school.admin, "/enroll 305 TWO Jo")
    await press(school.admin, "Done")

    assert "Jo (305) is out of ONE" in await ask(school.admin, "/remove 305 ONE")
    assert "is not in ONE" in await ask(school.admin, "/remove 305 ONE")
    assert "TWO" in await show(jo, photos.another(5))
    assert "no more" in await ask(school.admin, "/teacher TWO Tina Teacher off")
    assert (await ask(school.teacher, "/today TWO")).startswith("Only teachers of TWO")


# --- files ----------------------------------------------------------------------------------


def a_file(start, weeks=3):
    local = f"{start:%Y%m%dT%H%M}00"
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        f"DTSTAMP:20260101T000000Z\r\nDTSTART:{local}\r\nDURATION:PT1H\r\n"
        f"RRULE:FREQ=WEEKLY;COUNT={weeks}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


async def test_a_calendar_file_shows_what_it_changes_and_changes_it_once(school):
    await school.meets_now("FILE")
    start = school.now().replace(second=0, microsecond=0) + timedelta(days=1)
    admin = school.admin

    await admin.sends_file(a_file(start), "term.ics", "text/calendar", "FILE")
    preview = (await hear(admin)).text
    assert "The file has 3 meetings of FILE" in preview
    assert "No longer weekly" in preview
    assert "FILE meets as in the file: 3 new" in await press(admin, "Import")
    coming = await ask(admin, "/calendar FILE")
    assert f"{start:%a} {start.date()}: {start:%H:%M}-" in coming

    await admin.sends_file(a_file(start), "term.ics", "text/calendar", "/calendar FILE")
    assert "nothing changes" in (await hear(admin)).text
    noted = school.service.query("SELECT count(*) FROM audit WHERE action = 'calendar'")
    assert noted == [(1,)]


async def test_a_calendar_file_may_be_left_and_a_bad_one_is_told(school, eve):
    await school.meets_now("KEEP")
    admin = school.admin
    start = school.now() + timedelta(days=1)

    await admin.sends_file(a_file(start), "term.ics", "text/calendar", "keep")
    await hear(admin, "Import this?")
    assert await press(admin, "Leave as it is") == "Nothing has changed."
    await admin.sends_file(b"a shopping list", "term.ics", "text/calendar", "KEEP")
    assert "can't use this file as a calendar" in (await hear(admin)).text
    await admin.sends_file(a_file(start), "term.ics", "text/calendar")
    assert "Whose calendar" in (await hear(admin)).text
    await admin.sends_file(a_file(start), "term.ics", "text/calendar", "NONE")
    assert "There is no class NONE" in (await hear(admin)).text
    await eve.sends_file(a_file(start), "term.ics", "text/calendar", "/calendar KEEP")
    assert (await hear(eve)).text.startswith("Only teachers and admins")
    await school.teacher.sends_file(a_file(start), "term.ics", "text/calendar", "/calendar NOW")
    assert (await hear(school.teacher)).text == "Only admins can import calendars."
