"""Something in every table, whatever the schema: read from the database itself."""

import re
import sqlite3
from contextlib import closing, suppress
from datetime import date, timedelta

from alembic import command
from alembic.config import Config
from sqlalchemy import Boolean, Date, DateTime, LargeBinary, MetaData, Time, create_engine, inspect
from sqlalchemy.types import JSON, Integer

ROWS = 3  # the last with nothing where there may be nothing
_BY_HAND = {"alembic_version", "gallery_state"}  # one row each, by the migrations


def create(database, revision):
    """Make a database as an earlier release did."""
    database.parent.mkdir(mode=0o700, exist_ok=True)
    database.touch(mode=0o600)
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def fill(database):
    """Put rows into every table; those that a rule of the table refuses are left out."""
    engine = create_engine(f"sqlite:///{database}")
    reflected = MetaData()
    reflected.reflect(engine)
    checks = {name: inspect(engine).get_check_constraints(name) for name in reflected.tables}
    engine.dispose()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for table in reflected.sorted_tables:
            if table.name in _BY_HAND:
                continue
            for number in range(1, ROWS + 1):
                _insert(connection, table, _choices(checks[table.name]), number)
        connection.commit()
    empty = [name for name, rows in tables(database).items() if not rows]
    assert not empty, f"no row was good enough for {empty}: teach the filling what they want"


def tables(database):
    """Every table's rows, as dictionaries in a fixed order."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        found = {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
            for (name,) in names
        }
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def _insert(connection, table, choices, number):
    values = {}
    targets = []
    for column in table.columns:
        if number == ROWS and column.nullable:
            continue
        # Keys of several columns have the values that those have in a row of the same number.
        foreign = next(
            (one for one in column.foreign_keys if len(one.constraint.columns) == 1), None
        )
        if foreign is not None:  # the second of two that refer to the same table is another
            target = foreign.column.table.name
            values[column.name] = number + targets.count(target)
            targets.append(target)
        elif column.name in choices:
            values[column.name] = choices[column.name][(number - 1) % len(choices[column.name])]
        else:
            values[column.name] = _value(column, number)
    places = ", ".join("?" * len(values))
    columns = ", ".join(f'"{name}"' for name in values)
    statement = f"INSERT OR IGNORE INTO {table.name} ({columns}) VALUES ({places})"
    with suppress(sqlite3.IntegrityError):  # it refers to what was refused itself
        connection.execute(statement, list(values.values()))


def _choices(checks):
    """What columns may hold that are held to a few values: ``state IN ('a', 'b')``."""
    held = (re.search(r"(\w+)\"? IN \((.*)\)", check["sqltext"]) for check in checks)
    return {found[1]: re.findall(r"'([^']*)'", found[2]) for found in held if found}


def _value(column, number):
    match column.type:
        case Boolean():
            return 1
        case DateTime():
            return f"2026-03-0{number} 09:00:00.000000"
        case Date():
            return (date(2026, 3, 1) + timedelta(days=number)).isoformat()
        case Time():
            return f"0{number}:00:00.000000"
        case JSON():
            return f'{{"number": {number}}}'
        case LargeBinary():
            return f"bytes {column.name} {number}".encode()
        case Integer():
            return number
        case _:
            return f"{column.name} {number} \u202b🙂"
