"""MTCNN's rectangles: overlaps, suppression, regression."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recognition import boxes

ONE = [0, 0, 100, 100]
NEAR = [5, 0, 105, 100]  # shares 95 of 105 with ONE
INSIDE = [10, 10, 50, 50]
FAR = [300, 300, 380, 380]

edges = st.integers(0, 200)
rectangles = st.lists(
    st.tuples(edges, edges, st.integers(1, 90), st.integers(1, 90)), min_size=1, max_size=30
)


def table(*rows):
    return np.array(rows, np.float32)


def test_of_a_cluster_the_most_probable_is_kept():
    kept = boxes.best_of_each(
        table(ONE, NEAR, FAR), np.array([0.8, 0.9, 0.7], np.float32), overlap=0.7
    )

    assert kept.tolist() == [1, 2]


def test_a_small_box_inside_a_large_one_is_no_cluster_but_a_part():
    scores = np.array([0.9, 0.8], np.float32)

    assert boxes.best_of_each(table(ONE, INSIDE), scores, overlap=0.7).tolist() == [0, 1]
    assert boxes.without_parts(table(ONE, INSIDE), scores, overlap=0.7).tolist() == [0]


def test_nothing_in_nothing_out():
    nothing, no_scores = np.empty((0, 4), np.float32), np.empty(0, np.float32)

    assert boxes.best_of_each(nothing, no_scores, 0.5).tolist() == []
    assert boxes.without_parts(nothing, no_scores, 0.5).tolist() == []


@given(rectangles, st.randoms(use_true_random=False))
def test_what_is_kept_overlaps_nothing_kept_and_what_goes_overlaps_something(rows, random):
    drawn = table(*([x, y, x + width, y + height] for x, y, width, height in rows))
    scores = np.array([random.uniform(0.6, 1) for _ in rows], np.float32)

    kept = set(boxes.best_of_each(drawn, scores, overlap=0.5).tolist())

    def overlap(one, other):
        low = np.maximum(drawn[one, :2], drawn[other, :2])
        high = np.minimum(drawn[one, 2:], drawn[other, 2:])
        shared = np.maximum(high - low, 0).prod()
        areas = [(drawn[each, 2:] - drawn[each, :2]).prod() for each in (one, other)]
        return shared / (sum(areas) - shared)

    assert all(overlap(one, other) <= 0.5 + 1e-6 for one in kept for other in kept - {one})
    for gone in set(range(len(rows))) - kept:
        assert any(overlap(gone, each) > 0.5 - 1e-6 for each in kept)


def test_edges_move_by_shares_of_the_box():
    moved = boxes.moved(table([10, 20, 30, 60]), table([0.5, 0.25, -0.5, 0]), inclusive=0)

    assert moved.tolist() == [[20, 30, 20, 60]]


def test_a_square_keeps_the_middle_and_the_longer_side():
    assert boxes.squared(table([10, 20, 30, 60])).tolist() == [[0, 20, 40, 60]]
