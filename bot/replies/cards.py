"""A session as a card with buttons: how it stands, one name's choice, and the whole roll."""

from collections.abc import Mapping, Sequence

from attendance import timetable
from attendance.mail import Button
from attendance.model import Class, MarkChange, Session, Source, Status
from attendance.summary import Attendance, SessionSummary, Summary
from bot import presses
from bot.replies import flags, keyboards, naming, teacher, words
from bot.replies.keyboards import Buttons

CARD, NAME, SET, UNDO = "card", "name", "set", "undo"
CORRECT, DISPUTED, ASKED = "correct", "disputed", "asked"
ROLL, TAP, TAKE_BACK = "roll", "tap", "back"
STATUSES = tuple(Status)  # a button carries a status by its place in this order
_FIRST_ON_CARD = (Status.ABSENT, None, Status.LATE, Status.EXCUSED)

KIOSK = "the kiosk"
OVERTAKEN = "This mark has changed since, so there is nothing to undo here."
NOT_OPEN_YET = "This session has not opened yet, so there is nothing to mark."


def card(summary: Summary, *, page: int = 0, done: MarkChange | None = None) -> tuple[str, Buttons]:
    """How the only session of a summary stands; buttons name who is missing, late or excused."""
    (session,) = summary.sessions
    return teacher.summary(summary), card_buttons(session, page=page, done=done)


def card_buttons(
    summary: SessionSummary, *, page: int = 0, done: MarkChange | None = None
) -> Buttons:
    """The buttons of a card."""
    session_id = summary.session.id
    wanted = [one for status in _FIRST_ON_CARD for one in summary.having(status)]
    page, shown = keyboards.paged(wanted, page)
    labels = keyboards.labels(summary.people)
    names = [
        Button(text=labels[one.student.id], data=presses.data(NAME, session_id, one.student.id))
        for one in shown
    ]
    everybody = Button(text="Everybody", data=presses.data(ROLL, session_id, 0, 0))
    return (
        *flags.buttons(summary),
        *keyboards.rows(names),
        *keyboards.turning(len(wanted), page, lambda to: presses.data(CARD, session_id, to)),
        (everybody,),
        *waiting_buttons(summary),
        *_undo(summary.people, done, UNDO),
    )


def waiting_buttons(summary: SessionSummary) -> Buttons:
    """The buttons that bring what waits for a decision."""
    found = (
        (DISPUTED, summary.disputes, "open dispute"),
        (ASKED, summary.excuses, "open excuse"),
    )
    return tuple(
        (
            Button(
                text=f"Show {words.count(number, noun)}",
                data=presses.data(verb, summary.session.id),
            ),
        )
        for verb, number, noun in found
        if number
    )


def day_buttons(summary: Summary) -> Buttons:
    """The buttons of a day's summary: the card's own, or one for each session's card."""
    if len(summary.sessions) == 1:
        return card_buttons(summary.sessions[0])
    return tuple(
        (
            Button(
                text=f"Correct {words.clock(one.session.starts_at, summary.class_)}",
                data=presses.data(CORRECT, one.session.id),
            ),
        )
        for one in summary.sessions
    )


def choice(
    class_: Class,
    session: Session,
    one: Attendance,
    changes: Sequence[MarkChange],
    names: Mapping[int, str],
) -> tuple[str, Buttons]:
    """One student: how they stand, who changed that, and what they may become."""
    stands = one.mark.status.value if one.mark else "no mark yet"
    lines = [
        naming.person(one.student),
        f"{class_.code}, {words.when(class_, session)}: {stands}",
        *(_changed(change, class_, session, names) for change in changes),
    ]
    marks = [
        Button(text=words.status(status), data=presses.data(SET, session.id, one.student.id, place))
        for place, status in enumerate(STATUSES)
    ]
    last = changes[-1] if changes and changes[-1].after == one.mark else None
    back = Button(text="Back", data=presses.data(CARD, session.id, 0))
    return "\n".join(lines), (*keyboards.rows(marks), *_undo([one], last, UNDO), (back,))


def roll(
    class_: Class,
    summary: SessionSummary,
    *,
    mode: int = 0,
    page: int = 0,
    done: MarkChange | None = None,
) -> tuple[str, Buttons]:
    """The whole class as names to tap; a tap sets the status whose place is ``mode``."""
    session, people = summary.session, summary.people
    page, shown = keyboards.paged(people, page)
    labels = keyboards.labels(people)
    names = [
        Button(
            text=labels[one.student.id],
            data=presses.data(TAP, session.id, one.student.id, mode, page),
        )
        for one in shown
    ]
    text = (
        f"Roll of {naming.titled(class_)}\n{words.when(class_, session)}\n\n"
        f"{teacher.counts(summary)}\n"
        f"{len(summary.having(None))} without a mark\n\n"
        f"Tap a name to mark it {STATUSES[mode].value}."
    )
    return text, (
        _modes(session, mode, page),
        *keyboards.rows(names),
        *keyboards.turning(len(people), page, lambda to: presses.data(ROLL, session.id, mode, to)),
        *_undo(summary.people, done, TAKE_BACK, mode, page),
    )


def _modes(session: Session, mode: int, page: int) -> tuple[Button, ...]:
    """The statuses that a tap can set; the one it does set stands in brackets."""
    return tuple(
        Button(
            text=f"[{words.status(status)}]" if place == mode else words.status(status),
            data=presses.data(ROLL, session.id, place, page),
        )
        for place, status in enumerate(STATUSES)
    )


def undo_buttons(change: MarkChange | None) -> Buttons:
    """The button under an answer that tells of a change."""
    return ((Button(text="Undo", data=presses.data(UNDO, change.id)),),) if change else ()


def undo_row(summary: SessionSummary, done: MarkChange | None) -> Buttons:
    """A row that takes back what was just done, and leads to the card."""
    return _undo(summary.people, done, UNDO)


def _undo(
    people: Sequence[Attendance], done: MarkChange | None, verb: str, *numbers: int
) -> Buttons:
    """A row that takes back what was just done."""
    if done is None:
        return ()
    names = {one.student.id: keyboards.short(one.student.name) for one in people}
    after = done.after.status.value if done.after else "no mark"
    text = f"Undo: {names.get(done.student_id, '')} {after}"
    return ((Button(text=text, data=presses.data(verb, done.id, *numbers)),),)


def _changed(change: MarkChange, class_: Class, session: Session, names: Mapping[int, str]) -> str:
    """One line of a mark's history; what came on another day says which."""
    before = change.before.status.value if change.before else "no mark"
    after = change.after.status.value if change.after else "no mark"
    who = names.get(change.account_id, KIOSK if _by_kiosk(change) else "an admin")
    who = _check_in(change) or naming.isolated(who)
    day = timetable.local(change.at, class_.timezone).date()
    when = words.clock(change.at, class_)
    when = when if day == session.date else f"{words.day(day)} {when}"
    return f"{when} {who}: {before} → {after}"


def _by_kiosk(change: MarkChange) -> bool:
    """Whether a kiosk made it, which may be none any more."""
    before, after = change.before, change.after
    is_its = after is not None and after.source is Source.KIOSK
    return is_its and (before is None or before.source is Source.CLOSING)


def _check_in(change: MarkChange) -> str:
    """What made it, if the student did, and not somebody who brought back what it had made."""
    after = change.after
    if after is None or not after.source.is_check_in or after.at != change.at:
        return ""
    if after.source is Source.KIOSK:
        return ""
    return "their selfie" if after.source is Source.SELFIE else "their check-in"
