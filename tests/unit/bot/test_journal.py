import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter

from attendance.mail import Message, Origin, Owed, Received
from attendance.model import UpdateKey
from bot.journal import Journal
from bot.metrics import Metrics
from bot.pacing import Pace
from bot.sender import Sender
from tests.unit.attendance.samples import HOUR, MINUTE, NINE
from tests.unit.bot.fakes import ANN, BOT_ID, FakeTelegram, a_photo, a_press, a_text

SECOND = timedelta(seconds=1)


class Numbers(Metrics):
    """What ``GET /metrics`` would tell, by name and labels."""

    def __getitem__(self, series):
        lines = self.written().decode().splitlines()
        values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return float(values.get(f"rollcall_{series}", 0))


@pytest.fixture
def numbers():
    return Numbers()


@pytest.fixture
def journal(numbers, caplog):
    caplog.set_level("INFO")
    return Journal(numbers)


@pytest.fixture
def followed(chats, journal):
    """The bot at nine o'clock with its journal."""
    chats.services = replace(chats.services, journal=journal)
    chats.dispatcher = replace(chats.dispatcher, services=chats.services)
    return chats


def steps(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "bot.journal"]


# --- one selfie -----------------------------------------------------------------------------


async def test_a_selfie_is_counted_by_its_verdict(followed, ann, numbers, caplog):
    await followed.shows(ANN, "ann")
    await followed.shows(ANN, "ann")

    assert numbers['check_ins_total{reason="",verdict="present"}'] == 1
    assert numbers['check_ins_total{reason="",verdict="already"}'] == 1
    decided = [record for record in caplog.records if record.getMessage() == "decided"]
    assert [record.verdict for record in decided] == ["present", "already"]
    assert decided[0].check_in_id == f"{BOT_ID}-1"


async def test_a_refused_selfie_is_counted_with_its_reason(followed, ann, numbers, caplog):
    await followed.shows(ANN, "stranger")

    assert numbers['check_ins_total{reason="does not match",verdict="refused"}'] == 1
    assert [r.reason for r in caplog.records if r.getMessage() == "decided"] == ["does not match"]


async def test_no_line_and_no_number_names_anybody(followed, ann, numbers, caplog):
    await followed.shows(ANN, "ann")

    added = [{**vars(record)} for record in caplog.records]
    for fields in added:
        for name in vars(logging.makeLogRecord({})):
            del fields[name]
    told = numbers.written().decode() + "".join(map(str, added))
    for name in ("Ann", "MATH", "roll"):
        assert name not in told.replace("rollcall", "")
    assert ANN not in [value for fields in added for value in fields.values()]


def test_an_answer_is_timed_from_the_arrival_of_its_update(journal, numbers, caplog):
    owed = Owed(
        id=1,
        message=Message(chat_id=ANN, text="Present", reply_to=4),
        answers=Origin(update_id=41, arrived_at=NINE),
    )

    journal.sent(owed, NINE + 2 * SECOND)

    assert numbers['answer_seconds_bucket{le="1.0",to="photo"}'] == 0
    assert numbers['answer_seconds_bucket{le="2.5",to="photo"}'] == 1
    assert caplog.records[-1].since_received_ms == 2000


def test_a_message_that_answers_nothing_is_counted_but_not_timed(journal, numbers):
    journal.sent(Owed(id=1, message=Message(chat_id=ANN, text="so far"), urgent=False), NINE)

    assert numbers['sends_total{urgent="no"}'] == 1
    assert b"answer_seconds_count{" not in numbers.written()


def test_a_photo_that_was_read_is_timed(journal, numbers, caplog):
    journal.read(0.03, 1)
    journal.read(0.2, None)

    assert numbers["recognition_seconds_count"] == 2
    assert numbers['recognition_seconds_bucket{le="0.05"}'] == 1
    assert [(r.faces, r.duration_ms) for r in caplog.records] == [(1, 30), (None, 200)]


def test_updates_are_counted_and_named_by_id_and_kind(journal, numbers, caplog):
    journal.received([a_photo(41), a_text(42), a_press(43), {"update_id": 44}])

    assert numbers["updates_received_total"] == 4
    assert [(record.update_id, record.kind) for record in caplog.records] == [
        (41, "photo"),
        (42, "text"),
        (43, "callback_query"),
        (44, "other"),
    ]


# --- what fails -----------------------------------------------------------------------------


def test_what_fails_is_counted_by_what_it_is(journal, numbers):
    journal.tries_again("poll")
    journal.tries_again("message")
    journal.gave_up("update")
    journal.answered("429")

    assert numbers['retries_total{of="poll"}'] == 1
    assert numbers['retries_total{of="message"}'] == 1
    assert numbers['failures_total{of="update"}'] == 1
    assert numbers['telegram_responses_total{status="429"}'] == 1


def test_two_services_in_one_process_count_apart():
    one, other = Numbers(), Numbers()
    Journal(one).tries_again("poll")

    assert (one['retries_total{of="poll"}'], other['retries_total{of="poll"}']) == (1, 0)


def test_what_was_due_for_long_when_the_clock_looked_is_late(journal, numbers, caplog):
    journal.found_due("absences", [NINE, NINE + SECOND], NINE + 5 * MINUTE + SECOND)
    assert numbers['jobs_late{job="absences"}'] == 1
    assert caplog.records[-1].count == 1

    journal.found_due("absences", [], NINE + HOUR)
    assert numbers['jobs_late{job="absences"}'] == 0
    assert numbers["clock_looked_timestamp_seconds"] == (NINE + HOUR).timestamp()
    assert len(caplog.records) == 1


# --- as others tell it ----------------------------------------------------------------------


async def test_the_sender_tells_of_every_message(units, clock, journal, numbers):
    telegram = FakeTelegram()
    sender = Sender(bot=telegram, units=units, clock=clock, pace=Pace(clock=clock), journal=journal)
    telegram.failures.extend([RetryAfter(1), None, BadRequest("empty")])
    async with units() as uow:
        for _ in range(2):
            message = Message(chat_id=ANN, text="x", reply_to=1)
            origin = Origin(update_id=41, arrived_at=NINE)
            await uow.outbox.add(message, clock(), answers=origin)
        await uow.commit()

    for _ in range(3):
        for work in await sender.take(8, ()):
            await work.do()
        clock.advance(MINUTE)

    assert numbers['retries_total{of="message"}'] == 1
    assert numbers['sends_total{urgent="yes"}'] == 1
    assert numbers['failures_total{of="message"}'] == 1
    assert numbers['answer_seconds_count{to="photo"}'] == 1


async def test_an_update_that_fails_is_told_of(followed, numbers):
    async def fail(_):
        raise NetworkError("gone")

    dispatcher = replace(followed.dispatcher, handler=fail)
    received = Received(key=UpdateKey(bot_id=BOT_ID, update_id=1), chat_id=ANN, payload=a_text(1))
    async with followed.units() as uow:
        await uow.inbox.receive([received], NINE)
        await uow.commit()

    while works := await dispatcher.take(8, ()):
        for work in works:
            await work.do()
        followed.clock.advance(10 * MINUTE)

    assert numbers['retries_total{of="update"}'] > 1
    assert numbers['failures_total{of="update"}'] == 1
