"""``/invites``: a sheet of links for a whole class, and who is linked already."""

import math
from dataclasses import replace
from datetime import timedelta
from functools import partial

from attendance import inviting, linking
from attendance.inviting import Standing, Students
from attendance.mail import Document, Message
from attendance.model import Class, Role
from bot.commands import AGAIN, Answers
from bot.drawing import Printed, Slip
from bot.handlers import revoking
from bot.handlers.lookup import find_class, note
from bot.presses import Handlers, Press
from bot.progress import Progress
from bot.replies import commands as texts
from bot.replies import common
from bot.replies import invites as replies
from bot.turn import Turn

_ASKED = "invites sheet"  # the conversation between the question whom to invite and its answer
_ANSWER_WITHIN = timedelta(hours=1)
_SECONDS_A_SLIP = 0.05  # on both papers, on one core of an AMD EPYC: 500 took 25 s
_LONG = 4  # seconds: longer than Telegram shows that somebody is looking


async def invite_class(turn: Turn, answers: Answers) -> None:
    """``/invites [CLASS] [again]``: without a class, the links that still work."""
    if "class" not in answers:
        await revoking.list_open(turn)
        return
    async with turn.unit() as uow:
        class_ = await find_class(turn, uow, answers["class"])
        if class_ is None:
            return
        standing = await inviting.standing(uow, class_, turn.now)
        if AGAIN not in answers and standing.waiting:
            turn.goes_on(_ASKED, {"class": class_.code}, within=_ANSWER_WITHIN)
            question = turn.says(replies.which(standing), buttons=replies.buttons(standing))
            await turn.finish(uow, turn.says(replies.overview(standing)), question)
            return
    await _print(turn, standing, standing.uninvited)


async def _decide(turn: Turn, *, everybody: bool) -> None:
    """The answer to whom new links are for."""
    conversation = await turn.conversation()
    if conversation is None or conversation.command != _ASKED:
        await turn.answer(turn.replaces(common.STALE_BUTTON))
        return
    turn.ends_conversation()
    async with turn.unit() as uow:
        class_ = await find_class(turn, uow, conversation.answers["class"])
        if class_ is None:
            return
        standing = await inviting.standing(uow, class_, turn.now)
    chosen = standing.unlinked if everybody else standing.uninvited
    await _print(turn, standing, chosen)


async def _print(turn: Turn, standing: Standing, students: Students) -> None:
    """Draw the sheets, with no transaction open; then let their links work and owe them."""
    if not students:
        text = f"{replies.overview(standing)}\n\n{replies.nobody(standing)}"
        await turn.answer(turn.replaces(text))
        return
    turn.services.presence.is_looking(turn.chat_id)
    shown = await _tell_how_long(turn, len(students))
    codes = {student.id: linking.new_code() for student in students}
    printed = await _draw(turn, standing.class_, students, codes)
    async with turn.unit() as uow:
        made = await inviting.give(uow, students, codes, turn.now)
        replaced = len(set(students) & set(standing.waiting))
        details = {"class": standing.class_.code, "made": str(made), "replaced": str(replaced)}
        await note(turn, uow, "invites", details)
        sheets = _sheets(turn, standing.class_, printed, made=made, replaced=replaced)
        first = replies.chosen(len(students)) if turn.press else replies.overview(standing)
        await turn.finish(uow, replace(turn.says(first), edits=shown), *sheets)


async def _tell_how_long(turn: Turn, slips: int) -> int | None:
    """Where many are drawn, say so at once; the message that then turns into the answer."""
    pressed = turn.press.message if turn.press else None
    progress = Progress(turn.services.telegram, turn.chat_id)
    progress.message_id = pressed.message_id if pressed else None
    seconds = math.ceil(slips * _SECONDS_A_SLIP)
    if seconds >= _LONG:
        await progress.show(replies.drawing(slips, seconds))
    return progress.message_id


async def _draw(turn: Turn, class_: Class, students: Students, codes: dict[int, str]) -> Printed:
    services = turn.services
    slips = [
        Slip(name=one.name, roll_no=one.roll_no, link=turn.link(codes[one.id])) for one in students
    ]
    how = replies.how(class_, turn.now + linking.INVITE_LIFE)
    return await services.processes.run(services.draw_sheet, replies.title(class_), how, slips)


def _sheets(
    turn: Turn, class_: Class, printed: Printed, *, made: int, replaced: int
) -> list[Message]:
    return [
        Message(
            chat_id=turn.chat_id,
            text=replies.sheet(class_, printed, paper=paper, made=made, replaced=replaced),
            document=Document(name=replies.file_name(class_, paper), content=content),
        )
        for paper, content in printed.files.items()
    ]


PRESSES: Handlers = {
    (data, 0): Press(
        run=partial(_decide, everybody=everybody),
        action="invites",
        role=Role.ADMIN,
        purpose=texts.MAY_ENROL,
    )
    for data, everybody in ((replies.ALL, True), (replies.REST, False))
}
