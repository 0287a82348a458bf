"""A location: a student's live one is a check-in, and a teacher's may be the place of a class."""

import telegram

from attendance.model import Place
from attendance.outcomes import Attempt
from attendance.places import Whereabouts
from bot.handlers import check_in
from bot.replies import common
from bot.turn import Turn


async def receive(turn: Turn) -> None:
    """Check the sender in, if it is a live location of theirs and they are there."""
    if turn.sender.student is None or turn.message is None:
        await turn.answer(turn.says(common.no_record(turn.sender)))
        return
    attempt = Attempt(update=turn.key, account_id=turn.sender.account_id, sent_at=turn.message.date)
    await check_in.prove(turn, attempt, _live(turn.message))


async def follow(turn: Turn) -> None:
    """A live location has moved: it counts from that moment, and nothing is said if it does not.

    Telegram edits the message, whose date stays that of its first place.
    """
    message = turn.message
    if turn.sender.student is None or message is None or message.edit_date is None:
        return
    way = _live(message)
    if way.where is None:
        return  # it is shared no more
    attempt = Attempt(update=turn.key, account_id=turn.sender.account_id, sent_at=message.edit_date)
    await check_in.follow(turn, attempt, way)


def shared(message: telegram.Message) -> Whereabouts:
    """Where the sender says they are, live or not, unless somebody else has said it."""
    location = message.location
    if location is None or message.venue or message.forward_origin or message.via_bot:
        return Whereabouts(where=None)
    return Whereabouts(
        where=Place(latitude=location.latitude, longitude=location.longitude),
        accuracy=location.horizontal_accuracy or 0.0,
    )


def _live(message: telegram.Message) -> Whereabouts:
    is_live = message.location is not None and message.location.live_period is not None
    return shared(message) if is_live else Whereabouts(where=None)
