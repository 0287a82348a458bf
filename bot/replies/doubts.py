"""What an admin reads of a photo that may not show the student it was enrolled for."""

from attendance.enrolment import (
    HasLeft,
    PhotoAdded,
    PhotoGone,
    PhotoKept,
    PhotoKnown,
    PhotoLeftOut,
    PhotoRefused,
    PhotoWithdrawn,
    SaidNo,
)
from attendance.likeness import Doubted, Doubts
from attendance.mail import Button
from attendance.model import Student
from bot import presses
from bot.replies import naming, suspicions, words

WITHDRAW_PHOTO, KEEP_PHOTO = "withdraw-photo", "keep-photo"


def added(outcome: PhotoAdded) -> str:
    """The answer to a doubtful photo: it is kept, and should be looked at again."""
    student = outcome.student
    return (
        f"Photo {outcome.photos} of {naming.name(student)} added, but please check it: "
        f"{_why(student, outcome.doubts)}"
    )


def agreed(student: Student, doubted: Doubted) -> str:
    """What admins are told when somebody has agreed to photos that may not be theirs."""
    return (
        f"{_person(student)} has agreed, so their photos are compared from now on. "
        f"Please check photo {doubted.number}: {_why(student, doubted.doubts)}"
    )


def left_out(outcome: PhotoLeftOut) -> str:
    """Why a bulk import has left out a doubtful photo."""
    doubts = outcome.doubts
    reasons = []
    if doubts.unlike_own:
        reasons.append("it does not look like the student's other photos")
    if doubts.like:
        reasons.append(f"the face looks like {_person(doubts.like)}")
    return f"not added: {' and '.join(reasons)}; if it is right, send it to the bot with /photo"


def buttons(
    outcome: PhotoAdded | PhotoKnown | PhotoRefused | SaidNo | HasLeft,
) -> tuple[tuple[Button, ...], ...]:
    """What can be done about a photo: something only if it is doubtful."""
    if isinstance(outcome, PhotoAdded) and outcome.doubts:
        return choices(outcome.student, outcome.template_id, outcome.doubts)
    return ()


def choices(student: Student, template_id: int, doubts: Doubts) -> tuple[tuple[Button, ...], ...]:
    """What can be done about a doubtful photo, and about two who have one face."""
    which = (student.id, template_id)
    beside = suspicions.choices_beside((student, doubts.like)) if doubts.like else ()
    return (
        (
            Button(text="Remove this photo", data=presses.data(WITHDRAW_PHOTO, *which)),
            Button(text="Keep it", data=presses.data(KEEP_PHOTO, *which)),
        ),
        *beside,
    )


def decided(outcome: PhotoWithdrawn | PhotoKept | PhotoGone) -> str:
    """What has become of a doubtful photo."""
    name = naming.name(outcome.student)
    match outcome:
        case PhotoKept():
            return f"The photo of {name} stays."
        case PhotoWithdrawn(photos=photos):
            return f"The photo is removed. {name} has {words.count(photos, 'photo')} now."
        case PhotoGone(photos=photos):
            return f"The photo was removed before. {name} has {words.count(photos, 'photo')} now."


def _why(student: Student, doubts: Doubts) -> str:
    """What makes a photo doubtful, what comes of it, and what else it may be."""
    lines = []
    if doubts.unlike_own:
        lines.append(f"it does not look like {naming.name(student)}'s other photos.")
    if doubts.like:
        lines.append(
            f"the face looks like {_person(doubts.like)}. As long as both have it, selfies of "
            "either may be refused, or pass for the other. If they only look alike, tap Twins; "
            "if they are one person, enrolled twice, Same person shows both records."
        )
    return " And ".join(lines)


def _person(student: Student) -> str:
    return naming.person(student)
