"""Names as buttons: their labels, their rows, and the pages they are on."""

from collections import Counter
from collections.abc import Callable, Sequence

from attendance.mail import Button
from attendance.model import Status
from attendance.summary import Attendance

Buttons = tuple[tuple[Button, ...], ...]

PAGE = 40  # names under one message: with what else there is, fewer buttons than Telegram takes
_LONGEST_NAME = 30  # characters, of which a phone shows about half
_SIGNS = {
    Status.PRESENT: "✓",
    Status.LATE: "◷",
    Status.ABSENT: "✗",
    Status.EXCUSED: "○",
    None: "·",
}


def labels(people: Sequence[Attendance]) -> dict[int, str]:
    """What a button calls each student, by id: those of one name with their roll numbers."""
    same = Counter(one.student.name for one in people)
    return {
        one.student.id: f"{_SIGNS[one.mark.status if one.mark else None]} "
        + _short(one.student.name)
        + (f" ({one.student.roll_no})" if same[one.student.name] > 1 else "")
        for one in people
    }


def paged(people: Sequence[Attendance], page: int) -> tuple[int, Sequence[Attendance]]:
    """The page meant, or the last there is, and who is on it."""
    page = min(page, max(0, (len(people) - 1) // PAGE))
    return page, people[page * PAGE : (page + 1) * PAGE]


def turning(count: int, page: int, data: Callable[[int], str]) -> Buttons:
    """A row that leads to the other pages, if there are any; ``data`` is of a page."""
    pages = (count + PAGE - 1) // PAGE
    if pages < 2:  # noqa: PLR2004
        return ()
    return (
        tuple(
            Button(text=f"[{number + 1}]" if number == page else str(number + 1), data=data(number))
            for number in range(pages)
        ),
    )


def rows(buttons: Sequence[Button], width: int = 2) -> Buttons:
    """Buttons in rows of so many."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
