"""Photographs of people, and bad ones made from them."""

import io
from functools import cache

import pillow_heif
from PIL import Image, ImageFilter

from recognition import samples
from recognition.exif import DETAILS, TAKEN_AT

# Around each of the six faces in the sample photo "group": left, top, right, bottom.
_SIX = (
    (0, 185, 239, 478),
    (846, 0, 1075, 284),
    (402, 197, 632, 482),
    (686, 268, 900, 552),
    (1076, 207, 1280, 465),
    (212, 87, 423, 333),
)


@cache
def of(number: int) -> bytes:
    """A portrait of one of six people, cut out of the photo of all of them."""
    picture = _opened(samples.photo("group")).crop(_SIX[number])
    return _jpeg(picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.LANCZOS))


@cache
def another(number: int) -> bytes:
    """Another photo of the same person, made from the first."""
    return samples.variant(of(number))


def without_a_face() -> bytes:
    """A piece of cloth: part of Eileen Collins's suit."""
    picture = _opened(samples.photo("collins"))
    return _jpeg(picture.crop((0, 380, 300, 512)).resize((1200, 528)))


def dark() -> bytes:
    return _jpeg(_portrait().point(lambda value: value // 20))


def blurred() -> bytes:
    return _jpeg(_portrait().filter(ImageFilter.GaussianBlur(6)))


def small() -> bytes:
    """A face some thirty pixels wide, on a grey wall."""
    portrait = _portrait()
    portrait.thumbnail((240, 240))
    wall = Image.new("RGB", (800, 600), (128, 128, 128))
    wall.paste(portrait, (300, 200))
    return _jpeg(wall)


def heic(photo: bytes) -> bytes:
    """The same photo as an iPhone stores it."""
    output = io.BytesIO()
    pillow_heif.from_pillow(_opened(photo)).save(output, quality=80)
    return output.getvalue()


def dated(photo: bytes, written: str) -> bytes:
    """The same as a camera's file with that date."""
    exif = Image.Exif()
    exif.get_ifd(DETAILS)[TAKEN_AT] = written
    output = io.BytesIO()
    _opened(photo).save(output, "JPEG", quality=90, exif=exif)
    return output.getvalue()


def _portrait() -> Image.Image:
    picture = _opened(samples.photo("biden"))
    picture.thumbnail((800, 800))
    return picture


def _opened(photo: bytes) -> Image.Image:
    with Image.open(io.BytesIO(photo)) as picture:
        return picture.convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=92)
    return output.getvalue()
