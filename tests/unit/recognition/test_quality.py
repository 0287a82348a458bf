"""Problems are named from the crop's pixels, the landmarks and where the box lies."""

import cv2
import numpy as np
import pytest

from recognition import pose, quality
from recognition.detection import Detection

SIZE = (640, 480)
MIDDLE = np.array((320.0, 240.0))


@pytest.fixture
def crop():
    """A well lit, detailed 160 x 160 patch."""
    coarse = np.random.default_rng(5).integers(60, 200, (40, 40, 3), np.uint8)
    return cv2.resize(coarse, (160, 160), interpolation=cv2.INTER_CUBIC)


def turned(degrees, axis):
    """The generic head's landmarks, turned about the axis across (0) or down (1) the picture."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    along = pose.MODEL[:, 1 - axis] * cosine + pose.MODEL[:, 2] * sine
    points = pose.MODEL[:, :2].copy()
    points[:, 1 - axis] = along
    return points


def found(*, width=120.0, middle=MIDDLE, points=pose.MODEL[:, :2], probability=1.0):
    """A face of that width, its box a third higher than wide, as MTCNN's are."""
    left, top = middle - np.array((width / 2, width * 2 / 3))
    return Detection(
        box=(left, top, left + width, top + width * 4 / 3),
        landmarks=(points * width / 2.4 + middle).astype(np.float32),
        probability=probability,
    )


def judged(crop, detection):
    return quality.judge(crop, detection, size=SIZE)


def problems(crop, detection):
    """At check-in, and at enrolment."""
    seen = judged(crop, detection)
    return seen.problems, seen.enrolment_problems


def test_a_good_face_has_no_problems(crop):
    seen = judged(crop, found())

    assert (seen.problems, seen.enrolment_problems) == ((), ())
    assert seen.width == pytest.approx(120)
    assert seen.brightness == pytest.approx(130, abs=5)
    assert (seen.yaw, seen.pitch, seen.roll) == pytest.approx((0, 0, 0), abs=1e-3)
    assert (seen.glare, seen.outside) == (0, 0)


@pytest.mark.parametrize(
    ("width", "named"),
    [
        (39, (("too small",), ("too small",))),
        (41, ((), ("too small",))),
        (49, ((), ())),
    ],
)
def test_a_narrow_face_is_too_small(crop, width, named):
    assert problems(crop, found(width=width)) == named


@pytest.mark.parametrize(
    ("light", "named"),
    [
        (0.15, (("too dark",), ("too dark",))),
        (0.25, ((), ("too dark",))),
        (0.4, ((), ())),
    ],
)
def test_a_face_with_little_light_is_too_dark(crop, light, named):
    assert problems((crop * light).astype(np.uint8), found()) == named


@pytest.mark.parametrize(
    ("white", "named"),
    [
        (0.5, (("too bright",), ("too bright",))),
        (0.3, ((), ("too bright",))),
        (0.05, ((), ())),
    ],
)
def test_a_face_that_is_white_in_part_is_too_bright(crop, white, named):
    crop[: 16 + round(128 * white)] = 255

    assert problems(crop, found()) == named


@pytest.mark.parametrize(
    ("sigma", "named"),
    [
        (12, (("too blurred",), ("too blurred",))),
        (2, ((), ("too blurred",))),
        (1, ((), ())),
    ],
)
def test_a_face_without_detail_is_too_blurred(crop, sigma, named):
    assert problems(cv2.GaussianBlur(crop, (0, 0), sigma), found()) == named


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize(
    ("degrees", "axis", "named"),
    [
        (57, 1, (("turned too far",), ("turned too far",))),
        (52, 1, ((), ("turned too far",))),
        (48, 1, ((), ())),
        (38, 0, (("turned too far",), ("turned too far",))),
        (32, 0, ((), ("turned too far",))),
        (28, 0, ((), ())),
    ],
)
def test_a_face_that_looks_aside_or_up_or_down_is_turned_too_far(crop, side, degrees, axis, named):
    assert problems(crop, found(points=turned(side * degrees, axis))) == named


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize(
    ("degrees", "named"),
    [
        (43, (("turned too far",), ("turned too far",))),
        (38, ((), ("turned too far",))),
        (33, ((), ())),
    ],
)
def test_a_face_that_leans_over_is_turned_too_far(crop, side, degrees, named):
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(side * degrees))
    leaning = pose.MODEL[:, :2] @ np.array(((cosine, sine), (-sine, cosine)))

    assert problems(crop, found(points=leaning)) == named


@pytest.mark.parametrize(
    ("middle", "named"),
    [
        ((25, 240), (("cut off",), ("cut off",))),
        ((45, 240), ((), ("cut off",))),
        ((55, 240), ((), ())),
        ((615, 240), (("cut off",), ("cut off",))),
        ((320, 20), (("cut off",), ("cut off",))),
        ((320, 455), (("cut off",), ("cut off",))),
        ((320, 418), ((), ("cut off",))),
    ],
)
def test_a_face_that_reaches_over_the_edge_is_cut_off(crop, middle, named):
    points = pose.MODEL[:, :2] * 0.4  # well inside the box

    assert problems(crop, found(middle=np.array(middle), points=points)) == named


def test_a_face_whose_mouth_is_beyond_the_edge_is_cut_off(crop):
    box = (200.0, 330.0, 320.0, 480.0)
    landmarks = np.array(((230, 400), (290, 400), (260, 440), (235, 481), (285, 481)), np.float32)

    seen = judged(crop, Detection(box=box, landmarks=landmarks, probability=1.0))

    assert seen.outside == 1
    assert "cut off" in seen.problems


@pytest.mark.parametrize(
    ("probability", "named"),
    [
        (0.955, (("uncertain",), ("uncertain",))),
        (0.965, ((), ("uncertain",))),
        (0.975, ((), ())),
    ],
)
def test_a_face_that_may_be_none_is_uncertain(crop, probability, named):
    assert problems(crop, found(probability=probability)) == named


def test_what_is_too_bad_for_check_in_is_too_bad_for_enrolment():
    looser, stricter = vars(quality.CHECK_IN), vars(quality.ENROLMENT)
    least = {"width", "sharpness", "brightness", "probability"}

    assert all((stricter[name] > looser[name]) == (name in least) for name in looser)


def test_less_light_is_not_mistaken_for_less_detail(crop):
    sharp = judged(crop, found())
    dim = judged((crop * 0.5).astype(np.uint8), found())

    assert dim.sharpness == pytest.approx(sharp.sharpness, rel=0.05)


def test_several_problems_are_all_named():
    black = np.zeros((160, 160, 3), np.uint8)

    seen = judged(black, found(width=20.0, points=turned(60, 1), probability=0.9))

    assert set(seen.problems) == {
        "too small",
        "too blurred",
        "too dark",
        "turned too far",
        "uncertain",
    }


@pytest.mark.parametrize(("value", "named"), [(0, ("too dark",)), (90, ())])
def test_a_whole_picture_is_only_ever_too_dark(value, named):
    assert quality.problems_of_picture(np.full((48, 64, 3), value, np.uint8)) == named
