"""Which codes of a session were used by whom: what can be known of one that was passed on.

Nobody can tell from a code where it was typed. What shows is when: a code that was sent to others
comes late, even after it was off the screen, and in one go from people who otherwise come apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from attendance.model import CodeTry, Mark, Session, Student
from attendance.ports import Codes, UnitOfWork
from attendance.summary import of_session

_LOOKED_BACK = 10  # sessions of the class
_NEAR = 3  # steps: further apart, people do not meet one code by habit
_ENOUGH = 3  # sessions in which both came: of fewer, nothing is said


@dataclass(frozen=True, kw_only=True)
class CodeUse:
    """One code: who gave it from first to last, and how long after it had come up.

    ``late`` are those who gave it when it was off the screen, ``apart`` those who, in the last
    sessions, never came near in time to any other of these.
    """

    shown_at: datetime
    students: tuple[Student, ...]
    first: timedelta
    last: timedelta
    late: tuple[Student, ...]
    apart: tuple[Student, ...]


async def code_uses(uow: UnitOfWork, codes: Codes, session: Session) -> list[CodeUse]:
    """Every code that counted for somebody, earliest first."""
    known = {one.student.id: one.student for one in (await of_session(uow, session)).people}
    groups = _by_code(
        one for one in await uow.rooms.of_session(session.id) if one.student_id in known
    )
    arrivals = await _arrivals(uow, session)
    return [
        _use(shown_at, tries, known, arrivals, codes.step)
        for shown_at, tries in sorted(groups.items())
    ]


def _by_code(tries: Iterable[CodeTry]) -> dict[datetime, list[CodeTry]]:
    """The first try of each student with each code."""
    groups: dict[datetime, dict[int, CodeTry]] = defaultdict(dict)
    for one in tries:
        if one.shown_at is not None:
            groups[one.shown_at].setdefault(one.student_id, one)
    return {shown_at: list(group.values()) for shown_at, group in groups.items()}


def _use(
    shown_at: datetime,
    tries: Sequence[CodeTry],
    known: dict[int, Student],
    arrivals: list[dict[int, datetime]],
    step: timedelta,
) -> CodeUse:
    ids = [one.student_id for one in tries]
    late = [one.student_id for one in tries if one.sent_at - shown_at >= step]
    apart = [id_ for id_ in ids if _is_apart(id_, ids, arrivals, _NEAR * step)]
    return CodeUse(
        shown_at=shown_at,
        students=tuple(known[id_] for id_ in ids),
        first=tries[0].sent_at - shown_at,
        last=tries[-1].sent_at - shown_at,
        late=tuple(known[id_] for id_ in late),
        apart=tuple(known[id_] for id_ in apart),
    )


def _is_apart(
    student_id: int, ids: Sequence[int], arrivals: list[dict[int, datetime]], near: timedelta
) -> bool:
    """Whether somebody came often enough with each of the others, and never near to one."""
    others = [id_ for id_ in ids if id_ != student_id]
    for other in others:
        both = [one for one in arrivals if student_id in one and other in one]
        if len(both) < _ENOUGH or any(abs(one[student_id] - one[other]) <= near for one in both):
            return False
    return bool(others)


async def _arrivals(uow: UnitOfWork, session: Session) -> list[dict[int, datetime]]:
    """When students checked in, in each of the last sessions before this one."""
    latest = await uow.sessions.latest(session.class_id, session.date, _LOOKED_BACK + 1)
    earlier = [one for one in latest if one.starts_at < session.starts_at]
    return [_checked_in(await uow.marks.of_session(one.id)) for one in earlier]


def _checked_in(marks: Iterable[Mark]) -> dict[int, datetime]:
    return {one.student_id: one.at for one in marks if one.source.is_check_in}
