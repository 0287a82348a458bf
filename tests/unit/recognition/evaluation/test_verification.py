"""All pairs are compared, or as many as are wanted of each kind."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.evaluation import folds, verification
from tests.unit.recognition.evaluation.faces import crowd

people = st.lists(st.integers(0, 6), min_size=1, max_size=30)


def as_sets(pairs):
    return [frozenset(pair) for pair in zip(*(side.tolist() for side in pairs), strict=True)]


@given(people)
def test_all_pairs_are_all_combinations_of_photos(owners):
    pairs = as_sets(verification.all_pairs(np.array(owners)))

    wanted = {frozenset(pair) for pair in itertools.combinations(range(len(owners)), 2)}
    assert len(pairs) == len(wanted)
    assert set(pairs) == wanted


@given(people, st.integers(1, 20))
def test_of_too_many_pairs_no_more_than_wanted_of_each_kind_are_taken(owners, most):
    pairs = as_sets(verification.all_pairs(np.array(owners), most=most))

    same = [pair for pair in pairs if len({owners[photo] for photo in pair}) == 1]
    counts = np.unique(owners, return_counts=True)[1]
    assert len(set(pairs)) == len(pairs)
    assert len(same) == min(most, sum(count * (count - 1) // 2 for count in counts))
    assert len(pairs) - len(same) <= most


def test_a_choice_of_pairs_is_taken_from_everybody():
    owners = np.repeat(range(100), 5)

    one, other = verification.all_pairs(owners, most=2_000)

    apart = owners[one] != owners[other]
    assert 1_900 < apart.sum() <= 2_000
    assert set(owners[one[apart]]) | set(owners[other[apart]]) == set(range(100))


@pytest.mark.parametrize("larger", [1, 2, 100_000, 30_000_000])
def test_pairs_are_numbered_without_rounding(larger):
    first = larger * (larger - 1) // 2

    one, other = verification._triangle(np.array([first, first + larger - 1, first + larger]))

    assert one.tolist() == [0, larger - 1, 0]
    assert other.tolist() == [larger, larger, larger + 1]


def test_the_score_of_a_pair_is_the_dot_product():
    embeddings, owners = crowd(4, 3)
    one, other = np.array([0, 0, 11]), np.array([1, 4, 3])

    compared = verification.compared(embeddings, owners, one, other)

    expected = [embeddings[a] @ embeddings[b] for a, b in zip(one, other, strict=True)]
    assert compared.scores == pytest.approx(expected, abs=1e-6)
    assert compared.same.tolist() == [True, False, False]
    assert (compared.one.tolist(), compared.other.tolist()) == ([0, 0, 3], [0, 1, 1])


def test_verification_counts_and_says_what_is_too_little_for_a_far():
    embeddings, owners = crowd(12, 3, spread=0.1)
    one, other = verification.all_pairs(owners)
    compared = verification.compared(embeddings, owners, one, other)

    found = verification.verify(compared, folds.by_people(compared))

    assert (found.genuine, found.impostor) == (36, 594)
    assert found.accuracy.mean == 1
    assert found.equal_error.value == 0
    assert found.frr_at[0.01].value == 0
    assert found.frr_at[0.001] is None
    assert found.frr_without_false_accepts.value == 0
