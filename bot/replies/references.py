"""The question whether a photo is kept that teachers see beside a disputed selfie."""

from attendance.consent import ConsentText
from attendance.mail import Button
from bot import presses
from bot.replies.keyboards import Buttons

ANSWER = "show-photo"  # carries 1 for yes or 0 for no
ASK = "ask-photo"
_YES, _NO = 1, 0

QUESTION = ConsentText(
    version="photo 1",
    text=(
        "May your teacher see one of the photos that you were enrolled with?\n\n"
        "• What for: if a selfie of yours is refused and you ask your teacher to look, they see "
        "that photo beside it. Nothing else.\n"
        "• What I keep: where it is in Telegram, to show it again. No copy.\n"
        "• How long: until you say no here, or leave; then I forget it at once. What a teacher "
        "has been sent stays in their chat.\n\n"
        "This is up to you: without it, selfies are checked and looked at just the same. "
        "If you don't answer, none is kept."
    ),
)

_KEEP = Button(text="Keep one photo", data=presses.data(ANSWER, _YES))
_DROP = Button(text="Don't keep it", data=presses.data(ANSWER, _NO))

BUTTONS: Buttons = ((_KEEP, _DROP),)
CHANGE_BUTTON: Buttons = (
    (Button(text="A photo for my teacher to compare", data=presses.data(ASK)),),
)
NOT_COMPARED = "This question is for students who have agreed to have their face compared."


def with_question(text: str) -> str:
    """Put the question under another text, in one message."""
    return f"{text}\n\n{QUESTION.text}"


def answered(*, keeps: bool, has_photo: bool) -> tuple[str, Buttons]:
    """What the question turns into, and the button to take the answer back."""
    if not keeps:
        return "That's fine: no photo of you is kept.", ((_KEEP,),)
    if has_photo:
        return "Thank you: your teacher will see one photo beside a disputed selfie.", ((_DROP,),)
    text = (
        "Thank you. I have no photo that I could show now: "
        "the next new one that an admin sends me of you is kept for this."
    )
    return text, ((_DROP,),)
