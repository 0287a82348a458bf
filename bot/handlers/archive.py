"""``/archive``: a class whose term is over, out of the way and back."""

from attendance import archiving
from bot.commands import OFF, Answers
from bot.handlers import undoing
from bot.handlers.lookup import find_class, note
from bot.replies import archive as replies
from bot.turn import Turn


async def archive(turn: Turn, answers: Answers) -> None:
    """``/archive [CLASS] [off]``: without a class, those that are archived."""
    async with turn.unit() as uow:
        if "class" not in answers:
            await turn.finish(uow, turn.says(replies.listing(await uow.classes.archived())))
            return
        class_ = await find_class(turn, uow, answers["class"], archived=True)
        if class_ is None:
            return
        change = archiving.bring_back if OFF in answers else archiving.archive
        outcome = await change(uow, class_, turn.now)
        if outcome.new:
            await note(turn, uow, "archive", dict(answers))
        text = replies.changed(outcome)
        answer = await undoing.done(turn, uow, text, before=class_, after=outcome.class_)
        await turn.finish(uow, answer)
