"""Beginnings and ends: ``/start`` and ``/cancel``."""

from attendance import linking
from attendance.linking import Claimed, GuardianLinked, KioskLinked, Linked, NoKiosk, OfKiosk
from attendance.mail import Message
from attendance.model import Role, Student
from attendance.ports import UnitOfWork
from bot import room_links
from bot.commands import Answers
from bot.handlers import claims, consent, guardians, kiosk, kiosk_setup, room_code
from bot.handlers.lookup import note
from bot.replies import common
from bot.replies import kiosk_setup as kiosk_replies
from bot.replies import references as reference_replies
from bot.replies import selfies as selfie_replies
from bot.turn import Turn


async def start(turn: Turn, answers: Answers) -> None:
    """``/start [invite]``; without an invite it greets, or asks for consent again."""
    if scanned := room_links.read(answers.get("invite", "")):
        session_id, code = scanned
        await room_code.receive(turn, code, session_id)
        return
    if "invite" in answers:
        await _link(turn, answers["invite"])
        return
    await turn.services.menus.show(turn.sender.account_id, turn.sender.roles)
    if turn.sender.kiosk:
        await kiosk.greet(turn, turn.sender.kiosk)
        return
    student = turn.sender.student
    guardian = turn.sender.guardian
    if student and not student.agreed:
        await consent.ask(turn, student)
        return
    photo = reference_replies.CHANGE_BUTTON if student and student.decides else ()
    if student and student.decides:
        photo += selfie_replies.change_button(turn.services.privacy.retain_photos_days)
    buttons = (*common.CHANGE_BUTTON, *photo) if student else ()
    greeting = turn.says(common.hello(turn.sender), buttons=buttons)
    async with turn.unit() as uow:
        if guardian is None:
            await turn.finish(uow, greeting, *await consent.outdated(turn, uow))
            return
        first = () if turn.sender.roles == {Role.GUARDIAN} else (greeting,)
        await turn.finish(uow, *first, await guardians.overview(turn, uow, guardian))


async def cancel(turn: Turn, _: Answers) -> None:
    """``/cancel``: ends what the chat is in the middle of."""
    conversation = await turn.conversation()
    turn.ends_conversation()
    text = common.CANCELLED if conversation else common.NOTHING_TO_CANCEL
    await turn.answer(turn.says(text))


async def _link(turn: Turn, code: str) -> None:
    sender = turn.sender
    told: list[Message] = []
    async with turn.unit() as uow:
        outcome = await linking.link(
            uow, code=code, account_id=sender.account_id, at=turn.now, is_admin=sender.is_admin
        )
        match outcome:
            case KioskLinked():
                role, (reply, *told) = Role.KIOSK, await kiosk_setup.linked(turn, uow, outcome)
            case GuardianLinked():
                role, reply = Role.GUARDIAN, await guardians.linked(turn, uow, outcome)
            case Linked(person=Student() as person):
                role, reply = Role.STUDENT, await _welcome(turn, uow, person)
            case Linked(person=teacher):
                role, reply = Role.TEACHER, turn.says(common.linked(teacher))
            case Claimed():
                await claims.ask(turn, uow, outcome)
                return
            case OfKiosk():
                await kiosk_setup.claimed(turn, uow, outcome)
                return
            case NoKiosk():
                await turn.finish(uow, turn.says(kiosk_replies.refused(outcome)))
                return
            case _:
                await turn.finish(uow, turn.says(common.invite_refused(outcome)))
                return
        if isinstance(outcome, Linked) and outcome.new:
            await note(turn, uow, "link", claims.whose(outcome.person))
        await turn.finish(uow, reply, *told)
    await turn.services.menus.show(sender.account_id, sender.roles | {role})


async def _welcome(turn: Turn, uow: UnitOfWork, student: Student) -> Message:
    if student.agreed is None:
        return await consent.question(turn, uow, student)
    return turn.says(common.linked(student))
