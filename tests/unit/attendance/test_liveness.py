import random
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pytest

from attendance import liveness
from attendance.liveness import Turn
from attendance.policy import Reason
from tests.unit.fakes.recognition import AT
from tests.unit.fakes.recognition import FakeMoment as Moment

STEP = 1 / 12.5


@dataclass(frozen=True, kw_only=True)
class Quality:
    problems: tuple = ()
    enrolment_problems: tuple = ()


@dataclass(frozen=True, kw_only=True)
class Face:
    embedding: np.ndarray
    box: tuple = (0, 0, 1, 1)
    quality: Quality = Quality()


@dataclass(frozen=True, kw_only=True)
class Reading:
    moments: list
    faces: list = field(default_factory=lambda: [somebody(), somebody()])
    yaw: float = 0.0
    pitch: float = 0.0


def somebody(way=0):
    embedding = np.zeros(512, np.float32)
    embedding[way] = 1
    return Face(embedding=embedding)


ON_THE_WAY = Moment(yaw=12)


def turning(*order, each=6):
    moments = [Moment()] * 8
    for turn in order:
        moments += [ON_THE_WAY, *([AT[turn]] * each), ON_THE_WAY, *([Moment()] * 4)]
    return Reading(moments=moments)


def judged(reading, *asked):
    return liveness.judge(reading, asked, same_person=0.3)


@pytest.mark.parametrize("order", liveness.ORDERS)
def test_every_order_that_is_asked_holds_when_it_is_done(order):
    assert judged(turning(*order), *order) is None


def test_no_order_passes_for_another_unless_all_of_it_is_mirrored():
    for asked in liveness.ORDERS:
        passing = [shown for shown in liveness.ORDERS if judged(turning(*shown), *asked) is None]
        assert len(passing) <= 2
        assert asked in passing


def test_orders_are_two_or_three_steps_that_differ_from_each_other():
    assert len(liveness.ORDERS) == 21
    for order in liveness.ORDERS:
        assert len(order) in (2, 3)
        assert order[0] is not Turn.STRAIGHT
        assert all(here is not there for here, there in pairwise(order))


def test_orders_are_told_apart_by_what_is_seen():
    assert len({liveness.seen_order(order) for order in liveness.ORDERS}) == len(liveness.ORDERS)


def test_the_next_order_is_another_one():
    chance = random.Random(1)
    for order in liveness.ORDERS:
        assert all(liveness.pick(chance.choice, order) != order for _ in range(50))


def test_an_order_is_read_back_and_nothing_else_is():
    for order in liveness.ORDERS:
        assert liveness.parse(" ".join(order)) == order
    for text in ("", "left", "left left", "down up", "left up right left", "straight left"):
        assert liveness.parse(text) == ()


def test_a_turn_too_many_or_too_few_is_another_order():
    assert judged(turning("left", "up"), "left", "up", "right") is Reason.OTHER_TURNS
    assert judged(turning("left", "up", "right"), "left", "up") is Reason.OTHER_TURNS
    assert judged(turning(), "left", "up") is Reason.OTHER_TURNS


def test_half_a_mirrored_order_does_not_hold():
    assert judged(turning("right", "up", "right"), "left", "up", "right") is Reason.OTHER_TURNS


def test_turning_one_way_twice_takes_looking_straight_between():
    moments = [m for m in turning("left", "left").moments if m.yaw or m.second == 0]
    assert judged(Reading(moments=moments), "left", "straight", "left") is None
    through = Reading(moments=[*[Moment()] * 8, *[AT[Turn.LEFT]] * 20])
    assert judged(through, "left", "straight", "left") is Reason.OTHER_TURNS


@pytest.mark.parametrize("turn", ["left", "right", "up"])
def test_turns_that_a_flat_picture_can_show_do_not_count(turn):
    flat = {
        key: replace(moment, solid_yaw=moment.solid_yaw * 0.3, solid_pitch=moment.solid_pitch * 0.3)
        for key, moment in AT.items()
    }
    other = "left" if turn == "up" else "up"
    reading = turning(turn, other)
    moments = [flat[Turn(turn)] if m == AT[Turn(turn)] else m for m in reading.moments]
    assert judged(replace(reading, moments=moments), turn, other) is Reason.FLAT


def test_what_stands_out_to_the_other_side_does_not_count():
    reading = turning("left", "up")
    moments = [replace(m, solid_yaw=-m.solid_yaw) for m in reading.moments]
    assert judged(replace(reading, moments=moments), "left", "up") is Reason.FLAT


def test_a_single_frame_is_no_turn():
    reading = turning("left", "up")
    twitch = [*reading.moments[:4], AT[Turn.RIGHT], *reading.moments[4:]]
    assert judged(replace(reading, moments=twitch), "left", "up") is None


def test_a_face_out_of_sight_for_longer_than_a_blink_is_told():
    reading = turning("left", "up")
    gone = Moment(faces=0)
    short = [*reading.moments[:5], *[gone] * 3, *reading.moments[5:]]
    long = [*reading.moments[:5], *[gone] * 4, *reading.moments[5:]]
    assert judged(replace(reading, moments=short), "left", "up") is None
    assert judged(replace(reading, moments=long), "left", "up") is Reason.OUT_OF_SIGHT


def test_no_face_and_two_faces_are_told_first():
    reading = turning("left", "up")
    nobody = [Moment(faces=0)] * 40
    both = [replace(m, faces=2) if at in (3, 9) else m for at, m in enumerate(reading.moments)]
    assert judged(replace(reading, moments=nobody, faces=[]), "left", "up") is Reason.NO_FACE
    assert judged(replace(reading, moments=both), "left", "up") is Reason.MANY_FACES


def test_another_person_in_one_of_the_frames_is_refused():
    reading = replace(turning("left", "up"), faces=[somebody(), somebody(), somebody(1)])
    assert judged(reading, "left", "up") is Reason.OTHER_PERSON


def test_it_begins_straight():
    assert judged(replace(turning("left", "up"), yaw=40.0), "left", "up") is Reason.NOT_STRAIGHT


@pytest.mark.parametrize("moments", [[], [Moment()], [Moment()] * 14])
def test_a_film_that_is_over_at_once_holds_nothing(moments):
    reading = Reading(moments=moments, faces=[somebody()] if moments else [])
    assert judged(reading, "left", "up") in (Reason.NO_FACE, Reason.OTHER_TURNS)
