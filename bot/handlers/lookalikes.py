"""Students who look alike: ``/lookalikes``."""

from attendance import lookalikes, suspicions
from attendance.lookalikes import Paired, Parted, SameStudent
from attendance.model import Decision, Student
from attendance.ports import UnitOfWork
from bot.commands import OFF, Answers
from bot.handlers.lookup import find_student, note
from bot.replies import lookalikes as replies
from bot.turn import Turn


async def pair(turn: Turn, answers: Answers) -> None:
    """``/lookalikes [ROLL ROLL [off]]``: pairs two students, parts them, or lists the pairs."""
    if "roll" not in answers:
        await _list(turn)
        return
    async with turn.unit() as uow:
        one = await find_student(turn, uow, answers["roll"])
        other = one and await find_student(turn, uow, answers["other"])
        if one and other:
            outcome = await _decide(turn, uow, one, other, off=OFF in answers)
            await turn.finish(uow, turn.says(replies.answer(outcome)))


async def _list(turn: Turn) -> None:
    async with turn.unit() as uow:
        await turn.finish(uow, turn.says(replies.listed(await lookalikes.pairs(uow))))


async def _decide(
    turn: Turn, uow: UnitOfWork, one: Student, other: Student, *, off: bool
) -> Paired | Parted | SameStudent:
    if off:
        outcome: Paired | Parted | SameStudent = await lookalikes.part(uow, one, other)
        await uow.suspicions.forget(one.id, other.id)  # they may be told of anew
    else:
        outcome = await lookalikes.pair(uow, one, other, turn.now)
        by = turn.sender.account_id
        await suspicions.settle(uow, (one, other), Decision.TWINS, by=by, at=turn.now)
    if not isinstance(outcome, SameStudent):
        details = {"roll": one.roll_no, "other": other.roll_no}
        await note(turn, uow, "lookalikes", details | ({OFF: "yes"} if off else {}))
    return outcome
