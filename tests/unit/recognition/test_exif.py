"""When a picture was taken, as the camera wrote it."""

import io
from datetime import datetime

import pytest
from PIL import Image

from recognition.exif import DETAILS, TAKEN_AT
from recognition.images import Photo

TAKEN = datetime(2026, 3, 2, 8, 59, 30)  # noqa: DTZ001 - a camera's clock


def taken_at(written, format_="JPEG"):
    exif = Image.Exif()
    exif.get_ifd(DETAILS)[TAKEN_AT] = written
    output = io.BytesIO()
    Image.new("RGB", (40, 20)).save(output, format_, exif=exif)
    return Photo(output.getvalue(), max_bytes=10**6, max_pixels=10**6).taken_at


@pytest.mark.parametrize("format_", ["JPEG", "WEBP", "HEIF"])
def test_the_moment_is_read_from_what_phones_write(format_):
    assert taken_at("2026:03:02 08:59:30", format_) == TAKEN


@pytest.mark.parametrize(
    "written",
    [
        "",
        "    :  :     :  :  ",
        "yesterday",
        "2026:13:40 99:00:00",
        "2026-03-02 08:59:30",
        "0001:01:01 00:00:00",
        "9999:12:31 23:59:59",
        7,
    ],
)
def test_what_is_no_moment_says_nothing(written):
    assert taken_at(written) is None


def test_padding_is_in_nobody_s_way():
    assert taken_at("2026:03:02 08:59:30\0") == TAKEN


def test_a_picture_without_exif_data_says_nothing():
    output = io.BytesIO()
    Image.new("RGB", (40, 20)).save(output, "JPEG")
    assert Photo(output.getvalue(), max_bytes=10**6, max_pixels=10**6).taken_at is None
