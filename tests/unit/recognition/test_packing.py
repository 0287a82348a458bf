"""Levels are cut into windows that lie apart from each other in squares of one size."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recognition import packing

SIDE, OVERLAP = 40, 10

shapes = st.lists(st.tuples(st.integers(1, 130), st.integers(1, 130)), max_size=6)


def drawn(sizes):
    """Levels whose every pixel has a value of its own."""
    start, levels = 1, []
    for height, width in sizes:
        values = np.arange(start, start + height * width, dtype=np.float32)
        levels.append(np.repeat(values.reshape(height, width, 1), 3, axis=2))
        start += height * width
    return levels


@given(shapes)
def test_every_window_can_be_found_again_where_it_says(sizes):
    levels = drawn(sizes)
    windows = packing.windows(levels, side=SIDE, overlap=OVERLAP)

    squares = packing.filled(windows, levels, side=SIDE)

    assert squares.shape[1:] == (3, SIDE, SIDE)
    for each in windows:
        part = levels[each.level][each.y : each.y + each.height, each.x : each.x + each.width, 0]
        rows = slice(each.top, each.top + each.height)
        columns = slice(each.left, each.left + each.width)
        np.testing.assert_array_equal(squares[each.square, 0, rows, columns], part)
        assert {place % 2 for place in (each.left, each.top, each.x, each.y)} == {0}


@given(shapes)
def test_every_part_as_small_as_the_overlap_lies_whole_in_a_window(sizes):
    levels = drawn(sizes)
    windows = packing.windows(levels, side=SIDE, overlap=OVERLAP)

    for index, (height, width) in enumerate(sizes):
        seen = np.zeros((height, width), bool)  # by the top left corner of a part
        reach = OVERLAP + 1
        for each in (window for window in windows if window.level == index):
            bottom = each.y + each.height - reach + 1
            right = each.x + each.width - reach + 1
            seen[each.y : max(bottom, each.y), each.x : max(right, each.x)] = True
        assert seen[: max(height - reach + 1, 0), : max(width - reach + 1, 0)].all()


def test_the_levels_of_a_selfie_fill_two_squares():
    """Of 320 pixels, three to four; more squares would cost time with every selfie."""
    sides = [round(160 * 0.709**step) for step in range(8)]
    levels = drawn([(side, side * 3 // 4) for side in sides])

    windows = packing.windows(levels, side=176, overlap=10)

    assert max(window.square for window in windows) + 1 == 2
