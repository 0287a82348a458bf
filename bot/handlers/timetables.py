"""Calendar files that admins send: what each would change is shown first."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from attendance import errors, importing, timetable
from attendance.model import Appointment, Class, Role, code
from attendance.ports import UnitOfWork
from bot import calendar_file
from bot.errors import CalendarUnreadable
from bot.handlers import gate
from bot.handlers.lookup import find_class, note
from bot.presses import Handlers, Press
from bot.replies import calendar as replies
from bot.replies import commands as texts
from bot.replies import common
from bot.rights import Right
from bot.turn import Turn

_FILE = "calendar file"  # the conversation between what it would change and the answer
_ANSWER_WITHIN = timedelta(hours=1)
IMPORT = Right(role=Role.ADMIN, purpose=texts.MAY_IMPORT)


def is_one(turn: Turn) -> bool:
    """Whether the message is a calendar file."""
    document = turn.message.document if turn.message else None
    if document is None:
        return False
    by_name = (document.file_name or "").lower().endswith(".ics")
    return by_name or document.mime_type == "text/calendar"


async def receive(turn: Turn, class_code: str) -> None:
    """A file for the class with that code: show what it would change, and ask."""
    if not await gate.admits(turn, IMPORT, "calendar"):
        return
    async with turn.unit(reading=True) as uow:
        class_ = await uow.classes.by_code(code(class_code))
    if class_ is None or class_.archived_at is not None:
        async with turn.unit() as uow:
            await find_class(turn, uow, code(class_code))
        return
    try:
        found = await _read(turn, class_)
    except CalendarUnreadable as error:
        await turn.answer(turn.says(replies.unreadable(str(error))))
        return
    difference = importing.compare(class_, found.meetings, turn.now)
    asks = bool(found.meetings) and difference.changes
    if asks:
        answers = {"class": class_.code, "meetings": _packed(found.meetings)}
        turn.goes_on(_FILE, answers, within=_ANSWER_WITHIN)
    text = replies.preview(difference, found.meetings, found.passed_over, found.unknown_zones)
    await turn.answer(turn.says(text, buttons=replies.IMPORT_BUTTONS if asks else ()))


async def decide(turn: Turn, *, wanted: bool) -> None:
    """The answer to what was shown."""
    conversation = await turn.conversation()
    if conversation is None or conversation.command != _FILE:
        await turn.answer(turn.replaces(common.STALE_BUTTON))
        return
    turn.ends_conversation()
    async with turn.unit() as uow:
        class_ = await uow.classes.by_code(conversation.answers["class"])
        if class_ is None or class_.archived_at is not None or not wanted:
            await turn.finish(uow, turn.replaces(replies.NOT_IMPORTED))
            return
        await _take_over(turn, uow, class_, _unpacked(conversation.answers["meetings"]))


async def _take_over(
    turn: Turn, uow: UnitOfWork, class_: Class, meetings: importing.Meetings
) -> None:
    difference = await importing.take_over(uow, class_, meetings, turn.now)
    details = {
        "class": class_.code,
        "added": str(len(difference.added)),
        "removed": str(len(difference.removed)),
    }
    await note(turn, uow, "calendar", details)
    await turn.finish(uow, turn.replaces(replies.imported(difference)))


async def _read(turn: Turn, class_: Class) -> calendar_file.Timetable:
    """The meetings of a file from today on; nothing need wait for it."""
    message = turn.message
    document = message.document if message else None
    if message is None or document is None or (document.file_size or 0) > calendar_file.MOST_BYTES:
        raise CalendarUnreadable("it is too large")
    try:
        content = await turn.services.download.of(message)()
    except errors.UnreadableImage as error:
        raise CalendarUnreadable("it is too large") from error
    first = timetable.local(turn.now, class_.timezone).date()
    horizon = first + calendar_file.HORIZON
    return await turn.services.processes.run(
        calendar_file.read_bounded,
        content,
        timezone=class_.timezone,
        first=first,
        last=min(class_.last_day or horizon, horizon),
    )


def _packed(meetings: Sequence[Appointment]) -> str:
    return json.dumps([[m.starts_at.isoformat(), m.closes_at.isoformat()] for m in meetings])


def _unpacked(text: str) -> importing.Meetings:
    return tuple(
        Appointment(
            starts_at=datetime.fromisoformat(starts), closes_at=datetime.fromisoformat(closes)
        )
        for starts, closes in json.loads(text)
    )


PRESSES: Handlers = {
    (data, 0): Press(run=partial(decide, wanted=wanted), action="calendar", **vars(IMPORT))
    for data, wanted in ((replies.IMPORT, True), (replies.LEAVE, False))
}
