"""Students say whether a photo is kept that teachers see beside a disputed selfie."""

from functools import partial

from attendance import references
from attendance.model import Role
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import common
from bot.replies import references as replies
from bot.turn import Turn


async def _ask(turn: Turn) -> None:
    """The student wants to change their answer, or to give one."""
    student = turn.sender.student
    if student is None or not student.decides:
        await turn.answer(turn.replaces(replies.NOT_COMPARED))
        return
    await turn.answer(turn.replaces(replies.QUESTION.text, buttons=replies.BUTTONS))


async def _answer(turn: Turn, yes: int) -> None:
    student = turn.sender.student
    if student is None:
        await turn.answer(turn.says(common.STALE_BUTTON))
        return
    async with turn.unit() as uow:
        student = await references.answer(
            uow, student=student, keeps=bool(yes), text=replies.QUESTION, at=turn.now
        )
        if not student.decides:
            await turn.finish(uow, turn.replaces(replies.NOT_COMPARED))
            return
        has_photo = await references.of(uow, student) is not None
        text, buttons = replies.answered(keeps=bool(yes), has_photo=has_photo)
        await turn.finish(uow, turn.replaces(text, buttons=buttons))


_Press = partial(Press, action="keep photo", role=Role.STUDENT, purpose=texts.MAY_AGREE)

PRESSES: Handlers = {
    (replies.ASK, 0): _Press(run=_ask),
    (replies.ANSWER, 1): _Press(run=_answer),
}
