"""When classes meet: weekly, opened by hand, with changes to single meetings, and holidays."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import BindParameter, Table, bindparam, delete, insert, or_, select

from attendance.model import Class, Holiday
from storage import class_rows
from storage.class_rows import Calendar
from storage.tables import changes, holidays, meetings, openings
from storage.transaction import Row, Transaction

OWNED = (meetings, openings, changes)  # what is saved with its class
# SQLite takes 32,766 values in one statement; many classes are read whole instead.
_MOST_IDS = 500
_ORDER = {
    meetings: ("weekday", "starts", "ends"),
    openings: ("starts_at",),
    changes: ("starts_at",),
    holidays: ("first", "last", "class_id"),
}
_ALL = {
    table: select(table).order_by(*(table.c[name].nulls_first() for name in order))
    for table, order in _ORDER.items()
}
_IDS: BindParameter[int] = bindparam("class_ids", expanding=True)
_OF_SOME = {table: query.where(table.c.class_id.in_(_IDS)) for table, query in _ALL.items()}
_OF_SOME[holidays] = _ALL[holidays].where(
    or_(holidays.c.class_id.in_(_IDS), holidays.c.class_id.is_(None))
)


async def of(transaction: Transaction, class_ids: Sequence[int]) -> defaultdict[int, Calendar]:
    """The calendars of these classes, by the class's id."""
    found: defaultdict[int, Calendar] = defaultdict(Calendar)
    if not class_ids:
        return found
    for row in await _rows(transaction, meetings, class_ids):
        found[row["class_id"]].meetings.append(class_rows.to_meeting(row))
    for row in await _rows(transaction, openings, class_ids):
        found[row["class_id"]].opened.append(class_rows.to_appointment(row))
    for row in await _rows(transaction, changes, class_ids):
        found[row["class_id"]].changes.append(class_rows.to_change(row))
    for row in await _rows(transaction, holidays, class_ids):
        theirs = class_ids if row["class_id"] is None else (row["class_id"],)
        for class_id in theirs:
            found[class_id].holidays.append(class_rows.to_holiday(row))
    return found


async def add(transaction: Transaction, class_: Class) -> None:
    """Store everything of a class's calendar but its holidays, which may be shared."""
    of_table = {
        meetings: [asdict(meeting) for meeting in class_.meetings],
        openings: [asdict(opened) for opened in class_.opened],
        changes: [class_rows.from_change(change) for change in class_.changes],
    }
    for table, values in of_table.items():
        if values:
            theirs = [{"class_id": class_.id, **value} for value in values]
            await transaction.change(insert(table), theirs)


async def remove(transaction: Transaction, class_id: int) -> None:
    """Forget what ``add`` has stored of a class."""
    for table in OWNED:
        await transaction.change(delete(table).where(table.c.class_id == class_id))


class Holidays:
    """Satisfies ``ports.Holidays``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, holiday: Holiday) -> bool:
        new = await self.remove(holiday.class_id, holiday.first, holiday.last) is None
        await self._transaction.change(insert(holidays).values(asdict(holiday)))
        return new

    async def remove(self, class_id: int | None, first: date, last: date) -> Holiday | None:
        same = (
            holidays.c.class_id.is_(None) if class_id is None else holidays.c.class_id == class_id,
            holidays.c.first == first,
            holidays.c.last == last,
        )
        row = await self._transaction.first(select(holidays).where(*same))
        await self._transaction.change(delete(holidays).where(*same))
        return class_rows.to_holiday(row) if row else None


async def _rows(transaction: Transaction, table: Table, class_ids: Sequence[int]) -> Sequence[Row]:
    if len(class_ids) > _MOST_IDS:
        return await transaction.all(_ALL[table])
    return await transaction.all(_OF_SOME[table], {"class_ids": class_ids})
