"""``/scan``: a photo of the class, and what is said of the faces that nobody knows.

The photo with its boxes goes to Telegram at once and not through the outbox: no photograph is
ever written to disk.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from telegram import ReplyParameters
from telegram.error import BadRequest

from attendance import group_photo
from attendance.group_photo import Seen
from attendance.mail import Conversation
from attendance.model import Class, Session, Status
from attendance.policy import Reason
from attendance.ports import Face
from attendance.summary import of_session
from bot.commands import Answers
from bot.handlers import cards as card_handlers
from bot.handlers.lookup import find_own_class
from bot.presses import Handlers
from bot.replies import cards, scan
from bot.turn import Turn

log = logging.getLogger(__name__)

PHOTOS = "scanning"  # the conversation in which group photos are expected
_PHOTOS_WITHIN = timedelta(minutes=10)


async def start(turn: Turn, answers: Answers) -> None:
    """``/scan CLASS``, as a photo's caption or as text with photos after it."""
    if turn.picture is None:
        async with turn.unit() as uow:
            class_ = await find_own_class(turn, uow, answers["class"])
            if class_:
                _expect(turn, class_.code, "")
                await turn.finish(uow, turn.says(scan.SEND_PHOTO))
        return
    await _photo(turn, answers["class"], album=turn.picture.media_group_id)


async def next_photo(turn: Turn, conversation: Conversation) -> None:
    """A photo without a caption, sent while photos of a class are expected."""
    await _photo(turn, conversation.answers["class"], album=conversation.answers["album"])


async def _photo(turn: Turn, code: str, *, album: str | None) -> None:
    """Scan one; the further ones of an album, or of any after the text (""), are expected then."""
    message = turn.picture
    if message is None:
        return
    if message.forward_origin or message.via_bot:
        await turn.answer(turn.says(scan.NOT_FORWARDED))
        return
    place = await _place(turn, code)
    if place is None:
        return
    if album is not None:
        _expect(turn, code, album)
    turn.services.presence.is_looking(turn.chat_id)
    fetch = turn.services.download.of(message, largest=True)
    image = b""

    async def fetched() -> bytes:
        nonlocal image
        image = await fetch()
        return image

    faces = await group_photo.look(turn.services.reader, fetched)
    if isinstance(faces, Reason):
        await turn.answer(turn.says(scan.refused(faces)))
        return
    seen = await _recognise(turn, place[1], faces)
    shown = await _show(turn, *place, image, seen)
    await _mark(turn, code, seen, message.date, shown=shown)


async def _place(turn: Turn, code: str) -> tuple[Class, Session] | None:
    """The class and its open session; otherwise the turn is finished."""
    if turn.picture is None:
        return None
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, code)
        if class_ is None:
            return None
        session = await group_photo.session_at(uow, class_, turn.picture.date)
        if session is None:
            await turn.finish(uow, turn.says(scan.not_open(class_)))
            return None
        await uow.commit()  # the session it may have made
        return class_, session


async def _recognise(turn: Turn, session: Session, faces: Sequence[Face]) -> list[Seen]:
    services = turn.services
    async with turn.unit(reading=True) as uow:
        model = services.reader.model
        return await group_photo.recognise(uow, services.desk.gallery, model, session, faces)


async def _show(
    turn: Turn, class_: Class, session: Session, image: bytes, seen: list[Seen]
) -> bool:
    """Send the photo back with its boxes and names, if that can be done: the marks count without.

    What is only passing is raised: then all of it is done again.
    """
    services, sent = turn.services, turn.picture
    try:
        shown = await services.threads.run(services.shrink, image)
        picture = await services.processes.run(services.draw_faces, shown, scan.boxed(seen))
    except Exception:
        log.exception("a group photo was not drawn: update_id=%d", turn.key.update_id)
        return False
    try:
        await services.telegram.send_photo(
            turn.chat_id,
            picture,
            caption=scan.caption(class_, session, seen),
            reply_parameters=ReplyParameters(sent.message_id, allow_sending_without_reply=True)
            if sent
            else None,
        )
    except BadRequest as error:
        log.warning("a group photo was not taken: chat_id=%d error=%s", turn.chat_id, error)
        return False
    return True


async def _mark(turn: Turn, code: str, seen: list[Seen], sent_at: datetime, *, shown: bool) -> None:
    """Write down who was recognised; whether the sender may is looked up anew."""
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, code)
        if class_ is None:
            return
        session = await group_photo.session_at(uow, class_, sent_at)
        if session is None:
            await turn.finish(uow, turn.says(scan.not_open(class_)))
            return
        known = [one.student.id for one in seen if one.student]
        by = turn.sender.account_id
        changes = await group_photo.mark(uow, session, known, sent_at=sent_at, by=by, at=turn.now)
        place = card_handlers.Place(uow=uow, class_=class_, session=session)
        for change in changes:
            await card_handlers.note_change(turn, place, change, "scan")
        unknown = min(len(seen) - len(known), scan.MOST_FACES) if shown else 0
        text, buttons = scan.result(
            class_,
            await of_session(uow, session),
            left=2**unknown - 1,
            late=group_photo.status_at(session, sent_at) is Status.LATE,
            new=len(changes),
        )
        text += "" if shown else f"\n{scan.NOT_SHOWN}"
        await turn.finish(uow, turn.says(text, buttons=buttons))


async def _faces(turn: Turn, session_id: int, left: int, late: int) -> None:
    async with turn.unit() as uow:
        place = await card_handlers.find_place(turn, uow, session_id)
        if place:
            summary = await of_session(uow, place.session)
            text, buttons = scan.result(place.class_, summary, left=left, late=bool(late))
            await turn.finish(uow, turn.replaces(text, buttons=buttons))


async def _face(turn: Turn, session_id: int, *numbers: int) -> None:
    left, number, late, page = numbers
    async with turn.unit() as uow:
        place = await card_handlers.find_place(turn, uow, session_id)
        if place:
            summary = await of_session(uow, place.session)
            text, buttons = scan.candidates(
                place.class_, summary, left=left, number=number, late=bool(late), page=page
            )
            await turn.finish(uow, turn.replaces(text, buttons=buttons))


async def _is(turn: Turn, session_id: int, *numbers: int) -> None:
    left, number, late, student_id = numbers
    async with turn.unit() as uow:
        place = await card_handlers.find_place(turn, uow, session_id)
        if not place or not await card_handlers.find_person(turn, place, student_id):
            return
        status = Status.LATE if late else Status.PRESENT
        done = await card_handlers.decide(turn, place, student_id, status)
        rest = left & ~(1 << (number - 1)) if 0 < number <= scan.MOST_FACES else left
        summary = await of_session(uow, place.session)
        text, buttons = scan.result(place.class_, summary, left=rest, late=bool(late))
        buttons = (*buttons, *cards.undo_row(summary, done))
        await turn.finish(uow, turn.replaces(text, buttons=buttons))


def _expect(turn: Turn, code: str, album: str) -> None:
    turn.goes_on(PHOTOS, {"class": code, "album": album}, within=_PHOTOS_WITHIN)


PRESSES: Handlers = {
    (scan.FACES, 3): card_handlers.correction(_faces, "scan"),
    (scan.FACE, 5): card_handlers.correction(_face, "scan"),
    (scan.IS, 5): card_handlers.correction(_is, "mark"),
}
