"""Looking people up and letting them go: ``/students``, ``/student`` and ``/remove``."""

from functools import partial

from attendance import enrolment
from attendance.model import Role, Student, in_order
from attendance.ports import UnitOfWork
from bot.commands import Answers
from bot.handlers import revoking
from bot.handlers.lookup import enrolled, find_class, find_student, note
from bot.handlers.records import own_record
from bot.presses import Handlers, Press
from bot.replies import admin, suspicions
from bot.replies import commands as texts
from bot.turn import Turn


async def list_students(turn: Turn, answers: Answers) -> None:
    """``/students [CLASS]``."""
    model = turn.services.reader.model
    async with turn.unit() as uow:
        class_ = None
        if "class" in answers:
            class_ = await find_class(turn, uow, answers["class"], archived=True)
            if class_ is None:
                return
            people = await uow.classes.students(class_.id, turn.now, turn.now)
        else:
            people = await uow.students.active()
        people.sort(key=lambda student: in_order(student.roll_no))
        photos = await uow.templates.counts(model)
        counted = [(one, photos.get(one.id, 0)) for one in people]
        await turn.finish(uow, turn.says(admin.students(counted, class_)))


async def show_student(turn: Turn, answers: Answers) -> None:
    """``/student ROLL``."""
    async with turn.unit() as uow:
        student = await find_student(turn, uow, answers["roll"])
        if student is None:
            return
        waiting = await revoking.of_student(turn, uow, student)
        text = "\n".join([await card(turn, uow, student), *waiting.lines])
        await turn.finish(uow, turn.says(text, buttons=waiting.buttons))


async def card(turn: Turn, uow: UnitOfWork, student: Student) -> str:
    """Everything an admin may see of one student."""
    return admin.student(
        student,
        await uow.classes.of_student(student.id),
        await uow.templates.count(student.id, turn.services.reader.model),
        await uow.guardians.of_student(student.id),
        await own_record(uow, student, turn.now),
    )


async def ask_removal(turn: Turn, answers: Answers) -> None:
    """``/remove ROLL [CLASS]``: asks first, unless it is out of one class only."""
    async with turn.unit() as uow:
        student = await find_student(turn, uow, answers["roll"])
        if student and "class" in answers:
            await _remove_from_class(turn, uow, student, answers)
        elif student:
            buttons = admin.removal_buttons(student)
            await turn.finish(uow, turn.says(admin.confirm_removal(student), buttons=buttons))


async def _ask_removal(turn: Turn, student_id: int) -> None:
    """The same by a button, which leaves the message it is under as it is."""
    async with turn.unit(reading=True) as uow:
        student = await enrolled(uow, student_id)
    if student is None:
        await turn.answer(turn.says(admin.GONE_ALREADY))
        return
    text, buttons = admin.confirm_removal(student), admin.removal_buttons(student)
    await turn.answer(turn.says(text, buttons=buttons))


async def _remove_from_class(
    turn: Turn, uow: UnitOfWork, student: Student, answers: Answers
) -> None:
    class_ = await find_class(turn, uow, answers["class"], archived=True)
    if class_ is None:
        return
    was = await uow.classes.leave(class_.id, student.id, turn.now)
    if was:
        await uow.warnings.note_changed(class_.id, [student.id])
        await note(turn, uow, "remove", dict(answers))
    await turn.finish(uow, turn.says(admin.left_class(student, class_, was=was)))


async def _remove(turn: Turn, student_id: int) -> None:
    """The answer was yes."""
    async with turn.unit() as uow:
        student = await enrolled(uow, student_id)
        if student is None:
            await turn.finish(uow, turn.replaces(admin.GONE_ALREADY))
            return
        await enrolment.remove(uow, student, turn.now)
        await note(turn, uow, "remove", {"roll": student.roll_no})
        await turn.finish(uow, turn.replaces(admin.removed(student)))
    await turn.services.desk.refresh()


async def _keep(turn: Turn, student_id: int) -> None:
    """The answer was no."""
    async with turn.unit() as uow:
        student = await enrolled(uow, student_id)
        text = admin.kept(student) if student else admin.GONE_ALREADY
        await turn.finish(uow, turn.replaces(text))


_Press = partial(Press, role=Role.ADMIN, purpose=texts.MAY_REMOVE, action="remove")

PRESSES: Handlers = {
    (admin.REMOVE, 1): _Press(run=_remove),
    (admin.KEEP, 1): _Press(run=_keep),
    (suspicions.ASK_REMOVAL, 1): _Press(run=_ask_removal),
}
