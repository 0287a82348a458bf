"""Sessions, marks, check-ins and the rest of the records in memory."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from attendance.model import (
    CheckIn,
    Delivery,
    Invite,
    Mark,
    Plan,
    Role,
    Session,
    Source,
    UpdateKey,
)
from attendance.standing import Attended
from storage.errors import Conflict
from tests.unit.fakes.people import only, stored
from tests.unit.fakes.state import Repository


class Sessions(Repository):
    async def ensure(self, class_id: int, plan: Plan) -> Session:
        found = only(
            session
            for session in self._state.sessions.values()
            if (session.class_id, session.starts_at) == (class_id, plan.starts_at)
        )
        if found and found.settled_at and found.settled_at >= plan.closes_at:
            return found
        session = Session(
            id=found.id if found else self._state.next_id(),
            class_id=class_id,
            date=plan.date,
            opens_at=plan.opens_at,
            starts_at=plan.starts_at,
            late_at=plan.late_at,
            closes_at=plan.closes_at,
        )
        self._state.sessions[session.id] = session
        return session

    async def get(self, session_id: int) -> Session:
        return stored(self._state.sessions, "session", session_id)

    async def between(self, class_id: int, first: date, last: date) -> list[Session]:
        found = (
            session
            for session in self._state.sessions.values()
            if session.class_id == class_id and first <= session.date <= last
        )
        return sorted(found, key=lambda session: session.starts_at)

    async def latest(self, class_id: int, until: date, limit: int) -> list[Session]:
        return (await self.between(class_id, date.min, until))[-limit:]

    async def settle(self, session_id: int, at: datetime) -> None:
        session = await self.get(session_id)
        self._state.sessions[session_id] = replace(session, settled_at=at)

    async def settle_all(self, session_ids: Collection[int], at: datetime) -> None:
        for session_id in session_ids:
            await self.settle(session_id, at)

    async def move(self, session_id: int, plan: Plan) -> None:
        session = await self.get(session_id)
        others = (s for s in self._state.sessions.values() if s.id != session_id)
        if any((s.class_id, s.starts_at) == (session.class_id, plan.starts_at) for s in others):
            raise Conflict("one class and start, one session")
        self._state.sessions[session_id] = replace(
            session,
            date=plan.date,
            opens_at=plan.opens_at,
            starts_at=plan.starts_at,
            late_at=plan.late_at,
            closes_at=plan.closes_at,
        )

    async def drop_unmarked(self, session_ids: Collection[int]) -> set[int]:
        used = {session_id for session_id, _ in self._state.marks}
        used |= {change.session_id for change in self._state.history.values()}
        used |= {dispute.session_id for dispute in self._state.disputes.values()}
        dropped = set(session_ids) - used
        for session_id in dropped:
            del self._state.sessions[session_id]
            self._state.secrets.pop(session_id, None)
        for part in (self._state.screens, self._state.code_tries):
            for key in [key for key, one in part.items() if one.session_id in dropped]:
                del part[key]
        for key, check_in in self._state.check_ins.items():
            if check_in.session_id in dropped:
                self._state.check_ins[key] = replace(check_in, session_id=None)
        return dropped


class Marks(Repository):
    async def find(self, session_id: int, student_id: int) -> Mark | None:
        return self._state.marks.get((session_id, student_id))

    async def of_session(self, session_id: int) -> list[Mark]:
        found = (mark for mark in self._state.marks.values() if mark.session_id == session_id)
        return sorted(found, key=lambda mark: mark.student_id)

    async def put(self, mark: Mark) -> None:
        self._state.marks[mark.session_id, mark.student_id] = mark

    async def add_all(self, marks: Sequence[Mark]) -> None:
        for mark in marks:
            if (mark.session_id, mark.student_id) in self._state.marks:
                raise Conflict("one session and student, one mark")
            await self.put(mark)

    async def remove(self, session_id: int, student_id: int) -> None:
        self._state.marks.pop((session_id, student_id), None)

    async def remove_closing(self, session_ids: Collection[int]) -> list[Mark]:
        removed = [
            mark
            for mark in self._state.marks.values()
            if mark.session_id in session_ids and mark.source is Source.CLOSING
        ]
        for mark in removed:
            await self.remove(mark.session_id, mark.student_id)
        return removed

    async def of_students(
        self, class_id: int, student_ids: Collection[int], first: date, last: date
    ) -> dict[int, list[Attended]]:
        found: dict[int, list[Attended]] = defaultdict(list)
        for session in sorted(self._state.sessions.values(), key=lambda one: one.starts_at):
            counts = session.was_held and first <= session.date <= last
            for student_id in student_ids if counts and session.class_id == class_id else ():
                if mark := self._state.marks.get((session.id, student_id)):
                    attended = Attended(
                        date=session.date, starts_at=session.starts_at, status=mark.status
                    )
                    found[student_id].append(attended)
        return dict(found)


class CheckIns(Repository):
    async def add(self, check_in: CheckIn) -> None:
        key = (check_in.update, check_in.sent_at)
        if key in self._state.check_ins:
            raise Conflict("one update, one check-in")
        self._state.check_ins[key] = check_in

    async def replace(self, check_in: CheckIn) -> None:
        self._state.check_ins[check_in.update, check_in.sent_at] = check_in

    async def by_update(self, key: UpdateKey, sent_at: datetime) -> CheckIn | None:
        return self._state.check_ins.get((key, sent_at))

    async def kept(self, student_id: int) -> list[CheckIn]:
        theirs = [one for one in self._state.check_ins.values() if one.student_id == student_id]
        kept = [one for one in theirs if one.kept_until is not None]
        return sorted(kept, key=lambda one: (one.sent_at, one.update.update_id))

    async def refused_for(self, student_id: int, session_id: int, reasons: Collection[str]) -> int:
        return sum(
            (one.student_id, one.session_id) == (student_id, session_id) and one.reason in reasons
            for one in self._state.check_ins.values()
        )

    async def decided_as(self, student_id: int, session_id: int, verdict: str) -> int:
        theirs = (student_id, session_id, verdict)
        return sum(
            (one.student_id, one.session_id, one.verdict) == theirs
            for one in self._state.check_ins.values()
        )

    async def forget_pictures(self, before: datetime) -> None:
        for key, check_in in self._state.check_ins.items():
            if check_in.sent_at < before:
                self._state.check_ins[key] = replace(check_in, picture=None)

    async def forget_pictures_of(self, student_id: int) -> None:
        for key, check_in in self._state.check_ins.items():
            if check_in.student_id == student_id:
                self._state.check_ins[key] = replace(check_in, picture=None)

    async def forget(self, before: datetime, limit: int) -> int:
        old = [key for key in self._state.check_ins if key[1] < before][:limit]
        for key in old:
            del self._state.check_ins[key]
        return len(old)


class Invites(Repository):
    async def add(self, invite: Invite, at: datetime) -> None:
        if invite.code_hash in self._state.invites:
            raise Conflict("one code, one invite")
        self._state.invites[invite.code_hash] = invite

    async def by_hash(self, code_hash: str) -> Invite | None:
        return self._state.invites.get(code_hash)

    async def use(self, code_hash: str, account_id: int, at: datetime) -> None:
        invite = self._state.invites.get(code_hash)
        if invite is None or invite.used_by is not None:
            raise Conflict("an invite is used once")
        self._state.invites[code_hash] = replace(invite, used_by=account_id)

    async def revoke(self, role: Role, person_id: int) -> None:
        for invite in self._unused(role, person_id):
            del self._state.invites[invite.code_hash]

    async def forget(self, role: Role, person_id: int) -> None:
        for code_hash, invite in list(self._state.invites.items()):
            if (invite.role, invite.person_id) == (role, person_id):
                del self._state.invites[code_hash]

    async def has_open(self, role: Role, person_id: int, at: datetime) -> bool:
        return any(invite.expires_at > at for invite in self._unused(role, person_id))

    async def waiting(self, at: datetime) -> list[Invite]:
        invites = self._state.invites.values()
        fresh = [one for one in invites if one.used_by is None and one.expires_at > at]
        return sorted(fresh, key=lambda invite: invite.expires_at, reverse=True)

    async def open(self, role: Role, at: datetime) -> set[int]:
        invites = [i for i in self._state.invites.values() if i.role is role and i.used_by is None]
        return {invite.person_id for invite in invites if invite.expires_at > at}

    def _unused(self, role: Role, person_id: int) -> list[Invite]:
        invites = self._state.invites.values()
        wanted = (role, person_id, None)
        return [i for i in invites if (i.role, i.person_id, i.used_by) == wanted]


class Deliveries(Repository):
    async def claim(self, new: Mapping[Delivery, datetime], at: datetime) -> set[Delivery]:
        made = self._state.deliveries
        claimed = {one for one, moment in new.items() if one not in made or made[one] < moment}
        made |= dict.fromkeys(claimed, at)
        return claimed

    async def made(self, since: date) -> dict[Delivery, datetime]:
        return {one: at for one, at in self._state.deliveries.items() if one.date >= since}


class Unreachable(Repository):
    async def add(self, account_id: int, at: datetime) -> bool:
        new = account_id not in self._state.unreachable
        self._state.unreachable.setdefault(account_id, at)
        return new

    async def remove(self, account_id: int) -> None:
        self._state.unreachable.pop(account_id, None)

    async def accounts(self) -> list[int]:
        known = sorted(self._state.unreachable.items())
        return [account_id for account_id, _ in sorted(known, key=lambda one: one[1], reverse=True)]
