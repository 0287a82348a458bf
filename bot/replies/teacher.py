"""What a teacher reads: summaries and the answers to corrections."""

from collections import Counter
from collections.abc import Sequence

from attendance.marking import MarkSet, NoSessionToday
from attendance.model import Class, Mark, Source, Status, Student
from attendance.outcomes import Marked
from attendance.summary import Attendance, SessionSummary, Summary
from attendance.wishes import NotTaught, Wished
from bot.replies import flags, naming, warnings, words

_OVERDUE = "(This summary was due while I was offline.)"
NOTHING_TODAY = "None of your classes meets today."


def summary(value: Summary, *, overdue: bool = False, again: bool = False) -> str:
    """A class on one date: exact counts, then the names that matter."""
    class_ = value.class_
    head = f"{naming.titled(class_)}\n{words.day(value.date)}"
    if not value.sessions:
        return f"{head}\nNo session on this day."
    if overdue:
        head += f"\n{_OVERDUE}"
    if again:
        head += "\n(This takes the place of the summary of this day that you had.)"
    warned = "\n".join(warnings.lines(class_, value.warnings))
    parts = [head, *(_session(one, class_) for one in value.sessions), warned]
    return "\n\n".join(part for part in parts if part)


def correction(outcome: Marked, before: Mark, value: Summary) -> str:
    """What changes in a summary that was sent: a check-in from before the end came late."""
    class_, mark = outcome.class_, outcome.mark
    what = "selfie" if mark.source is Source.SELFIE else "check-in"
    head = (
        f"Correction to the summary of {class_.code}, {words.day(value.date)}: "
        f"{naming.name(outcome.student)} is {mark.status.value}, not {before.status.value}. "
        f"Their {what} was sent at {words.clock(mark.at, class_)} and reached me later."
    )
    lines = [counts(one) for one in value.sessions if one.session.id == outcome.session.id]
    return "\n".join([head, *lines])


def weekly(
    class_: Class, days: Sequence[Summary], *, overdue: bool = False, again: bool = False
) -> str:
    """A class's week: the counts of each session, then whoever missed any or came late."""
    sessions = [(day, one) for day in days for one in day.sessions if not one.called_off]
    span = f"{words.day(days[0].date)} to {words.day(days[-1].date)}" if days else ""
    lines = [f"{naming.titled(class_)}: the week", span]
    if overdue:
        lines.append(_OVERDUE)
    if again:
        lines.append("(This takes the place of the summary of this week that you had.)")
    lines.append("")
    lines += [
        f"{words.day(day.date)} {words.clock(one.session.starts_at, class_)}: {counts(one)}"
        for day, one in sessions
    ]
    return "\n".join(
        [
            *lines,
            "",
            *_often("Absent", [one.having(Status.ABSENT) for _, one in sessions]),
            *_often("Late", [one.having(Status.LATE) for _, one in sessions]),
            *_often("Excused", [one.having(Status.EXCUSED) for _, one in sessions]),
            *(warnings.lines(class_, days[-1].warnings) if days else ()),
        ]
    ).rstrip("\n")


def wished(outcome: Wished | NotTaught) -> str:
    """The answer to ``/notify``."""
    class_ = outcome.class_
    if isinstance(outcome, NotTaught):
        return f"Summaries of {class_.code} go to its teachers. An admin can make you one: /teacher"
    if outcome.teaching.muted:
        if class_.archived_at:
            return f"You get no more summaries of {class_.code}."
        return (
            f"You get no more summaries of {class_.code}. "
            f"/today {class_.code} still shows how it stands; /notify {class_.code} on brings them "
            "back."
        )
    at = outcome.teaching.summary_at or class_.summary_at
    return (
        f"You get the summary of {class_.code} at {at:%H:%M} ({class_.timezone}), "
        "or once the day's last session has closed, if that is later."
        f"{' It is archived now, and has none.' if class_.archived_at else ''}"
    )


def no_session(class_: Class) -> str:
    """``/today`` of a class that does not meet today."""
    return f"{naming.titled(class_)}\nNo session on this day."


def no_session_yet(class_: Class) -> str:
    """Marks are wanted of a class that has no session to mark."""
    return f"{class_.code} has no session today that has opened, so there is no mark."


def overview(sessions: Sequence[tuple[Class, SessionSummary]]) -> str:
    """Many sessions of today, a line or two each."""
    lines = [
        f"{class_.code}, {words.when(class_, one.session)}\n{counts(one)}"
        for class_, one in sessions
    ]
    return "\n\n".join([*lines, "/today CLASS shows one of them with its names."])


def not_in_class(student: Student, class_: Class) -> str:
    """A mark for somebody who is not in that class."""
    return f"{naming.person(student)} is not in {class_.code}."


def which_class(student: Student, shared: list[Class]) -> str:
    """A mark that could be for several classes, or for none."""
    if not shared:
        return f"{naming.person(student)} is in no class that you take."
    codes = ", ".join(class_.code for class_ in shared)
    return f"Which class? Say it at the end: /mark {student.roll_no} STATUS CLASS ({codes})."


def not_your_class(class_: Class) -> str:
    """A teacher asked for somebody else's class."""
    return f"Only teachers of {class_.code} and admins can see, mark or change it."


def marked(outcome: MarkSet | NoSessionToday) -> str:
    """The answer to a correction."""
    if isinstance(outcome, NoSessionToday):
        return no_session_yet(outcome.class_)
    before = f" (before: {outcome.before.value})" if outcome.before else ""
    return (
        f"{naming.name(outcome.student)} is {outcome.mark.status.value} in {outcome.class_.code}, "
        f"{words.when(outcome.class_, outcome.session)}{before}."
    )


def counts(session: SessionSummary) -> str:
    """The line of numbers that every summary holds."""
    return " · ".join(f"{session.count(status)} {status.value}" for status in Status)


def _session(session: SessionSummary, class_: Class) -> str:
    times = f"{words.clock(session.session.starts_at, class_)}-"
    times += words.clock(session.session.closes_at, class_)
    if session.called_off:
        return f"{times}, called off: it does not count"
    lines = [
        f"{times}, so far" if session.so_far else times,
        counts(session),
        *_named("Absent", session.having(Status.ABSENT)),
        *_named("Not here yet", session.having(None)),
        *_named("Late", session.having(Status.LATE), class_, session),
        *_named("Excused", session.having(Status.EXCUSED)),
    ]
    lines += flags.lines(class_, session.flagged)
    if session.refused:
        lines.append(f"{words.count(session.refused, 'selfie')} refused")
    if session.refused_at_kiosk:
        photos = words.count(session.refused_at_kiosk, "photo")
        lines.append(f"{photos} refused at the kiosk: not new, and nobody was marked")
    if session.disputes:
        lines.append(f"{words.count(session.disputes, 'dispute')} open")
    if session.excuses:
        lines.append(f"{words.count(session.excuses, 'request')} to be excused open")
    return "\n".join(lines)


def _often(title: str, sessions: Sequence[Sequence[Attendance]]) -> list[str]:
    """Names, those that come most often first, each with how often if more than once."""
    times = Counter(one.student for people in sessions for one in people)
    names = [
        f"{naming.name(student)} ({number}×)" if number > 1 else naming.name(student)
        for student, number in times.most_common()
    ]
    return [f"{title}: {', '.join(names)}"] if names else []


def _named(
    title: str,
    people: list[Attendance],
    class_: Class | None = None,
    session: SessionSummary | None = None,
) -> list[str]:
    if not people:
        return []
    names = [
        naming.name(one.student)
        + (_minutes(one.mark, session) if class_ and session and one.mark else "")
        for one in people
    ]
    return [f"{title}: {', '.join(names)}"]


def _minutes(mark: Mark, session: SessionSummary) -> str:
    """How late somebody came, where that is known."""
    if not (mark.source.is_check_in or mark.source is Source.GROUP_PHOTO):
        return ""
    minutes = (mark.at - session.session.starts_at).total_seconds() // 60
    return f" ({int(minutes)} min)"
