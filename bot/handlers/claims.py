"""An invite is opened by an account that is another's, or of somebody who has another account."""

from collections.abc import Mapping
from datetime import timedelta

from attendance import claims, errors, inviting, names, suspicions
from attendance.claims import Claim, Moved
from attendance.linking import Claimed
from attendance.lookalikes import Pair
from attendance.mail import Message
from attendance.model import Decision, Outcome, Role, Sought, Student, Teacher, Why
from attendance.ports import UnitOfWork
from bot.handlers.lookup import enrolled, note
from bot.presses import Handlers, Press
from bot.replies import claims as replies
from bot.replies import commands as texts
from bot.replies import common
from bot.replies.suspicions import choices_beside
from bot.turn import Turn

_CLAIM, _MOVED, _LEFT = "claim", "move link", "leave link"
_ASKED_AGAIN_AFTER = timedelta(days=1)
_REMEMBERED = 50  # questions about one account in that time


async def ask(turn: Turn, uow: UnitOfWork, opened: Claimed) -> None:
    """Ask every admin, once a day however often the invite is opened; its opener waits."""
    claim = Claim(
        person=opened.person,
        account_id=turn.sender.account_id,
        old=opened.person.account_id,
        holder=opened.holder,
    )
    questions: list[Message] = []
    if not await _asked_before(turn, uow, claim):
        user = turn.message.from_user if turn.message else None
        text = replies.question(claim, names.read(user.full_name) if user else None)
        buttons = replies.choices(claim)
        if pair := _pair(claim):
            await suspicions.suspect(uow, pair, Why.ACCOUNT, turn.now)
            buttons += choices_beside(pair)
        to = sorted(turn.services.admin_ids)
        questions = [Message(chat_id=one, text=text, buttons=buttons) for one in to]
    outcome = Outcome.ASKED if questions else Outcome.REFUSED
    await note(turn, uow, _CLAIM, _details(claim), outcome=outcome)
    await turn.finish(uow, turn.says(replies.wait(claim)), *questions)


def whose(person: Student | Teacher) -> dict[str, str]:
    """Whom an act was about, as the audit log keeps it."""
    return {"roll": person.roll_no} if isinstance(person, Student) else {"teacher": person.name}


async def _asked_before(turn: Turn, uow: UnitOfWork, claim: Claim) -> bool:
    sought = Sought(
        account_id=claim.account_id,
        action=_CLAIM,
        outcome=Outcome.ASKED,
        since=turn.now - _ASKED_AGAIN_AFTER,
    )
    details = _details(claim)
    asked = [details.pop("roll", None), details.pop("other", None), details]
    acts = await uow.audit.find(sought, limit=_REMEMBERED)
    return any([act.roll_no, act.other_roll_no, act.details] == asked for act in acts)


async def _move(turn: Turn, place: int, *numbers: int) -> None:
    """The account is the invited person's."""
    async with turn.unit() as uow:
        claim = await _claim(uow, place, *numbers)
        if claim is None:
            await turn.finish(uow, turn.adds(common.STALE_BUTTON))
            return
        outcome = await claims.move(uow, claim, turn.now)
        told = []
        if isinstance(outcome, Moved):
            await note(turn, uow, _MOVED, _details(claim))
            await _settle(turn, uow, claim)
            told = [Message(chat_id=claim.account_id, text=replies.told_new(claim))]
            if claim.old is not None:
                told.append(Message(chat_id=claim.old, text=replies.told_old(claim)))
        await turn.finish(uow, turn.adds(replies.decided(outcome)), *told)


async def _leave(turn: Turn, place: int, *numbers: int) -> None:
    """It is not: the invite has come into other hands."""
    async with turn.unit() as uow:
        claim = await _claim(uow, place, *numbers)
        if claim is None or not await claims.stands(uow, claim):
            await turn.finish(uow, turn.adds(common.STALE_BUTTON))
            return
        told = []
        role = claims.role_of(claim.person)
        if await inviting.revoke(uow, role, claim.person.id, turn.now):
            await note(turn, uow, _LEFT, _details(claim))
            await _settle(turn, uow, claim)
            told = [Message(chat_id=claim.account_id, text=replies.told_left(claim))]
        await turn.finish(uow, turn.adds(replies.left(claim)), *told)


async def _settle(turn: Turn, uow: UnitOfWork, claim: Claim) -> None:
    """Whose account it is says that they are two, where nothing else speaks against it."""
    pair = _pair(claim)
    if pair and await suspicions.whys(uow, *pair) == (Why.ACCOUNT,):
        by = turn.sender.account_id
        await suspicions.settle(uow, pair, Decision.TWO, by=by, at=turn.now)


def _pair(claim: Claim) -> Pair | None:
    """Two students with one account."""
    one, other = claim.person, claim.holder
    return (one, other) if isinstance(one, Student) and isinstance(other, Student) else None


async def _claim(uow: UnitOfWork, place: int, *numbers: int) -> Claim | None:
    """What a button asks, as ``replies.choices`` makes it; None when somebody has gone."""
    person_id, account_id, old, holder_id = numbers
    role = replies.ROLES[min(place, len(replies.ROLES) - 1)]
    person = await _person(uow, role, person_id)
    holder = await _person(uow, role, holder_id) if holder_id else None
    if person is None or (holder_id and holder is None):
        return None
    return Claim(person=person, account_id=account_id, old=old or None, holder=holder)


async def _person(uow: UnitOfWork, role: Role, person_id: int) -> Student | Teacher | None:
    if role is Role.STUDENT:
        return await enrolled(uow, person_id)
    try:
        return await uow.teachers.get(person_id)
    except errors.NotFound:
        return None


def _details(claim: Claim) -> dict[str, str]:
    of: Mapping[str, str] = {}
    if isinstance(claim.holder, Student):
        of = {"other": claim.holder.roll_no}
    elif claim.holder:
        of = {"from": claim.holder.name}
    accounts = {"old": str(claim.old)} if claim.old is not None else {}
    return {**whose(claim.person), **of, **accounts, "new": str(claim.account_id)}


PRESSES: Handlers = {
    (verb, 5): Press(run=run, action=action, role=Role.ADMIN, purpose=texts.MAY_LINK)
    for verb, action, run in ((replies.MOVE, _MOVED, _move), (replies.LEAVE, _LEFT, _leave))
}
