"""Pictures of many sizes in squares of one size, so that one compiled network does for all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recognition.reading import Floats


@dataclass(frozen=True, kw_only=True)
class Window:
    """A part of a level, and where in which square it lies; all in pixels."""

    level: int
    x: int
    y: int
    width: int
    height: int
    square: int = 0
    left: int = 0
    top: int = 0


@dataclass(kw_only=True)
class _Shelf:
    """A row of windows in a square, as high as its first one."""

    square: int
    top: int
    height: int
    left: int = 0


def windows(levels: Sequence[Floats], *, side: int, overlap: int) -> list[Window]:
    """Cut levels (height x width x 3) into windows of at most `side`, and place them in squares.

    Neighbouring windows overlap. All start at even pixels, for networks of stride 2.
    """
    cut = [
        Window(level=index, x=x, y=y, width=min(side, width - x), height=min(side, height - y))
        for index, (height, width, _) in enumerate(level.shape for level in levels)
        for y in _starts(height, side, overlap)
        for x in _starts(width, side, overlap)
    ]
    return _placed(cut, side)


def filled(windows: Sequence[Window], levels: Sequence[Floats], *, side: int) -> Floats:
    """Copy the windows of height x width x 3 levels into squares: N x 3 x side x side."""
    count = max((window.square for window in windows), default=-1) + 1
    squares = np.zeros((count, side, side, 3), np.float32)
    for each in windows:
        part = levels[each.level][each.y : each.y + each.height, each.x : each.x + each.width]
        rows = slice(each.top, each.top + each.height)
        squares[each.square, rows, each.left : each.left + each.width] = part
    return np.ascontiguousarray(squares.transpose(0, 3, 1, 2))


def _starts(length: int, side: int, overlap: int) -> Iterator[int]:
    yield 0
    yield from range(side - overlap, length - overlap, side - overlap)


def _placed(cut: Sequence[Window], side: int) -> list[Window]:
    """Put them on shelves, the highest first, each on the first shelf that has room."""
    shelves: list[_Shelf] = []
    placed = []
    for window in sorted(cut, key=lambda each: each.height, reverse=True):
        shelf = next((each for each in shelves if _fits(window, each, side)), None)
        if shelf is None:
            shelf = _new_shelf(shelves, window, side)
            shelves.append(shelf)
        placed.append(replace(window, square=shelf.square, left=shelf.left, top=shelf.top))
        shelf.left += window.width + window.width % 2
    return placed


def _fits(window: Window, shelf: _Shelf, side: int) -> bool:
    return shelf.height >= window.height and shelf.left + window.width <= side


def _new_shelf(shelves: Sequence[_Shelf], window: Window, side: int) -> _Shelf:
    """Open one under the lowest shelf of the first square with room, or in a new square."""
    bottoms = {shelf.square: shelf.top + shelf.height for shelf in shelves}  # the last one's
    for square, bottom in bottoms.items():
        top = bottom + bottom % 2
        if top + window.height <= side:
            return _Shelf(square=square, top=top, height=window.height)
    return _Shelf(square=len(bottoms), top=0, height=window.height)
