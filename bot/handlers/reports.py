"""Looking back: ``/report`` for teachers, ``/history`` for students, ``/export`` for admins."""

from collections.abc import Sequence
from datetime import date

from attendance.mail import Document, Message
from attendance.model import Class, Student
from attendance.ports import UnitOfWork
from attendance.register import Period, Records, gather, month, so_far
from attendance.timetable import local
from bot.commands import Answers
from bot.handlers.lookup import find_class, find_own_class, note
from bot.replies import common
from bot.replies import reports as replies
from bot.reports import making
from bot.reports.cells import as_identifier
from bot.turn import Turn

MOST_MARKS = 200_000  # in one report: 9 s and 380 MB; half as many take 240 MB (`make bench`)


async def show_report(turn: Turn, answers: Answers) -> None:
    """``/report CLASS [YYYY-MM]``: pictures, an Excel file and a CSV file."""
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, answers["class"], archived=True)
        if class_ is None:
            return
    records = await _records(turn, [class_], answers.get("month"))
    if records is None:
        return
    made = await turn.services.processes.run(making.report, records[0])
    pages = len(made.pictures)
    messages = [
        turn.says(replies.page(number, pages) if number > 1 else made.text, picture=picture)
        for number, picture in enumerate(made.pictures, start=1)
    ]
    messages += [turn.sends(file) for file in made.files]
    await _hand_over(turn, "report", answers, messages or [turn.says(made.text)])


async def show_history(turn: Turn, answers: Answers) -> None:
    """``/history [YYYY-MM]``: one's own month as a picture."""
    student = turn.sender.student
    if student is None:
        await turn.answer(turn.says(common.no_record(turn.sender)))
        return
    day = local(turn.now, turn.services.rules.timezone).date()
    period = month(_first_of(answers["month"]) if "month" in answers else day)
    records = await _own_records(turn, student, period)
    made = await turn.services.processes.run(making.history, student, period, records)
    picture = made.pictures[0] if made.pictures else None
    await turn.answer(turn.says(made.text, picture=picture))


async def export(turn: Turn, answers: Answers) -> None:
    """``/export [CLASS] [YYYY-MM]``: one ZIP of everything."""
    async with turn.unit() as uow:
        classes = await _to_export(turn, uow, answers.get("class"))
        if classes is None:
            return
    records = await _records(turn, classes, answers.get("month"))
    if records is None:
        return
    content = await turn.services.processes.run(making.export, records)
    day = local(turn.now, turn.services.rules.timezone).date()
    name = replies.export_name(answers.get("class"), answers.get("month"), day)
    file = Document(name=name, content=content)
    text = replies.exported(_unmatched(records))
    await _hand_over(turn, "export", answers, [turn.sends(file, text)])


def _unmatched(records: Sequence[Records]) -> list[str]:
    """Roll numbers that look like formulas, so that they cannot stand in Moodle's files as is."""
    roll_nos = {person.roll_no for one in records for person in one.people}
    return sorted(roll_no for roll_no in roll_nos if as_identifier(roll_no) != roll_no)


async def _to_export(turn: Turn, uow: UnitOfWork, code: str | None) -> list[Class] | None:
    """The class asked for, or all there are or were; else the turn is finished."""
    if code is not None:
        class_ = await find_class(turn, uow, code, archived=True)
        return [class_] if class_ else None
    classes = [*await uow.classes.all(), *await uow.classes.archived()]
    if classes:
        return sorted(classes, key=lambda one: one.code)
    await turn.finish(uow, turn.says(replies.NO_CLASSES))
    return None


async def _records(turn: Turn, classes: Sequence[Class], asked: str | None) -> list[Records] | None:
    """What was held in the month asked for, or the term; unless it is too much for one file."""
    turn.services.presence.is_looking(turn.chat_id)
    periods = {one.id: _period(turn, one, asked) for one in classes}
    async with turn.unit(reading=True) as uow:
        marks = 0
        for class_ in classes:
            period = periods[class_.id]
            marks += await uow.registers.count([class_.id], period.first, period.last)
        if marks <= MOST_MARKS:
            return [await gather(uow, one, periods[one.id], turn.now) for one in classes]
    await turn.answer(turn.says(replies.too_much(marks, MOST_MARKS)))
    return None


async def _own_records(turn: Turn, student: Student, period: Period) -> list[Records]:
    async with turn.unit(reading=True) as uow:
        classes = [await uow.classes.get(one) for one in await uow.registers.classes_of(student.id)]
        return [await gather(uow, one, period, turn.now, student_id=student.id) for one in classes]


async def _hand_over(
    turn: Turn, action: str, answers: Answers, messages: Sequence[Message]
) -> None:
    async with turn.unit() as uow:
        await note(turn, uow, action, dict(answers))
        await turn.finish(uow, *messages)


def _period(turn: Turn, class_: Class, asked: str | None) -> Period:
    return month(_first_of(asked)) if asked else so_far(class_, turn.now)


def _first_of(asked: str) -> date:
    return date.fromisoformat(f"{asked}-01")
