"""The question whether selfies may be kept for some days, where a school wants that."""

from attendance.consent import ConsentText
from attendance.mail import Button
from bot import presses
from bot.replies import words
from bot.replies.keyboards import Buttons

ANSWER = "keep-selfies"  # carries the days that were asked for, or 0 for no
ASK = "ask-selfies"
NOT_ASKED = "Selfies are not kept here: they are looked at and forgotten."
_NO = 0


def text(days: int) -> ConsentText:
    """What a student is asked: each number of days is a version of its own."""
    return ConsentText(
        version=f"selfies 1, {days} days",
        text=(
            f"May I keep your selfies for {words.count(days, 'day')}?\n\n"
            "• What for: so that a teacher can look again when a mark of yours is in dispute. "
            "Nothing else.\n"
            "• What I keep: the photos that you send to check in, encrypted on the machine of "
            "your school.\n"
            f"• How long: {words.count(days, 'day')} each, or until you say no here, or leave; "
            "then they are erased.\n\n"
            "This is up to you: without it, selfies are checked just the same and forgotten at "
            "once. If you don't answer, none is kept."
        ),
    )


def buttons(days: int) -> Buttons:
    """Yes to that many days, and no."""
    keep = Button(text="Keep my selfies", data=presses.data(ANSWER, days))
    return ((keep, Button(text="Keep none", data=presses.data(ANSWER, _NO))),)


def change_button(days: int) -> Buttons:
    """The button that asks once more, where selfies are kept."""
    return ((Button(text="Whether my selfies are kept", data=presses.data(ASK)),),) if days else ()


def answered(days: int) -> str:
    """What the question turns into."""
    if not days:
        return "That's fine: none of your selfies is kept. /privacy changes that."
    return (
        f"Thank you: I keep your selfies for {words.count(days, 'day')}, encrypted. "
        "/privacy changes that."
    )


def kept(number: int, days: int) -> str:
    """A line of what is kept."""
    return f"• Your selfies, encrypted, for {words.count(days, 'day')} each: {number} now."
