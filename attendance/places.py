"""Whether somebody is at the place of a class; where they are instead is kept nowhere."""

from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from typing import Self

from attendance.model import Class, Place, Requirement, Student
from attendance.open_meetings import Meeting
from attendance.policy import Reason
from attendance.ports import UnitOfWork
from attendance.ways import Judged

EARTH_RADIUS = 6_371_008.8  # metres, the mean one of GRS 80 (Moritz, Journal of Geodesy 74, 2000)

# Metres. Telephones are within 5 m under an open sky (gps.gov, "GPS Accuracy") and a few tens of
# metres off in buildings; one that is told to be imprecise, or knows its cell tower only, says
# hundreds or thousands, and that would let in the whole quarter.
WORST_ACCURACY = 100.0

# Metres around the place: a school building and its yard, so that a telephone that is off by a
# few tens of metres indoors lets nobody down.
USUAL_RADIUS = 100
RADII = range(30, 2_001)  # from what telephones tell apart indoors to a campus


def distance(one: Place, other: Place) -> float:
    """Metres along the surface, by the haversine formula (Sinnott, Sky & Telescope 68, 1984).

    On a sphere: within 0.6 % of what an ellipsoid gives, under a metre in 100.
    """
    north, south = radians(one.latitude), radians(other.latitude)
    half_up = sin((north - south) / 2)
    half_across = sin(radians(one.longitude - other.longitude) / 2)
    chord = half_up**2 + cos(north) * cos(south) * half_across**2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(chord)))


def is_at(class_: Class, where: Place, accuracy: float) -> bool:
    """Whether somebody may be within the class's radius, as far as their telephone knows."""
    if class_.place is None:
        return False
    return distance(class_.place, where) <= class_.radius + accuracy


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """Where an account says it is; None for what is not its own live location.

    ``accuracy`` is the radius in metres within which the telephone believes itself to be.
    """

    where: Place | None = field(repr=False)
    accuracy: float = 0.0
    kind: Requirement = Requirement.LOCATION
    image: None = None

    async def look(self) -> Self:
        """There is nothing to fetch."""
        return self

    async def judge(
        self, uow: UnitOfWork, student: Student, meetings: tuple[Meeting, ...]
    ) -> Judged:
        """In or out, and nothing else."""
        if self.where is None:
            return Judged(reason=Reason.NOT_LIVE)
        if not any(class_.place for class_, _ in meetings):
            return Judged(reason=Reason.NO_PLACE)
        if self.accuracy > WORST_ACCURACY:
            return Judged(reason=Reason.INACCURATE)
        at = tuple(one for one in meetings if is_at(one[0], self.where, self.accuracy))
        return Judged(meetings=at) if at else Judged(reason=Reason.OUTSIDE)
