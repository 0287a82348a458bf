"""What happened: ``/summary`` and ``/mark`` for teachers, ``/status`` for students."""

from datetime import datetime

from attendance import marking, open_meetings, proofs, timetable
from attendance.marking import MarkSet
from attendance.model import Class, Mark, Plan, Session, Status, Student
from attendance.ports import UnitOfWork
from attendance.summary import Summary, recent, summarise, today
from bot.commands import Answers
from bot.handlers.lookup import find_own_class, find_student, note, visible_classes
from bot.replies import asking, cards, common, teacher
from bot.replies import student as student_replies
from bot.turn import Turn


async def show_summary(turn: Turn, answers: Answers) -> None:
    """``/summary CLASS``: text and picture."""
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, answers["class"], archived=True)
        if class_ is None:
            return
        summary = await _today(uow, class_, turn.now)
        before = await recent(uow, class_, summary.date)
        await uow.commit()  # the sessions it may have made
    if not summary.sessions:
        await turn.answer(turn.says(teacher.summary(summary)))
        return
    services = turn.services
    picture = await services.processes.run(services.draw_day, summary, before)
    buttons = cards.day_buttons(summary)
    await turn.answer(turn.says(teacher.summary(summary), buttons=buttons, picture=picture))


async def mark(turn: Turn, answers: Answers) -> None:
    """``/mark ROLL STATUS [CLASS]``."""
    async with turn.unit() as uow:
        student = await find_student(turn, uow, answers["roll"])
        if student is None:
            return
        class_ = await _class_to_mark(turn, uow, student, answers.get("class"))
        if class_ is None:
            return
        outcome = await marking.mark(
            uow,
            student=student,
            class_=class_,
            status=Status(answers["status"]),
            by=turn.sender.account_id,
            said_at=turn.said_at,
            at=turn.now,
        )
        change = None
        if isinstance(outcome, MarkSet):
            change = outcome.change
            before = outcome.before.value if outcome.before else ""
            await note(turn, uow, "mark", {**answers, "class": class_.code, "before": before})
        buttons = cards.undo_buttons(change)
        await turn.finish(uow, turn.says(teacher.marked(outcome), buttons=buttons))


async def show_status(turn: Turn, _: Answers) -> None:
    """``/status``."""
    student = turn.sender.student
    if student is None:
        await turn.answer(turn.says(common.no_record(turn.sender)))
        return
    async with turn.unit() as uow:
        await turn.finish(uow, turn.says(await own_record(uow, student, turn.now)))


async def own_record(uow: UnitOfWork, student: Student, at: datetime) -> str:
    """A student's marks of today in every class, and what comes next."""
    classes = await uow.classes.of_student(student.id)
    marks: list[tuple[Class, Session, Mark]] = []
    marked: set[tuple[int, datetime]] = set()
    for class_ in classes:
        day = today(class_, at)
        for session in await uow.sessions.between(class_.id, day, day):
            if found := await uow.marks.find(session.id, student.id):
                marks.append((class_, session, found))
                marked.add((class_.id, session.starts_at))
    opened = [(c, plan) for c in classes for plan in timetable.plans_open(c, at)]
    awaited = [
        (one, plan, await _how(uow, student, one, plan, at))
        for one, plan in opened
        if (one.id, plan.starts_at) not in marked
    ]
    return student_replies.record(marks, awaited, open_meetings.upcoming(classes, at))


async def _how(uow: UnitOfWork, student: Student, class_: Class, plan: Plan, at: datetime) -> str:
    """What a student is to do for a check-in, or what it waits for."""
    for session in await uow.sessions.between(class_.id, plan.date, plan.date):
        if session.starts_at == plan.starts_at:
            pending = await proofs.pending(uow, student, class_, session, at)
            if pending.kept:
                return asking.waiting(pending)
    return asking.of_student(class_, student)


async def _today(uow: UnitOfWork, class_: Class, at: datetime) -> Summary:
    return await summarise(uow, class_, today(class_, at))


async def _class_to_mark(
    turn: Turn, uow: UnitOfWork, student: Student, code: str | None
) -> Class | None:
    """The class named, or the one that sender and student share; else the turn is finished."""
    theirs = {class_.id for class_ in await uow.classes.of_student(student.id)}
    if code is not None:
        class_ = await find_own_class(turn, uow, code)
        if class_ is None or class_.id in theirs:
            return class_
        await turn.finish(uow, turn.says(teacher.not_in_class(student, class_)))
        return None
    shared = [c for c in await visible_classes(turn, uow) if c.id in theirs]
    if len(shared) == 1:
        return shared[0]
    await turn.finish(uow, turn.says(teacher.which_class(student, shared)))
    return None
