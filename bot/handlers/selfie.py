"""A photo that nobody asked for is a check-in."""

from datetime import timedelta

import telegram

from attendance.model import Flag
from attendance.outcomes import Attempt
from attendance.stale import NotNew
from bot.handlers import check_in
from bot.replies import common
from bot.telegram_files import file_name, sent_picture
from bot.turn import Turn

ALBUM = "album"  # the conversation that keeps an album from being answered twice
_ALBUM_WITHIN = timedelta(minutes=1)


async def receive(turn: Turn) -> None:
    """Check the sender in, unless the photo is not one that counts."""
    message = turn.picture
    if message is None:
        return
    if message.media_group_id:
        note_album(turn)
        await turn.answer(turn.says(common.ONE_PHOTO))
        return
    if turn.sender.student is None:
        await turn.answer(turn.says(common.no_record(turn.sender)))
        return
    turn.services.presence.is_looking(turn.chat_id)
    fetch = turn.services.download.of(message)
    await check_in.prove(turn, _attempt(turn, message), turn.services.desk.selfie(fetch))


async def receive_passed_on(turn: Turn, message: telegram.Message) -> None:
    """Refuse a photo that was forwarded or sent by way of another bot; its teachers see that."""
    note_album(turn)
    if turn.sender.student is None:
        await turn.answer(turn.says(common.ONLY_NEW_PHOTOS))
    else:
        way = NotNew(flag=Flag.FORWARDED if message.forward_origin else Flag.VIA_BOT)
        await check_in.prove(turn, _attempt(turn, message), way, instead=common.ONLY_NEW_PHOTOS)


def _attempt(turn: Turn, message: telegram.Message) -> Attempt:
    return Attempt(
        update=turn.key,
        account_id=turn.sender.account_id,
        sent_at=message.date,
        picture=sent_picture(message),
        file=file_name(message),
    )


def note_album(turn: Turn) -> None:
    """Note, of a picture of an album, that this album has its one answer now."""
    if turn.message and turn.message.media_group_id:
        turn.goes_on(ALBUM, {"album": turn.message.media_group_id}, within=_ALBUM_WITHIN)


async def is_of_answered_album(turn: Turn) -> bool:
    """Whether this is a further picture of an album that has had its one answer."""
    album = turn.message.media_group_id if turn.message else None
    conversation = await turn.conversation() if album else None
    if conversation is None or conversation.command != ALBUM:
        return False
    return conversation.answers["album"] == album
