"""A clip's bytes to some of its frames, decoded by a process of its own (`film_worker`).

The bytes go to it through a pipe, and frames come back through one: nothing is written to disk.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
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

WAITS = 90.0
"""Seconds that a worker waits for a clip; whoever is asked for turns has 60 to film them."""

_FTYP = slice(4, 8)
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OPENCV_LOG_LEVEL": "OFF", "OPENCV_FFMPEG_DEBUG": "0"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """One picture of a clip, and the second at which it is shown."""

    second: float
    pixels: Pixels


class Decoder:
    """Decodes clips, each by a worker of its own; thread-safe.

    A worker takes 0.2 s to start. Whoever knows that a clip is to come may let one wait for it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: subprocess.Popen[bytes] | None = None
        self._going = _timer(0, self._give_up)

    def expect(self) -> None:
        """Let a worker wait for the next clip, for a while; it takes 40 MB meanwhile."""
        with self._lock:
            self._going.cancel()
            self._going = _timer(WAITS, self._give_up)
            self._going.start()
            self._waiting = self._living() or _started()

    def frames(self, data: bytes) -> Iterator[Frame]:
        """Decode evenly spaced frames, upright; yield each, in order, while others are decoded.

        Raises a `ClipError`, perhaps when some frames have come already.
        """
        if len(data) > MOST_BYTES:
            raise errors.ClipTooLarge(limit=MOST_BYTES)
        # FFmpeg would also open lists of addresses and files; what begins like this is an MP4.
        if data[_FTYP] != b"ftyp":
            raise errors.NotAClip
        none = True
        for frame in _decoded(data, self._taken() or _started()):
            none = False
            yield frame
        if none:
            raise errors.TruncatedClip

    def _taken(self) -> subprocess.Popen[bytes] | None:
        """The worker that waits, if one does: nobody else gets it."""
        with self._lock:
            self._going.cancel()
            worker, self._waiting = self._living(), None
        return worker

    def _living(self) -> subprocess.Popen[bytes] | None:
        """The worker that waits, unless something has ended it."""
        if self._waiting is None or self._waiting.poll() is None:
            return self._waiting
        _end(self._waiting)
        return None

    def _give_up(self) -> None:
        worker = self._taken()
        if worker is not None:
            _end(worker)


def _end(worker: subprocess.Popen[bytes]) -> None:
    with worker:  # which closes its pipes
        worker.kill()


def _timer(seconds: float, then: Callable[[], None]) -> threading.Timer:
    timer = threading.Timer(seconds, then)
    timer.daemon = True  # a worker ends by itself when the service does
    return timer


def _started() -> subprocess.Popen[bytes]:
    numbers = [str(each) for each in (SIDE, RATE, MOST_FRAMES, MOST_SECONDS)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-P", str(WORKER), *numbers],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT | {"PATH": os.environ.get("PATH", "")},
    )


def _decoded(data: bytes, worker: subprocess.Popen[bytes]) -> Iterator[Frame]:
    with worker, _ended_at_last(worker):
        given, frames = cast("IO[bytes]", worker.stdin), cast("IO[bytes]", worker.stdout)
        with contextlib.suppress(BrokenPipeError), given:  # it has ended, and its status says why
            given.write(data)
        yield from _parsed(frames)
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
    timer = _timer(PATIENCE, worker.kill)
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
