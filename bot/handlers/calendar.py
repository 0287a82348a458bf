"""When classes meet, and when not: ``/holiday``, ``/skip``, ``/move`` and ``/calendar``."""

from datetime import date, time, timedelta

from attendance import calendar, holidays, names, timetable, weekly
from attendance.calendar import CalledOff, Moved, Restored
from attendance.holidays import DaysOver, HolidaySet, HolidayTakenBack
from attendance.model import Class, Holiday, code
from bot.commands import OFF, Answers
from bot.handlers import timetables, undoing
from bot.handlers.lookup import find_class, find_own_class, note
from bot.replies import calendar as replies
from bot.turn import Turn

_SHOWN_DAYS = 14


async def holiday(turn: Turn, answers: Answers) -> None:
    """``/holiday DATE [CLASS] [NAME]``: of all classes where none is named."""
    first, last = (date.fromisoformat(day) for day in answers["dates"].split(".."))
    async with turn.unit() as uow:
        class_, name = None, " ".join(answers.get(key, "") for key in ("class", "name")).strip()
        if word := answers.get("class"):
            class_ = await uow.classes.by_code(code(word))
            if class_ is not None and class_.archived_at is not None:
                await find_class(turn, uow, class_.code)
                return
            if class_ is not None:
                name = answers.get("name", "")
            elif _looks_like_a_code(word):
                await find_class(turn, uow, code(word))
                return
        if name and names.read(name) is None:  # the word that is no class was the first of it
            await turn.finish(uow, turn.says(replies.NO_NAME))
            return
        off = name.lower() == OFF
        asked = Holiday(
            class_id=class_.id if class_ else None, first=first, last=last, name="" if off else name
        )
        change = holidays.take_back if off else holidays.declare
        outcome = await change(uow, asked, class_, turn.now)
        details = {"dates": answers["dates"], "name": name}
        await note(turn, uow, "holiday", details | ({"class": class_.code} if class_ else {}))
        before, after = _before_and_after(outcome)
        text = replies.holiday(outcome)
        await turn.finish(uow, await undoing.done(turn, uow, text, before=before, after=after))


async def skip(turn: Turn, answers: Answers) -> None:
    """``/skip CLASS DATE [HH:MM] [off]``: calls a meeting off, or lets it be as it was."""
    day, starts = _meeting(answers)
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, answers["class"])
        if class_ is None:
            return
        change = calendar.restore if OFF in answers else calendar.call_off
        outcome = await change(uow, class_, day, starts, turn.now)
        if isinstance(outcome, CalledOff | Restored):
            await note(turn, uow, "skip", dict(answers))
        await turn.finish(uow, turn.says(replies.meeting(outcome)))


async def move(turn: Turn, answers: Answers) -> None:
    """``/move CLASS DATE NEWDATE HH:MM-HH:MM [HH:MM]``."""
    day, starts = _meeting(answers)
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, answers["class"])
        if class_ is None:
            return
        there = date.fromisoformat(answers["to"])
        to = timetable.appointment(class_.timezone, there, *weekly.times(answers["hours"]))
        outcome = await calendar.move(uow, class_, day, starts, to=to, at=turn.now)
        if isinstance(outcome, Moved):
            await note(turn, uow, "move", dict(answers))
        await turn.finish(uow, turn.says(replies.meeting(outcome)))


async def show(turn: Turn, answers: Answers) -> None:
    """``/calendar CLASS``: what is planned for the next two weeks; under a file, its import."""
    if timetables.is_one(turn):
        await timetables.receive(turn, answers["class"])
        return
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, answers["class"])
        if class_ is not None:
            await turn.finish(uow, turn.says(_coming(turn, class_)))


def _coming(turn: Turn, class_: Class) -> str:
    today = timetable.local(turn.now, class_.timezone).date()
    days = [today + timedelta(days=offset) for offset in range(_SHOWN_DAYS)]
    return replies.coming(class_, {day: timetable.plans_on(class_, day) for day in days})


def _meeting(answers: Answers) -> tuple[date, time | None]:
    """Which meeting somebody means."""
    starts = weekly.parse_time(answers["time"]) if "time" in answers else None
    return date.fromisoformat(answers["date"]), starts


def _before_and_after(
    outcome: HolidaySet | HolidayTakenBack | DaysOver,
) -> tuple[Holiday | None, Holiday | None]:
    match outcome:
        case HolidaySet(was=was, holiday=holiday):
            return was, holiday
        case HolidayTakenBack(was=was):
            return was, None
        case DaysOver():
            return None, None


def _looks_like_a_code(word: str) -> bool:
    """Whether a word is not the beginning of a holiday's name, but a class code mistyped."""
    capital = word == word.upper() and any(char.isupper() for char in word)
    return capital or any(char.isdigit() for char in word)
