"""Problems are named from brightness, sharpness and width alone."""

import cv2
import numpy as np
import pytest

from recognition import quality


@pytest.fixture
def crop():
    """A well lit, detailed 160 x 160 patch."""
    coarse = np.random.default_rng(5).integers(60, 200, (40, 40, 3), np.uint8)
    return cv2.resize(coarse, (160, 160), interpolation=cv2.INTER_CUBIC)


def test_a_bright_sharp_large_face_has_no_problems(crop):
    judged = quality.judge(crop, width=120.0)

    assert judged.problems == ()
    assert judged.width == 120.0
    assert judged.brightness == pytest.approx(130, abs=5)


def test_a_narrow_face_is_too_small(crop):
    assert quality.judge(crop, width=quality.MIN_WIDTH - 1).problems == ("too small",)
    assert quality.judge(crop, width=quality.MIN_WIDTH).problems == ()


def test_a_face_without_light_is_too_dark(crop):
    assert quality.judge((crop * 0.1).astype(np.uint8), width=120.0).problems == ("too dark",)


def test_a_face_without_detail_is_too_blurred(crop):
    blurred = cv2.GaussianBlur(crop, (0, 0), 12)

    assert quality.judge(blurred, width=120.0).problems == ("too blurred",)


def test_less_light_is_not_mistaken_for_less_detail(crop):
    sharp = quality.judge(crop, width=120.0)
    dim = quality.judge((crop * 0.5).astype(np.uint8), width=120.0)

    assert dim.sharpness == pytest.approx(sharp.sharpness, rel=0.05)


def test_several_problems_are_all_named():
    black = np.zeros((160, 160, 3), np.uint8)

    assert quality.judge(black, width=20.0).problems == ("too small", "too blurred", "too dark")


@pytest.mark.parametrize(("value", "problems"), [(0, ("too dark",)), (90, ())])
def test_a_whole_picture_is_only_ever_too_dark(value, problems):
    assert quality.problems_of_picture(np.full((48, 64, 3), value, np.uint8)) == problems
