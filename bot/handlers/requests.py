"""Students ask, teachers decide: refused selfies that are disputed, and ``/excuse``."""

import logging
from datetime import UTC, datetime

from telegram.error import BadRequest

from attendance import disputes, errors, excuses, selfies
from attendance.disputes import Disputed
from attendance.excuses import Asked
from attendance.mail import Message
from attendance.model import Class, Excuse, Role, UpdateKey
from attendance.ports import UnitOfWork
from bot import presses
from bot.commands import Answers, read_dated
from bot.handlers import cards as card_handlers
from bot.handlers.lookup import find_taken_class, note
from bot.presses import Handlers, Press
from bot.replies import cards, common, requests
from bot.replies import commands as texts
from bot.turn import Turn

log = logging.getLogger(__name__)


async def excuse(turn: Turn, answers: Answers) -> None:
    """``/excuse REASON``, which may begin or end with a date."""
    student = turn.sender.student
    if student is None:
        await turn.answer(turn.says(common.no_record(turn.sender)))
        return
    text = answers["reason"]
    day, reason = read_dated(text)
    async with turn.unit() as uow:
        outcome = await excuses.ask(uow, student, reason or text, day, at=turn.said_at)
        messages = [turn.says(requests.excuse_answer(outcome))]
        if isinstance(outcome, Asked):
            buttons = requests.withdraw_button(outcome)
            messages = [turn.says(requests.excuse_answer(outcome), buttons=buttons)]
            for class_, request in outcome.requests:
                text, buttons = requests.excuse_asked(student, class_, request)
                messages += [
                    Message(chat_id=account_id, text=text, buttons=buttons)
                    for account_id in await _deciders(turn, uow, class_)
                ]
            await note(turn, uow, "excuse", {"date": outcome.requests[0][1].date.isoformat()})
        await turn.finish(uow, *messages)


async def _withdraw(turn: Turn, excuse_id: int) -> None:
    student = turn.sender.student
    if student is None:
        await turn.answer(turn.says(common.STALE_BUTTON))
        return
    async with turn.unit() as uow:
        outcome = await excuses.withdraw(uow, student, excuse_id)
        messages = [turn.replaces(requests.withdrawn(outcome))]
        for class_, request in outcome.requests if outcome else ():
            text = requests.withdrawal_told(student, class_, request)
            deciders = await _deciders(turn, uow, class_)
            messages += [Message(chat_id=account_id, text=text) for account_id in deciders]
            details = {"class": class_.code, "date": request.date.isoformat()}
            await note(turn, uow, "withdraw excuse", details)
        await turn.finish(uow, *messages)


async def _dispute(turn: Turn, update_id: int, seconds: int) -> None:
    student = turn.sender.student
    if student is None or seconds > presses.LAST_MOMENT:
        await turn.answer(turn.says(common.STALE_BUTTON))
        return
    update = UpdateKey(bot_id=turn.key.bot_id, update_id=update_id)
    sent_at = datetime.fromtimestamp(seconds, UTC)
    async with turn.unit() as uow:
        outcome = await disputes.dispute(uow, student, update, sent_at, at=turn.now)
        messages = [turn.replaces(requests.dispute_answer(outcome))]
        if isinstance(outcome, Disputed):
            for account_id in await _deciders(turn, uow, outcome.class_):
                messages += _asked(outcome, account_id)
            await note(turn, uow, "dispute", {"class": outcome.class_.code})
        await turn.finish(uow, *messages)


async def _disputed(turn: Turn, session_id: int) -> None:
    """A teacher asks for what waits: who came later, or lost the message, decides too."""
    async with turn.unit() as uow:
        place = await card_handlers.find_place(turn, uow, session_id)
        if place is None:
            return
        waiting = await disputes.waiting(uow, place.session)
        kept = [await selfies.of(uow, one.dispute) for one in waiting]
    for one, image in zip(waiting, kept, strict=True):
        if image is not None:
            await _show(turn, one, image)
    messages = [
        message
        for one, image in zip(waiting, kept, strict=True)
        for message in _asked(one, turn.chat_id, shown=image is not None)
    ]
    await turn.answer(*(messages or [turn.says(requests.NONE_OPEN)]))


async def _show(turn: Turn, one: Disputed, image: bytes) -> None:
    """Send a selfie that is kept straight to Telegram: what is in the outbox is on the disk."""
    caption = requests.dispute_selfie(one)
    try:
        await turn.services.telegram.send_photo(turn.chat_id, image, caption=caption)
    except BadRequest as error:
        log.warning("a kept selfie was not taken: chat_id=%d error=%s", turn.chat_id, error)


async def _asked_to_excuse(turn: Turn, session_id: int) -> None:
    """The same of requests to be excused from the class on that day, which need not have begun."""
    async with turn.unit() as uow:
        place = await card_handlers.find_taken(turn, uow, session_id)
        if place is None:
            return
        messages = []
        for request in await uow.excuses.waiting(place.class_.id, place.session.date):
            student = await uow.students.get(request.student_id)
            text, buttons = requests.excuse_asked(student, place.class_, request)
            messages.append(turn.says(text, buttons=buttons))
        await turn.finish(uow, *(messages or [turn.says(requests.NONE_ASKED)]))


async def _judge(turn: Turn, dispute_id: int, yes: int) -> None:
    async with turn.unit() as uow:
        try:
            dispute = await uow.disputes.get(dispute_id)
            session = await uow.sessions.get(dispute.session_id)
        except errors.NotFound:
            await turn.finish(uow, turn.replaces(common.STALE_BUTTON))
            return
        if not await find_taken_class(turn, uow, session.class_id):
            return
        by, approved = turn.sender.account_id, bool(yes)
        outcome = await disputes.decide(uow, dispute, approved=approved, by=by, at=turn.now)
        who = await _who(uow, outcome.dispute.decided_by)
        if isinstance(outcome, disputes.DecidedBefore):
            text = requests.decided_before(outcome.dispute, who)
            await turn.finish(uow, turn.replaces(text))
            return
        details = {"roll": outcome.student.roll_no, "class": outcome.class_.code}
        await note(turn, uow, "approve dispute" if approved else "reject dispute", details)
        undo = cards.undo_buttons(outcome.change)
        decided = turn.replaces(requests.dispute_decided(outcome, who), buttons=undo)
        told = _told(outcome.student.account_id, requests.dispute_told(outcome))
        await turn.finish(uow, decided, *told)


async def _excuse(turn: Turn, excuse_id: int, yes: int) -> None:
    async with turn.unit() as uow:
        request = await _find_excuse(turn, uow, excuse_id)
        if request is None:
            return
        by, approved = turn.sender.account_id, bool(yes)
        outcome = await excuses.decide(uow, request, approved=approved, by=by, at=turn.now)
        who = await _who(uow, outcome.excuse.decided_by)
        if isinstance(outcome, excuses.DecidedBefore):
            text = requests.decided_before(outcome.excuse, who)
            undo = requests.reopen_button(outcome.excuse)
            await turn.finish(uow, turn.replaces(text, buttons=undo))
            return
        await note(turn, uow, "approve excuse" if approved else "reject excuse", _details(outcome))
        undo = requests.reopen_button(outcome.excuse)
        decided = turn.replaces(requests.excuse_decided(outcome, who), buttons=undo)
        told = _told(outcome.student.account_id, requests.excuse_told(outcome))
        await turn.finish(uow, decided, *told)


async def _reopen(turn: Turn, excuse_id: int) -> None:
    """A decision about an excuse was a slip."""
    async with turn.unit() as uow:
        request = await _find_excuse(turn, uow, excuse_id)
        if request is None:
            return
        by = turn.sender.account_id
        outcome = await excuses.reopen(uow, request, by=by, at=turn.now)
        student, class_ = outcome.student, outcome.class_
        text, buttons = requests.excuse_asked(student, class_, outcome.excuse)
        told: list[Message] = []
        if outcome.anew:
            await note(turn, uow, "undo excuse", _details(outcome))
            told = _told(student.account_id, requests.excuse_reopened(class_, outcome.excuse))
        await turn.finish(uow, turn.replaces(text, buttons=buttons), *told)


async def _find_excuse(turn: Turn, uow: UnitOfWork, excuse_id: int) -> Excuse | None:
    """The request, if the sender may decide on it; otherwise the turn is finished."""
    try:
        request = await uow.excuses.get(excuse_id)
    except errors.NotFound:
        await turn.finish(uow, turn.replaces(common.STALE_BUTTON))
        return None
    return request if await find_taken_class(turn, uow, request.class_id) else None


async def _deciders(turn: Turn, uow: UnitOfWork, class_: Class) -> list[int]:
    """Every teacher of the class; the admins where none can be reached."""
    taught_by = [one.teacher.account_id for one in await uow.classes.teachers(class_.id)]
    linked = [account_id for account_id in taught_by if account_id is not None]
    return linked or sorted(turn.services.admin_ids)


def _asked(outcome: Disputed, account_id: int, *, shown: bool = False) -> list[Message]:
    """The reference, if there is one, and after it the selfie with the buttons to decide."""
    text, buttons = requests.dispute_asked(outcome, shown=shown)
    selfie = Message(
        chat_id=account_id, text=text, buttons=buttons, sent_picture=outcome.dispute.picture
    )
    if outcome.reference is None:
        return [selfie]
    caption = requests.dispute_reference(outcome)
    return [Message(chat_id=account_id, text=caption, sent_picture=outcome.reference), selfie]


def _details(outcome: excuses.Decided | excuses.Reopened) -> dict[str, str]:
    """What the audit log keeps."""
    return {
        "roll": outcome.student.roll_no,
        "class": outcome.class_.code,
        "date": outcome.excuse.date.isoformat(),
    }


def _told(account_id: int | None, text: str) -> list[Message]:
    return [] if account_id is None else [Message(chat_id=account_id, text=text)]


async def _who(uow: UnitOfWork, account_id: int | None) -> str:
    teacher = None if account_id is None else await uow.teachers.by_account(account_id)
    return requests.somebody(teacher.name if teacher else None)


PRESSES: Handlers = {
    (requests.DISPUTE, 2): Press(
        run=_dispute, action="dispute", role=Role.STUDENT, purpose=texts.MAY_DISPUTE
    ),
    (requests.DISPUTES, 2): card_handlers.correction(_judge, "decide dispute"),
    (cards.DISPUTED, 1): card_handlers.correction(_disputed, "today"),
    (cards.ASKED, 1): card_handlers.correction(_asked_to_excuse, "today"),
    (requests.EXCUSES, 2): card_handlers.correction(_excuse, "decide excuse"),
    (requests.REOPEN, 1): card_handlers.correction(_reopen, "undo excuse"),
    (requests.WITHDRAW, 1): Press(
        run=_withdraw, action="excuse", role=Role.STUDENT, purpose=texts.MAY_BE_EXCUSED
    ),
}
