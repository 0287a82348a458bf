"""What is read about the code that is shown in a room."""

from collections.abc import Sequence
from datetime import datetime

from attendance import timetable
from attendance.code_use import CodeUse
from attendance.mail import Button
from attendance.model import Class, Sender, Session, Student
from attendance.room_code import MOST_WRONG, WITHIN, Counts, Shown
from bot import presses
from bot.drawing import RoomCard
from bot.replies import naming, words
from bot.replies.keyboards import Buttons

STOP, USES = "unshow", "codes"

_MOST_NAMES = 10  # of one code; a list of a whole class tells nobody anything

_MINUTES = int(WITHIN.total_seconds() // 60)
EDITED = "An edited message does not count. Send me the six digits in a new one."
NOT_SENT = "I could not send the picture of the code. Please try /code again."


def not_open(class_: Class) -> str:
    """A code was wanted for a class that has no session now."""
    return (
        f"{class_.code} has no session open now, so there is no code to show. "
        f"/open {class_.code} opens one; then send /code {class_.code} again."
    )


def buttons(session: Session, *, shown: bool = True) -> Buttons:
    """What ends the showing, and what shows who used which code."""
    stop = Button(text="Stop", data=presses.data(STOP, session.id))
    used = Button(text="Codes used", data=presses.data(USES, session.id))
    return ((stop, used),) if shown else ((used,),)


def card(shown: Shown, link: str, username: str) -> RoomCard:
    """What stands on the picture."""
    return RoomCard(
        title=naming.titled(shown.class_),
        notes=(
            f"Scan it, or send the digits to @{username}",
            f"Next code at {_second(shown)}",
        ),
        code=shown.code,
        link=link,
    )


def caption(shown: Shown, page: str, *, asked: bool) -> str:
    """What stands under it. ``page`` is the address for a projector, if there is one."""
    class_ = shown.class_
    lines = [
        naming.titled(class_),
        f"Code {shown.code}, until {_second(shown)}; then comes the next.",
        f"{_are(shown.counts)} in.",
    ]
    if not asked:
        lines += [f"{class_.code} asks nobody for it: /set {class_.code} require selfie+code"]
    if page:
        lines += [f"Large, for a projector: {page}"]
    return "\n".join(lines)


def ended_card(class_: Class) -> RoomCard:
    """The picture when the code is not shown any more."""
    return RoomCard(title=naming.titled(class_), notes=("The code is no longer shown.",))


def ended(class_: Class, session: Session, counts: Counts) -> str:
    """What stands under it then."""
    return (
        f"{class_.code}, {words.when(class_, session)}: the code is no longer shown. "
        f"{_are(counts)} in."
    )


def uses(class_: Class, session: Session, found: Sequence[CodeUse]) -> str:
    """Which codes were used by whom, and what that can tell."""
    head = f"{class_.code}, {words.when(class_, session)}: codes that counted\n"
    if not found:
        return f"{head}None so far."
    return "\n".join([head, *(_use(class_, one) for one in found), "", _WHAT_IT_TELLS])


_WHAT_IT_TELLS = (
    "Where somebody was, nobody can tell from a code. One that was passed on comes late, and from "
    "people who otherwise come apart; so may one that was read slowly."
)


def _use(class_: Class, use: CodeUse) -> str:
    first, last = (int(one.total_seconds()) for one in (use.first, use.last))
    line = f"{_clock(use.shown_at, class_)}: {words.count(len(use.students), 'student')}, " + (
        f"after {first} s" if first == last else f"after {first} to {last} s"
    )
    if use.late:
        line += f"; off the screen already: {_some(use.late)}"
    if use.apart:
        line += f"; otherwise never within a minute of the others: {_some(use.apart)}"
    return line


def _some(students: Sequence[Student]) -> str:
    return naming.some([one.name for one in students], _MOST_NAMES)


def for_students(sender: Sender) -> str:
    """A code from somebody who is no student."""
    if sender.roles:
        return "This code is for the students of the class. You need not send it."
    return (
        "Hello! This code is for students, and I don't know you yet. If you are one, ask your "
        "school for your invite link, open it, and then scan the code again."
    )


def guessing(student: Student, class_: Class) -> str:
    """What teachers hear of somebody who seems to guess."""
    return (
        f"{class_.code}: {naming.person(student)} has sent {MOST_WRONG} wrong room codes within "
        f"{_MINUTES} minutes. I take none from them until that is over; /mark sets their mark by "
        "hand."
    )


def _are(counts: Counts) -> str:
    return f"{counts.attended} of {counts.expected} are"


def _second(shown: Shown) -> str:
    return _clock(shown.until, shown.class_)


def _clock(at: datetime, class_: Class) -> str:
    """A moment by the class's wall clock, like 09:00:20."""
    return f"{timetable.local(at, class_.timezone):%H:%M:%S}"
