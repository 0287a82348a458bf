"""The buttons under an enrolment photo that may not show the student it was enrolled for."""

from attendance import enrolment
from attendance.enrolment import PhotoKept, PhotoWithdrawn
from attendance.model import Role, Why
from bot.handlers.lookup import enrolled, note
from bot.presses import Handlers, Press
from bot.replies import admin, doubts
from bot.replies import commands as texts
from bot.turn import Turn


async def _withdraw(turn: Turn, student_id: int, template_id: int) -> None:
    """The photo is not the student's."""
    await _decide(turn, doubts.WITHDRAW_PHOTO, student_id, template_id)
    await turn.services.desk.refresh()


async def _keep(turn: Turn, student_id: int, template_id: int) -> None:
    """The photo is the student's all the same."""
    await _decide(turn, doubts.KEEP_PHOTO, student_id, template_id)


async def _decide(turn: Turn, verb: str, student_id: int, template_id: int) -> None:
    decide = enrolment.withdraw_photo if verb == doubts.WITHDRAW_PHOTO else enrolment.keep_photo
    async with turn.unit() as uow:
        student = await enrolled(uow, student_id)
        if student is None:
            await turn.finish(uow, turn.adds(admin.GONE_ALREADY))
            return
        outcome = await decide(uow, student, template_id, turn.services.reader.model)
        if isinstance(outcome, PhotoKept | PhotoWithdrawn):
            await note(turn, uow, verb.replace("-", " "), {"roll": student.roll_no})
            if isinstance(outcome, PhotoWithdrawn):
                await uow.suspicions.forget_of(student.id, undecided=Why.FACE)
        answering = DECISIONS if isinstance(outcome, PhotoKept) else None
        await turn.finish(uow, turn.adds(doubts.decided(outcome), answering=answering))


DECISIONS = (doubts.WITHDRAW_PHOTO, doubts.KEEP_PHOTO)

PRESSES: Handlers = {
    (verb, 2): Press(
        run=run, role=Role.ADMIN, purpose=texts.MAY_ENROL, action=verb.replace("-", " ")
    )
    for verb, run in ((doubts.WITHDRAW_PHOTO, _withdraw), (doubts.KEEP_PHOTO, _keep))
}
