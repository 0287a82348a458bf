"""What students ask of their teachers, and what becomes of it: disputes and excuses."""

from attendance import disputes, excuses
from attendance.mail import Button
from attendance.model import Class, Dispute, Excuse, Student
from attendance.policy import Reason
from bot import presses
from bot.replies import naming, words
from bot.replies import student as student_replies
from bot.replies.keyboards import Buttons

DISPUTE = "dispute"
DISPUTES, EXCUSES = "judge", "excuse"  # carry an id, and 1 for yes or 0 for no
REOPEN, WITHDRAW = "reopen", "withdraw"  # carry the id of an excuse
_YES, _NO = 1, 0

NONE_OPEN = "No dispute of this session waits for a decision any more."
_FORGOTTEN = "Their selfie is no longer kept: you may ask them, and decide all the same."
NONE_ASKED = "No excuse for this day waits for a decision any more."
NO_REQUEST = "This can no longer be disputed. Please talk to your teacher."


# --- disputes -------------------------------------------------------------------------------


def dispute_button(update_id: int, sent_at: float) -> Buttons:
    """The button under a refusal; it carries which selfie was refused."""
    data = presses.data(DISPUTE, update_id, int(sent_at))
    return ((Button(text="Ask my teacher to look", data=data),),)


def dispute_answer(
    outcome: disputes.Disputed | disputes.DisputedBefore | disputes.Stands | disputes.NotDisputable,
) -> str:
    """What the student reads who has pressed it."""
    match outcome:
        case disputes.Disputed(dispute=dispute, class_=class_):
            refusal = student_replies.refused(Reason(dispute.reason))
            return f"{refusal}\n\nYour teacher in {class_.code} is looking at it: I'll tell you."
        case disputes.DisputedBefore(class_=class_):
            return (
                f"Your teacher has been asked for this session of {class_.code} already. "
                "Once a session is as often as I ask."
            )
        case disputes.Stands(class_=class_, mark=mark):
            return f"You are already marked {mark.status.value} for {class_.code}."
        case disputes.NotDisputable():
            return NO_REQUEST


def dispute_asked(outcome: disputes.Disputed, *, shown: bool = False) -> tuple[str, Buttons]:
    """What the teachers read with the selfie, or after it if it was ``shown`` before."""
    dispute, class_ = outcome.dispute, outcome.class_
    score = "" if dispute.score is None else f", score {dispute.score:.2f}"
    text = (
        f"{naming.person(outcome.student)} disputes a refused selfie.\n"
        f"{class_.code}, {words.when(class_, outcome.session)}; "
        f"sent at {words.clock(dispute.sent_at, class_)}.\n"
        f"Refused: {student_replies.why(Reason(dispute.reason))}{score}.\n"
        f"{'Is it them, and there?' if dispute.picture or shown else _FORGOTTEN}"
    )
    return text, _decision(DISPUTES, dispute.id)


def dispute_reference(outcome: disputes.Disputed) -> str:
    """What the teachers read under the photo that comes before the selfie."""
    student = outcome.student
    return f"{naming.person(student)}, as enrolled. The disputed selfie follows."


def dispute_selfie(outcome: disputes.Disputed) -> str:
    """What the teachers read under a selfie that was kept."""
    return f"The selfie that {naming.person(outcome.student)} disputes."


def dispute_decided(outcome: disputes.Decided, who: str) -> str:
    """What the teacher's message turns into."""
    head = f"{naming.person(outcome.student)}, {outcome.class_.code}, "
    head += words.when(outcome.class_, outcome.session)
    if not outcome.dispute.approved:
        return f"{head}\nRejected by {who}."
    status = outcome.change.after if outcome.change else None
    return f"{head}\nApproved by {who}{f': {status.status.value}' if status else ''}."


def dispute_told(outcome: disputes.Decided) -> str:
    """What the student hears."""
    when = f"{outcome.class_.code}, {words.when(outcome.class_, outcome.session)}"
    mark = outcome.mark
    if outcome.dispute.approved and mark:
        status = words.status(mark.status)
        return f"{status} ✓  Your teacher has looked at your selfie and accepted it ({when})."
    text = f"Your teacher has looked at your selfie and did not accept it ({when}). "
    if mark and mark.status.attended:
        return f"{text}You are marked {mark.status.value} all the same."
    return f"{text}If that is wrong, please talk to them."


# --- excuses --------------------------------------------------------------------------------


def excuse_answer(
    outcome: excuses.Asked | excuses.AskedBefore | excuses.NothingToExcuse | excuses.TooFarAway,
) -> str:
    """The answer to ``/excuse``."""
    match outcome:
        case excuses.Asked(requests=requests):
            return f"I've asked your teacher to excuse you: {_listed(requests)}. I'll tell you."
        case excuses.AskedBefore(requests=requests):
            granted = all(excuse.approved for _, excuse in requests)
            done = "You are excused already" if granted else "Your teacher has been asked already"
            return f"{done}: {_listed(requests)}."
        case excuses.NothingToExcuse(day=day):
            when = f"on {words.day(day)}" if day else "today or in the next two weeks"
            return f"There is nothing to excuse you from {when}."
        case excuses.TooFarAway(day=day):
            return (
                f"{words.day(day)} is too far away: "
                "I can ask for the last seven days and for a year ahead."
            )


def withdraw_button(outcome: excuses.Asked) -> Buttons:
    """The button under an answer that takes the request back, for every class it was made of."""
    _, first = outcome.requests[0]
    return ((Button(text="Withdraw", data=presses.data(WITHDRAW, first.id)),),)


def withdrawn(outcome: excuses.Withdrawn | None) -> str:
    """What that answer turns into."""
    if outcome is None:
        return (
            "There is nothing to withdraw any more: your teacher has decided, or you withdrew it."
        )
    return f"Withdrawn: {_listed(outcome.requests)}. /excuse REASON asks anew."


def withdrawal_told(student: Student, class_: Class, excuse: Excuse) -> str:
    """What the teachers hear of it."""
    where = f"{class_.code} on {words.day(excuse.date)}"
    return f"{naming.person(student)} no longer asks to be excused from {where}."


def excuse_asked(student: Student, class_: Class, excuse: Excuse) -> tuple[str, Buttons]:
    """What the teachers read."""
    text = (
        f"{naming.person(student)} asks to be excused "
        f"from {class_.code} on {words.day(excuse.date)}.{_reason(excuse)}"
    )
    return text, _decision(EXCUSES, excuse.id)


def excuse_decided(outcome: excuses.Decided, who: str) -> str:
    """What the teacher's message turns into."""
    name = naming.person(outcome.student)
    done = "is excused from" if outcome.excuse.approved else "is not excused from"
    day = words.day(outcome.excuse.date)
    return f"{name} {done} {outcome.class_.code} on {day}, by {who}.{_reason(outcome.excuse)}"


def reopen_button(excuse: Excuse) -> Buttons:
    """The button that takes a decision back."""
    return ((Button(text="Undo", data=presses.data(REOPEN, excuse.id)),),)


def excuse_reopened(class_: Class, excuse: Excuse) -> str:
    """What the student hears when a decision was taken back."""
    return (
        f"Your teacher has taken back the answer about {class_.code} on {words.day(excuse.date)} "
        "and will decide anew: I'll tell you."
    )


def excuse_told(outcome: excuses.Decided) -> str:
    """What the student hears."""
    where = f"{outcome.class_.code} on {words.day(outcome.excuse.date)}"
    if outcome.excuse.approved:
        return f"You are excused from {where}."
    return f"Your teacher did not excuse you from {where}. If that is wrong, please talk to them."


# --- both -----------------------------------------------------------------------------------


def decided_before(decided: Dispute | Excuse, who: str) -> str:
    """Another teacher was quicker."""
    return f"{who} has {'approved' if decided.approved else 'rejected'} this already."


def somebody(name: str | None) -> str:
    """Who decided: a teacher by name."""
    return naming.isolated(name or "an admin")


def _decision(verb: str, number: int) -> Buttons:
    return (
        (
            Button(text="Approve", data=presses.data(verb, number, _YES)),
            Button(text="Reject", data=presses.data(verb, number, _NO)),
        ),
    )


def _reason(excuse: Excuse) -> str:
    """A line of its own; it is erased when its student leaves."""
    return f"\n“{naming.isolated(excuse.reason)}”" if excuse.reason else ""


def _listed(requests: tuple[tuple[Class, Excuse], ...]) -> str:
    return ", ".join(f"{class_.code} on {words.day(excuse.date)}" for class_, excuse in requests)
