"""The buttons under an enrolment photo that may not show the student it was enrolled for."""

from attendance import enrolment
from attendance.enrolment import PhotoKept, PhotoWithdrawn
from bot.handlers.lookup import enrolled, is_admin, note
from bot.presses import Pressed
from bot.replies import admin, doubts
from bot.replies import commands as texts
from bot.turn import Turn


async def press(turn: Turn, pressed: Pressed) -> bool:
    """Handle a press of such a button; False for another one."""
    match pressed:
        case Pressed(verb=doubts.WITHDRAW_PHOTO | doubts.KEEP_PHOTO, numbers=(student, template)):
            if await is_admin(turn, pressed.verb, texts.MAY_ENROL):
                withdraws = pressed.verb == doubts.WITHDRAW_PHOTO
                await _decide(turn, student, template, withdraws=withdraws)
            return True
    return False


async def _decide(turn: Turn, student_id: int, template_id: int, *, withdraws: bool) -> None:
    """The photo is not the student's, or is all the same."""
    model = turn.services.reader.model
    decide = enrolment.withdraw_photo if withdraws else enrolment.keep_photo
    async with turn.unit() as uow:
        student = await enrolled(uow, student_id)
        if student is None:
            await turn.finish(uow, turn.adds(admin.GONE_ALREADY))
            return
        outcome = await decide(uow, student, template_id, model)
        if isinstance(outcome, PhotoWithdrawn):
            await note(turn, uow, "withdraw photo", {"roll": student.roll_no})
        elif isinstance(outcome, PhotoKept):
            await note(turn, uow, "keep photo", {"roll": student.roll_no})
        await turn.finish(uow, turn.adds(doubts.decided(outcome)))
    await turn.services.desk.refresh()
