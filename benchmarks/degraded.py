"""Where spoilt photos stop being recognised: `python -m benchmarks.degraded PHOTOS`.

The quality limits in `recognition/quality.py` were read off this table. Each person of class80
has three photos enrolled; one other photo is spoilt, recompressed and compared with them.
"""

import io
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.accuracy import CLASS
from recognition import Face, Reading, load_reader
from recognition.evaluation import datasets
from recognition.evaluation.embeddings import central_face
from recognition.reader import Reader
from recognition.reading import Pixels

ENROLLED = 3
JPEG_QUALITY = 85  # about what Telegram leaves of a photo
FACE = 93  # pixels; median width of MTCNN's box in these photos

DARK = (0.4, 0.3, 0.25, 0.2, 0.15, 0.1)
BLUR = (1.0, 2.0, 2.5, 3.0, 4.0, 6.0)  # Gaussian sigma in pixels, of a face 93 pixels wide
WIDTH = (64, 48, 40, 36, 32, 28)  # of the face, in pixels

Spoil = Callable[[Pixels], Pixels]


def main() -> None:
    """Print one row for each way and degree of spoiling."""
    reader = load_reader()
    people = datasets.people(Path(sys.argv[1]) / CLASS)
    centroids = {name: centroid(reader, files) for name, files in people.items()}
    table = Table("photo", "face found", "median score", "refused by score", "named by quality")
    for heading in ("brightness", "sharpness", "width"):
        table.add_column(heading)
    for name, spoil in track(ways().items(), "Spoiling photos"):
        readings = {
            person: reader.read(spoilt(files[ENROLLED], spoil)) for person, files in people.items()
        }
        table.add_row(name, *row(reader, readings, centroids))
    Console().print(table)


def ways() -> dict[str, Spoil]:
    """Name each way of spoiling a photo."""
    return (
        {"as it is": lambda image: image}
        | {f"{share:.0%} of the light": partial(darken, share=share) for share in DARK}
        | {f"blurred, {sigma} pixels": partial(blur, sigma=sigma) for sigma in BLUR}
        | {f"face {width} pixels wide": partial(shrink, width=width) for width in WIDTH}
    )


def darken(image: Pixels, share: float) -> Pixels:
    """Scale the sRGB values."""
    return (image * share).astype(np.uint8)


def blur(image: Pixels, sigma: float) -> Pixels:
    """Blur with a Gaussian."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def shrink(image: Pixels, width: int) -> Pixels:
    """Reduce the photo until a face of the median width has `width` pixels."""
    scale = width / FACE
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def spoilt(path: Path, spoil: Spoil) -> bytes:
    """Spoil a photo and compress it as Telegram would."""
    with Image.open(path) as picture:
        image = np.asarray(picture.convert("RGB"))
    output = io.BytesIO()
    Image.fromarray(spoil(image)).save(output, "JPEG", quality=JPEG_QUALITY)
    return output.getvalue()


def centroid(reader: Reader, files: list[Path]) -> NDArray[np.float32]:
    """Average a person's first photos, at unit length."""
    faces = [central_face(reader.read(path.read_bytes())) for path in files[:ENROLLED]]
    total = np.sum([face.embedding for face in faces if face is not None], axis=0)
    return np.asarray(total / np.linalg.norm(total), np.float32)


def row(
    reader: Reader, readings: dict[str, Reading], centroids: dict[str, NDArray[np.float32]]
) -> list[str]:
    """Sum up one way of spoiling over all people."""
    faces = {name: central_face(reading) for name, reading in readings.items()}
    found: dict[str, Face] = {name: face for name, face in faces.items() if face is not None}
    if not found:
        return ["0 %", *["–"] * 6]
    scores = np.array([face.embedding @ centroids[name] for name, face in found.items()])
    named = [bool(face.quality.problems) for face in found.values()]
    measures = ("brightness", "sharpness", "width")
    columns = [[getattr(face.quality, each) for face in found.values()] for each in measures]
    return [
        f"{len(found) / len(faces):.0%}",
        f"{np.median(scores):.2f}",
        f"{np.mean(scores < reader.accept_score):.0%}",
        f"{np.mean(named):.0%}",
        *(" ".join(f"{at:.3g}" for at in np.percentile(each, (5, 50, 95))) for each in columns),
    ]


if __name__ == "__main__":
    main()
