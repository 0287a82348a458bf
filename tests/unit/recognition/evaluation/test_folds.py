"""Accuracy is tested on people whom the threshold has never seen."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recognition.evaluation import folds, verification
from recognition.evaluation.metrics import Comparisons
from tests.unit.recognition.evaluation.faces import crowd


def pairs_of(owners, scores=None):
    one, other = verification.all_pairs(np.array(owners))
    owners = np.array(owners)
    return Comparisons(
        scores=np.zeros(len(one)) if scores is None else scores,
        one=owners[one],
        other=owners[other],
        same=owners[one] == owners[other],
    )


@given(st.lists(st.integers(0, 30), min_size=2, max_size=60))
def test_nobody_is_in_two_folds_and_each_fold_has_both_kinds_of_pairs(owners):
    comparisons = pairs_of(owners)

    tested_in = folds.by_people(comparisons)

    people = {}
    for fold in set(tested_in) - {-1}:
        inside = tested_in == fold
        people[fold] = set(comparisons.one[inside]) | set(comparisons.other[inside])
        assert comparisons.same[inside].any()
        assert not comparisons.same[inside].all()
    for one, other in itertools.combinations(people.values(), 2):
        assert not one & other


def test_twenty_people_with_two_photos_make_ten_folds():
    assert set(folds.by_people(pairs_of(np.repeat(range(20), 2)))) - {-1} == set(range(10))


def test_a_list_is_divided_into_tenths_of_each_kind():
    same = np.repeat([True, False], [30, 20])

    tested_in = folds.in_order(same)

    assert tested_in[:30].tolist() == np.repeat(range(10), 3).tolist()
    assert tested_in[30:].tolist() == np.repeat(range(10), 2).tolist()


@given(st.integers(0, 10_000))
@example(7573)  # two thresholds that judge equally well
@settings(max_examples=10)
def test_accuracy_is_what_counting_one_by_one_gives(seed):
    embeddings, owners = crowd(8, 2, spread=2.5, seed=seed)
    one, other = verification.all_pairs(owners)
    comparisons = verification.compared(embeddings, owners, one, other)
    tested_in = folds.by_people(comparisons)

    found = folds.accuracy(comparisons, tested_in)

    rates = [counted(comparisons, tested_in, fold) for fold in range(max(tested_in) + 1)]
    assert found.folds == len(rates) == 4
    assert found.mean == pytest.approx(np.mean(rates))
    assert found.error == pytest.approx(np.std(rates, ddof=1) / 2)


def counted(comparisons, tested_in, fold):
    rows = list(
        zip(
            comparisons.scores,
            comparisons.one,
            comparisons.other,
            comparisons.same,
            tested_in,
            strict=True,
        )
    )
    tested = [(score, same) for score, _, _, same, at in rows if at == fold]
    seen = {person for _, one, other, _, at in rows if at == fold for person in (one, other)}
    others = [
        (score, same)
        for score, one, other, same, _ in rows
        if one not in seen and other not in seen
    ]
    ordered = sorted({score for score, _ in others})
    best = max(ordered, key=lambda at: balanced(others, at))
    below = max((score for score in ordered if score < best), default=best)
    return balanced(tested, (best + below) / 2)


def balanced(pairs, threshold):
    shares = []
    for kind in (True, False):
        scores = [score for score, same in pairs if same == kind]
        shares.append(sum((score >= threshold) == kind for score in scores) / len(scores))
    return round(sum(shares) / 2, 12)


def test_faces_that_are_far_apart_are_all_judged_rightly():
    embeddings, owners = crowd(20, 2, spread=0.1)
    one, other = verification.all_pairs(owners)
    comparisons = verification.compared(embeddings, owners, one, other)

    found = folds.accuracy(comparisons, folds.by_people(comparisons))

    assert (found.mean, found.error, found.folds) == (1.0, 0.0, 10)


@pytest.mark.parametrize("owners", [[0, 0, 1, 1], [0, 0, 1, 2, 3], [0, 1, 2], [0, 0]])
def test_with_too_few_people_there_is_no_accuracy(owners):
    comparisons = pairs_of(owners)

    assert folds.accuracy(comparisons, folds.by_people(comparisons)) is None
