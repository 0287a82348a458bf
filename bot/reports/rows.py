"""Sheets of very many cells."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from bot.reports.cells import printable

Filled = str | int | float
Value = Filled | None
Styles = tuple[Format | None, ...]

_DAY_ZERO = datetime(1899, 12, 30).toordinal()  # noqa: DTZ001 - a spreadsheet's calendar has no zone
_DAY_SECONDS = 86_400


class RowsSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose rows below those written as usual are put there whole.

    Cell by cell the library takes 7 µs for each (2 cores of an EPYC), 6 s for a year's marks of
    500 students; this takes a tenth. It hooks into ``Worksheet._write_rows`` and its surroundings,
    which have been the same since the library's first years; the tests read what comes out.
    """

    def __init__(self) -> None:
        super().__init__()
        self._plain_rows: list[str] = []
        self._index = lru_cache(maxsize=None)(self._number_of)
        self._cell = lru_cache(maxsize=None)(_cell)

    def put(self, first: int, rows: Iterable[tuple[Sequence[Value], Styles]]) -> None:
        """Write all rows from ``first`` on: values, and how they look; None is an empty cell."""
        columns = 0
        for number, (row, styles) in enumerate(rows, start=first + 1):
            cells = [self._index(one) if isinstance(one, str) else one for one in row]
            places = [number]
            for cell in cells:
                places += () if cell is None else (number, cell)  # type: ignore[arg-type]
            self._plain_rows.append(self._pattern(row, styles) % tuple(places))
            columns = max(columns, len(row))
        self._reach(first, columns)

    def put_columns(self, first: int, columns: Sequence[Sequence[Filled]], styles: Styles) -> None:
        """Write rows from ``first`` on, given as columns: of texts or of numbers, equally long."""
        numbers = range(first + 1, first + 1 + len(columns[0]))
        if not numbers:
            return
        places: list[Iterable[Filled]] = [numbers]
        for column in columns:
            texts = isinstance(column[0], str)
            places += (numbers, map(self._index, column) if texts else column)
        pattern = self._pattern([column[0] for column in columns], styles)
        self._plain_rows += map(pattern.__mod__, zip(*places, strict=True))
        self._reach(first, len(columns))

    def _reach(self, first: int, columns: int) -> None:
        """Let the sheet know how far it goes."""
        if self._plain_rows and columns:
            self._check_dimensions(first + len(self._plain_rows) - 1, columns - 1)

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.writelines(self._plain_rows)
        self._plain_rows = []

    def _pattern(self, row: Sequence[Value], styles: Styles) -> str:
        """The XML of a row, with places for its number, and in each cell for that and the value."""
        cells = (
            self._cell(column, style, isinstance(value, str))
            for column, (value, style) in enumerate(zip(row, styles, strict=True))
            if value is not None
        )
        return f'<row r="%d">{"".join(cells)}</row>'

    def _number_of(self, text: str) -> int:
        """The number of a text among those of the workbook; so it is never a formula."""
        found: int = self.str_table._get_shared_string_index(printable(text))
        return found


def _cell(column: int, style: Format | None, text: bool) -> str:
    look = f' s="{style._get_xf_index()}"' if style else ""
    kind = ' t="s"' if text else ""
    return f'<c r="{xl_col_to_name(column)}%d"{look}{kind}><v>%s</v></c>'


def clock(local: datetime) -> float:
    """What a wall clock shows, as a spreadsheet counts it: in days."""
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return local.toordinal() - _DAY_ZERO + seconds / _DAY_SECONDS
