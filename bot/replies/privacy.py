"""What people read of their own data: what is kept, a file with all of it, and being forgotten."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from attendance import traces
from attendance.mail import REMEMBERED, Button, Document
from attendance.model import ConsentBy, Sender, Student
from attendance.ports.holdings import Rows
from bot import presses
from bot.replies import common, naming, references, selfies, words
from bot.replies.keyboards import Buttons
from bot.settings import Privacy

FORGET = "forget-me"  # carries 1 for yes or 0 for no
YES, NO = 1, 0

_STRANGER = (
    "I don't know this account: no name, no face and no record. That you wrote is kept for "
    "{remembered}, so that no message is handled twice, and what you were refused for {audited}."
)
_COMMANDS = "/mydata sends you all of it as a file. /forget {forgets}."
_TELEGRAM = (
    "What we write and the photos you send pass through Telegram's servers, and stay in this chat "
    "until you delete them."
)
KEPT = "Nothing has changed."
_NOT_WHERE = (
    "• Not where you are: a live location is compared with the class's place at once, and only in "
    "or out is kept."
)
_TRACES = (
    f"• What your photos are found again by if they are sent again, selfies for {traces.KEPT.days} "
    "days: a digest of their file and 144 bits of how they look. Of round videos, the digest."
)
NOTHING_TO_FORGET = "There is nothing to forget: I don't know this account."

# What each table holds, for whoever reads the file of their own data.
TABLES = {
    "audit": "What you did or were refused here, and what was done about you",
    "check_ins": "Check-ins you sent, of which kind, what was decided, and turns you were shown",
    "code_tries": "Codes of the room that you gave, and since when each had been shown",
    "consents": "Your answers to the questions about your face, and to which text",
    "conversations": "A command that still waits for an answer of yours",
    "deliveries": "Summaries that were sent to you",
    "disputes": "Refused selfies that somebody was asked to look at",
    "edits": "When you set something up that can be undone",
    "excuses": "Requests to be excused",
    "flags": "What looked odd about a check-in of yours, and what was decided",
    "guardians": "You as a guardian",
    "guardianships": "Whose guardian you are, or that you have guardians",
    "inbox": "When you wrote; what you wrote is not kept once it is handled",
    "invites": "Invite links made for you, or used by you",
    "kiosks": "This account as a kiosk of a class",
    "last_faces": "Your last selfie as numbers, encrypted, for some days",
    "lookalikes": "Somebody who looks like you, so that neither blocks the other",
    "mark_changes": "Changes of marks, of yours or by you",
    "marks": "Your attendance",
    "memberships": "Classes you are or were in",
    "notices": "What guardians were told of absences",
    "outbox": "Messages to you that have yet to be sent",
    "screens": "That the code of a session is shown in this chat",
    "selfies": "Selfies that are kept as you allowed, encrypted; you have them in this chat",
    "students": "You as a student",
    "suspicions": "Whether you may be enrolled twice, and what your school says to it",
    "teachers": "You as a teacher",
    "teaching": "Classes you take",
    "templates": "Your face as numbers, encrypted; only you could make them from a photo again",
    "traces": "What selfies and videos of the last 60 days are found again by if sent again",
    "unjudged": "Your attendance in this class is to be looked at again",
    "unreachable": "Since when this chat takes no messages",
    "warnings": "Warnings about your attendance",
}


@dataclass(frozen=True, kw_only=True)
class Held:
    """From how many photos a student's face is known, and what is kept of selfies.

    ``is_asked_where`` is whether a class of theirs asks for their location.
    """

    photos: int = 0
    selfies: int = 0
    last_face: bool = False
    is_asked_where: bool = False


def overview(sender: Sender, held: Held, rules: Privacy) -> str:
    """The answer to ``/privacy``."""
    if not sender.roles:
        remembered = words.count(REMEMBERED.days, "day")
        audited = words.count(rules.audit_days, "day")
        return _STRANGER.format(remembered=remembered, audited=audited)
    lines = []
    if sender.student:
        lines += _of_student(sender.student, held, rules)
    if sender.teacher:
        lines += [
            f"Of you as a teacher, {naming.name(sender.teacher)}, I keep: your name, this "
            "account's number, the classes you take, which summaries you got, and what you changed."
        ]
    if sender.is_admin:
        lines += ["Of you as an admin I keep this account's number, and what you did here."]
    lines += [_TELEGRAM]
    lines += [f"Questions about this: {rules.contact}"] if rules.contact else []
    return "\n".join([*lines, _COMMANDS.format(forgets=_forgets(sender))])


def buttons(sender: Sender, rules: Privacy) -> Buttons:
    """What a student may choose under it."""
    if sender.student is None:
        return ()
    if sender.student.agreed:
        withdraw = Button(text="Withdraw: erase my face data", data=common.DECLINE)
        if not sender.student.decides:
            return ((withdraw,),)
        kept = selfies.change_button(rules.retain_photos_days)
        return ((withdraw,), *references.CHANGE_BUTTON, *kept)
    return common.CHANGE_BUTTON


def file(found: Mapping[str, Rows], at: datetime) -> Document:
    """Everything about a person, as JSON that people can read too."""
    held = [
        {"what": name, "is": TABLES.get(name, ""), "rows": list(rows)}
        for name, rows in found.items()
    ]
    content = {"made_at": at.isoformat(timespec="seconds"), "held": held}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return Document(name=f"mydata-{at:%Y-%m-%d}.json", content=text.encode())


def sent(found: Mapping[str, Rows]) -> str:
    """What stands under the file."""
    number = words.count(sum(map(len, found.values())), "record")
    return (
        f"All that I hold about you: {number}. Other people in it are not named. Face data is "
        "listed, not shown, and of messages and photos only when they came: they are in this chat."
    )


def forget_question(sender: Sender, rules: Privacy) -> tuple[str, Buttons]:
    """Whether to be forgotten: what goes, and what stays."""
    lines = ["Shall I forget you?"]
    if sender.student:
        lines += [
            "• Erased at once: what I keep of your face, the reasons you gave for excuses, and the "
            "link to this Telegram account.",
            f"• Stays: your name, roll number, classes and marks, {rules.marks_kept}; with them "
            "who changed a mark, that you were excused, disputes, and your answers about your "
            "face.",
            _check_ins(rules),
            "Your teacher then marks you by hand. A new invite from your school links you again.",
        ]
    if sender.teacher:
        lines += [
            "• As a teacher: this account is unlinked and gets no more summaries. Your name stays "
            f"with your classes, and what you changed stays, {rules.marks_kept}."
        ]
    if sender.guardian:
        lines += ["• As a guardian: everything is erased, and you get no more notices."]
    if sender.is_admin:
        lines += ["• You stay an admin until your number is taken out of the settings file."]
    lines += ["What stands in this chat, only you can delete."]
    buttons = (
        Button(text="Erase and unlink", data=presses.data(FORGET, YES)),
        Button(text="Keep", data=presses.data(FORGET, NO)),
    )
    return "\n".join(lines), (buttons,)


def forgotten(sender: Sender) -> str:
    """That it is done."""
    done = []
    if sender.student:
        done += ["Your face data is erased and this account unlinked; your marks stay."]
    if sender.teacher:
        done += ["This account is no teacher's any more."]
    if sender.guardian:
        done += ["I keep nothing of you as a guardian."]
    return " ".join(["Done.", *done])


def teacher_unlinked(name: str) -> str:
    """What admins hear: somebody's summaries go nowhere now."""
    return (
        f"{naming.isolated(name)} has unlinked their account with /forget, and gets no more "
        f"summaries. /teacher CLASS {naming.isolated(name)} makes a new invite."
    )


def _of_student(student: Student, held: Held, rules: Privacy) -> list[str]:
    return [
        f"What I keep of you, {naming.person(student)}:",
        f"• {_face(student, held.photos, rules)}",
        *_last_face(held, rules),
        *_photos(student, held, rules),
        f"• Your name, roll number, classes, marks and who changed them, {rules.marks_kept}.",
        _check_ins(rules),
        f"• The reasons you gave for excuses, {_how_long(rules)}.",
        *([_TRACES] if student.agreed is not False else []),
        *([_NOT_WHERE] if held.is_asked_where else []),
        "• This Telegram account's number.",
    ]


def _last_face(held: Held, rules: Privacy) -> list[str]:
    if not held.last_face:
        return []
    days = words.count(rules.last_face_days, "day")
    return [
        f"• Numbers from your last selfie, encrypted, for {days}: to see whether one person sends "
        "selfies from two accounts."
    ]


def _photos(student: Student, held: Held, rules: Privacy) -> list[str]:
    days = min(student.selfie_days or 0, rules.retain_photos_days)
    lines = [selfies.kept(held.selfies, days) if days else "• No photos: I look and forget them."]
    if student.keeps_photo:
        lines += ["• Where in Telegram one enrolment photo is, for your teacher to compare."]
    return lines


def _face(student: Student, photos: int, rules: Privacy) -> str:
    known = f"numbers from {words.count(photos, 'photo')} of your face, encrypted"
    if student.agreed is False and student.agreed_by is ConsentBy.GUARDIAN:
        return "Nothing of your face: your parent or guardian said no to having it compared."
    if student.agreed is False:
        return "Nothing of your face: you said no to having it compared."
    if not photos:
        return "Nothing of your face yet."
    if student.agreed:
        who = "you" if student.decides else "your parent or guardian"
        return f"As {who} agreed: {known}, until that is withdrawn or you leave."
    return (
        f"Until it is agreed to: {known}. But for one look for mix-ups as they came in, they are "
        "compared with nothing, and erased "
        f"{words.count(rules.pending_days, 'day')} after they came."
    )


def _check_ins(rules: Privacy) -> str:
    return f"• When you checked in and how, and what I decided, {_how_long(rules)}."


def _how_long(rules: Privacy) -> str:
    if not rules.retention_days:
        return rules.marks_kept
    return f"for {words.count(rules.retention_days, 'day')}"


def _forgets(sender: Sender) -> str:
    if sender.student:
        return "erases your face data and unlinks this account"
    if sender.teacher:
        return "unlinks this account"
    return "says what can be forgotten"
