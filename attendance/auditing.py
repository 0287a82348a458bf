"""Which acts somebody asks for, in words: a class, a student, a kind of act, dates, and by whom."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from attendance import timetable
from attendance.calendar import parse_date
from attendance.model import OPERATOR, Outcome, Sought, code
from attendance.ports import UnitOfWork

BY = "by"  # before an account's number, a teacher's name or a student's roll number
THE_OPERATOR = "operator"
_MIDNIGHT = time(0)
_MOST_DIGITS = 16  # of an account's number


@dataclass(frozen=True, kw_only=True)
class NotUnderstood:
    """A word, or all after ``by``, that names nothing there is. ``kinds`` are of acts."""

    word: str
    kinds: list[str]


async def sought(uow: UnitOfWork, text: str, timezone: str) -> Sought | NotUnderstood:
    """Read what is asked for; dates are by the clock of a time zone, both ends included."""
    found = Sought()
    words = text.split()
    kinds = {kind.replace(" ", "-"): kind for kind in await uow.audit.actions()}
    while words:
        word = words.pop(0)
        if word.lower() == BY and words:
            word, words = " ".join(words), []
            account_id = await _account(uow, word)
            better = None if account_id is None else replace(found, account_id=account_id)
        elif word in kinds:
            better = replace(found, action=kinds[word])
        else:
            better = _dated(found, word, timezone) or await _about(uow, found, word)
        if better is None:
            return NotUnderstood(word=word, kinds=list(kinds))
        found = better
    return found


def _dated(found: Sought, word: str, timezone: str) -> Sought | None:
    """A date, a range like 2026-11-01..2026-11-20, or a month."""
    first, dots, last = word.partition("..")
    begins, ends = parse_date(first), parse_date(last if dots else first)
    if begins is None and not dots:
        begins = parse_date(f"{word}-01")
        ends = begins and _end_of_month(begins)
    if begins is None or ends is None or ends < begins:
        return None
    midnight = timetable.moment(begins, _MIDNIGHT, timezone)
    until = timetable.moment(ends + timedelta(days=1), _MIDNIGHT, timezone)
    return replace(found, since=midnight, until=until)


async def _about(uow: UnitOfWork, found: Sought, word: str) -> Sought | None:
    if word.lower() in tuple(Outcome):
        return replace(found, outcome=Outcome(word.lower()))
    if class_ := await uow.classes.by_code(code(word)):
        return replace(found, class_code=class_.code)
    if student := await uow.students.by_roll(code(word)):
        return replace(found, roll_no=student.roll_no)
    return None


async def _account(uow: UnitOfWork, who: str) -> int | None:
    if who.lower() == THE_OPERATOR:
        return OPERATOR
    person = await uow.teachers.by_name(who) or await uow.students.by_roll(code(who))
    if person is not None:
        return person.account_id
    if who.isascii() and who.isdigit() and len(who) <= _MOST_DIGITS:
        return int(who)
    return None


def _end_of_month(first: date) -> date:
    _, days = calendar.monthrange(first.year, first.month)
    return first.replace(day=days)
