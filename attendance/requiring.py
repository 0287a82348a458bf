"""What a class is told to ask of a check-in, in the words a person types."""

from attendance.model import Alternative, Requirement
from attendance.proofs import BUILT


def parse_requirements(text: str) -> frozenset[Requirement] | None:
    """Kinds that can be asked for, in any order and joined by ``+``; None for anything else."""
    words = [word.strip() for word in text.lower().split("+")]
    if not words or any(word not in list(BUILT) for word in words):
        return None
    return frozenset(Requirement(word) for word in words)


def parse_alternative(text: str) -> Alternative | None:
    """The way for those whose face is not compared; the room's code where there are codes."""
    word = text.lower()
    return Alternative(word) if word in alternatives() else None


def alternatives() -> list[Alternative]:
    """Those that there are."""
    return [one for one in Alternative if one is not Alternative.CODE or Requirement.CODE in BUILT]
