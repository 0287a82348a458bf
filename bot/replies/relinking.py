"""What is said when an account opens the invite of somebody who has another."""

from attendance.claims import Outdated, Relinked
from attendance.mail import Button
from attendance.model import Role, Student, Teacher
from bot import presses
from bot.replies import naming
from bot.replies.keyboards import Buttons

MOVE, LEAVE = "move-link", "leave-link"
ROLES = (Role.STUDENT, Role.TEACHER)  # a button carries one by its place


def wait(person: Student | Teacher) -> str:
    """The answer to whoever has opened the invite."""
    return (
        f"{naming.name(person)} is linked to another Telegram account already. Your admin has been "
        "asked whether to move the link to this one, and you will hear from me."
    )


def question(person: Student | Teacher, called: str | None) -> str:
    """What admins are asked; ``called`` is how the new account calls itself in Telegram."""
    itself = f", which calls itself {naming.echoed(called)}," if called else ""
    return (
        f"Another Telegram account{itself} has opened the invite of {_who(person)}, who is linked "
        f"already. If {naming.name(person)} has a new account, move the link to it. If you are not "
        "sure, ask them first: whoever has the account counts as them."
    )


def choices(place: int, person_id: int, new: int, old: int) -> Buttons:
    """How an admin can answer."""
    which = (place, person_id, new, old)
    return (
        (
            Button(text="Move the link", data=presses.data(MOVE, *which)),
            Button(text="Leave it", data=presses.data(LEAVE, *which)),
        ),
    )


def decided(outcome: Relinked | Outdated) -> str:
    """What an admin reads who has moved a link."""
    if isinstance(outcome, Outdated):
        return "Nothing was changed: their account or invite is not what it was when I asked."
    return f"{_who(outcome.person)} is linked to the new account now, and not to the old one."


def left(person: Student | Teacher) -> str:
    """What an admin reads who has left a link as it is."""
    return f"{_who(person)} keeps their account, and the invite works no more."


def told_new(person: Student | Teacher) -> str:
    """What the account hears that the link was moved to."""
    return f"Your admin has linked {naming.name(person)} to this account. Send /start to go on."


def told_old(person: Student | Teacher) -> str:
    """What the account hears that the link was taken from."""
    return (
        f"{naming.name(person)} is linked to another Telegram account now, as your admin has "
        "decided, and no longer to this one. If that is wrong, tell your admin."
    )


def told_left(person: Student | Teacher) -> str:
    """What the account hears that the link was not moved to."""
    return f"Your admin has decided that {naming.name(person)} stays linked to another account."


def _who(person: Student | Teacher) -> str:
    return naming.person(person) if isinstance(person, Student) else naming.name(person)
