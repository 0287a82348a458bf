"""A picture is found again by how it looks about a face."""

import cv2
import numpy as np
import pytest

from recognition import perceptual
from recognition.appearance import BYTES

FACE = (140.0, 120.0, 340.0, 360.0)  # of a picture that is 480 wide and 640 high
COPY, OTHER = 20, 40  # bits


def picture(seed=3):
    """Something with as much to see as a photo, coarse and fine."""
    random = np.random.default_rng(seed)
    layers = [
        cv2.resize(
            random.integers(0, 255, (4 * size, 3 * size, 3), np.uint8),
            (480, 640),
            interpolation=cv2.INTER_CUBIC,
        )
        for size in (1, 2, 5, 11)
    ]
    return np.mean(layers, axis=0).astype(np.uint8)


def jpeg(pixels, quality=50):
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def moved(box, *, by=(0.0, 0.0), scale=1.0):
    left, top, right, bottom = box
    return tuple(scale * (at + by[n % 2]) for n, at in enumerate((left, top, right, bottom)))


CHANGES = {
    "compressed": lambda pixels: (jpeg(pixels), FACE),
    "darker": lambda pixels: ((pixels * 0.6).astype(np.uint8), FACE),
    "brighter": lambda pixels: (np.clip(pixels * 1.3, 0, 255).astype(np.uint8), FACE),
    "scaled": lambda pixels: (cv2.resize(pixels, None, fx=0.5, fy=0.5), moved(FACE, scale=0.5)),
    "cropped": lambda pixels: (
        np.ascontiguousarray(pixels[64:-64, 48:-48]),
        moved(FACE, by=(-48, -64)),
    ),
    "framed otherwise by the detector": lambda pixels: (pixels, moved(FACE, by=(7, -7))),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_copy_of_a_picture_is_near(change):
    kept = perceptual.of(picture(), FACE)

    (apart,) = perceptual.of(*change(picture())).distances([kept.hash])

    assert apart <= COPY


def test_other_pictures_are_far_and_distances_are_in_the_order_asked():
    kept = [perceptual.of(picture(seed), FACE).hash for seed in (3, 4, 5)]

    same, *others = perceptual.of(picture(), FACE).distances(kept)

    assert same == 0
    assert min(others) > OTHER
    assert perceptual.of(picture(), FACE).distances([]) == []


def test_a_hash_has_as_many_bits_as_it_is_said_to_have():
    seen = perceptual.of(picture(), FACE)

    assert len(seen.hash) == BYTES == perceptual.FREQUENCIES**2 / 8
    assert int.from_bytes(seen.hash).bit_count() == BYTES * 4  # half of them, for a median
    assert "hash" in repr(seen)
    assert "_windows" not in repr(seen)


@pytest.mark.parametrize(
    "box",
    [
        (-500, -500, -300, -300),
        (450, 600, 700, 900),
        (0, 0, 1, 1),
        (-100, -100, 900, 900),
        (5, 5, 5, 5),
    ],
)
def test_a_box_may_reach_out_of_the_picture(box):
    assert len(perceptual.of(picture(), box).hash) == BYTES
