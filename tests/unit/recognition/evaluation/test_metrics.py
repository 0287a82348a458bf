"""Rates agree with their definitions, counted one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.evaluation import metrics

GENUINE = [0.9, 0.2, 0.8, 0.6]
IMPOSTOR = [0.5, 0.1, 0.7, 0.3]

# Few different values, so that scores tie within and between the kinds.
scores = st.lists(st.integers(-20, 20).map(lambda value: value / 20), min_size=1, max_size=60)
fars = st.sampled_from([0.5, 0.3, 0.25, 0.1, 0.05, 1.0])


def trials(genuine, impostor):
    return metrics.trials(np.array(genuine, float), np.array(impostor, float))


def len_over(impostor, threshold):
    return sum(score >= threshold for score in impostor)


def len_under(genuine, threshold):
    return sum(score < threshold for score in genuine)


def far_at(impostor, threshold):
    return len_over(impostor, threshold) / len(impostor)


def frr_at(genuine, threshold):
    return len_under(genuine, threshold) / len(genuine)


def test_rates_at_a_threshold_are_counted_by_hand():
    point = trials(GENUINE, IMPOSTOR).at(0.5)

    assert (point.far, point.frr) == (0.5, 0.25)


def test_the_equal_error_is_where_both_rates_meet():
    point = metrics.equal_error(trials(GENUINE, IMPOSTOR))

    assert (point.threshold, point.far, point.frr) == (0.6, 0.25, 0.25)


def test_at_a_far_of_a_quarter_one_of_four_impostors_passes():
    point = metrics.at_far(trials(GENUINE, IMPOSTOR), 0.25)

    assert 0.5 < point.threshold < 0.5 + 1e-12
    assert (point.far, point.frr) == (0.25, 0.25)


def test_without_false_accepts_the_threshold_is_over_the_best_impostor():
    point = metrics.without_false_accepts(trials(GENUINE, IMPOSTOR))

    assert 0.7 < point.threshold < 0.7 + 1e-12
    assert (point.far, point.frr) == (0.0, 0.5)


@pytest.mark.parametrize(("far", "comparisons"), [(0.01, 100), (0.001, 1000), (0.3, 4), (1.0, 1)])
def test_a_far_needs_as_many_impostors_as_let_one_pass(far, comparisons):
    enough, few = np.arange(comparisons) / 1000, np.arange(comparisons - 1) / 1000

    assert metrics.needed(far) == comparisons
    assert metrics.at_far(trials(GENUINE, enough), far) is not None
    assert metrics.at_far(trials(GENUINE, few), far) is None


@pytest.mark.parametrize("measure", [metrics.equal_error, metrics.without_false_accepts])
@pytest.mark.parametrize("empty", [([], IMPOSTOR), (GENUINE, [])])
def test_without_one_kind_of_comparisons_there_is_no_rate(measure, empty):
    assert measure(trials(*empty)) is None
    assert metrics.at_far(trials(*empty), 0.25) is None


@given(scores, scores)
def test_the_equal_error_is_the_closest_of_all_thresholds(genuine, impostor):
    def apart(threshold):
        return abs(far_at(impostor, threshold) - frr_at(genuine, threshold))

    point = metrics.equal_error(trials(genuine, impostor))

    closest = min(map(apart, genuine + impostor))
    first = min(at for at in genuine + impostor if apart(at) == pytest.approx(closest, abs=1e-12))
    assert abs(point.far - point.frr) == pytest.approx(closest, abs=1e-12)
    assert point.threshold == first
    assert point.far == pytest.approx(far_at(impostor, first))
    assert point.frr == pytest.approx(frr_at(genuine, first))


@given(scores, scores, fars)
def test_a_far_is_kept_by_the_lowest_threshold_that_keeps_it(genuine, impostor, far):
    point = metrics.at_far(trials(genuine, impostor), far)

    if len(impostor) * far < 1 - 1e-9:
        assert point is None
        return
    lower = max((score for score in impostor if score < point.threshold), default=None)
    assert far_at(impostor, point.threshold) <= far + 1e-12
    assert lower is None or far_at(impostor, lower) > far or point.threshold == min(impostor)
    assert point.frr == pytest.approx(frr_at(genuine, point.threshold))


@given(scores, scores)
def test_every_point_of_the_curve_is_a_threshold_of_the_scores(genuine, impostor):
    far, frr = metrics.curve(trials(genuine, impostor), 50)

    points = {(len_over(impostor, at), len_under(genuine, at)) for at in impostor}
    assert far[-1] == 1
    assert np.all(np.diff(far) >= 0)
    assert np.all(np.diff(frr) <= 0)
    for each in zip(far * len(impostor), frr * len(genuine), strict=True):
        assert tuple(map(round, each)) in points


@given(st.integers(0, 500), st.integers(1, 60))
def test_a_spread_choice_is_of_different_ones_at_even_distances(total, most):
    chosen = metrics.spread(total, most)

    assert len(chosen) == min(total, most)
    assert set(chosen) <= set(range(total))
    assert len(set(chosen)) == len(chosen)
    if len(chosen) > 2:
        distances = np.diff(chosen)
        assert distances.max() - distances.min() <= 1
