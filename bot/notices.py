"""What people hear of absences without having asked: each once, however often it is looked at."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from attendance import consent, guardians, last_faces, missed, suspicions, warning
from attendance.last_faces import Comparing
from attendance.lookalikes import Pair
from attendance.mail import Message
from attendance.model import ConsentBy, Guardian, Why
from attendance.ports import Clock, Told, UnitOfWork, Units
from attendance.warning import TakenBack, Warned
from bot.outage import LongOutage
from bot.replies import admin, calendar, guardian_faces, warnings
from bot.replies import guardians as texts
from bot.replies import suspicions as pairs

log = logging.getLogger(__name__)


async def face_questions(
    uow: UnitOfWork, default: ConsentBy, guardian: Guardian | None = None
) -> list[Message]:
    """What guardians have yet to be asked about faces, noted as asked; of one, or of all."""
    only = guardian.id if guardian else None
    unasked = await uow.guardians.unasked(guardian_faces.VERSION, default, only)
    for one, child in unasked:
        await uow.guardians.note_asked(one.id, child.id, guardian_faces.VERSION)
    return [guardian_faces.question(one, child) for one, child in unasked]


async def pair_questions(
    uow: UnitOfWork, pair: Pair, why: Why, at: datetime, to: Collection[int]
) -> list[Message]:
    """Suspect two students to be one; what these admins are asked, if it is new to them."""
    if not await suspicions.suspect(uow, pair, why, at):
        return []
    text = pairs.question(pair, await suspicions.whys(uow, *pair))
    buttons = pairs.choices(pair)
    return [Message(chat_id=one, text=text, buttons=buttons) for one in sorted(to)]


async def settle_consent(units: Units, default: ConsentBy, clock: Clock) -> None:
    """Let nobody be compared on the word of who is not asked now, and ask who is."""
    async with units() as uow:
        waiting = await consent.review(uow, default, clock())
        questions = await face_questions(uow, default)
        for message in questions:
            await uow.outbox.add(message, clock(), urgent=False)
        await uow.commit()
    if waiting or questions:
        log.info("consent: reviewed=%d asked=%d", waiting, len(questions))


async def tell_sent_twice(
    units: Units, comparing: Comparing, admin_ids: Collection[int], clock: Clock
) -> None:
    """Compare new selfies with everybody's last, and ask admins once about those of one person."""
    looked = await last_faces.look(units, comparing)
    if not looked.faces:
        return
    async with units() as uow:
        for one_id, other_id in looked.pairs:
            if not (await uow.last_faces.has(one_id) and await uow.last_faces.has(other_id)):
                continue  # erased since they were compared
            pair = (await uow.students.get(one_id), await uow.students.get(other_id))
            for message in await pair_questions(uow, pair, Why.SELFIES, clock(), admin_ids):
                await uow.outbox.add(message, clock(), urgent=False)
        await uow.last_faces.note_compared(looked.faces)
        await uow.commit()
    log.info("last selfies compared: new=%d alike=%d", len(looked.faces), len(looked.pairs))


async def warn(units: Units, clock: Clock) -> None:
    """Judge everybody whose attendance has changed, and tell whoever it concerns.

    What is told goes into the outbox in the transaction that gives the warning, by which alone
    summaries know of it: so the student hears first.
    """
    async with units(reading=True) as uow:
        changed = await uow.warnings.changed()
    for class_id, student_ids in changed.items():
        try:
            await _warn(units, class_id, student_ids, clock())
        except Exception:
            log.exception("failed, to be tried again: warnings of class_id=%d", class_id)


async def _warn(units: Units, class_id: int, student_ids: Collection[int], at: datetime) -> None:
    async with units() as uow:
        class_ = await uow.classes.get(class_id)
        outcomes = await warning.judge(uow, class_, student_ids, at)
        for one in outcomes:
            account_id = one.student.account_id
            if account_id is not None:
                await uow.outbox.add(Message(chat_id=account_id, text=_written(one)), at)
        await uow.commit()
    if outcomes:
        log.info("warnings: class=%s told=%d", class_.code, len(outcomes))


async def tell_guardians(units: Units, horizon: datetime, clock: Clock) -> None:
    """Tell guardians what is ready to be told, by what people sent up to the horizon.

    That it is told is noted in the transaction that puts it into the outbox.
    """
    async with units(reading=True) as uow:
        owed = await guardians.owed(uow, horizon)
    for session_id, several in groupby(owed, key=attrgetter("session_id")):
        try:
            await _tell(units, list(several), horizon, clock())
        except Exception:
            log.exception("failed, to be tried again: notices of session_id=%d", session_id)


async def tell_missed(
    units: Units, horizon: datetime, admin_ids: Collection[int], clock: Clock
) -> None:
    """Call off what closed too long ago, while nobody was there, and tell the admins."""
    async with units(reading=True) as uow:
        if not await missed.missed(uow, horizon):
            return
    async with units() as uow:
        found = await missed.missed(uow, horizon)
        await missed.call_off(uow, found)
        for admin_id in sorted(admin_ids):
            await uow.outbox.add(Message(chat_id=admin_id, text=calendar.missed(found)), clock())
        await uow.commit()
    log.warning("sessions missed: classes=%d", len(found))


async def tell_outage(
    units: Units, outage: LongOutage, admin_ids: Collection[int], clock: Clock
) -> None:
    """Tell the admins that the database works again, which did not for a while."""
    lasted = clock() - (outage.since or clock())
    async with units() as uow:
        for admin_id in sorted(admin_ids):
            message = Message(chat_id=admin_id, text=admin.outage(lasted, outage.why))
            await uow.outbox.add(message, clock())
        await uow.commit()


async def _tell(units: Units, owed: Sequence[Told], horizon: datetime, at: datetime) -> None:
    async with units() as uow:
        notices = await guardians.claim(uow, owed, horizon)
        for one in notices:
            message = Message(chat_id=one.guardian.account_id, text=texts.notice(one))
            await uow.outbox.add(message, at, urgent=False)
        if notices:
            await uow.commit()
            log.info("notices to guardians: told=%d", len(notices))


def _written(outcome: Warned | TakenBack) -> str:
    if isinstance(outcome, Warned):
        return warnings.warned(outcome)
    return warnings.taken_back(outcome)
