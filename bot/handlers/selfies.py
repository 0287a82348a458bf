"""Students say whether their selfies may be kept for some days."""

from functools import partial

from attendance import selfies
from attendance.mail import Message
from attendance.model import Role, Student
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import common
from bot.replies import references as reference_replies
from bot.replies import selfies as replies
from bot.turn import Turn


def question(turn: Turn, student: Student) -> tuple[Message, ...]:
    """The question, to whoever has agreed to be compared and has not been asked."""
    days = turn.services.privacy.retain_photos_days
    if not selfies.to_ask(student, days):
        return ()
    return (turn.says(replies.text(days).text, buttons=replies.buttons(days)),)


async def _ask(turn: Turn) -> None:
    student, days = turn.sender.student, turn.services.privacy.retain_photos_days
    if not days:
        await turn.answer(turn.replaces(replies.NOT_ASKED))
    elif student is None or not student.decides:
        await turn.answer(turn.replaces(reference_replies.NOT_COMPARED))
    else:
        text, buttons = replies.text(days).text, replies.buttons(days)
        await turn.answer(turn.replaces(text, buttons=buttons))


async def _answer(turn: Turn, days: int) -> None:
    """A yes is to the number of days on the button; if it has changed, it is asked anew."""
    student, asked = turn.sender.student, turn.services.privacy.retain_photos_days
    if student is None:
        await turn.answer(turn.says(common.STALE_BUTTON))
        return
    if days not in (0, asked):
        await _ask(turn)
        return
    async with turn.unit() as uow:
        text = replies.text(asked)
        student = await selfies.answer(uow, student=student, days=days, text=text, at=turn.now)
        said = replies.answered(days) if student.decides else reference_replies.NOT_COMPARED
        await turn.finish(uow, turn.replaces(said))


_Press = partial(Press, action="keep selfies", role=Role.STUDENT, purpose=texts.MAY_AGREE)

PRESSES: Handlers = {
    (replies.ASK, 0): _Press(run=_ask),
    (replies.ANSWER, 1): _Press(run=_answer),
}
