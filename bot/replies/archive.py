"""What is read about classes that are put out of the way."""

from attendance.archiving import Archived, BroughtBack
from attendance.model import Class
from bot.replies import naming, words

NONE = "No class is archived. /archive CLASS archives one when its term is over."


def out_of_use(class_: Class) -> str:
    """Something is wanted of a class that is archived."""
    return f"{class_.code} is archived. /archive {class_.code} off brings it back."


def code_in_use(class_: Class) -> str:
    """A new class is to have the code of one that is archived."""
    return f"{out_of_use(class_)} A new class needs another code."


def changed(outcome: Archived | BroughtBack) -> str:
    """The answer to ``/archive CLASS``."""
    class_ = outcome.class_
    match outcome:
        case Archived(new=False):
            return f"{class_.code} is archived already. {_back(class_)}"
        case Archived():
            return (
                f"{naming.titled(class_)} is archived: it meets no more, nobody is absent from "
                f"it, and lists leave it out. Its marks stay in the reports. {_back(class_)}"
            )
        case BroughtBack(new=False):
            return f"{class_.code} is not archived."
        case BroughtBack():
            return (
                f"{naming.titled(class_)} is back: {words.calendar(class_)}. "
                "Nobody is absent from what would have been in the meantime."
            )


def listing(classes: list[Class]) -> str:
    """The answer to ``/archive`` alone."""
    if not classes:
        return NONE
    lines = [
        f"{one.code}  {naming.name(one)}, since {one.archived_at:%Y-%m-%d}"
        for one in classes
        if one.archived_at
    ]
    head = f"{words.count(len(lines), 'class', 'classes')} archived:"
    return "\n".join([head, *lines, "/archive CLASS off brings one back."])


def _back(class_: Class) -> str:
    return f"/archive {class_.code} off brings it back."
