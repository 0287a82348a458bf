"""What is read about taking back what was set up."""

from attendance.mail import Button
from attendance.model import Class, Edit, Holiday
from attendance.undoing import Overtaken, Undone, UndoneBefore
from bot import presses
from bot.replies import admin, calendar, naming

UNDO = "unset"


def undo_button(edit: Edit) -> tuple[tuple[Button, ...], ...]:
    """The button that takes an edit back."""
    return ((Button(text="Undo", data=presses.data(UNDO, edit.id)),),)


def undone(outcome: Undone) -> str:
    """That an edit is taken back, and how things are now."""
    edit, class_ = outcome.edit, outcome.class_
    if class_ is not None:
        archived = "archived, " if class_.archived_at else ""
        return f"Undone. {naming.titled(class_)} is again: {archived}{admin.class_rules(class_)}."
    if isinstance(edit.before, Holiday):
        return f"Undone. {calendar.days(edit.before)} is the holiday it was."
    if isinstance(edit.after, Holiday):
        return f"Undone. {calendar.days(edit.after)} is no holiday."
    return f"Undone. {_code(edit)} is gone."


def not_undone(outcome: UndoneBefore | Overtaken) -> str:
    """Why an edit is not taken back."""
    if isinstance(outcome, UndoneBefore):
        return "This has been undone already."
    return (
        "This cannot be undone any more, and nothing has changed: it was changed again since, "
        "or it is in use. Send the command with what you want instead."
    )


def details(edit: Edit) -> dict[str, str]:
    """What the audit log keeps of an edit that is taken back."""
    one = edit.after or edit.before
    if isinstance(one, Holiday):
        return {"holiday": f"{one.first}..{one.last}"}
    return {"class": _code(edit)}


def _code(edit: Edit) -> str:
    one = edit.after or edit.before
    return one.code if isinstance(one, Class) else ""
