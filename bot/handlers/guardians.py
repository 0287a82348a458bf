"""Guardians: ``/guardian`` for admins, and what guardians choose for themselves."""

from collections.abc import Awaitable, Callable

from attendance import guardians, linking, privacy
from attendance.linking import GuardianLinked
from attendance.mail import Message
from attendance.model import ConsentBy, Guardian, Role, Student
from attendance.ports import UnitOfWork
from bot import notices
from bot.commands import OFF, Answers
from bot.handlers.lookup import find_student, note
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import common, guardian_faces
from bot.replies import guardians as replies
from bot.turn import Turn

Handler = Callable[[Turn, UnitOfWork, Guardian, int], Awaitable[None]]
_YES, _ASK = 1, 0


async def invite(turn: Turn, answers: Answers) -> None:
    """``/guardian ROLL [off]``."""
    async with turn.unit() as uow:
        student = await find_student(turn, uow, answers["roll"])
        if student is None:
            return
        await note(turn, uow, "guardian", dict(answers))
        if OFF in answers:
            number = await guardians.let_go(uow, student)
            await turn.finish(uow, turn.says(replies.let_go(student, number)))
            return
        code = await linking.invite_guardian(uow, student, turn.now)
        classes = await uow.classes.of_student(student.id)
        text = replies.invited(
            student,
            turn.link(code),
            await uow.guardians.of_student(student.id),
            told=any(one.guardians for one in classes if one.archived_at is None),
        )
        await turn.finish(uow, turn.says(text))


async def linked(turn: Turn, uow: UnitOfWork, outcome: GuardianLinked) -> Message:
    """The answer to an invite: the language, then the question; once both are known, neither."""
    guardian = outcome.guardian
    if guardian.language is None:
        return turn.says(replies.CHOOSE_LANGUAGE, buttons=replies.language_buttons())
    if guardian.agreed_at is None:
        return await _question(turn, uow, guardian)
    return turn.says(replies.linked(guardian, outcome.student))


async def overview(turn: Turn, uow: UnitOfWork, guardian: Guardian) -> Message:
    """What ``/start`` says to a guardian."""
    if guardian.language is None:
        return turn.says(replies.CHOOSE_LANGUAGE, buttons=replies.language_buttons())
    if guardian.agreed_at is None:
        return await _question(turn, uow, guardian)
    return await _choices(turn, uow, guardian)


async def language(turn: Turn, _: Answers) -> None:
    """``/language``."""
    buttons = replies.language_buttons()
    await turn.answer(turn.says(replies.CHOOSE_LANGUAGE, buttons=buttons))


async def held(turn: Turn, uow: UnitOfWork) -> list[Message]:
    """What ``/privacy`` says to a guardian; to others nothing."""
    guardian = turn.sender.guardian
    if guardian is None:
        return []
    children = await uow.guardians.children(guardian.id)
    kept = turn.says(replies.held(guardian, children))
    return [kept, await overview(turn, uow, guardian)]


async def forget(turn: Turn, _: Answers) -> None:
    """``/forget``: asks first."""
    if turn.sender.guardian is not None:
        text, buttons = replies.forget_question(turn.sender.guardian)
        await turn.answer(turn.says(text, buttons=buttons))


def _of_guardian(handler: Handler, action: str, purpose: str) -> Press:
    """A press by a guardian, of what is theirs alone."""

    async def press(turn: Turn, number: int) -> None:
        async with turn.unit() as uow:
            guardian = await uow.guardians.by_account(turn.sender.account_id)
            if guardian is None:
                await turn.finish(uow, turn.replaces(common.STALE_BUTTON))
            else:
                await handler(turn, uow, guardian, number)

    return Press(run=press, action=action, role=Role.GUARDIAN, purpose=purpose)


async def _language(turn: Turn, uow: UnitOfWork, guardian: Guardian, place: int) -> None:
    language = replies.CODES[min(place, len(replies.CODES) - 1)]
    chosen = await guardians.choose_language(uow, guardian, language)
    message = await overview(turn, uow, chosen)
    replaced = turn.replaces(message.text, buttons=message.buttons)
    await turn.finish(uow, replaced, *await face_questions(turn, uow))


async def _consent(turn: Turn, uow: UnitOfWork, guardian: Guardian, yes: int) -> None:
    if yes != _YES and await _decides_for(turn, uow, guardian):
        silent = await guardians.want(uow, guardian, notices=False, at=turn.now)
        message = await _choices(turn, uow, silent)
        await turn.finish(uow, turn.replaces(message.text, buttons=message.buttons))
        return
    if yes != _YES:
        await _erase(turn, uow, guardian, replies.declined(guardian))
        return
    text = replies.consent(guardian)
    agreed = await guardians.agree(uow, guardian, text, at=turn.now)
    children = await uow.guardians.children(guardian.id)
    await turn.finish(uow, turn.replaces(replies.answered(agreed, children)))


async def _notices(turn: Turn, uow: UnitOfWork, guardian: Guardian, wanted: int) -> None:
    if guardian.agreed_at is None:
        message = await overview(turn, uow, guardian)
    else:
        changed = await guardians.want(uow, guardian, notices=bool(wanted), at=turn.now)
        message = await _choices(turn, uow, changed)
    await turn.finish(uow, turn.replaces(message.text, buttons=message.buttons))


async def _forget(turn: Turn, uow: UnitOfWork, guardian: Guardian, answer: int) -> None:
    if answer == _YES:
        await _erase(turn, uow, guardian, replies.forgotten(guardian))
        return
    if answer == _ASK:
        text, buttons = replies.forget_question(guardian)
        await turn.finish(uow, turn.replaces(text, buttons=buttons))
        return
    message = await overview(turn, uow, guardian)
    await turn.finish(uow, turn.replaces(message.text, buttons=message.buttons))


async def _erase(turn: Turn, uow: UnitOfWork, guardian: Guardian, text: str) -> None:
    default = turn.services.privacy.consent_by
    await privacy.forget_guardian(uow, guardian, default, turn.now)
    await turn.finish(uow, turn.replaces(text))
    await turn.services.desk.refresh()


async def _question(turn: Turn, uow: UnitOfWork, guardian: Guardian) -> Message:
    text, buttons = replies.question(guardian, await uow.guardians.children(guardian.id))
    return turn.says(text, buttons=buttons)


async def _choices(turn: Turn, uow: UnitOfWork, guardian: Guardian) -> Message:
    text, buttons = replies.choices(guardian, await uow.guardians.children(guardian.id))
    faces = [
        guardian_faces.again(guardian, child) for child in await _decides_for(turn, uow, guardian)
    ]
    return turn.says(text, buttons=(*faces, *buttons))


async def _decides_for(turn: Turn, uow: UnitOfWork, guardian: Guardian) -> list[Student]:
    """The children about whose faces guardians are asked."""
    default = turn.services.privacy.consent_by
    return [
        child
        for child in await uow.guardians.children(guardian.id)
        if await uow.consents.by(child.id, default) is ConsentBy.GUARDIAN
    ]


async def face_questions(turn: Turn, uow: UnitOfWork) -> list[Message]:
    """What the sender has yet to be asked about a child's face."""
    guardian = await uow.guardians.by_account(turn.sender.account_id)
    if guardian is None:
        return []
    return await notices.face_questions(uow, turn.services.privacy.consent_by, guardian)


PRESSES: Handlers = {
    (replies.LANGUAGE, 1): _of_guardian(_language, "language", texts.MAY_CHOOSE_LANGUAGE),
    (replies.CONSENT, 1): _of_guardian(_consent, "consent", texts.MAY_GET_NOTICES),
    (replies.NOTICES, 1): _of_guardian(_notices, "notices", texts.MAY_GET_NOTICES),
    (replies.FORGET, 1): _of_guardian(_forget, "forget", texts.MAY_BE_FORGOTTEN),
}
