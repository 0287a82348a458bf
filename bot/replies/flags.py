"""What is said of check-ins that something speaks against."""

from collections.abc import Sequence

from attendance import timetable
from attendance.flagged import FlaggedStudent
from attendance.flags import Decided
from attendance.mail import Button
from attendance.model import Class, Flag, Flagged
from attendance.summary import SessionSummary
from bot import presses
from bot.replies import asking, keyboards, naming, words
from bot.replies.keyboards import Buttons

DECIDE, REOPEN = "flag", "unflag"
MOST = 10  # students with buttons at once; the others follow when these are decided

_SEEN = "Your teacher sees this, and decides whether it counts."
_TO_STUDENT = {
    Flag.FORWARDED: "It was forwarded.",
    Flag.VIA_BOT: "It came by way of another bot.",
    Flag.CODE_PASSED_ON: "It was not typed or scanned by you.",
    Flag.SAME_FILE: "This file was sent before.",
    Flag.SAME_PICTURE: "This picture looks just like one that was sent before.",
    Flag.ENROLMENT_PHOTO: "This picture looks just like your enrolment photo.",
    Flag.OTHER_DAY: "By the date in this file, it was taken on another day.",
}
_TO_TEACHER = {
    Flag.FORWARDED: "a forwarded picture",
    Flag.VIA_BOT: "a picture by way of another bot",
    Flag.CODE_PASSED_ON: "a code that was forwarded, or sent by another bot",
    Flag.SAME_FILE: "the same file as {earlier}",
    Flag.SAME_PICTURE: "nearly the same picture as {earlier}",
    Flag.ENROLMENT_PHOTO: "the enrolment photo itself, or nearly",
    Flag.OTHER_DAY: "an image file whose camera date is {earlier}",
}


def noted(text: str, flagged: Sequence[Flagged]) -> str:
    """The answer to a check-in, with what speaks against it."""
    if not flagged:
        return text
    what = " ".join(_TO_STUDENT[one.flag] for one in _in_order(flagged))
    return f"{text}\n\n{what} {_SEEN}"


def lines(class_: Class, flagged: Sequence[FlaggedStudent]) -> list[str]:
    """What a summary says of them."""
    if not flagged:
        return []
    return ["Flagged, please decide:", *(_line(class_, one) for one in flagged)]


def buttons(summary: SessionSummary) -> Buttons:
    """Two for each student: the check-in counts, or it does not."""
    session_id = summary.session.id
    return tuple(
        (
            Button(
                text=f"Accept {keyboards.short(one.student.name)}",
                data=presses.data(DECIDE, session_id, one.student.id, 1),
            ),
            Button(text="Do not accept", data=presses.data(DECIDE, session_id, one.student.id, 0)),
        )
        for one in summary.flagged[:MOST]
    )


def undo_row(outcome: Decided) -> Buttons:
    """What takes a decision back."""
    if outcome.accepted is None:
        return ()
    name = keyboards.short(outcome.student.name)
    text = f"Undo: {name} {'accepted' if outcome.accepted else 'not accepted'}"
    data = presses.data(REOPEN, outcome.session.id, outcome.student.id)
    return ((Button(text=text, data=data),),)


def told(outcome: Decided) -> str:
    """What the student hears of a decision."""
    when = f"{outcome.class_.code}, {words.when(outcome.class_, outcome.session)}"
    stands = _stands(outcome)
    if outcome.accepted is None:
        return f"Your teacher looks again at your check-in for {when}. {stands}"
    if outcome.accepted:
        without = f", without {asking.named(outcome.without)}" if outcome.without else ""
        return f"Your teacher has accepted your check-in for {when}{without}. {stands}"
    return (
        f"Your teacher has not accepted your check-in for {when}. {stands} "
        "If that is wrong, please talk to them."
    )


def _stands(outcome: Decided) -> str:
    status = outcome.mark.status.value if outcome.mark else "without a mark"
    return f"You are {status} there."


def _line(class_: Class, one: FlaggedStudent) -> str:
    what = ", ".join(dict.fromkeys(_what(class_, flagged, one) for flagged in _in_order(one.flags)))
    return f"– {naming.name(one.student)}: {what}{_counted(one)}"


def _counted(one: FlaggedStudent) -> str:
    """Whoever accepts what still waits lets it count without the rest."""
    if one.missing:
        return f" (not counted yet, without {asking.named_to_teacher(one.missing)})"
    return "" if one.counted else " (it was not counted)"


def _in_order(flagged: Sequence[Flagged]) -> list[Flagged]:
    """How it came is told before what it is, whichever was noted first."""
    return sorted(flagged, key=lambda one: tuple(Flag).index(one.flag))


def _what(class_: Class, flagged: Flagged, one: FlaggedStudent) -> str:
    return _TO_TEACHER[flagged.flag].format(earlier=_earlier(class_, flagged, one))


def _earlier(class_: Class, flagged: Flagged, one: FlaggedStudent) -> str:
    if flagged.earlier_at is None:
        return "one sent before"
    at = timetable.local(flagged.earlier_at, class_.timezone)
    day = words.day(at.date())
    if flagged.flag is Flag.OTHER_DAY:
        return day
    other = one.others.get(flagged.other_id or 0)
    whose = f"{naming.person(other)} sent" if other else "sent"
    return f"{whose} on {day} at {at:%H:%M}"
