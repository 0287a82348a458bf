import asyncio
import random
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from attendance.mail import Message
from attendance.model import Act, Receipt
from storage.errors import Conflict, DatabaseUnavailable
from storage.transaction import errors_translated
from storage.types import UtcDateTime
from tests.contract.samples import NOW, a_check_in, a_key, an_update

ROOT = Path(__file__).parents[3]
WRITE_FOR_EVER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from storage import opening
from attendance.mail import Message
from attendance.model import CheckIn, UpdateKey

async def write(url, key_file):
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    async with opening.open_storage(url=url, key_file=Path(key_file)) as units:
        async with units() as uow:
            student = await uow.students.add("A1", "Ann")
            await uow.commit()
        for number in range(1_000_000):
            async with units() as uow:
                key = UpdateKey(bot_id=7, update_id=number)
                await uow.check_ins.add(
                    CheckIn(update=key, student_id=student.id, sent_at=now, verdict="no class")
                )
                await uow.outbox.add(Message(chat_id=1, text=str(number)), now)
                await uow.commit()
            print(number, flush=True)

asyncio.run(write(*sys.argv[1:]))
"""


async def setting(units, name):
    """A setting of the connections that units of work get."""
    async with units(reading=True) as uow:
        return await uow.students._transaction.value(text(f"PRAGMA {name}"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("temp_store", 2),
    ],
)
async def test_sqlite_is_set_to_lose_and_to_leak_nothing(units, name, value):
    assert await setting(units, name) == value


async def test_what_does_not_exist_cannot_be_referred_to(units):
    async with units() as uow:
        with pytest.raises(Conflict):
            await uow.check_ins.add(a_check_in(student_id=999))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO marks VALUES (1, 1, 'asleep', 'selfie', '2026-03-02')",
        "INSERT INTO marks VALUES (1, 1, 'late', 'hearsay', '2026-03-02')",
        "INSERT INTO meetings VALUES (1, 7, '09:00', '10:00')",
        "INSERT INTO gallery_state (id, revision) VALUES (2, 0)",
        "INSERT INTO templates (student_id, model, state, stored_at) "
        "VALUES (1, 'm', 'active', '2026-03-02')",
        "INSERT INTO templates (student_id, model, state, embedding, stored_at) "
        "VALUES (1, 'm', 'erased', x'00', '2026-03-02')",
    ],
)
async def test_the_database_itself_refuses_what_makes_no_sense(home, units, statement):
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        home.query(statement)


async def test_a_writer_waits_for_a_writer_of_another_process(home, units):
    with closing(sqlite3.connect(home.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO students (roll_no, name) VALUES ('A1', 'Ann')")

        async def write():
            async with units() as uow:
                await uow.students.add("B2", "Bob")
                await uow.commit()

        writing = asyncio.create_task(write())
        await asyncio.sleep(0.05)
        assert not writing.done()
        other.execute("COMMIT")
        await writing

    assert home.query("SELECT roll_no FROM students ORDER BY roll_no") == [("A1",), ("B2",)]


async def test_two_storages_may_read_then_write_the_same_database_at_once(home, units):
    async def write(own, name):
        for number in range(10):
            async with own() as uow:
                known = len(await uow.students.active())
                await uow.students.add(f"{known}", f"{name} {number}")
                await uow.commit()

    async with home.open() as others:
        await asyncio.gather(write(units, "one"), write(others, "other"))

    assert home.query("SELECT count(*) FROM students") == [(20,)]


async def test_a_reader_sees_one_state_from_its_first_look_to_its_end(units):
    async with units(reading=True) as reader:
        before = await reader.students.active()
        async with units() as uow:
            await uow.students.add("A1", "Ann")
            await uow.commit()
        assert await reader.students.active() == before == []


async def test_work_cancelled_at_any_moment_leaves_no_lock_behind(units):
    chance = random.Random(1)

    async def write(number):
        async with units() as uow:
            await uow.students.add(f"A{number}", "Ann")
            await uow.commit()

    for crowd in range(20):
        writing = [asyncio.create_task(write(crowd * 10 + number)) for number in range(10)]
        await asyncio.sleep(chance.uniform(0, 0.05))
        for task in chance.sample(writing, 7):
            task.cancel()
        outcomes = await asyncio.gather(*writing, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} <= {type(None), asyncio.CancelledError}


async def test_a_killed_process_leaves_whole_transactions(home):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WRITE_FOR_EVER, home.url, str(home.key_file)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    confirmed = 0
    while confirmed < 20:
        confirmed = int(await process.stdout.readline())
    process.kill()
    confirmed = [confirmed, *map(int, (await process.stdout.read()).split())][-1]
    await process.wait()

    async with home.open() as units:
        await units.ping()
    (check_ins,) = home.query("SELECT count(*), max(update_id) FROM check_ins")
    (messages,) = home.query("SELECT count(*) FROM outbox")
    assert check_ins[0] == messages[0] == check_ins[1] + 1
    assert check_ins[1] >= confirmed


async def test_a_handled_update_keeps_nothing_of_what_was_written(home, units):
    async with units() as uow:
        await uow.inbox.receive([an_update(1, text="secret"), an_update(2, text="kept")], NOW)
        await uow.inbox.done(a_key(1), NOW)
        await uow.inbox.set_aside(a_key(2), NOW, "broken")
        await uow.commit()

    rows = home.query("SELECT payload, error FROM inbox ORDER BY id")
    assert rows == [(None, None), ('{"text": "kept"}', "broken")]


async def test_consents_and_acts_are_kept(home, units):
    async with units() as uow:
        ann = await uow.students.add("A1", "Ann")
        receipt = Receipt(student_id=ann.id, agreed=False, version="1", text_hash="ab", at=NOW)
        await uow.consents.add(receipt)
        await uow.audit.add(Act(at=NOW, account_id=5, action="remove", roll_no="A1"))
        await uow.commit()

    moment = "2026-03-02 09:00:00.000000"
    columns = "student_id, agreed, version, text_hash, at"
    assert home.query(f"SELECT {columns} FROM consents") == [(ann.id, 0, "1", "ab", moment)]
    acts = home.query("SELECT at, account_id, action, outcome, roll_no, details FROM audit")
    assert acts == [(moment, 5, "remove", "done", "A1", "{}")]


# --- moments --------------------------------------------------------------------------------


async def test_a_moment_of_any_zone_comes_back_in_utc(units):
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-7)))
    async with units() as uow:
        await uow.outbox.add(Message(chat_id=1, text="hello"), elsewhere)
        assert await uow.outbox.due(NOW - timedelta(seconds=1), limit=1, busy=[]) == []
        assert len(await uow.outbox.due(NOW, limit=1, busy=[])) == 1
        await uow.inbox.receive([an_update(1)], elsewhere)
        oldest = await uow.inbox.oldest_waiting()

    assert (oldest, oldest.tzinfo) == (NOW, UTC)


async def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 3, 2), None)  # noqa: DTZ001


# --- errors ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (exc.IntegrityError, Conflict),
        (exc.OperationalError, DatabaseUnavailable),
        (exc.InterfaceError, DatabaseUnavailable),
        (exc.InternalError, DatabaseUnavailable),
        (exc.DatabaseError, DatabaseUnavailable),
        (exc.ProgrammingError, exc.ProgrammingError),
        (exc.DataError, exc.DataError),
        (exc.NotSupportedError, exc.NotSupportedError),
    ],
)
def test_every_error_of_a_database_is_ours_or_a_mistake(kind, expected):
    with pytest.raises(expected) as caught, errors_translated():
        raise kind("SELECT name", {"name": "Ann"}, sqlite3.Error("no luck"))
    if expected is not kind:
        assert "no luck" in str(caught.value)
        assert "Ann" not in str(caught.value)


def test_no_kind_of_database_error_is_forgotten():
    def kinds(error):
        return {error}.union(*(kinds(kind) for kind in error.__subclasses__()))

    assert kinds(exc.DBAPIError) == {
        exc.DBAPIError,
        exc.IntegrityError,
        exc.OperationalError,
        exc.InterfaceError,
        exc.InternalError,
        exc.DatabaseError,
        exc.ProgrammingError,
        exc.DataError,
        exc.NotSupportedError,
    }


async def test_a_database_that_went_away_is_unavailable_and_comes_back(home, units):
    home.query("ALTER TABLE gallery_state RENAME TO elsewhere")
    with pytest.raises(DatabaseUnavailable):
        await units.ping()

    home.query("ALTER TABLE elsewhere RENAME TO gallery_state")
    await units.ping()


async def test_what_is_urgent_is_written_before_those_who_wait(units):
    """But for one: a message that Telegram has is struck off at once, however busy it is."""
    written = []

    async def write(name, **how):
        async with units(**how):
            written.append(name)

    async with units():
        others = [asyncio.create_task(write(number)) for number in range(4)]
        await asyncio.sleep(0)
        urgent = [asyncio.create_task(write(name, urgent=True)) for name in ("a", "b")]
        await asyncio.sleep(0)
    await asyncio.gather(*others, *urgent)

    assert written == [0, "a", "b", 1, 2, 3]


async def test_who_gives_up_waiting_holds_up_nobody(units):
    async with units():
        impatient = [asyncio.create_task(units(urgent=which).__aenter__()) for which in (0, 1, 0)]
        await asyncio.sleep(0)
        for one in impatient:
            one.cancel()
        await asyncio.gather(*impatient, return_exceptions=True)

    async with asyncio.timeout(5), units() as uow:
        await uow.commit()
