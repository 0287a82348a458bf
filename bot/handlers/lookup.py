"""Finding the class or student somebody means, or answering that there is none."""

from collections.abc import Mapping

from attendance import errors
from attendance.model import Act, Class, Outcome, Role, Student
from attendance.ports import UnitOfWork
from bot.replies import admin, archive, teacher
from bot.turn import Turn


async def find_class(
    turn: Turn, uow: UnitOfWork, code: str, *, archived: bool = False
) -> Class | None:
    """The class with that code; otherwise the turn is finished.

    One that is archived is found only by what looks back, or brings it back.
    """
    class_ = await uow.classes.by_code(code)
    if class_ is None:
        text = admin.unknown_class(code, await visible_classes(turn, uow))
    elif class_.archived_at is not None and not archived:
        text = archive.out_of_use(class_)
    else:
        return class_
    await turn.finish(uow, turn.says(text))
    return None


async def find_own_class(
    turn: Turn, uow: UnitOfWork, code: str, *, archived: bool = False
) -> Class | None:
    """A class that the sender takes, or any for an admin; otherwise the turn is finished."""
    class_ = await find_class(turn, uow, code, archived=archived)
    return None if class_ is None else await find_taken_class(turn, uow, class_.id)


async def find_taken_class(turn: Turn, uow: UnitOfWork, class_id: int) -> Class | None:
    """The class, if the sender may correct it; otherwise the turn is finished."""
    class_ = await uow.classes.get(class_id)
    teacher_ = turn.sender.teacher
    taken = await uow.classes.of_teacher(teacher_.id) if teacher_ else []
    if Role.ADMIN in turn.sender.roles or class_.id in {one.id for one in taken}:
        return class_
    await note(turn, uow, turn.action, {"class": class_.code}, outcome=Outcome.REFUSED)
    await turn.finish(uow, turn.says(teacher.not_your_class(class_)))
    return None


async def find_student(turn: Turn, uow: UnitOfWork, roll_no: str) -> Student | None:
    """The enrolled student with that roll number; otherwise the turn is finished."""
    student = await uow.students.by_roll(roll_no)
    if student is None or student.left_at is not None:
        text = admin.unknown_student(roll_no, may_list=Role.ADMIN in turn.sender.roles)
        await turn.finish(uow, turn.says(text))
        return None
    return student


async def enrolled(uow: UnitOfWork, student_id: int) -> Student | None:
    """The student that a button names, unless they have left."""
    try:
        student = await uow.students.get(student_id)
    except errors.NotFound:
        return None
    return None if student.left_at else student


async def visible_classes(turn: Turn, uow: UnitOfWork) -> list[Class]:
    """The classes that the sender may look after, but for those archived."""
    if Role.ADMIN in turn.sender.roles:
        return await uow.classes.all()
    if turn.sender.teacher:
        taken = await uow.classes.of_teacher(turn.sender.teacher.id)
        return [one for one in taken if one.archived_at is None]
    return []


async def note(
    turn: Turn,
    uow: UnitOfWork,
    action: str,
    details: Mapping[str, str],
    *,
    outcome: Outcome = Outcome.DONE,
) -> Act:
    """Keep in the audit log who did, or was refused, what.

    Of the details, ``class``, ``roll`` and ``other`` are whom and what it was done to.
    """
    rest = dict(details)
    return await uow.audit.add(
        Act(
            at=turn.now,
            account_id=turn.sender.account_id,
            action=action,
            outcome=outcome,
            class_code=rest.pop("class", None),
            roll_no=rest.pop("roll", None),
            other_roll_no=rest.pop("other", None),
            details=rest,
        )
    )
