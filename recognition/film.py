"""A clip's bytes to some of its frames, decoded by a process of its own (`film_worker`).

The bytes go to it through a pipe, and frames come back through one: nothing is written to disk.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

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


def frames(data: bytes) -> Iterator[Frame]:
    """Decode evenly spaced frames, upright; yield each, in order, while the next are decoded.

    Raises a `ClipError`, perhaps when some frames have come already.
    """
    if len(data) > MOST_BYTES:
        raise errors.ClipTooLarge(limit=MOST_BYTES)
    # FFmpeg would also open lists of addresses and files; what begins like this is an MP4 to it.
    if data[_FTYP] != b"ftyp":
        raise errors.NotAClip
    none = True
    for frame in _decoded(data):
        none = False
        yield frame
    if none:
        raise errors.TruncatedClip


def _decoded(data: bytes) -> Iterator[Frame]:
    numbers = [str(each) for each in (SIDE, RATE, MOST_FRAMES, MOST_SECONDS)]
    with (
        subprocess.Popen(  # noqa: S603 - our own interpreter and file
            [sys.executable, "-P", str(WORKER), *numbers],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT | {"PATH": os.environ.get("PATH", "")},
        ) as worker,
        _ended_at_last(worker),
    ):
        with contextlib.suppress(BrokenPipeError):  # it has ended, and its status says why
            cast("IO[bytes]", worker.stdin).write(data)
            cast("IO[bytes]", worker.stdin).close()
        yield from _parsed(cast("IO[bytes]", worker.stdout))
    match worker.returncode:
        case 0:
            return
        case film_worker.NOT_A_CLIP:
            raise errors.NotAClip
        case film_worker.TOO_LONG:
            raise errors.ClipTooLong(limit=MOST_SECONDS)
        case film_worker.TOO_LARGE:
            raise errors.ClipTooLarge(limit=film_worker.MOST_SIDE)
        case _:
            raise errors.TruncatedClip


@contextlib.contextmanager
def _ended_at_last(worker: subprocess.Popen[bytes]) -> Iterator[None]:
    """End the worker when it takes too long, or when nobody wants its frames any more."""
    timer = threading.Timer(PATIENCE, worker.kill)
    timer.start()
    try:
        yield
    except BaseException:
        worker.kill()
        raise
    finally:
        timer.cancel()


def _parsed(output: IO[bytes]) -> Iterator[Frame]:
    while len(head := output.read(film_worker.FRAME.size)) == film_worker.FRAME.size:
        second, height, width = film_worker.FRAME.unpack(head)
        pixels = output.read(height * width * 3)
        if len(pixels) < height * width * 3:
            return  # the worker's status says why
        shape = (height, width, 3)
        yield Frame(second=second, pixels=np.frombuffer(pixels, np.uint8).reshape(shape))
