"""What a teacher reads about a group photo, and its buttons for faces that nobody knows."""

from collections.abc import Sequence

from attendance.group_photo import Seen
from attendance.mail import Button
from attendance.model import Class, Session, Source, Status
from attendance.policy import Reason
from attendance.summary import SessionSummary
from bot import presses
from bot.drawing import BoxedFace
from bot.replies import keyboards, naming, student, teacher, words
from bot.replies.keyboards import Buttons

FACES, FACE, IS = "faces", "face", "is"
MOST_FACES = 50  # with a button: which are left is a number of so many bits, 18 digits at most

NOT_FORWARDED = (
    "Only a new photo counts, not a forwarded one: I can't tell when it was taken. "
    "Take one now and send it here."
)
NOT_SHOWN = "I could not send the photo back with its names. /roll shows everybody."
SEND_PHOTO = "Now send the photo of the class. Several are fine: they add up."


def refused(reason: Reason) -> str:
    """A group photo in which nobody can be looked for."""
    if reason is Reason.NO_FACE:
        return "I found no face in this photo. Come closer, or take it in better light."
    return f"I can't use this: {student.why(reason)}."


def not_open(class_: Class) -> str:
    """A group photo that was sent when the class had no session."""
    return f"{class_.code} has no session open now, so nobody is marked. /roll sets marks by hand."


def boxed(seen: Sequence[Seen]) -> list[BoxedFace]:
    """What is written at each face: a name, or a number for those nobody knows."""
    found, number = [], 0
    for one in seen:
        number += one.student is None
        found.append(
            BoxedFace(
                box=one.face.box,
                label=one.student.name if one.student else str(number),
                known=one.student is not None,
                instead=one.student.roll_no if one.student else "",
            )
        )
    return found


def caption(class_: Class, session: Session, seen: Sequence[Seen]) -> str:
    """What stands under the photo with its boxes."""
    known = sum(one.student is not None for one in seen)
    return (
        f"{class_.code}, {words.when(class_, session)}: "
        f"{words.count(len(seen), 'face')}, {known} recognised"
    )


def result(
    class_: Class, summary: SessionSummary, *, left: int, late: bool, new: int | None = None
) -> tuple[str, Buttons]:
    """What all photos of the session have come to; ``left`` has a bit for each unknown face."""
    session = summary.session
    seen = [
        naming.name(one.student)
        for one in summary.people
        if one.mark and one.mark.source is Source.GROUP_PHOTO and one.mark.status.attended
    ]
    faces = [number for number in range(1, MOST_FACES + 1) if left >> (number - 1) & 1]
    lines = [
        f"{naming.titled(class_)}\n{words.when(class_, session)}\n",
        teacher.counts(summary),
        *([] if new is None else [f"{new} marked by this photo"]),
        *([f"From group photos: {', '.join(seen)}"] if seen else []),
        *_missing(summary),
        *([f"Unknown faces: {', '.join(map(str, faces))}. Who is it?"] if faces else []),
    ]
    buttons = [
        Button(
            text=f"Face {number}",
            data=presses.data(FACE, session.id, left, number, int(late), 0),
        )
        for number in faces
    ]
    return "\n".join(lines), keyboards.rows(buttons, 4)


def candidates(
    class_: Class, summary: SessionSummary, *, left: int, number: int, late: bool, page: int
) -> tuple[str, Buttons]:
    """Who an unknown face may be: everybody who is not there yet."""
    session = summary.session
    people = [one for one in summary.people if not (one.mark and one.mark.status.attended)]
    page, shown = keyboards.paged(people, page)
    labels = keyboards.labels(people)
    names = [
        Button(
            text=labels[one.student.id],
            data=presses.data(IS, session.id, left, number, int(late), one.student.id),
        )
        for one in shown
    ]
    pages = keyboards.turning(
        len(people), page, lambda to: presses.data(FACE, session.id, left, number, int(late), to)
    )
    back = Button(text="Back", data=presses.data(FACES, session.id, left, int(late)))
    text = f"{class_.code}, {words.when(class_, session)}\nWho is face {number}?"
    return text, (*keyboards.rows(names), *pages, (back,))


def _missing(summary: SessionSummary) -> list[str]:
    missing = summary.having(None) + summary.having(Status.ABSENT)
    names = [naming.name(one.student) for one in missing]
    return [f"Not here yet: {', '.join(names)}"] if names else []
