"""An admin pairs students who look alike, so that neither stands in the other's way."""

from dataclasses import dataclass
from datetime import datetime

from attendance.model import Student, in_order
from attendance.ports import UnitOfWork

Pair = tuple[Student, Student]


@dataclass(frozen=True, kw_only=True)
class Paired:
    """Neither is held against the other now. ``new`` is False when they were paired before."""

    one: Student
    other: Student
    new: bool


@dataclass(frozen=True, kw_only=True)
class Parted:
    """They are told apart again. ``was`` is False when they were not paired."""

    one: Student
    other: Student
    was: bool


@dataclass(frozen=True, kw_only=True)
class SameStudent:
    """A pair is of two."""

    student: Student


async def pair(uow: UnitOfWork, one: Student, other: Student, at: datetime) -> Paired | SameStudent:
    """Let photos of the one no longer speak against the other."""
    if one.id == other.id:
        return SameStudent(student=one)
    new = await uow.lookalikes.pair(one.id, other.id, at)
    return Paired(one=one, other=other, new=new)


async def part(uow: UnitOfWork, one: Student, other: Student) -> Parted:
    """Take a pair back."""
    return Parted(one=one, other=other, was=await uow.lookalikes.part(one.id, other.id))


async def pairs(uow: UnitOfWork) -> list[Pair]:
    """Every pair, by roll number."""
    found = [
        sorted(
            [await uow.students.get(first), await uow.students.get(second)],
            key=lambda student: in_order(student.roll_no),
        )
        for first, second in await uow.lookalikes.all()
    ]
    ordered = sorted(found, key=lambda pair: [in_order(student.roll_no) for student in pair])
    return [(one, other) for one, other in ordered]
