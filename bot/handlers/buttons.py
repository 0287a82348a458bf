"""Presses of buttons. What a button carries is checked again: it may be old, or not theirs."""

from bot import presses
from bot.handlers import (
    cards,
    doubts,
    enrolment,
    guardians,
    importing,
    invites,
    people,
    references,
    requests,
    scan,
    selfie,
    stats,
    timetables,
    undoing,
    welcome,
)
from bot.replies import admin, calendar, common
from bot.replies import importing as import_replies
from bot.replies import invites as invite_replies
from bot.turn import Turn

PRESSES: presses.Handlers = {
    **selfie.PRESSES,
    **cards.PRESSES,
    **requests.PRESSES,
    **scan.PRESSES,
    **undoing.PRESSES,
    **people.PRESSES,
    **doubts.PRESSES,
    **guardians.PRESSES,
    **references.PRESSES,
    **stats.PRESSES,
}


async def press(turn: Turn) -> None:
    """Handle any press."""
    if turn.press is None:
        return
    turn.services.presence.noticed(turn.press)
    data = turn.press.data or ""
    if data in (common.AGREE, common.DECLINE):
        await welcome.answer_consent(turn, agreed=data == common.AGREE)
    elif data == common.ASK:
        await welcome.ask_consent_again(turn)
    elif data in (calendar.IMPORT, calendar.LEAVE):
        await timetables.decide(turn, wanted=data == calendar.IMPORT)
    elif data in (invite_replies.ALL, invite_replies.REST):
        await invites.decide(turn, data)
    elif data in (import_replies.START, import_replies.LEAVE):
        await importing.decide(turn, data)
    elif data == admin.DONE:
        await enrolment.end_photos(turn)
    elif not await _numbered(turn, data):
        await turn.answer(turn.replaces(common.STALE_BUTTON))


async def _numbered(turn: Turn, data: str) -> bool:
    """Handle a press of a button that carries numbers; False for one that is not ours."""
    pressed = presses.read(data)
    handler = PRESSES.get((pressed.verb, len(pressed.numbers))) if pressed else None
    if pressed is None or handler is None:
        return False
    await handler(turn, *pressed.numbers)
    return True
