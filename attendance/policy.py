"""From a reading and the gallery to a verdict: who may be counted, and why not."""

from enum import StrEnum

from attendance.ports import Comparison, Face, Reading

# A second face this wide beside the largest one makes it unclear whose selfie it is. Apparent
# width falls with distance: somebody three times as far away as the sender is a bystander.
SECOND_FACE = 1 / 3


class Reason(StrEnum):
    """Why a photo was refused. Those of quality are the names that recognition gives."""

    NO_FACE = "no face"
    MANY_FACES = "more than one face"
    TOO_DARK = "too dark"
    TOO_SMALL = "too small"
    TOO_BLURRED = "too blurred"
    NO_MATCH = "does not match"
    OTHER_MATCHES = "another student matches better"
    NOT_A_PICTURE = "not a picture"
    TOO_LARGE = "too large"


_BY_IMPORTANCE = (Reason.TOO_DARK, Reason.TOO_SMALL, Reason.TOO_BLURRED)


def single_face(reading: Reading) -> Face | Reason:
    """The one face that a selfie or an enrolment photo must show, good enough to be compared."""
    if not reading.faces:
        return Reason.TOO_DARK if Reason.TOO_DARK in reading.problems else Reason.NO_FACE
    face = reading.faces[0]
    if any(_width(other) >= SECOND_FACE * _width(face) for other in reading.faces[1:]):
        return Reason.MANY_FACES
    for reason in _BY_IMPORTANCE:
        if reason in face.quality.problems:
            return reason
    return face


def verify(comparison: Comparison, accept_score: float) -> Reason | None:
    """Whether a face is the claimed student's: None, or why not.

    The score must reach ``accept_score`` and no other student may match better.
    """
    if comparison.claimed is None or comparison.claimed < accept_score:
        return Reason.NO_MATCH
    if comparison.best_other is not None and comparison.best_other >= comparison.claimed:
        return Reason.OTHER_MATCHES
    return None


def _width(face: Face) -> float:
    return face.box[2] - face.box[0]
