"""The button under what an admin has set up, which takes it back."""

from attendance import undoing
from attendance.mail import Message
from attendance.model import Class, Holiday, Role
from attendance.ports import UnitOfWork
from attendance.undoing import Undone
from bot.handlers import gate
from bot.handlers.lookup import find_own_class, note
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import edits
from bot.rights import Right
from bot.turn import Turn

_ADMINS = Right(role=Role.ADMIN, purpose=texts.MAY_SET_UP)


async def done(
    turn: Turn,
    uow: UnitOfWork,
    text: str,
    *,
    before: Class | Holiday | None,
    after: Class | Holiday | None,
) -> Message:
    """The answer to something that was set up, with a button if it changed anything."""
    by = turn.sender.account_id
    edit = await undoing.keep(uow, before, after, by=by, at=turn.now)
    return turn.says(text, buttons=edits.undo_button(edit) if edit else ())


async def _undo(turn: Turn, edit_id: int) -> None:
    async with turn.unit() as uow:
        if not await _may_undo(turn, uow, edit_id):
            return
        outcome = await undoing.undo(uow, edit_id, at=turn.now)
        if isinstance(outcome, Undone):
            await note(turn, uow, "undo", edits.details(outcome.edit))
            await turn.finish(uow, turn.adds(edits.undone(outcome)))
        else:
            await turn.finish(uow, turn.says(edits.not_undone(outcome)))


async def _may_undo(turn: Turn, uow: UnitOfWork, edit_id: int) -> bool:
    """Whether it is the sender's to take back: a teacher's own edit of a class they take."""
    if Role.ADMIN in turn.sender.roles:
        return True
    edit = await undoing.find(uow, edit_id)
    class_ = edit.after if edit and edit.account_id == turn.sender.account_id else None
    if isinstance(class_, Class):
        return await find_own_class(turn, uow, class_.code, archived=True) is not None
    await gate.refuse(turn, uow, _ADMINS)
    return False


PRESSES: Handlers = {
    (edits.UNDO, 1): Press(run=_undo, role=Role.TEACHER, purpose=texts.MAY_SET_RULES, action="undo")
}
