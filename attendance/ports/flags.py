"""What speaks against check-ins, and what their pictures are found again by."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from attendance.model import CheckIn, Flagged, KioskPhoto, Trace, Traced, UpdateKey


class Flags(Protocol):
    """Flags on check-ins that are stored."""

    async def add(self, flagged: Flagged) -> None:
        """Store one, unless its check-in has that flag; the ``id`` given is ignored."""
        ...

    async def of(self, update: UpdateKey, sent_at: datetime) -> list[Flagged]:
        """Those of one check-in, in the order in which they were found."""
        ...

    async def of_sessions(self, session_ids: Collection[int]) -> dict[int, list[Flagged]]:
        """Those of the check-ins of each session that has any."""
        ...

    async def save(self, flagged: Flagged) -> None:
        """Store what was decided."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget those of check-ins that were sent before a moment; how many."""
        ...


class Traces(Protocol):
    """What pictures of check-ins, enrolment photos and photos of kiosks are found again by.

    A file's name is kept as a keyed digest: it can be looked for, not read.
    """

    async def add(self, check_in: CheckIn, class_id: int, trace: Trace) -> None:
        """Keep the trace of a check-in that is stored."""
        ...

    async def of_file(self, file: str, since: datetime) -> list[Traced]:
        """Whoever has sent this very file since a moment: the latest ``MOST_OF_A_FILE``, in order.

        Or else a file that is sent all day long would take longer and longer.
        """
        ...

    async def of_student(self, student_id: int, since: datetime) -> list[Traced]:
        """The pictures of theirs whose looks are kept."""
        ...

    async def looks_of_others(self, class_id: int, student_id: int, since: datetime) -> list[bytes]:
        """How everybody else's pictures for a class looked: there may be thousands."""
        ...

    async def of_looks(self, class_id: int, looks: bytes, since: datetime) -> list[Traced]:
        """The pictures for a class that looked just so, latest first."""
        ...

    async def enrolled(self, student_id: int) -> list[bytes]:
        """The looks of a student's active enrolment photos."""
        ...

    async def is_enrolled(self, student_id: int, file: str) -> bool:
        """Whether this very file is one of them."""
        ...

    async def enrol(self, template_id: int, trace: Trace) -> None:
        """Keep the trace of an enrolment photo, for as long as its template."""
        ...

    async def keep_of_kiosk(self, photo: KioskPhoto) -> None:
        """Keep the trace of a photo of a kiosk, and what became of it: the last word counts."""
        ...

    async def of_kiosks(self, file: str, since: datetime) -> list[KioskPhoto]:
        """Each time that a kiosk has sent this very file since a moment, latest first."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget those of what was sent before a moment, but enrolment photos; how many."""
        ...

    async def forget_of(self, student_id: int) -> int:
        """Forget those of a student's check-ins; how many."""
        ...
