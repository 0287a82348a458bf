"""Presses of buttons. What a button carries is checked again: it may be old, or not theirs."""

from attendance.model import Role
from bot import presses
from bot.handlers import (
    audit,
    cards,
    check_in,
    claims,
    consent,
    doubts,
    enrolment,
    film,
    flags,
    gate,
    guardians,
    importing,
    invites,
    kiosk,
    kiosk_setup,
    people,
    privacy,
    references,
    requests,
    revoking,
    room_code,
    scan,
    selfies,
    stats,
    suspicions,
    timetables,
    undoing,
)
from bot.replies import common
from bot.turn import Turn

PRESSES: presses.Handlers = {
    **check_in.PRESSES,
    **film.PRESSES,
    **cards.PRESSES,
    **requests.PRESSES,
    **scan.PRESSES,
    **room_code.PRESSES,
    **undoing.PRESSES,
    **people.PRESSES,
    **doubts.PRESSES,
    **flags.PRESSES,
    **claims.PRESSES,
    **suspicions.PRESSES,
    **guardians.PRESSES,
    **kiosk.PRESSES,
    **kiosk_setup.PRESSES,
    **references.PRESSES,
    **selfies.PRESSES,
    **revoking.PRESSES,
    **stats.PRESSES,
    **audit.PRESSES,
    **consent.PRESSES,
    **enrolment.PRESSES,
    **importing.PRESSES,
    **invites.PRESSES,
    **timetables.PRESSES,
    **privacy.PRESSES,
}

_OWN = (Role.STUDENT, Role.GUARDIAN, Role.KIOSK)


async def press(turn: Turn) -> None:
    """Handle any press."""
    if turn.press is None:
        return
    turn.services.presence.noticed(turn.press)
    found = presses.find(PRESSES, turn.press.data or "")
    if found is None or _is_of_the_past(turn, found[0]):
        await turn.answer(turn.replaces(common.STALE_BUTTON))
        return
    pressed, numbers = found
    if await gate.admits(turn, pressed, pressed.action):
        await pressed.run(turn, *numbers)


def _is_of_the_past(turn: Turn, pressed: presses.Press) -> bool:
    """Whether it was about what the sender is no more, or never was."""
    return pressed.role in _OWN and not pressed.allows(turn.sender.roles)
