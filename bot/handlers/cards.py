"""``/today`` and ``/roll``, and the presses of their buttons.

Whatever a button carries, everything is looked up anew: that the session is there and has opened,
that the sender takes its class, that the student belongs to it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from attendance import errors, marking
from attendance.mail import Message
from attendance.model import Class, MarkChange, Role, Session, Status
from attendance.ports import UnitOfWork
from attendance.summary import (
    Attendance,
    SessionSummary,
    Summary,
    of_one,
    of_session,
    summarise,
    today,
)
from bot.commands import Answers
from bot.handlers.lookup import find_own_class, find_taken_class, note, visible_classes
from bot.presses import Handlers, Press
from bot.replies import cards, common, teacher
from bot.replies import commands as texts
from bot.replies.keyboards import Buttons
from bot.turn import Turn

_MOST_CARDS = 10  # at once; more is a flood, at a message a second


@dataclass(frozen=True, kw_only=True)
class Place:
    """A session that the sender may correct."""

    uow: UnitOfWork
    class_: Class
    session: Session


async def show_today(turn: Turn, answers: Answers) -> None:
    """``/today [CLASS]``: a card for each session of one class, or of all of the sender's."""
    async with turn.unit() as uow:
        if "class" in answers:
            class_ = await find_own_class(turn, uow, answers["class"])
            if class_ is None:
                return
            classes = [class_]
        else:
            classes = await visible_classes(turn, uow)
        days = [await summarise(uow, one, today(one, turn.now)) for one in classes]
        messages = _messages(turn, days)
        if not messages:
            text = teacher.no_session(classes[0]) if "class" in answers else teacher.NOTHING_TODAY
            messages = [turn.says(text)]
        await turn.finish(uow, *messages)


async def show_roll(turn: Turn, answers: Answers) -> None:
    """``/roll CLASS``: the whole class by name."""
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, answers["class"])
        if class_ is None:
            return
        session = await marking.meant(uow, class_, turn.now)
        if session is None:
            await turn.finish(uow, turn.says(teacher.no_session_yet(class_)))
            return
        text, buttons = cards.roll(class_, await of_session(uow, session))
        await turn.finish(uow, turn.says(text, buttons=buttons))


def _messages(turn: Turn, days: Sequence[Summary]) -> list[Message]:
    """A card for each session, or one list where these would be too many."""
    sessions = [(day, one) for day in days for one in day.sessions]
    if len(sessions) > _MOST_CARDS:
        return [turn.says(teacher.overview([(day.class_, one) for day, one in sessions]))]
    messages = []
    for day, one in sessions:
        text, buttons = cards.card(replace(day, sessions=(one,)))
        opened = one.session.opens_at <= turn.now
        shown = buttons if opened else cards.waiting_buttons(one)
        messages.append(turn.says(text, buttons=shown))
    return messages


async def _card(turn: Turn, session_id: int, page: int) -> None:
    async with turn.unit() as uow:
        place = await find_place(turn, uow, session_id)
        if place:
            await show_card(turn, place, page=page)


async def _correct(turn: Turn, session_id: int) -> None:
    """The card of one of several sessions of a summary, which stays as it is."""
    async with turn.unit() as uow:
        place = await find_place(turn, uow, session_id)
        if place:
            text, buttons = cards.card(await of_one(uow, place.class_, place.session))
            await turn.finish(uow, turn.says(text, buttons=buttons))


async def _name(turn: Turn, session_id: int, student_id: int) -> None:
    async with turn.unit() as uow:
        place = await find_place(turn, uow, session_id)
        one = place and await find_person(turn, place, student_id)
        if not place or not one:
            return
        changes = await uow.history.of(session_id, student_id)
        names = {change.account_id: await _who(uow, change) for change in changes}
        known = {account_id: name for account_id, name in names.items() if name}
        text, buttons = cards.choice(place.class_, place.session, one, changes, known)
        await turn.finish(uow, turn.replaces(text, buttons=buttons))


async def _set(turn: Turn, session_id: int, student_id: int, place_of_status: int) -> None:
    async with turn.unit() as uow:
        place = await find_place(turn, uow, session_id)
        if place and await find_person(turn, place, student_id):
            done = await _decide(turn, place, student_id, place_of_status)
            await show_card(turn, place, done=done)


async def _roll(turn: Turn, session_id: int, mode: int, page: int) -> None:
    async with turn.unit() as uow:
        place = await find_place(turn, uow, session_id)
        if place:
            await _show_roll(turn, place, mode, page)


async def _tap(turn: Turn, session_id: int, student_id: int, mode: int, page: int) -> None:
    async with turn.unit() as uow:
        place = await find_place(turn, uow, session_id)
        if place and await find_person(turn, place, student_id):
            done = await _decide(turn, place, student_id, mode)
            await _show_roll(turn, place, mode, page, done=done)


async def _undo(turn: Turn, change_id: int) -> None:
    async def show(place: Place, done: MarkChange) -> None:
        await show_card(turn, place, done=done)

    await _take_back(turn, change_id, show)


async def _undo_in_roll(turn: Turn, change_id: int, mode: int, page: int) -> None:
    async def show(place: Place, done: MarkChange) -> None:
        await _show_roll(turn, place, mode, page, done=done)

    await _take_back(turn, change_id, show)


async def _take_back(
    turn: Turn, change_id: int, show: Callable[[Place, MarkChange], Awaitable[None]]
) -> None:
    async with turn.unit() as uow:
        try:
            change = await uow.history.get(change_id)
        except errors.NotFound:
            await turn.finish(uow, turn.replaces(common.STALE_BUTTON))
            return
        place = await find_place(turn, uow, change.session_id)
        if place is None:
            return
        undone = await marking.undo(uow, change, by=turn.sender.account_id, at=turn.now)
        if undone:
            await note_change(turn, place, undone, "undo")
        else:
            undone = await _undone_before(turn, place, change)
        if undone is None:
            await turn.finish(uow, turn.says(cards.OVERTAKEN))
            return
        await show(place, undone)


async def _decide(turn: Turn, place: Place, student_id: int, number: int) -> MarkChange | None:
    """Set the status whose place in order a button carried."""
    if number >= len(cards.STATUSES):
        return None
    return await decide(turn, place, student_id, cards.STATUSES[number])


async def decide(turn: Turn, place: Place, student_id: int, status: Status) -> MarkChange | None:
    """Set a status; the change that can be undone then: tapped twice, the one of the first tap."""
    by = turn.sender.account_id
    done = await marking.decide(place.uow, place.session, student_id, status, by=by, at=turn.now)
    if done:
        await note_change(turn, place, done, "mark")
    return done or await _latest_by_sender(turn, place, student_id)


async def _undone_before(turn: Turn, place: Place, change: MarkChange) -> MarkChange | None:
    """How the sender has just taken a change back, if the button was tapped twice."""
    last = await _latest_by_sender(turn, place, change.student_id)
    turned_round = (change.after, change.before)
    return last if last and (last.before, last.after) == turned_round else None


async def _latest_by_sender(turn: Turn, place: Place, student_id: int) -> MarkChange | None:
    """How the mark came to be what it is, if the sender made it so."""
    changes = await place.uow.history.of(place.session.id, student_id)
    standing = await place.uow.marks.find(place.session.id, student_id)
    last = changes[-1] if changes else None
    by_sender = last is not None and last.account_id == turn.sender.account_id
    return last if last and by_sender and last.after == standing else None


async def note_change(turn: Turn, place: Place, change: MarkChange, action: str) -> None:
    """Keep in the audit log who changed which mark."""
    student = await place.uow.students.get(change.student_id)
    details = {
        "roll": student.roll_no,
        "class": place.class_.code,
        "date": place.session.date.isoformat(),
        "before": change.before.status.value if change.before else "",
        "status": change.after.status.value if change.after else "",
    }
    await note(turn, place.uow, action, details)


async def show_card(
    turn: Turn,
    place: Place,
    *,
    page: int = 0,
    done: MarkChange | None = None,
    more: Buttons = (),
) -> None:
    """The card of a session takes the place of the message whose button was pressed."""
    summary = await of_one(place.uow, place.class_, place.session)
    text, buttons = cards.card(summary, page=page, done=done)
    await turn.finish(place.uow, turn.replaces(text, buttons=(*buttons, *more)))


async def _show_roll(
    turn: Turn, place: Place, mode: int, page: int, *, done: MarkChange | None = None
) -> None:
    summary = await of_session(place.uow, place.session)
    mode = min(mode, len(cards.STATUSES) - 1)
    text, buttons = cards.roll(place.class_, summary, mode=mode, page=page, done=done)
    await turn.finish(place.uow, turn.replaces(text, buttons=buttons))


async def find_place(turn: Turn, uow: UnitOfWork, session_id: int) -> Place | None:
    """The session, if the sender may correct it now; otherwise the turn is finished."""
    place = await find_taken(turn, uow, session_id)
    if place and place.session.opens_at > turn.now:
        await turn.finish(uow, turn.says(cards.NOT_OPEN_YET))
        return None
    return place


async def find_taken(turn: Turn, uow: UnitOfWork, session_id: int) -> Place | None:
    """The session, open or not, if the sender takes its class; otherwise the turn is finished."""
    try:
        session = await uow.sessions.get(session_id)
    except errors.NotFound:
        await turn.finish(uow, turn.replaces(common.STALE_BUTTON))
        return None
    class_ = await find_taken_class(turn, uow, session.class_id)
    if class_ is None:
        return None
    return Place(uow=uow, class_=class_, session=session)


async def find_person(turn: Turn, place: Place, student_id: int) -> Attendance | None:
    """The student, if they belong to the session; otherwise the turn is finished."""
    summary: SessionSummary = await of_session(place.uow, place.session)
    found = [one for one in summary.people if one.student.id == student_id]
    if found:
        return found[0]
    await turn.finish(place.uow, turn.replaces(common.STALE_BUTTON))
    return None


async def _who(uow: UnitOfWork, change: MarkChange) -> str | None:
    teacher_ = await uow.teachers.by_account(change.account_id)
    if teacher_ is None and await uow.kiosks.by_account(change.account_id):
        return cards.KIOSK
    return teacher_.name if teacher_ else None


def correction(run: Callable[..., Awaitable[None]], action: str) -> Press:
    """A press by whoever may set marks."""
    return Press(run=run, action=action, role=Role.TEACHER, purpose=texts.MAY_MARK)


PRESSES: Handlers = {
    (cards.CARD, 2): correction(_card, "today"),
    (cards.CORRECT, 1): correction(_correct, "today"),
    (cards.NAME, 2): correction(_name, "today"),
    (cards.SET, 3): correction(_set, "mark"),
    (cards.ROLL, 3): correction(_roll, "roll"),
    (cards.TAP, 4): correction(_tap, "mark"),
    (cards.UNDO, 1): correction(_undo, "undo"),
    (cards.TAKE_BACK, 3): correction(_undo_in_roll, "undo"),
}
