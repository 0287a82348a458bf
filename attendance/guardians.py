"""Guardians hear of absences: after the closing, when there is nothing left to correct.

A notice waits until the session has been settled for as long as its class says, the mark has not
been changed for as long, and no dispute and no excuse waits for a teacher. What turns out to have
been no absence is told too, after the same wait.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from attendance.closing import CATCH_UP
from attendance.consent import ConsentText
from attendance.model import (
    Class,
    Guardian,
    GuardianRule,
    Mark,
    Role,
    Session,
    Status,
    Student,
)
from attendance.ports import Told, UnitOfWork

USUAL_WAIT = timedelta(minutes=30)  # time for a teacher to look over who is absent
CORRECTED_WITHIN = timedelta(days=31)  # of the notice


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a guardian is to hear of: an absence, or by ``mark`` that there is none any more."""

    told: Told
    guardian: Guardian
    student: Student
    class_: Class
    session: Session
    mark: Mark | None

    @property
    def absent(self) -> bool:
        """Whether the student was absent, as it stands."""
        return _is_absence(self.mark)


async def owed(uow: UnitOfWork, at: datetime) -> list[Told]:
    """What guardians may have to hear; ``at`` is up to when all that people sent is handled."""
    untold = await uow.notices.untold(at - CATCH_UP, at)
    return [*untold, *await uow.notices.outdated(at - CORRECTED_WITHIN)]


async def claim(uow: UnitOfWork, wanted: Iterable[Told], at: datetime) -> list[Notice]:
    """Those of them that are ready to be told as of a moment; each is noted as told."""
    found = []
    for told in wanted:
        session = await uow.sessions.get(told.session_id)
        class_ = await uow.classes.get(session.class_id)
        mark = await uow.marks.find(session.id, told.student_id)
        absent = _is_absence(mark)
        if not await _is_final(uow, class_, session, told.student_id, absent=absent, at=at):
            continue
        if await uow.notices.tell(told, absent=absent, at=at):
            notice = Notice(
                told=told,
                guardian=await uow.guardians.get(told.guardian_id),
                student=await uow.students.get(told.student_id),
                class_=class_,
                session=session,
                mark=mark,
            )
            found.append(notice)
    return found


async def choose_language(uow: UnitOfWork, guardian: Guardian, language: str) -> Guardian:
    """Write to a guardian in another language from now on."""
    chosen = replace(guardian, language=language)
    await uow.guardians.save(chosen)
    return chosen


async def agree(
    uow: UnitOfWork, guardian: Guardian, text: ConsentText, *, at: datetime
) -> Guardian:
    """Keep a guardian's yes, and to what; they hear of absences from now on."""
    agreed = replace(
        guardian,
        agreed_at=at,
        text_version=text.version,
        text_hash=text.sha256,
        hears_since=guardian.hears_since or at,
    )
    await uow.guardians.save(agreed)
    return agreed


async def want(uow: UnitOfWork, guardian: Guardian, *, notices: bool, at: datetime) -> Guardian:
    """Stop a guardian's notices, or let them go on: nothing from in between is made up for."""
    since = (guardian.hears_since or at) if notices else None
    changed = replace(guardian, hears_since=since)
    await uow.guardians.save(changed)
    return changed


async def let_go(uow: UnitOfWork, student: Student) -> int:
    """Take a student's guardians from them, open invites too; how many they were."""
    await uow.invites.revoke(Role.GUARDIAN, student.id)
    return await uow.guardians.unlink(student.id)


def rule(before: GuardianRule | None, after: timedelta, at: datetime) -> GuardianRule:
    """Tell guardians so long after a closing: of what closes from now on, unless it was on."""
    return GuardianRule(after=after, since=before.since if before else at)


async def _is_final(
    uow: UnitOfWork,
    class_: Class,
    session: Session,
    student_id: int,
    *,
    absent: bool,
    at: datetime,
) -> bool:
    """Whether nobody is about to correct the mark."""
    changes = await uow.history.of(session.id, student_id)
    moments = [session.settled_at or session.closes_at, *(change.at for change in changes)]
    wait = class_.guardians.after if class_.guardians else USUAL_WAIT
    if max(moments) + wait > at:
        return False
    if not absent:
        return True
    dispute = await uow.disputes.find(session.id, student_id)
    excuse = await uow.excuses.latest(student_id, class_.id, session.date)
    return not any(one is not None and one.approved is None for one in (dispute, excuse))


def _is_absence(mark: Mark | None) -> bool:
    return mark is not None and mark.status is Status.ABSENT
