"""Sheets of very many cells."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from bot.reports.cells import printable

Value = str | int | float | None
Styles = tuple[Format | None, ...]

_DAY_ZERO = datetime(1899, 12, 30).toordinal()  # noqa: DTZ001 - a spreadsheet's calendar has no zone
_DAY_SECONDS = 86_400


class RowsSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose rows below those written as usual are put there whole.

    Cell by cell the library takes 7 µs for each (2 cores of an EPYC), 6 s for a year's marks of
    500 students; this takes a tenth. It hooks into ``Worksheet._write_rows`` and its surroundings,
    which have been the same since the library's first years; the tests read what comes out.
    """

    def put(self, first: int, rows: Iterable[tuple[Iterable[Value], Styles]]) -> None:
        """Write all rows from ``first`` on: values, and how they look; None is an empty cell."""
        index = lru_cache(maxsize=None)(self._index)
        patterns: dict[tuple[int, tuple[type, ...]], str] = {}
        columns = 0
        self._plain_rows: list[str] = []
        for number, (values, styles) in enumerate(rows, start=first + 1):
            row = tuple(values)
            key = id(styles), tuple(map(type, row))
            pattern = patterns.get(key)
            if pattern is None:
                pattern = patterns[key] = _pattern(row, styles)
                columns = max(columns, len(row))
            cells = [index(one) if type(one) is str else one for one in row if one is not None]
            numbered = [number] * (2 * len(cells) + 1)
            numbered[2::2] = cells  # type: ignore[assignment]
            self._plain_rows.append(pattern % tuple(numbered))
        if self._plain_rows:
            self._check_dimensions(first + len(self._plain_rows) - 1, columns - 1)

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.writelines(self._plain_rows)
        self._plain_rows = []

    def _index(self, text: str) -> int:
        """The number of a text among those of the workbook; so it is never a formula."""
        found: int = self.str_table._get_shared_string_index(printable(text))
        return found


def _pattern(row: Sequence[Value], styles: Styles) -> str:
    """The XML of a row, with places for its number, and in each cell for that and the value."""
    cells = []
    for column, (value, style) in enumerate(zip(row, styles, strict=True)):
        if value is not None:
            kind = ' t="s"' if isinstance(value, str) else ""
            name = xl_col_to_name(column)
            cells.append(f'<c r="{name}%d"{_style(style)}{kind}><v>%s</v></c>')
    return f'<row r="%d">{"".join(cells)}</row>'


def clock(local: datetime) -> float:
    """What a wall clock shows, as a spreadsheet counts it: in days."""
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return local.toordinal() - _DAY_ZERO + seconds / _DAY_SECONDS


def _style(form: Format | None) -> str:
    return f' s="{form._get_xf_index()}"' if form else ""
