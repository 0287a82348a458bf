"""``/audit``: who did, or was refused, what. Looking is an act itself, and noted.

A button carries the place of that look in the log, which says what was asked for: so pages stay as
they were while new acts come.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from attendance import auditing, errors
from attendance.auditing import NotUnderstood
from attendance.mail import Document
from attendance.model import Act, Role, Sought
from attendance.ports import UnitOfWork
from bot.commands import Answers
from bot.handlers.lookup import note
from bot.presses import Handlers, Press
from bot.replies import audit as replies
from bot.replies import commands as texts
from bot.replies.keyboards import Buttons
from bot.turn import Turn

_LOOK = "audit"
_MOST_IN_FILE = 20_000  # acts: some 40 MB while they are written


async def show(turn: Turn, answers: Answers) -> None:
    """``/audit [FILTER]``."""
    about = answers.get("about", "")
    async with turn.unit() as uow:
        asked = await auditing.sought(uow, about, turn.services.rules.timezone)
        if isinstance(asked, NotUnderstood):
            await turn.finish(uow, turn.says(replies.not_understood(asked)))
            return
        look = await note(turn, uow, _LOOK, {"about": about} if about else {})
        text, buttons = await _page(turn, uow, look, asked, 0)
        await turn.finish(uow, turn.says(text, buttons=buttons))


async def _turn_to(turn: Turn, look_id: int, number: int) -> None:
    async with turn.unit() as uow:
        found = await _found(turn, uow, look_id)
        if found is None:
            await turn.finish(uow, turn.replaces(replies.STALE))
            return
        text, buttons = await _page(turn, uow, *found, number)
        await turn.finish(uow, turn.replaces(text, buttons=buttons))


async def _send(turn: Turn, look_id: int) -> None:
    """All of it as a file."""
    services = turn.services
    async with turn.unit(reading=True) as uow:
        found = await _found(turn, uow, look_id)
        if found is not None:
            acts = await uow.audit.find(found[1], limit=_MOST_IN_FILE)
            names, total = await _names(turn, uow, acts), await uow.audit.count(found[1])
    if found is None:
        await turn.answer(turn.replaces(replies.STALE))
        return
    content = await services.threads.run(replies.as_csv, acts, names, services.rules.timezone)
    file = Document(name="audit.csv", content=content)
    async with turn.unit() as uow:
        await note(turn, uow, _LOOK, {**found[0].details, "file": str(len(acts))})
        await turn.finish(uow, turn.sends(file, replies.file_caption(len(acts), total)))


async def _found(turn: Turn, uow: UnitOfWork, look_id: int) -> tuple[Act, Sought] | None:
    """A look and what it asked for, if that can still be said."""
    try:
        look = await uow.audit.get(look_id)
    except errors.NotFound:
        return None
    if look.action != _LOOK:
        return None
    about = look.details.get("about", "")
    asked = await auditing.sought(uow, about, turn.services.rules.timezone)
    return None if isinstance(asked, NotUnderstood) else (look, replace(asked, before_id=look.id))


async def _page(
    turn: Turn, uow: UnitOfWork, look: Act, asked: Sought, number: int
) -> tuple[str, Buttons]:
    """The page meant, or the last there is."""
    asked = replace(asked, before_id=look.id)
    total = await uow.audit.count(asked)
    number = min(number, max(0, (total - 1) // replies.PAGE))
    acts = await uow.audit.find(asked, limit=replies.PAGE, offset=number * replies.PAGE)
    return replies.page(
        replies.Page(
            look=look.id,
            number=number,
            total=total,
            about=look.details.get("about", ""),
            acts=acts,
            who=await _names(turn, uow, acts),
            timezone=turn.services.rules.timezone,
        )
    )


async def _names(turn: Turn, uow: UnitOfWork, acts: Iterable[Act]) -> dict[int, str]:
    found = {}
    for account_id in {act.account_id for act in acts}:
        person = await uow.teachers.by_account(account_id)
        name = person.name if person else None
        if person is None and (student := await uow.students.by_account(account_id)):
            name = f"{student.name} ({student.roll_no})"
        if name is None and await uow.kiosks.by_account(account_id):
            name = replies.KIOSK
        is_admin = account_id in turn.services.admin_ids
        found[account_id] = replies.who(account_id, name, is_admin=is_admin)
    return found


_Press = partial(Press, action=_LOOK, role=Role.ADMIN, purpose=texts.MAY_AUDIT)

PRESSES: Handlers = {
    (replies.PAGE_OF, 2): _Press(run=_turn_to),
    (replies.FILE_OF, 1): _Press(run=_send),
}
