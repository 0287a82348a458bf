"""Intervals come from drawing people, and are left out where they would be too narrow."""

import numpy as np
import pytest

from recognition.evaluation import rates
from recognition.evaluation.metrics import NOBODY, Comparisons


def comparisons(genuine, impostor):
    """From rows of (score, person) and of (score, one, other)."""
    rows = [(score, one, one, True) for score, one in genuine]
    rows += [(score, one, other, False) for score, one, other in impostor]
    scores, one, other, same = zip(*rows, strict=True)
    return Comparisons(
        scores=np.array(scores),
        one=np.array(one),
        other=np.array(other),
        same=np.array(same),
    )


def people_apart(count):
    return [
        (-0.5 + one / 1000, one, other)
        for one in range(count)
        for other in range(count)
        if one != other
    ]


@pytest.fixture
def half_fail():
    """Of twenty people half always fail, in fifty photos each."""
    genuine = [(0.9 if person % 2 else -0.9, person) for person in range(20) for _ in range(50)]
    return comparisons(genuine, people_apart(20))


def test_an_interval_is_as_wide_as_people_are_few_not_comparisons(half_fail):
    (rate,) = rates.measured(half_fail, [rates.frr_at_far(0.01)])

    assert rate.value == 0.5
    assert rate.interval.low < 0.33
    assert rate.interval.high > 0.67


def test_the_same_comparisons_give_the_same_interval(half_fail):
    measures = [rates.EER, rates.frr_at_far(0.01)]

    assert rates.measured(half_fail, measures) == rates.measured(half_fail, measures)


def test_the_order_of_comparisons_does_not_matter(half_fail):
    measures = [rates.EER, rates.frr_at_far(0.01)]
    turned = half_fail.take(np.arange(len(half_fail.scores))[::-1])

    assert rates.measured(turned, measures) == rates.measured(half_fail, measures)


def test_of_few_people_there_is_a_rate_without_an_interval():
    genuine = [(0.9, person) for person in range(9)]

    (rate,) = rates.measured(comparisons(genuine, people_apart(9)), [rates.EER])

    assert rate.value == 0
    assert rate.interval is None


def test_a_rate_that_resampling_seldom_gives_has_no_interval():
    """A hundred comparisons: drawn anew, they are often fewer, and then tell no FAR of 1 %."""
    genuine = [(0.9, person) for person in range(20)]
    impostor = people_apart(20)[:100]

    (rate,) = rates.measured(comparisons(genuine, impostor), [rates.frr_at_far(0.01)])

    assert rate.value == 0


def test_without_enough_comparisons_there_is_no_rate():
    genuine = [(0.9, person) for person in range(20)]

    assert rates.measured(comparisons(genuine, people_apart(5)), [rates.frr_at_far(0.01)]) == [None]


def test_where_nobody_else_is_compared_one_draw_of_a_person_counts_once():
    """Searches name one person each; squared draws would make the interval wider."""
    random = np.random.default_rng(1)
    people = np.arange(400)
    scores = random.random(400)
    strangers = Comparisons(
        scores=np.concatenate([np.full(400, 0.5), scores]),
        one=np.concatenate([people, people + 400]),
        other=np.full(800, NOBODY),
        same=np.arange(800) < 400,
    )

    (rate,) = rates.measured(
        strangers, [rates.Measure(point=lambda all_: all_.at(0.5), rate=lambda point: point.far)]
    )

    assert rate.interval.high - rate.interval.low == pytest.approx(2 * 1.96 * 0.5 / 20, rel=0.25)


def test_rank_one_counts_the_enrolled_whose_own_score_was_the_best():
    searches = comparisons([(0.9, 0), (-np.inf, 1), (0.1, 2), (-np.inf, 3)], [(0.3, 4, NOBODY)])

    (rate,) = rates.measured(searches, [rates.RANK_1])

    assert rate.value == 0.5
