"""The one place where roles and limits are checked, before anything else is done for somebody.

Which classes a teacher may touch is looked up with the class, by ``lookup.find_taken_class``.
"""

from collections.abc import Callable

from attendance.model import Outcome, Role
from attendance.ports import UnitOfWork
from bot import room_links
from bot.commands import command_in
from bot.handlers.lookup import note
from bot.limits import Allowance, RateLimit
from bot.replies import common, kiosk
from bot.rights import Right
from bot.turn import Turn

_UNLIMITED = {Role.ADMIN, Role.TEACHER}
_FOR_KIOSKS = ("start", "help")  # what Telegram itself offers in every chat


async def keeps_pace(turn: Turn) -> bool:
    """Whether what was written, pressed or edited is to be handled; see ``keeps_photo_pace``."""
    message = turn.message
    if message and turn.edited and message.location:
        moves = turn.services.move_limit
        moved_at = message.edit_date or message.date
        return moves.allow(turn.chat_id, moved_at, turn.key.update_id) is Allowance.TAKE
    if turn.picture and not turn.edited and not _command(turn):
        return True
    number = message.message_id if message and not turn.edited else turn.key.update_id
    return await has_time(turn, turn.services.command_limit, number, common.too_many_commands)


async def keeps_photo_pace(turn: Turn) -> bool:
    """Whether a photo or round video is to be handled, whatever its answer will be.

    Under a command it is one.
    """
    if turn.shown is None or _command(turn):
        return True
    services, number = turn.services, turn.shown.message_id
    limit = services.kiosk_limit if turn.sender.kiosk else services.photo_limit
    return await has_time(turn, limit, number, common.too_many_photos)


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


async def keeps_to_kiosks(turn: Turn) -> bool:
    """Whether somebody is no kiosk, or does what kiosks do: anything else of theirs ends here."""
    sender = turn.sender.kiosk
    if sender is None or _is_for_kiosks(turn):
        return True
    if turn.edited and not turn.picture:
        return False  # a place that is shared moves every few seconds
    async with turn.unit() as uow:
        class_ = await uow.classes.get(sender.class_id)
        if turn.press or _command(turn):
            await note(turn, uow, "kiosk", {"class": class_.code}, outcome=Outcome.REFUSED)
        await turn.finish(uow, turn.says(kiosk.only_photos(class_)))
    return False


def _is_for_kiosks(turn: Turn) -> bool:
    """A new photo, the button under its answer, or what everybody may ask."""
    if turn.press is not None:
        return (turn.press.data or "").partition(":")[0] == kiosk.NOT_ME
    command = _command(turn)
    if command is None:
        return turn.picture is not None
    name, rest = command
    if turn.picture or turn.edited or room_links.read(rest):
        return False
    return name in _FOR_KIOSKS


def _command(turn: Turn) -> tuple[str, str] | None:
    """The command that was written, perhaps under a picture, and what follows it."""
    message = turn.message if turn.press is None else None
    return command_in(message.text or message.caption or "") if message else None


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
