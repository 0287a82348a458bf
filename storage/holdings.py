"""Everything that is stored of one person.

Which columns speak of people is found in the tables themselves, so that a table which is added
later is looked through without anybody thinking of it.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    LargeBinary,
    Table,
    Text,
    cast,
    func,
    or_,
    select,
)

from attendance.model import Role, Sender
from attendance.ports.holdings import Rows
from storage.tables import (
    audit,
    classes,
    guardians,
    guardianships,
    invites,
    metadata,
    sessions,
    students,
    teachers,
)
from storage.transaction import Row, Transaction

ACCOUNT = "account"  # of Telegram; a private chat has the number of its account
ACCOUNT_COLUMNS = frozenset({"account_id", "chat_id", "used_by", "decided_by"})
_PEOPLE = {students: Role.STUDENT, teachers: Role.TEACHER, guardians: Role.GUARDIAN}
_INVITED = {
    Role.STUDENT: Role.STUDENT,
    Role.TEACHER: Role.TEACHER,
    Role.GUARDIAN: Role.STUDENT,  # a guardian is invited by their student
}
_LEFT_OUT = frozenset({"id", "code_hash", "payload", "before", "after", "folded_name"})
_ROLL_NUMBERS = (audit.c.roll_no, audit.c.other_roll_no)
_ACCOUNTS = frozenset({"account", "new", "old"})  # details of acts that are numbers of accounts
_MOST_IDS = 500  # in one statement; SQLite takes 32,766 values
_SOMEBODY_ELSE = "somebody else"
_YOU = "you"


@dataclass(frozen=True, kw_only=True)
class _Person:
    """Whom it is about: ids by kind, what the audit log calls them, their children's names."""

    ids: Mapping[str, int]
    called: tuple[str, ...]
    children: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class _Names:
    """What ids of classes and sessions mean, and what teachers are called."""

    classes: Mapping[int, str]
    sessions: Mapping[int, str]
    teachers: frozenset[str]  # folded


class Holdings:
    """Satisfies ``ports.Holdings``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def of(self, who: Sender) -> dict[str, Rows]:
        person = await self._person(who)
        found = {}
        for table in metadata.sorted_tables:
            conditions = list(_conditions(table, person))
            if conditions:
                query = select(table).where(or_(*conditions)).order_by(*table.primary_key)
                found[table] = await self._transaction.all(query)
        names = await self._names([row for rows in found.values() for row in rows])
        return {
            table.name: [_told(table, row, person, names) for row in rows]
            for table, rows in found.items()
            if rows
        }

    async def _person(self, who: Sender) -> _Person:
        ids: dict[str, int] = {ACCOUNT: who.account_id}
        linked = {
            Role.STUDENT: who.student,
            Role.TEACHER: who.teacher,
            Role.GUARDIAN: who.guardian,
        }
        ids |= {role: one.id for role, one in linked.items() if one}
        children = {}
        if who.guardian:
            theirs = guardianships.c.guardian_id == who.guardian.id
            query = select(students.c.id, students.c.name).join(guardianships).where(theirs)
            children = {row["id"]: row["name"] for row in await self._transaction.all(query)}
        called = [who.student.roll_no] if who.student else []
        called += [who.teacher.name] if who.teacher else []
        return _Person(ids=ids, called=tuple(called), children=children)

    async def _names(self, rows: Collection[Row]) -> _Names:
        called = {
            row["id"]: f"{row['code']} {row['name']}"
            for row in await self._transaction.all(select(*classes.c["id", "code", "name"]))
        }
        ids = sorted({row["session_id"] for row in rows if row.get("session_id") is not None})
        held = select(*sessions.c["id", "class_id", "starts_at"])
        found = {}
        for start in range(0, len(ids), _MOST_IDS):
            some = held.where(sessions.c.id.in_(ids[start : start + _MOST_IDS]))
            for row in await self._transaction.all(some):
                found[row["id"]] = f"{called[row['class_id']]}, {row['starts_at'].isoformat()}"
        known = await self._transaction.all(select(teachers.c.folded_name))
        folded = frozenset(row["folded_name"] for row in known)
        return _Names(classes=called, sessions=found, teachers=folded)


def whose(column: Column[Any]) -> str | None:
    """The kind of person that a column's numbers are of, if they are of people."""
    for table, role in _PEOPLE.items():
        if column is table.c.id or any(key.column is table.c.id for key in column.foreign_keys):
            return role
    return ACCOUNT if column.name in ACCOUNT_COLUMNS else None


def _conditions(table: Table, person: _Person) -> Iterator[ColumnElement[bool]]:
    """What makes a row of a table one that speaks of somebody."""
    for column in table.columns:
        number = person.ids.get(whose(column) or "")
        if number is not None:
            yield column == number
    if table is invites:
        for role, invited in _INVITED.items():
            if invited in person.ids:
                yield (invites.c.role == role) & (invites.c.person_id == person.ids[invited])
    if table is audit and person.called:
        for column in _ROLL_NUMBERS:
            yield column.in_(person.called)
        for name in person.called:  # as it stands in the JSON
            yield func.instr(cast(audit.c.details, Text), json.dumps(name)) > 0


def _told(table: Table, row: Row, person: _Person, names: _Names) -> dict[str, object]:
    """A row in a form that means something to the person."""
    told: dict[str, object] = {}
    for column in table.columns:
        value = row[column.name]
        if column.name in _LEFT_OUT or value is None:
            continue
        if column.name == "class_id":
            told["class"] = names.classes.get(value)
        elif column.name == "session_id":
            told["session"] = names.sessions.get(value)
        elif column is invites.c.person_id or whose(column):
            told[column.name] = _who(column, value, person)
        elif column in _ROLL_NUMBERS and value not in person.called:
            told[column.name] = _SOMEBODY_ELSE
        elif column is audit.c.details:
            told[column.name] = {key: _said(key, one, person, names) for key, one in value.items()}
        else:
            told[column.name] = _plain(column, value)
    return told


def _who(column: Column[Any], value: int, person: _Person) -> object:
    kind = whose(column)
    if kind == ACCOUNT and value == person.ids[ACCOUNT]:
        return value
    if kind is not None and value == person.ids.get(kind):
        return _YOU
    if kind == Role.STUDENT and value in person.children:
        return person.children[value]
    return _YOU if kind is None else _SOMEBODY_ELSE


def _said(key: str, value: str, person: _Person, names: _Names) -> str:
    """A detail of an act, unless it is who somebody else is: by name, as after "by", or account."""
    if value in (*person.called, str(person.ids[ACCOUNT])):
        return value
    name = value.casefold().rpartition("by ")[2]
    of_another = name in names.teachers and name not in map(str.casefold, person.called)
    return _SOMEBODY_ELSE if of_another or key in _ACCOUNTS else value


def _plain(column: Column[Any], value: Any) -> object:  # noqa: ANN401
    """A value as JSON has it."""
    if isinstance(column.type, LargeBinary):
        return f"{len(value)} bytes, not shown"
    if isinstance(column.type, JSON):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
