"""What a HEIC file would have its decoder do is told from its boxes."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition import errors, heif_boxes
from recognition.images import Photo
from tests.unit.recognition.heif_files import Item, box, encoded, full_box, grid, heif

TILE = (64, 64)
START = box(b"ftyp", b"heic")


def check(data, *, most_parts=500, most_pixels=1_000_000):
    heif_boxes.check(data, most_parts=most_parts, most_pixels=most_pixels)


def tiles(rows, columns, size):
    """One tile, named for each place of a grid."""
    config, data = encoded(TILE)
    tile = Item(kind=b"hvc1", size=TILE, stored=data)
    whole = Item(
        kind=b"grid",
        size=size,
        made_of=(1,) * (rows * columns),
        stored=grid(rows, columns, size),
    )
    return heif([tile, whole], config, primary=2)


def pixels(data, max_pixels=100_000):
    return Photo(data, max_bytes=2**20, max_pixels=max_pixels).pixels(64)


def test_a_picture_of_tiles_is_read():
    assert pixels(tiles(4, 3, (180, 250))).shape == (250, 180, 3)


def test_a_small_picture_of_endless_tiles_is_refused_for_what_decoding_them_would_be():
    with pytest.raises(errors.TooManyPixels):
        pixels(tiles(5, 5, TILE))


def test_tiles_made_of_tiles_are_counted_as_often_as_they_are_named():
    tile = Item(kind=b"hvc1", size=TILE, stored=b"tile")
    items = [tile] + [Item(kind=b"grid", size=TILE, made_of=(at,) * 10) for at in (1, 2)]

    check(heif(items, primary=3), most_pixels=100 * 64 * 64)
    with pytest.raises(errors.TooManyPixels):
        check(heif(items, primary=3), most_pixels=100 * 64 * 64 - 1)


def test_a_tile_without_a_size_is_taken_to_be_as_large_as_any():
    items = [Item(kind=b"hvc1"), Item(kind=b"grid", size=(100, 100), made_of=(1, 1))]

    with pytest.raises(errors.TooManyPixels):
        check(heif(items, primary=2), most_pixels=19_999)


def test_a_picture_made_of_itself_is_refused():
    items = [Item(kind=b"grid", size=TILE, made_of=(2,)), Item(kind=b"grid", made_of=(1,))]

    with pytest.raises(errors.TooManyParts):
        check(heif(items, primary=1))


@pytest.mark.parametrize(("count", "stretches"), [(30, 1), (1, 30)])
def test_items_that_claim_the_same_bytes_again_and_again_are_refused(count, stretches):
    config, data = encoded(TILE)
    picture = Item(kind=b"hvc1", size=TILE, stored=data)
    text = Item(kind=b"mime", describes=1, stored=bytes(50_000))
    claims = Item(kind=b"mime", describes=1, stored=bytes(50_000), stretches=stretches)

    assert pixels(heif([picture, text], config, primary=1)).shape == (64, 64, 3)
    with pytest.raises(errors.TooManyBytes):
        pixels(heif([picture] + [claims] * count, config, primary=1))


def test_a_length_of_nothing_claims_the_whole_file():
    place = struct.pack(">HHHHII", 1, 0, 0, 1, 0, 0)
    locations = full_box(b"iloc", b"\x44\x00" + struct.pack(">H", 3) + place * 3, 1)

    with pytest.raises(errors.TooManyBytes):
        check(START + full_box(b"meta", locations))


def test_endless_boxes_are_refused_without_looking_at_them_all():
    with pytest.raises(errors.TooManyParts):
        check(START + box(b"free", b"") * 500)


@pytest.mark.parametrize("header", [struct.pack(">I4s", 3, b"free"), struct.pack(">I4s", 1, b"x")])
def test_a_box_shorter_than_its_own_header_is_damage(header):
    with pytest.raises(errors.TruncatedImage):
        check(START + header.ljust(16, b"\0"))


def test_a_box_of_64_bits_and_one_that_runs_to_the_end_are_walked():
    inside = full_box(b"iref", box(b"dimg", struct.pack(">HH", 1, 600) + bytes(1200)))
    long = struct.pack(">I4sQ", 1, b"free", 20) + bytes(4)
    last = struct.pack(">I4s", 0, b"meta") + bytes(4)

    with pytest.raises(errors.TooManyParts):
        check(START + long + last + inside)


BOXES = st.sampled_from([b"iprp", b"ipco", b"ipma", b"iref", b"iloc", b"dimg", b"ispe"])
INSIDES = st.recursive(
    st.binary(max_size=40),
    lambda inner: st.builds(full_box, BOXES, inner) | st.builds(box, BOXES, inner),
    max_leaves=8,
)


@given(st.lists(INSIDES, max_size=5))
def test_no_bytes_hang_or_crash_it(insides):
    with suppress(errors.ImageError):
        check(START + full_box(b"meta", b"".join(insides)))
