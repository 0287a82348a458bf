"""The audit log as admins read it, in the chat and as a file."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from attendance import timetable
from attendance.auditing import NotUnderstood
from attendance.mail import Button
from attendance.model import OPERATOR, Act, Outcome
from bot import presses
from bot.replies import naming, words
from bot.replies.keyboards import Buttons
from bot.reports.cells import as_text

PAGE_OF, FILE_OF = "audit", "audit-file"
PAGE = 15  # acts in one message: with long details it still fits
STALE = "This list is no longer kept: send /audit again."

KIOSK = "a kiosk"
COLUMNS = ("at", "account", "who", "what", "outcome", "class", "student", "other", "details")
_HOW = (
    "/audit takes any of: a class, a roll number, a kind of act, refused, a date like 2026-11-23, "
    "a range like 2026-11-01..2026-11-20 or a month like 2026-11, and last, after by, a teacher, "
    "an account's number or operator. Like: /audit MATH1 mark 2026-11 by Maria Rossi"
)
_SHOWN_DETAIL = 60  # characters


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of the acts asked for, latest first; ``look`` is the look's own place in the log."""

    look: int
    number: int  # from 0
    total: int
    about: str
    acts: Sequence[Act]
    who: Mapping[int, str]  # names of accounts that have one
    timezone: str

    @property
    def pages(self) -> int:
        """How many there are."""
        return max(1, -(-self.total // PAGE))


def page(value: Page) -> tuple[str, Buttons]:
    """A page of the log, with buttons to the others and to a file of all."""
    asked = f" · {naming.echoed(value.about)}" if value.about else ""
    if not value.acts:
        return f"No acts are noted{asked}.\n{_HOW}", ()
    head = f"Audit log{asked}: {words.count(value.total, 'act')}"
    head += f", page {value.number + 1} of {value.pages}" if value.pages > 1 else ""
    lines = [_line(act, value) for act in value.acts]
    return "\n".join([head, *lines, *([] if value.about else ["", _HOW])]), _buttons(value)


def not_understood(outcome: NotUnderstood) -> str:
    """A word that names nothing."""
    kinds = f"\nKinds of acts so far: {', '.join(outcome.kinds)}." if outcome.kinds else ""
    return f"I don't know {naming.echoed(outcome.word)}. {_HOW}{kinds}"


def file_caption(shown: int, total: int) -> str:
    """What comes with the file."""
    if shown < total:
        return f"The latest {shown} of {total} acts: narrow it down by dates for the others."
    return f"{words.count(total, 'act')}, latest first."


def who(account_id: int, name: str | None, *, is_admin: bool) -> str:
    """Whoever did something."""
    if account_id == OPERATOR:
        return "the operator"
    if name is not None:
        return name
    return f"admin {account_id}" if is_admin else f"account {account_id}"


def as_csv(acts: Sequence[Act], names: Mapping[int, str], timezone: str) -> bytes:
    """The acts as a spreadsheet opens them: UTF-8 with its mark, and no formulas."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for act in acts:
        writer.writerow(
            (
                timetable.local(act.at, timezone).isoformat(timespec="seconds"),
                act.account_id,
                as_text(names.get(act.account_id, "")),
                as_text(act.action),
                act.outcome.value,
                *(as_text(one or "") for one in (act.class_code, act.roll_no, act.other_roll_no)),
                as_text(_details(act)),
            )
        )
    return stream.getvalue().encode("utf-8-sig")


def _line(act: Act, value: Page) -> str:
    at = timetable.local(act.at, value.timezone)
    outcome = "" if act.outcome is Outcome.DONE else f", {act.outcome.value}"
    of = [one for one in (act.roll_no, act.other_roll_no, act.class_code) if one]
    subject = " " + " ".join(map(naming.isolated, of)) if of else ""
    details = naming.short(_details(act), _SHOWN_DETAIL)
    return (
        f"{at.date().isoformat()} {at:%H:%M} {naming.isolated(value.who[act.account_id])}: "
        f"{act.action}{subject}{outcome}" + (f" ({naming.isolated(details)})" if details else "")
    )


def _details(act: Act) -> str:
    return ", ".join(f"{key} {value}" for key, value in act.details.items() if value)


def _buttons(value: Page) -> Buttons:
    turns = [
        Button(text=text, data=presses.data(PAGE_OF, value.look, number))
        for text, number in (("‹ Newer", value.number - 1), ("Older ›", value.number + 1))
        if 0 <= number < value.pages
    ]
    if not turns:
        return ()
    file = Button(text="All as a CSV file", data=presses.data(FILE_OF, value.look))
    return (tuple(turns), (file,))
