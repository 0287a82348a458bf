"""Whether a film shows a live head that turns as it was asked to.

A film that was made before does not know the order, and a photo has nothing that stands out of its
plane. docs/cheating.md says what that stops, what it does not, and how the limits were measured.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from enum import StrEnum
from itertools import groupby, pairwise, product
from typing import TypeVar

from attendance.policy import Reason
from attendance.ports.clips import ClipReading, Moment
from attendance.ports.pictures import Face

T = TypeVar("T")

# From the question as Telegram took it to the answer as Telegram took it: to read it, to film for
# ten seconds, and to send some megabytes.
VALID_FOR = timedelta(seconds=60)

# Films of one session that may be refused; a blind guess holds in one of ten.
MOST_TRIES = 3

# Times that turns are shown for one session, answered or not: whoever has one film of somebody, and
# waits for turns that it fits, finds them in two of five. Room for two that came to nothing.
MOST_QUESTIONS = 5

JUST_NOW = timedelta(seconds=10)  # whoever asks for turns again so soon has tapped twice

# Degrees of landmarks. Measured: docs/cheating.md.
TURNED = 15.0  # from here on a head counts as turned, by what is seen
SOLID = 8.0  # and by what a flat picture cannot show
STRAIGHT = 10.0  # up to here it looks straight ahead
FACES_CAMERA = 25.0  # at first, by itself

AT_LEAST = 2  # frames that a turn, or looking straight ahead, is seen in
SHORTEST = 15  # frames: less than two seconds hold no two turns
OUT_OF_SIGHT = 4  # frames in a row without a face: a third of a second
OTHERS = 2  # frames with a second face; one that was seen counts until all are searched for again


class Turn(StrEnum):
    """Where a head looks; left and right are the person's own."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    STRAIGHT = "straight"


Order = tuple[Turn, ...]

_OPPOSITE = {Turn.LEFT: Turn.RIGHT, Turn.RIGHT: Turn.LEFT}


def seen_order(turns: Sequence[Turn]) -> Order:
    """An order as it shows: one passes straight ahead anyhow, but for turning one way twice."""
    found: list[Turn] = []
    for before, turn, after in zip((None, *turns), turns, (*turns[1:], None), strict=False):
        is_passing = turn is Turn.STRAIGHT and (before is None or after is None or before != after)
        if not is_passing:
            found.append(turn)
    return tuple(found)


def _orders() -> tuple[Order, ...]:
    """Two or three steps that show; one that ends straight ahead shows as if it did not."""
    every = [order for steps in (2, 3) for order in product(Turn, repeat=steps)]
    apart = [one for one in every if all(here is not there for here, there in pairwise(one))]
    turning = [one for one in apart if one[0] is not Turn.STRAIGHT]
    shown: dict[Order, Order] = {}
    for order in turning:
        seen = seen_order(order)
        if len(seen) > 1:
            shown.setdefault(seen, order)
    return tuple(shown.values())


ORDERS = _orders()
"""That may be asked for, each showing otherwise than all others."""


def pick(choose: Callable[[Sequence[Order]], Order], but: Order = ()) -> Order:
    """One order at random, another one than before."""
    return choose([order for order in ORDERS if order != but])


def parse(text: str) -> Order:
    """Turns by their names, as ``"left up"``; none for what is no order."""
    names = text.split()
    known = tuple(Turn(name) for name in names if name in tuple(Turn))
    return known if known in ORDERS else ()


def judge(reading: ClipReading, asked: Order, *, same_person: float) -> Reason | None:
    """Why a film is no live answer to an order; None when it is one.

    ``same_person`` is the least score of two faces of one person.
    """
    moments = reading.moments
    if reason := _unfollowed(moments):
        return reason
    if max(abs(reading.yaw), abs(reading.pitch)) > FACES_CAMERA:
        return Reason.NOT_STRAIGHT
    seen = runs(moments)
    shown = seen_order([turn for turn, _ in seen])
    if not _is_order(shown, asked):
        return Reason.OTHER_TURNS
    solid = all(is_solid(turn, run) for turn, run in seen if turn is not Turn.STRAIGHT)
    if not solid:
        return Reason.FLAT
    return None if is_one_person(reading.faces, same_person) else Reason.OTHER_PERSON


def is_one_person(faces: Sequence[Face], least: float) -> bool:
    """Whether every other face is like the first one."""
    if len(faces) < 2:  # noqa: PLR2004
        return True
    first = memoryview(faces[0].embedding.tobytes()).cast("f")
    return all(_score(first, each) >= least for each in faces[1:])


def _score(first: Sequence[float], face: Face) -> float:
    other = memoryview(face.embedding.tobytes()).cast("f")
    return sum(here * there for here, there in zip(first, other, strict=True))


def _unfollowed(moments: Sequence[Moment]) -> Reason | None:
    """Why a film cannot be judged: no face, several, or one that was out of sight."""
    if not any(moment.faces for moment in moments):
        return Reason.NO_FACE
    if sum(moment.faces > 1 for moment in moments) >= OTHERS:
        return Reason.MANY_FACES
    if len(moments) < SHORTEST:
        return Reason.OTHER_TURNS
    gaps = (len(list(group)) for hidden, group in groupby(moments, _is_hidden) if hidden)
    return Reason.OUT_OF_SIGHT if max(gaps, default=0) >= OUT_OF_SIGHT else None


def _is_hidden(moment: Moment) -> bool:
    return not moment.faces


def _looks(moment: Moment) -> Turn | None:
    """Where the head looks in one frame; None on its way, down, or out of sight."""
    if not moment.faces:
        return None
    yaw, pitch = moment.yaw, moment.pitch
    if abs(yaw) >= max(TURNED, abs(pitch)):
        return Turn.LEFT if yaw > 0 else Turn.RIGHT
    if pitch >= TURNED:
        return Turn.UP
    return Turn.STRAIGHT if max(abs(yaw), abs(pitch)) <= STRAIGHT else None


def runs(moments: Sequence[Moment]) -> list[tuple[Turn, list[Moment]]]:
    """Where the head looked, one after the other, each for some frames."""
    looks = [(turn, moment) for moment in moments if (turn := _looks(moment)) is not None]
    found: list[tuple[Turn, list[Moment]]] = []
    for turn, group in groupby(looks, lambda each: each[0]):
        run = [moment for _, moment in group]
        if found and found[-1][0] is turn:
            found[-1][1].extend(run)
        elif len(run) >= AT_LEAST:
            found.append((turn, run))
    return found


def _is_order(shown: Order, asked: Order) -> bool:
    """Whether an order is the asked one, or its mirror image as a whole.

    Some of Telegram's apps record the front camera as a mirror shows it, and none says so.
    """
    mirrored = tuple(_OPPOSITE.get(turn, turn) for turn in shown)
    return seen_order(asked) in (shown, mirrored)


def is_solid(turn: Turn, run: Sequence[Moment]) -> bool:
    """Whether some frames of a turn show what a flat picture cannot."""
    sign = -1 if turn is Turn.RIGHT else 1
    left = (each.solid_pitch if turn is Turn.UP else sign * each.solid_yaw for each in run)
    return sum(solid >= SOLID for solid in left) >= AT_LEAST
