"""``/privacy``, ``/mydata`` and ``/forget``: what is kept of the sender, all of it, and no more."""

from attendance import privacy
from attendance.mail import Message
from attendance.model import Requirement, Role
from bot.commands import Answers
from bot.handlers import guardians
from bot.handlers.lookup import note
from bot.presses import Handlers, Press
from bot.replies import common
from bot.replies import privacy as replies
from bot.turn import Turn


async def show(turn: Turn, _: Answers) -> None:
    """``/privacy``: what is kept, and what may be chosen."""
    sender = turn.sender
    async with turn.unit() as uow:
        as_guardian = await guardians.held(turn, uow)
        if sender.roles == {Role.GUARDIAN}:
            await turn.finish(uow, *as_guardian)
            return
        held, rules = replies.Held(), turn.services.privacy
        if sender.student:
            classes = await uow.classes.of_student(sender.student.id)
            held = replies.Held(
                is_asked_where=any(Requirement.LOCATION in one.requires for one in classes),
                photos=await uow.templates.count(sender.student.id, turn.services.reader.model),
                selfies=await uow.selfies.count(sender.student.id),
                last_face=await uow.last_faces.has(sender.student.id),
            )
        text, buttons = replies.overview(sender, held, rules), replies.buttons(sender, rules)
        await turn.finish(uow, turn.says(text, buttons=buttons), *as_guardian)


async def send_data(turn: Turn, _: Answers) -> None:
    """``/mydata``: a file with everything."""
    async with turn.unit(reading=True) as uow:
        found = await uow.holdings.of(turn.sender)
    file = replies.file(found, turn.now)
    await turn.answer(turn.sends(file, replies.sent(found)))


async def ask_to_forget(turn: Turn, answers: Answers) -> None:
    """``/forget``: asks first."""
    sender = turn.sender
    if sender.roles == {Role.GUARDIAN}:
        await guardians.forget(turn, answers)
    elif not sender.roles:
        await turn.answer(turn.says(replies.NOTHING_TO_FORGET))
    else:
        text, buttons = replies.forget_question(sender, turn.services.privacy)
        await turn.answer(turn.says(text, buttons=buttons))


async def _forget(turn: Turn, answer: int) -> None:
    """The answer to that question."""
    sender, services = turn.sender, turn.services
    if not sender.roles:
        await turn.answer(turn.replaces(common.STALE_BUTTON))
        return
    if answer != replies.YES:
        await turn.answer(turn.replaces(replies.KEPT))
        return
    turn.ends_conversation()
    async with turn.unit() as uow:
        if teacher := sender.teacher:
            await note(turn, uow, "forget", {"teacher": teacher.name})
        await privacy.forget(uow, sender, common.CONSENT, services.privacy.consent_by, turn.now)
        await turn.finish(uow, turn.replaces(replies.forgotten(sender)), *_to_admins(turn))
    await services.desk.refresh()
    left = sender.roles & {Role.ADMIN} or frozenset({Role.STUDENT})
    await services.menus.show(sender.account_id, left)


def _to_admins(turn: Turn) -> list[Message]:
    """Somebody has to know that a teacher gets no more summaries."""
    teacher = turn.sender.teacher
    if teacher is None:
        return []
    text = replies.teacher_unlinked(teacher.name)
    others = sorted(turn.services.admin_ids - {turn.sender.account_id})
    return [Message(chat_id=admin_id, text=text) for admin_id in others]


PRESSES: Handlers = {(replies.FORGET, 1): Press(run=_forget, action="forget")}
