"""What came of every selfie: in the chats, and in the database."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from attendance.model import Status
from benchmarks.chaos.school import ALREADY, LATE, PRESENT, REFUSED, Plan, Selfie, expected_marks
from simulator.feed import Feed

_VERDICTS = (ALREADY, REFUSED, PRESENT, LATE)  # an answer that says `already` may name the mark
_TWICE = 2
Marks = dict[tuple[int, int], Status]


class Answers:
    """What the bot has said to each photo, by the photo's message id."""

    def __init__(self, feed: Feed) -> None:
        self.to: defaultdict[int, list[str]] = defaultdict(list)
        self._feed = feed
        self._read = feed.seq

    async def listen(self) -> None:
        """Take note of what was said since."""
        for event in await self._feed.since(self._read, None, 0):
            self._read = event.seq
            message = event.data.get("message") if event.type == "message" else None
            if isinstance(message, dict) and message["from_bot"] and message["reply_to"]:
                self.to[message["reply_to"]].append(message["text"])


@dataclass(frozen=True, kw_only=True)
class Result:
    """How it ended. Everything under ``lost`` and ``doubled`` must be 0."""

    sent: int
    answered: int
    repeated: int
    """Photos with the same answer twice: Telegram had taken it when the service was killed."""
    marks_expected: int
    marks_found: int
    kills: int
    faults: Mapping[str, int]
    seconds: float
    lost: Mapping[str, int] = field(default_factory=dict)
    doubled: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether nothing was lost and nothing doubled."""
        return not any((*self.lost.values(), *self.doubled.values()))


def lost(
    sent: Mapping[int, Selfie], answers: Mapping[int, Sequence[str]], database: Path, plan: Plan
) -> dict[str, int]:
    """What should be there and is not, by what it is."""
    said = {photo: _verdicts(answers.get(photo, ())) for photo in sent}
    expected, found = expected_marks(list(sent.values())), marks(database, plan)
    return {
        "photos without an answer": sum(not said[photo] for photo in sent),
        "photos with a wrong answer": sum(
            bool(said[photo]) and selfie.expected not in said[photo]
            for photo, selfie in sent.items()
        ),
        "marks missing or wrong": sum(found.get(key) != status for key, status in expected.items()),
        "updates set aside": _count(database, "inbox WHERE error IS NOT NULL"),
        "updates and messages left": _count(database, "inbox WHERE done_at IS NULL")
        + _count(database, "outbox"),
    }


def doubled(
    sent: Mapping[int, Selfie], answers: Mapping[int, Sequence[str]], database: Path, plan: Plan
) -> dict[str, int]:
    """What is there more often than it should be, by what it is."""
    expected = expected_marks(list(sent.values()))
    return {
        "marks nobody should have": len(marks(database, plan).keys() - expected.keys()),
        "selfies counted twice": sum(count - 1 for count in _counted(database).values()),
        "photos decided in two ways": sum(
            len(set(_verdicts(answers.get(photo, ())))) > 1 for photo in sent
        ),
        "photos answered more than twice": sum(
            len(answers.get(photo, ())) > _TWICE for photo in sent
        ),
    }


def repeated(sent: Mapping[int, Selfie], answers: Mapping[int, Sequence[str]]) -> int:
    """Photos with an answer more than once."""
    return sum(len(answers.get(photo, ())) > 1 for photo in sent)


def marks(database: Path, plan: Plan) -> Marks:
    """By student and session, all that are there."""
    sessions = {plan.starts(session): session for session in range(plan.sessions)}
    rows = _all(
        database,
        "SELECT roll_no, starts_at, status FROM marks"
        " JOIN students ON students.id = student_id JOIN sessions ON sessions.id = session_id"
        " WHERE source = 'selfie'",
    )
    return {
        (int(str(roll)), sessions[_moment(str(starts))]): Status(str(status))
        for roll, starts, status in rows
    }


def _verdicts(texts: Sequence[str]) -> list[str]:
    """The words by which answers are known; an apology has none."""
    found = (next((word for word in _VERDICTS if word in text), "") for text in texts)
    return [word for word in found if word]


def _counted(database: Path) -> Counter[tuple[object, ...]]:
    """How many check-ins have counted for each student and session."""
    rows = "SELECT student_id, session_id FROM check_ins WHERE verdict = 'marked'"
    return Counter(_all(database, rows))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _count(database: Path, which: str) -> int:
    ((count,),) = _all(database, f"SELECT count(*) FROM {which}")  # noqa: S608 - constants
    return int(str(count))


def _all(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        return connection.execute(sql).fetchall()
