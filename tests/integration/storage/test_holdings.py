"""No table that speaks of people is left out of what they are told is stored."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import JSON, Boolean, Date, Enum, Float, Integer, LargeBinary, Time

from attendance.model import Act, Guardian, Sender, Student, Teacher
from bot.replies.privacy import TABLES
from storage import holdings
from storage.tables import metadata
from storage.types import UtcDateTime
from tests.contract.samples import NOW

MINE, THEIRS = 555, 777  # ids and account numbers alike
MOMENT = "2026-03-02 09:00:00.000000"
# Numbers that are neither of people nor of what a key refers to.
OF_NOBODY = {
    *("after_seconds", "as_document", "attempts", "attended", "bot_id", "first_id", "id"),
    *("guardians_after_seconds", "in_a_row", "late_after_seconds", "message_id", "missed"),
    *(
        "opens_before_seconds",
        "person_id",
        "radius",
        "rank",
        "revision",
        "selfie_days",
        "stored_revision",
    ),
    *("update_id", "warn_absences", "warn_below", "weekday"),
}
ME = Sender(
    account_id=MINE,
    student=Student(id=MINE, roll_no="A1", name="Ann", account_id=MINE),
    teacher=Teacher(id=MINE, name="Ann", account_id=MINE),
    guardian=Guardian(id=MINE, account_id=MINE),
)
OF_PEOPLE = [
    column for table in metadata.sorted_tables for column in table.c if holdings.whose(column)
]


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_number_is_known_to_be_of_a_person_or_not(table):
    """A new column that holds somebody's number belongs into ``holdings``."""
    unknown = {
        column.name
        for column in table.c
        if isinstance(column.type, Integer) and not isinstance(column.type, Boolean)
        if not column.foreign_keys and not holdings.whose(column)
    }

    assert unknown <= OF_NOBODY


def test_every_table_of_people_is_explained():
    assert {column.table.name for column in OF_PEOPLE} == set(TABLES)


@pytest.mark.parametrize("column", OF_PEOPLE, ids=str)
async def test_what_speaks_of_somebody_is_told(home, units, column):
    _insert(home, column, MINE)
    _insert(home, column, THEIRS)

    async with units(reading=True) as uow:
        found = await uow.holdings.of(ME)

    assert [name for name in found if name == column.table.name] == [column.table.name]
    assert len(found[column.table.name]) == 1
    assert str(THEIRS) not in str(found)


async def test_what_an_admin_did_about_a_student_is_told_without_the_others(units):
    async with units() as uow:
        for own, other in (("A1", "B2"), ("C3", "A1"), ("A11", "C3")):
            act = Act(
                at=NOW,
                account_id=1,
                action="lookalikes",
                roll_no=own,
                other_roll_no=other,
                details={},
            )
            await uow.audit.add(act)
        found = (await uow.holdings.of(ME))["audit"]

    assert [(one["roll_no"], one["other_roll_no"], one["account_id"]) for one in found] == [
        ("A1", "somebody else", "somebody else"),
        ("somebody else", "A1", "somebody else"),
    ]


async def test_a_teacher_is_told_of_acts_that_name_them(units):
    async with units() as uow:
        for name in ("Ann", "Anna"):
            await uow.audit.add(Act(at=NOW, account_id=1, action="teacher", details={"name": name}))
        (entry,) = (await uow.holdings.of(ME))["audit"]

    assert entry["details"] == {"name": "Ann"}


@pytest.mark.parametrize(
    ("key", "other"),
    [("from", "Tom"), ("name", "tom"), ("about", "MATH1 by Tom"), ("new", str(THEIRS))],
)
async def test_an_act_does_not_tell_who_somebody_else_is(units, key, other):
    async with units() as uow:
        await uow.teachers.add("Tom")
        details = {"old": str(MINE), "update": str(THEIRS), key: other}
        await uow.audit.add(
            Act(at=NOW, account_id=1, action="move link", roll_no="A1", details=details)
        )
        (entry,) = (await uow.holdings.of(ME))["audit"]

    assert entry["details"] == {"old": str(MINE), "update": str(THEIRS), key: "somebody else"}


async def test_neither_the_face_nor_what_was_written_is_told(home, units, enrol):
    ann = await enrol("A1", b"the face of Ann.".ljust(2048), model="m", at=NOW)
    async with units(reading=True) as uow:
        found = await uow.holdings.of(Sender(account_id=MINE, student=ann))

    (template,) = found["templates"]
    assert template["embedding"] == "2076 bytes, not shown"
    assert template["state"] == "active"


def _insert(home, column, number):
    """A row that has this number in one column, and in the others what they take of nobody."""
    values = {one.name: _value(one, number) for one in column.table.c if _is_needed(one)}
    values[column.name] = number
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    with closing(sqlite3.connect(home.database)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        statement = f"INSERT INTO {column.table.name} ({names}) VALUES ({marks})"
        connection.execute(statement, list(values.values()))


def _is_needed(column):
    return not column.nullable and not column.server_default


def _value(column, number):
    kinds = {
        UtcDateTime: MOMENT,
        Boolean: True,
        Date: "2026-03-02",
        Time: "09:00:00.000000",
        Float: 0.5,
        LargeBinary: b"x",
    }
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    for kind, value in kinds.items():
        if isinstance(column.type, kind):
            return value
    if isinstance(column.type, Integer):
        return number + 1000
    return "{}" if isinstance(column.type, JSON) else str(number + 1000)
