"""Bulk enrolment, from the command line and in the chat. Running it twice changes nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from attendance import enrolment, linking, names
from attendance.enrolment import (
    Enrolled,
    HasLeft,
    PhotoAdded,
    PhotoKnown,
    PhotoLeftOut,
    PhotoRefused,
    ReadPhoto,
    SaidNo,
)
from attendance.likeness import Known
from attendance.model import Act, Role, Student
from attendance.ports import Clock, Reader, UnitOfWork, Units
from bot import errors
from bot.handout import Handout
from bot.photo_sources import PhotoFile, PhotoSource
from bot.replies import admin, doubts
from bot.replies import importing as replies
from bot.replies import student as student_replies
from bot.roster import BadRow, Row
from bot.threads import Threads

_Outcome = PhotoAdded | PhotoKnown | PhotoLeftOut | PhotoRefused | SaidNo | HasLeft


@dataclass(kw_only=True)
class Report:
    """What an import has done so far."""

    rows: int = 0
    students: int = 0
    photos: int = 0
    refused: list[BadRow] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Importer:
    """Enrols row by row; all photos of a student, of whatever row, are judged together.

    With a ``handout``, whoever has no invite that works gets one, written down there.
    """

    units: Units
    reader: Reader
    known: Known
    threads: Threads
    clock: Clock
    by: int  # the account that imports
    rows: Sequence[Row | BadRow]
    photos: PhotoSource
    handout: Handout | None = None
    report: Report = field(default_factory=Report)
    _read: set[int] = field(default_factory=set)

    async def take(self, row: Row | BadRow) -> None:
        """Enrol one row's student, and add their photos if it is the first row of theirs."""
        self.report.rows += 1
        if isinstance(row, BadRow):
            self.report.refused.append(row)
            return
        enrolled = await self._enrol(row)
        if enrolled is not None and enrolled.id not in self._read:
            self._read.add(enrolled.id)
            await self._add_photos(_who(row), enrolled)

    async def _enrol(self, row: Row) -> Student | None:
        now = self.clock()
        async with self.units() as uow:
            outcome = await enrolment.enrol(
                uow, roll_no=row.roll_no, class_code=row.class_code, name=row.name, at=now
            )
            if not isinstance(outcome, Enrolled):
                self._refuse(row, admin.enrolment_refused(outcome, await uow.classes.all()))
                return None
            linked = await self._linked(uow, row, outcome.student)
            if linked is None:
                return None
            if linked.account_id is None and self.handout is not None:
                await self._invite(uow, linked, self.handout)
            if outcome.joined or linked != outcome.student:
                account = str(linked.account_id) if linked != outcome.student else ""
                act = self._act("import", linked.roll_no, outcome.class_.code, account=account)
                await uow.audit.add(act)
            await uow.commit()
        self.report.students += outcome.new
        return linked

    async def _invite(self, uow: UnitOfWork, student: Student, handout: Handout) -> None:
        """Write a new link down, before it is good, unless an earlier one still is."""
        if not await uow.invites.has_open(Role.STUDENT, student.id, self.clock()):
            code = await linking.invite(uow, student, self.clock())
            await uow.audit.add(self._act("invite", student.roll_no))
            await self.threads.run(handout.add, student.roll_no, student.name, code)

    async def _linked(self, uow: UnitOfWork, row: Row, student: Student) -> Student | None:
        """The student with the account that the row gives; None if that cannot be."""
        if row.account_id is None or row.account_id == student.account_id:
            return student
        holder = await uow.students.by_account(row.account_id)
        if holder is not None:
            self._refuse(row, replies.account_taken(holder))
            return None
        if await uow.kiosks.by_account(row.account_id) is not None:
            self._refuse(row, replies.IS_KIOSK)
            return None
        if student.account_id is not None:
            self._refuse(row, replies.LINKED_ALREADY)
            return None
        student = replace(student, account_id=row.account_id)
        await uow.students.save(student)
        await uow.invites.revoke(Role.STUDENT, student.id)
        return student

    async def _add_photos(self, who: tuple[str, str], person: Student) -> None:
        """Add a student's photos, but for those that may not be theirs: nobody looks at them."""
        read = [
            (row, file, photo)
            for row, file in self._files(who)
            if (photo := await self._look(row, file)) is not None
        ]
        if not read:
            return
        async with self.units() as uow:
            photos = [photo for _, _, photo in read]
            outcomes = await enrolment.add_photos(
                uow, student=person, photos=photos, known=self.known, at=self.clock()
            )
            added = sum(isinstance(outcome, PhotoAdded) for outcome in outcomes)
            if added:
                await uow.audit.add(self._act("photo", person.roll_no, photos=str(added)))
            await uow.commit()
        for (row, file, _), outcome in zip(read, outcomes, strict=True):
            self._note(row, file, outcome)

    def _files(self, who: tuple[str, str]) -> list[tuple[Row, PhotoFile]]:
        """Each file once, with the first row that it belongs to; refuses those not there."""
        found: dict[str, tuple[Row, PhotoFile]] = {}
        for row in self._of_student[who]:
            for one in self.photos.of(row):
                if isinstance(one, BadRow):
                    self.report.refused.append(one)
                else:
                    found.setdefault(one.name, (row, one))
        return list(found.values())

    @cached_property
    def _of_student(self) -> dict[tuple[str, str], list[Row]]:
        rows: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.rows:
            if isinstance(row, Row):
                rows[_who(row)].append(row)
        return rows

    async def _look(self, row: Row, file: PhotoFile) -> ReadPhoto | None:
        async def fetch() -> bytes:
            return await self.threads.run(file.read)

        try:
            return await enrolment.read_photo(self.reader, fetch)
        except errors.PhotoUnreadable as error:
            self._refuse(row, replies.of_photo(_last(file), str(error)))
            return None

    def _note(self, row: Row, file: PhotoFile, outcome: _Outcome) -> None:
        match outcome:
            case PhotoAdded():
                self.report.photos += 1
            case PhotoLeftOut():
                self._refuse(row, replies.of_photo(_last(file), doubts.left_out(outcome)))
            case PhotoRefused(reason=reason):
                self._refuse(row, replies.of_photo(_last(file), student_replies.why(reason)))
            case SaidNo() | HasLeft():
                self._refuse(row, replies.of_photo(_last(file), admin.photo(outcome)))

    def _act(self, action: str, roll_no: str, class_code: str | None = None, **details: str) -> Act:
        return Act(
            at=self.clock(),
            account_id=self.by,
            action=action,
            roll_no=roll_no,
            class_code=class_code,
            details={key: value for key, value in details.items() if value},
        )

    def _refuse(self, row: Row, why: str) -> None:
        self.report.refused.append(BadRow(line=row.line, who=row.roll_no, why=why))


def _who(row: Row) -> tuple[str, str]:
    """Whose row it is: one of another name is refused, and so are its photos."""
    return row.roll_no, names.key(row.name)


def _last(file: PhotoFile) -> str:
    """The name of a file without its folders."""
    return file.name.replace("\\", "/").rpartition("/")[2]
