import pytest

from attendance import policy
from attendance.policy import Reason
from tests.unit.fakes.recognition import FakeComparison, FakeReading, a_face

ACCEPT = 0.5


def reading(*faces, problems=()):
    return FakeReading(faces=faces, problems=problems)


def compared(claimed, best_other=None):
    return FakeComparison(
        claimed=claimed, best_other=best_other, others=int(best_other is not None)
    )


def test_one_good_face_is_the_one_to_compare():
    face = a_face()

    assert policy.single_face(reading(face)) is face


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (reading(), Reason.NO_FACE),
        (reading(problems=("too blurred",)), Reason.NO_FACE),
        (reading(problems=("too dark",)), Reason.TOO_DARK),
        (reading(a_face(b"ann", "too dark")), Reason.TOO_DARK),
        (reading(a_face(b"ann", "too small")), Reason.TOO_SMALL),
        (reading(a_face(b"ann", "too blurred")), Reason.TOO_BLURRED),
        (reading(a_face(b"ann", "too blurred", "too small", "too dark")), Reason.TOO_DARK),
        (reading(a_face(b"ann", "too blurred", "too small")), Reason.TOO_SMALL),
        (reading(a_face(), a_face(b"bob")), Reason.MANY_FACES),
        (reading(a_face(width=300), a_face(width=100)), Reason.MANY_FACES),
        (reading(a_face(), a_face(width=20), a_face(width=200)), Reason.MANY_FACES),
        (reading(a_face(b"ann", "too dark"), a_face(b"bob")), Reason.MANY_FACES),
    ],
)
def test_what_is_wrong_with_a_photo_is_told_the_most_useful_first(seen, reason):
    assert policy.single_face(seen) is reason


def test_a_bystander_far_behind_is_no_second_face():
    sender = a_face(width=300)

    assert policy.single_face(reading(sender, a_face(b"bob", width=99))) is sender


def test_a_problem_that_policy_does_not_know_is_no_refusal():
    face = a_face(b"ann", "smiling")

    assert policy.single_face(reading(face)) is face


@pytest.mark.parametrize(
    ("comparison", "reason"),
    [
        (compared(0.9), None),
        (compared(0.5), None),  # the score that is asked for is enough
        (compared(0.499), Reason.NO_MATCH),
        (compared(-0.2), Reason.NO_MATCH),
        (compared(None), Reason.NO_MATCH),
        (compared(None, 0.9), Reason.NO_MATCH),
        (compared(0.9, 0.2), None),
        (compared(0.9, 0.899), None),
        (compared(0.9, 0.9), Reason.OTHER_MATCHES),
        (compared(0.7, 0.8), Reason.OTHER_MATCHES),
        (compared(0.4, 0.8), Reason.NO_MATCH),
    ],
)
def test_a_face_is_the_claimed_students_if_it_scores_enough_and_nobody_else_better(
    comparison, reason
):
    assert policy.verify(comparison, ACCEPT) is reason
