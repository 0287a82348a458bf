"""The pictures the bot can draw, by light functions that a worker process is sent.

What they need comes in with the first call: Matplotlib takes half a second and 50 MB.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from attendance.liveness import Turn
from attendance.summary import SessionCounts, Summary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_SIDE = 1280
"""Pixels of a photo; Telegram shows no more."""

DayPicture = Callable[[Summary, Sequence[SessionCounts]], bytes]
"""Draws a day, and the last sessions, as a PNG."""

WeekPicture = Callable[[Sequence[Summary]], bytes]
"""Draws the days of a week as a PNG."""

Box = tuple[float, float, float, float]
Shown = tuple["NDArray[np.uint8]", float]
"""A photo to draw on: upright pixels, height x width x 3, and their scale to those of the file."""

Shrink = Callable[[bytes], Shown]
"""Decodes a photo to be shown on a phone; it takes a while."""


@dataclass(frozen=True, kw_only=True)
class BoxedFace:
    """A face and what is written at it; ``instead`` where no font has the label's letters.

    ``box`` is x0, y0, x1, y1 in pixels of the upright photo as it was sent.
    """

    box: Box
    label: str
    known: bool
    instead: str = ""


TurnsPicture = Callable[[Sequence[Turn]], bytes]
"""Draws the turns that a head is asked for as a PNG."""

GroupPicture = Callable[[Shown, Sequence[BoxedFace]], bytes]
"""Draws a photo as a JPEG with a box and a label for each face."""


@dataclass(frozen=True, kw_only=True)
class RoomCard:
    """What is shown of a session: a link to scan, a code to type, and lines about it.

    Without a link there are only the lines: nothing is shown any more.
    """

    title: str
    notes: tuple[str, ...]
    code: str = field(default="", repr=False)
    link: str = field(default="", repr=False)


RoomPicture = Callable[[RoomCard], bytes]
"""Draws a room's code as a PNG."""

NamePicture = Callable[[Sequence[str]], bytes | None]
"""Draws names as large as they fit, as a PNG; None where no font has all of their letters."""


class Paper(StrEnum):
    """What printers have in them."""

    A4 = "A4"
    LETTER = "Letter"


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One student's invite."""

    name: str
    roll_no: str
    link: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A PDF for each kind of paper; ``unprinted`` are names that no font has all letters for."""

    files: Mapping[Paper, bytes] = field(repr=False)
    unprinted: tuple[str, ...]


InviteSheet = Callable[[str, str, Sequence[Slip]], Printed]
"""Draws slips to cut out, from a title, what stands on every slip, and the slips."""


def draw_day(summary: Summary, recent: Sequence[SessionCounts]) -> bytes:
    """See ``pictures.draw_day``."""
    from bot import pictures  # noqa: PLC0415

    return pictures.draw_day(summary, recent)


def draw_week(days: Sequence[Summary]) -> bytes:
    """See ``pictures.draw_week``."""
    from bot import pictures  # noqa: PLC0415

    return pictures.draw_week(days)


def draw_faces(shown: Shown, faces: Sequence[BoxedFace]) -> bytes:
    """See ``group_pictures.draw_faces``."""
    from bot import group_pictures  # noqa: PLC0415

    return group_pictures.draw_faces(shown, faces)


def draw_room(card: RoomCard) -> bytes:
    """See ``room_picture.draw_room``."""
    from bot import room_picture  # noqa: PLC0415

    return room_picture.draw_room(card)


def draw_names(names: Sequence[str]) -> bytes | None:
    """See ``name_cards.draw_names``."""
    from bot import name_cards  # noqa: PLC0415

    return name_cards.draw_names(names)


def draw_turns(order: Sequence[Turn]) -> bytes:
    """See ``turn_picture.draw_turns``."""
    from bot import turn_picture  # noqa: PLC0415

    return turn_picture.draw_turns(order)


def draw_sheet(title: str, how: str, slips: Sequence[Slip]) -> Printed:
    """See ``invite_sheet.draw_sheet``."""
    from bot import invite_sheet  # noqa: PLC0415

    return invite_sheet.draw_sheet(title, how, slips)
