"""What an admin reads."""

from collections.abc import Sequence
from datetime import timedelta

from attendance.classes import Assigned, BadValue, ClassDefined, LetGo
from attendance.enrolment import (
    ADVISED_PHOTOS,
    ClassArchived,
    Enrolled,
    HasLeft,
    NameDiffers,
    PhotoAdded,
    PhotoKnown,
    PhotoRefused,
    SaidNo,
    UnknownClass,
)
from attendance.mail import Button
from attendance.model import (
    Alternative,
    Class,
    ConsentBy,
    Guardian,
    Requirement,
    Student,
    Teacher,
)
from attendance.places import RADII, USUAL_RADIUS
from bot import presses
from bot.replies import archive, asking, consent, doubts, guardians, naming, warnings, words
from bot.replies import student as student_replies

REMOVE, KEEP, DONE = "remove", "keep", "photos:done"

_SETTINGS = {
    "summary": "a time of day",
    "timezone": "the IANA name of a time zone",
    "late": "minutes after the start, from 0 to 1440",
    "opens": "minutes before the start, from 0 to 1440",
    "meets": "days and times that do not overlap",
    "starts": "the first date of the term, not after its last, or off",
    "ends": "the last date of the term, not before its first, or off",
    "guardians": "on, off, or the minutes from the end to the notice, from 0 to 1440",
    "consent_by": "who is asked about faces: student or guardian, or off for the usual",
    "warn_below": "a percentage of sessions attended, from 1 to 100, or off",
    "warn_absences": "a number of absences in a row, from 1 to 50, or off",
    "require": f"what check-in takes, joined by +, of {', '.join(Requirement)}",
    "place": "shared as a location, or off",
    "radius": (
        f"metres around the class's place, from {RADII[0]} to {RADII[-1]}, or off for the usual "
        f"{USUAL_RADIUS}"
    ),
    "alternative": f"how those count whose face is not compared: {' or '.join(Alternative)}",
}
_SETTING_EXAMPLES = {
    "summary": "16:30",
    "timezone": "Europe/Paris",
    "late": "10",
    "opens": "15",
    "meets": "Mon,Wed 09:00-10:00,14:00-15:00; Fri 11:00-12:00",
    "starts": "2026-09-01",
    "ends": "2027-06-30",
    "guardians": "on",
    "consent_by": "guardian",
    "warn_below": "75",
    "warn_absences": "3",
    "require": f"{Requirement.SELFIE}+{Requirement.CODE}",
    "alternative": "roll",
    "place": "",  # and then it is asked for
    "radius": "150",
}

NO_STUDENTS = "Nobody is enrolled yet. Begin with /enroll."
NO_CLASSES = "There is no class yet. Begin with /class."
DONE_BUTTON = ((Button(text="Done", data=DONE),),)
PHOTO_FIRST = "I'm waiting for photos. Tap Done, or send /cancel, to stop."
GONE_ALREADY = "They are no longer enrolled."


def outage(lasted: timedelta, why: str) -> str:
    """The database works again."""
    return (
        f"The database did not work for {words.span(lasted)}: {why}. It does now. What people sent "
        "meanwhile is answered now, and counts by the time it was sent."
    )


def unreachable(teacher: Teacher) -> str:
    """A teacher cannot be written to."""
    return (
        f"{naming.name(teacher)} has blocked me, so summaries and questions do not reach them. "
        "Please ask them to unblock me and to send /start."
    )


def class_defined(outcome: ClassDefined) -> str:
    """The answer to ``/class``."""
    class_ = outcome.class_
    done = "is changed" if outcome.before else "is set up"
    lines = [f"{naming.titled(class_)} {done}: {class_rules(class_)}."]
    if outcome.before:
        lines.append(f"Before: {naming.name(outcome.before)}, {words.calendar(outcome.before)}.")
        if outcome.before.meetings != class_.meetings:
            lines.append("A session under way goes on if the new times overlap it; else it ends.")
    lines.append(f"Next: /teacher {class_.code} NAME and /enroll ROLL {class_.code} NAME.")
    return "\n".join(lines)


def class_rules(class_: Class) -> str:
    """When a class meets and by which rules."""
    late = int(class_.late_after.total_seconds() // 60)
    opens = int(class_.opens_before.total_seconds() // 60)
    return (
        f"{words.calendar(class_)} ({class_.timezone}), check-in opens {opens} min "
        f"before, late after {late} min, summary at {class_.summary_at:%H:%M}, "
        f"{asking.rule(class_)}, {warnings.rules(class_)}, {guardians.rule(class_)}"
        f"{consent.rule(class_)}"
    )


def rule_set(class_: Class) -> str:
    """The answer to ``/set``."""
    return f"{class_.code} now: {class_rules(class_)}."


def bad_value(outcome: BadValue, class_: Class) -> str:
    """A setting that cannot be."""
    expected = _SETTINGS.get(outcome.key)
    if expected is None:
        return (
            f"There is no rule {naming.echoed(outcome.key)}. The rules are {', '.join(_SETTINGS)}; "
            f"for example: /set {class_.code} late 10"
        )
    example = f"/set {class_.code} {outcome.key} {_SETTING_EXAMPLES[outcome.key]}".rstrip()
    return f"{outcome.key} should be {expected}, for example: {example}"


def unknown_class(code: str, known: list[Class]) -> str:
    """A class code that nobody has."""
    if not known:
        return f"There is no class {naming.echoed(code)}. {NO_CLASSES}"
    codes = ", ".join(naming.isolated(one.code) for one in known)
    return f"There is no class {naming.echoed(code)}. Classes: {codes}."


def unknown_student(roll_no: str, *, may_list: bool) -> str:
    """A roll number that nobody has."""
    hint = " /students lists everybody." if may_list else ""
    return f"There is no student {naming.echoed(roll_no)}.{hint}"


def assigned(outcome: Assigned, link: str | None) -> str:
    """The answer to ``/teacher``; no link for somebody linked who takes one class more."""
    takes = "now takes" if outcome.new else "takes"
    line = f"{naming.name(outcome.teacher)} {takes} {outcome.class_.code}."
    if link is None:
        return f"{line} Their Telegram account is linked already."
    if outcome.teacher.account_id is not None:
        line += " They are linked already: this link moves their classes to another account."
    return f"{line}\n{_link(naming.name(outcome.teacher), link)}"


def let_go(outcome: LetGo) -> str:
    """The answer to ``/teacher CLASS NAME off``."""
    name, code = naming.isolated(outcome.name), outcome.class_.code
    if not outcome.was:
        return f"{name} does not take {code}."
    return (
        f"{name} takes {code} no more and gets no summaries of it. "
        f"/teacher {code} {name} takes this back."
    )


def enrolment_refused(
    outcome: UnknownClass | ClassArchived | NameDiffers, known: list[Class]
) -> str:
    """Why somebody could not be enrolled."""
    if isinstance(outcome, ClassArchived):
        return archive.out_of_use(outcome.class_)
    if isinstance(outcome, UnknownClass):
        return unknown_class(outcome.code, known)
    taken = outcome.student
    return (
        f"{taken.roll_no} is {naming.name(taken)} already. "
        "Use that name, or another roll number for somebody else."
    )


def enrolled(outcome: Enrolled) -> str:
    """That somebody is in a class."""
    person = naming.person(outcome.student)
    if outcome.joined:
        return f"{person} is enrolled in {outcome.class_.code}."
    return f"{person} is in {outcome.class_.code} already."


def send_photos(student: Student) -> str:
    """Photos are wanted next."""
    return (
        f"Now send photos of {naming.name(student)}, face to the camera: "
        f"one is enough to begin, {ADVISED_PHOTOS} are better."
    )


def photo(outcome: PhotoAdded | PhotoKnown | PhotoRefused | SaidNo | HasLeft) -> str:
    """What became of an enrolment photo."""
    name = naming.name(outcome.student)
    match outcome:
        case PhotoAdded() if outcome.doubts:
            return doubts.added(outcome)
        case PhotoAdded(photos=photos):
            more = (
                "" if photos >= ADVISED_PHOTOS else f" {ADVISED_PHOTOS} photos make mistakes rarer."
            )
            return f"Photo {photos} of {name} added.{more}"
        case PhotoKnown(photos=photos):
            return f"I have this photo of {name} already ({words.count(photos, 'photo')} in all)."
        case PhotoRefused(reason=reason):
            return (
                f"This photo of {name} cannot be used: {student_replies.why(reason)}. "
                "Choose one that shows only them, near, sharp, in good light and facing the camera."
            )
        case SaidNo():
            return f"{name} has said no to having their face compared, so I take no photo of them."
        case HasLeft():
            return f"{name} has been removed meanwhile, so I keep no photo of them."


def invite(student: Student, link: str, *, replaces: bool) -> str:
    """The answer to ``/invite``; ``replaces`` if an earlier link stops working."""
    lines = []
    if student.account_id is not None:
        lines.append("They are linked already: this link moves their record to another account.")
    if replaces:
        lines.append("The link you got before no longer works.")
    return "\n".join([*lines, _link(naming.name(student), link)])


def photos_done(student: Student | None) -> str:
    """The end of sending photos."""
    if student is None or student.account_id is not None:
        return "Done."
    return f"Done. /invite {student.roll_no} makes a new invite link for {naming.name(student)}."


def students(people: list[tuple[Student, int]], where: Class | None) -> str:
    """A list of students with their photos and where each stands."""
    if not people:
        return f"Nobody is enrolled in {where.code} yet." if where else NO_STUDENTS
    head = f"{words.count(len(people), 'student')}{f' in {where.code}' if where else ''}:"
    lines = [
        f"{one.roll_no}  {naming.name(one)}: {_state(one)}, {words.count(photos, 'photo')}"
        for one, photos in people
    ]
    return "\n".join([head, *lines])


def student(
    person: Student, classes: list[Class], photos: int, theirs: Sequence[Guardian], today: str
) -> str:
    """Everything an admin may see of one student."""
    archived = {class_.code: " (archived)" for class_ in classes if class_.archived_at}
    codes = ", ".join(f"{one.code}{archived.get(one.code, '')}" for one in classes) or "none"
    return "\n".join(
        [
            naming.person(person),
            f"Classes: {codes}",
            f"Account: {_state(person)}",
            f"Photos: {photos}",
            guardians.count(theirs),
            today,
        ]
    )


def confirm_removal(person: Student) -> str:
    """The question before somebody is removed."""
    return (
        f"Remove {naming.person(person)}? Their face data and the reasons of their excuses are "
        "erased, and their account is unlinked. Their marks stay in the record."
    )


def removal_buttons(person: Student) -> tuple[tuple[Button, ...], ...]:
    """Yes and no to that question."""
    return (
        (
            Button(text="Remove", data=presses.data(REMOVE, person.id)),
            Button(text="Keep", data=presses.data(KEEP, person.id)),
        ),
    )


def removed(person: Student) -> str:
    """That somebody is gone."""
    return (
        f"{naming.person(person)} is removed and their face data erased. "
        "/enroll with the same roll number brings them back."
    )


def left_class(person: Student, class_: Class, *, was: bool) -> str:
    """The answer to ``/remove ROLL CLASS``."""
    who = naming.person(person)
    if not was:
        return f"{who} is not in {class_.code}."
    return (
        f"{who} is out of {class_.code}, and their marks there stay in the record. "
        f"/enroll {person.roll_no} {class_.code} {naming.name(person)} takes this back."
    )


def kept(person: Student) -> str:
    """That somebody stays."""
    return f"{naming.person(person)} stays."


def _state(person: Student) -> str:
    if person.account_id is None:
        return "not linked"
    if person.agreed_by is ConsentBy.GUARDIAN:
        return f"linked, a guardian {'agreed' if person.agreed else 'said no'}"
    return {None: "linked, has not answered yet", True: "agreed", False: "said no"}[person.agreed]


def _link(name: str, link: str) -> str:
    return f"Invite for {name}, good for one account within 30 days:\n{link}"
