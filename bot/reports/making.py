"""Whole reports, by light functions that a worker process is sent with records.

What they draw with comes in with the first call.
"""

import gc
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from attendance.mail import Document
from attendance.model import Student
from attendance.register import Period, Records, Register, register
from bot.replies import reports, words

if TYPE_CHECKING:
    from bot.reports import workbook

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Report:
    """A text, pictures (PNG) and files; without a session only the text."""

    text: str
    pictures: tuple[bytes, ...] = field(default=(), repr=False)
    files: tuple[Document, ...] = ()


def _uncollected(function: Callable[P, T]) -> Callable[P, T]:
    """Let a function run without the garbage collector, for which it has no work.

    Among hundreds of thousands of new objects, all of them needed, it takes a fifth of the time.
    """

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> T:
        was = gc.isenabled()
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            if was:
                gc.enable()

    return called


@_uncollected
def report(records: Records) -> Report:
    """A class over a period."""
    from bot.reports import heat_map, tables, workbook  # noqa: PLC0415

    found = register(records)
    if not found.sessions:
        return Report(text=reports.nothing_to_report(found))
    shown = heat_map.shown(found)
    written = heat_map.Words(
        title=reports.title(found),
        statuses=reports.statuses(),
        scale=reports.SCALE,
        attended=reports.ATTENDED,
        whole_class=reports.WHOLE_CLASS,
        days=[day[0] for day in words.DAYS],
        months=[month[:3] for month in words.MONTHS],
    )
    lettering = heat_map.lettering_for(shown, written)
    boxed = lettering.boxed(one.student.name for one in shown)
    text = reports.report(found, shown=len(shown), boxed=boxed)
    drawn = heat_map.draw(found, written, lettering)
    book = workbook.draw([found], _workbook_words([found]))
    files = (
        Document(name=reports.file_name(found, ".xlsx"), content=book),
        Document(name=reports.file_name(found, ".csv"), content=tables.marks([found])),
    )
    return Report(text=text, pictures=tuple(drawn), files=files)


def history(student: Student, period: Period, records: Sequence[Records]) -> Report:
    """A student's own month; the records are theirs alone."""
    from bot.reports import month  # noqa: PLC0415

    found = [register(one) for one in records]
    text = reports.history(student, period, found)
    if not any(one.sessions for one in found):
        return Report(text=text)
    written = month.Words(
        title=reports.history_title(student, period),
        statuses=reports.statuses(),
        days=words.DAYS,
    )
    return Report(text=text, pictures=(month.draw(found, period, written),))


@_uncollected
def export(records: Sequence[Records]) -> bytes:
    """A ZIP with all marks of several classes, as Excel, as CSV, and as Moodle imports them."""
    from bot.reports import moodle, tables, workbook  # noqa: PLC0415

    found = [register(one) for one in records]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.xlsx", workbook.draw(found, _workbook_words(found)))
        archive.writestr("marks.csv", tables.marks(found))
        for base, one in zip(_moodle_names(found), found, strict=True):
            archive.writestr(f"{base}-grades.csv", moodle.grades(one, reports.MOODLE_ITEM))
            archive.writestr(f"{base}-sessions.csv", moodle.sessions(one))
            archive.writestr(f"{base}-marks.csv", moodle.marks(one))
    return stream.getvalue()


def _moodle_names(found: Sequence[Register]) -> list[str]:
    """What each class's files begin with: no two the same."""
    names: dict[str, None] = {}
    for one in found:
        base = name = "moodle/" + (reports.safe(one.class_.code) or "_")
        number = 1
        while name in names:
            number += 1
            name = f"{base}~{number}"
        names[name] = None
    return list(names)


def _workbook_words(found: Sequence[Register]) -> "workbook.Words":
    from bot.reports import workbook  # noqa: PLC0415

    return workbook.Words(
        titles={one.class_.code: reports.title(one) for one in found},
        rule=reports.RULE,
        roll_no=reports.ROLL_NO,
        name=reports.NAME,
        statuses=reports.statuses(),
        attended=reports.ATTENDED,
        marks=reports.MARKS,
        columns=reports.MARK_COLUMNS,
    )
