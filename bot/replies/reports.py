"""What people read in and about reports: titles, headings, percentages and their rule."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from attendance.model import Class, Status, Student
from attendance.register import Period, Register
from attendance.tally import Tally
from bot.replies import naming, words

RULE = (
    "Percentages are of the sessions that were held: late counts as attended, excused sessions "
    "are left out, and cancelled ones and those yet to close do not count."
)
ATTENDED = "attended"
WHOLE_CLASS = "Whole class"
SCALE = "% attended"
NO_MARK = "no mark"
ROLL_NO, NAME = "Roll no.", "Name"
MARKS = "All marks"  # the name of a sheet
MARK_COLUMNS = ("Class", "Session", ROLL_NO, NAME, "Status", "Source", "Marked at")
MOODLE_ITEM = "Attendance"
NO_CLASSES = "There is no class yet. /class sets one up."
EXPORTED = (
    "report.xlsx and marks.csv hold every mark. In the folder moodle are files for each class: "
    "-grades.csv is for Moodle's Grades > Import > CSV file; -sessions.csv and -marks.csv are for "
    "the plugin Attendance. Students are matched by their ID number in Moodle, which has to be "
    "their roll number."
)

_MOST_NAMED = 10  # roll numbers in one line
_MOST_BOXED = 5  # names: the text is to stay one caption

_UNSAFE = re.compile(r"[^\w.-]+")  # in the name of a file


def statuses() -> Mapping[Status | None, str]:
    """What marks are called in legends and headings."""
    return {**{status: status.value for status in Status}, None: NO_MARK}


def title(register: Register) -> str:
    """The class and the time that its report is about."""
    return f"{naming.titled(register.class_)}, {when(register)}"


def when(register: Register) -> str:
    """The month, or the days from the first to the last session."""
    period = register.period
    if period.is_month:
        return month(period.first)
    held = [roll.session.date for roll in register.sessions]
    return f"{held[0]} to {held[-1]}" if held else f"until {period.last}"


def month(day: date) -> str:
    """A month like March 2026."""
    return f"{words.MONTHS[day.month - 1]} {day.year}"


def file_name(register: Register, ending: str) -> str:
    """What a class's report is saved as."""
    period = register.period
    time = f"{period.first:%Y-%m}" if period.is_month else f"until-{period.last}"
    return safe(f"{register.class_.code}-{time}{ending}")


def safe(name: str) -> str:
    """A name that every system takes for a file's."""
    return _UNSAFE.sub("_", name).lstrip(".")


def nothing_to_report(register: Register) -> str:
    """A report of no session."""
    return "\n".join([nothing_held(register.class_, register.period), *_waiting(register)])


def report(register: Register, *, shown: int, boxed: Sequence[str] = ()) -> str:
    """What a report says in numbers.

    ``shown`` is how many students its pictures hold, ``boxed`` the names that no font has letters
    for.
    """
    class_, lines, held = register.class_, register.lines, register.sessions
    size = f"{words.count(len(held), 'session')}, {words.count(len(lines), 'student')}"
    text = [naming.titled(class_), f"{when(register)}: {size}", counts(register.tally)]
    if register.tally.percent is not None:
        text.append(f"{register.tally.percent}% {ATTENDED}")
    if shown < len(lines):
        text.append(
            f"In the picture are the {shown} who missed most; all {len(lines)} are in the files."
        )
    if boxed:
        text.append(
            "No font here has all letters of these names, so parts of them are boxes in the "
            f"picture: {naming.some(boxed, _MOST_BOXED)}. The files have them whole."
        )
    return "\n".join([*text, *_waiting(register), "", RULE])


def nothing_held(class_: Class, period: Period) -> str:
    """A report of no session."""
    time = f" in {month(period.first)}" if period.is_month else " yet"
    return f"{naming.titled(class_)} has no session{time} that has closed."


def too_much(marks: int, most: int) -> str:
    """A report would be too large."""
    return (
        f"That would be {marks:,} marks, and I put {most:,} at most into one file. Ask for one "
        "class, or one month: the command takes both, like MATH1 2026-03."
    )


def export_name(code: str | None, month_: str | None, day: date) -> str:
    """What an export is saved as."""
    return safe("-".join(part for part in ("rollcall", code, month_ or f"{day}") if part) + ".zip")


def exported(unmatched: Sequence[str]) -> str:
    """Under an export; ``unmatched`` are roll numbers that Moodle will not find."""
    if not unmatched:
        return EXPORTED
    more = f" and {len(unmatched) - _MOST_NAMED} more" if len(unmatched) > _MOST_NAMED else ""
    return (
        f"{EXPORTED}\n\nThese roll numbers look like formulas and have an apostrophe in the files, "
        f"which Moodle does not know: {', '.join(unmatched[:_MOST_NAMED])}{more}."
    )


def page(number: int, of: int) -> str:
    """Below a further picture."""
    return f"{number} of {of}"


def counts(tally: Tally) -> str:
    """The line of numbers, as summaries have it."""
    return " · ".join(f"{tally.count(status)} {status.value}" for status in Status)


def history(student: Student, period: Period, registers: Sequence[Register]) -> str:
    """A student's own month in numbers."""
    held = [one for one in registers if one.sessions]
    if not held:
        return (
            f"None of your sessions in {month(period.first)} has closed. "
            f"{_before(period)} shows the month before."
        )
    whole = sum((one.tally for one in held), Tally())
    lines = [f"{naming.name(student)}, {month(period.first)}: {_share(whole)}"]
    if len(held) > 1:
        lines += [f"{naming.isolated(one.class_.code)}: {_share(one.tally)}" for one in held]
    return "\n".join([*lines, "", RULE, "", f"{_before(period)} shows the month before."])


def history_title(student: Student, period: Period) -> str:
    """Above the picture of a month."""
    return f"{naming.name(student)}, {month(period.first)}"


def _share(tally: Tally) -> str:
    percent = "" if tally.percent is None else f"{tally.percent}% {ATTENDED}, "
    return percent + counts(tally)


def _before(period: Period) -> str:
    year, month_ = period.first.year, period.first.month
    year, month_ = (year, month_ - 1) if month_ > 1 else (year - 1, len(words.MONTHS))
    return f"/history {year:04}-{month_:02}"


def _waiting(register: Register) -> list[str]:
    if not register.waiting:
        return []
    verb = "is" if register.waiting == 1 else "are"
    return [f"{words.count(register.waiting, 'session')} {verb} yet to close, and not counted."]
