"""What is said when an invite alone does not say whose an account is."""

from attendance.claims import Claim, Moved, Outdated
from attendance.mail import Button
from attendance.model import Role, Student, Teacher
from bot import presses
from bot.replies import naming
from bot.replies.keyboards import Buttons

MOVE, LEAVE = "move-link", "leave-link"
ROLES = (Role.STUDENT, Role.TEACHER)  # a button carries one by its place


def wait(claim: Claim) -> str:
    """The answer to whoever has opened the invite."""
    name = naming.name(claim.person)
    if claim.holder:
        return (
            f"This Telegram account belongs to {naming.name(claim.holder)} already. Your admin has "
            f"been asked whether it is {name}'s instead, and you will hear from me."
        )
    return (
        f"{name} is linked to another Telegram account already. Your admin has been "
        "asked whether to move the link to this one, and you will hear from me."
    )


def question(claim: Claim, called: str | None) -> str:
    """What admins are asked; ``called`` is how the account calls itself in Telegram."""
    name = naming.name(claim.person)
    itself = f", which calls itself {naming.echoed(called)}," if called else ""
    if claim.holder is None:
        return (
            f"Another Telegram account{itself} has opened the invite of {_who(claim.person)}, who "
            f"is linked already. If {name} has a new account, move the link to it. If you are not "
            "sure, ask them first: whoever has the account counts as them."
        )
    linked = ", who is linked to another account" if claim.old is not None else ""
    return (
        f"The Telegram account of {_who(claim.holder)}{itself} has opened the invite of "
        f"{_who(claim.person)}{linked}. {_one_for_one(claim)} If it is {name}'s, move the link; "
        f"{naming.name(claim.holder)} then needs a new invite."
    )


def choices(claim: Claim) -> Buttons:
    """How an admin can answer."""
    role = Role.STUDENT if isinstance(claim.person, Student) else Role.TEACHER
    holder_id = claim.holder.id if claim.holder else 0
    which = (ROLES.index(role), claim.person.id, claim.account_id, claim.old or 0, holder_id)
    return (
        (
            Button(text="Move the link", data=presses.data(MOVE, *which)),
            Button(text="Leave it", data=presses.data(LEAVE, *which)),
        ),
    )


def decided(outcome: Moved | Outdated) -> str:
    """What an admin reads who has moved a link."""
    if isinstance(outcome, Outdated):
        return "Nothing was changed: an account or the invite is not what it was when I asked."
    claim, who = outcome.claim, _who(outcome.person)
    if claim.holder:
        again = f"For {_who(claim.holder)}: {_new_invite(claim.holder)}"
        return f"The account is linked to {who} now. {again}"
    return f"{who} is linked to the new account now, and not to the old one."


def left(claim: Claim) -> str:
    """What an admin reads who has left a link as it is."""
    keeps = claim.holder or claim.person
    return (
        f"{_who(keeps)} keeps their account, and the invite works no more. "
        f"{_new_invite(claim.person)} makes a new one."
    )


def told_new(claim: Claim) -> str:
    """What the account hears that the link was moved to."""
    gone = f", and no longer {naming.name(claim.holder)}'s" if claim.holder else ""
    name = naming.name(claim.person)
    return f"Your admin says that this account is {name}'s{gone}. Send /start to go on."


def told_old(claim: Claim) -> str:
    """What the account hears that the link was taken from."""
    return (
        f"{naming.name(claim.person)} is linked to another Telegram account now, as your admin has "
        "decided, and no longer to this one. If that is wrong, tell your admin."
    )


def told_left(claim: Claim) -> str:
    """What the account hears that the link was not moved to."""
    if claim.holder:
        return f"Your admin says that this account stays {naming.name(claim.holder)}'s."
    name = naming.name(claim.person)
    return f"Your admin has decided that {name} stays linked to another account."


def _one_for_one(claim: Claim) -> str:
    if isinstance(claim.holder, Teacher):
        return (
            "One account counts for one teacher: if both are one person, leave it, and send "
            f"{_new_invite(claim.holder)} instead."
        )
    return "One account counts for one student."


def _new_invite(person: Student | Teacher) -> str:
    if isinstance(person, Student):
        return f"/invite {naming.isolated(person.roll_no)}"
    return f"/teacher CLASS {naming.name(person)}"


def _who(person: Student | Teacher) -> str:
    return naming.person(person) if isinstance(person, Student) else naming.name(person)
