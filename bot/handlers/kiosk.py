"""What a kiosk sends: photos of whoever stands before it, and that somebody is not who I think."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

import telegram

from attendance import group_photo, kiosk_photos
from attendance import kiosk as kiosks
from attendance.kiosk import Counted, Recogniser, Seen, Shown, TakenBack
from attendance.mail import Message
from attendance.model import (
    Class,
    Flag,
    Kiosk,
    KioskPhoto,
    Outcome,
    Role,
    Session,
    Student,
)
from attendance.outcomes import Marked
from attendance.policy import Reason
from attendance.ports import UnitOfWork
from bot.handlers import check_in
from bot.handlers.cards import Place, note_change
from bot.handlers.lookup import note
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import common
from bot.replies import kiosk as replies
from bot.telegram_files import file_name
from bot.turn import Turn

log = logging.getLogger(__name__)

_ACTION = "not me"
_OLD_PHOTO = "kiosk photo"  # as the audit log calls one that is refused
# Seconds that people wait for large letters; then the names go as text. A name takes 30 ms, but the
# first one starts a worker, and a letter that is in no usual font is looked for.
_LONGEST_DRAWING = 4.0


async def receive(turn: Turn, kiosk: Kiosk) -> None:
    """Mark everybody whom a photo shows; whoever is nobody's is told whom to ask."""
    message = turn.picture
    if message is None:
        return
    photo = KioskPhoto(
        update=turn.key, sent_at=message.date, class_id=kiosk.class_id, file=file_name(message)
    )
    place = await _place(turn, photo, _passed_on(message))
    if place is None:
        return
    turn.services.presence.is_looking(turn.chat_id)
    shown = await kiosks.look(turn.services.reader, turn.services.download.of(message))
    if isinstance(shown, Reason):
        await turn.answer(turn.says(replies.not_seen(shown)))
        return
    seen = await _recognised(turn, photo, place, shown)
    if seen is None:
        return
    picture = await _drawn(turn, seen)
    await _count(turn, kiosk, seen, picture)


async def greet(turn: Turn, kiosk: Kiosk) -> None:
    """``/start`` and ``/help``."""
    async with turn.unit() as uow:
        class_ = await uow.classes.get(kiosk.class_id)
        await turn.finish(uow, turn.says(replies.hello(class_)))


def _passed_on(message: telegram.Message) -> Flag | None:
    if message.forward_origin:
        return Flag.FORWARDED
    return Flag.VIA_BOT if message.via_bot else None


async def _place(
    turn: Turn, photo: KioskPhoto, passed_on: Flag | None
) -> tuple[Class, Session] | None:
    """The class and its open session; otherwise the turn is finished. The photo is noted."""
    async with turn.unit() as uow:
        class_ = await uow.classes.get(photo.class_id)
        if passed_on:
            await _refuse(turn, uow, class_, photo, passed_on)
            return None
        await uow.traces.keep_of_kiosk(photo)
        session = await group_photo.session_at(uow, class_, turn.said_at)
        if session is None:
            await turn.finish(uow, turn.says(replies.no_class(class_, turn.said_at)))
            return None
        if await kiosk_photos.was_sent_before(uow, photo, session):
            await _refuse(turn, uow, class_, photo, Flag.SAME_FILE)
            return None
        await uow.commit()  # the photo, and the session it may have made
        return class_, session


async def _refuse(turn: Turn, uow: UnitOfWork, class_: Class, photo: KioskPhoto, why: Flag) -> None:
    """Say that a photo is not new; the summary counts it, and the audit log says why."""
    await uow.traces.keep_of_kiosk(replace(photo, refused=why))
    details = {"class": class_.code, "why": why.value}
    await note(turn, uow, _OLD_PHOTO, details, outcome=Outcome.REFUSED)
    await turn.finish(uow, turn.says(replies.not_new(why)))


async def _recognised(
    turn: Turn, photo: KioskPhoto, place: tuple[Class, Session], shown: Shown
) -> list[Seen] | None:
    """Whom the photo shows; None if that shows it to be an old one, and the turn is finished."""
    known = turn.services.known
    recogniser = Recogniser(
        gallery=known.gallery, model=known.model, accept_score=known.accept_score
    )
    class_, session = place
    async with turn.unit(reading=True) as uow:
        seen = await recogniser.recognise(uow, session, shown.faces)
        people = [one.who for one in seen if isinstance(one.who, Student)]
        why = await kiosk_photos.flaw(uow, photo, class_, taken_at=shown.taken_at, shows=people)
    if why is None:
        return seen
    async with turn.unit() as uow:
        await _refuse(turn, uow, class_, photo, why)
    return None


async def _drawn(turn: Turn, seen: Sequence[Seen]) -> tuple[list[int], bytes] | None:
    """The names in large type, and whose they are; None if there is nobody or no time."""
    people = [one.who for one in seen if isinstance(one.who, Student)]
    if not people:
        return None
    names = [one.name for one in people]
    drawing = turn.services.at_door.run(turn.services.draw_names, names)
    try:
        picture = await asyncio.wait_for(drawing, _LONGEST_DRAWING)
    except TimeoutError:
        log.info("names are not drawn in time: update_id=%d", turn.key.update_id)
        return None
    except Exception:
        log.exception("names were not drawn: update_id=%d", turn.key.update_id)
        return None
    return ([one.id for one in people], picture) if picture else None


async def _count(
    turn: Turn, kiosk: Kiosk, seen: Sequence[Seen], drawn: tuple[list[int], bytes] | None
) -> None:
    """Write down who is there; whether the sender may, and when, is looked up anew."""
    async with turn.unit() as uow:
        class_ = await uow.classes.get(kiosk.class_id)
        session = await group_photo.session_at(uow, class_, turn.said_at)
        if session is None or await uow.kiosks.by_account(kiosk.account_id) != kiosk:
            await turn.finish(uow, turn.says(replies.no_class(class_, turn.said_at)))
            return
        results = await kiosks.count(uow, kiosk, session, seen, sent_at=turn.said_at, at=turn.now)
        text, buttons = replies.result(class_, results, await _teachers(uow, class_))
        counted = [one for one in results if isinstance(one, Counted)]
        for one in counted:
            await _correct(turn, uow, class_, session, one)
        there = [one.student.id for one in counted]
        picture = drawn[1] if drawn and drawn[0] == there else None
        await turn.finish(uow, turn.says(text, buttons=buttons, picture=picture))


async def _correct(
    turn: Turn, uow: UnitOfWork, class_: Class, session: Session, counted: Counted
) -> None:
    """Tell whoever has a summary that calls somebody absent or excused that they came."""
    if counted.change is not None:
        marked = Marked(
            student=counted.student,
            class_=class_,
            session=session,
            mark=counted.mark,
            before=counted.change.before,
        )
        await check_in.correct(turn, uow, marked)


async def _not_me(turn: Turn, change_id: int) -> None:
    """Somebody is not who they were taken for."""
    kiosk = turn.sender.kiosk
    if kiosk is None:
        return
    async with turn.unit() as uow:
        class_ = await uow.classes.get(kiosk.class_id)
        ask = await _teachers(uow, class_)
        outcome = await kiosks.take_back(uow, kiosk, change_id, turn.now)
        if outcome is None:
            await turn.finish(uow, turn.replaces(common.STALE_BUTTON))
            return
        before, buttons = turn.pressed_text, turn.other_buttons()
        if not isinstance(outcome, TakenBack):
            text = replies.too_late(before, outcome, ask)
            await turn.finish(uow, turn.replaces(text, buttons=buttons))
            return
        text = replies.taken_back(before, outcome, class_, ask)
        told = await _told(turn, uow, class_, outcome)
        await turn.finish(uow, turn.replaces(text, buttons=buttons), *told)


async def _told(turn: Turn, uow: UnitOfWork, class_: Class, outcome: TakenBack) -> list[Message]:
    """The student hears of it, for somebody may have pressed who was not meant."""
    if outcome.change is None:
        return []
    session = await uow.sessions.get(outcome.change.session_id)
    place = Place(uow=uow, class_=class_, session=session)
    await note_change(turn, place, outcome.change, _ACTION)
    account_id = outcome.student.account_id
    if account_id is None:
        return []
    return [Message(chat_id=account_id, text=replies.told_taken_back(class_))]


async def _teachers(uow: UnitOfWork, class_: Class) -> list[str]:
    return [one.teacher.name for one in await uow.classes.teachers(class_.id)]


PRESSES: Handlers = {
    (replies.NOT_ME, 1): Press(
        run=_not_me, action=_ACTION, role=Role.KIOSK, purpose=texts.MAY_SAY_NOT_ME
    )
}
