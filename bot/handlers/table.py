"""Every command there is, whose it is and what it takes. Menus and help are made from this."""

from dataclasses import replace

from attendance.model import Role
from bot import commands
from bot.commands import Command
from bot.handlers import (
    archive,
    audit,
    calendar,
    cards,
    classes,
    enrolment,
    fields,
    film,
    guardians,
    holding,
    importing,
    invites,
    kiosk,
    kiosk_setup,
    lookalikes,
    people,
    privacy,
    records,
    reports,
    requests,
    room_code,
    scan,
    stats,
    welcome,
)
from bot.replies import asking
from bot.replies import commands as texts
from bot.turn import Turn


async def _help(turn: Turn, _: commands.Answers) -> None:
    if turn.sender.kiosk:
        await kiosk.greet(turn, turn.sender.kiosk)
        return
    student = turn.sender.student
    async with turn.unit() as uow:
        classes_ = await uow.classes.of_student(student.id) if student else []
        how = asking.of_all(classes_, student) if student else ""
        await turn.finish(uow, turn.says(help_for(turn.sender.roles, how=how)))


_ALL = (
    Command(
        name="start",
        summary=texts.START,
        run=welcome.start,
        fields=(fields.INVITE,),
        example="/start",
        at_kiosks=True,
    ),
    Command(name="help", summary=texts.HELP, run=_help, at_kiosks=True),
    Command(name="cancel", summary=texts.CANCEL, run=welcome.cancel),
    Command(name="privacy", summary=texts.PRIVACY, run=privacy.show),
    Command(name="mydata", summary=texts.MYDATA, run=privacy.send_data),
    Command(name="forget", summary=texts.FORGET, run=privacy.ask_to_forget),
    Command(name="status", summary=texts.STATUS, run=records.show_status),
    Command(
        name="video",
        summary=texts.VIDEO,
        run=film.show_turns,
        role=Role.STUDENT,
        purpose=texts.MAY_CHECK_IN,
    ),
    Command(
        name="history",
        summary=texts.HISTORY,
        run=reports.show_history,
        role=Role.STUDENT,
        purpose=texts.MAY_LOOK_BACK,
        fields=(fields.MONTH,),
        example="/history 2026-03",
    ),
    Command(
        name="excuse",
        summary=texts.EXCUSE,
        run=requests.excuse,
        role=Role.STUDENT,
        purpose=texts.MAY_BE_EXCUSED,
        fields=(fields.REASON,),
        example="/excuse 2026-11-27 dentist",
    ),
    Command(
        name="language",
        summary=texts.LANGUAGE,
        run=guardians.language,
        role=Role.GUARDIAN,
        purpose=texts.MAY_CHOOSE_LANGUAGE,
    ),
    Command(
        name="today",
        summary=texts.TODAY,
        run=cards.show_today,
        role=Role.TEACHER,
        purpose=texts.MAY_SEE_SUMMARIES,
        fields=(fields.ANY_CLASS,),
        example="/today MATH1",
    ),
    Command(
        name="summary",
        summary=texts.SUMMARY,
        run=records.show_summary,
        role=Role.TEACHER,
        purpose=texts.MAY_SEE_SUMMARIES,
        fields=(fields.CLASS,),
        example="/summary MATH1",
    ),
    Command(
        name="report",
        summary=texts.REPORT,
        run=reports.show_report,
        role=Role.TEACHER,
        purpose=texts.MAY_SEE_SUMMARIES,
        fields=(fields.CLASS, fields.MONTH),
        example="/report MATH1 2026-03",
    ),
    Command(
        name="roll",
        summary=texts.ROLL,
        run=cards.show_roll,
        role=Role.TEACHER,
        purpose=texts.MAY_MARK,
        fields=(fields.CLASS,),
        example="/roll MATH1",
    ),
    Command(
        name="scan",
        summary=texts.SCAN,
        run=scan.start,
        role=Role.TEACHER,
        purpose=texts.MAY_MARK,
        fields=(fields.CLASS,),
        example="/scan MATH1",
        photo=True,
    ),
    Command(
        name="mark",
        summary=texts.MARK,
        run=records.mark,
        role=Role.TEACHER,
        purpose=texts.MAY_MARK,
        fields=(fields.ROLL, fields.STATUS, fields.ANY_CLASS),
        example="/mark 42 excused MATH1",
    ),
    Command(
        name="open",
        summary=texts.OPEN,
        run=holding.open_,
        role=Role.TEACHER,
        purpose=texts.MAY_HOLD,
        fields=(fields.CLASS, fields.MINUTES),
        example="/open MATH1 45",
    ),
    Command(
        name="code",
        summary=texts.CODE,
        run=room_code.show,
        role=Role.TEACHER,
        purpose=texts.MAY_SHOW_CODES,
        fields=(fields.CLASS,),
        example="/code MATH1",
    ),
    Command(
        name="close",
        summary=texts.CLOSE,
        run=holding.close,
        role=Role.TEACHER,
        purpose=texts.MAY_HOLD,
        fields=(fields.CLASS,),
        example="/close MATH1",
    ),
    Command(
        name="calendar",
        summary=texts.CALENDAR,
        run=calendar.show,
        role=Role.TEACHER,
        purpose=texts.MAY_SEE_SUMMARIES,
        fields=(fields.CLASS,),
        example="/calendar MATH1",
    ),
    Command(
        name="skip",
        summary=texts.SKIP,
        run=calendar.skip,
        role=Role.TEACHER,
        purpose=texts.MAY_CHANGE_MEETINGS,
        fields=(fields.CLASS, fields.DATE, replace(fields.START, skippable=True), fields.OFF),
        example="/skip MATH1 2026-12-24",
    ),
    Command(
        name="move",
        summary=texts.MOVE,
        run=calendar.move,
        role=Role.TEACHER,
        purpose=texts.MAY_CHANGE_MEETINGS,
        fields=(fields.CLASS, fields.DATE, fields.NEW_DATE, fields.NEW_HOURS, fields.START),
        example="/move MATH1 2026-12-24 2026-12-23 14:00-15:00",
    ),
    Command(
        name="notify",
        summary=texts.NOTIFY,
        run=classes.notify,
        role=Role.TEACHER,
        purpose=texts.MAY_BE_NOTIFIED,
        fields=(fields.CLASS, fields.WHEN),
        example="/notify MATH1 17:15",
    ),
    Command(
        name="class",
        summary=texts.CLASS,
        run=classes.define,
        role=Role.ADMIN,
        purpose=texts.MAY_SET_UP,
        fields=(fields.NEW_CLASS, fields.DAYS, fields.HOURS, fields.CLASS_NAME),
        example="/class MATH1 Mon-Fri 09:00-10:00 Mathematics 1",
    ),
    Command(
        name="set",
        summary=texts.SET,
        run=classes.set_rule,
        role=Role.TEACHER,
        purpose=texts.MAY_SET_RULES,
        fields=(fields.CLASS, fields.KEY, fields.VALUE),
        example="/set MATH1 late 10",
    ),
    Command(
        name="holiday",
        summary=texts.HOLIDAY,
        run=calendar.holiday,
        role=Role.ADMIN,
        purpose=texts.MAY_SET_HOLIDAYS,
        fields=(fields.DATES, fields.HOLIDAY_CLASS, fields.HOLIDAY_NAME),
        example="/holiday 2026-12-24..2027-01-06 Winter holidays",
    ),
    Command(
        name="archive",
        summary=texts.ARCHIVE,
        run=archive.archive,
        role=Role.ADMIN,
        purpose=texts.MAY_SET_UP,
        fields=(fields.ANY_CLASS, fields.OFF),
        example="/archive MATH1",
    ),
    Command(
        name="teacher",
        summary=texts.TEACHER,
        run=classes.assign_teacher,
        role=Role.ADMIN,
        purpose=texts.MAY_SET_UP,
        fields=(fields.CLASS, fields.TEACHER_NAME),
        example="/teacher MATH1 Maria Rossi",
    ),
    Command(
        name="enroll",
        summary=texts.ENROLL,
        run=enrolment.enrol,
        role=Role.ADMIN,
        purpose=texts.MAY_ENROL,
        fields=(fields.ROLL, fields.CLASS, fields.STUDENT_NAME),
        example="/enroll 42 MATH1 Ada Lovelace",
        photo=True,
    ),
    Command(
        name="photo",
        summary=texts.PHOTO,
        run=enrolment.add_photos,
        role=Role.ADMIN,
        purpose=texts.MAY_ENROL,
        fields=(fields.ROLL,),
        example="/photo 42",
        photo=True,
    ),
    Command(
        name="invite",
        summary=texts.INVITE,
        run=enrolment.invite,
        role=Role.ADMIN,
        purpose=texts.MAY_ENROL,
        fields=(fields.ROLL, fields.OFF),
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
        fields=(fields.ANY_CLASS, fields.AGAIN),
        example="/invites MATH1",
    ),
    Command(
        name="guardian",
        summary=texts.GUARDIAN,
        run=guardians.invite,
        role=Role.ADMIN,
        purpose=texts.MAY_ENROL,
        fields=(fields.ROLL, fields.OFF),
        example="/guardian 42",
    ),
    Command(
        name="kiosk",
        summary=texts.KIOSK,
        run=kiosk_setup.set_up,
        role=Role.ADMIN,
        purpose=texts.MAY_SET_UP,
        fields=(fields.CLASS, fields.OFF),
        example="/kiosk MATH1",
    ),
    Command(
        name="students",
        summary=texts.STUDENTS,
        run=people.list_students,
        role=Role.ADMIN,
        purpose=texts.MAY_SEE_STUDENTS,
        fields=(fields.ANY_CLASS,),
        example="/students MATH1",
    ),
    Command(
        name="student",
        summary=texts.STUDENT,
        run=people.show_student,
        role=Role.ADMIN,
        purpose=texts.MAY_SEE_STUDENTS,
        fields=(fields.ROLL,),
        example="/student 42",
    ),
    Command(
        name="lookalikes",
        summary=texts.LOOKALIKES,
        run=lookalikes.pair,
        role=Role.ADMIN,
        purpose=texts.MAY_PAIR,
        fields=(fields.TWIN, fields.OTHER_TWIN, fields.OFF),
        example="/lookalikes 42 43",
    ),
    Command(
        name="export",
        summary=texts.EXPORT,
        run=reports.export,
        role=Role.ADMIN,
        purpose=texts.MAY_EXPORT,
        fields=(fields.CLASS_OR_ALL, fields.MONTH),
        example="/export MATH1 2026-03",
    ),
    Command(
        name="remove",
        summary=texts.REMOVE,
        run=people.ask_removal,
        role=Role.ADMIN,
        purpose=texts.MAY_REMOVE,
        fields=(fields.ROLL, fields.ANY_CLASS),
        example="/remove 42",
    ),
    Command(
        name="audit",
        summary=texts.AUDIT,
        run=audit.show,
        role=Role.ADMIN,
        purpose=texts.MAY_AUDIT,
        fields=(fields.ABOUT,),
        example="/audit MATH1 2026-11",
    ),
    Command(
        name="stats",
        summary=texts.STATS,
        run=stats.show_stats,
        role=Role.ADMIN,
        purpose=texts.MAY_SEE_STATS,
    ),
)
COMMANDS = {command.name: command for command in _ALL}


def menu(roles: frozenset[Role]) -> list[tuple[str, str]]:
    """Names and descriptions of what somebody with these roles may use, for Telegram's menu."""
    return [
        (command.name, texts.HELP if Role.KIOSK in roles else command.summary)
        for command in _ALL
        if command.allows(roles)
    ]


def help_for(roles: frozenset[Role], *, how: str = "", unknown: str = "") -> str:
    """The same as text, with what each command takes; ``how`` a student checks in."""
    lines = [(command.usage, command.summary) for command in _ALL if command.allows(roles)]
    if Role.STUDENT in roles:
        how = how or texts.HOW_TO_CHECK_IN
    return texts.help_text(lines, how=how, unknown=unknown)
