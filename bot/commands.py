"""What a command is: who may use it, what it takes, and how its words are read."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from attendance import names, weekly
from attendance.calendar import parse_date
from attendance.model import Status, code
from bot.rights import Right
from bot.turn import Turn

Answers = Mapping[str, str]

OFF = "off"
ON = "on"
AGAIN = "again"

_LONGEST_CODE = 32  # characters of a roll number or class code
_MOST_MINUTES = 24 * 60
_LONGEST_REASON = 300  # characters: a few lines on a phone
_LONGEST_VALUE = 300  # the times of a class that meets three times on each day
_NEAR_DAYS = {
    "yesterday": timedelta(days=-1),
    "today": timedelta(days=0),
    "tomorrow": timedelta(days=1),
}
_SHORTEST_DAY = 3  # letters: Mon, Tue, …


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing a command takes. ``read`` gives its normal form, or None for what it is not."""

    name: str
    label: str
    question: str
    expected: str
    read: Callable[[str], str | None]
    optional: bool = False
    needed_with: str = ""  # the name of another field: whoever gave that is asked for this one
    rest: bool = False  # takes everything that is left, spaces included
    skippable: bool = False  # a word that it does not take may be for the next field
    questions: Mapping[str, str] | None = None  # other ones, by an answer before

    def asks(self, answers: Answers) -> str:
        """The question that fits what has been answered."""
        others = self.questions or {}
        given = (answer.lower() for answer in answers.values())
        return next((others[one] for one in given if one in others), self.question)


@dataclass(frozen=True, kw_only=True)
class Command(Right):
    """A command. With ``photo``, the photo it captions belongs to it."""

    name: str
    summary: str
    run: Callable[[Turn, Answers], Awaitable[None]]
    fields: tuple[Field, ...] = ()
    example: str = ""
    photo: bool = False

    @property
    def usage(self) -> str:
        """The command with what it takes, like ``/photo ROLL``."""
        labels = (f"[{field.label}]" if field.optional else field.label for field in self.fields)
        return " ".join([f"/{self.name}", *labels])

    def missing(self, answers: Answers) -> Field | None:
        """The first thing that must still be asked for."""
        wanted = (f for f in self.fields if not f.optional or f.needed_with in answers)
        return next((f for f in wanted if f.name not in answers), None)


@dataclass(frozen=True, kw_only=True)
class BadField:
    """A word was not what a field takes."""

    field: Field


def read_arguments(command: Command, text: str) -> dict[str, str] | BadField:
    """Read the words behind a command in order; fields beyond the last word stay open."""
    answers: dict[str, str] = {}
    left = text.strip()
    for field in command.fields:
        if not left:
            break
        word, _, further = (left, "", "") if field.rest else _split(left)
        value = field.read(word)
        if value is None and field.skippable:
            continue
        left = further
        if value is None:
            return BadField(field=field)
        answers[field.name] = value
    return BadField(field=command.fields[-1]) if left and command.fields else answers


def _split(text: str) -> tuple[str, str, str]:
    word, *rest = text.split(maxsplit=1)
    return word, " ", rest[0] if rest else ""


def read_code(text: str) -> str | None:
    """A roll number or class code: one word that can be seen whole, and so typed again."""
    value = code(text.strip(names.ISOLATES))
    if " " in value or not value.isprintable():
        return None
    return value if names.read(value, longest=_LONGEST_CODE) == value else None


def read_name(text: str) -> str | None:
    """A name in any script, in the one form it is kept in."""
    return names.read(text)


def read_word(text: str) -> str | None:
    """Any one value, judged by whoever uses it."""
    return names.read(text, longest=_LONGEST_VALUE)


def read_status(text: str) -> str | None:
    """One of the four statuses."""
    value = text.lower()
    return value if value in tuple(Status) else None


def read_reason(text: str) -> str | None:
    """Why somebody was not there, in one line; more than a date."""
    value = names.read(text, longest=_LONGEST_REASON)
    if value is None:
        return None
    day, rest = read_dated(value)
    return None if isinstance(day, date) and not rest else value


def read_dated(text: str) -> tuple[date | timedelta | None, str]:
    """A text without the date that it begins or ends with, if it does, and that date.

    A word like ``tomorrow`` is a distance: which date it is depends on where.
    """
    words = text.split()
    for at in (0, -1):
        day = _date(words[at]) if words else None
        if day is not None:
            del words[at]
            return day, " ".join(words)
    return None, text


def _date(word: str) -> date | timedelta | None:
    word = word.lower().strip(",.:;")
    return _NEAR_DAYS.get(word, parse_date(word))


def read_when(text: str) -> str | None:
    """A time of day, or on or off."""
    word = text.lower()
    if word in (ON, OFF):
        return word
    return read_time(word)


def read_off(text: str) -> str | None:
    """The one word that takes something back."""
    return text.lower() if text.lower() == OFF else None


def read_again(text: str) -> str | None:
    """The one word that asks for something anew."""
    return text.lower() if text.lower() == AGAIN else None


def read_dates(text: str) -> str | None:
    """A date like 2026-12-24, or a range like 2026-12-24..2027-01-06; the form is the range."""
    first, dots, last = text.partition("..")
    begins, ends = parse_date(first.strip()), parse_date((last if dots else first).strip())
    if begins is None or ends is None or begins > ends:
        return None
    return f"{begins}..{ends}"


def read_date(text: str) -> str | None:
    """A date like 2026-12-24."""
    found = parse_date(text)
    return found.isoformat() if found else None


def read_month(text: str) -> str | None:
    """A month like 2026-03."""
    found = parse_date(f"{text}-01")
    return f"{found:%Y-%m}" if found else None


def read_class_not_month(text: str) -> str | None:
    """A class code, unless it looks like a month."""
    return None if read_month(text) else read_code(text)


def read_time(text: str) -> str | None:
    """A time of day like 09:00."""
    found = weekly.parse_time(text)
    return f"{found:%H:%M}" if found else None


def read_minutes(text: str) -> str | None:
    """Minutes, from 1 to a day."""
    value = text.lower().removesuffix("min").strip()
    if not (value.isascii() and value.isdigit() and len(value) <= len(str(_MOST_MINUTES))):
        return None
    return str(int(value)) if 0 < int(value) <= _MOST_MINUTES else None


def command_in(text: str) -> tuple[str, str] | None:
    """The name and the rest of a text that begins with a command."""
    if not text.startswith("/"):
        return None
    word, *rest = text[1:].split(maxsplit=1) or [""]
    return word.partition("@")[0].lower(), rest[0] if rest else ""
