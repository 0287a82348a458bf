"""Sample photos from published packages, and second photos made from them at run time.

Portraits for the demo: official ones of Barack Obama and Joe Biden, and NASA's of Eileen
Collins (public domain). The group of six is for tests only.
"""

import hashlib
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageEnhance, ImageOps

from recognition import wheels
from recognition.settings import default_cache_dir
from recognition.wheels import Pinned

Progress = Callable[[str], None]

FACE_RECOGNITION = Pinned(
    name="face-recognition",
    version="1.3.0",
    sha256="5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec",
    kind="sdist",
)
SCIKIT_IMAGE = Pinned(
    name="scikit-image",
    version="0.25.2",
    sha256="24cc986e1f4187a12aa319f777b36008764e856e5013666a4a83f8df083c2641",
    kind="wheel",
    target=("manylinux2014_x86_64", "3.11"),
)
INSIGHTFACE = Pinned(
    name="insightface",
    version="2.1",
    sha256="dcd58ee79d99d689572477315f3149353afd65a36dc575f597cbb217a7bde399",
    kind="wheel",
)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Where one photo comes from, and its own hash."""

    package: Pinned
    member: str
    sha256: str


def _obama_and_biden(name: str, sha256: str) -> Sample:
    return Sample(package=FACE_RECOGNITION, member=f"tests/test_images/{name}.jpg", sha256=sha256)


SAMPLES = {
    "obama": _obama_and_biden(
        "obama", "0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6"
    ),
    "obama2": _obama_and_biden(
        "obama2", "a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6"
    ),
    "obama3": _obama_and_biden(
        "obama3", "76ac6bf97c36dc2da0ad16a537d6a5ac1b10f48d49aac29a0cca9a17cdbc3ca3"
    ),
    "obama_partial_face": _obama_and_biden(
        "obama_partial_face", "c2d1f09e7ef3042352b41e41286e6eb0522f64f88308be13886991b95db52117"
    ),
    "obama_partial_face2": _obama_and_biden(
        "obama_partial_face2", "9a812347f97633542b8cd9992de22def11b74f79d82056bc3ee830f13878e028"
    ),
    "biden": _obama_and_biden(
        "biden", "3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c"
    ),
    "collins": Sample(
        package=SCIKIT_IMAGE,
        member="skimage/data/astronaut.png",
        sha256="88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    ),
    "group": Sample(
        package=INSIGHTFACE,
        member="insightface/data/images/t1.jpg",
        sha256="47f682e945b659f93a9e490b9c9c4a2a864abe64dace9e1a2893845ddfd69489",
    ),
}
"""By the name that `photo` takes. Three differ of Obama; two more show him half hidden."""

LIGHT, CONTRAST = 1.12, 0.92  # brighter and flatter, as beside a window
TILT_DEGREES = 4
TRIM = 0.06  # of each side, after the tilt
JPEG_QUALITY = 72  # about what Telegram leaves of a photo


def photo(
    name: str, *, cache_dir: Path | None = None, progress: Progress = lambda _: None
) -> bytes:
    """Return one sample photo's bytes, downloading its package when it is not in the cache.

    A download keeps all samples of that package. Raises a `PackageError`.
    """
    folder = (cache_dir or default_cache_dir()) / "samples"
    sample = SAMPLES[name]
    kept = _kept(folder / _file_name(name), sample)
    if kept is not None:
        return kept
    progress(f"Fetching sample photos ({sample.package})")
    siblings = {key: each for key, each in SAMPLES.items() if each.package == sample.package}
    files = wheels.fetch(sample.package, [each.member for each in siblings.values()])
    for key, each in siblings.items():
        _keep(folder / _file_name(key), files[each.member])
    return files[sample.member]


def variant(image: bytes) -> bytes:
    """Make another photo of the same person: mirrored, in other light, a little tilted, closer.

    Deterministic; a stand-in where only one real photo exists, and to be labelled so.
    """
    with Image.open(io.BytesIO(image)) as original:
        picture = original.convert("RGB")
    picture = ImageEnhance.Contrast(ImageEnhance.Brightness(picture).enhance(LIGHT)).enhance(
        CONTRAST
    )
    picture = ImageOps.mirror(picture).rotate(TILT_DEGREES, Image.Resampling.BICUBIC)
    aside, above = round(picture.width * TRIM), round(picture.height * TRIM)
    picture = picture.crop((aside, above, picture.width - aside, picture.height - above))
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=JPEG_QUALITY)
    return output.getvalue()


def mirrored(image: bytes) -> bytes:
    """Make another file of the same photo, as a mirror shows it. Deterministic."""
    with Image.open(io.BytesIO(image)) as original:
        picture = ImageOps.mirror(original.convert("RGB"))
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=JPEG_QUALITY)
    return output.getvalue()


def _file_name(name: str) -> str:
    return name + Path(SAMPLES[name].member).suffix


def _kept(path: Path, sample: Sample) -> bytes | None:
    if not path.exists():
        return None
    data = path.read_bytes()
    return data if hashlib.sha256(data).hexdigest() == sample.sha256 else None


def _keep(path: Path, data: bytes) -> None:
    """Write whole or not at all, also when another process does the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        draft = Path(scratch) / path.name
        draft.write_bytes(data)
        draft.replace(path)
