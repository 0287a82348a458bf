"""A student checks in: the way from what they send to a mark.

What can be refused without looking is refused first; then a photo is fetched and read, with no
transaction open; then everything is decided anew and written down in one transaction.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from attendance import attempts, films, open_meetings, proofs, requirements, selfies, traces
from attendance.gallery import follow
from attendance.model import CheckIn, Requirement, Student
from attendance.open_meetings import Meeting
from attendance.outcomes import (
    Already,
    Attempt,
    Choice,
    Lacking,
    NotAgreed,
    NoTemplate,
    NotLinked,
    Outcome,
    Verdict,
    WhichClass,
)
from attendance.ports import Clock, Fetch, Gallery, Reader, UnitOfWork, Units
from attendance.verification import Faces, Keeping, Selfie
from attendance.ways import Evidence, Judged, Way


@dataclass(frozen=True, kw_only=True)
class _Claim:
    """Nothing stands against looking at it. ``meetings`` are those it may be for.

    ``elsewhere`` is where the student has been counted while these were under way.
    """

    student: Student
    meetings: tuple[Meeting, ...]
    elsewhere: Already | None = None

    def question(self, attempt: Attempt) -> WhichClass:
        """Which of them it is for."""
        return WhichClass(
            student=self.student,
            attempt=attempt,
            meetings=self.meetings,
            elsewhere=self.elsewhere,
        )


Then = Callable[[UnitOfWork, Outcome], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class CheckInDesk:
    """Takes check-ins. No cosine below ``accept_score`` counts as the same person.

    Selfies are kept for up to ``selfie_days``, of those who allow it.
    """

    units: Units
    clock: Clock
    reader: Reader
    gallery: Gallery
    accept_score: float
    selfie_days: int = 0
    keeping: Keeping | None = None

    @property
    def faces(self) -> Faces:
        """What faces are compared with."""
        return Faces(
            reader=self.reader,
            gallery=self.gallery,
            accept_score=self.accept_score,
            keeping=self.keeping,
        )

    async def refresh(self) -> None:
        """Take over what has become active and what was erased, before the next check-in."""
        async with self.units(reading=True) as uow:
            await follow(uow, self.gallery, self.reader.model)

    def selfie(self, fetch: Fetch) -> Selfie:
        """The way of a photo, which ``fetch`` downloads."""
        return Selfie(faces=self.faces, fetch=fetch)

    async def standing(self, attempt: Attempt, kind: Requirement) -> Outcome | None:
        """What would be answered to a proof of some kind without a look at it, if anything."""
        async with self.units(reading=True) as uow:
            claim = await self._claim(uow, attempt, kind)
        return None if isinstance(claim, _Claim) else claim

    async def ask_for_film(self, attempt: Attempt) -> Outcome | None:
        """Note that turns are shown to whoever asked for them, or what is answered instead."""
        async with self.units() as uow:
            claim = await self._claim(uow, attempt, Requirement.VIDEO)
            if not isinstance(claim, _Claim):
                return claim
            refusal = await films.ask(uow, attempt, claim.student, claim.meetings[0])
            await uow.commit()
        return refusal

    async def prove(self, attempt: Attempt, way: Way, then: Then) -> Outcome:
        """Decide an attempt; ``then`` writes what belongs into the same transaction.

        An attempt whose update was decided before yields the outcome of that time.
        """
        async with self.units(reading=True) as uow:
            first = await self._stored(uow, attempt) or await self._claim(uow, attempt, way.kind)
        decide: Callable[[UnitOfWork], Awaitable[Outcome]]
        if isinstance(first, _Claim):
            seen = await way.look()
            decide = partial(self._decide, attempt, way.kind, seen, first.meetings)
        else:
            decide = partial(attempts.note, attempt, way.kind, first)
        async with self.units() as uow:
            outcome = await self._stored(uow, attempt) or await decide(uow)
            await then(uow, outcome)
            await uow.commit()
        return outcome

    async def follow(self, attempt: Attempt, way: Way, then: Then) -> Outcome | None:
        """As ``prove``, for what goes on by itself: None, and nothing is kept, if it is no news."""
        async with self.units(reading=True) as uow:
            claim = await self._claim(uow, attempt, way.kind)
            if not isinstance(claim, _Claim) or claim.elsewhere:
                return None
            seen = await way.look()
            judged = await seen.judge(uow, claim.student, claim.meetings)
            news = [
                await proofs.is_news(uow, claim.student, one, way.kind, attempt.sent_at)
                for one in judged.meetings
            ]
        return await self.prove(attempt, way, then) if any(news) else None

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
            return await attempts.outcome_of(uow, stored)
        if stored.kind.shows_face and not student.agreed:
            return NotAgreed(student=student)
        classes = await uow.classes.of_student(student.id)
        for class_, plan in await open_meetings.open_at(uow, classes, choice.sent_at):
            if (class_.id, plan.starts_at) == (choice.class_id, choice.starts_at):
                standing = await open_meetings.standing(uow, student, class_, plan)
                return standing or await self._complete(uow, student, stored, (class_, plan))
        return open_meetings.no_class(student, classes, choice.sent_at)

    async def _complete(
        self, uow: UnitOfWork, student: Student, check_in: CheckIn, meeting: Meeting
    ) -> Outcome:
        """Count a proof that holds, if the class asks its student for it."""
        class_, _ = meeting
        asked = requirements.wanted(class_, student)
        if asked is None:
            return NotAgreed(student=student)
        if check_in.kind not in asked:
            return Lacking(student=student, class_=class_, missing=requirements.in_order(asked))
        return await proofs.complete(uow, student, check_in, meeting, self.clock())

    async def _decide(
        self,
        attempt: Attempt,
        kind: Requirement,
        seen: Evidence,
        meetings: Iterable[Meeting],
        uow: UnitOfWork,
    ) -> Outcome:
        claim = await self._claim(uow, attempt, kind, meetings)
        if not isinstance(claim, _Claim):
            return await attempts.note(attempt, kind, claim, uow)
        judged = await seen.judge(uow, claim.student, claim.meetings)
        outcome = await self._judge(uow, attempt, kind, claim, judged)
        check_in = await uow.check_ins.by_update(attempt.update, attempt.sent_at)
        if check_in:
            look = replace(judged.look, file=attempt.file)
            await traces.note(uow, check_in, claim.meetings, look)  # tells more than a bare flag
            for flag in judged.flags:
                await uow.flags.add(traces.flag(flag, check_in))
        if check_in and self.selfie_days:
            await selfies.keep(uow, claim.student, check_in, seen.image, most=self.selfie_days)
        return outcome

    async def _judge(
        self, uow: UnitOfWork, attempt: Attempt, kind: Requirement, claim: _Claim, judged: Judged
    ) -> Outcome:
        student = claim.student
        entry = attempts.stored(attempt, kind, student, Verdict.REFUSED, score=judged.score)
        if judged.reason is not None:
            return await attempts.refuse(
                uow,
                attempt,
                entry,
                student=student,
                meeting=claim.meetings[0],
                reason=judged.reason,
            )
        held = replace(claim, meetings=judged.meetings)
        if len(held.meetings) == 1 and held.elsewhere is None:
            if kind.names_meeting:
                standing = await open_meetings.standing(uow, student, *held.meetings[0])
                if standing is not None:
                    return await attempts.note(attempt, kind, standing, uow)
            entry = replace(entry, verdict=Verdict.MARKED)
            await uow.check_ins.add(entry)
            return await self._complete(uow, student, entry, held.meetings[0])
        until = self.clock() + proofs.KEPT_FOR
        await uow.check_ins.add(replace(entry, verdict=Verdict.ASKED, kept_until=until))
        return held.question(attempt)

    async def _claim(
        self, uow: UnitOfWork, attempt: Attempt, kind: Requirement, seen: Iterable[Meeting] = ()
    ) -> Outcome | _Claim:
        """What can be said without looking at it; ``seen`` are meetings it was for then."""
        student = await uow.students.by_account(attempt.account_id)
        if student is None:
            return NotLinked()
        if kind.shows_face and not student.agreed:
            return NotAgreed(student=student)
        classes = await uow.classes.of_student(student.id)
        begun = await proofs.begun(uow, student, classes, kind, attempt.sent_at)
        if begun and not kind.names_meeting:
            return await self._if_known(uow, kind, _Claim(student=student, meetings=tuple(begun)))
        candidates = await open_meetings.open_at(uow, classes, attempt.sent_at)
        candidates += await open_meetings.closed_just_then(uow, seen, attempt.sent_at)
        if kind.names_meeting:
            ours = [
                one for one in candidates if kind in (requirements.wanted(one[0], student) or ())
            ]
            named = await open_meetings.to_be_named(uow, student, begun, ours, attempt.sent_at)
            if named:
                return _Claim(student=student, meetings=named)
        if not candidates:
            return open_meetings.no_class(student, classes, attempt.sent_at)
        free, taken = await open_meetings.free(uow, student, candidates, attempt.sent_at)
        if not free:
            return taken[0]
        meetings = open_meetings.at_once(free, attempt.sent_at)
        elsewhere = open_meetings.named_before(taken, meetings)
        asking = proofs.asking_for(kind, student, meetings)
        if not isinstance(asking, tuple):
            return asking
        claim = _Claim(student=student, meetings=asking, elsewhere=elsewhere)
        return await self._if_known(uow, kind, claim)

    async def _if_known(
        self, uow: UnitOfWork, kind: Requirement, claim: _Claim
    ) -> _Claim | NoTemplate:
        """The claim, unless it takes a face and none of the student is enrolled."""
        student = claim.student
        if kind.shows_face and not await uow.templates.count(student.id, self.reader.model):
            return NoTemplate(student=student)
        return claim

    async def _stored(self, uow: UnitOfWork, attempt: Attempt) -> Outcome | None:
        """The outcome of an update that was decided before."""
        stored = await uow.check_ins.by_update(attempt.update, attempt.sent_at)
        if stored is None:
            return None
        if stored.verdict != Verdict.ASKED:
            return await attempts.outcome_of(uow, stored)
        again = await self._claim(uow, attempt, stored.kind)
        return again.question(attempt) if isinstance(again, _Claim) else again
