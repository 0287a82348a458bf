"""Bulk enrolment: ``rollcall import``. Running it twice changes nothing."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table
from telegram.error import TelegramError

from attendance import enrolment, linking
from attendance.enrolment import Enrolled, HasLeft, PhotoAdded, PhotoRefused, SaidNo
from attendance.likeness import Known
from attendance.model import Role, Student
from attendance.ports import Clock, Reader, UnitOfWork, Units
from bot import bootstrap, roster
from bot.handout import Handout
from bot.replies import admin, doubts
from bot.replies import student as student_replies
from bot.roster import BadRow, Row
from bot.settings import Settings
from bot.threads import Threads


@dataclass(kw_only=True)
class Report:
    """What an import has done."""

    rows: int = 0
    students: int = 0
    photos: int = 0
    refused: list[BadRow] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Importer:
    """Enrols row by row, each in a transaction of its own."""

    units: Units
    reader: Reader
    known: Known
    threads: Threads
    clock: Clock
    photos: Path | None
    handout: Handout
    report: Report = field(default_factory=Report)
    _read: set[tuple[int, Path]] = field(default_factory=set)

    async def take(self, row: Row | BadRow) -> None:
        """Enrol one row's student, with the photos not yet read."""
        self.report.rows += 1
        if isinstance(row, BadRow):
            self.report.refused.append(row)
            return
        enrolled = await self._enrol(row)
        if enrolled is None:
            return
        for photo in roster.photos_of(row, self.photos):
            if isinstance(photo, BadRow):
                self.report.refused.append(photo)
            elif (enrolled.id, photo) not in self._read:
                self._read.add((enrolled.id, photo))
                await self._add_photo(row, enrolled, photo)

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
            if linked.account_id is None:
                await self._invite(uow, linked)
            await uow.commit()
        self.report.students += outcome.new
        return linked

    async def _invite(self, uow: UnitOfWork, student: Student) -> None:
        """Write a new link down, before it is good, unless an earlier one still is."""
        if not await uow.invites.has_open(Role.STUDENT, student.id, self.clock()):
            code = await linking.invite(uow, student, self.clock())
            await self.threads.run(self.handout.add, student.roll_no, student.name, code)

    async def _linked(self, uow: UnitOfWork, row: Row, student: Student) -> Student | None:
        """The student with the account that the row gives; None if that cannot be."""
        if row.account_id is None or row.account_id == student.account_id:
            return student
        holder = await uow.students.by_account(row.account_id)
        if holder is not None:
            self._refuse(row, f"telegram_id belongs to {holder.name} ({holder.roll_no}) already")
            return None
        if student.account_id is not None:
            self._refuse(row, "is linked to another Telegram account already")
            return None
        student = replace(student, account_id=row.account_id)
        await uow.students.save(student)
        await uow.invites.revoke(Role.STUDENT, student.id)
        return student

    async def _add_photo(self, row: Row, person: Student, path: Path) -> None:
        """Add a photo, unless it may not be the student's: here nobody is there to look at it."""

        async def fetch() -> bytes:
            return await self.threads.run(path.read_bytes)

        try:
            photo = await enrolment.read_photo(self.reader, fetch)
        except OSError as error:
            self._refuse(row, f"{path.name}: {error.strerror}")
            return
        async with self.units() as uow:
            outcome = await enrolment.add_photo(
                uow, student=person, photo=photo, known=self.known, at=self.clock()
            )
            if not (isinstance(outcome, PhotoAdded) and outcome.doubts):
                await uow.commit()
        match outcome:
            case PhotoAdded() if outcome.doubts:
                self._refuse(row, f"{path.name}: {doubts.left_out(outcome)}")
            case PhotoAdded():
                self.report.photos += 1
            case PhotoRefused(reason=reason):
                self._refuse(row, f"{path.name}: {student_replies.why(reason)}")
            case SaidNo() | HasLeft():
                self._refuse(row, f"{path.name}: {admin.photo(outcome)}")

    def _refuse(self, row: Row, why: str) -> None:
        self.report.refused.append(BadRow(line=row.line, who=row.roll_no, why=why))


async def run(settings: Settings, path: Path, photos: Path | None, output: Console) -> None:
    """Import a roster, showing progress, and tell what was done and what was refused."""
    rows = roster.read(path)
    roster.check_folder(photos)
    handout = Handout(path, await _link_prefix(settings, output))
    async with bootstrap.storage(settings) as units, Threads() as threads:
        with output.status("Loading the networks"):
            reader = await bootstrap.reader(settings, threads)
        importer = Importer(
            units=units,
            reader=reader,
            known=bootstrap.known(reader),
            threads=threads,
            clock=bootstrap.now,
            photos=photos,
            handout=handout,
        )
        for row in track(rows, "Enrolling", console=output):
            await importer.take(row)
    _tell(importer.report, handout, output)


def _tell(report: Report, handout: Handout, output: Console) -> None:
    output.print(
        f"{report.rows} rows: {report.students} students new, {report.photos} photos added, "
        f"{len(report.refused)} refused."
    )
    if report.refused:
        table = Table("line", "roll_no", "refused because")
        for bad in report.refused:
            table.add_row(*map(escape, (str(bad.line), bad.who, bad.why)))
        output.print(table)
    if handout.count:
        output.print(
            f"{handout.count} new invite links: {handout.path} (each is good for whoever opens "
            "it first; hand them out one by one)",
            markup=False,
            soft_wrap=True,
        )


async def _link_prefix(settings: Settings, output: Console) -> str:
    """What comes before the code in a link; without Telegram, what the student can type."""
    try:
        async with bootstrap.telegram_bot(settings) as bot:
            return f"https://t.me/{bot.username}?start="
    except TelegramError as error:
        output.print(
            f"Telegram cannot be asked for the bot's name ({error}): "
            "invites are written as /start CODE.",
            markup=False,
        )
        return "/start "
