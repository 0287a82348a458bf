"""Receipts of consent, and who is asked for it."""

from dataclasses import asdict

from sqlalchemy import ColumnElement, and_, exists, func, insert, literal, or_, select

from attendance.model import ConsentBy, Receipt, Subject
from storage.tables import classes, consents, guardianships, memberships, students
from storage.transaction import Transaction

_FIELDS = tuple(column for column in consents.c if column.name != "id")


class Consents:
    """Satisfies ``ports.Consents``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, receipt: Receipt) -> None:
        await self._transaction.change(insert(consents).values(asdict(receipt)))

    async def own(self, student_id: int) -> Receipt | None:
        own = (consents.c.student_id == student_id, consents.c.by == ConsentBy.STUDENT)
        query = select(*_FIELDS).where(*own, _OF_FACES).order_by(consents.c.id.desc()).limit(1)
        row = await self._transaction.first(query)
        return Receipt(**row) if row else None

    async def of_guardians(self, student_id: int) -> list[Receipt]:
        last = (
            select(func.max(consents.c.id))
            .join(
                guardianships,
                and_(
                    guardianships.c.guardian_id == consents.c.guardian_id,
                    guardianships.c.student_id == consents.c.student_id,
                    guardianships.c.linked_at <= consents.c.at,
                ),
            )
            .where(consents.c.student_id == student_id, _OF_FACES)
            .group_by(consents.c.guardian_id)
        )
        query = select(*_FIELDS).where(consents.c.id.in_(last)).order_by(consents.c.id)
        return [Receipt(**row) for row in await self._transaction.all(query)]

    async def by(self, student_id: int, default: ConsentBy) -> ConsentBy:
        theirs = select(students.c.id).where(students.c.id == student_id, asks_guardians(default))
        asks = await self._transaction.value(theirs) is not None
        return ConsentBy.GUARDIAN if asks else ConsentBy.STUDENT

    async def misplaced(self, default: ConsentBy) -> list[int]:
        by_guardian = students.c.agreed_by == ConsentBy.GUARDIAN
        said_yes = exists().where(
            consents.c.student_id == students.c.id,
            consents.c.guardian_id == guardianships.c.guardian_id,
            guardianships.c.student_id == students.c.id,
            consents.c.at >= guardianships.c.linked_at,
            consents.c.agreed.is_(True),
            _OF_FACES,
        )
        wrong = or_(
            and_(students.c.agreed_by == ConsentBy.STUDENT, asks_guardians(default)),
            and_(by_guardian, ~asks_guardians(default)),
            and_(by_guardian, ~said_yes),
        )
        query = select(students.c.id).where(students.c.agreed.is_(True), wrong)
        return [row["id"] for row in await self._transaction.all(query.order_by(students.c.id))]


_OF_FACES = consents.c.about == Subject.FACE


def asks_guardians(default: ConsentBy) -> ColumnElement[bool]:
    """Whether guardians are asked about a student of the query around it."""
    current = (memberships.c.student_id == students.c.id) & memberships.c.left_at.is_(None)
    asking = func.coalesce(classes.c.consent_by, literal(default.value)) == ConsentBy.GUARDIAN.value
    of_class = exists().where(current, memberships.c.class_id == classes.c.id, asking)
    if default is ConsentBy.STUDENT:
        return of_class
    return or_(of_class, ~exists().where(current))
