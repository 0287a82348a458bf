"""A round video that shows the turns that were asked for is a check-in."""

import secrets
from datetime import UTC, datetime, timedelta

import telegram

from attendance import liveness
from attendance.films import Asked, Film
from attendance.mail import Conversation
from attendance.model import Flag, Requirement, Role
from attendance.outcomes import Attempt, NotAgreed, Outcome
from attendance.policy import Reason
from attendance.stale import NotNew
from bot.commands import Answers
from bot.handlers import check_in, consent, selfie
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import common, film, student
from bot.turn import Turn

TURNS = "turns"  # what the chat is in the middle of; an answer to it may be handled a day later
_KEPT = timedelta(days=1)
_MOST_BYTES = 20 * 2**20  # what Telegram gives to a bot


async def show_turns(turn: Turn, answers: Answers | None = None) -> None:
    """Ask for turns, with a picture, if there is anything to be checked in for.

    The picture goes straight to Telegram, whose date of it is when the minute begins. Whoever taps
    twice sees the same turns twice, and has one minute.
    """
    before = await turn.conversation()
    asked = _asked(before)
    if asked is None or not asked.is_new_at(turn.now):
        if not await _goes_ahead(turn, await turn.services.desk.ask_for_film(_question(turn))):
            return
        order = liveness.pick(secrets.choice, but=_order(before))
        asked = Asked(order=order, at=await _show(turn, order))
    else:
        await _show(turn, asked.order)
    at = str(int(asked.at.timestamp()))
    turn.goes_on(TURNS, {"order": " ".join(asked.order), "at": at}, within=_KEPT)
    await turn.answer()


async def _show(turn: Turn, order: liveness.Order) -> datetime:
    """Send the picture; when Telegram took it."""
    services = turn.services
    picture = await services.processes.run(services.draw_turns, order)
    text = film.question(order)
    sent = await services.telegram.send_photo(turn.chat_id, picture, caption=text)
    services.clips.expect_clip()
    return sent.date


async def receive(turn: Turn, message: telegram.Message) -> None:
    """Check the sender in by a video, unless it is not one that counts."""
    note = message.video_note
    if turn.sender.student is None:
        await turn.answer(turn.says(common.no_record(turn.sender)))
    elif note is None:
        if await turn.conversation() is None:
            selfie.note_album(turn)
        if await _is_wanted(turn):
            await turn.answer(turn.says(film.ONLY_ROUND, buttons=film.SHOW_BUTTON))
    elif message.forward_origin or message.via_bot:
        flag = Flag.FORWARDED if message.forward_origin else Flag.VIA_BOT
        way = NotNew(flag=flag, kind=Requirement.VIDEO, reason=Reason.NOT_A_NEW_FILM)
        await check_in.prove(turn, _attempt(turn, message, note), way, again=film.AGAIN_BUTTON)
    else:
        await _answered(turn, message, note)


async def _answered(turn: Turn, message: telegram.Message, note: telegram.VideoNote) -> None:
    services, before = turn.services, await turn.conversation()
    asked = _asked(before)
    if asked is None:
        if await _is_wanted(turn):
            await turn.answer(turn.says(film.NOT_ASKED, buttons=film.SHOW_BUTTON))
        return
    used = {"order": " ".join(asked.order), "at": ""}  # turns are good for one answer
    turn.goes_on(TURNS, used, within=_KEPT)
    services.presence.is_looking(turn.chat_id)
    way = Film(
        faces=services.desk.faces,
        clips=services.clips,
        fetch=services.download.document(note.file_id, note.file_size, at_most=_MOST_BYTES),
        asked=asked,
        sent_at=message.date,
        file=note.file_unique_id,
    )
    async with services.films.passing():
        await check_in.prove(turn, _attempt(turn, message, note), way, again=film.AGAIN_BUTTON)


async def _is_wanted(turn: Turn) -> bool:
    """Whether a video would be looked at; if not, the sender is told why."""
    standing = await turn.services.desk.standing(_question(turn), Requirement.VIDEO)
    return await _goes_ahead(turn, standing)


async def _goes_ahead(turn: Turn, standing: Outcome | None) -> bool:
    """Whether nothing stands against a video; else the sender is told what does."""
    if isinstance(standing, NotAgreed):
        async with turn.unit() as uow:
            await turn.finish(uow, await consent.not_agreed(turn, uow, standing.student))
    elif standing is not None:
        await turn.answer(turn.says(student.checked_in(standing)))
    return standing is None


def _question(turn: Turn) -> Attempt:
    return Attempt(update=turn.key, account_id=turn.sender.account_id, sent_at=turn.said_at)


def _attempt(turn: Turn, message: telegram.Message, note: telegram.VideoNote) -> Attempt:
    return Attempt(
        update=turn.key,
        account_id=turn.sender.account_id,
        sent_at=message.date,
        file=note.file_unique_id,
    )


def _order(conversation: Conversation | None) -> liveness.Order:
    """The turns that the chat was asked for last; none when there were none."""
    if conversation is None or conversation.command != TURNS:
        return ()
    return liveness.parse(conversation.answers["order"])


def _asked(conversation: Conversation | None) -> Asked | None:
    order = _order(conversation)
    if conversation is None or not order or not conversation.answers["at"]:
        return None
    return Asked(order=order, at=datetime.fromtimestamp(int(conversation.answers["at"]), UTC))


PRESSES: Handlers = {
    (film.SHOW, 0): Press(
        run=show_turns, action="check in", role=Role.STUDENT, purpose=texts.MAY_CHECK_IN
    )
}
