"""The question to a student whose guardian decides, and the question that is put once more."""

from attendance.consent import ConsentText
from attendance.mail import Button
from attendance.model import Class, ConsentBy, Student
from bot.replies import common, naming
from bot.replies.keyboards import Buttons

CHILD = ConsentText(
    version="child 4",
    text=(
        "Your school asks your parent or guardian whether I may compare your face to take your "
        "attendance. You are asked too, and your no stands, whatever they say.\n\n"
        "• What I keep: numbers that describe your face, encrypted. Of pictures you send, for 60 "
        "days, what a copy is known by. No photo.\n"
        "• What for: to tell that a selfie or video is yours and not another student's, and to "
        "find you in a photo of the class or at a kiosk by its door. Nothing else.\n"
        "• How long: until you or your guardian say no, or you leave; then they are erased at "
        "once.\n"
        "• A photo that your school enrols of you is compared once, as it comes in, with those of "
        "students who have agreed, so that mix-ups show.\n"
        "• Photos reach me through Telegram's servers.\n\n"
        "If you say no, your teacher marks you by hand, and that counts the same."
    ),
)
CHILD_AGREES = f"consent:{CHILD.version}"

_WAITS = (
    "Thank you! Now I wait for your parent or guardian's answer, and compare nothing before it. "
    "Until then your teacher marks you by hand."
)
_THEIR_NO = (
    "Your parent or guardian chose not to have your face compared, so I don't look. "
    "Your teacher marks you by hand."
)
_THEIR_YES = (
    "Your parent or guardian has agreed: from now on a selfie is enough when class begins. "
    "/privacy says how to say no."
)
_WAITING = (
    "Not recognized: I may not compare your face before your parent or guardian has agreed. "
    "Until then your teacher marks you by hand."
)
_CHANGED = "My question to you has changed since you answered it, so I ask again.\n\n"


def text(asked: ConsentBy) -> ConsentText:
    """What a student is asked, by who decides."""
    return CHILD if asked is ConsentBy.GUARDIAN else common.CONSENT


def question(student: Student, asked: ConsentBy, *, again: bool = False) -> tuple[str, Buttons]:
    """The question that every student answers; ``again`` if an earlier text was agreed to."""
    if asked is ConsentBy.STUDENT:
        words, buttons = common.consent_question(student), common.CONSENT_BUTTONS
    else:
        words = f"Hello {naming.name(student)}!\n\n{CHILD.text}"
        agree = Button(text="I agree", data=CHILD_AGREES)
        buttons = ((agree, common.CONSENT_BUTTONS[0][1]),)
    return f"{_CHANGED if again else ''}{words}", buttons


def answered(student: Student, photos: int, *, agreed: bool) -> str:
    """What the question turns into; ``student`` is as it stands with that answer."""
    if not agreed or student.agreed:
        return common.consent_answered(agreed=agreed, photos=photos)
    return _WAITS if student.agreed is None else _THEIR_NO


def decided(*, agreed: bool) -> str:
    """A guardian has answered, and so it is with the child's face from now on."""
    return _THEIR_YES if agreed else _THEIR_NO


def waiting() -> str:
    """A photo from a student whose guardian has yet to answer."""
    return _WAITING


def not_compared(student: Student) -> str:
    """A photo from a student about whom somebody said no."""
    if student.agreed_by is ConsentBy.GUARDIAN:
        return f"Not recognized. {_THEIR_NO}"
    return common.declined_reminder()


def rule(class_: Class) -> str:
    """Who is asked about faces, as the last of a class's rules, if it has one of its own."""
    return f", consent by the {class_.consent_by.value}" if class_.consent_by else ""
