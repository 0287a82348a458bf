"""What students and their teachers read of absences that add up."""

from collections.abc import Sequence

from attendance.model import Class
from attendance.standing import Standing, WarningKind
from attendance.summary import InForce
from attendance.warning import TakenBack, Warned
from bot.replies import naming, words


def warned(outcome: Warned) -> str:
    """What a student hears before their teachers do."""
    class_, standing = outcome.class_, outcome.standing
    lines = [f"A friendly word about {naming.titled(class_)}."]
    if WarningKind.IN_A_ROW in outcome.kinds:
        lines.append(
            f"You were marked absent the last {standing.in_a_row} times, and you are missed."
        )
    if WarningKind.BELOW in outcome.kinds:
        lines.append(
            f"You have been at {_share(standing)}, which is below the {class_.warn_below} % "
            "that the class asks for."
        )
    lines.append(
        "If something keeps you away, tell your teacher: /excuse does it, and excused sessions "
        "do not count. If a mark is wrong, please ask them to correct it. "
        "The next summary tells your teacher too."
    )
    return "\n".join(lines)


def taken_back(outcome: TakenBack) -> str:
    """What a student hears whose marks were corrected."""
    class_, standing = outcome.class_, outcome.standing
    what = (
        f"you have been at {_share(standing)}"
        if outcome.kind is WarningKind.BELOW
        else "you were not absent that often in a row"
    )
    return (
        f"Good news about {naming.titled(class_)}: your marks were corrected, and {what}. "
        "What I wrote about your absences no longer holds."
    )


def lines(class_: Class, in_force: Sequence[InForce]) -> list[str]:
    """What a summary says of those who have been warned."""
    below = [
        f"{naming.name(one.student)} ({one.standing.percentage} %)"
        for one in in_force
        if one.kind is WarningKind.BELOW
    ]
    in_a_row = [
        f"{naming.name(one.student)} ({one.standing.in_a_row}×)"
        for one in in_force
        if one.kind is WarningKind.IN_A_ROW
    ]
    found = [f"Below {class_.warn_below} %: {', '.join(below)}"] if below else []
    return [*found, f"Absent in a row: {', '.join(in_a_row)}"] if in_a_row else found


def rules(class_: Class) -> str:
    """When students of a class are warned."""
    parts = [f"below {class_.warn_below} %"] if class_.warn_below else []
    if class_.warn_absences:
        parts.append(f"after {words.count(class_.warn_absences, 'absence')} in a row")
    return f"students are warned {' and '.join(parts)}" if parts else "students are not warned"


def _share(standing: Standing) -> str:
    sessions = words.count(standing.counted, "session")
    return f"{standing.attended} of {sessions} ({standing.percentage} %)"
