"""What everybody may read: greetings, help, consent, refusals and apologies."""

from attendance.consent import ConsentText
from attendance.linking import (
    InviteExpired,
    InviteUnknown,
    InviteUsed,
    OwnGuardian,
)
from attendance.mail import Button
from attendance.model import Role, Sender, Student, Teacher
from bot.replies import naming

DECLINE, ASK = "consent:no", "consent:ask"

CONSENT = ConsentText(
    version="6",
    text=(
        "May I compare your face to take your attendance?\n\n"
        "• What I keep: numbers that describe your face, encrypted; and those of your last "
        "selfie, for 7 days at most. Of pictures you send, for 60 days, what a copy is known by. "
        "No photo, unless you allow one in a question of its own.\n"
        "• What for: to tell that a selfie or video is yours and not another student's, to find "
        "you in a photo of the class or at a kiosk by its door, and to see when one person sends "
        "selfies from two accounts. Nothing else.\n"
        "• How long: until you say no here, or leave; then they are erased at once.\n"
        "• A photo that your school enrols of you is compared once, as it comes in, with those of "
        "students who have agreed, so that mix-ups show.\n"
        "• Photos reach me through Telegram's servers.\n\n"
        "If you say no, your teacher marks you by hand, and that counts the same."
    ),
)

AGREE = f"consent:yes:{CONSENT.version}"  # a yes is to this text and no other
AGREED_BEFORE = (
    *("consent:yes", "consent:yes:2", "consent:yes:3", "consent:yes:4", "consent:yes:5"),
    *("consent:child 1", "consent:child 2", "consent:child 3"),
)  # under earlier texts

CONSENT_BUTTONS = ((Button(text="I agree", data=AGREE), Button(text="No, thanks", data=DECLINE)),)
CHANGE_BUTTON = ((Button(text="Change my answer about my face", data=ASK),),)

_AGREED = (
    "Thank you! From now on, send me a selfie when class begins and I'll mark you.\n"
    "If you change your mind, tap /start."
)
_AGREED_NO_PHOTO = (
    "Thank you! I have no photo of you to compare with yet: "
    "ask your admin to add one, then send me a selfie when class begins."
)
_DECLINED = (
    "That's fine. I've erased what I had of your face, and your teacher will mark you by hand.\n"
    "If you change your mind, tap /start."
)

NOTHING_TO_CANCEL = "There is nothing to cancel."
CANCELLED = "Cancelled."
NOT_LINKED = (
    "Not recognized: I don't know this account yet. "
    "Open the invite link from your school first, then send your selfie again."
)
STALE_BUTTON = "This button is no longer in use."
ONLY_NEW_PHOTOS = (
    "Only a new photo counts, not a changed or forwarded one. "
    "To check in, take one now and send it here."
)
ONE_PHOTO = "Please send just one photo: a selfie of you alone."
UNREADABLE = (
    "Sorry, I couldn't read that message. Please send it again, in another way if you can; /help "
    "shows what I can do."
)
SEND_A_PHOTO = "I can't use that. To check in, send a photo (a selfie); for all else, see /help."
NOT_UNDERSTOOD = "I didn't understand that. To check in, send a selfie; /help shows what I can do."

_UNKNOWN_PERSON = (
    "Hello! I take attendance by selfie. I don't know you yet: "
    "ask your school for your invite link and open it.\n\n"
    "(If you run this bot: your Telegram ID is {account_id}.)"
)


def consent_question(student: Student) -> str:
    """The question that every student answers before their face is compared."""
    return f"Hello {naming.name(student)}!\n\n{CONSENT.text}"


def consent_answered(*, agreed: bool, photos: int) -> str:
    """What the question turns into when it has been answered."""
    if not agreed:
        return _DECLINED
    return _AGREED if photos else _AGREED_NO_PHOTO


def linked(person: Student | Teacher) -> str:
    """The answer to the invite of somebody who need not be asked for consent now."""
    return _hello_student(person) if isinstance(person, Student) else _hello_teacher(person)


def hello(sender: Sender) -> str:
    """The answer to ``/start`` without an invite, for whoever need not be asked for consent."""
    if sender.student:
        return _hello_student(sender.student)
    if sender.teacher:
        return _hello_teacher(sender.teacher)
    if sender.is_admin:
        return (
            "Hello! You are an admin here. Begin with /class to set up a class, "
            "then /teacher and /enroll. /help shows everything."
        )
    return _UNKNOWN_PERSON.format(account_id=sender.account_id)


def _hello_student(student: Student) -> str:
    if not student.agreed:
        return f"Hello {naming.name(student)}! {declined_reminder()}"
    return f"Hello {naming.name(student)}! Send me a selfie when class begins."


def _hello_teacher(teacher: Teacher) -> str:
    return (
        f"Welcome, {naming.name(teacher)}! I'll send you the summary of your classes every day. "
        "/today shows how it stands now."
    )


def invite_refused(
    outcome: InviteUnknown | InviteUsed | InviteExpired | OwnGuardian,
) -> str:
    """Why an invite did not work, and what to do."""
    match outcome:
        case InviteUnknown():
            return "I don't know this invite. Ask your admin for a new link."
        case InviteUsed():
            return "This invite has been used already. Ask your admin for a new link."
        case InviteExpired():
            return "This invite has expired. Ask your admin for a new link."
        case OwnGuardian(student=student):
            return (
                f"This Telegram account belongs to {naming.name(student)} already. "
                "If that is wrong, ask your admin."
            )


def no_record(sender: Sender) -> str:
    """A photo, or the wish to see their record, from somebody who is no student."""
    if sender.is_admin:
        return (
            "You are no student here. To enrol somebody, send their photo with the caption "
            "/enroll ROLL CLASS NAME."
        )
    if sender.teacher:
        return "You are no student here. /today shows how your classes stand."
    if sender.guardian:
        return "You are no student here, but a guardian. /start shows what I write to you of."
    return NOT_LINKED


def declined_reminder() -> str:
    """A photo from a student who said no."""
    return (
        "Not recognized: you chose not to have your face compared, so I didn't look. "
        "Your teacher marks you by hand. If you change your mind, tap /start."
    )


def too_many_photos(per_minute: int) -> str:
    """Said once to somebody who sends more photos than are read."""
    return (
        f"That was a lot of photos. I read up to {per_minute} a minute: "
        "please wait a minute, then send one."
    )


def too_many_commands(per_minute: int) -> str:
    """Said once to somebody who writes or presses more than is handled."""
    return (
        f"That was a lot at once. I take up to {per_minute} messages and presses a minute: "
        "please wait a minute, then go on."
    )


def without_picture(caption: str) -> str:
    """What stood under a picture that Telegram has not got any more."""
    return f"{caption}\n(The picture is no longer in Telegram.)".lstrip()


def apology(reference: str) -> str:
    """Something of ours went wrong; the reference is in the log."""
    return (
        "Sorry, something went wrong on my side and this was not done. "
        f"Please try again in a moment. If it goes on, tell your admin: reference {reference}."
    )


def only(role: Role, what: str) -> str:
    """Who may do what somebody else tried to."""
    who = "teachers and admins" if role is Role.TEACHER else f"{role.value}s"
    return f"Only {who} can {what}."
