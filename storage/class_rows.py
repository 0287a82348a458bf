"""Between rows and classes with their calendars, in both directions."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from attendance.model import (
    Appointment,
    Change,
    Class,
    GuardianRule,
    Holiday,
    Meeting,
    Place,
    Requirement,
)
from storage.transaction import Row


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """What belongs to one class in other tables, each in its order."""

    meetings: list[Meeting] = field(default_factory=list)
    opened: list[Appointment] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    holidays: list[Holiday] = field(default_factory=list)


def from_class(class_: Class) -> dict[str, Any]:
    """The row of the class itself, without its id and its meetings."""
    rule = class_.guardians
    return {
        "code": class_.code,
        "name": class_.name,
        "timezone": class_.timezone,
        "summary_at": class_.summary_at,
        "late_after_seconds": int(class_.late_after.total_seconds()),
        "opens_before_seconds": int(class_.opens_before.total_seconds()),
        "meets_since": class_.meets_since,
        "first_day": class_.first_day,
        "last_day": class_.last_day,
        "imported": [
            [int(one.starts_at.timestamp()), int(one.closes_at.timestamp())]
            for one in sorted(class_.imported, key=lambda one: one.starts_at)
        ],
        "archived_at": class_.archived_at,
        "warn_below": class_.warn_below,
        "warn_absences": class_.warn_absences,
        "guardians_after_seconds": rule and int(rule.after.total_seconds()),
        "guardians_since": rule and rule.since,
        "consent_by": class_.consent_by,
        "requires": "+".join(kind for kind in Requirement if kind in class_.requires),
        "alternative": class_.alternative,
        "latitude": class_.place and class_.place.latitude,
        "longitude": class_.place and class_.place.longitude,
        "radius": class_.radius,
    }


def to_class(row: Row, calendar: Calendar) -> Class:
    """A class from its row and what belongs to it elsewhere."""
    return Class(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        timezone=row["timezone"],
        meetings=tuple(calendar.meetings),
        summary_at=row["summary_at"],
        late_after=timedelta(seconds=row["late_after_seconds"]),
        opens_before=timedelta(seconds=row["opens_before_seconds"]),
        meets_since=row["meets_since"],
        first_day=row["first_day"],
        last_day=row["last_day"],
        imported=tuple(
            Appointment(starts_at=_moment(starts), closes_at=_moment(closes))
            for starts, closes in row["imported"]
        ),
        opened=tuple(calendar.opened),
        changes=tuple(calendar.changes),
        holidays=tuple(calendar.holidays),
        archived_at=row["archived_at"],
        warn_below=row["warn_below"],
        warn_absences=row["warn_absences"],
        guardians=_to_guardian_rule(row),
        consent_by=row["consent_by"],
        requires=frozenset(Requirement(kind) for kind in row["requires"].split("+")),
        alternative=row["alternative"],
        place=_to_place(row),
        radius=row["radius"],
    )


def _to_place(row: Row) -> Place | None:
    if row["latitude"] is None:
        return None
    return Place(latitude=row["latitude"], longitude=row["longitude"])


def _to_guardian_rule(row: Row) -> GuardianRule | None:
    if row["guardians_since"] is None:
        return None
    after = timedelta(seconds=row["guardians_after_seconds"])
    return GuardianRule(after=after, since=row["guardians_since"])


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def to_appointment(row: Row) -> Appointment:
    """An appointment from a row of its class."""
    return Appointment(starts_at=row["starts_at"], closes_at=row["closes_at"])


def from_change(change: Change) -> dict[str, Any]:
    """A row without its class."""
    new = change.becomes
    return {
        "starts_at": change.starts_at,
        "new_starts_at": new.starts_at if new else None,
        "new_closes_at": new.closes_at if new else None,
    }


def to_change(row: Row) -> Change:
    """A change from a row of its class."""
    new = None
    if row["new_starts_at"] is not None:
        new = Appointment(starts_at=row["new_starts_at"], closes_at=row["new_closes_at"])
    return Change(starts_at=row["starts_at"], becomes=new)


def to_holiday(row: Row) -> Holiday:
    """A holiday from its whole row."""
    return Holiday(class_id=row["class_id"], first=row["first"], last=row["last"], name=row["name"])


def to_meeting(row: Row) -> Meeting:
    """A meeting from a row of its class."""
    return Meeting(weekday=row["weekday"], starts=row["starts"], ends=row["ends"])
