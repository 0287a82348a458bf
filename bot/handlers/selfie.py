"""A photo that nobody asked for is a check-in."""

from datetime import timedelta

from attendance import check_in
from attendance.check_in import Attempt, NotAgreed, Refused
from attendance.disputes import can_be_disputed
from attendance.model import Role
from attendance.ports import UnitOfWork
from bot.limits import Allowance
from bot.replies import common, requests, student
from bot.replies.keyboards import Buttons
from bot.telegram_files import sent_picture
from bot.turn import Turn

ALBUM = "album"  # the conversation that keeps an album from being answered twice
_ALBUM_WITHIN = timedelta(minutes=1)
_UNLIMITED = {Role.ADMIN, Role.TEACHER}


async def receive(turn: Turn) -> None:
    """Check the sender in, unless the photo is not one that counts."""
    message = turn.picture
    if message is None:
        return
    if message.media_group_id:
        note_album(turn)
        await turn.answer(turn.says(common.ONE_PHOTO))
        return
    allowance = turn.services.photo_limit.allow(
        turn.sender.account_id, message.date, message.message_id
    )
    if allowance is not Allowance.TAKE and not turn.sender.roles & _UNLIMITED:
        if allowance is Allowance.REFUSE:
            text = common.too_many_photos(turn.services.photo_limit.per_minute)
            await turn.answer(turn.says(text))
        return
    if turn.sender.student is None:
        await turn.answer(turn.says(common.no_record(turn.sender)))
        return
    turn.services.presence.is_looking(turn.chat_id)
    attempt = Attempt(
        update=turn.key,
        account_id=turn.sender.account_id,
        sent_at=message.date,
        fetch=turn.services.download.of(message),
        picture=sent_picture(message),
    )

    async def reply(uow: UnitOfWork, outcome: check_in.Outcome) -> None:
        asks = isinstance(outcome, NotAgreed) and outcome.student.agreed is None
        buttons: Buttons = common.CONSENT_BUTTONS if asks else ()
        if isinstance(outcome, Refused) and can_be_disputed(outcome.reason):
            buttons = requests.dispute_button(turn.key.update_id, message.date.timestamp())
        await turn.settle(uow, turn.says(student.checked_in(outcome), buttons=buttons))

    await turn.services.desk.check_in(attempt, reply)


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
