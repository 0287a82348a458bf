"""Names as buttons: their labels, their rows, and the pages they are on."""

from collections import Counter
from collections.abc import Callable, Sequence

from attendance.mail import Button
from attendance.model import Status, Student
from attendance.summary import Attendance

Buttons = tuple[tuple[Button, ...], ...]

PAGE = 40  # names under one message: with what else there is, fewer buttons than Telegram takes
_LONGEST_NAME = 30  # characters
_VISIBLE = 16  # characters of a name that a phone surely shows, with two buttons side by side
_WIDEST = 8  # buttons in a row, Telegram's limit
_SIGNS = {
    Status.PRESENT: "✓",
    Status.LATE: "◷",
    Status.ABSENT: "✗",
    Status.EXCUSED: "○",
    None: "·",
}


def labels(people: Sequence[Attendance]) -> dict[int, str]:
    """What a button calls each student, by id: with roll numbers where names look the same."""
    alike = Counter(one.student.name[:_VISIBLE] for one in people)
    return {
        one.student.id: f"{_SIGNS[one.status]} "
        + _called(one.student, alone=alike[one.student.name[:_VISIBLE]] == 1)
        for one in people
    }


def paged(people: Sequence[Attendance], page: int) -> tuple[int, Sequence[Attendance]]:
    """The page meant, or the last there is, and who is on it."""
    page = min(page, max(0, (len(people) - 1) // PAGE))
    return page, people[page * PAGE : (page + 1) * PAGE]


def turning(count: int, page: int, data: Callable[[int], str]) -> Buttons:
    """What leads to the other pages, if there are any; ``data`` is of a page."""
    pages = (count + PAGE - 1) // PAGE
    if pages < 2:  # noqa: PLR2004
        return ()
    return rows(
        [
            Button(text=f"[{number + 1}]" if number == page else str(number + 1), data=data(number))
            for number in range(pages)
        ],
        _WIDEST,
    )


def rows(buttons: Sequence[Button], width: int = 2) -> Buttons:
    """Buttons in rows of so many."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


def _called(student: Student, *, alone: bool) -> str:
    """The roll number comes first where it would be out of sight behind the name."""
    if alone:
        return short(student.name)
    if len(student.name) <= _VISIBLE:
        return f"{student.name} ({student.roll_no})"
    return f"{student.roll_no} {short(student.name)}"


def short(name: str) -> str:
    """As much of a name as a button takes."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
