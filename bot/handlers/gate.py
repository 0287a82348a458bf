"""The one place where roles and limits are checked, before anything else is done for somebody.

Which classes a teacher may touch is looked up with the class, by ``lookup.find_taken_class``.
"""

from collections.abc import Callable

from attendance.model import Outcome, Role
from attendance.ports import UnitOfWork
from bot.handlers.lookup import note
from bot.limits import Allowance, RateLimit
from bot.replies import common
from bot.rights import Right
from bot.turn import Turn

_UNLIMITED = {Role.ADMIN, Role.TEACHER}


async def keeps_pace(turn: Turn) -> bool:
    """Whether what was written or pressed is to be handled; photos have a limit of their own."""
    message = turn.message
    if message and turn.edited and message.location:
        moves = turn.services.move_limit
        moved_at = message.edit_date or message.date
        return moves.allow(turn.chat_id, moved_at, turn.key.update_id) is Allowance.TAKE
    if message and turn.picture and not (message.caption or "").startswith("/"):
        return True
    number = message.message_id if message else turn.key.update_id
    return await has_time(turn, turn.services.command_limit, number, common.too_many_commands)


async def has_time(
    turn: Turn, limit: RateLimit, number: int, refusal: Callable[[int], str]
) -> bool:
    """Whether a limit lets the sender have this; the first one too many is answered."""
    allowance = limit.allow(turn.sender.account_id, turn.said_at, number)
    if allowance is Allowance.TAKE or turn.sender.roles & _UNLIMITED:
        return True
    if allowance is Allowance.REFUSE:
        await turn.answer(turn.says(refusal(limit.per_minute)))
    return False


async def admits(turn: Turn, right: Right, action: str) -> bool:
    """Whether the sender may; if not, they are told who may, it is noted, the turn finished."""
    turn.action = action
    if right.allows(turn.sender.roles):
        return True
    async with turn.unit() as uow:
        await refuse(turn, uow, right)
    return False


async def refuse(turn: Turn, uow: UnitOfWork, right: Right) -> None:
    """Say who may do what the sender may not, note that they tried, and finish the turn."""
    await note(turn, uow, turn.action, {}, outcome=Outcome.REFUSED)
    if right.role is not None:
        await turn.finish(uow, turn.says(common.only(right.role, right.purpose)))
