"""Marks as CSV: one line each, for any program."""

import csv
import io
from collections.abc import Iterable, Sequence

from attendance.register import Register
from bot.reports.cells import as_text

COLUMNS = ("class", "date", "starts", "roll_no", "name", "status", "source", "marked_at")


def marks(registers: Sequence[Register]) -> bytes:
    """Every mark, by each class's own clock; UTF-8 with the mark that tells Excel so."""
    return written([COLUMNS, *_rows(registers)]).encode("utf-8-sig")


def written(rows: Iterable[Sequence[str]]) -> str:
    """Rows of text as CSV."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


def _rows(registers: Sequence[Register]) -> Iterable[Sequence[str]]:
    for register in registers:
        code = as_text(register.class_.code)
        people = {
            line.student.id: (as_text(line.student.roll_no), as_text(line.student.name))
            for line in register.lines
        }
        before, head = None, (code, "", "")
        for student, mark, starts, at in register.entries:
            if starts is not before:
                before, head = starts, (code, f"{starts:%Y-%m-%d}", f"{starts:%H:%M}")
            moment = f"{at.year:04}-{at.month:02}-{at.day:02} {at.hour:02}:{at.minute:02}"
            yield *head, *people[student.id], mark.status, mark.source, moment
