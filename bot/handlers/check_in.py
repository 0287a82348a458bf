"""A student checks in, whatever they send: the one way to the desk, and what comes of it."""

from datetime import UTC, datetime

from attendance import closing
from attendance.check_in import Then
from attendance.disputes import can_be_disputed
from attendance.mail import Message
from attendance.model import Requirement, Role, UpdateKey
from attendance.outcomes import (
    Attempt,
    Choice,
    Lacking,
    Marked,
    NotAgreed,
    NotLinked,
    Outcome,
    Refused,
    WhichClass,
)
from attendance.policy import Reason
from attendance.ports import UnitOfWork
from attendance.summary import summarise
from attendance.ways import Way
from bot import presses
from bot.handlers import consent
from bot.presses import Handlers, Press
from bot.replies import cards, common, film, flags, requests, room_code, student, teacher
from bot.replies import commands as texts
from bot.replies.keyboards import Buttons
from bot.turn import Turn


async def prove(
    turn: Turn, attempt: Attempt, way: Way, *, instead: str = "", again: Buttons = ()
) -> None:
    """Let the desk decide an attempt, and answer it, or say something else ``instead``.

    ``again`` is how whoever was refused goes on.
    """
    then = _answering(turn, attempt, instead, again)
    outcome = await turn.services.desk.prove(attempt, way, then)
    turn.services.journal.decided(turn.key, outcome)


async def follow(turn: Turn, attempt: Attempt, way: Way) -> None:
    """The same for what goes on by itself: an answer only where it changes something."""
    outcome = await turn.services.desk.follow(attempt, way, _answering(turn, attempt))
    if outcome is not None:
        turn.services.journal.decided(turn.key, outcome)


def _answering(turn: Turn, attempt: Attempt, instead: str = "", again: Buttons = ()) -> Then:
    async def reply(uow: UnitOfWork, outcome: Outcome) -> None:
        await correct(turn, uow, outcome)
        await _tell_of_guessing(turn, uow, outcome)
        is_refused = isinstance(outcome, Refused) and outcome.reason is not Reason.TOO_OFTEN
        buttons = again if is_refused else ()
        buttons = buttons or _buttons(outcome, turn.key.update_id, attempt.sent_at)
        if isinstance(outcome, NotAgreed):
            await turn.settle(uow, await consent.not_agreed(turn, uow, outcome.student))
            return
        flagged = await uow.flags.of(attempt.update, attempt.sent_at)
        other = "" if isinstance(outcome, Lacking) else instead  # another kind is asked for
        text = flags.noted(other or student.checked_in(outcome), flagged)
        said = turn.says(text, buttons=buttons)
        await turn.settle(uow, said, *await consent.outdated(turn, uow))

    return reply


async def _choose(turn: Turn, update_id: int, sent_at: int, class_id: int, starts_at: int) -> None:
    """The student has pressed the class that their check-in was for."""
    if max(sent_at, starts_at) > presses.LAST_MOMENT:
        await turn.answer(turn.replaces(common.STALE_BUTTON))
        return
    choice = Choice(
        update=UpdateKey(bot_id=turn.key.bot_id, update_id=update_id),
        sent_at=datetime.fromtimestamp(sent_at, UTC),
        account_id=turn.sender.account_id,
        class_id=class_id,
        starts_at=datetime.fromtimestamp(starts_at, UTC),
    )

    async def reply(uow: UnitOfWork, outcome: Outcome) -> None:
        await correct(turn, uow, outcome)
        stale = isinstance(outcome, NotLinked)
        flagged = [] if stale else await uow.flags.of(choice.update, choice.sent_at)
        text = flags.noted(student.checked_in(outcome), flagged)
        text = common.STALE_BUTTON if stale else text
        await turn.settle(uow, turn.replaces(text))

    outcome = await turn.services.desk.choose(choice, reply)
    turn.services.journal.decided(choice.update, outcome)


def _buttons(outcome: Outcome, update_id: int, sent_at: datetime) -> Buttons:
    match outcome:
        case Refused(reason=reason) if can_be_disputed(reason):
            return requests.dispute_button(update_id, sent_at.timestamp())
        case Lacking(missing=missing) if Requirement.VIDEO in missing:
            return film.SHOW_BUTTON
        case WhichClass():
            return student.class_buttons(outcome)
        case _:
            return ()


async def correct(turn: Turn, uow: UnitOfWork, outcome: Outcome) -> None:
    """Tell whoever has a summary that calls the student absent or excused that they came."""
    if not isinstance(outcome, Marked) or outcome.before is None:
        return
    told = await closing.told(uow, outcome.class_, outcome.session.date)
    if not told:
        return
    summary = await summarise(uow, outcome.class_, outcome.session.date)
    text = teacher.correction(outcome, outcome.before, summary)
    buttons = cards.day_buttons(summary)
    for one in told:
        if one.account_id is not None:
            message = Message(chat_id=one.account_id, text=text, buttons=buttons)
            await uow.outbox.add(message, turn.now, urgent=False)


async def _tell_of_guessing(turn: Turn, uow: UnitOfWork, outcome: Outcome) -> None:
    """Tell the teachers of the class, once, that somebody sends one wrong code after another."""
    if not isinstance(outcome, Refused) or outcome.reason is not Reason.LAST_CODE:
        return
    text = room_code.guessing(outcome.student, outcome.class_)
    for one in await uow.classes.teachers(outcome.class_.id):
        if one.teacher.account_id is not None:
            message = Message(chat_id=one.teacher.account_id, text=text)
            await uow.outbox.add(message, turn.now, urgent=False)


PRESSES: Handlers = {
    (student.WHICH, 4): Press(
        run=_choose, action="check in", role=Role.STUDENT, purpose=texts.MAY_CHECK_IN
    )
}
