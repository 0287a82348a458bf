"""What is said when one account opens the invites of two students."""

from attendance.claims import Moved, Outdated
from attendance.mail import Button
from attendance.model import Student
from bot import presses
from bot.replies import naming

MOVE, LEAVE = "move-account", "leave-account"


def wait(holder: Student, invited: Student) -> str:
    """The answer to whoever has opened the second invite."""
    return (
        f"This Telegram account belongs to {naming.name(holder)} already. Your admin has been "
        f"asked whether it is {naming.name(invited)}'s instead, and you will hear from me."
    )


def question(holder: Student, invited: Student) -> str:
    """What admins are asked."""
    return (
        f"The Telegram account of {naming.person(holder)} has opened the invite of "
        f"{naming.person(invited)}. One account counts for one student. "
        f"If it is {naming.name(invited)}'s, move it; "
        f"{naming.name(holder)} then needs a new invite."
    )


def choices(account_id: int, holder: Student, invited: Student) -> tuple[tuple[Button, ...], ...]:
    """How an admin can answer."""
    which = (account_id, holder.id, invited.id)
    return (
        (
            Button(text="Move the account", data=presses.data(MOVE, *which)),
            Button(text="Leave it", data=presses.data(LEAVE, *which)),
        ),
    )


def decided(outcome: Moved | Outdated) -> str:
    """What an admin reads who has moved an account."""
    match outcome:
        case Moved(student=student, before=before):
            return (
                f"The account is {naming.person(student)}'s now. "
                f"For {naming.person(before)}: /invite {naming.isolated(before.roll_no)}"
            )
        case Outdated():
            return "Nothing was changed: their accounts are not what they were when I asked."


def left(holder: Student) -> str:
    """What an admin reads who has left an account where it is."""
    return f"The account stays {naming.person(holder)}'s."


def told_moved(student: Student) -> str:
    """What the account hears that was moved."""
    return f"Your admin says that this account is {naming.name(student)}'s. Send /start to go on."


def told_left(holder: Student) -> str:
    """What the account hears that was not moved."""
    return f"Your admin says that this account stays {naming.name(holder)}'s."
