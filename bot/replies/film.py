"""Round videos: the turns that are asked for, and what is said of films that nobody asked for."""

from attendance.liveness import VALID_FOR, Turn
from attendance.mail import Button

SHOW = "turns"
SHOW_BUTTON = ((Button(text="Show me the turns", data=SHOW),),)
AGAIN_BUTTON = ((Button(text="Show me new turns", data=SHOW),),)

NOT_ASKED = (
    "A round video counts when it shows the turns that I ask for. Tap the button when you are "
    "ready; you then have a minute."
)
ONLY_ROUND = (
    "Only a round video counts that you record here, in this chat, not a video from elsewhere. "
    "Tap the button to see which turns it should show."
)

_NAMES = {
    Turn.LEFT: "left",
    Turn.RIGHT: "right",
    Turn.UP: "up",
    Turn.STRAIGHT: "straight",
}
_SECONDS = int(VALID_FOR.total_seconds())


def named(turn: Turn) -> str:
    """One turn, as it is written under its picture."""
    return _NAMES[turn]


def question(order: tuple[Turn, ...]) -> str:
    """What stands under the picture of the turns."""
    steps = ", then ".join(
        f"to your {_NAMES[turn]}" if _is_side(turn) else _NAMES[turn] for turn in order
    )
    return (
        f"Look straight into the camera, then turn your head {steps}.\n\n"
        "• Record a round video here: tap the microphone once, so that it becomes a camera, and "
        "hold it.\n"
        "• Hold the phone still. Go halfway to the shoulder, wait a moment, and come back to the "
        "middle each time.\n"
        f"• It counts when it is sent within {_SECONDS} seconds. Be alone in it, in good light."
    )


def _is_side(turn: Turn) -> bool:
    return turn in (Turn.LEFT, Turn.RIGHT)
