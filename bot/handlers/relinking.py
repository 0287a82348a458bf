"""An account has opened the invite of somebody who has another: the admins are asked."""

from datetime import timedelta

from attendance import claims, errors, inviting, names
from attendance.claims import Relinked
from attendance.mail import Message
from attendance.model import Outcome, Role, Sought, Student, Teacher
from attendance.ports import UnitOfWork
from bot.handlers.lookup import enrolled, note
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import common
from bot.replies import relinking as replies
from bot.turn import Turn

_CLAIM, _MOVED, _LEFT = "claim", "move link", "leave link"
_ASKED_AGAIN_AFTER = timedelta(days=1)


async def ask(turn: Turn, uow: UnitOfWork, person: Student | Teacher) -> None:
    """Ask every admin, once a day however often the invite is opened; its opener waits."""
    new, old = turn.sender.account_id, person.account_id or 0
    since = turn.now - _ASKED_AGAIN_AFTER
    sought = Sought(account_id=new, action=_CLAIM, outcome=Outcome.ASKED, since=since)
    asked_before = [act.details.get("old") for act in await uow.audit.find(sought, limit=50)]
    questions: list[Message] = []
    if str(old) not in asked_before:
        user = turn.message.from_user if turn.message else None
        text = replies.question(person, names.read(user.full_name) if user else None)
        place = replies.ROLES.index(claims.role_of(person))
        buttons = replies.choices(place, person.id, new, old)
        to = sorted(turn.services.admin_ids)
        questions = [Message(chat_id=one, text=text, buttons=buttons) for one in to]
    details = {**whose(person), "old": str(old), "new": str(new)}
    outcome = Outcome.ASKED if questions else Outcome.REFUSED
    await note(turn, uow, _CLAIM, details, outcome=outcome)
    await turn.finish(uow, turn.says(replies.wait(person)), *questions)


async def _move(turn: Turn, place: int, person_id: int, new: int, old: int) -> None:
    """The new account is theirs."""
    async with turn.unit() as uow:
        person = await _person(uow, place, person_id)
        if person is None:
            await turn.finish(uow, turn.adds(common.STALE_BUTTON))
            return
        outcome = await claims.relink(uow, person, old=old, new=new, at=turn.now)
        told = []
        if isinstance(outcome, Relinked):
            details = {**whose(person), "old": str(old), "new": str(new)}
            await note(turn, uow, _MOVED, details)
            told = [
                Message(chat_id=new, text=replies.told_new(person)),
                Message(chat_id=old, text=replies.told_old(person)),
            ]
        await turn.finish(uow, turn.adds(replies.decided(outcome)), *told)


async def _leave(turn: Turn, place: int, person_id: int, new: int, old: int) -> None:
    """It is not: the invite has come into other hands."""
    async with turn.unit() as uow:
        person = await _person(uow, place, person_id)
        if person is None or person.account_id != old:
            await turn.finish(uow, turn.adds(common.STALE_BUTTON))
            return
        told = []
        if await inviting.revoke(uow, claims.role_of(person), person.id, turn.now):
            details = {**whose(person), "old": str(old), "new": str(new)}
            await note(turn, uow, _LEFT, details)
            told = [Message(chat_id=new, text=replies.told_left(person))]
        await turn.finish(uow, turn.adds(replies.left(person)), *told)


def whose(person: Student | Teacher) -> dict[str, str]:
    """Whom an act was about, as the audit log keeps it."""
    return {"roll": person.roll_no} if isinstance(person, Student) else {"teacher": person.name}


async def _person(uow: UnitOfWork, place: int, person_id: int) -> Student | Teacher | None:
    if replies.ROLES[min(place, 1)] is Role.STUDENT:
        return await enrolled(uow, person_id)
    try:
        return await uow.teachers.get(person_id)
    except errors.NotFound:
        return None


PRESSES: Handlers = {
    (verb, 4): Press(run=run, action=action, role=Role.ADMIN, purpose=texts.MAY_LINK)
    for verb, action, run in ((replies.MOVE, _MOVED, _move), (replies.LEAVE, _LEFT, _leave))
}
