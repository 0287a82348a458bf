"""The one place where roles are checked: before a command, a press or a step of either begins.

Which classes a teacher may touch is looked up with the class, by ``lookup.find_taken_class``.
"""

from attendance.model import Outcome
from bot.handlers.lookup import note
from bot.replies import common
from bot.rights import Right
from bot.turn import Turn


async def admits(turn: Turn, right: Right, action: str) -> bool:
    """Whether the sender may; if not, they are told who may, it is noted, the turn finished."""
    turn.action = action
    if right.role is None or right.allows(turn.sender.roles):
        return True
    async with turn.unit() as uow:
        await note(turn, uow, action, {}, outcome=Outcome.REFUSED)
        await turn.finish(uow, turn.says(common.only(right.role, right.purpose)))
    return False
