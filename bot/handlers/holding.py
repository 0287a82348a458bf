"""Sessions by hand: ``/open`` and ``/close``."""

from datetime import timedelta

from attendance import holding
from attendance.holding import Closed, Opened
from bot.commands import Answers
from bot.handlers.lookup import find_own_class, note
from bot.replies import calendar as replies
from bot.turn import Turn


async def open_(turn: Turn, answers: Answers) -> None:
    """``/open CLASS [minutes]``."""
    length = holding.USUAL_LENGTH
    if "minutes" in answers:
        length = timedelta(minutes=int(answers["minutes"]))
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, answers["class"])
        if class_ is None:
            return
        outcome = await holding.open_session(uow, class_, length, turn.said_at)
        if isinstance(outcome, Opened):
            await note(turn, uow, "open", dict(answers))
        await turn.finish(uow, turn.says(replies.opened(outcome)))


async def close(turn: Turn, answers: Answers) -> None:
    """``/close CLASS``."""
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, answers["class"])
        if class_ is None:
            return
        outcome = await holding.close_session(uow, class_, turn.said_at)
        if isinstance(outcome, Closed):
            await note(turn, uow, "close", dict(answers))
        await turn.finish(uow, turn.says(replies.closed(outcome)))
