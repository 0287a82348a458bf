"""At its term's end a class is put out of the way; its marks stay, and it can come back."""

from dataclasses import dataclass, replace
from datetime import datetime

from attendance.model import Class
from attendance.ports import UnitOfWork
from attendance.rescheduling import reschedule


@dataclass(frozen=True, kw_only=True)
class Archived:
    """The class meets no more. ``new`` is False when it was archived before."""

    class_: Class
    new: bool


@dataclass(frozen=True, kw_only=True)
class BroughtBack:
    """The class meets again, from now on. ``new`` is False when it was not archived."""

    class_: Class
    new: bool


async def archive(uow: UnitOfWork, class_: Class, at: datetime) -> Archived:
    """Let a class meet no more. A session under way ends, and nobody is absent from it."""
    if class_.archived_at is not None:
        return Archived(class_=class_, new=False)
    archived = await reschedule(uow, class_, replace(class_, archived_at=at), at)
    return Archived(class_=archived, new=True)


async def bring_back(uow: UnitOfWork, class_: Class, at: datetime) -> BroughtBack:
    """Let a class meet again; nothing is made up for the time between."""
    if class_.archived_at is None:
        return BroughtBack(class_=class_, new=False)
    back = await reschedule(uow, class_, replace(class_, archived_at=None), at)
    return BroughtBack(class_=back, new=True)
