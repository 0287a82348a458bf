from bisect import bisect_left as bisect
from dataclasses import replace
from statistics import fmean, pstdev

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from attendance import policy
from attendance.policy import Reason
from bot.replies import student as student_replies
from recognition import quality
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
        (reading(a_face(b"ann", "too bright")), Reason.TOO_BRIGHT),
        (reading(a_face(b"ann", "cut off")), Reason.CUT_OFF),
        (reading(a_face(b"ann", "too small")), Reason.TOO_SMALL),
        (reading(a_face(b"ann", "turned too far")), Reason.TURNED),
        (reading(a_face(b"ann", "too blurred")), Reason.TOO_BLURRED),
        (reading(a_face(b"ann", "uncertain")), Reason.UNCERTAIN),
        (reading(a_face(b"ann", "too blurred", "too small", "too dark")), Reason.TOO_DARK),
        (reading(a_face(b"ann", "too blurred", "too small")), Reason.TOO_SMALL),
        (reading(a_face(b"ann", "turned too far", "cut off")), Reason.CUT_OFF),
        (reading(a_face(b"ann", "uncertain", "turned too far")), Reason.TURNED),
        (reading(a_face(), a_face(b"bob")), Reason.MANY_FACES),
        (reading(a_face(width=300), a_face(width=100)), Reason.MANY_FACES),
        (reading(a_face(), a_face(width=20), a_face(width=200)), Reason.MANY_FACES),
        (reading(a_face(b"ann", "too dark"), a_face(b"bob")), Reason.MANY_FACES),
    ],
)
def test_what_is_wrong_with_a_photo_is_told_the_most_useful_first(seen, reason):
    assert policy.single_face(seen) is reason
    assert policy.enrolment_face(seen) is reason


def test_what_will_do_for_a_selfie_may_not_do_to_recognise_others_by():
    face = a_face(b"ann", enrolment=("too small", "turned too far"))

    assert policy.single_face(reading(face)) is face
    assert policy.enrolment_face(reading(face)) is Reason.TOO_SMALL


def test_a_bystander_far_behind_is_no_second_face():
    sender = a_face(width=300)

    assert policy.single_face(reading(sender, a_face(b"bob", width=99))) is sender


def test_a_problem_that_policy_does_not_know_is_no_refusal():
    face = a_face(b"ann", "smiling")

    assert policy.single_face(reading(face)) is face


# --- whose face it is -----------------------------------------------------------------------


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


def compared_with(claimed, others):
    """A comparison with these scores of others."""
    return FakeComparison(
        claimed=claimed,
        best_other=max(others, default=None),
        others=len(others),
        mean=fmean(others) if others else 0.0,
        deviation=pstdev(others) if others else 0.0,
    )


usual_scores = st.lists(st.floats(-0.4, 0.4), max_size=60)


@given(usual_scores)
@example([])
@example([0.3] * 60)
def test_a_score_stands_out_from_those_of_others_and_what_is_usual_together(others):
    half = policy.USUAL_OTHERS // 2
    usual = [policy.USUAL_DEVIATION] * half + [-policy.USUAL_DEVIATION] * half
    least = fmean(others + usual) + policy.STANDS_OUT * pstdev(others + usual)

    assert policy.verify(compared_with(least + 1e-6, others), accept_score=0) is None
    assert policy.verify(compared_with(least - 1e-6, others), accept_score=0) is Reason.NO_MATCH


@pytest.mark.parametrize(
    ("others", "deviations", "reason"),
    [
        (1, 3.8, Reason.OTHER_MATCHES),
        (299, 3.8, Reason.OTHER_MATCHES),
        (5000, 3.8, None),  # of so many, one comes this near by chance
        (5000, 4.2, Reason.OTHER_MATCHES),
        (50_000, 4.2, None),
        (50_000, 4.7, Reason.OTHER_MATCHES),
    ],
)
def test_among_very_many_somebody_matches_better_by_chance(others, deviations, reason):
    comparison = FakeComparison(
        claimed=(policy.STANDS_OUT + 0.01) * policy.USUAL_DEVIATION,
        best_other=deviations * policy.USUAL_DEVIATION,
        others=others,
        mean=0.0,
        deviation=policy.USUAL_DEVIATION,
    )

    assert policy.verify(comparison, accept_score=0.4) is reason


scores = st.floats(-1, 1)
galleries = st.builds(
    FakeComparison,
    claimed=scores,
    best_other=scores,
    others=st.integers(1, 100_000),
    mean=st.floats(-0.2, 0.2),
    deviation=st.floats(0, 0.3),
)


@given(galleries, scores, st.floats(0, 1))
def test_a_higher_score_is_never_worse(comparison, higher, accept_score):
    verdict = policy.verify(comparison, accept_score)
    better = replace(comparison, claimed=max(comparison.claimed, higher))

    if verdict is None:
        assert policy.verify(better, accept_score) is None


@given(galleries, st.floats(0, 1), st.floats(0, 1))
def test_asking_for_a_higher_score_never_lets_more_in(comparison, accept_score, higher):
    if policy.verify(comparison, accept_score) is not None:
        assert policy.verify(comparison, max(accept_score, higher)) is not None


@given(galleries, scores, st.floats(0, 1))
def test_nobody_gets_in_because_another_matches_better(comparison, higher, accept_score):
    worse = replace(comparison, best_other=max(comparison.best_other, higher))

    if policy.verify(comparison, accept_score) is not None:
        assert policy.verify(worse, accept_score) is not None


def least_accepted(others):
    """The lowest score that is accepted beside these scores of others."""

    def accepted(claimed):
        return policy.verify(compared_with(claimed, others), accept_score=0.3) is None

    return bisect(range(10_001), True, key=lambda step: accepted(step / 10_000)) / 10_000


@given(usual_scores, st.floats(-0.4, 0.4))
def test_one_classmate_more_changes_little_in_a_gallery_of_any_size(others, score):
    """Least of all when the thirtieth comes: there is no step."""
    assert least_accepted([*others, score]) == pytest.approx(least_accepted(others), abs=0.025)


@given(usual_scores, st.randoms())
def test_the_order_of_the_others_is_no_matter(others, random):
    shuffled = random.sample(others, len(others))

    assert least_accepted(shuffled) == pytest.approx(least_accepted(others), abs=2e-4)


def test_every_problem_that_recognition_names_is_a_refusal():
    names = [getattr(quality, name) for name in dir(quality) if name.isupper()]
    problems = [name for name in names if isinstance(name, str)]

    assert len(problems) == 7
    for problem in problems:
        assert policy.single_face(reading(a_face(b"ann", problem))) == problem
        assert student_replies.why(Reason(problem))
