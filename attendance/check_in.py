"""A student sends a selfie: the way from a photo to a mark.

What can be refused without looking is refused first; then the photo is fetched and read, with no
transaction open; then everything is decided anew and written down in one transaction.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace

from attendance import errors, marking, open_meetings, policy, selfies, warning
from attendance.disputes import can_be_disputed
from attendance.gallery import follow
from attendance.model import (
    CheckIn,
    Class,
    Mark,
    Plan,
    Source,
    Status,
    Student,
)
from attendance.open_meetings import Meeting
from attendance.outcomes import (
    Already,
    Attempt,
    Choice,
    Marked,
    NoClass,
    NotAgreed,
    NoTemplate,
    NotLinked,
    Outcome,
    Refused,
    Verdict,
    WhichClass,
)
from attendance.policy import Reason
from attendance.ports import Gallery, Reader, UnitOfWork, Units


@dataclass(frozen=True, kw_only=True)
class _Claim:
    """Nothing stands against looking at the photo. ``meetings`` are those it may be for.

    ``elsewhere`` is where the student has been counted while these were under way.
    """

    student: Student
    meetings: tuple[Meeting, ...]
    elsewhere: Already | None

    @property
    def is_clear(self) -> bool:
        """Whether the photo can only be for one meeting."""
        return len(self.meetings) == 1 and self.elsewhere is None

    def question(self, attempt: Attempt) -> WhichClass:
        """Which of them it is for."""
        return WhichClass(
            student=self.student,
            attempt=attempt,
            meetings=self.meetings,
            elsewhere=self.elsewhere,
        )


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """The embedding of the one good face in a photo, or what is wrong; and the photo itself."""

    face: bytes | Reason = field(repr=False)
    image: bytes | None = field(default=None, repr=False)


Then = Callable[[UnitOfWork, Outcome], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class CheckInDesk:
    """Takes check-ins. No cosine below ``accept_score`` counts as the same person.

    Selfies are kept for up to ``selfie_days``, of those who allow it.
    """

    units: Units
    reader: Reader
    gallery: Gallery
    accept_score: float
    selfie_days: int = 0

    async def refresh(self) -> None:
        """Take over what has become active and what was erased, before the next check-in."""
        async with self.units(reading=True) as uow:
            await follow(uow, self.gallery, self.reader.model)

    async def check_in(self, attempt: Attempt, then: Then) -> Outcome:
        """Decide an attempt; ``then`` writes what belongs into the same transaction.

        An attempt whose update was decided before yields the outcome of that time.
        """
        async with self.units(reading=True) as uow:
            first = await self._stored(uow, attempt) or await self._claim(uow, attempt)
        seen = await self._look(attempt) if isinstance(first, _Claim) else first
        meetings = first.meetings if isinstance(first, _Claim) else ()
        async with self.units() as uow:
            outcome = await self._stored(uow, attempt)
            if outcome is None:
                outcome = await self._decide(uow, attempt, seen, meetings)
            await then(uow, outcome)
            await uow.commit()
        return outcome

    async def choose(self, choice: Choice, then: Then) -> Outcome:
        """Count an attempt for the meeting that the student was asked about and has named.

        An attempt that was decided before yields the outcome of that time.
        """
        async with self.units() as uow:
            outcome = await self._choose(uow, choice)
            await then(uow, outcome)
            await uow.commit()
        return outcome

    async def _choose(self, uow: UnitOfWork, choice: Choice) -> Outcome:
        stored = await uow.check_ins.by_update(choice.update, choice.sent_at)
        student = await uow.students.by_account(choice.account_id)
        if stored is None or student is None or stored.student_id != student.id:
            return NotLinked()
        if stored.verdict != Verdict.ASKED:
            return await self._outcome_of(uow, stored)
        if not student.agreed:
            return NotAgreed(student=student)
        classes = await uow.classes.of_student(student.id)
        for class_, plan in await open_meetings.open_at(uow, classes, choice.sent_at):
            if (class_.id, plan.starts_at) == (choice.class_id, choice.starts_at):
                standing = await open_meetings.standing(uow, student, class_, plan)
                return standing or await _mark(uow, stored, class_, plan)
        return open_meetings.no_class(student, classes, choice.sent_at)

    async def _look(self, attempt: Attempt) -> _Seen:
        try:
            image = await attempt.fetch()
            reading = await self.reader.read(image, most=policy.FACES_NEEDED)
        except errors.UnreadableImage as error:
            return _Seen(face=Reason.TOO_LARGE if error.too_large else Reason.NOT_A_PICTURE)
        face = policy.single_face(reading)
        seen = face if isinstance(face, Reason) else face.embedding.tobytes()
        return _Seen(face=seen, image=image if self.selfie_days else None)

    async def _decide(
        self,
        uow: UnitOfWork,
        attempt: Attempt,
        seen: _Seen | Outcome,
        meetings: Iterable[Meeting],
    ) -> Outcome:
        if not isinstance(seen, _Seen):
            return await _note(uow, attempt, seen)
        claim = await self._claim(uow, attempt, meetings)
        if not isinstance(claim, _Claim):
            return await _note(uow, attempt, claim)
        outcome = await self._judge(uow, attempt, claim, seen.face)
        if self.selfie_days and (check_in := await _stored(uow, attempt)):
            await selfies.keep(uow, claim.student, check_in, seen.image, most=self.selfie_days)
        return outcome

    async def _judge(
        self, uow: UnitOfWork, attempt: Attempt, claim: _Claim, face: bytes | Reason
    ) -> Outcome:
        if isinstance(face, Reason):
            return await _refuse(uow, attempt, claim, reason=face)
        await follow(uow, self.gallery, self.reader.model)
        lookalikes = await uow.lookalikes.of(claim.student.id)
        comparison = self.gallery.compare(face, claim.student.id, lookalikes=lookalikes)
        score = comparison.claimed
        if reason := policy.verify(comparison, self.accept_score):
            return await _refuse(uow, attempt, claim, reason=reason, score=score)
        if not claim.is_clear:
            await uow.check_ins.add(_kept(attempt, claim.student, Verdict.ASKED, score=score))
            return claim.question(attempt)
        check_in = _kept(attempt, claim.student, Verdict.MARKED, score=score)
        await uow.check_ins.add(check_in)
        return await _mark(uow, check_in, *claim.meetings[0])

    async def _claim(
        self, uow: UnitOfWork, attempt: Attempt, seen: Iterable[Meeting] = ()
    ) -> Outcome | _Claim:
        """What can be said without looking at the photo; ``seen`` are meetings it was for then."""
        student = await uow.students.by_account(attempt.account_id)
        if student is None:
            return NotLinked()
        if not student.agreed:
            return NotAgreed(student=student)
        classes = await uow.classes.of_student(student.id)
        candidates = await open_meetings.open_at(uow, classes, attempt.sent_at)
        candidates += await open_meetings.closed_just_then(uow, seen, attempt.sent_at)
        if not candidates:
            return open_meetings.no_class(student, classes, attempt.sent_at)
        free, taken = await open_meetings.free(uow, student, candidates, attempt.sent_at)
        if not free:
            return taken[0]
        if not await uow.templates.count(student.id, self.reader.model):
            return NoTemplate(student=student)
        meetings = open_meetings.at_once(free, attempt.sent_at)
        elsewhere = open_meetings.named_before(taken, meetings)
        return _Claim(student=student, meetings=meetings, elsewhere=elsewhere)

    async def _stored(self, uow: UnitOfWork, attempt: Attempt) -> Outcome | None:
        """The outcome of an update that was decided before."""
        stored = await uow.check_ins.by_update(attempt.update, attempt.sent_at)
        if stored is None:
            return None
        if stored.verdict != Verdict.ASKED:
            return await self._outcome_of(uow, stored)
        again = await self._claim(uow, attempt)
        return again.question(attempt) if isinstance(again, _Claim) else again

    async def _outcome_of(self, uow: UnitOfWork, stored: CheckIn) -> Outcome:
        """What an attempt that was decided led to."""
        student = await uow.students.get(stored.student_id)
        if stored.verdict == Verdict.NO_TEMPLATE:
            return NoTemplate(student=student)
        if stored.session_id is None:
            classes = await uow.classes.of_student(student.id)
            return open_meetings.no_class(student, classes, stored.sent_at)
        session = await uow.sessions.get(stored.session_id)
        class_ = await uow.classes.get(session.class_id)
        if stored.reason is not None:
            return Refused(student=student, class_=class_, reason=Reason(stored.reason))
        mark = Mark(
            session_id=session.id,
            student_id=student.id,
            status=stored.status or Status.PRESENT,
            source=Source.SELFIE,
            at=stored.sent_at,
        )
        if stored.verdict == Verdict.MARKED:
            return Marked(student=student, class_=class_, session=session, mark=mark)
        mark = await uow.marks.find(session.id, student.id) or mark
        return Already(student=student, class_=class_, session=session, mark=mark)


async def _refuse(
    uow: UnitOfWork, attempt: Attempt, claim: _Claim, *, reason: Reason, score: float | None = None
) -> Refused:
    class_, plan = claim.meetings[0]
    session = await uow.sessions.ensure(class_.id, plan)
    refused = replace(
        _kept(attempt, claim.student, Verdict.REFUSED, score=score),
        session_id=session.id,
        reason=reason,
        picture=attempt.picture if can_be_disputed(reason) else None,
    )
    await uow.check_ins.add(refused)
    return Refused(student=claim.student, class_=class_, reason=reason)


async def _mark(uow: UnitOfWork, check_in: CheckIn, class_: Class, plan: Plan) -> Marked:
    """Let an attempt that is stored count for a meeting."""
    session = await uow.sessions.ensure(class_.id, plan)
    late = check_in.sent_at > session.late_at
    mark = Mark(
        session_id=session.id,
        student_id=check_in.student_id,
        status=Status.LATE if late else Status.PRESENT,
        source=Source.SELFIE,
        at=check_in.sent_at,
    )
    counted = replace(check_in, verdict=Verdict.MARKED, session_id=session.id, status=mark.status)
    await uow.check_ins.replace(counted)
    before = await uow.marks.find(session.id, mark.student_id)
    student = await uow.students.get(mark.student_id)
    if before is None or student.account_id is None:
        await uow.marks.put(mark)
        await warning.note_mark(uow, mark)
    else:
        await marking.put(uow, before, mark, by=student.account_id, at=mark.at)
    return Marked(student=student, class_=class_, session=session, mark=mark, before=before)


def _kept(
    attempt: Attempt, student: Student, verdict: Verdict, *, score: float | None = None
) -> CheckIn:
    return CheckIn(
        update=attempt.update,
        student_id=student.id,
        sent_at=attempt.sent_at,
        verdict=verdict,
        score=score,
    )


async def _stored(uow: UnitOfWork, attempt: Attempt) -> CheckIn | None:
    return await uow.check_ins.by_update(attempt.update, attempt.sent_at)


async def _note(uow: UnitOfWork, attempt: Attempt, outcome: Outcome) -> Outcome:
    """Keep an attempt that was decided without looking, if a student who agreed made it."""
    match outcome:
        case NoClass():
            verdict, session_id = Verdict.NO_CLASS, None
        case NoTemplate():
            verdict, session_id = Verdict.NO_TEMPLATE, None
        case Already():
            verdict, session_id = Verdict.ALREADY, outcome.session.id
        case _:
            return outcome
    kept = _kept(attempt, outcome.student, verdict)
    await uow.check_ins.add(replace(kept, session_id=session_id))
    return outcome
