"""Whether a student's face may be compared: what they and their guardians are asked."""

from collections.abc import Sequence
from functools import partial

from attendance import consent, likeness, references, suspicions
from attendance.gallery import follow
from attendance.likeness import Doubted
from attendance.mail import Message
from attendance.model import ConsentBy, Guardian, Role, Student, Why
from attendance.ports import UnitOfWork
from bot.handlers import selfies
from bot.presses import Handlers, Press
from bot.replies import asking, common, doubts, guardian_faces
from bot.replies import commands as texts
from bot.replies import consent as replies
from bot.replies import references as reference_replies
from bot.replies.keyboards import Buttons
from bot.turn import Turn


async def question(turn: Turn, uow: UnitOfWork, student: Student) -> Message:
    """The question to a student, as an answer to whatever they sent."""
    text, buttons = await _question(turn, uow, student)
    return turn.says(text, buttons=buttons)


async def ask(turn: Turn, student: Student) -> None:
    """Put the question to the student."""
    async with turn.unit() as uow:
        await turn.finish(uow, await question(turn, uow, student))


async def must_answer(turn: Turn, student: Student) -> bool:
    """Whether the student has yet to say anything; where guardians decide, once is enough."""
    async with turn.unit(reading=True) as uow:
        if await _asked(turn, uow, student) is ConsentBy.STUDENT:
            return True
        return await uow.consents.own(student.id) is None


async def not_agreed(turn: Turn, uow: UnitOfWork, student: Student) -> Message:
    """The answer to a selfie of somebody whose face may not be compared."""
    instead = asking.instead(await uow.classes.of_student(student.id), student)
    if student.agreed is False:
        return turn.says(f"{replies.not_compared(student)}{instead}")
    is_asked = await _asked(turn, uow, student) is ConsentBy.STUDENT
    if is_asked or await uow.consents.own(student.id) is None:
        return await question(turn, uow, student)
    return turn.says(f"{replies.waiting()}{instead}")


async def outdated(turn: Turn, uow: UnitOfWork) -> tuple[Message, ...]:
    """The question once more, to a student who agreed to an earlier text."""
    student = turn.sender.student
    if student is None or not await consent.is_outdated(uow, student, common.CONSENT.version):
        return ()
    text, buttons = replies.question(student, ConsentBy.STUDENT, again=True)
    return (turn.says(text, buttons=buttons),)


async def _ask_again(turn: Turn) -> None:
    """The student wants to change their answer."""
    student = turn.sender.student
    if student is None:
        await turn.answer(turn.says(common.STALE_BUTTON))
        return
    async with turn.unit() as uow:
        text, buttons = await _question(turn, uow, student)
        await turn.finish(uow, turn.replaces(text, buttons=buttons))


async def _answer(turn: Turn, *, agreed: bool, to: ConsentBy | None = None) -> None:
    """The student has pressed a button under the question; a yes is ``to`` one of two texts."""
    student, known = turn.sender.student, turn.services.known
    if student is None:
        await turn.answer(turn.says(common.STALE_BUTTON))
        return
    async with turn.unit() as uow:
        asked = await _asked(turn, uow, student)
        if agreed and to is not asked:
            text, buttons = replies.question(student, asked)
            await turn.finish(uow, turn.replaces(text, buttons=buttons))
            return
        await follow(uow, known.gallery, known.model)
        student = await consent.agree(
            uow,
            student=student,
            agreed=agreed,
            text=replies.text(asked),
            at=turn.now,
            default=turn.services.privacy.consent_by,
        )
        warnings = await _compared(turn, uow, student)
        photos = await uow.templates.count(student.id, known.model)
        text = replies.answered(student, photos, agreed=agreed)
        if not student.agreed:
            text += asking.instead(await uow.classes.of_student(student.id), student)
        answer = await _with_question(turn, uow, student, text)
        await turn.finish(uow, answer, *selfies.question(turn, student), *warnings)
    await turn.services.desk.refresh()


async def _with_question(turn: Turn, uow: UnitOfWork, student: Student, text: str) -> Message:
    """What an answer turns into; a second question stands under it, so that it is one message."""
    if not await references.to_ask(uow, student):
        return turn.replaces(text)
    text = reference_replies.with_question(text)
    return turn.replaces(text, buttons=reference_replies.BUTTONS)


async def _compared(turn: Turn, uow: UnitOfWork, student: Student) -> list[Message]:
    """Look at the photos of somebody who may be compared now; what admins are told of them."""
    if not student.agreed:
        return []
    doubted = await likeness.of_agreed(uow, student, turn.services.known)
    await references.leave_out(uow, doubted)
    for one in doubted:
        if one.doubts.like:
            await suspicions.suspect(uow, (student, one.doubts.like), Why.FACE, turn.now)
    return _warnings(turn, student, doubted)


def _warnings(turn: Turn, student: Student, doubted: Sequence[Doubted]) -> list[Message]:
    """What every admin is told of photos that may now be compared, and may not be theirs."""
    return [
        Message(
            chat_id=admin_id,
            text=doubts.agreed(student, one),
            buttons=doubts.choices(student, one.template_id, one.doubts),
        )
        for one in doubted
        for admin_id in sorted(turn.services.admin_ids)
    ]


async def _asked(turn: Turn, uow: UnitOfWork, student: Student) -> ConsentBy:
    return await uow.consents.by(student.id, turn.services.privacy.consent_by)


async def _question(turn: Turn, uow: UnitOfWork, student: Student) -> tuple[str, Buttons]:
    return replies.question(student, await _asked(turn, uow, student))


async def _of_child(turn: Turn, uow: UnitOfWork, child_id: int) -> tuple[Guardian, Student] | None:
    """The sender and their child, about whose face they are asked."""
    guardian = await uow.guardians.by_account(turn.sender.account_id)
    children = await uow.guardians.children(guardian.id) if guardian else []
    for child in children:
        if child.id == child_id and await _asked(turn, uow, child) is ConsentBy.GUARDIAN:
            return (guardian, child) if guardian else None
    return None


async def _ask_guardian(turn: Turn, child_id: int) -> None:
    async with turn.unit() as uow:
        found = await _of_child(turn, uow, child_id)
        if found is None:
            await turn.finish(uow, turn.replaces(common.STALE_BUTTON))
            return
        asked = guardian_faces.question(*found)
        await turn.finish(uow, turn.replaces(asked.text, buttons=asked.buttons))


async def _guardian_answers(turn: Turn, child_id: int, version: int, answer: int) -> None:
    """A guardian has pressed a button under the question; a yes counts to today's text only."""
    agreed = answer == guardian_faces.YES
    if agreed and not guardian_faces.is_current(version):
        await _ask_guardian(turn, child_id)
        return
    known = turn.services.known
    async with turn.unit() as uow:
        found = await _of_child(turn, uow, child_id)
        if found is None:
            await turn.finish(uow, turn.replaces(common.STALE_BUTTON))
            return
        guardian, before = found
        await follow(uow, known.gallery, known.model)
        child = await consent.agree_for(
            uow,
            guardian=guardian,
            student=before,
            agreed=agreed,
            text=guardian_faces.text(guardian),
            at=turn.now,
            default=turn.services.privacy.consent_by,
        )
        said = guardian_faces.answered(guardian, child, agreed=agreed)
        told = _told_child(before, child)
        await turn.finish(uow, turn.replaces(said), *told, *await _compared(turn, uow, child))
    await turn.services.desk.refresh()


def _told_child(before: Student, child: Student) -> tuple[Message, ...]:
    """What the child hears when a guardian's answer has changed what may be compared."""
    if child.account_id is None or child.agreed is before.agreed:
        return ()
    return (Message(chat_id=child.account_id, text=replies.decided(agreed=bool(child.agreed))),)


_OfStudent = partial(Press, action="consent", role=Role.STUDENT, purpose=texts.MAY_AGREE)
_OfGuardian = partial(Press, action="consent", role=Role.GUARDIAN, purpose=texts.MAY_DECIDE)
PRESSES: Handlers = {
    (common.AGREE, 0): _OfStudent(run=partial(_answer, agreed=True, to=ConsentBy.STUDENT)),
    (replies.CHILD_AGREES, 0): _OfStudent(run=partial(_answer, agreed=True, to=ConsentBy.GUARDIAN)),
    (common.DECLINE, 0): _OfStudent(run=partial(_answer, agreed=False)),
    (common.ASK, 0): _OfStudent(run=_ask_again),
    **{(before, 0): _OfStudent(run=_ask_again) for before in common.AGREED_BEFORE},
    (guardian_faces.ANSWER, 3): _OfGuardian(run=_guardian_answers),
    (guardian_faces.ASK, 1): _OfGuardian(run=_ask_guardian),
}
