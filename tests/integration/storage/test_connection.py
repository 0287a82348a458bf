"""Statements that enter SQLite's thread once."""

import sqlite3

import pytest

from storage.connection import connect


@pytest.fixture
async def connection(tmp_path):
    opened = await connect(str(tmp_path / "some.db"))
    try:
        await opened.cursor().execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT)")
        yield opened
    finally:
        await opened.close()


async def run(connection, sql, values=()):
    return await connection.cursor().execute(sql, values)


async def test_a_query_comes_with_all_its_rows_and_their_names(connection):
    await connection.cursor().executemany("INSERT INTO things VALUES (?, ?)", [(1, "a"), (2, "b")])
    cursor = await run(connection, "SELECT id, name FROM things ORDER BY id")
    assert await cursor.fetchall() == [(1, "a"), (2, "b")]
    assert [column[0] for column in cursor.description] == ["id", "name"]


async def test_a_change_says_how_many_rows_it_changed_also_when_it_returns_them(connection):
    added = await run(connection, "INSERT INTO things (name) VALUES ('a'), ('b') RETURNING id")
    assert (await added.fetchall(), added.rowcount) == ([(1,), (2,)], 2)
    renamed = await run(connection, "UPDATE things SET name = 'c'")
    assert (await renamed.fetchall(), renamed.rowcount) == ((), 2)


async def test_what_is_undone_is_gone_and_undoing_nothing_is_no_mistake(connection):
    await connection.rollback()
    await run(connection, "BEGIN")
    await run(connection, "INSERT INTO things (name) VALUES ('a')")
    await connection.rollback()
    assert await (await run(connection, "SELECT * FROM things")).fetchall() == []


async def test_a_mistake_in_a_statement_is_raised_where_it_was_awaited(connection):
    with pytest.raises(sqlite3.OperationalError):
        await run(connection, "SELECT nothing FROM nowhere")
