"""Whether a photo of a kiosk is new: one that was sent before, or taken earlier, marks nobody.

Nearly the same picture is not looked for, as it is of selfies: what stands before a tablet looks
the same every day. Who is refused wrongly takes another photo.
"""

from collections.abc import Iterable
from datetime import datetime

from attendance import traces
from attendance.model import Class, Flag, KioskPhoto, Session, Student
from attendance.ports import UnitOfWork


async def was_sent_before(uow: UnitOfWork, photo: KioskPhoto, session: Session) -> bool:
    """Whether this very file came before, in the last 60 days, from any kiosk or student.

    A kiosk may send it again for the same session, or within minutes: a network fails, or somebody
    presses twice.
    """
    since = photo.sent_at - traces.KEPT
    at_kiosks = await uow.traces.of_kiosks(photo.file, since)
    if any(_is_before(one, photo) and not _is_again(one, photo, session) for one in at_kiosks):
        return True
    by_students = await uow.traces.of_file(photo.file, since)
    return any(one.sent_at <= photo.sent_at for one in by_students)


async def flaw(
    uow: UnitOfWork,
    photo: KioskPhoto,
    class_: Class,
    *,
    taken_at: datetime | None,
    shows: Iterable[Student],
) -> Flag | None:
    """What a look at it has shown; ``taken_at`` is by a camera's clock."""
    if taken_at is not None and traces.is_of_another_day(taken_at, photo.sent_at, class_):
        return Flag.OTHER_DAY
    for student in shows:
        if await uow.traces.is_enrolled(student.id, photo.file):
            return Flag.ENROLMENT_PHOTO
    return None


def _is_before(one: KioskPhoto, photo: KioskPhoto) -> bool:
    """Whether it was sent first: an update that is handled again is not before itself."""
    first, second = (one.sent_at, one.update.update_id), (photo.sent_at, photo.update.update_id)
    return first < second


def _is_again(one: KioskPhoto, photo: KioskPhoto, session: Session) -> bool:
    """Whether the same class has just sent it, or for this session, when it was new."""
    if one.refused or one.class_id != photo.class_id:
        return False
    return photo.sent_at - one.sent_at <= traces.SECOND_TRY or session.is_open(one.sent_at)
