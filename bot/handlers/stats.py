"""How the service does, and what an admin can do about what it could not handle."""

from attendance.model import Role, UpdateKey
from attendance.ports import UnitOfWork
from bot import commands
from bot.handlers.lookup import note
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import stats as replies
from bot.replies.stats import Stats
from bot.turn import Turn


async def show_stats(turn: Turn, _: commands.Answers) -> None:
    """Answer ``/stats``."""
    async with turn.unit(reading=True) as uow:
        about = await _gathered(turn, uow)
    await turn.answer(turn.says(replies.stats(about), buttons=replies.buttons(about)))


async def _retry(turn: Turn, update_id: int) -> None:
    """Let an update that was set aside be handled again."""
    async with turn.unit() as uow:
        count = await uow.inbox.retry(turn.now, _key(turn, update_id))
        await _changed(turn, uow, replies.RETRY, count, {"update": str(update_id)})
        await _show_anew(turn, uow, replies.retried(count))


async def _retry_all(turn: Turn) -> None:
    """Let all that was set aside be handled again."""
    async with turn.unit() as uow:
        count = await uow.inbox.retry(turn.now)
        await _changed(turn, uow, replies.RETRY_ALL, count, {"count": str(count)})
        await _show_anew(turn, uow, replies.retried(count))


async def _drop(turn: Turn, update_id: int) -> None:
    """Forget an update that was set aside."""
    async with turn.unit() as uow:
        count = await uow.inbox.drop(turn.now, _key(turn, update_id))
        await _changed(turn, uow, replies.DROP, count, {"update": str(update_id)})
        await _show_anew(turn, uow, replies.DROPPED if count else replies.NOT_THERE)


async def _send_again(turn: Turn) -> None:
    """Owe all messages again that Telegram has not taken."""
    async with turn.unit() as uow:
        count = await uow.outbox.retry(turn.now)
        await _changed(turn, uow, replies.SEND_AGAIN, count, {"count": str(count)})
        await _show_anew(turn, uow, replies.sent_again(count))


async def _drop_unsent(turn: Turn) -> None:
    """Forget all messages that Telegram has not taken."""
    async with turn.unit() as uow:
        count = await uow.outbox.drop()
        await _changed(turn, uow, replies.DROP_UNSENT, count, {"count": str(count)})
        await _show_anew(turn, uow, replies.unsent_dropped(count))


async def _changed(
    turn: Turn, uow: UnitOfWork, verb: str, count: int, details: dict[str, str]
) -> None:
    if count:
        await note(turn, uow, verb.replace("-", " "), details)


async def _show_anew(turn: Turn, uow: UnitOfWork, text: str) -> None:
    """Replace the list whose button was pressed."""
    about = await _gathered(turn, uow)
    text = f"{text}\n\n{replies.stats(about)}"
    await turn.finish(uow, turn.replaces(text, buttons=replies.buttons(about)))


async def _gathered(turn: Turn, uow: UnitOfWork) -> Stats:
    """How it stands, but for the update that asks: that one waits too."""
    waiting = await uow.inbox.count_waiting() - 1
    return Stats(
        now=turn.now,
        waiting=waiting,
        waiting_since=await uow.inbox.oldest_waiting() if waiting else None,
        owed=await uow.outbox.count(),
        failures=await uow.inbox.failures(limit=replies.SHOWN),
        failed=await uow.inbox.count_failures(),
        unreachable=[await _name(turn, uow, one) for one in await uow.unreachable.accounts()],
        undelivered=[
            (await _name(turn, uow, one.chat_id), one)
            for one in await uow.outbox.failures(limit=replies.SHOWN)
        ],
        unsent=await uow.outbox.count_failures(),
        pairs=len(await uow.suspicions.open()),
    )


async def _name(turn: Turn, uow: UnitOfWork, account_id: int) -> str:
    person = await uow.students.by_account(account_id) or await uow.teachers.by_account(account_id)
    if person:
        return person.name
    if account_id in turn.services.admin_ids:
        return replies.AN_ADMIN
    guardian = await uow.guardians.by_account(account_id)
    return replies.A_GUARDIAN if guardian else replies.SOMEBODY


def _key(turn: Turn, update_id: int) -> UpdateKey:
    return UpdateKey(bot_id=turn.key.bot_id, update_id=update_id)


PRESSES: Handlers = {
    (verb, numbers): Press(
        run=run, action=verb.replace("-", " "), role=Role.ADMIN, purpose=texts.MAY_SEE_STATS
    )
    for verb, numbers, run in (
        (replies.RETRY, 1, _retry),
        (replies.RETRY_ALL, 0, _retry_all),
        (replies.DROP, 1, _drop),
        (replies.SEND_AGAIN, 0, _send_again),
        (replies.DROP_UNSENT, 0, _drop_unsent),
    )
}
