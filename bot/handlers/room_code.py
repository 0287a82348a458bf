"""``/code CLASS`` shows the code of a session in the room; students scan or type it."""

from telegram.error import BadRequest

from attendance import group_photo, room_code
from attendance.code_use import code_uses
from attendance.model import Flag, Requirement, Role
from attendance.outcomes import Attempt
from attendance.policy import Reason
from attendance.room_code import RoomCode
from attendance.stale import NotNew
from attendance.ways import Way
from bot.commands import Answers
from bot.handlers import cards, check_in
from bot.handlers.lookup import find_own_class, note
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import common
from bot.replies import room_code as replies
from bot.screens import ended
from bot.turn import Turn

ACTION = "code"


async def show(turn: Turn, answers: Answers) -> None:
    """``/code CLASS``."""
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, answers["class"])
        if class_ is None:
            return
        session = await group_photo.session_at(uow, class_, turn.now)
        if session is None:
            await turn.finish(uow, turn.says(replies.not_open(class_)))
            return
        await room_code.secret_of(uow, session)
        await uow.commit()
    try:
        screen, before = await turn.services.screens.send(turn.chat_id, session)
    except BadRequest:
        await turn.answer(turn.says(replies.NOT_SENT))
        return
    async with turn.unit() as uow:
        await uow.rooms.show(screen)
        await note(turn, uow, ACTION, {"class": class_.code})
        await turn.finish(uow)
    if before is not None:
        await turn.services.screens.take_away(before)


async def _stop(turn: Turn, session_id: int) -> None:
    """The code is not to be shown any more in this chat."""
    async with turn.unit() as uow:
        place = await cards.find_taken(turn, uow, session_id)
        if place is None:
            return
        class_, session = place.class_, place.session
        screen = await uow.rooms.screen(turn.chat_id)
        if screen is None or screen.session_id != session_id:
            await turn.finish(uow, turn.replaces(common.STALE_BUTTON))
            return
        await uow.rooms.hide(screen)
        await note(turn, uow, ACTION, {"class": class_.code, "stopped": "yes"})
        text = await ended(uow, session)
        buttons = replies.buttons(session, shown=False)
        await turn.finish(uow, turn.replaces(text, buttons=buttons))
    await turn.services.screens.blank(screen, class_, session, text)


async def _show_uses(turn: Turn, session_id: int) -> None:
    """Which codes of a session were used by whom."""
    async with turn.unit() as uow:
        place = await cards.find_place(turn, uow, session_id)
        if place:
            found = await code_uses(uow, turn.services.screens.codes, place.session)
            text = replies.uses(place.class_, place.session, found)
            await turn.finish(uow, turn.says(text))


async def receive(turn: Turn, code: str, session_id: int | None = None) -> None:
    """A code that somebody typed or scanned, as a proof that they are in the room."""
    if turn.sender.student is None:
        await turn.answer(turn.says(replies.for_students(turn.sender)))
        return
    attempt = Attempt(update=turn.key, account_id=turn.sender.account_id, sent_at=turn.said_at)
    await check_in.prove(turn, attempt, _way(turn, attempt, code, session_id))


def _way(turn: Turn, attempt: Attempt, code: str, session_id: int | None) -> Way:
    message = turn.message
    if message and (message.forward_origin or message.via_bot):
        reason, flag = Reason.CODE_PASSED_ON, Flag.CODE_PASSED_ON
        return NotNew(flag=flag, kind=Requirement.CODE, reason=reason)
    codes = turn.services.screens.codes
    return RoomCode(codes=codes, attempt=attempt, code=code, session_id=session_id)


PRESSES: Handlers = {
    (replies.STOP, 1): Press(
        run=_stop, action=ACTION, role=Role.TEACHER, purpose=texts.MAY_SHOW_CODES
    ),
    (replies.USES, 1): Press(
        run=_show_uses, action=ACTION, role=Role.TEACHER, purpose=texts.MAY_SHOW_CODES
    ),
}
