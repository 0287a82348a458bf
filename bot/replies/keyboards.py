"""Names as buttons: their labels, their rows, and the pages they are on."""

from collections import Counter
from collections.abc import Callable, Sequence

from attendance import names
from attendance.mail import Button
from attendance.model import Status, Student
from attendance.summary import Attendance
from bot.replies import naming

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
    alike = Counter(_visible(one.student) for one in people)
    return {
        one.student.id: f"{_SIGNS[one.status]} "
        + _called(one.student, alone=alike[_visible(one.student)] == 1)
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
        return naming.person(student)
    return f"{naming.isolated(student.roll_no)} {short(student.name)}"


def _visible(student: Student) -> str:
    """What a phone surely shows of a name, the same for names that look alike."""
    return names.key(naming.beginning(student.name, _VISIBLE))


def short(name: str) -> str:
    """As much of a name as a button takes."""
    return naming.isolated(naming.short(name, _LONGEST_NAME))
