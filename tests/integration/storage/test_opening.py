import asyncio
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from attendance.model import Role, Source, Status, SummaryKind
from storage import opening
from storage.errors import DatabaseUnavailable, SchemaTooNew, UnsupportedUrl
from storage.tables import metadata
from tests.integration.storage.filling import create

ROOT = Path(__file__).parents[3]
START = """
import asyncio, sys
from pathlib import Path
from storage import opening

async def start(url, key_file):
    async with opening.open_storage(url=url, key_file=Path(key_file)) as units:
        await units.ping()

asyncio.run(start(*sys.argv[1:]))
"""


async def test_the_migrations_make_what_the_tables_say(home):
    async with home.open():
        pass
    engine = create_engine(f"sqlite:///{home.database}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    engine.dispose()

    assert differences == []


async def test_the_migrations_make_the_constraints_that_the_tables_say(home):
    """Alembic does not compare checks and partial indexes, so their SQL is compared here."""
    async with home.open():
        pass
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        metadata.create_all(connection)
        query = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%'"
        expected = connection.exec_driver_sql(query).fetchall()
    engine.dispose()

    def clauses(rows):
        return {name: sorted(_clauses(sql or "")) for name, sql in rows if "alembic" not in name}

    assert clauses(home.query(query)) == clauses(expected)


def _clauses(sql):
    """What a statement has in its outermost parentheses, wherever its lines end."""
    head, _, body = " ".join(sql.split()).partition("(")
    parts, depth = [""], 0
    for character in body.removesuffix(")"):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [head.strip(), *(part.strip() for part in parts)]


async def test_what_an_earlier_release_has_stored_stays(home):
    """Tables whose constraints have changed are made anew, with every row they had."""
    at = "2026-03-02 09:00:00.000000"
    rows = {
        "students": f"1, 'A1', 'Ann', 100, 1, '{at}'",
        "teachers": f"1, 'Tom', 'tom', 900, '{at}'",
        "classes": f"1, 'CS1', 'Computing', 'UTC', '17:30:00.000000', 600, 900, '{at}'",
        "teaching": f"1, 1, '{at}'",
        "sessions": f"1, 1, '2026-03-02', '{at}', '{at}', '{at}', '{at}', NULL",
        "marks": f"1, 1, 'late', 'selfie', '{at}'",
        "check_ins": f"7, 1, 1, 1, '{at}', 'refused', NULL, 'no face', 0.5",
        "deliveries": f"1, 1, '2026-03-02', 'final', '{at}'",
        "invites": f"'h', 'student', 1, '{at}', '{at}', 100, '{at}'",
    }
    create(home.database, "0002")
    engine = create_engine(f"sqlite:///{home.database}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        for table, values in rows.items():
            connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({values})")
        connection.commit()
    engine.dispose()

    async with home.open() as units, units(reading=True) as uow:
        (teaching,) = await uow.classes.teachers(1)
        (mark,) = await uow.marks.of_session(1)
        refused = await uow.overview.refused([1])
        (delivery,) = await uow.deliveries.made(date(2026, 3, 2))
        invite = await uow.invites.by_hash("h")
        class_ = await uow.classes.get(1)

    assert (teaching.teacher.name, teaching.summary_at, teaching.muted) == ("Tom", None, False)
    assert (mark.status, mark.source) == (Status.LATE, Source.SELFIE)
    assert refused == {1: 1}
    assert delivery.kind is SummaryKind.FINAL
    assert (invite.role, invite.person_id, invite.used_by) == (Role.STUDENT, 1, 100)
    assert (class_.guardians, class_.warn_below, class_.warn_absences) == (None, None, None)
    assert home.query("PRAGMA foreign_key_check") == []


async def test_starting_again_changes_nothing(home):
    dump = "SELECT name, sql FROM sqlite_master ORDER BY name"
    async with home.open() as units, units() as uow:
        await uow.students.add("A1", "Ann")
        await uow.commit()
    before = home.query(dump)

    async with home.open() as units, units(reading=True) as uow:
        assert len(await uow.students.active()) == 1
    assert home.query(dump) == before


async def test_a_database_of_an_earlier_release_keeps_what_is_in_it(home):
    """Its first schema, with a class that meets and has been marked."""
    create(home.database, "0001")
    home.query(
        "INSERT INTO classes VALUES"
        " (1, 'CS1', 'Computing', 'UTC', '16:00:00.000000', 600, 900, '2026-03-01 00:00:00.000000')"
    )
    home.query("INSERT INTO meetings VALUES (1, 0, '09:00:00.000000', '10:00:00.000000')")
    home.query("INSERT INTO students VALUES (1, 'A1', 'Ann', NULL, NULL, NULL)")
    moments = [f"'2026-03-02 {clock}:00.000000'" for clock in ("08:45", "09:00", "09:10", "10:00")]
    home.query(f"INSERT INTO sessions VALUES (1, 1, '2026-03-02', {', '.join(moments)}, NULL)")
    home.query(f"INSERT INTO marks VALUES (1, 1, 'present', 'selfie', {moments[1]})")

    async with home.open() as units, units(reading=True) as uow:
        class_ = await uow.classes.get(1)
        (mark,) = await uow.marks.of_session(1)

    (meeting,) = class_.meetings
    assert (meeting.weekday, meeting.starts.hour) == (0, 9)
    assert (class_.first_day, class_.imported, class_.changes, class_.holidays) == (
        None,
        (),
        (),
        (),
    )
    assert mark.status is Status.PRESENT


async def test_what_an_earlier_release_owed_is_still_owed_and_nobody_s(home):
    create(home.database, "0006")
    home.query(
        'INSERT INTO outbox VALUES (1, 100, \'{"text": "hello", "buttons": [],'
        ' "reply_to": null, "edits": null}\', NULL, 0, 0, \'2026-03-02 09:00:00.000000\', NULL)'
    )

    async with home.open() as units, units(reading=True) as uow:
        (owed,) = await uow.outbox.due(datetime(2026, 3, 3, tzinfo=UTC), limit=1, busy=[])

    assert (owed.message.text, owed.urgent) == ("hello", True)


async def test_photos_of_an_earlier_release_are_not_kept_and_nobody_is_taken_to_have_said_so(home):
    create(home.database, "0009")
    home.query("INSERT INTO students VALUES (1, 'A1', 'Ann', 100, 1, NULL)")
    home.query(
        "INSERT INTO templates VALUES (1, 1, 'a model', 'erased', NULL, NULL, 1,"
        " '2026-03-02 09:00:00.000000', 0)"
    )

    async with home.open() as units, units(reading=True) as uow:
        ann = await uow.students.get(1)
        photo = await uow.references.find(1)

    assert (ann.agreed, ann.keeps_photo, photo) == (True, None, None)
    assert home.query("SELECT file_id, as_document FROM templates") == [(None, None)]


async def test_processes_that_start_together_make_one_database(home):
    arguments = (sys.executable, "-c", START, home.url, str(home.key_file))
    processes = [await asyncio.create_subprocess_exec(*arguments, cwd=ROOT) for _ in range(3)]

    assert [await process.wait() for process in processes] == [0, 0, 0]
    async with home.open() as units:
        await units.ping()


async def test_a_database_of_a_later_release_is_refused(home):
    async with home.open():
        pass
    home.query("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(SchemaTooNew) as caught:
        await home.open().__aenter__()
    assert caught.value.revision == "9999"


@pytest.mark.parametrize(
    "url", ["rollcall.db", "sqlite+aiosqlite://", "sqlite:///rollcall.db", "mysql://host/name"]
)
async def test_an_address_of_another_kind_is_refused(tmp_path, url):
    with pytest.raises(UnsupportedUrl, match="sqlite\\+aiosqlite:///PATH"):
        await opening.open_storage(url=url, key_file=tmp_path / "key").__aenter__()


async def test_a_folder_that_cannot_be_made_is_one_clear_error(home):
    home.folder.write_text("not a folder")

    with pytest.raises(DatabaseUnavailable, match=r"rollcall\.db|data"):
        await home.open().__aenter__()


async def test_a_file_that_is_no_database_is_one_clear_error(home):
    home.folder.mkdir()
    home.database.touch(mode=0o600)
    home.database.write_text("a shopping list, and quite a long one" * 100)

    with pytest.raises(DatabaseUnavailable, match="not a database"):
        await home.open().__aenter__()


async def test_the_database_and_the_key_are_for_their_owner_alone(home):
    async with home.open() as units, units() as uow:
        await uow.students.add("A1", "Ann")
        await uow.commit()
        modes = {path.name: path.stat().st_mode & 0o777 for path in home.folder.iterdir()}

    assert home.folder.stat().st_mode & 0o777 == 0o700
    assert set(modes) == {"rollcall.db", "rollcall.db-wal", "rollcall.db-shm", "key"}
    assert set(modes.values()) == {0o600}
