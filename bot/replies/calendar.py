"""What is read about when classes meet: holidays, single meetings, sessions opened by hand."""

from collections.abc import Mapping, Sequence
from datetime import date

from attendance import names, timetable
from attendance.calendar import (
    CalledOff,
    MeetingOver,
    Moved,
    Restored,
    Taken,
    WhichMeeting,
)
from attendance.holding import Closed, NothingToClose, OpenAlready, Opened
from attendance.holidays import DaysOver, HolidaySet, HolidayTakenBack
from attendance.importing import Difference, Meetings
from attendance.mail import Button
from attendance.missed import Missed
from attendance.model import Class, Holiday, Plan
from bot.replies import asking, commands, naming, words

IMPORT, LEAVE = "calendar:import", "calendar:leave"
IMPORT_BUTTONS = ((Button(text="Import", data=IMPORT), Button(text="Leave as it is", data=LEAVE)),)
NOT_IMPORTED = "Nothing has changed."
FILE_NEEDS_CLASS = (
    "Whose calendar is this? Send the file again with the class's code as its caption, like MATH1."
)
NO_NAME = f"The holiday's NAME should be {commands.EXPECT_NAME}. Nothing has changed."
_SHOWN = 5  # meetings of each kind in a preview


def holiday(outcome: HolidaySet | HolidayTakenBack | DaysOver) -> str:
    """The answer to ``/holiday``."""
    match outcome:
        case DaysOver(last=last):
            return (
                f"{words.day(last)} is over, for more than a week: marks stay as they are. "
                "The buttons under a summary change them."
            )
        case HolidaySet(holiday=found, class_=class_, was=was):
            state = "already had" if was else "now has"
            back = f"/holiday {_range(found)}{f' {class_.code}' if class_ else ''} off"
            named = f": {naming.name(found)}" if found.name else ""
            noted = words.count(outcome.taken_back, "absence")
            without = f"; {noted} taken back, other marks stay" if outcome.taken_back else ""
            return (
                f"{_whose(class_)} {state} a holiday on {days(found)}{named}. "
                f"Nothing meets then, and nobody is absent{without}. {back} takes this back."
            )
        case HolidayTakenBack(was=None, asked=asked, class_=class_):
            return f"{_whose(class_)} has no holiday on exactly {days(asked)}."
        case HolidayTakenBack(asked=asked, class_=class_):
            return f"{_whose(class_)} meets again as usual on {days(asked)}."


def meeting(
    outcome: CalledOff | Moved | Restored | WhichMeeting | MeetingOver | Taken,
) -> str:
    """The answer to ``/skip`` and ``/move``."""
    class_ = outcome.class_
    match outcome:
        case CalledOff(plan=plan):
            return (
                f"{class_.code} does not meet on {_times(class_, plan)}: nobody is absent. "
                f"{_back(class_, plan)} takes this back."
            )
        case Moved(before=before, after=after):
            return (
                f"{class_.code} meets on {_times(class_, after)}, "
                f"instead of {_times(class_, before)}. {_back(class_, before)} takes this back."
            )
        case Restored(changed=False, day=day):
            return f"No meeting of {class_.code} on {words.day(day)} was called off or moved."
        case Restored(day=day, plans=plans):
            return f"{class_.code} on {words.day(day)}, as usual: {_list(class_, plans)}."
        case WhichMeeting(plans=[], day=day):
            return f"{class_.code} does not meet on {words.day(day)}."
        case WhichMeeting(plans=plans, day=day):
            start = words.clock(plans[0].starts_at, class_)
            return (
                f"{class_.code} meets on {words.day(day)} at {_list(class_, plans)}. "
                f"Which one? Say when it starts at the end, like {start}."
            )
        case MeetingOver(plan=plan):
            return (
                f"{_times(class_, plan)} cannot be changed like that: one of the two times is "
                "over. Marks stay as they are; /mark changes them."
            )
        case Taken(plan=plan):
            return f"{class_.code} already meets on {_times(class_, plan)}."


def opened(outcome: Opened | OpenAlready) -> str:
    """The answer to ``/open``."""
    class_, plan = outcome.class_, outcome.plan
    until = words.clock(plan.closes_at, class_)
    match outcome:
        case OpenAlready():
            return (
                f"{class_.code} is open already, until {until}. "
                f"/open {class_.code} MINUTES holds it open for longer."
            )
        case Opened(held=True):
            return f"{class_.code} stays open until {until}. /close {class_.code} closes it."
        case Opened():
            return (
                f"{class_.code} is open for check-in, until {until}. "
                f"Late is after {words.clock(plan.late_at, class_)}. "
                f"/close {class_.code} closes it; then whoever has no mark is absent."
            )


def closed(outcome: Closed | NothingToClose) -> str:
    """The answer to ``/close``."""
    class_ = outcome.class_
    match outcome:
        case Closed():
            return (
                f"{class_.code} is closed. Whoever has no mark is absent, once all selfies sent "
                f"before now are read. /open {class_.code} opens it again."
            )
        case NothingToClose(soon=Plan() as plan):
            return (
                f"{class_.code} has yet to begin, at {words.clock(plan.starts_at, class_)}. "
                f"/skip {class_.code} {plan.date} calls it off."
            )
        case NothingToClose():
            return f"No session of {class_.code} is open."


def unreadable(why: str) -> str:
    """A file that is no calendar, or not one to be used."""
    return (
        f"I can't use this file as a calendar: {why}. "
        "Nothing has changed. Export the timetable as an iCalendar (.ics) file, and send that."
    )


def preview(
    difference: Difference,
    meetings: Meetings,
    passed_over: int,
    unknown_zones: Sequence[str] = (),
) -> str:
    """What a file would change."""
    class_ = difference.before
    lines = [_found(class_, meetings)]
    if unknown_zones:
        zones = [names.read(zone) or "?" for zone in unknown_zones[:_SHOWN]]
        shown = ", ".join(map(naming.echoed, zones))
        lines.append(f"Times of an unknown zone ({shown}) are taken for {class_.timezone}.")
    if passed_over:
        lines.append(
            f"{words.count(passed_over, 'entry', 'entries')} passed over: "
            "all-day, cancelled, without an end or longer than a day."
        )
    if not meetings:
        return "\n".join([*lines, "Nothing has changed."])
    if not difference.changes:
        return "\n".join([*lines, "All of it is there already, so nothing changes."])
    lines += _some("New", class_, difference.added)
    lines += _some("Gone", class_, difference.removed)
    lines += [f"As before: {len(difference.kept)}"]
    if class_.meetings:
        lines.append(f"No longer weekly: {words.meetings(class_.meetings)}.")
    return "\n".join([*lines, "What has closed stays as it is. Import this?"])


def imported(difference: Difference) -> str:
    """What a file has changed."""
    class_ = difference.before
    return (
        f"{class_.code} meets as in the file: {len(difference.added)} new, "
        f"{len(difference.removed)} gone, {len(difference.kept)} as before. "
        f"/calendar {class_.code} shows the next two weeks."
    )


def coming(class_: Class, plans: Mapping[date, list[Plan]]) -> str:
    """The answer to ``/calendar``: day by day."""
    head = f"{naming.titled(class_)}, the next {len(plans)} days ({class_.timezone}):"
    lines = []
    for day, found in plans.items():
        off = timetable.holiday(class_, day)
        parts = [f"holiday{f' ({naming.name(off)})' if off.name else ''}"] if off else []
        parts += [_list(class_, found)] if found else []
        lines += [f"{words.day(day)}: {', '.join(parts)}"] if parts else []
    lines = lines or ["Nothing is planned."]
    return "\n".join([head, *lines, f"Always: {asking.rule(class_)}."])


def days(value: Holiday) -> str:
    """The dates of a holiday, like Thu 2026-12-24 to Wed 2027-01-06."""
    if value.first == value.last:
        return words.day(value.first)
    return f"{words.day(value.first)} to {words.day(value.last)}"


def _found(class_: Class, meetings: Meetings) -> str:
    if not meetings:
        until = f" until {class_.last_day}, when its term ends" if class_.last_day else ""
        return f"The file has no meeting of {class_.code} from today on{until}."
    first, last = (
        words.day(timetable.local(one.starts_at, class_.timezone).date())
        for one in (meetings[0], meetings[-1])
    )
    count = words.count(len(meetings), "meeting")
    return f"The file has {count} of {class_.code} from {first} to {last}."


def _some(title: str, class_: Class, meetings: Meetings) -> list[str]:
    """The first few of them, by their times."""
    if not meetings:
        return []
    shown = [_times(class_, timetable.plan(class_, one)) for one in meetings[:_SHOWN]]
    more = f", and {len(meetings) - _SHOWN} more" if len(meetings) > _SHOWN else ""
    return [f"{title}: {len(meetings)} ({'; '.join(shown)}{more})"]


def _list(class_: Class, plans: list[Plan]) -> str:
    return ", ".join(_hours(class_, plan) for plan in plans) or "no meeting"


def _times(class_: Class, plan: Plan) -> str:
    return f"{words.day(plan.date)}, {_hours(class_, plan)}"


def _hours(class_: Class, plan: Plan) -> str:
    return f"{words.clock(plan.starts_at, class_)}-{words.clock(plan.closes_at, class_)}"


def _back(class_: Class, plan: Plan) -> str:
    return f"/skip {class_.code} {plan.date} {words.clock(plan.starts_at, class_)} off"


def _whose(class_: Class | None) -> str:
    return class_.code if class_ else "Every class"


def _range(value: Holiday) -> str:
    if value.first == value.last:
        return value.first.isoformat()
    return f"{value.first}..{value.last}"


def missed(found: Sequence[Missed]) -> str:
    """Sessions that the service was away for, and for too long to do anything about."""
    lines = [
        f"{one.class_.code}: {words.count(len(one.plans), 'session')}, "
        + " to ".join(dict.fromkeys(words.day(p.date) for p in (one.plans[0], one.plans[-1])))
        for one in found
    ]
    return "\n".join(
        [
            "While I was away, these sessions closed more than a week ago:",
            *lines,
            "Selfies of then are lost, so nobody is absent from them, and they do not count.",
        ]
    )
