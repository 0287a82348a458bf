"""Whether a picture that came with a check-in has been seen before, and what is kept to tell.

What is found is a flag on the check-in, for a teacher to decide about: no photo is refused for it,
for a tenth of a per cent of other photos of the same person look as near as a copy does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from attendance import timetable
from attendance.model import CheckIn, Class, Flag, Flagged, Trace, Traced
from attendance.open_meetings import Meeting
from attendance.ports import Appearance, UnitOfWork

KEPT = timedelta(days=60)  # traces of check-ins; a term's half, and most of what a gallery shows

# Of 144 bits. Measured by ``python -m benchmarks.near_duplicates``; docs/cheating.md has the table.
NEAR = 20

# Two selfies of one minute are as near as copies are: whoever was refused tries again, and whoever
# goes from one class to the next has not moved much. What was sent for the same meeting, or as
# lately as this, says nothing.
SECOND_TRY = timedelta(minutes=10)

# A camera's clock says no zone: where it is a day apart from the class's, the date may be right.
SLACK = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What can be told of a picture: its file's name at Telegram, its looks, a camera's date."""

    file: str | None = field(default=None, repr=False)
    appearance: Appearance | None = field(default=None, repr=False)
    taken_at: datetime | None = None

    @property
    def trace(self) -> Trace:
        """What is kept of it."""
        return Trace(file=self.file, looks=self.appearance.hash if self.appearance else None)


async def note(uow: UnitOfWork, check_in: CheckIn, meetings: Sequence[Meeting], look: Look) -> None:
    """Flag a check-in that is stored for what its picture gives away, and keep its trace.

    Of one that was refused only what it has of others is noted: nothing else came of it.
    """
    if not look.trace:
        return
    class_, _ = meetings[0]
    refused = check_in.reason is not None
    for found in await _found(uow, check_in, meetings, look):
        if found.other_id is not None or not refused:
            await uow.flags.add(found)
    await uow.traces.add(check_in, class_.id, look.trace)


async def _found(
    uow: UnitOfWork, check_in: CheckIn, meetings: Sequence[Meeting], look: Look
) -> list[Flagged]:
    class_, _ = meetings[0]
    flags = [
        await _of_file(uow, check_in, meetings, look),
        await _of_picture(uow, check_in, meetings, look),
        await _of_enrolment(uow, check_in, look),
        _of_date(check_in, class_, look),
    ]
    found = {one.flag: one for one in flags if one}
    same = found.get(Flag.SAME_FILE), found.get(Flag.SAME_PICTURE)
    if all(same):
        del found[Flag.SAME_PICTURE]  # the same file looks the same
    return list(found.values())


async def _of_file(
    uow: UnitOfWork, check_in: CheckIn, meetings: Sequence[Meeting], look: Look
) -> Flagged | None:
    if look.file is None:
        return None
    since = check_in.sent_at - KEPT
    earlier = await uow.traces.of_file(look.file, since)
    if found := next(_flags(Flag.SAME_FILE, check_in, meetings, earlier), None):
        return found
    at_kiosks = await uow.traces.of_kiosks(look.file, since)
    sent_at = at_kiosks[0].sent_at if at_kiosks else None
    return replace(flag(Flag.SAME_FILE, check_in), earlier_at=sent_at) if sent_at else None


async def _of_picture(
    uow: UnitOfWork, check_in: CheckIn, meetings: Sequence[Meeting], look: Look
) -> Flagged | None:
    if look.appearance is None:
        return None
    since = check_in.sent_at - KEPT
    class_, _ = meetings[0]
    own = await uow.traces.of_student(check_in.student_id, since)
    near = _near(look.appearance, [one.looks or b"" for one in own])
    found = next(_flags(Flag.SAME_PICTURE, check_in, meetings, [own[at] for at in near]), None)
    if found:
        return found
    others = await uow.traces.looks_of_others(class_.id, check_in.student_id, since)
    nearest = next(iter(_near(look.appearance, others)), None)
    if nearest is None:
        return None
    theirs = await uow.traces.of_looks(class_.id, others[nearest], since)
    return next(_flags(Flag.SAME_PICTURE, check_in, meetings, theirs), None)


def _near(appearance: Appearance, looks: Sequence[bytes]) -> list[int]:
    """The places of those that are near, nearest first."""
    apart = appearance.distances(looks)
    near = [(bits, at) for at, bits in enumerate(apart) if bits <= NEAR]
    return [at for _, at in sorted(near)]


async def _of_enrolment(uow: UnitOfWork, check_in: CheckIn, look: Look) -> Flagged | None:
    same = look.file and await uow.traces.is_enrolled(check_in.student_id, look.file)
    if not same and look.appearance:
        enrolled = await uow.traces.enrolled(check_in.student_id)
        same = any(bits <= NEAR for bits in look.appearance.distances(enrolled))
    return flag(Flag.ENROLMENT_PHOTO, check_in) if same else None


def _of_date(check_in: CheckIn, class_: Class, look: Look) -> Flagged | None:
    taken = look.taken_at
    if taken is None or not is_of_another_day(taken, check_in.sent_at, class_):
        return None
    taken_at = timetable.moment(taken.date(), taken.time(), class_.timezone)
    return replace(flag(Flag.OTHER_DAY, check_in), earlier_at=taken_at)


def is_of_another_day(taken_at: datetime, sent_at: datetime, class_: Class) -> bool:
    """Whether a picture was not taken when it was sent, by a camera's clock."""
    sent_on = timetable.local(sent_at, class_.timezone).date()
    return abs(taken_at.date() - sent_on) > SLACK


def _flags(
    kind: Flag, check_in: CheckIn, meetings: Sequence[Meeting], earlier: Sequence[Traced]
) -> Iterator[Flagged]:
    """A flag for each earlier picture that is not a try of the same student's at the same."""
    for one in earlier:
        if one.student_id != check_in.student_id:
            yield replace(flag(kind, check_in), earlier_at=one.sent_at, other_id=one.student_id)
        elif not _is_second_try(one, check_in, meetings):
            yield replace(flag(kind, check_in), earlier_at=one.sent_at)


def flag(kind: Flag, check_in: CheckIn) -> Flagged:
    """A flag on a check-in."""
    return Flagged(
        id=0,
        update=check_in.update,
        sent_at=check_in.sent_at,
        student_id=check_in.student_id,
        flag=kind,
    )


def _is_second_try(one: Traced, check_in: CheckIn, meetings: Sequence[Meeting]) -> bool:
    """Whether somebody's own picture was sent just before, or for the meeting at hand."""
    lately = abs(check_in.sent_at - one.sent_at) <= SECOND_TRY
    return lately or any(
        one.class_id == class_.id and plan.opens_at <= one.sent_at <= plan.closes_at
        for class_, plan in meetings
    )
