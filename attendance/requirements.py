"""What a class asks of a check-in, and of whom."""

from collections.abc import Collection

from attendance.model import Alternative, Class, Requirement, Student


def wanted(class_: Class, student: Student) -> frozenset[Requirement] | None:
    """What a class asks of a student; None where their teacher marks them.

    Whose face may not be compared has an equal way that asks for none.
    """
    faces = {kind for kind in class_.requires if kind.shows_face}
    if student.agreed or not faces:
        return class_.requires
    if class_.alternative is Alternative.CODE:
        return (class_.requires - faces) | {Requirement.CODE}
    return None


def in_order(kinds: Collection[Requirement]) -> tuple[Requirement, ...]:
    """Kinds in the order in which they are told."""
    return tuple(kind for kind in Requirement if kind in kinds)
