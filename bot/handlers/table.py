"""Every command there is, whose it is and what it takes. Menus and help are made from this."""

from dataclasses import replace

from attendance.model import Role
from bot import commands
from bot.commands import Command
from bot.handlers import (
    admin_table,
    calendar,
    cards,
    classes,
    fields,
    film,
    guardians,
    holding,
    kiosk,
    privacy,
    records,
    reports,
    requests,
    room_code,
    scan,
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
    *admin_table.COMMANDS,
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
