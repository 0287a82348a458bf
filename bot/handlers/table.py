"""Every command there is, whose it is and what it takes. Menus and help are made from this."""

from dataclasses import replace

from attendance import weekly
from attendance.model import Role
from bot import commands
from bot.commands import Command, Field
from bot.handlers import (
    archive,
    calendar,
    cards,
    classes,
    enrolment,
    holding,
    importing,
    invites,
    lookalikes,
    people,
    records,
    requests,
    scan,
    welcome,
)
from bot.replies import commands as texts
from bot.turn import Turn


def _code(name: str, label: str, question: str, *, optional: bool = False) -> Field:
    return Field(
        name=name,
        label=label,
        question=question,
        expected=texts.EXPECT_CODE,
        read=commands.read_code,
        optional=optional,
    )


def _name(question: str) -> Field:
    return Field(
        name="name",
        label="NAME",
        question=question,
        expected=texts.EXPECT_NAME,
        read=commands.read_name,
        rest=True,
    )


_ROLL = _code("roll", "ROLL", texts.ASK_ROLL)
_CLASS = _code("class", "CLASS", texts.ASK_CLASS)
_ANY_CLASS = _code("class", "CLASS", texts.ASK_CLASS, optional=True)
_NEW_CLASS = _code("class", "CODE", texts.ASK_NEW_CLASS)
_INVITE = Field(
    name="invite",
    label="invite",
    question="",
    expected=texts.EXPECT_VALUE,
    read=commands.read_word,
    optional=True,
)
_DAYS = Field(
    name="days",
    label="DAYS",
    question=texts.ASK_DAYS,
    expected=texts.EXPECT_DAYS,
    read=weekly.read_days,
)
_HOURS = Field(
    name="hours",
    label="HH:MM-HH:MM",
    question=texts.ASK_HOURS,
    expected=texts.EXPECT_HOURS,
    read=weekly.read_all_hours,
)
_KEY = Field(
    name="key",
    label="KEY",
    question=texts.ASK_KEY,
    expected=texts.EXPECT_VALUE,
    read=commands.read_word,
)
_VALUE = Field(
    name="value",
    label="VALUE",
    question=texts.ASK_VALUE,
    expected=texts.EXPECT_VALUE,
    read=commands.read_word,
    rest=True,
)
_DATES = Field(
    name="dates",
    label="DATE",
    question=texts.ASK_DATES,
    expected=texts.EXPECT_DATES,
    read=commands.read_dates,
)
_HOLIDAY_CLASS = replace(_ANY_CLASS, read=commands.read_word)
_HOLIDAY_NAME = replace(_name(""), optional=True)
_DATE = Field(
    name="date",
    label="DATE",
    question=texts.ASK_DATE,
    expected=texts.EXPECT_DATE,
    read=commands.read_date,
)
_NEW_DATE = replace(_DATE, name="to", label="NEWDATE", question=texts.ASK_NEW_DATE)
_NEW_HOURS = replace(
    _HOURS, question=texts.ASK_NEW_HOURS, expected=texts.EXPECT_ONE_TIME, read=weekly.read_hours
)
_START = Field(
    name="time",
    label="HH:MM",
    question="",
    expected=texts.EXPECT_TIME,
    read=commands.read_time,
    optional=True,
)
_MINUTES = Field(
    name="minutes",
    label="minutes",
    question="",
    expected=texts.EXPECT_MINUTES,
    read=commands.read_minutes,
    optional=True,
)
_STATUS = Field(
    name="status",
    label="STATUS",
    question=texts.ASK_STATUS,
    expected=texts.EXPECT_STATUS,
    read=commands.read_status,
)

_REASON = Field(
    name="reason",
    label="REASON",
    question=texts.ASK_REASON,
    expected=texts.EXPECT_REASON,
    read=commands.read_reason,
    rest=True,
)
_WHEN = Field(
    name="when",
    label="HH:MM|off|on",
    question=texts.ASK_WHEN,
    expected=texts.EXPECT_WHEN,
    read=commands.read_when,
)
_TWIN = _code("roll", "ROLL", texts.ASK_ROLL, optional=True)
_OTHER_TWIN = replace(
    _code("other", "ROLL", texts.ASK_OTHER_ROLL), optional=True, needed_with=_TWIN.name
)
_OFF = Field(
    name=commands.OFF,
    label=commands.OFF,
    question="",
    expected=texts.EXPECT_OFF,
    read=commands.read_off,
    optional=True,
)

_AGAIN = Field(
    name=commands.AGAIN,
    label=commands.AGAIN,
    question="",
    expected=texts.EXPECT_AGAIN,
    read=commands.read_again,
    optional=True,
)


async def _help(turn: Turn, _: commands.Answers) -> None:
    await turn.answer(turn.says(help_for(turn.sender.roles)))


_ALL = (
    Command(
        name="start",
        summary=texts.START,
        run=welcome.start,
        fields=(_INVITE,),
        example="/start",
    ),
    Command(name="help", summary=texts.HELP, run=_help),
    Command(name="cancel", summary=texts.CANCEL, run=welcome.cancel),
    Command(name="status", summary=texts.STATUS, run=records.show_status),
    Command(
        name="excuse",
        summary=texts.EXCUSE,
        run=requests.excuse,
        role=Role.STUDENT,
        purpose=texts.MAY_BE_EXCUSED,
        fields=(_REASON,),
        example="/excuse 2026-11-27 dentist",
    ),
    Command(
        name="today",
        summary=texts.TODAY,
        run=cards.show_today,
        role=Role.TEACHER,
        purpose=texts.MAY_SEE_SUMMARIES,
        fields=(_ANY_CLASS,),
        example="/today MATH1",
    ),
    Command(
        name="summary",
        summary=texts.SUMMARY,
        run=records.show_summary,
        role=Role.TEACHER,
        purpose=texts.MAY_SEE_SUMMARIES,
        fields=(_CLASS,),
        example="/summary MATH1",
    ),
    Command(
        name="roll",
        summary=texts.ROLL,
        run=cards.show_roll,
        role=Role.TEACHER,
        purpose=texts.MAY_MARK,
        fields=(_CLASS,),
        example="/roll MATH1",
    ),
    Command(
        name="scan",
        summary=texts.SCAN,
        run=scan.start,
        role=Role.TEACHER,
        purpose=texts.MAY_MARK,
        fields=(_CLASS,),
        example="/scan MATH1",
        photo=True,
    ),
    Command(
        name="mark",
        summary=texts.MARK,
        run=records.mark,
        role=Role.TEACHER,
        purpose=texts.MAY_MARK,
        fields=(_ROLL, _STATUS, _ANY_CLASS),
        example="/mark 42 excused MATH1",
    ),
    Command(
        name="open",
        summary=texts.OPEN,
        run=holding.open_,
        role=Role.TEACHER,
        purpose=texts.MAY_HOLD,
        fields=(_CLASS, _MINUTES),
        example="/open MATH1 45",
    ),
    Command(
        name="close",
        summary=texts.CLOSE,
        run=holding.close,
        role=Role.TEACHER,
        purpose=texts.MAY_HOLD,
        fields=(_CLASS,),
        example="/close MATH1",
    ),
    Command(
        name="calendar",
        summary=texts.CALENDAR,
        run=calendar.show,
        role=Role.TEACHER,
        purpose=texts.MAY_SEE_SUMMARIES,
        fields=(_CLASS,),
        example="/calendar MATH1",
    ),
    Command(
        name="skip",
        summary=texts.SKIP,
        run=calendar.skip,
        role=Role.TEACHER,
        purpose=texts.MAY_CHANGE_MEETINGS,
        fields=(_CLASS, _DATE, replace(_START, skippable=True), _OFF),
        example="/skip MATH1 2026-12-24",
    ),
    Command(
        name="move",
        summary=texts.MOVE,
        run=calendar.move,
        role=Role.TEACHER,
        purpose=texts.MAY_CHANGE_MEETINGS,
        fields=(_CLASS, _DATE, _NEW_DATE, _NEW_HOURS, _START),
        example="/move MATH1 2026-12-24 2026-12-23 14:00-15:00",
    ),
    Command(
        name="notify",
        summary=texts.NOTIFY,
        run=classes.notify,
        role=Role.TEACHER,
        purpose=texts.MAY_BE_NOTIFIED,
        fields=(_CLASS, _WHEN),
        example="/notify MATH1 17:15",
    ),
    Command(
        name="class",
        summary=texts.CLASS,
        run=classes.define,
        role=Role.ADMIN,
        purpose=texts.MAY_SET_UP,
        fields=(_NEW_CLASS, _DAYS, _HOURS, _name(texts.ASK_CLASS_NAME)),
        example="/class MATH1 Mon-Fri 09:00-10:00 Mathematics 1",
    ),
    Command(
        name="set",
        summary=texts.SET,
        run=classes.set_rule,
        role=Role.ADMIN,
        purpose=texts.MAY_SET_UP,
        fields=(_CLASS, _KEY, _VALUE),
        example="/set MATH1 late 10",
    ),
    Command(
        name="holiday",
        summary=texts.HOLIDAY,
        run=calendar.holiday,
        role=Role.ADMIN,
        purpose=texts.MAY_SET_HOLIDAYS,
        fields=(_DATES, _HOLIDAY_CLASS, _HOLIDAY_NAME),
        example="/holiday 2026-12-24..2027-01-06 Winter holidays",
    ),
    Command(
        name="archive",
        summary=texts.ARCHIVE,
        run=archive.archive,
        role=Role.ADMIN,
        purpose=texts.MAY_SET_UP,
        fields=(_ANY_CLASS, _OFF),
        example="/archive MATH1",
    ),
    Command(
        name="teacher",
        summary=texts.TEACHER,
        run=classes.assign_teacher,
        role=Role.ADMIN,
        purpose=texts.MAY_SET_UP,
        fields=(_CLASS, _name(texts.ASK_TEACHER_NAME)),
        example="/teacher MATH1 Maria Rossi",
    ),
    Command(
        name="enroll",
        summary=texts.ENROLL,
        run=enrolment.enrol,
        role=Role.ADMIN,
        purpose=texts.MAY_ENROL,
        fields=(_ROLL, _CLASS, _name(texts.ASK_STUDENT_NAME)),
        example="/enroll 42 MATH1 Ada Lovelace",
        photo=True,
    ),
    Command(
        name="photo",
        summary=texts.PHOTO,
        run=enrolment.add_photos,
        role=Role.ADMIN,
        purpose=texts.MAY_ENROL,
        fields=(_ROLL,),
        example="/photo 42",
        photo=True,
    ),
    Command(
        name="invite",
        summary=texts.INVITE,
        run=enrolment.invite,
        role=Role.ADMIN,
        purpose=texts.MAY_ENROL,
        fields=(_ROLL,),
        example="/invite 42",
    ),
    Command(
        name="import",
        summary=texts.IMPORT,
        run=importing.begin,
        role=Role.ADMIN,
        purpose=texts.MAY_ENROL,
        example="/import",
    ),
    Command(
        name="invites",
        summary=texts.INVITES,
        run=invites.invite_class,
        role=Role.ADMIN,
        purpose=texts.MAY_ENROL,
        fields=(_CLASS, _AGAIN),
        example="/invites MATH1",
    ),
    Command(
        name="students",
        summary=texts.STUDENTS,
        run=people.list_students,
        role=Role.ADMIN,
        purpose=texts.MAY_SEE_STUDENTS,
        fields=(_ANY_CLASS,),
        example="/students MATH1",
    ),
    Command(
        name="student",
        summary=texts.STUDENT,
        run=people.show_student,
        role=Role.ADMIN,
        purpose=texts.MAY_SEE_STUDENTS,
        fields=(_ROLL,),
        example="/student 42",
    ),
    Command(
        name="lookalikes",
        summary=texts.LOOKALIKES,
        run=lookalikes.pair,
        role=Role.ADMIN,
        purpose=texts.MAY_PAIR,
        fields=(_TWIN, _OTHER_TWIN, _OFF),
        example="/lookalikes 42 43",
    ),
    Command(
        name="remove",
        summary=texts.REMOVE,
        run=people.ask_removal,
        role=Role.ADMIN,
        purpose=texts.MAY_REMOVE,
        fields=(_ROLL, _ANY_CLASS),
        example="/remove 42",
    ),
)
COMMANDS = {command.name: command for command in _ALL}


def menu(roles: frozenset[Role]) -> list[tuple[str, str]]:
    """Names and descriptions of what somebody with these roles may use, for Telegram's menu."""
    return [(command.name, command.summary) for command in _ALL if command.allows(roles)]


def help_for(roles: frozenset[Role], *, unknown: str = "") -> str:
    """The same as text, with what each command takes."""
    lines = [(command.usage, command.summary) for command in _ALL if command.allows(roles)]
    return texts.help_text(lines, student=Role.STUDENT in roles, unknown=unknown)
