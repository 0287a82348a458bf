"""One account has opened the invites of two students: the admins are asked whose it is."""

from datetime import timedelta

from attendance import claims
from attendance.claims import Moved
from attendance.mail import Message
from attendance.model import Outcome, Role, Sought, Student
from attendance.ports import UnitOfWork
from bot.handlers.lookup import enrolled, note
from bot.presses import Handlers, Press
from bot.replies import admin
from bot.replies import claims as replies
from bot.replies import commands as texts
from bot.turn import Turn

_CLAIM, _MOVED, _LEFT = "claim", "move account", "leave account"
_ASKED_AGAIN_AFTER = timedelta(days=1)


async def ask(turn: Turn, uow: UnitOfWork, holder: Student, invited: Student) -> None:
    """Ask every admin, once a day however often the invite is opened; its opener waits."""
    account_id = turn.sender.account_id
    since = turn.now - _ASKED_AGAIN_AFTER
    sought = Sought(account_id=account_id, action=_CLAIM, roll_no=invited.roll_no, since=since)
    questions: list[Message] = []
    if not await uow.audit.count(sought):
        questions = [
            Message(
                chat_id=admin_id,
                text=replies.question(holder, invited),
                buttons=replies.choices(account_id, holder, invited),
            )
            for admin_id in sorted(turn.services.admin_ids)
        ]
    whose = {"roll": invited.roll_no, "other": holder.roll_no}
    await note(turn, uow, _CLAIM, whose, outcome=Outcome.REFUSED)
    await turn.finish(uow, turn.says(replies.wait(holder, invited)), *questions)


async def _move(turn: Turn, account_id: int, holder_id: int, invited_id: int) -> None:
    """It is the account of the one who was invited."""
    async with turn.unit() as uow:
        holder, invited = await enrolled(uow, holder_id), await enrolled(uow, invited_id)
        if holder is None or invited is None:
            await turn.finish(uow, turn.adds(admin.GONE_ALREADY))
            return
        outcome = await claims.move(uow, account_id=account_id, before=holder, student=invited)
        told = []
        if isinstance(outcome, Moved):
            whose = {"roll": invited.roll_no, "other": holder.roll_no}
            await note(turn, uow, _MOVED, whose)
            told = [Message(chat_id=account_id, text=replies.told_moved(invited))]
        await turn.finish(uow, turn.adds(replies.decided(outcome)), *told)


async def _leave(turn: Turn, account_id: int, holder_id: int, invited_id: int) -> None:
    """It is the account of the one who has it."""
    async with turn.unit() as uow:
        holder, invited = await enrolled(uow, holder_id), await enrolled(uow, invited_id)
        if holder is None or invited is None or holder.account_id != account_id:
            await turn.finish(uow, turn.adds(admin.GONE_ALREADY))
            return
        await note(turn, uow, _LEFT, {"roll": invited.roll_no, "other": holder.roll_no})
        told = Message(chat_id=account_id, text=replies.told_left(holder))
        await turn.finish(uow, turn.adds(replies.left(holder)), told)


PRESSES: Handlers = {
    (verb, 3): Press(run=run, action=action, role=Role.ADMIN, purpose=texts.MAY_LINK)
    for verb, action, run in ((replies.MOVE, _MOVED, _move), (replies.LEAVE, _LEFT, _leave))
}
