"""What admins read of two students who may be one person, and how they can answer."""

from collections.abc import Sequence
from datetime import date

from attendance.lookalikes import Pair, Paired
from attendance.mail import Button
from attendance.model import Decision, Student, Why
from attendance.suspicions import Decided, DecidedBefore, NotSuspected, Open
from bot import presses
from bot.replies import lookalikes, naming, words
from bot.replies.keyboards import Buttons

VERBS = {
    "same-person": Decision.SAME,
    "twins": Decision.TWINS,
    "two-people": Decision.TWO,
    "look-into": Decision.LOOK,
}
LOOK_ONLY = ("look-into",)
LIST, SHOW, ASK_REMOVAL = "pairs", "pair", "ask-removal"
SHOWN = 20  # pairs in one list, with a button each

NONE = "No two students are suspected to be one person."

_LABELS = {
    Decision.SAME: "Same person",
    Decision.TWINS: "Twins",
    Decision.TWO: "Two people",
    Decision.LOOK: "Look into it",
}
_VERB_OF = {decision: verb for verb, decision in VERBS.items()}
_WHY = {
    Why.FACE: "An enrolment photo of the one shows the face of the other, to all appearances.",
    Why.ACCOUNT: "The Telegram account of the one has opened the invite of the other.",
    Why.SELFIES: (
        "Their last selfies are more like each other than like what each is enrolled with: one "
        "person may be sending selfies from both accounts."
    ),
}
_HOW = (
    "Same person shows both records, and removes neither by itself. Twins lets neither stand in "
    "the other's way. Two people leaves everything as it is. Look into it keeps the question in "
    "/stats."
)
_LONGEST_NAME = 12  # characters of each name on a button


def question(pair: Pair, whys: Sequence[Why]) -> str:
    """What admins are asked about two students."""
    reasons = [f"• {_WHY[why]}" for why in whys]
    return "\n".join([f"Are {both(pair)} one person?", *reasons, _HOW])


def choices(pair: Pair) -> Buttons:
    """How they can answer."""
    first, second = (Decision.SAME, Decision.TWINS), (Decision.TWO, Decision.LOOK)
    return (_buttons(pair, *first), _buttons(pair, *second))


def choices_beside(pair: Pair) -> Buttons:
    """The same under a message that asks something else first."""
    return (_buttons(pair, Decision.SAME, Decision.TWINS, Decision.LOOK),)


def listed(found: Sequence[Open]) -> tuple[str, Buttons]:
    """Every pair that is to be decided."""
    if not found:
        return NONE, ()
    lines = [f"{_count(len(found))} to be looked into:"]
    lines += [f"• {both(one.pair)}: {', '.join(one.whys)}" for one in found[:SHOWN]]
    lines += [f"… and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    buttons = tuple((_show(one.pair),) for one in found[:SHOWN])
    return "\n".join(lines), buttons


def count_line(count: int) -> str:
    """A line of ``/stats``."""
    return f"May be one person: {_count(count)}"


def list_button() -> Buttons:
    """What leads to the list."""
    return ((Button(text="Show those who may be one person", data=LIST),),)


def decided(outcome: Decided | DecidedBefore | NotSuspected, on: date | None = None) -> str:
    """What has become of the question; ``on`` is when it was decided before."""
    who = both(outcome.pair)
    match outcome:
        case NotSuspected(pair=(one, other)):
            return (
                f"Nothing is suspected of {who} any more. If they look alike: "
                f"/lookalikes {naming.isolated(one.roll_no)} {naming.isolated(other.roll_no)}"
            )
        case DecidedBefore(decision=decision):
            return f"{who}: decided on {on}, {decision.value}."
        case Decided(decision=Decision.SAME):
            return (
                f"{who}: one person, enrolled twice. Nothing is removed yet. Look at both records, "
                "and remove the one that is not needed: its marks stay on record, and are not "
                "counted for the other."
            )
        case Decided(pair=(one, other), decision=Decision.TWINS):
            return lookalikes.answer(Paired(one=one, other=other, new=True))
        case Decided(decision=Decision.TWO):
            return f"{who}: two people. Nothing changes."
        case Decided():
            return f"{who}: kept open. /stats has it until it is decided."


def removal_buttons(pair: Pair) -> Buttons:
    """What leads to removing the one or the other, who asks once more."""
    return tuple(
        (
            Button(
                text=f"Remove {naming.isolated(one.roll_no)} {_short(one)}…",
                data=presses.data(ASK_REMOVAL, one.id),
            ),
        )
        for one in pair
    )


def both(pair: Pair) -> str:
    """Two students, by name and roll number."""
    one, other = pair
    return f"{naming.person(one)} and {naming.person(other)}"


def _buttons(pair: Pair, *decisions: Decision) -> tuple[Button, ...]:
    one, other = pair
    return tuple(
        Button(text=_LABELS[each], data=presses.data(_VERB_OF[each], one.id, other.id))
        for each in decisions
    )


def _show(pair: Pair) -> Button:
    label = " · ".join(f"{naming.isolated(one.roll_no)} {_short(one)}" for one in pair)
    return Button(text=label, data=presses.data(SHOW, *(one.id for one in pair)))


def _short(student: Student) -> str:
    return naming.isolated(naming.short(student.name, _LONGEST_NAME))


def _count(number: int) -> str:
    return words.count(number, "pair of students", "pairs of students")
