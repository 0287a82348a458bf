"""What stands on a kiosk's screen."""

from collections.abc import Sequence
from datetime import datetime

from attendance import open_meetings
from attendance.kiosk import Counted, Result, TakenBack, TooLate, Unknown
from attendance.mail import Button
from attendance.model import Class, Flag, MarkChange, Source, Status, Student
from attendance.policy import Reason
from bot import presses
from bot.replies import common, naming, student, words
from bot.replies.keyboards import Buttons, short

NOT_ME = "not-me"
_MOST_TEACHERS = 3  # by name
_ANEW = "Stand before the tablet and take a new photo"
_NOT_NEW = {
    Flag.FORWARDED: common.ONLY_NEW_PHOTOS,
    Flag.VIA_BOT: common.ONLY_NEW_PHOTOS,
    Flag.SAME_FILE: f"Not recognized: this photo was sent before. {_ANEW}.",
    Flag.ENROLMENT_PHOTO: f"Not recognized: somebody was enrolled with this photo. {_ANEW}.",
    Flag.OTHER_DAY: (
        "Not recognized: by the date in this file, it was taken on another day. "
        f"{_ANEW}, and send it as a photo, not as a file."
    ),
}


def hello(class_: Class) -> str:
    """What it is there for."""
    return (
        f"This is the kiosk of {naming.titled(class_)}. Take a photo of whoever stands before it, "
        "one or several, and send it: I mark them as there."
    )


def only_photos(class_: Class) -> str:
    """Anything that is no photo."""
    return f"This is the kiosk of {naming.isolated(class_.code)}: it only takes photos."


def no_class(class_: Class, at: datetime) -> str:
    """A photo outside a session."""
    upcoming = student.next_class(open_meetings.upcoming([class_], at))
    return f"No class: {naming.isolated(class_.code)} is not open for check-in now. {upcoming}"


def not_seen(reason: Reason) -> str:
    """A photo with nobody in it, or that cannot be looked at."""
    if reason is Reason.NO_FACE:
        return (
            "Not recognized: no face found. Stand an arm's length away, look into the camera, and "
            "take another photo."
        )
    return student.refused(reason)


def not_new(why: Flag) -> str:
    """A photo that was not taken just now: it marks nobody."""
    return _NOT_NEW[why]


def result(
    class_: Class, results: Sequence[Result], teachers: Sequence[str]
) -> tuple[str, Buttons]:
    """A line for everybody who is there, then what to do for whom I don't know."""
    there = [one for one in results if isinstance(one, Counted)]
    lines = [_counted(one, class_) for one in there]
    unknown = sum(one is Unknown.NOBODY for one in results)
    lines += [_unknown(unknown, class_, teachers)] if unknown else []
    others = dict.fromkeys(
        one for one in results if not isinstance(one, Counted) and one is not Unknown.NOBODY
    )
    lines += [_refused(one, teachers) for one in others]
    marked = [one for one in there if one.change]
    return "\n".join(lines), tuple((_not_me(one, alone=len(marked) == 1),) for one in marked)


def taken_back(before: str, outcome: TakenBack, class_: Class, teachers: Sequence[str]) -> str:
    """What the answer turns into whose button was pressed."""
    name = naming.name(outcome.student)
    line = (
        f"Taken back: this was not {name}. If you are in {naming.isolated(class_.code)}, "
        f"{_instead(teachers)}."
    )
    return _replaced(before, outcome.before, outcome.student, line)


def too_late(before: str, outcome: TooLate, teachers: Sequence[str]) -> str:
    """The button was pressed too late, or somebody was quicker."""
    line = (
        f"{naming.name(outcome.student)} can't be taken back here any more: ask {_whom(teachers)}."
    )
    return before if line in before else f"{before}\n{line}".lstrip()


def told_taken_back(class_: Class) -> str:
    """What the student hears on their own phone."""
    return (
        f"The kiosk of {naming.titled(class_)} took somebody for you, and “Not me” was pressed "
        "there: you have no mark from it. If it was you, send me a selfie, or ask your teacher."
    )


def _counted(one: Counted, class_: Class) -> str:
    name = naming.name(one.student)
    if one.change:
        return _marked(one.student, one.mark.status)
    if one.mark.source is Source.TEACHER:
        return f"{name} is already marked, by the teacher."
    return f"{name} is already marked, at {words.clock(one.mark.at, class_)}."


def _marked(person: Student, status: Status) -> str:
    return f"{words.status(status)}: {naming.name(person)}"


def _unknown(number: int, class_: Class, teachers: Sequence[str]) -> str:
    faces = "this face" if number == 1 else f"{number} of these faces"
    code = naming.isolated(class_.code)
    return f"Not recognized: I don't know {faces}. If you are in {code}, {_instead(teachers)}."


def _refused(why: Unknown | Reason, teachers: Sequence[str]) -> str:
    match why:
        case Unknown.ALIKE:
            cause = "I can't tell you from somebody who looks like you"
        case Unknown.DENIED:
            cause = "somebody has just said that this is not who I take it for"
        case Reason():
            return student.refused(why)
        case _:
            raise AssertionError(why)
    return f"Not recognized: {cause}. {_instead(teachers, ask='Ask')}."


def _instead(teachers: Sequence[str], *, ask: str = "ask") -> str:
    """What whoever a kiosk does not know can do."""
    return f"{ask} {_whom(teachers)}, or send me a selfie from your own phone"


def _whom(teachers: Sequence[str]) -> str:
    if not teachers:
        return "your teacher"
    return naming.some(teachers, _MOST_TEACHERS)


def _not_me(one: Counted, *, alone: bool) -> Button:
    label = "Not me" if alone else f"Not me: {short(one.student.name)}"
    if one.change is None:
        raise AssertionError("what was not marked cannot be taken back")
    return Button(text=label, data=presses.data(NOT_ME, one.change.id))


def _replaced(before: str, made: MarkChange, person: Student, line: str) -> str:
    """The answer with another line for somebody whom the photo had marked."""
    was = _marked(person, made.after.status) if made.after else ""
    if line in before:
        return before
    lines = [line if one == was else one for one in before.splitlines()]
    return "\n".join(lines if line in lines else [*lines, line])
