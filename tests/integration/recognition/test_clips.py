"""Heads turn and photos do not, however they are held; made of sample photos as the test runs.

There is no film of a real head among the samples: one that turns is a photo on a made-up relief.
"""

import cv2
import numpy as np
import pytest

from attendance import liveness
from attendance.policy import Reason
from benchmarks import films
from benchmarks.films import CLOSE, Held, Studio, cylinder, head, swings
from recognition import samples

LEFT, RIGHT, UP = Held(yaw=35), Held(yaw=-35), Held(pitch=28)
TILTS = (Held(yaw=55), Held(pitch=50))
MOVES = (Held(right=50, down=20, roll=15), Held(scale=0.75, roll=-20, down=-25))


@pytest.fixture(scope="module")
def seen(reader):
    """Film the photo of somebody, and read that."""

    def of(name, *ends, **studio):
        made = studio_of(reader, name, **studio)
        return reader.read_clip(films.film(made, swings(*ends), np.random.default_rng(1)))

    return of


def studio_of(reader, name, **studio):
    data = samples.photo(name)
    photo = cv2.cvtColor(cv2.imdecode(np.frombuffer(data, np.uint8), 1), cv2.COLOR_BGR2RGB)
    return Studio(photo=photo, landmarks=reader.read(data).faces[0].landmarks, **studio)


@pytest.fixture(scope="module")
def live(seen):
    return seen("obama", LEFT, UP, surface=head)


def judged(reader, reading, asked):
    return liveness.judge(reading, liveness.parse(asked), same_person=reader.accept_score)


def test_a_head_that_turns_as_asked_is_alive(reader, live):
    assert judged(reader, live, "left up") is None


def test_the_same_turns_answer_no_other_order(reader, live):
    assert judged(reader, live, "up left") is Reason.OTHER_TURNS
    assert judged(reader, live, "left up left") is Reason.OTHER_TURNS


def test_its_straight_frames_come_first_and_show_whose_it_is(reader, read, live):
    (obama, *_), (biden, *_) = read("obama2").faces, read("biden").faces
    straight = live.faces[0]
    assert abs(straight.quality.yaw) < 10
    assert straight.quality.problems == ()
    assert straight.embedding @ obama.embedding > reader.accept_score
    assert straight.embedding @ biden.embedding < reader.accept_score


@pytest.mark.parametrize(
    ("name", "ends", "studio"),
    [
        ("obama", (Held(), Held()), {}),
        ("biden", MOVES, {}),
        ("obama", TILTS, {}),
        ("biden", TILTS, {"distance": CLOSE}),
        ("obama", TILTS, {"distance": CLOSE, "noise": 10.0, "flicker": 0.08}),
        ("biden", (Held(yaw=40), Held(pitch=35)), {"surface": cylinder(6.0)}),
    ],
    ids=["still", "moved", "tilted", "keystoned", "noisy", "bent a little"],
)
def test_a_photo_is_refused_however_it_is_held(reader, seen, name, ends, studio):
    reading = seen(name, *ends, **studio)
    for asked in ("left up", "right up"):
        assert judged(reader, reading, asked) in (Reason.FLAT, Reason.OTHER_TURNS)


def test_two_people_in_a_film_are_seen(reader):
    group = samples.photo("group")
    photo = cv2.cvtColor(cv2.imdecode(np.frombuffer(group, np.uint8), 1), cv2.COLOR_BGR2RGB)
    still = cv2.resize(photo, (384, round(384 * photo.shape[0] / photo.shape[1]) // 2 * 2))
    reading = reader.read_clip(films.encoded([still] * 30))
    assert judged(reader, reading, "left up") is Reason.MANY_FACES


def test_a_film_without_anybody_is_read_and_shows_nobody(reader):
    reading = reader.read_clip(films.encoded([np.full((240, 240, 3), 120, np.uint8)] * 30))
    assert judged(reader, reading, "left up") is Reason.NO_FACE
    assert reading.faces == ()


def test_another_person_halfway_through_is_seen(reader):
    stills = []
    for name in ("obama", "biden"):
        stills += [films.picture(studio_of(reader, name), Held())] * 20
    reading = reader.read_clip(films.encoded(stills))
    assert not liveness.is_one_person(reading.faces, reader.accept_score)


def test_another_person_who_looks_straight_between_two_turns_is_seen(reader):
    obama = studio_of(reader, "obama", surface=head)
    before, after = (films.frames(obama, swings(turn)) for turn in (LEFT, UP))
    between = [films.picture(studio_of(reader, "biden", surface=head), Held())] * 2 * films.RATE
    reading = reader.read_clip(films.encoded([*before, *between, *after]))
    assert judged(reader, reading, "left up") is Reason.OTHER_PERSON
