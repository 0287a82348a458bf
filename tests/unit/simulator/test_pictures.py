import io

import pytest
from PIL import Image

from simulator import pictures


def encoded(size, *, mode="RGB", kind="JPEG", orientation=None):
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    buffer = io.BytesIO()
    Image.new(mode, size, 200).save(buffer, kind, exif=exif)
    return buffer.getvalue()


def opened(rendition):
    return Image.open(io.BytesIO(rendition.content))


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        ((4000, 3000), [(90, 68), (320, 240), (800, 600), (1280, 960)]),
        ((600, 900), [(60, 90), (213, 320), (533, 800), (600, 900)]),
        ((320, 200), [(90, 56), (320, 200)]),
        ((50, 40), [(50, 40)]),
        ((5000, 1), [(90, 1), (320, 1), (800, 1), (1280, 1)]),
    ],
)
def test_a_photo_comes_in_telegrams_sizes_and_is_never_enlarged(original, expected):
    assert pictures.sizes(*original) == expected


def test_every_size_is_a_jpeg_of_that_size():
    renditions = pictures.renditions(encoded((1000, 500)))
    for rendition in renditions:
        with opened(rendition) as image:
            assert image.format == "JPEG"
            assert image.size == (rendition.width, rendition.height)
    assert [rendition.width for rendition in renditions] == [90, 320, 800, 1000]


def test_a_photo_is_turned_upright_and_loses_its_exif():
    largest = pictures.renditions(encoded((400, 200), orientation=6))[-1]
    assert (largest.width, largest.height) == (200, 400)
    with opened(largest) as image:
        assert not image.getexif()


def test_the_same_photo_gives_the_same_bytes():
    photo = encoded((700, 300))
    assert pictures.renditions(photo) == pictures.renditions(photo)


def test_what_is_transparent_becomes_white():
    buffer = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(buffer, "PNG")
    with opened(pictures.renditions(buffer.getvalue())[-1]) as image:
        assert image.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    "broken", [b"", b"not a picture", encoded((300, 300))[:200]], ids=["empty", "text", "cut off"]
)
def test_what_cannot_be_decoded_is_not_a_picture(broken):
    with pytest.raises(pictures.NotAPicture):
        pictures.renditions(broken)


def test_a_picture_of_very_many_pixels_is_refused_before_it_is_decoded():
    with pytest.raises(pictures.NotAPicture):
        pictures.renditions(encoded((10_000, 9_000), mode="L", kind="PNG"))
