"""What a class is told to ask of a check-in, in the words a person types."""

import re

from attendance.model import Alternative, Requirement
from attendance.places import RADII, USUAL_RADIUS

_METRES = re.compile("[0-9]{1,4}")
_USUAL = "off"


def parse_requirements(text: str) -> frozenset[Requirement] | None:
    """Kinds that can be asked for, in any order and joined by ``+``; None for anything else."""
    words = [word.strip() for word in text.lower().split("+")]
    if any(word not in list(Requirement) for word in words):
        return None
    return frozenset(Requirement(word) for word in words)


def parse_alternative(text: str) -> Alternative | None:
    """The way for those whose face is not compared."""
    word = text.lower()
    return Alternative(word) if word in list(Alternative) else None


def parse_radius(text: str) -> int | None:
    """Metres, with or without their unit; ``off`` for the usual ones."""
    if text.lower() == _USUAL:
        return USUAL_RADIUS
    number = text.lower().removesuffix("m").strip()
    if not _METRES.fullmatch(number) or int(number) not in RADII:
        return None
    return int(number)
