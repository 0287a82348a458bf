"""What is read about invites that still work, and about taking them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from attendance.mail import Button
from attendance.model import Class, Role, Student, Teacher
from bot import presses
from bot.replies import naming, words
from bot.replies.keyboards import Buttons

REVOKE = "revoke"
ROLES = (Role.STUDENT, Role.TEACHER, Role.GUARDIAN, Role.KIOSK)  # a button carries one by its place
SHOWN = 40  # people in one list, and buttons under it

_HOW = "/invites CLASS prints invites for a class."
_LONGEST_NAME = 20  # characters of a name on a button
_KINDS = {
    Role.STUDENT: "invite",
    Role.TEACHER: "teacher's invite",
    Role.GUARDIAN: "guardians' invite",
    Role.KIOSK: "kiosk's link",
}

Invited = Student | Teacher | Class


@dataclass(frozen=True, kw_only=True)
class Open:
    """Links that still work: a person's own, to a student's guardians, or to a class's kiosk."""

    role: Role
    person: Invited
    links: int
    until: date


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Of one student, as part of what is shown of them."""

    lines: Sequence[str] = ()
    buttons: Buttons = ()


def listed(found: Sequence[Open], done: str = "") -> tuple[str, Buttons]:
    """Everybody whose link still works; ``done`` is what has just been revoked."""
    head = [done] if done else []
    if not found:
        none = f"No invite is open: every link was used or has expired. {_HOW}"
        return "\n".join([*head, none]), ()
    count = words.count(len(found), "person has", "people have")
    head.append(f"{count} a link that still works:")
    lines = [_line(one) for one in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"… and {len(found) - SHOWN} more: revoke these first, or let them expire.")
    buttons = tuple((_button(one, in_list=True),) for one in found[:SHOWN])
    return "\n".join([*head, *lines, _HOW]), buttons


def of_student(found: Sequence[Open]) -> Waiting:
    """What ``/student`` shows of a student's links."""
    return Waiting(
        lines=[f"Open: {_line(one)}" for one in found],
        buttons=tuple((_button(one, in_list=False),) for one in found),
    )


def revoked(role: Role, person: Invited, *, was: bool) -> str:
    """That no link of theirs works, now or already."""
    who = _of(role, person)
    if not was:
        return f"There is no open {who}: every link was used, has expired or was revoked."
    again = {
        Role.TEACHER: f"/teacher CLASS {naming.name(person)}",
        Role.GUARDIAN: f"/guardian {_roll(person)}",
        Role.KIOSK: f"/kiosk {_roll(person)}",
    }.get(role, f"/invite {_roll(person)}")
    return f"Revoked: the {who}. Its link works no more. {again} makes a new one."


def _button(one: Open, *, in_list: bool) -> Button:
    numbers = (ROLES.index(one.role), one.person.id, int(in_list))
    label = f"Revoke {_KINDS[one.role]}"
    if in_list:
        label += f": {naming.isolated(naming.short(one.person.name, _LONGEST_NAME))}"
    return Button(text=label, data=presses.data(REVOKE, *numbers))


def _line(one: Open) -> str:
    links = f" ({one.links} links)" if one.links > 1 else ""
    return f"{_of(one.role, one.person)}{links}, until {one.until.isoformat()}"


def _of(role: Role, person: Invited) -> str:
    match person:
        case Student():
            who = naming.person(person)
        case Class():
            who = naming.isolated(person.code)
        case _:
            who = naming.name(person)
    return f"{_KINDS[role]} of {who}"


def _roll(person: Invited) -> str:
    """What commands call somebody, or a class."""
    match person:
        case Student(roll_no=called) | Class(code=called):
            return naming.isolated(called)
        case _:
            return ""
