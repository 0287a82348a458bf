"""What commands take: each thing once, with how it is asked for and read."""

from collections.abc import Callable
from dataclasses import replace

from attendance import weekly
from bot import commands
from bot.commands import Field
from bot.replies import asking
from bot.replies import commands as texts


def _code(name: str, label: str, question: str, *, optional: bool = False) -> Field:
    """A class code or roll number."""
    return Field(
        name=name,
        label=label,
        question=question,
        expected=texts.EXPECT_CODE,
        read=commands.read_code,
        optional=optional,
    )


def _optional(
    name: str, expected: str, read: Callable[[str], str | None], *, label: str = ""
) -> Field:
    """One that is never asked for."""
    return Field(
        name=name,
        label=label or name,
        question="",
        expected=expected,
        read=read,
        optional=True,
    )


def _name(question: str) -> Field:
    """A name, which takes all that is left."""
    return Field(
        name="name",
        label="NAME",
        question=question,
        expected=texts.EXPECT_NAME,
        read=commands.read_name,
        rest=True,
    )


ROLL = _code("roll", "ROLL", texts.ASK_ROLL)
CLASS = _code("class", "CLASS", texts.ASK_CLASS)
ANY_CLASS = _code("class", "CLASS", texts.ASK_CLASS, optional=True)
NEW_CLASS = _code("class", "CODE", texts.ASK_NEW_CLASS)
INVITE = _optional("invite", texts.EXPECT_VALUE, commands.read_word)
DAYS = Field(
    name="days",
    label="DAYS",
    question=texts.ASK_DAYS,
    expected=texts.EXPECT_DAYS,
    read=weekly.read_days,
)
HOURS = Field(
    name="hours",
    label="HH:MM-HH:MM",
    question=texts.ASK_HOURS,
    expected=texts.EXPECT_HOURS,
    read=weekly.read_all_hours,
)
KEY = Field(
    name="key",
    label="KEY",
    question=texts.ASK_KEY,
    expected=texts.EXPECT_VALUE,
    read=commands.read_word,
)
VALUE = Field(
    name="value",
    label="VALUE",
    question=texts.ASK_VALUE,
    expected=texts.EXPECT_VALUE,
    read=commands.read_word,
    rest=True,
    questions={"place": asking.SHARE_PLACE},
)
DATES = Field(
    name="dates",
    label="DATE",
    question=texts.ASK_DATES,
    expected=texts.EXPECT_DATES,
    read=commands.read_dates,
)
MONTH = _optional("month", texts.EXPECT_MONTH, commands.read_month, label="YYYY-MM")
CLASS_OR_ALL = replace(ANY_CLASS, read=commands.read_class_not_month, skippable=True)
HOLIDAY_CLASS = replace(ANY_CLASS, read=commands.read_word)
CLASS_NAME = _name(texts.ASK_CLASS_NAME)
TEACHER_NAME = _name(texts.ASK_TEACHER_NAME)
STUDENT_NAME = _name(texts.ASK_STUDENT_NAME)
HOLIDAY_NAME = replace(_name(""), optional=True)
DATE = Field(
    name="date",
    label="DATE",
    question=texts.ASK_DATE,
    expected=texts.EXPECT_DATE,
    read=commands.read_date,
)
NEW_DATE = replace(DATE, name="to", label="NEWDATE", question=texts.ASK_NEW_DATE)
NEW_HOURS = replace(
    HOURS, question=texts.ASK_NEW_HOURS, expected=texts.EXPECT_ONE_TIME, read=weekly.read_hours
)
START = _optional("time", texts.EXPECT_TIME, commands.read_time, label="HH:MM")
MINUTES = _optional("minutes", texts.EXPECT_MINUTES, commands.read_minutes)
STATUS = Field(
    name="status",
    label="STATUS",
    question=texts.ASK_STATUS,
    expected=texts.EXPECT_STATUS,
    read=commands.read_status,
)
REASON = Field(
    name="reason",
    label="REASON",
    question=texts.ASK_REASON,
    expected=texts.EXPECT_REASON,
    read=commands.read_reason,
    rest=True,
)
WHEN = Field(
    name="when",
    label="HH:MM|off|on",
    question=texts.ASK_WHEN,
    expected=texts.EXPECT_WHEN,
    read=commands.read_when,
)
TWIN = _code("roll", "ROLL", texts.ASK_ROLL, optional=True)
OTHER_TWIN = replace(
    _code("other", "ROLL", texts.ASK_OTHER_ROLL), optional=True, needed_with=TWIN.name
)
ABOUT = replace(_optional("about", texts.EXPECT_VALUE, commands.read_word, label="WHAT"), rest=True)
OFF = _optional(commands.OFF, texts.EXPECT_OFF, commands.read_off)
AGAIN = _optional(commands.AGAIN, texts.EXPECT_AGAIN, commands.read_again)
