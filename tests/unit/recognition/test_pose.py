"""The pose is what a generic head was turned by, before its landmarks were taken."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition import pose

MIRRORED = [1, 0, 2, 4, 3]  # the same landmark in the mirror
turns = st.floats(-60, 60)


def rotation(axis, degrees):
    """A turn about an axis of (right, down, away); positive from each axis towards the next."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    one, other = ((1, 2), (2, 0), (0, 1))[axis]
    matrix = np.eye(3)
    matrix[[one, other], [one, other]] = cosine
    matrix[one, other], matrix[other, one] = -sine, sine
    return matrix


def landmarks(*, yaw=0.0, pitch=0.0, roll=0.0, scale=40.0):
    """The landmarks of the generic head: nodded, then turned to a side, then leant over."""
    turn = rotation(2, roll) @ rotation(1, -yaw) @ rotation(0, -pitch)
    return ((pose.MODEL @ turn.T)[:, :2] * scale + (320, 200)).astype(np.float32)


def test_a_face_to_the_camera_is_not_turned():
    straight = pose.estimate(landmarks())

    assert (straight.yaw, straight.pitch, straight.roll) == pytest.approx((0, 0, 0), abs=1e-3)


def test_a_nose_to_the_right_is_yaw_and_one_that_points_up_is_pitch():
    to_the_right, up = landmarks(), landmarks()
    to_the_right[2] += (8, 0)
    up[2] -= (0, 8)

    assert pose.estimate(to_the_right).yaw > 10
    assert pose.estimate(up).pitch > 10


@given(yaw=turns, pitch=turns, roll=turns, scale=st.floats(5, 500))
def test_every_turn_is_found_at_every_size(yaw, pitch, roll, scale):
    found = pose.estimate(landmarks(yaw=yaw, pitch=pitch, roll=roll, scale=scale))

    assert (found.yaw, found.pitch, found.roll) == pytest.approx((yaw, pitch, roll), abs=0.1)


@given(yaw=turns, pitch=turns, roll=turns, by=turns)
def test_turning_the_picture_changes_the_roll_by_as_much_and_nothing_else(yaw, pitch, roll, by):
    noise = np.random.default_rng(7).normal(0, 2, (5, 2))  # faces are not the generic one
    points = landmarks(yaw=yaw, pitch=pitch, roll=roll) + noise
    before = pose.estimate(points)
    after = pose.estimate(points @ rotation(2, by)[:2, :2].T)

    assert after.yaw == pytest.approx(before.yaw, abs=1e-6)
    assert after.pitch == pytest.approx(before.pitch, abs=1e-6)
    assert (after.roll - before.roll - by + 180) % 360 == pytest.approx(180, abs=1e-6)


@given(yaw=turns, pitch=turns, roll=turns)
def test_a_mirror_image_is_turned_to_the_other_side(yaw, pitch, roll):
    noise = np.random.default_rng(8).normal(0, 2, (5, 2))
    points = landmarks(yaw=yaw, pitch=pitch, roll=roll) + noise
    seen, mirrored = pose.estimate(points), pose.estimate(points[MIRRORED] * (-1, 1))

    assert mirrored.yaw == pytest.approx(-seen.yaw, abs=1e-6)
    assert mirrored.pitch == pytest.approx(seen.pitch, abs=1e-6)
    assert mirrored.roll == pytest.approx(-seen.roll, abs=1e-6)


def test_the_model_is_symmetric_and_its_eyes_are_one_apart():
    np.testing.assert_allclose(pose.MODEL[MIRRORED] * (-1, 1, 1), pose.MODEL)
    np.testing.assert_allclose(pose.MODEL.mean(axis=0), 0, atol=1e-3)
    assert np.linalg.norm(pose.MODEL[0] - pose.MODEL[1]) == pytest.approx(1)


def test_landmarks_in_one_point_are_no_error():
    found = pose.estimate(np.zeros((5, 2), np.float32))

    assert np.isfinite([found.yaw, found.pitch, found.roll]).all()
