"""What is read about invites for a whole class, and on the sheets that are printed."""

from datetime import datetime

from attendance import timetable
from attendance.inviting import Standing, Students
from attendance.mail import Button
from attendance.model import Class, Student
from bot.drawing import Paper, Printed
from bot.replies import naming, words

ALL, REST = "invites:all", "invites:rest"
_MOST_NAMES = 20  # that are told to have no font


def buttons(standing: Standing) -> tuple[tuple[Button, ...], ...]:
    """The answers to ``which``."""
    found = [Button(text=f"New links for all {len(standing.unlinked)}", data=ALL)]
    if rest := len(standing.uninvited):
        found.append(Button(text=f"Only the {rest} without one", data=REST))
    return tuple((button,) for button in found)


def which(standing: Standing) -> str:
    """The question before links that still work are replaced."""
    waiting, code = len(standing.waiting), standing.class_.code
    have = "link that still works" if waiting == 1 else "links that still work"
    return (
        f"{words.count(waiting, 'student')} of {code} who {'is' if waiting == 1 else 'are'} not "
        f"linked yet {'has a' if waiting == 1 else 'have'} {have}. I cannot print these again: I "
        "keep no codes. New links on a sheet replace them, and slips handed out before stop "
        "working. Whom shall I print new links for?"
    )


def chosen(number: int) -> str:
    """What the question turns into."""
    return f"New links for {words.count(number, 'student')}:"


def drawing(slips: int, seconds: int) -> str:
    """Why nothing comes yet."""
    return f"Drawing {words.count(slips, 'invite')}. This takes about {seconds} seconds …"


def nobody(standing: Standing) -> str:
    """Nobody needs a new link."""
    if standing.unlinked:
        code = standing.class_.code
        return (
            f"Every link of {code} still works, so there is none to renew. /invites {code} makes a "
            "sheet of new ones."
        )
    return "Nobody is waiting for an invite."


def overview(standing: Standing) -> str:
    """Who has linked and agreed, and who has not."""
    class_, linked = standing.class_, standing.linked
    total = len(linked) + len(standing.unlinked)
    if not total:
        return f"Nobody is enrolled in {class_.code} yet."
    groups = (
        ("Linked and agreed", _answering(linked, agreed=True)),
        ("Linked, said no", _answering(linked, agreed=False)),
        ("Linked, have not answered yet", _answering(linked, agreed=None)),
        ("Not linked yet", standing.unlinked),
    )
    lines = [f"{naming.titled(class_)}: {len(linked)} of {total} are linked."]
    lines += [f"{title} ({len(who)}): {_names(who)}" for title, who in groups if who]
    return "\n".join(lines)


def title(class_: Class) -> str:
    """What stands on every page of a sheet."""
    return f"{class_.code} {class_.name}"


def how(class_: Class, until: datetime) -> str:
    """What stands on every slip."""
    day = timetable.local(until, class_.timezone).date()
    return (
        "Scan this with your phone to link your Telegram account for attendance. "
        f"For you alone: works once, until {day}."
    )


def sheet(class_: Class, printed: Printed, *, paper: Paper, made: int, replaced: int) -> str:
    """Under a sheet."""
    lines = [f"{words.count(made, 'invite')} of {class_.code} on {paper} paper, to cut out."]
    if paper is not Paper.A4:
        return "\n".join([*lines, "The same as on A4: print one of the two."])
    lines.append("Each link is good for whoever opens it first: hand them out one by one.")
    if replaced:
        lines.append(f"{words.count(replaced, 'earlier link')} stopped working.")
    if printed.unprinted:
        lines.append(
            "No font here has all letters of these names, so parts of them are boxes: "
            f"{naming.some(printed.unprinted, _MOST_NAMES)}. "
            "The roll numbers are there. With a font for them on this machine (such as Noto) they "
            "print."
        )
    return "\n".join(lines)


def file_name(class_: Class, paper: Paper) -> str:
    """What a sheet is saved as."""
    kept = "".join(char if char.isalnum() or char in "-_" else "_" for char in class_.code)
    return f"invites-{kept}-{paper}.pdf"


def _answering(students: Students, *, agreed: bool | None) -> list[Student]:
    return [student for student in students if student.agreed is agreed]


def _names(students: list[Student] | Students) -> str:
    return ", ".join(naming.person(student) for student in students)
