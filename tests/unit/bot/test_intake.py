import asyncio
import contextlib
from datetime import timedelta

import pytest
from telegram.error import (
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from attendance.model import UpdateKey
from bot import errors, intake
from bot.intake import Contact, Intake
from storage.errors import DatabaseUnavailable
from tests import hostile
from tests.unit.attendance.samples import MINUTE, NINE
from tests.unit.bot.fakes import (
    ANN,
    BOB,
    BOT_ID,
    FakeTelegram,
    Sleeps,
    a_press,
    a_text,
    batch,
)
from tests.unit.fakes.units import FakeUnit

SECOND = timedelta(seconds=1)


class Office:
    """Where updates come in: Telegram, the inbox and what is known of the contact."""

    def __init__(self, units, clock, sleeps):
        self.units = units
        self.clock = clock
        self.sleeps = sleeps
        self.contact = Contact()
        self.telegram = FakeTelegram()
        self.told = 0
        self.intake = Intake(
            bot=self.telegram,
            units=units,
            clock=clock,
            contact=self.contact,
            stored=self._tell,
        )

    def _tell(self):
        self.told += 1

    async def poll(self, *script):
        """Poll until Telegram has given all of a script, then stop."""
        self.telegram.script.extend(script)
        polling = asyncio.create_task(self.intake.poll())
        told_all = asyncio.create_task(self.telegram.told_all.wait())
        await asyncio.wait({polling, told_all}, return_when=asyncio.FIRST_COMPLETED)
        told_all.cancel()
        if polling.done():
            polling.result()
        polling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await polling

    @property
    def polls(self):
        return self.telegram.named("get_updates")

    @property
    def received(self):
        return [key.update_id for key in self.units.state.inbox]


@pytest.fixture
def office(units, clock, monkeypatch):
    sleeps = Sleeps(clock)
    monkeypatch.setattr(intake, "asyncio", sleeps.asyncio)
    return Office(units, clock, sleeps)


# --- polling --------------------------------------------------------------------------------


async def test_polling_begins_where_telegram_does(office):
    await office.poll()

    assert office.polls[0]["offset"] is None
    assert set(office.polls[0]["allowed_updates"]) == {
        "message",
        "edited_message",
        "callback_query",
    }


async def test_updates_are_stored_and_then_confirmed_by_the_next_poll(office):
    await office.poll(batch(a_text(41), a_text(42)), ())

    assert [poll["offset"] for poll in office.polls] == [None, 43, None]
    assert office.received == [41, 42]
    assert office.told == 1


async def test_what_could_not_be_stored_is_not_confirmed(office, monkeypatch):
    commits = []

    async def unavailable_once(unit):
        commits.append(unit)
        if len(commits) == 1:
            raise DatabaseUnavailable("disk full")
        await commit(unit)

    commit = FakeUnit.commit
    monkeypatch.setattr(FakeUnit, "commit", unavailable_once)

    await office.poll(batch(a_text(41)), batch(a_text(41)))

    assert [poll["offset"] for poll in office.polls] == [None, None, 42]
    assert office.received == [41]
    assert office.sleeps.slept == [1]


async def test_an_update_that_comes_again_is_stored_once(office):
    await office.poll(batch(a_text(41)), batch(a_text(41), a_text(42)), batch(a_text(42)))

    assert office.received == [41, 42]
    assert office.told == 2


async def test_one_update_that_is_none_does_not_keep_back_the_others(office):
    await office.poll([5, {"update_id": "x"}, a_text(41)], [a_text(42)])

    assert office.received == [41, 42]
    assert [poll["offset"] for poll in office.polls] == [None, 42, 43]


async def test_of_updates_out_of_order_the_last_is_confirmed(office):
    await office.poll([a_text(43), a_text(41), a_text(42), a_text(41)])

    assert sorted(office.received) == [41, 42, 43]
    assert office.polls[-1]["offset"] == 44


async def test_updates_none_of_which_is_one_are_asked_for_again_after_a_pause(office):
    await office.poll([5], [a_text(41)])

    assert office.received == [41]
    assert office.sleeps.slept == [1]


async def test_an_odd_update_is_stored_and_confirmed_like_any_other(office):
    odd = [{"update_id": n, "message": one} for n, one in enumerate(hostile.MALFORMED, start=41)]

    await office.poll(odd)

    assert office.received == [update["update_id"] for update in odd]


async def test_an_update_is_kept_whole_under_its_chat(office):
    await office.poll(batch(a_text(41, "héllo 👋", chat=ANN), a_press(42, sender=BOB)))

    first, second = office.units.state.inbox.values()
    assert first.update.key == UpdateKey(bot_id=BOT_ID, update_id=41)
    assert first.update.payload["message"]["text"] == "héllo 👋"
    assert first.update.payload["message"]["date"] == int(NINE.timestamp())
    assert (first.update.chat_id, second.update.chat_id) == (ANN, BOB)
    assert second.update.payload["callback_query"]["data"] == "consent:yes"


async def test_an_update_counts_from_when_the_first_of_its_batch_was_sent(office):
    office.clock.advance(90 * MINUTE)

    await office.poll(batch(a_text(41, sent_at=NINE), a_text(42, sent_at=NINE + MINUTE)))

    assert {kept.received_at for kept in office.units.state.inbox.values()} == {NINE}


async def test_a_press_says_nothing_of_when_it_was_made(office):
    office.clock.advance(90 * MINUTE)

    await office.poll(batch(a_press(41)))

    (kept,) = office.units.state.inbox.values()
    assert kept.received_at == NINE + 90 * MINUTE


async def test_a_message_from_the_future_is_received_now(office):
    await office.poll(batch(a_text(41, sent_at=NINE + MINUTE)))

    (kept,) = office.units.state.inbox.values()
    assert kept.received_at == NINE


# --- contact --------------------------------------------------------------------------------


async def test_all_has_been_read_once_a_poll_comes_back_empty(office):
    assert not office.contact.caught_up

    await office.poll(batch(a_text(41)))
    assert not office.contact.caught_up
    assert office.contact.last_heard == NINE

    office.clock.advance(MINUTE)
    office.telegram.told_all.clear()
    await office.poll(())
    assert office.contact.caught_up
    assert office.contact.last_heard == NINE + MINUTE


async def test_polls_hurry_until_all_has_been_read_and_then_wait(office):
    await office.poll(batch(a_text(41)), (), (), batch(a_text(42)))

    timeouts = [poll["wait"] for poll in office.polls]
    assert timeouts[:2] == [0, 0]
    assert timeouts[2] == timeouts[3] > 20
    assert timeouts[4] == 0


@pytest.mark.parametrize(
    "error",
    [
        NetworkError("gone"),
        TimedOut(),
        TelegramError("Invalid server response"),
        Conflict("terminated by other getUpdates request"),
    ],
)
async def test_when_telegram_cannot_be_heard_it_may_hold_more(office, error):
    await office.poll((), error)

    assert not office.contact.caught_up
    assert office.contact.last_heard == NINE


async def test_the_pauses_grow_and_begin_anew_after_an_answer(office):
    gone = [NetworkError("gone")] * 7

    await office.poll(*gone, (), *gone[:2])

    assert office.sleeps.slept == [1, 2, 4, 8, 16, 30, 30, 1, 2]


async def test_telegram_is_left_alone_for_as_long_as_it_says(office):
    await office.poll((), RetryAfter(77))

    assert office.sleeps.slept == [77]
    assert not office.contact.caught_up


# --- refused --------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [InvalidToken("Unauthorized"), Forbidden("deleted")])
async def test_a_token_that_is_refused_ends_the_polling(office, error):
    with pytest.raises(errors.TelegramRefused):
        await office.poll((), error, ())

    assert len(office.polls) == 2


async def test_somebody_else_who_polls_is_waited_for_a_minute(office):
    await office.poll(*[Conflict("other getUpdates request")] * 60, batch(a_text(41)))

    assert office.received == [41]


async def test_somebody_else_who_goes_on_polling_ends_ours(office):
    with pytest.raises(errors.TelegramRefused, match="another program"):
        await office.poll(*[Conflict("other getUpdates request")] * 100)

    assert NINE + MINUTE < office.clock() < NINE + 2 * MINUTE


async def test_each_rival_is_given_a_minute_of_their_own(office):
    forty = [Conflict("other getUpdates request")] * 40

    gone = [NetworkError("gone")] * 6  # for a minute of pauses

    await office.poll(*forty, *gone, (), *forty, batch(a_text(41)))

    assert office.received == [41]


async def test_a_rival_whose_polls_alternate_with_ours_is_one_too(office):
    conflict = Conflict("other getUpdates request")

    with pytest.raises(errors.TelegramRefused, match="another program"):
        await office.poll((), *[conflict, ()] * 100)

    assert NINE + MINUTE < office.clock() < NINE + 2 * MINUTE


async def test_while_somebody_else_may_take_updates_nothing_is_known_to_be_complete(office):
    await office.poll((), Conflict("other getUpdates request"), (), ())

    assert not office.contact.caught_up
    assert office.contact.trouble == "another program polls with this token"
    assert office.contact.last_heard > NINE
    assert [poll["wait"] > 20 for poll in office.polls] == [False, True, True, True, True]

    office.clock.advance(MINUTE)
    office.telegram.told_all.clear()
    await office.poll(())
    assert office.contact.caught_up
    assert office.contact.trouble == ""


async def test_a_webhook_that_was_left_is_removed_and_polling_goes_on(office):
    await office.poll(
        Conflict("can't use getUpdates method while webhook is active"), batch(a_text(41))
    )

    assert len(office.telegram.named("delete_webhook")) == 1
    assert office.received == [41]
