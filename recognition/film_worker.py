"""The process that decodes a clip: `python film_worker.py SIDE RATE MOST SECONDS`.

FFmpeg reads whatever strangers send, so it does that alone: nothing of the service is in this
process, its memory and its time are bounded, and it can write nothing but to its standard output:
no file, and no core if it crashes.
It imports nothing of ours, and is run by its path.

In comes an MP4, out come frames: seconds, height and width (`FRAME`), then RGB pixels.
"""

import io
import resource
import struct
import sys
from collections.abc import Iterator

import cv2
from cv2.typing import MatLike

FRAME = struct.Struct("<dii")

NOT_A_CLIP, TOO_LONG, TOO_LARGE = 3, 4, 5
"""Exit statuses; any other but 0 says that the clip is damaged, or was too much."""

MOST_SIDE = 1920
"""Pixels of either side; a video note has 240 to 640."""

MEMORY = 600 * 2**20
"""Bytes of data; Python with OpenCV takes 60 MB, a decoder at 1920 x 1920 some 200."""

CPU_SECONDS = 10
"""A clip of 60 s and 512 pixels takes 1."""

FASTEST = 120
"""Frames a second that are decoded at most, on average; phones record 24 to 60."""


def main() -> int:
    """Decode standard input to standard output; return the exit status."""
    bind()
    cv2.setNumThreads(1)  # the other core follows what is decoded already
    side, most, seconds = int(sys.argv[1]), int(sys.argv[3]), float(sys.argv[4])
    capture = cv2.VideoCapture(  # type: ignore[call-overload]
        io.BytesIO(sys.stdin.buffer.read()),
        cv2.CAP_FFMPEG,
        [cv2.CAP_PROP_N_THREADS, 2],
    )
    width, height = capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
    if not capture.isOpened() or min(width, height) < 1:
        return NOT_A_CLIP
    if max(width, height) > MOST_SIDE:
        return TOO_LARGE
    rate = min(float(sys.argv[2]), most / max(_claimed_seconds(capture), 1.0))
    sent, wanted = 0, 0.0
    for grabbed, second in enumerate(_grabbed(capture)):
        if second > seconds or grabbed > seconds * FASTEST or sent > most:
            return TOO_LONG
        if second < wanted:
            continue
        if not _send(capture, second, side):
            break
        sent, wanted = sent + 1, max(wanted + 1 / rate, second)
    return 0


def bind() -> None:
    """Set the bounds that this process cannot leave."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    for what in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(what, (0, 0))


def _claimed_seconds(capture: cv2.VideoCapture) -> float:
    """By the header, which may lie: what comes is counted."""
    rate = capture.get(cv2.CAP_PROP_FPS)
    return capture.get(cv2.CAP_PROP_FRAME_COUNT) / rate if rate > 0 else 0.0


def _grabbed(capture: cv2.VideoCapture) -> Iterator[float]:
    """Go to one frame after the other; yield the seconds at which each is shown."""
    while capture.grab():
        yield capture.get(cv2.CAP_PROP_POS_MSEC) / 1000


def _send(capture: cv2.VideoCapture, second: float, side: int) -> bool:
    """Write the frame, upright and reduced; False when it cannot be decoded."""
    found, frame = capture.retrieve()
    if not found:
        return False
    frame = _reduced(frame, side)
    height, width = frame.shape[:2]
    sys.stdout.buffer.write(FRAME.pack(second, height, width))
    sys.stdout.buffer.write(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB).tobytes())
    return True


def _reduced(frame: MatLike, side: int) -> MatLike:
    """By averaging areas, which is fast by whole numbers: so to twice the size first, if near."""
    height, width = frame.shape[:2]
    ratio = min(1.0, side / max(height, width))
    size = max(round(width * ratio), 1), max(round(height * ratio), 1)
    if 1 / 2 < ratio < 1:
        frame = cv2.resize(frame, (2 * size[0], 2 * size[1]), interpolation=cv2.INTER_LINEAR)
    return cv2.resize(frame, size, interpolation=cv2.INTER_AREA)


if __name__ == "__main__":
    sys.exit(main())
