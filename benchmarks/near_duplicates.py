"""Which copies of a picture are found, and what else is: `python -m benchmarks.near_duplicates`.

Give it the folder of photos, and one of clips if there is one. A photo of each person of class80 is
copied in many ways; the distance that a copy still has is held against those of other photos of the
same person, of other people's, and of moments of one clip, which nothing but time tells apart.
"""

import io
import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from rich.console import Console
from rich.progress import track
from rich.table import Table

from attendance.traces import NEAR
from benchmarks.accuracy import CLASS
from benchmarks.spoiling import JPEG_QUALITY, darken, lean, overexpose
from recognition import Settings, load_reader
from recognition.appearance import Appearance
from recognition.evaluation import datasets
from recognition.reader import Reader
from recognition.reading import Pixels

LIMITS = (16, NEAR, 24)  # bits
CLIP_STEP = 0.5  # seconds
APART = (0.5, 2.0, 5.0, 15.0)  # seconds between two moments

Copy = Callable[[Pixels], Pixels]


def cropped(share: float, *, one_side: bool = False) -> Copy:
    """Cut that share off each side, or off the left and the top alone."""

    def crop(image: Pixels) -> Pixels:
        height, width = image.shape[:2]
        down, across = round(height * share), round(width * share)
        if one_side:
            return np.ascontiguousarray(image[down:, across:])
        return np.ascontiguousarray(image[down : height - down, across : width - across])

    return crop


def scaled(factor: float) -> Copy:
    """Enlarge or reduce."""
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return lambda image: np.asarray(
        cv2.resize(image, None, fx=factor, fy=factor, interpolation=how), np.uint8
    )


def keystoned(image: Pixels) -> Pixels:
    """Look at it a little from the side, as at a screen."""
    height, width = image.shape[:2]
    whole = np.array(((0, 0), (width, 0), (width, height), (0, height)), np.float32)
    seen = whole * np.float32(1) + np.array(
        ((0.06 * width, 0.04 * height), (-0.03 * width, 0), (0, 0), (0, -0.05 * height)), np.float32
    )
    turn = cv2.getPerspectiveTransform(whole, seen)
    return np.asarray(cv2.warpPerspective(image, turn, (width, height)), np.uint8)


COPIES: dict[str, tuple[Copy, int]] = {  # what is done, and the JPEG quality afterwards
    "compressed again, quality 85": (lambda image: image, 85),
    "compressed again, quality 60": (lambda image: image, 60),
    "compressed again, quality 30": (lambda image: image, 30),
    "half the size": (scaled(0.5), JPEG_QUALITY),
    "twice the size": (scaled(2), JPEG_QUALITY),
    "0.6 times as bright": (lambda image: darken(image, 0.6), JPEG_QUALITY),
    "1.5 times as bright, clipped": (lambda image: overexpose(image, 1.5), JPEG_QUALITY),
    "5 % cut off each side": (cropped(0.05), JPEG_QUALITY),
    "10 % cut off each side": (cropped(0.10), JPEG_QUALITY),
    "10 % cut off left and top": (cropped(0.10, one_side=True), JPEG_QUALITY),
    "15 % cut off each side": (cropped(0.15), JPEG_QUALITY),
    "tilted by 2 degrees": (lambda image: lean(image, 2), JPEG_QUALITY),
    "tilted by 5 degrees": (lambda image: lean(image, 5), JPEG_QUALITY),
    "seen from the side": (keystoned, JPEG_QUALITY),
    "5 % cut off, 0.8 times as bright, quality 60": (
        lambda image: darken(cropped(0.05)(image), 0.8),
        60,
    ),
    "mirrored": (lambda image: np.ascontiguousarray(image[:, ::-1]), JPEG_QUALITY),
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A picture, whose it is, and when in a clip."""

    person: str
    appearance: Appearance
    at: float = 0.0


def main() -> None:
    """Print the three tables."""
    reader = load_reader(Settings(threads=1))
    people = datasets.people(Path(sys.argv[1]) / CLASS)
    console = Console()
    console.print(copies(reader, people))
    photos = [
        Seen(person=name, appearance=found)
        for name, files in track(people.items(), "Reading photos")
        for path in files
        if (found := look(reader, path.read_bytes()))
    ]
    console.print(others(photos))
    for folder in sys.argv[2:]:
        clips = [list(moments(reader, path)) for path in sorted(Path(folder).glob("*.mp4"))]
        console.print(within_clips(clips))


def look(reader: Reader, image: bytes) -> Appearance | None:
    """What a picture is found again by."""
    return reader.read(image, most=1).appearance


def encoded(image: Pixels, quality: int) -> bytes:
    """As a JPEG."""
    output = io.BytesIO()
    Image.fromarray(image).save(output, "JPEG", quality=quality)
    return output.getvalue()


def copies(reader: Reader, people: dict[str, list[Path]]) -> Table:
    """How far copies are from what they were made of."""
    table = table_of("copy")
    firsts = [files[0].read_bytes() for files in people.values()]
    kept = [look(reader, image) for image in firsts]
    for name, (change, quality) in track(COPIES.items(), "Copying"):
        distances = []
        for image, original in zip(firsts, kept, strict=True):
            with Image.open(io.BytesIO(image)) as opened:
                pixels = np.asarray(opened.convert("RGB"))
            found = look(reader, encoded(change(pixels), quality))
            if original and found:
                distances += found.distances([original.hash])
        table.add_row(name, *row(distances))
    return table


def others(photos: Sequence[Seen]) -> Table:
    """How far other photos are, of the same person and of others."""
    kept = [one.appearance.hash for one in photos]
    same: list[int] = []
    different: list[int] = []
    for one in photos:
        for other, apart in zip(photos, one.appearance.distances(kept), strict=True):
            if other is not one:
                (same if other.person == one.person else different).append(apart)
    table = table_of("no copy")
    table.add_row("another photo of the person", *row(same))
    table.add_row("somebody else's photo", *row(different))
    return table


def moments(reader: Reader, clip: Path) -> Iterator[Seen]:
    """Frames of a clip, as photos."""
    film = cv2.VideoCapture(str(clip))
    rate = film.get(cv2.CAP_PROP_FPS)
    for number in itertools.count():
        there, frame = film.read()
        if not there:
            return
        if number % max(round(rate * CLIP_STEP), 1) == 0:
            image = encoded(np.ascontiguousarray(frame[:, :, ::-1]), JPEG_QUALITY)
            if found := look(reader, image):
                yield Seen(person=clip.stem, appearance=found, at=number / rate)


def within_clips(clips: Sequence[Sequence[Seen]]) -> Table:
    """How far moments of one clip are, by how long lies between them."""
    table = table_of("moments of one clip")
    for low, high in itertools.pairwise(APART):
        distances = [
            later.appearance.distances([one.appearance.hash])[0]
            for clip in clips
            for one, later in itertools.combinations(clip, 2)
            if low <= later.at - one.at < high
        ]
        if distances:
            table.add_row(f"{low:g} to {high:g} s apart", *row(distances))
    return table


def table_of(what: str) -> Table:
    """With the columns of ``row``."""
    limits = (f"{limit} bits at most" for limit in LIMITS)
    return Table(what, "pairs", "least", "median", "95 %", "most", *limits)


def row(distances: Sequence[int]) -> list[str]:
    """Sum up distances in bits."""
    found = np.array(distances)
    counts = [np.count_nonzero(found <= limit) for limit in LIMITS]
    return [
        str(found.size),
        str(found.min()),
        f"{np.median(found):.0f}",
        f"{np.percentile(found, 95):.0f}",
        str(found.max()),
        *(f"{count / found.size:.2%}" if count else "none" for count in counts),
    ]


if __name__ == "__main__":
    main()
