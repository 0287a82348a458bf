"""The buttons under check-ins that something speaks against."""

from attendance import flags
from attendance.mail import Message
from bot.handlers import cards
from bot.handlers.lookup import note
from bot.presses import Handlers
from bot.replies import flags as replies
from bot.turn import Turn

_ACTIONS = {True: "accept check-in", False: "reject check-in", None: "undo flag"}


async def _decide(turn: Turn, session_id: int, student_id: int, yes: int) -> None:
    """The check-in counts, or it does not."""
    async with turn.unit() as uow:
        place = await cards.find_place(turn, uow, session_id)
        if place is None or not await cards.find_person(turn, place, student_id):
            return
        by, accepted = turn.sender.account_id, bool(yes)
        outcome = await flags.decide(
            uow, place.session, student_id, accepted=accepted, by=by, at=turn.now
        )
        await _show(turn, place, outcome)


async def _reopen(turn: Turn, session_id: int, student_id: int) -> None:
    """The decision was a slip."""
    async with turn.unit() as uow:
        place = await cards.find_place(turn, uow, session_id)
        if place is None or not await cards.find_person(turn, place, student_id):
            return
        by = turn.sender.account_id
        outcome = await flags.reopen(uow, place.session, student_id, by=by, at=turn.now)
        await _show(turn, place, outcome)


async def _show(
    turn: Turn, place: cards.Place, outcome: flags.Decided | flags.NothingToDecide
) -> None:
    """The card as it is now; the student hears what is new, and it is noted."""
    if isinstance(outcome, flags.NothingToDecide):
        await cards.show_card(turn, place)
        return
    if outcome.anew:
        details = {
            "roll": outcome.student.roll_no,
            "class": place.class_.code,
            "date": place.session.date.isoformat(),
            "status": outcome.mark.status.value if outcome.mark else "",
        }
        await note(turn, place.uow, _ACTIONS[outcome.accepted], details)
        if outcome.student.account_id is not None:
            told = Message(chat_id=outcome.student.account_id, text=replies.told(outcome))
            await place.uow.outbox.add(told, turn.now)
    await cards.show_card(turn, place, more=replies.undo_row(outcome))


PRESSES: Handlers = {
    (replies.DECIDE, 3): cards.correction(_decide, "decide flag"),
    (replies.REOPEN, 2): cards.correction(_reopen, "undo flag"),
}
