"""What a newcomer to the demo can try to cheat with, at one press: who does what, in turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TITLE = "Try to cheat"

Step = Mapping[str, Any]
"""As the simulator plays it (``simulator.scenes.Step``)."""


@dataclass(frozen=True, kw_only=True)
class Cheat:
    """One way to cheat, ending with a look at what the teacher sees."""

    label: str
    hint: str
    steps: Sequence[Step]


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who plays: Telegram ids, and the labels of the photos that they have at hand."""

    friend: int
    cheat: int
    absent: int
    teacher: int
    kiosk: int
    friends_photo: str
    friends_photo_as_cheat: str
    absents_photo: str
    class_code: str


def cheats(cast: Cast) -> list[Cheat]:
    """What can be tried: Obama is the friend who is there, Biden and Collins are not."""
    selfie = {"person": cast.friend, "sample": cast.friends_photo}
    look = {"person": cast.teacher, "text": f"/today {cast.class_code}"}
    return [
        Cheat(
            label="Send Obama's photo as Biden",
            hint="somebody else's face",
            steps=[{"person": cast.cheat, "sample": cast.friends_photo_as_cheat}, look],
        ),
        Cheat(
            label="Forward it",
            hint="Biden forwards the selfie that Obama has sent",
            steps=[selfie, {"person": cast.cheat, "forward": cast.friend}, look],
        ),
        Cheat(
            label="Send it again",
            hint="the same file once more, from Biden's account",
            steps=[selfie, {"person": cast.cheat, "repeat": cast.friend}, look],
        ),
        Cheat(
            label="Send it from the kiosk",
            hint="the tablet sends Obama's selfie on",
            steps=[selfie, {"person": cast.kiosk, "repeat": cast.friend}, look],
        ),
        Cheat(
            label="Send an old photo",
            hint="Collins sends the one she was enrolled with",
            steps=[{"person": cast.absent, "sample": cast.absents_photo}, look],
        ),
    ]
