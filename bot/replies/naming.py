"""Names as replies show them: set apart from the text around them, and cut between letters."""

from collections.abc import Sequence
from itertools import accumulate, takewhile

import regex

from attendance.model import Class, Holiday, Student, Teacher
from attendance.names import ISOLATES

# The bidirectional classes of letters and digits that are read from the right (UAX #9).
_FROM_THE_RIGHT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}\p{Bidi_Class=AN}]")
_LONGEST_ECHO = 32  # characters: as long as what is known
_LETTER = regex.compile(r"\X")  # UAX #29


def isolated(text: str) -> str:
    """A text from outside; one that is read from the right does not turn round what is beside it.

    What is beside it are numbers, too, as in ``3 late``.
    """
    return text.join(ISOLATES) if _FROM_THE_RIGHT.search(text) else text


def echoed(text: str) -> str:
    """What somebody wrote that is not known, in an answer to them."""
    return isolated(short(text, _LONGEST_ECHO))


def name(of: Student | Teacher | Class | Holiday) -> str:
    """What somebody or something is called."""
    return isolated(of.name)


def person(student: Student) -> str:
    """A student by name and roll number, like Ada (42)."""
    return f"{name(student)} ({isolated(student.roll_no)})"


def titled(value: Class) -> str:
    """A class by code and name, like MATH1 Mathematics."""
    return f"{isolated(value.code)} {name(value)}"


def some(names: Sequence[str], most: int) -> str:
    """The first of many names, and how many more there are."""
    more = f", and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(isolated, names[:most])) + more


def letters(text: str) -> list[str]:
    """What people take for the letters of a text, each with its accents."""
    found: list[str] = _LETTER.findall(text)
    return found


def beginning(text: str, most: int) -> str:
    """The first letters of a text, of so many characters at most."""
    ends = accumulate(map(len, letters(text)), initial=0)
    return text[: max(takewhile(lambda end: end <= most, ends))]


def short(text: str, most: int) -> str:
    """As much of a text as has room, and a sign that there is more."""
    return text if len(text) <= most else f"{beginning(text, most - 1).rstrip()}…"
