"""What admins read of kiosks, and what an account reads that becomes one or ceases to be one."""

from collections.abc import Sequence

from attendance import timetable
from attendance.claims import HandedOver, Outdated
from attendance.linking import NoKiosk, OfKiosk
from attendance.mail import Button
from attendance.model import Class, Kiosk, Student
from bot import presses
from bot.replies import naming, words
from bot.replies.keyboards import Buttons

UNLINK, GIVE, LEAVE = "unlink-kiosk", "give-kiosk", "leave-kiosk"


def invited(class_: Class, link: str, kiosks: Sequence[Kiosk]) -> str:
    """The answer to ``/kiosk``."""
    return "\n".join(
        [
            listed(class_, kiosks),
            "To link one: on the tablet, with a Telegram account of its own, open this link within "
            "a day. It is good for one account; whoever opens it can mark the class.",
            link,
        ]
    )


def listed(class_: Class, kiosks: Sequence[Kiosk]) -> str:
    """The kiosks of a class."""
    code = naming.isolated(class_.code)
    if not kiosks:
        return f"{code} has no kiosk."
    lines = [
        f"{number}. account {one.account_id}, linked {_moment(one, class_)}"
        for number, one in enumerate(kiosks, 1)
    ]
    return "\n".join([f"{words.count(len(kiosks), 'kiosk')} of {code}:", *lines])


def unlink_buttons(kiosks: Sequence[Kiosk]) -> Buttons:
    """One for each."""
    return tuple(
        (Button(text=f"Unlink kiosk {number}", data=presses.data(UNLINK, one.account_id)),)
        for number, one in enumerate(kiosks, 1)
    )


def let_go(class_: Class, number: int) -> str:
    """The answer to ``/kiosk CLASS off``."""
    code = naming.isolated(class_.code)
    if not number:
        return f"{code} has no kiosk. Links that were not used no longer work."
    done = "is" if number == 1 else "are"
    return f"{words.count(number, 'kiosk')} of {code} {done} unlinked. /kiosk {code} links one."


def told_let_go(class_: Class) -> str:
    """What the tablet shows then."""
    return f"This is no kiosk of {naming.isolated(class_.code)} any more."


def linked(class_: Class) -> str:
    """What admins hear when an account has become a kiosk."""
    code = naming.isolated(class_.code)
    return (
        f"An account has opened the link for a kiosk of {code}: it marks whoever it sends photos "
        f"of. If that is not your tablet: /kiosk {code} off"
    )


def refused(outcome: NoKiosk) -> str:
    """An account that is somebody's opened the link."""
    return (
        f"This account can't become the kiosk of {naming.isolated(outcome.class_.code)}: it is "
        "somebody's already, or another kiosk. Open the link with a Telegram account of its own."
    )


def not_theirs(outcome: OfKiosk) -> str:
    """A kiosk has opened the invite of a teacher."""
    return (
        f"This is the kiosk of {naming.isolated(outcome.class_.code)}. Open the invite on your own "
        "phone; your admin can unlink this account if it is no kiosk."
    )


def wait(class_: Class, student: Student) -> str:
    """A kiosk has opened the invite of a student."""
    return (
        f"This is the kiosk of {naming.isolated(class_.code)}. Your admin has been asked whether "
        f"the account is {naming.name(student)}'s instead."
    )


def question(class_: Class, student: Student) -> str:
    """What admins are asked then."""
    return (
        f"The kiosk of {naming.isolated(class_.code)} has opened the invite of "
        f"{naming.person(student)}. An account is one or the other. If it is "
        f"{naming.name(student)}'s, it is no kiosk any more."
    )


def choices(account_id: int, class_: Class, student: Student) -> Buttons:
    """How an admin can answer."""
    which = (account_id, class_.id, student.id)
    return (
        (
            Button(text="Give it to them", data=presses.data(GIVE, *which)),
            Button(text="Leave it a kiosk", data=presses.data(LEAVE, *which)),
        ),
    )


def decided(outcome: HandedOver | Outdated) -> str:
    """What an admin reads who has given the account away."""
    if isinstance(outcome, Outdated):
        return "Nothing was changed: the account is not what it was when I asked."
    return (
        f"The account is {naming.person(outcome.student)}'s now, and no kiosk of "
        f"{naming.isolated(outcome.class_.code)}."
    )


def told_given(student: Student) -> str:
    """What the account hears then."""
    name = naming.name(student)
    return f"Your admin says that this account is {name}'s, and no kiosk. Send /start to go on."


def left(class_: Class) -> str:
    """What an admin reads who has left it as it is."""
    return f"The account stays the kiosk of {naming.isolated(class_.code)}."


def _moment(kiosk: Kiosk, class_: Class) -> str:
    at = timetable.local(kiosk.linked_at, class_.timezone)
    return f"{words.day(at.date())} {at:%H:%M}"
