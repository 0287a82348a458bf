"""JPEG files are walked through segment by segment."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition import containers, errors

LIMITS = {"JPEG": 50, "EXIF": 3, "HEIF": 50}
SCAN = b"\xff\xda\x00\x04ab" + b"data \xff\x00 more \xff\xd3 of it"
START, END = b"\xff\xd8", b"\xff\xd9"


def check(data):
    return containers.check(data, most_parts=LIMITS, most_scans=3, most_pixels=10_000)


def test_a_jpeg_of_one_scan_is_nothing_special():
    assert check(START + b"\xff\xe0\x00\x02" + SCAN + END) is None


@pytest.mark.parametrize("scans", [2, 3])
def test_a_jpeg_of_several_scans_is_told_also_when_it_is_not_progressive(scans):
    assert check(START + SCAN * scans + END) == containers.SEVERAL_SCANS


def test_scans_in_a_thumbnail_or_after_the_end_do_not_count():
    thumbnail = START + SCAN * 5 + END
    exif = b"\xff\xe1" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail

    assert check(START + exif + SCAN + END + SCAN * 5) is None


def test_too_many_scans_or_segments_are_refused():
    with pytest.raises(errors.TooManyParts):
        check(START + SCAN * 4 + END)
    with pytest.raises(errors.TooManyParts):
        check(START + b"\xff\xe1\x00\x02" * 50 + SCAN + END)


def test_exif_data_in_many_segments_is_refused():
    exif = b"\xff\xe1\x00\x08Exif\x00\x00"

    assert check(START + exif * 3 + SCAN + END) is None
    assert check(START + exif * 3 + b"\xff\xe1\x00\x04xm" * 9 + SCAN + END) is None
    with pytest.raises(errors.TooManyParts):
        check(START + exif * 4 + SCAN + END)


@given(st.binary(max_size=300), st.sampled_from([START, b"\0\0\0\x08ftyp", b""]))
def test_no_bytes_hang_or_crash_it(data, start):
    with suppress(errors.ImageError):
        assert check(start + data) in {None, containers.SEVERAL_SCANS}
