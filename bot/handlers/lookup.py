"""Finding the class or student somebody means, or answering that there is none."""

from attendance.model import Class, Role, Student
from attendance.ports import UnitOfWork
from bot.replies import admin, teacher
from bot.turn import Turn


async def find_class(turn: Turn, uow: UnitOfWork, code: str) -> Class | None:
    """The class with that code; otherwise the turn is finished."""
    class_ = await uow.classes.by_code(code)
    if class_ is None:
        text = admin.unknown_class(code, await visible_classes(turn, uow))
        await turn.finish(uow, turn.says(text))
    return class_


async def find_own_class(turn: Turn, uow: UnitOfWork, code: str) -> Class | None:
    """A class that the sender takes, or any for an admin; otherwise the turn is finished."""
    class_ = await find_class(turn, uow, code)
    return None if class_ is None else await find_taken_class(turn, uow, class_.id)


async def find_taken_class(turn: Turn, uow: UnitOfWork, class_id: int) -> Class | None:
    """The class, if the sender may correct it; otherwise the turn is finished."""
    class_ = await uow.classes.get(class_id)
    if class_.id in {one.id for one in await visible_classes(turn, uow)}:
        return class_
    await note(turn, uow, "refused", {"class": class_.code})
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


async def visible_classes(turn: Turn, uow: UnitOfWork) -> list[Class]:
    """The classes whose records the sender may see."""
    if Role.ADMIN in turn.sender.roles:
        return await uow.classes.all()
    if turn.sender.teacher:
        return await uow.classes.of_teacher(turn.sender.teacher.id)
    return []


async def note(turn: Turn, uow: UnitOfWork, action: str, details: dict[str, str]) -> None:
    """Keep in the audit log who did, or was refused, what."""
    await uow.audit.add(
        at=turn.now, account_id=turn.sender.account_id, action=action, details=details
    )
