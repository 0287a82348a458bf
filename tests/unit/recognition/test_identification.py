"""Faces get names: the surest first, nobody twice, strangers none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from recognition import identification
from recognition.identification import MIN_STRENGTH, NEXT, SHARE, assign

ANN, BOB, CYD = 10, 20, 30
CLASS = [ANN, BOB, CYD]


def named(*rows, students=CLASS):
    return [one.student_id for one in assign(np.array(rows, np.float32), students)]


def test_a_face_is_given_to_whom_it_matches_best():
    (one,) = assign(np.array([[0.1, 0.8, 0.2]], np.float32), CLASS)

    assert one.student_id == BOB
    assert one.score == pytest.approx(0.8)
    assert (one.runner_up_id, one.runner_up) == (CYD, pytest.approx(0.2))


def test_a_stranger_is_given_to_nobody_but_the_best_match_is_told():
    (one,) = assign(np.array([[0.1, 0.3, 0.2]], np.float32), CLASS)

    assert one.student_id is None
    assert one.score == pytest.approx(0.3)
    assert one.runner_up_id == CYD


def test_the_bound_is_on_the_best_score_less_a_share_of_the_next_few():
    following = [0.3, 0.2, 0.1, 0.0, -0.1]
    beyond = [-0.2] * 20
    bound = MIN_STRENGTH + SHARE * float(np.mean(following))
    students = list(range(26))

    assert len(following) == NEXT
    assert named([bound + 0.001, *following, *beyond], students=students) == [0]
    assert named([bound - 0.001, *following, *beyond], students=students) == [None]


def test_a_face_that_is_like_many_needs_a_higher_score():
    assert named([0.55, 0.0, 0.0]) == [ANN]
    assert named([0.55, 0.5, 0.5]) == [None]


def test_two_faces_are_never_the_same_student():
    assert named([0.8, 0.0, 0.0], [0.9, 0.0, 0.0]) == [None, ANN]


def test_who_loses_a_student_may_be_the_next():
    assert named([0.8, 0.7, 0.0], [0.9, 0.0, 0.0]) == [BOB, ANN]


def test_twins_in_one_photo_are_told_apart():
    assert named([0.80, 0.75, 0.0], [0.79, 0.81, 0.0]) == [ANN, BOB]


def test_a_weak_match_takes_nobody_away():
    assert named([0.2, 0.0, 0.0], [0.9, 0.0, 0.0], [0.1, 0.8, 0.0]) == [None, ANN, BOB]


def test_between_equal_scores_the_earlier_face_and_the_earlier_student_win():
    assert named([0.8, 0.0, 0.0], [0.8, 0.0, 0.0]) == [ANN, None]
    assert named([0.9, 0.9, 0.0]) == [ANN]


def test_a_loser_among_equals_gets_the_other():
    assert named([0.9, 0.9, 0.0], [0.9, 0.9, 0.0]) == [ANN, BOB]


def test_when_everybody_is_given_away_nothing_is_left_to_tell():
    first, second = assign(np.array([[0.9], [0.8]], np.float32), [ANN])

    assert first.student_id == ANN
    assert first.runner_up_id is None
    assert (second.student_id, second.score) == (None, None)


@st.composite
def photos(draw):
    """Scores of up to eight faces with up to forty students."""
    faces, students = draw(st.integers(0, 8)), draw(st.integers(0, 40))
    scores = st.floats(-0.5, 1, width=16)
    return draw(arrays.arrays(np.float32, (faces, students), elements=scores))


@given(photos())
def test_nobody_is_given_away_twice_and_only_to_strong_matches(scores):
    students = list(range(100, 100 + scores.shape[1]))

    answers = assign(scores, students)

    given_away = [one.student_id for one in answers if one.student_id is not None]
    assert len(answers) == len(scores)
    assert len(set(given_away)) == len(given_away)
    for row, one in zip(scores, answers, strict=True):
        if one.student_id is not None:
            assert one.score == row[students.index(one.student_id)]
            assert one.score >= MIN_STRENGTH + SHARE * min(row.min(), 0)


@given(photos())
def test_everything_that_the_short_lists_leave_out_would_change_nothing(scores):
    students = list(range(scores.shape[1]))

    short = assign(scores, students)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identification, "_ranked", lambda row, _: whole(row))
        assert assign(scores, students) == short


def whole(row):
    return [int(each) for each in np.argsort(-row, kind="stable")]


@given(photos(), st.randoms())
def test_the_order_of_students_matters_only_between_equals(scores, random):
    students = list(range(scores.shape[1]))
    distinct = scores + np.linspace(0, 1e-3, scores.size, dtype=np.float32).reshape(scores.shape)
    shuffled = random.sample(students, len(students))

    names = [one.student_id for one in assign(distinct, students)]
    assert [one.student_id for one in assign(distinct[:, shuffled], shuffled)] == names
