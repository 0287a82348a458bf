"""What is read about the code that is shown in a room."""

from attendance import timetable
from attendance.mail import Button
from attendance.model import Class, Sender, Session, Student
from attendance.room_code import MOST_WRONG, WITHIN, Counts, Shown
from bot import presses
from bot.drawing import RoomCard
from bot.replies import naming, words
from bot.replies.keyboards import Buttons

STOP = "unshow"

_MINUTES = int(WITHIN.total_seconds() // 60)
NOT_SENT = "I could not send the picture of the code. Please try /code again."


def not_open(class_: Class) -> str:
    """A code was wanted for a class that has no session now."""
    return (
        f"{class_.code} has no session open now, so there is no code to show. "
        f"/open {class_.code} opens one; then send /code {class_.code} again."
    )


def stop_button(session: Session) -> Buttons:
    """What ends the showing."""
    return ((Button(text="Stop", data=presses.data(STOP, session.id)),),)


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
    return f"{timetable.local(shown.until, shown.class_.timezone):%H:%M:%S}"
