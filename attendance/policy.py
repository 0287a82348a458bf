"""From a reading and the gallery to a verdict: who may be counted, and why not."""

from collections.abc import Sequence
from enum import StrEnum
from math import log, sqrt

from attendance.ports import Comparison, Face, Identity, Reading

# A second face this wide beside the largest one makes it unclear whose selfie it is. Apparent
# width falls with distance: somebody three times as far away as the sender is a bystander.
SECOND_FACE = 1 / 3

# The largest two tell whether a photo shows one person; others need no look.
FACES_NEEDED = 2

# The decision's constants, measured by ``python -m benchmarks.decision`` with the default weights
# and told in docs/accuracy-and-speed.md. A face's scores against other people have a mean of 0
# and this standard deviation; a face that is like few or like many has another.
USUAL_DEVIATION = 0.131
USUAL_OTHERS = 100
# In standard deviations over the mean; about 0.1 % of strangers reach it, in any gallery.
STANDS_OUT = 3.6
# By which a kiosk must score somebody higher than the next of the class, or they may be either.
# No more than 2 of 1,000 students are refused for it, by ``python -m benchmarks.kiosk``; there is
# no photo of twins among those.
TELLS_APART = 0.1


class Reason(StrEnum):
    """Why a check-in was refused. Those of quality are the names that recognition gives."""

    NO_FACE = "no face"
    MANY_FACES = "more than one face"
    TOO_DARK = "too dark"
    TOO_BRIGHT = "too bright"
    CUT_OFF = "cut off"
    TOO_SMALL = "too small"
    TURNED = "turned too far"
    TOO_BLURRED = "too blurred"
    UNCERTAIN = "uncertain"
    NO_MATCH = "does not match"
    OTHER_MATCHES = "another student matches better"
    NOT_A_PICTURE = "not a picture"
    TOO_LARGE = "too large"
    WRONG_CODE = "wrong code"
    LAST_CODE = "wrong code, and the last for now"
    TOO_MANY_CODES = "too many wrong codes"
    OLD_CODE = "code no longer shown"
    OTHER_CODE = "code of another class"
    NO_CODE = "no code is shown"
    CODE_PASSED_ON = "code passed on"
    OUTSIDE = "outside"
    NOT_LIVE = "not a live location"
    INACCURATE = "inaccurate location"
    NO_PLACE = "no place"
    NOT_NEW = "not a new photo"
    NOT_A_FILM = "not a film"
    NOT_A_NEW_FILM = "not a new film"
    NOT_STRAIGHT = "not straight at first"
    OUT_OF_SIGHT = "out of sight"
    OTHER_PERSON = "not one person"
    OTHER_TURNS = "other turns"
    FLAT = "flat"
    TOO_LATE = "too late"
    TOO_OFTEN = "too often"


# What may be the cause of others comes first: in the dark a face is blurred, too; one that is
# cut off looks turned; and recognition is uncertain of a face for any of these.
_BY_IMPORTANCE = (
    Reason.TOO_DARK,
    Reason.TOO_BRIGHT,
    Reason.CUT_OFF,
    Reason.TOO_SMALL,
    Reason.TURNED,
    Reason.TOO_BLURRED,
    Reason.UNCERTAIN,
)


def single_face(reading: Reading) -> Face | Reason:
    """The one face that a selfie must show, good enough to be recognised."""
    face = _only_face(reading)
    return face if isinstance(face, Reason) else _worst(face.quality.problems) or face


def flaw(face: Face) -> Reason | None:
    """What keeps a face from being recognised."""
    return _worst(face.quality.problems)


def enrolment_face(reading: Reading) -> Face | Reason:
    """The one face that an enrolment photo must show, good enough for others to be known by."""
    face = _only_face(reading)
    return face if isinstance(face, Reason) else _worst(face.quality.enrolment_problems) or face


def verify(comparison: Comparison, accept_score: float) -> Reason | None:
    """Whether a face is the claimed student's: None, or why not.

    The score must reach ``accept_score``, stand out from the scores against everybody else, and
    not be beaten by another student's by more than chance.
    """
    claimed = comparison.claimed
    if claimed is None or claimed < accept_score:
        return Reason.NO_MATCH
    mean, deviation = by_chance(comparison)
    if (claimed - mean) / deviation < STANDS_OUT:
        return Reason.NO_MATCH
    best = comparison.best_other
    if best is None or best < claimed:
        return None
    is_chance = (best - mean) / deviation < best_by_chance(comparison.others)
    return None if is_chance else Reason.OTHER_MATCHES


def foreground(faces: Sequence[Face]) -> list[Face]:
    """The largest face, which is the first, and those that are about as near."""
    return [face for face in faces if _width(face) >= SECOND_FACE * _width(faces[0])]


def tells_apart(identity: Identity) -> bool:
    """Whether nobody else comes near whom a face was identified as."""
    if identity.score is None or identity.runner_up is None:
        return True
    return identity.score - identity.runner_up >= TELLS_APART


def worst_problem(face: Face) -> Reason | None:
    """What is most wrong with a face as a picture."""
    return _worst(face.quality.problems)


def best_by_chance(others: int) -> float:
    """About the highest of so many normal deviates, in standard deviations."""
    return sqrt(2 * log(others))


def by_chance(comparison: Comparison) -> tuple[float, float]:
    """Mean and standard deviation of what this face scores against people it does not show.

    What is usual counts as much as ``USUAL_OTHERS`` students, so that a small gallery changes
    little, nothing happens all at once, and a large one speaks for itself.
    """
    weight = comparison.others + USUAL_OTHERS
    mean = comparison.others * comparison.mean / weight
    squares = comparison.others * (comparison.mean**2 + comparison.deviation**2)
    squares += USUAL_OTHERS * USUAL_DEVIATION**2
    return mean, sqrt(squares / weight - mean**2)


def _only_face(reading: Reading) -> Face | Reason:
    """The one face of a picture, whatever its quality."""
    if not reading.faces:
        return Reason.TOO_DARK if Reason.TOO_DARK in reading.problems else Reason.NO_FACE
    face, *others = foreground(reading.faces)
    return Reason.MANY_FACES if others else face


def _worst(problems: Sequence[str]) -> Reason | None:
    return next((reason for reason in _BY_IMPORTANCE if reason in problems), None)


def _width(face: Face) -> float:
    return face.box[2] - face.box[0]
