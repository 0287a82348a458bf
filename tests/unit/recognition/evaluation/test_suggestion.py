"""An accept score is suggested from templates, else from pairs, else not at all."""

import numpy as np
import pytest

from recognition.evaluation import folds, identification, suggestion, verification
from recognition.evaluation.suggestion import Basis
from tests.unit.recognition.evaluation.faces import crowd


def evaluated(people, photos_each):
    embeddings, owners = crowd(people, photos_each, spread=1.2)
    one, other = verification.all_pairs(owners)
    pairs = verification.compared(embeddings, owners, one, other)
    attempts = identification.attempt(embeddings, owners)
    return (
        pairs,
        attempts,
        suggestion.suggest(
            verification.verify(pairs, folds.by_people(pairs)),
            attempts and identification.identify(attempts),
        ),
    )


def test_with_enough_photos_it_is_for_templates():
    _, attempts, found = evaluated(30, 6)

    trials = attempts.claims.trials
    assert found.basis is Basis.TEMPLATES
    assert np.mean(trials.impostor >= found.accept_score) <= 0.001
    assert np.mean(trials.impostor >= found.accept_score - 0.002) > 0.001
    assert found.comparisons == 22 * 3 * 21 + 8 * 6 * 22


def test_with_fewer_photos_it_is_for_pairs():
    pairs, _, found = evaluated(23, 2)

    assert found.basis is Basis.PAIRS
    assert np.mean(pairs.trials.impostor >= found.accept_score) <= 0.001
    assert found.comparisons == 46 * 44 // 2


def test_with_few_photos_there_is_none():
    assert evaluated(10, 4)[2] is None


@pytest.mark.parametrize(
    ("threshold", "score"), [(0.5061, 0.507), (0.506, 0.506), (-0.2, 0.0), (1.0000001, 1.0)]
)
def test_it_is_rounded_up_to_what_a_setting_may_be(threshold, score):
    rate = suggestion.Rate(value=0.01, interval=None, threshold=threshold)

    assert suggestion._suggestion(rate, Basis.PAIRS, 1000).accept_score == score
