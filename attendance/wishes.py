"""When a teacher wants the summaries of a class: at their own time, at the class's, or never."""

from dataclasses import dataclass, replace
from datetime import datetime, time

from attendance.model import Class, Teacher, Teaching
from attendance.ports import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Wished:
    """What the teacher wishes from now on."""

    class_: Class
    teaching: Teaching


@dataclass(frozen=True, kw_only=True)
class NotTaught:
    """Summaries of a class go to its teachers only."""

    class_: Class


async def wish(
    uow: UnitOfWork, class_: Class, teacher: Teacher | None, when: time | bool, *, at: datetime
) -> Wished | NotTaught:
    """Take a time of day, True for the class's own, or False for never.

    What fell due while summaries were muted is not sent afterwards.
    """
    taught_by = {one.teacher.id: one for one in await uow.classes.teachers(class_.id)}
    teaching = taught_by.get(teacher.id) if teacher else None
    if teaching is None:
        return NotTaught(class_=class_)
    wished = replace(
        teaching,
        muted=when is False,
        summary_at=when if isinstance(when, time) else None,
        assigned_at=at if teaching.muted else teaching.assigned_at,
    )
    await uow.classes.save_teaching(class_.id, wished)
    return Wished(class_=class_, teaching=wished)
