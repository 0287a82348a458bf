"""Parts of a photo at any size are means of the areas that they cover."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.canvas import Canvas
from recognition.inference import SCALE, ZERO

PHOTO = np.random.default_rng(4).integers(0, 256, (60, 80, 3), np.uint8)

places = st.integers(-40, 90)
sizes = st.integers(1, 70)


def standard(pixels):
    return (pixels.astype(np.float64) - ZERO) / SCALE


def test_a_small_photo_is_taken_as_it_is_and_a_large_one_reduced():
    assert (Canvas(PHOTO, side=100).width, Canvas(PHOTO, side=100).height) == (80, 60)
    reduced = Canvas(PHOTO, side=40)
    assert (reduced.width, reduced.height, reduced.scale) == (40, 30, 0.5)


def test_a_level_of_half_the_size_averages_two_by_two():
    level = Canvas(PHOTO[:59, :79], side=100).level(0.5)  # 40 x 30, as facenet-pytorch counts

    assert level.shape == (30, 40, 3)
    np.testing.assert_allclose(level[0, 0], standard(PHOTO[:2, :2]).mean(axis=(0, 1)), atol=1e-5)


def test_a_crop_at_its_own_size_is_the_pixels():
    (crop,) = Canvas(PHOTO, side=100).crops(np.array([[10, 20, 34, 44]]), 24)

    np.testing.assert_allclose(crop.transpose(1, 2, 0), standard(PHOTO[20:44, 10:34]), atol=1e-5)


@given(places, places, sizes, sizes)
def test_every_crop_is_the_mean_of_what_it_covers_and_grey_beyond(left, top, width, height):
    side = 6
    (crop,) = Canvas(PHOTO, side=100).crops(
        np.array([[left, top, left + width, top + height]]), side
    )

    padded = np.zeros((60 + 200, 80 + 200, 3))
    padded[100:160, 100:180] = standard(PHOTO)
    for row in range(side):
        for column in range(side):
            y0, y1 = top + row * height // side, top - (-(row + 1) * height // side)
            x0, x1 = left + column * width // side, left - (-(column + 1) * width // side)
            expected = padded[100 + y0 : 100 + y1, 100 + x0 : 100 + x1].mean(axis=(0, 1))
            np.testing.assert_allclose(crop[:, row, column], expected, atol=1e-4)


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (3_000, 2)])
def test_odd_photos_have_a_canvas(shape):
    canvas = Canvas(np.zeros((*shape, 3), np.uint8), side=320)

    assert canvas.crops(np.array([[-5, -5, 10, 10]]), 24).shape == (1, 3, 24, 24)
