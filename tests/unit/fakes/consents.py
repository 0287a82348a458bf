"""Receipts in memory, and who is asked for them."""

from attendance.model import ConsentBy, Receipt, Subject
from tests.unit.fakes.state import Repository


class Consents(Repository):
    async def add(self, receipt: Receipt) -> None:
        self._state.receipts.append(receipt)

    async def own(self, student_id: int) -> Receipt | None:
        own = [one for one in self._of(student_id) if one.by is ConsentBy.STUDENT]
        return own[-1] if own else None

    async def of_guardians(self, student_id: int) -> list[Receipt]:
        last: dict[int, Receipt] = {}
        for one in self._of(student_id):
            linked_at = self._state.guardianships.get((one.guardian_id or 0, student_id))
            if one.guardian_id is not None and linked_at is not None and linked_at <= one.at:
                last.pop(one.guardian_id, None)
                last[one.guardian_id] = one
        return list(last.values())

    async def by(self, student_id: int, default: ConsentBy) -> ConsentBy:
        classes = [
            self._state.classes[one.class_id].consent_by or default
            for one in self._state.memberships
            if one.student_id == student_id and one.left_at is None
        ]
        asks = ConsentBy.GUARDIAN in (classes or [default])
        return ConsentBy.GUARDIAN if asks else ConsentBy.STUDENT

    async def misplaced(self, default: ConsentBy) -> list[int]:
        found = []
        for student in sorted(self._state.students.values(), key=lambda one: one.id):
            asked = await self.by(student.id, default)
            said_yes = any(one.agreed for one in await self.of_guardians(student.id))
            by_guardian = student.agreed_by is ConsentBy.GUARDIAN
            wrong = student.agreed_by is not asked or (by_guardian and not said_yes)
            if student.agreed and student.agreed_by is not None and wrong:
                found.append(student.id)
        return found

    def _of(self, student_id: int) -> list[Receipt]:
        faces = (one for one in self._state.receipts if one.about is Subject.FACE)
        return [one for one in faces if one.student_id == student_id]
