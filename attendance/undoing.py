"""What an admin has set up is taken back, as long as it stands as they left it."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from attendance import errors, holidays
from attendance.model import Class, Edit, Holiday, Role
from attendance.ports import UnitOfWork
from attendance.rescheduling import reschedule

WITHIN = timedelta(days=7)  # as far back as absences and summaries are made up
_NOT_EDITED = {"id", "meets_since", "holidays"}


@dataclass(frozen=True, kw_only=True)
class Undone:
    """All is as it was before the edit. ``class_`` is the class now, if it is about one."""

    edit: Edit
    class_: Class | None


@dataclass(frozen=True, kw_only=True)
class UndoneBefore:
    """Somebody has taken it back already."""


@dataclass(frozen=True, kw_only=True)
class Overtaken:
    """What the edit set has changed since, or is in use: nothing is taken back."""


async def keep(
    uow: UnitOfWork,
    before: Class | Holiday | None,
    after: Class | Holiday | None,
    *,
    by: int,
    at: datetime,
) -> Edit | None:
    """Keep an edit so that it can be taken back; None when nothing has changed."""
    if isinstance(after, Class):
        after = replace(await uow.classes.get(after.id), holidays=())
    if isinstance(before, Class):
        before = replace(before, holidays=())
    if before == after or _same_class(before, after):
        return None
    return await uow.edits.add(Edit(id=0, at=at, account_id=by, before=before, after=after))


async def find(uow: UnitOfWork, edit_id: int) -> Edit | None:
    """An edit, unless it is none or forgotten."""
    try:
        return await uow.edits.get(edit_id)
    except errors.NotFound:
        return None


async def undo(uow: UnitOfWork, edit_id: int, *, at: datetime) -> Undone | UndoneBefore | Overtaken:
    """Take an edit back; doing it again, or after another change of the same, changes nothing."""
    edit = await find(uow, edit_id)
    if edit is None:
        return Overtaken()
    if edit.undone_at is not None:
        return UndoneBefore()
    try:
        done, class_ = await _take_back(uow, edit, at)
    except errors.NotFound:  # the class itself has been taken back
        return Overtaken()
    if not done:
        return Overtaken()
    await uow.edits.undone(edit.id, at)
    return Undone(edit=edit, class_=class_)


async def _take_back(uow: UnitOfWork, edit: Edit, at: datetime) -> tuple[bool, Class | None]:
    before, after = edit.before, edit.after
    if not isinstance(after, Class):
        if isinstance(before, Class):
            return False, None
        return await holidays.put_back(uow, before, after, at), None
    now = await uow.classes.get(after.id)
    if not isinstance(before, Class):
        if _edited(now, after):
            return False, None
        await uow.sessions.drop_unmarked(await _to_come(uow, now, at))
        removed = await uow.classes.remove(now.id)
        if removed:
            await uow.invites.forget(Role.KIOSK, now.id)  # another class may get its number
        return removed, None
    names = _edited(before, after)
    if any(getattr(now, name) != getattr(after, name) for name in ("code", *names)):
        return False, None
    restored = replace(now, **{name: getattr(before, name) for name in names})
    return True, await reschedule(uow, now, restored, at)


async def _to_come(uow: UnitOfWork, class_: Class, at: datetime) -> list[int]:
    """The sessions of a class that have yet to close."""
    sessions = await uow.sessions.between(class_.id, date.min, date.max)
    return [one.id for one in sessions if one.settled_at is None and one.closes_at > at]


def _same_class(before: Class | Holiday | None, after: Class | Holiday | None) -> bool:
    return isinstance(before, Class) and isinstance(after, Class) and not _edited(before, after)


def _edited(before: Class, after: Class) -> list[str]:
    """The names of what differs and was set by somebody."""
    names = (one.name for one in fields(Class) if one.name not in _NOT_EDITED)
    return [name for name in names if getattr(before, name) != getattr(after, name)]
