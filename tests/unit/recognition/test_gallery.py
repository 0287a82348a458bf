"""The gallery answers as a search through a plain list of templates would."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.gallery import Comparison, Gallery


def unit(seed):
    vector = np.random.default_rng(seed).normal(size=512)
    return vector / np.linalg.norm(vector)


def packed(vector):
    return np.asarray(vector, "<f4").tobytes()


def towards(one, other, share):
    """A unit vector between two others, `share` of the way."""
    between = (1 - share) * one + share * other
    return between / np.linalg.norm(between)


@pytest.fixture
def gallery():
    gallery = Gallery()
    gallery.replace(1, [(10, 1, packed(unit(1))), (20, 2, packed(unit(2)))])
    return gallery


def test_a_probe_is_scored_against_the_claimed_student_and_the_best_other(gallery):
    probe = towards(unit(1), unit(2), 0.3)

    comparison = gallery.compare(packed(probe), 1)

    assert comparison.claimed == pytest.approx(probe @ unit(1), abs=1e-5)
    assert comparison.best_other == pytest.approx(probe @ unit(2), abs=1e-5)
    assert comparison.best_other_id == 2
    assert comparison.others == 1


def test_a_student_without_a_template_has_no_score(gallery):
    comparison = gallery.compare(packed(unit(1)), 3)

    assert comparison.claimed is None
    assert comparison.best_other_id == 1
    assert comparison.others == 2


def test_an_empty_gallery_scores_nobody():
    assert Gallery().compare(packed(unit(1)), 1) == Comparison(
        claimed=None, best_other=None, best_other_id=None, others=0, mean=0.0, deviation=0.0
    )


def test_the_only_student_has_no_others():
    gallery = Gallery()
    gallery.replace(1, [(10, 1, packed(unit(1)))])

    comparison = gallery.compare(packed(unit(1)), 1)

    assert comparison.claimed == pytest.approx(1, abs=1e-5)
    assert (comparison.best_other, comparison.best_other_id, comparison.others) == (None, None, 0)


def test_several_photos_of_a_student_count_as_their_centroid(gallery):
    gallery.apply(2, added=[(11, 1, packed(unit(3)))], removed=[])

    comparison = gallery.compare(packed(unit(1)), 1)

    assert comparison.claimed == pytest.approx(unit(1) @ towards(unit(1), unit(3), 0.5), abs=1e-5)


def test_lookalikes_of_the_claimed_are_no_others(gallery):
    gallery.apply(2, added=[(30, 3, packed(unit(3)))], removed=[])
    probe = towards(unit(1), unit(2), 0.6)

    comparison = gallery.compare(packed(probe), 1, lookalikes={2, 99})

    assert comparison.claimed == pytest.approx(probe @ unit(1), abs=1e-5)
    assert (comparison.best_other_id, comparison.others) == (3, 1)
    assert comparison.best_other == pytest.approx(probe @ unit(3), abs=1e-5)
    assert comparison.mean == pytest.approx(probe @ unit(3), abs=1e-5)


def test_who_has_only_lookalikes_has_no_others(gallery):
    comparison = gallery.compare(packed(unit(1)), 1, lookalikes=[2])

    assert comparison.claimed == pytest.approx(1, abs=1e-5)
    assert (comparison.best_other, comparison.best_other_id, comparison.others) == (None, None, 0)
    assert (comparison.mean, comparison.deviation) == (0, 0)


def test_a_claimed_student_in_their_own_lookalikes_is_still_claimed(gallery):
    assert gallery.compare(packed(unit(1)), 1, lookalikes={1}) == gallery.compare(
        packed(unit(1)), 1
    )


def test_the_spread_of_the_others_is_told(gallery):
    gallery.apply(2, added=[(30, 3, packed(unit(3))), (40, 4, packed(unit(4)))], removed=[])
    probe = towards(unit(2), unit(3), 0.5)
    others = [probe @ unit(each) for each in (2, 3, 4)]

    comparison = gallery.compare(packed(probe), 1)

    assert comparison.mean == pytest.approx(np.mean(others), abs=1e-5)
    assert comparison.deviation == pytest.approx(np.std(others), abs=1e-5)


def test_the_revision_is_the_last_one_applied(gallery):
    gallery.apply(7, added=[], removed=[])

    assert gallery.revision == 7


def test_a_change_handed_over_twice_changes_nothing(gallery):
    change = {"added": [(11, 1, packed(unit(3)))], "removed": [20]}
    gallery.apply(2, **change)
    once = gallery.compare(packed(unit(1)), 1)

    gallery.apply(2, **change)

    assert gallery.compare(packed(unit(1)), 1) == once


def test_a_student_whose_last_template_goes_is_gone(gallery):
    gallery.apply(2, added=[], removed=[10])

    comparison = gallery.compare(packed(unit(1)), 2)

    assert comparison.others == 0
    assert gallery.compare(packed(unit(1)), 1).claimed is None


changes = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(0, 200), st.integers(0, 90)), max_size=60),
        st.lists(st.integers(0, 200), max_size=30),
    ),
    max_size=6,
)


@given(changes, st.integers(0, 90), st.sets(st.integers(0, 90), max_size=4))
@settings(max_examples=60, deadline=None)
def test_after_any_changes_it_answers_as_a_search_through_all_templates(
    changes, claimed, lookalikes
):
    gallery = Gallery()
    templates = {}
    for revision, (added, removed) in enumerate(changes):
        for template_id in removed:
            templates.pop(template_id, None)
        templates |= {
            template_id: (student_id, unit(template_id)) for template_id, student_id in added
        }
        gallery.apply(
            revision,
            added=[(each, student, packed(unit(each))) for each, student in added],
            removed=removed,
        )
    probe = unit(999)

    comparison = gallery.compare(packed(probe), claimed, lookalikes=lookalikes)

    scores = {}
    for student in {student for student, _ in templates.values()}:
        total = sum(vector for owner, vector in templates.values() if owner == student)
        scores[student] = probe @ total / np.linalg.norm(total)
    expected = scores.pop(claimed, None)
    scores = {student: score for student, score in scores.items() if student not in lookalikes}
    assert comparison.claimed == (None if expected is None else pytest.approx(expected, abs=1e-5))
    assert comparison.others == len(scores)
    if scores:
        assert comparison.mean == pytest.approx(np.mean(list(scores.values())), abs=1e-5)
        assert comparison.deviation == pytest.approx(np.std(list(scores.values())), abs=1e-3)
        assert comparison.best_other == pytest.approx(max(scores.values()), abs=1e-5)
        assert scores[comparison.best_other_id] == pytest.approx(max(scores.values()), abs=1e-5)


def test_an_answer_that_a_change_has_overtaken_is_looked_up_again(gallery, monkeypatch):
    """Every product is overtaken, so that in the end one is made while nothing may change."""
    products = []

    class Rows(np.ndarray):
        def __array_ufunc__(self, function, method, rows, probe):
            scores = function(np.asarray(rows), probe)
            products.append(gallery._lock.locked())
            if not gallery._lock.locked():
                gallery.apply(len(products), added=[(30, 3, packed(unit(3)))], removed=[10])
            return scores

    in_use = gallery._in_use
    monkeypatch.setattr(gallery, "_in_use", lambda: in_use().view(Rows))

    comparison = gallery.compare(packed(unit(3)), 3)

    assert products == [False, False, True]
    assert comparison.claimed == pytest.approx(1, abs=1e-5)
    assert comparison.others == 1


def test_a_writer_beside_readers_never_shows_half_a_change(gallery):
    """Student 2 always has one template, and student 3 is there whenever student 4 is not."""
    gallery.apply(1, added=[(30, 3, packed(unit(3)))], removed=[])
    stop = threading.Event()
    broken = []

    def compare():
        while not stop.is_set():
            comparison = gallery.compare(packed(unit(2)), 2)
            if comparison.claimed != pytest.approx(1, abs=1e-5) or comparison.others != 2:
                broken.append(comparison)

    threads = [threading.Thread(target=compare) for _ in range(3)]
    for thread in threads:
        thread.start()
    for revision in range(300):
        old, new = (20, 21) if revision % 2 == 0 else (21, 20)
        gone, come = ((30, 3), (40, 4)) if revision % 2 == 0 else ((40, 4), (30, 3))
        gallery.apply(
            revision,
            added=[(new, 2, packed(unit(2))), (*come, packed(unit(3)))],
            removed=[old, gone[0]],
        )
    stop.set()
    for thread in threads:
        thread.join()

    assert broken == []


# --- who is on a photo ----------------------------------------------------------------------


def test_faces_are_identified_among_everybody_or_among_some(gallery):
    faces = [packed(towards(unit(2), unit(9), 0.2)), packed(unit(8)), packed(unit(1))]

    everybody = gallery.identify(faces)
    some = gallery.identify(faces, among={1, 99})

    assert [one.student_id for one in everybody] == [2, None, 1]
    assert everybody[0].score == pytest.approx(towards(unit(2), unit(9), 0.2) @ unit(2), abs=1e-5)
    assert everybody[2].runner_up_id == 2
    assert everybody[2].runner_up == pytest.approx(unit(1) @ unit(2), abs=1e-5)
    assert [one.student_id for one in some] == [None, None, 1]
    assert some[2].runner_up is None


def test_nobody_can_be_identified_among_nobody(gallery):
    (one,) = gallery.identify([packed(unit(1))], among=())

    assert (one.student_id, one.score, one.runner_up_id, one.runner_up) == (None,) * 4


def test_a_photo_without_faces_shows_nobody(gallery):
    assert gallery.identify([]) == []


def test_a_change_that_was_overtaken_brings_nothing_back():
    gallery = Gallery()
    gallery.replace(3, [(1, 7, packed(unit(7)))])
    gallery.apply(5, added=[], removed=[1])

    gallery.apply(4, added=[(1, 7, packed(unit(7)))], removed=[])

    assert gallery.revision == 5
    assert gallery.compare(packed(unit(7)), 7).claimed is None
