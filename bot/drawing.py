"""The pictures the bot can draw, by light functions that a worker process is sent.

What they need comes in with the first call: Matplotlib takes half a second and 50 MB.
"""

from collections.abc import Callable, Sequence

from attendance.summary import SessionCounts, Summary

DayPicture = Callable[[Summary, Sequence[SessionCounts]], bytes]
"""Draws a day, and the last sessions, as a PNG."""

Box = tuple[float, float, float, float]
GroupPicture = Callable[[bytes, Sequence[tuple[Box, str, bool]]], bytes]
"""Draws a photo as a JPEG with a box and a label for each face; the flag says if it is known."""


def draw_day(summary: Summary, recent: Sequence[SessionCounts]) -> bytes:
    """See ``pictures.draw_day``."""
    from bot import pictures  # noqa: PLC0415

    return pictures.draw_day(summary, recent)


def draw_faces(image: bytes, faces: Sequence[tuple[Box, str, bool]]) -> bytes:
    """See ``group_pictures.draw_faces``."""
    from bot import group_pictures  # noqa: PLC0415

    return group_pictures.draw_faces(image, faces)
