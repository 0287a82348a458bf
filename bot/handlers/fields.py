"""What commands take: each thing once, with how it is asked for and read."""

from dataclasses import replace

from attendance import weekly
from bot import commands
from bot.commands import Field
from bot.replies import commands as texts


def code(name: str, label: str, question: str, *, optional: bool = False) -> Field:
    """A class code or roll number."""
    return Field(
        name=name,
        label=label,
        question=question,
        expected=texts.EXPECT_CODE,
        read=commands.read_code,
        optional=optional,
    )


def name(question: str) -> Field:
    """A name, which takes all that is left."""
    return Field(
        name="name",
        label="NAME",
        question=question,
        expected=texts.EXPECT_NAME,
        read=commands.read_name,
        rest=True,
    )


ROLL = code("roll", "ROLL", texts.ASK_ROLL)
CLASS = code("class", "CLASS", texts.ASK_CLASS)
ANY_CLASS = code("class", "CLASS", texts.ASK_CLASS, optional=True)
NEW_CLASS = code("class", "CODE", texts.ASK_NEW_CLASS)
INVITE = Field(
    name="invite",
    label="invite",
    question="",
    expected=texts.EXPECT_VALUE,
    read=commands.read_word,
    optional=True,
)
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
)
DATES = Field(
    name="dates",
    label="DATE",
    question=texts.ASK_DATES,
    expected=texts.EXPECT_DATES,
    read=commands.read_dates,
)
MONTH = Field(
    name="month",
    label="YYYY-MM",
    question="",
    expected=texts.EXPECT_MONTH,
    read=commands.read_month,
    optional=True,
)
CLASS_OR_ALL = replace(ANY_CLASS, read=commands.read_class_not_month, skippable=True)
HOLIDAY_CLASS = replace(ANY_CLASS, read=commands.read_word)
HOLIDAY_NAME = replace(name(""), optional=True)
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
START = Field(
    name="time",
    label="HH:MM",
    question="",
    expected=texts.EXPECT_TIME,
    read=commands.read_time,
    optional=True,
)
MINUTES = Field(
    name="minutes",
    label="minutes",
    question="",
    expected=texts.EXPECT_MINUTES,
    read=commands.read_minutes,
    optional=True,
)
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
TWIN = code("roll", "ROLL", texts.ASK_ROLL, optional=True)
OTHER_TWIN = replace(
    code("other", "ROLL", texts.ASK_OTHER_ROLL), optional=True, needed_with=TWIN.name
)
OFF = Field(
    name=commands.OFF,
    label=commands.OFF,
    question="",
    expected=texts.EXPECT_OFF,
    read=commands.read_off,
    optional=True,
)

AGAIN = Field(
    name=commands.AGAIN,
    label=commands.AGAIN,
    question="",
    expected=texts.EXPECT_AGAIN,
    read=commands.read_again,
    optional=True,
)
