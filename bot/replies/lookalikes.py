"""What an admin reads about students who look alike."""

from attendance.lookalikes import Pair, Paired, Parted, SameStudent
from attendance.model import Student
from bot.replies import naming

NONE = (
    "No students are paired as lookalikes. When twins or siblings block each other's check-in, "
    "pair them, like: /lookalikes 42 43"
)


def answer(outcome: Paired | Parted | SameStudent) -> str:
    """What became of ``/lookalikes ROLL ROLL``, with or without ``off``."""
    match outcome:
        case Paired():
            return _paired(outcome)
        case Parted(was=True):
            return (
                f"{_both(outcome.one, outcome.other)} are no longer paired as lookalikes: a photo "
                "that matches the one better is refused for the other again."
            )
        case Parted():
            return f"{_both(outcome.one, outcome.other)} were not paired as lookalikes."
        case SameStudent(student=student):
            return f"{_one(student)} cannot be paired with themselves: name two students."


def listed(pairs: list[Pair]) -> str:
    """Every pair there is."""
    if not pairs:
        return NONE
    lines = [_both(one, other) for one, other in pairs]
    return "\n".join(["Paired as lookalikes:", *lines, "/lookalikes ROLL ROLL off parts a pair."])


def _paired(outcome: Paired) -> str:
    state = "are now" if outcome.new else "were already"
    one, other = outcome.one, outcome.other
    return (
        f"{_both(one, other)} {state} paired as lookalikes: neither blocks the other's check-in. "
        "Each must still match their own photos well enough, but a photo of "
        f"{naming.name(one)} may now pass for {naming.name(other)}, and the other way round. "
        f"/lookalikes {one.roll_no} {other.roll_no} off takes this back."
    )


def _both(one: Student, other: Student) -> str:
    return f"{_one(one)} and {_one(other)}"


def _one(student: Student) -> str:
    return naming.person(student)
