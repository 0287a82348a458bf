"""A clip's bytes to some of its frames, decoded by a process of its own (`film_worker`).

The bytes go to it through a pipe, and frames come back through one: nothing is written to disk.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recognition import errors, film_worker
from recognition.reading import Pixels
from recognition.settings import MEBIBYTE

WORKER = Path(film_worker.__file__)

MOST_BYTES = 20 * MEBIBYTE
"""What Telegram gives to a bot."""

MOST_SECONDS = 60.0
"""Of a video note, by Telegram's own limit."""

SIDE = 320
"""Longer side, in pixels, that frames are reduced to; the face of a video note is half of it."""

RATE = 12.5
"""Frames a second that are looked at. A head that turns by 40 degrees in half a second moves by
6 degrees between two of them, which features can be followed through.
"""

MOST_FRAMES = 200
"""16 seconds at that rate; of longer clips fewer are taken each second. They hold 61 MB."""

PATIENCE = 20.0
"""Seconds for the worker; it takes half of one for 8 seconds of film, and a busy machine more."""

_FTYP = slice(4, 8)
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OPENCV_LOG_LEVEL": "OFF", "OPENCV_FFMPEG_DEBUG": "0"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """One picture of a clip, and the second at which it is shown."""

    second: float
    pixels: Pixels


def frames(data: bytes) -> list[Frame]:
    """Decode evenly spaced frames, upright, the first one first.

    Raises a `ClipError`.
    """
    if len(data) > MOST_BYTES:
        raise errors.ClipTooLarge(limit=MOST_BYTES)
    # FFmpeg would also open lists of addresses and files; what begins like this is an MP4 to it.
    if data[_FTYP] != b"ftyp":
        raise errors.NotAClip
    found = list(_parsed(_decoded(data)))
    if not found:
        raise errors.TruncatedClip
    return found


def _decoded(data: bytes) -> bytes:
    numbers = [str(each) for each in (SIDE, RATE, MOST_FRAMES, MOST_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file
            [sys.executable, "-P", str(WORKER), *numbers],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env=_ENVIRONMENT | {"PATH": os.environ.get("PATH", "")},
        )
    except subprocess.TimeoutExpired as error:
        raise errors.TruncatedClip from error
    match done.returncode:
        case 0:
            return done.stdout
        case film_worker.NOT_A_CLIP:
            raise errors.NotAClip
        case film_worker.TOO_LONG:
            raise errors.ClipTooLong(limit=MOST_SECONDS)
        case film_worker.TOO_LARGE:
            raise errors.ClipTooLarge(limit=film_worker.MOST_SIDE)
        case _:
            raise errors.TruncatedClip


def _parsed(output: bytes) -> list[Frame]:
    found, at = [], 0
    while at < len(output):
        second, height, width = film_worker.FRAME.unpack_from(output, at)
        at += film_worker.FRAME.size
        pixels = np.frombuffer(output, np.uint8, height * width * 3, at)
        found.append(Frame(second=second, pixels=pixels.reshape(height, width, 3)))
        at += height * width * 3
    return found
