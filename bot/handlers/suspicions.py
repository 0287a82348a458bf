"""Two students who may be one person: the admins are asked once, and decide by buttons."""

from functools import partial

from attendance import suspicions, timetable
from attendance.lookalikes import Pair
from attendance.mail import Message
from attendance.model import Decision, Role
from attendance.ports import UnitOfWork
from attendance.suspicions import Decided, DecidedBefore, NotSuspected
from bot.handlers import people
from bot.handlers.lookup import enrolled, note
from bot.presses import Handlers, Press
from bot.replies import admin
from bot.replies import commands as texts
from bot.replies import suspicions as replies
from bot.turn import Turn

_ACTION = "decide pair"


async def _decide(turn: Turn, one_id: int, other_id: int, *, decision: Decision) -> None:
    async with turn.unit() as uow:
        pair = await _pair(uow, one_id, other_id)
        if pair is None:
            await turn.finish(uow, turn.adds(admin.GONE_ALREADY))
            return
        by = turn.sender.account_id
        outcome = await suspicions.decide(uow, pair, decision, by=by, at=turn.now)
        told = []
        if isinstance(outcome, Decided):
            one, other = pair
            details = {"roll": one.roll_no, "other": other.roll_no, "as": decision.value}
            await note(turn, uow, _ACTION, details)
            told = await _records(turn, uow, pair) if decision is Decision.SAME else []
        answered = replies.LOOK_ONLY if _stays_open(outcome) else replies.VERBS
        await turn.finish(uow, turn.adds(_text(turn, outcome), answering=answered), *told)


async def _records(turn: Turn, uow: UnitOfWork, pair: Pair) -> list[Message]:
    """What is known of either, and the way to remove one."""
    cards = [await people.card(turn, uow, one) for one in pair]
    return [turn.says("\n\n".join(cards), buttons=replies.removal_buttons(pair))]


async def _list(turn: Turn) -> None:
    """Everything that is to be decided."""
    async with turn.unit(reading=True) as uow:
        text, buttons = replies.listed(await suspicions.still_open(uow))
    await turn.answer(turn.says(text, buttons=buttons))


async def _show(turn: Turn, one_id: int, other_id: int) -> None:
    """Ask about one pair once more."""
    async with turn.unit(reading=True) as uow:
        pair = await _pair(uow, one_id, other_id)
        whys = await suspicions.whys(uow, *pair) if pair else ()
    if pair is None:
        await turn.answer(turn.says(admin.GONE_ALREADY))
    elif whys:
        question = replies.question(pair, whys)
        await turn.answer(turn.says(question, buttons=replies.choices(pair)))
    else:
        await turn.answer(turn.says(replies.decided(NotSuspected(pair=pair))))


async def _pair(uow: UnitOfWork, one_id: int, other_id: int) -> Pair | None:
    one, other = await enrolled(uow, one_id), await enrolled(uow, other_id)
    return (one, other) if one and other else None


def _stays_open(outcome: Decided | DecidedBefore | NotSuspected) -> bool:
    return isinstance(outcome, Decided) and outcome.decision is Decision.LOOK


def _text(turn: Turn, outcome: Decided | DecidedBefore | NotSuspected) -> str:
    if not isinstance(outcome, DecidedBefore):
        return replies.decided(outcome)
    zone = turn.services.rules.timezone
    return replies.decided(outcome, timetable.local(outcome.at, zone).date())


_Press = partial(Press, action=_ACTION, role=Role.ADMIN, purpose=texts.MAY_TELL_APART)

PRESSES: Handlers = {
    **{
        (verb, 2): _Press(run=partial(_decide, decision=decision))
        for verb, decision in replies.VERBS.items()
    },
    (replies.LIST, 0): _Press(run=_list),
    (replies.SHOW, 2): _Press(run=_show),
}
