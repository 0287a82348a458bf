"""Beginnings and ends: ``/start``, the question of consent, ``/help`` and ``/cancel``."""

from collections.abc import Sequence
from functools import partial

from attendance import likeness, linking, references
from attendance.gallery import follow
from attendance.likeness import Doubted
from attendance.linking import AccountTaken, GuardianLinked, Linked
from attendance.mail import Message
from attendance.model import Role, Student
from attendance.ports import UnitOfWork
from bot.commands import Answers
from bot.handlers import claims, guardians
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import common, doubts
from bot.replies import references as reference_replies
from bot.turn import Turn


async def start(turn: Turn, answers: Answers) -> None:
    """``/start [invite]``; without an invite it greets, or asks for consent again."""
    if "invite" in answers:
        await _link(turn, answers["invite"])
        return
    await turn.services.menus.show(turn.sender.account_id, turn.sender.roles)
    student = turn.sender.student
    guardian = turn.sender.guardian
    if student and not student.agreed:
        await ask_consent(turn, student)
        return
    buttons = (*common.CHANGE_BUTTON, *reference_replies.CHANGE_BUTTON) if student else ()
    greeting = turn.says(common.hello(turn.sender), buttons=buttons)
    if guardian is None:
        await turn.answer(greeting)
        return
    async with turn.unit() as uow:
        first = () if turn.sender.roles == {Role.GUARDIAN} else (greeting,)
        await turn.finish(uow, *first, await guardians.overview(turn, uow, guardian))


async def ask_consent(turn: Turn, student: Student) -> None:
    """Put the question to the student."""
    text = common.consent_question(student)
    await turn.answer(turn.says(text, buttons=common.CONSENT_BUTTONS))


async def ask_consent_again(turn: Turn) -> None:
    """The student wants to change their answer."""
    if turn.sender.student is None:
        await turn.answer(turn.says(common.STALE_BUTTON))
        return
    text = common.consent_question(turn.sender.student)
    await turn.answer(turn.replaces(text, buttons=common.CONSENT_BUTTONS))


async def answer_consent(turn: Turn, *, agreed: bool) -> None:
    """The student has pressed one of the two buttons."""
    student = turn.sender.student
    if student is None:
        await turn.answer(turn.says(common.STALE_BUTTON))
        return
    known = turn.services.known
    async with turn.unit() as uow:
        await follow(uow, known.gallery, known.model)
        student = await linking.agree(
            uow, student=student, agreed=agreed, text=common.CONSENT, at=turn.now
        )
        doubted = await likeness.of_agreed(uow, student, known) if agreed else []
        await references.leave_out(uow, doubted)
        photos = await uow.templates.count(student.id, known.model)
        text = common.consent_answered(agreed=agreed, photos=photos)
        answer = await _with_question(turn, uow, student, text)
        await turn.finish(uow, answer, *_warnings(turn, student, doubted))
    await turn.services.desk.refresh()


async def _with_question(turn: Turn, uow: UnitOfWork, student: Student, text: str) -> Message:
    """What an answer turns into; a second question stands under it, so that it is one message."""
    if not await references.to_ask(uow, student):
        return turn.replaces(text)
    text = reference_replies.with_question(text)
    return turn.replaces(text, buttons=reference_replies.BUTTONS)


def _warnings(turn: Turn, student: Student, doubted: Sequence[Doubted]) -> list[Message]:
    """What every admin is told of photos that may now be compared, and may not be theirs."""
    return [
        Message(
            chat_id=admin_id,
            text=doubts.agreed(student, one),
            buttons=doubts.choices(student, one.template_id),
        )
        for one in doubted
        for admin_id in sorted(turn.services.admin_ids)
    ]


PRESSES: Handlers = {
    (data, 0): Press(run=run, action="consent", role=Role.STUDENT, purpose=texts.MAY_AGREE)
    for data, run in (
        (common.AGREE, partial(answer_consent, agreed=True)),
        (common.DECLINE, partial(answer_consent, agreed=False)),
        (common.ASK, ask_consent_again),
    )
}


async def cancel(turn: Turn, _: Answers) -> None:
    """``/cancel``: ends what the chat is in the middle of."""
    conversation = await turn.conversation()
    turn.ends_conversation()
    text = common.CANCELLED if conversation else common.NOTHING_TO_CANCEL
    await turn.answer(turn.says(text))


async def _link(turn: Turn, code: str) -> None:
    async with turn.unit() as uow:
        outcome = await linking.link(uow, code=code, account_id=turn.sender.account_id, at=turn.now)
        match outcome:
            case GuardianLinked():
                role, reply = Role.GUARDIAN, await guardians.linked(turn, uow, outcome)
            case Linked(person=Student() as person):
                role, reply = Role.STUDENT, _welcome(turn, person)
            case Linked(person=teacher):
                role, reply = Role.TEACHER, turn.says(common.linked(teacher))
            case AccountTaken(person=Student() as holder, invited=Student() as invited) if (
                holder != invited
            ):
                await claims.ask(turn, uow, holder, invited)
                return
            case _:
                await turn.finish(uow, turn.says(common.invite_refused(outcome)))
                return
        await turn.finish(uow, reply)
    await turn.services.menus.show(turn.sender.account_id, turn.sender.roles | {role})


def _welcome(turn: Turn, student: Student) -> Message:
    if student.agreed is None:
        question = common.consent_question(student)
        return turn.says(question, buttons=common.CONSENT_BUTTONS)
    return turn.says(common.linked(student))
