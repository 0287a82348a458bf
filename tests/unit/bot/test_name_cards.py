"""Names in large letters."""

import io

import numpy as np
import pytest
from PIL import Image

from bot.name_cards import draw_names

WIDE = 1280


def ink(names):
    """The picture's size, and where there are letters: first and last row and column."""
    with Image.open(io.BytesIO(draw_names(names))) as picture:
        dark = np.asarray(picture.convert("L")) < 100
        rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
        return picture.size, (rows[0], rows[-1]), (columns[0], columns[-1])


@pytest.mark.parametrize(
    "name", ["Ann", "Barack Obama", "Bartholomew Featherstonehaugh the Third", "x" * 120, "Ж Ω ş"]
)
def test_a_name_is_as_large_as_it_fits_and_in_the_middle(name):
    size, (top, bottom), (left, right) = ink([name])

    assert size == (WIDE, 640)
    assert left >= 30
    assert right <= WIDE - 30
    assert top >= 20
    assert bottom <= 640 - 20
    assert abs((left + right) / 2 - WIDE / 2) < 40
    assert abs((top + bottom) / 2 - 320) < 60
    assert bottom - top > 300 or right - left > WIDE * 0.75


@pytest.mark.parametrize("number", [2, 3, 6, 10])
def test_every_one_of_several_has_room(number):
    (width, height), (top, bottom), _ = ink([f"Person {one} of them" for one in range(number)])

    assert width == WIDE
    assert height >= number * 200
    assert top < height / number
    assert bottom > height - height / number


def test_a_name_that_no_font_can_write_is_not_drawn():
    assert draw_names(["Ann", "\U0001e7e0\U0001e7e1"]) is None
