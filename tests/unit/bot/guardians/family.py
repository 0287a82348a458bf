"""Guardians of Ann, how they are linked, and what they hear."""

from attendance import marking
from bot.notices import tell_guardians
from tests.unit.attendance.samples import HOUR, MINUTE, NINE
from tests.unit.bot.chats import ADMIN

ZOE, MAX = 700, 701
TEN = NINE + HOUR
HALF_PAST = TEN + 30 * MINUTE


async def invited(chats, roll):
    (answer,) = await chats.says(ADMIN, f"/guardian {roll}")
    return next(word for word in answer.text.split() if "?start=" in word).partition("=")[2]


async def accepts(chats, account_id, code):
    (answer,) = await chats.says(account_id, f"/start {code}")
    return answer


async def hears(chats, at):
    """What guardians are told at a moment, as (account, text)."""
    chats.units.state.outbox.clear()
    chats.clock.now = at
    await tell_guardians(chats.units, at, chats.clock)
    return [(kept.message.chat_id, kept.message.text) for kept in chats.units.state.outbox.values()]


async def decide(chats, student, status, at):
    async with chats.units() as uow:
        (session,) = await uow.sessions.between(1, NINE.date(), NINE.date())
        await marking.decide(uow, session, student.id, status, by=ADMIN, at=at)
        await uow.commit()
