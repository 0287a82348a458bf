"""What a kiosk sends: photos of whoever stands before it, and that somebody is not who I think."""

import asyncio
import logging
from collections.abc import Sequence

from attendance import group_photo
from attendance import kiosk as kiosks
from attendance.kiosk import Counted, Recogniser, Seen, TakenBack
from attendance.mail import Message
from attendance.model import Class, Kiosk, Role, Session, Student
from attendance.outcomes import Marked
from attendance.policy import Reason
from attendance.ports import UnitOfWork
from bot.handlers import check_in
from bot.handlers.cards import Place, note_change
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import common
from bot.replies import kiosk as replies
from bot.turn import Turn

log = logging.getLogger(__name__)

_ACTION = "not me"
# Seconds that people wait for large letters; then the names go as text. A name takes 30 ms, but the
# first one starts a worker, and a letter that is in no usual font is looked for.
_LONGEST_DRAWING = 4.0


async def receive(turn: Turn, kiosk: Kiosk) -> None:
    """Mark everybody whom a photo shows; whoever is nobody's is told whom to ask."""
    message = turn.picture
    if message is None:
        return
    if message.forward_origin or message.via_bot:
        await turn.answer(turn.says(common.ONLY_NEW_PHOTOS))
        return
    place = await _place(turn, kiosk)
    if place is None:
        return
    turn.services.presence.is_looking(turn.chat_id)
    faces = await kiosks.look(turn.services.reader, turn.services.download.of(message))
    if isinstance(faces, Reason):
        await turn.answer(turn.says(replies.not_seen(faces)))
        return
    async with turn.unit(reading=True) as uow:
        seen = await _recogniser(turn).recognise(uow, place[1], faces)
    picture = await _drawn(turn, seen)
    await _count(turn, kiosk, seen, picture)


async def greet(turn: Turn, kiosk: Kiosk) -> None:
    """``/start`` and ``/help``."""
    async with turn.unit() as uow:
        class_ = await uow.classes.get(kiosk.class_id)
        await turn.finish(uow, turn.says(replies.hello(class_)))


async def _place(turn: Turn, kiosk: Kiosk) -> tuple[Class, Session] | None:
    """The class and its open session; otherwise the turn is finished."""
    async with turn.unit() as uow:
        class_ = await uow.classes.get(kiosk.class_id)
        session = await group_photo.session_at(uow, class_, turn.said_at)
        if session is None:
            await turn.finish(uow, turn.says(replies.no_class(class_, turn.said_at)))
            return None
        await uow.commit()  # the session it may have made
        return class_, session


def _recogniser(turn: Turn) -> Recogniser:
    known = turn.services.known
    return Recogniser(gallery=known.gallery, model=known.model, accept_score=known.accept_score)


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
