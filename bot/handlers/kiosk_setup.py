"""``/kiosk``: which accounts stand at the doors of a class, and whose they are if not a kiosk's."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from attendance import claims, linking
from attendance.claims import HandedOver
from attendance.linking import KioskLinked, OfKiosk
from attendance.mail import Message
from attendance.model import Class, Kiosk, Outcome, Role, Sought, Student
from attendance.ports import UnitOfWork, Units
from bot.commands import OFF, Answers
from bot.handlers.lookup import enrolled, find_class, note
from bot.presses import Handlers, Press
from bot.replies import admin, common
from bot.replies import commands as texts
from bot.replies import kiosk as kiosk_replies
from bot.replies import kiosk_setup as replies
from bot.turn import Turn

log = logging.getLogger(__name__)

_UNLINKED, _CLAIM, _GIVEN, _LEFT = "unlink kiosk", "claim", "give kiosk", "leave kiosk"
_ASKED_AGAIN_AFTER = timedelta(days=1)
_NOBODY = frozenset({Role.STUDENT})  # whose menu everybody has who is nobody


async def set_up(turn: Turn, answers: Answers) -> None:
    """``/kiosk CLASS [off]``."""
    off = OFF in answers
    gone: list[Kiosk] = []
    async with turn.unit() as uow:
        class_ = await find_class(turn, uow, answers["class"], archived=off)
        if class_ is None:
            return
        await note(turn, uow, "kiosk", dict(answers))
        kiosks = await uow.kiosks.of_class(class_.id)
        if off:
            gone = kiosks
            await uow.invites.revoke(Role.KIOSK, class_.id)
            told = [await _let_go(uow, class_, one) for one in gone]
            await turn.finish(uow, turn.says(replies.let_go(class_, len(gone))), *told)
        else:
            link = turn.link(await linking.invite_kiosk(uow, class_, turn.now))
            text = replies.invited(class_, link, kiosks)
            await turn.finish(uow, turn.says(text, buttons=replies.unlink_buttons(kiosks)))
    for one in gone:
        await turn.services.menus.show(one.account_id, _NOBODY)


async def linked(turn: Turn, uow: UnitOfWork, outcome: KioskLinked) -> list[Message]:
    """What an account hears that has become a kiosk, and the admins of it."""
    greeting = turn.says(kiosk_replies.hello(outcome.class_))
    if not outcome.new:
        return [greeting]
    await note(turn, uow, "kiosk linked", {"class": outcome.class_.code})
    text = replies.linked(outcome.class_)
    return [greeting, *(Message(chat_id=one, text=text) for one in _admins(turn))]


async def claimed(turn: Turn, uow: UnitOfWork, outcome: OfKiosk) -> None:
    """A kiosk has opened somebody's invite: the admins are asked, once a day, if a student's."""
    class_, student = outcome.class_, outcome.invited
    if not isinstance(student, Student) or student.account_id is not None:
        await turn.finish(uow, turn.says(replies.not_theirs(outcome)))
        return
    account_id = turn.sender.account_id
    since = turn.now - _ASKED_AGAIN_AFTER
    sought = Sought(
        account_id=account_id,
        action=_CLAIM,
        outcome=Outcome.ASKED,
        roll_no=student.roll_no,
        since=since,
    )
    questions: list[Message] = []
    if not await uow.audit.count(sought):
        text, buttons = (
            replies.question(class_, student),
            replies.choices(account_id, class_, student),
        )
        questions = [Message(chat_id=one, text=text, buttons=buttons) for one in _admins(turn)]
    details = {"roll": student.roll_no, "class": class_.code}
    asked = Outcome.ASKED if questions else Outcome.REFUSED
    await note(turn, uow, _CLAIM, details, outcome=asked)
    await turn.finish(uow, turn.says(replies.wait(class_, student)), *questions)


async def _unlink(turn: Turn, account_id: int) -> None:
    """An admin has pressed one of those listed."""
    async with turn.unit() as uow:
        kiosk = await uow.kiosks.by_account(account_id)
        if kiosk is None:
            await turn.finish(uow, turn.replaces(common.STALE_BUTTON))
            return
        class_ = await uow.classes.get(kiosk.class_id)
        told = await _let_go(uow, class_, kiosk)
        await note(turn, uow, _UNLINKED, {"class": class_.code, "account": str(account_id)})
        left = await uow.kiosks.of_class(class_.id)
        text = f"{replies.let_go(class_, 1)}\n{replies.listed(class_, left)}"
        answer = turn.replaces(text, buttons=replies.unlink_buttons(left))
        await turn.finish(uow, answer, told)
    await turn.services.menus.show(account_id, _NOBODY)


async def _give(turn: Turn, account_id: int, class_id: int, student_id: int) -> None:
    """It is a student's account, and no kiosk."""
    async with turn.unit() as uow:
        student = await enrolled(uow, student_id)
        if student is None:
            await turn.finish(uow, turn.adds(admin.GONE_ALREADY))
            return
        outcome = await claims.hand_over(
            uow, account_id=account_id, class_id=class_id, student=student, at=turn.now
        )
        told = []
        if isinstance(outcome, HandedOver):
            details = {"roll": student.roll_no, "class": outcome.class_.code}
            await note(turn, uow, _GIVEN, details)
            told = [Message(chat_id=account_id, text=replies.told_given(student))]
        await turn.finish(uow, turn.adds(replies.decided(outcome)), *told)
    if told:
        await turn.services.menus.show(account_id, _NOBODY)


async def _leave(turn: Turn, account_id: int, class_id: int, student_id: int) -> None:
    """It is a kiosk, and stays one."""
    async with turn.unit() as uow:
        student, kiosk = await enrolled(uow, student_id), await uow.kiosks.by_account(account_id)
        if student is None or kiosk is None or kiosk.class_id != class_id:
            await turn.finish(uow, turn.adds(admin.GONE_ALREADY))
            return
        class_ = await uow.classes.get(class_id)
        await note(turn, uow, _LEFT, {"roll": student.roll_no, "class": class_.code})
        await turn.finish(uow, turn.adds(replies.left(class_)))


async def let_admins_go(units: Units, admin_ids: Collection[int], at: datetime) -> None:
    """Let no account be a kiosk that the settings have come to name an admin's."""
    async with units() as uow:
        found = [await uow.kiosks.by_account(one) for one in sorted(admin_ids)]
        for kiosk in filter(None, found):
            class_ = await uow.classes.get(kiosk.class_id)
            await uow.outbox.add(await _let_go(uow, class_, kiosk), at)
            log.warning(
                "no kiosk any more: account_id=%d class=%s; it is in telegram.admin_ids",
                kiosk.account_id,
                class_.code,
            )
        await uow.commit()


async def _let_go(uow: UnitOfWork, class_: Class, kiosk: Kiosk) -> Message:
    """Forget a kiosk; what it is told."""
    await uow.kiosks.remove(kiosk.account_id)
    await uow.unreachable.remove(kiosk.account_id)
    return Message(chat_id=kiosk.account_id, text=replies.told_let_go(class_))


def _admins(turn: Turn) -> list[int]:
    return sorted(turn.services.admin_ids)


PRESSES: Handlers = {
    (verb, numbers): Press(run=run, action=action, role=Role.ADMIN, purpose=purpose)
    for verb, numbers, run, action, purpose in (
        (replies.UNLINK, 1, _unlink, _UNLINKED, texts.MAY_SET_UP),
        (replies.GIVE, 3, _give, _GIVEN, texts.MAY_LINK),
        (replies.LEAVE, 3, _leave, _LEFT, texts.MAY_LINK),
    )
}
