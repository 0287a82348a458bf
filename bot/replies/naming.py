"""Names as replies show them: set apart from the text around them, and cut between letters."""

import regex

from attendance.model import Class, Holiday, Student, Teacher
from attendance.names import ISOLATES

# The bidirectional classes of letters and digits that are read from the right (UAX #9).
_FROM_THE_RIGHT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}\p{Bidi_Class=AN}]")
_LETTER = regex.compile(r"\X")  # what people take for one, accents and all (UAX #29)


def isolated(text: str) -> str:
    """A text from outside; one that is read from the right does not turn round what is beside it.

    What is beside it are numbers, too, as in ``3 late``.
    """
    return text.join(ISOLATES) if _FROM_THE_RIGHT.search(text) else text


def name(of: Student | Teacher | Class | Holiday) -> str:
    """What somebody or something is called."""
    return isolated(of.name)


def person(student: Student) -> str:
    """A student by name and roll number, like Ada (42)."""
    return f"{name(student)} ({isolated(student.roll_no)})"


def class_(value: Class) -> str:
    """A class by code and name, like MATH1 Mathematics."""
    return f"{isolated(value.code)} {name(value)}"


def beginning(text: str, most: int) -> str:
    """The first letters of a text, of so many characters at most."""
    end = 0
    for letter in _LETTER.finditer(text):
        if letter.end() > most:
            break
        end = letter.end()
    return text[:end]


def short(text: str, most: int) -> str:
    """As much of a text as has room, and a sign that there is more."""
    return text if len(text) <= most else f"{beginning(text, most - 1).rstrip()}…"
