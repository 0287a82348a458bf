"""Flags and traces, in memory."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from attendance.model import MOST_OF_A_FILE, CheckIn, Flagged, KioskPhoto, Trace, Traced, UpdateKey
from storage.errors import Conflict
from tests.unit.fakes.overview import grouped
from tests.unit.fakes.people import stored
from tests.unit.fakes.state import KeptTrace, Repository


class Flags(Repository):
    async def add(self, flagged: Flagged) -> None:
        if (flagged.update, flagged.sent_at) not in self._state.check_ins:
            raise Conflict("a flag is on a check-in")
        there = [one.flag for one in await self.of(flagged.update, flagged.sent_at)]
        if flagged.flag not in there:
            flag_id = self._state.next_id()
            self._state.flags[flag_id] = replace(flagged, id=flag_id)

    async def of(self, update: UpdateKey, sent_at: datetime) -> list[Flagged]:
        flags = self._state.flags.values()
        return [one for one in flags if (one.update, one.sent_at) == (update, sent_at)]

    async def of_sessions(self, session_ids: Collection[int]) -> dict[int, list[Flagged]]:
        def session_of(one: Flagged) -> int | None:
            return self._state.check_ins[one.update, one.sent_at].session_id

        found = [one for one in self._state.flags.values() if session_of(one) in session_ids]
        return grouped(found, lambda one: session_of(one) or 0)

    async def save(self, flagged: Flagged) -> None:
        stored(self._state.flags, "flag", flagged.id)
        self._state.flags[flagged.id] = flagged

    async def forget(self, before: datetime) -> int:
        old = [key for key, one in self._state.flags.items() if one.sent_at < before]
        for key in old:
            del self._state.flags[key]
        return len(old)


class Traces(Repository):
    async def add(self, check_in: CheckIn, class_id: int, trace: Trace) -> None:
        key = (check_in.update, check_in.sent_at)
        if key not in self._state.check_ins or key in self._state.traces:
            raise Conflict("a trace belongs to one check-in")
        traced = Traced(
            student_id=check_in.student_id,
            class_id=class_id,
            sent_at=check_in.sent_at,
            looks=trace.looks,
        )
        self._state.traces[key] = KeptTrace(traced=traced, file=trace.file)

    async def of_file(self, file: str, since: datetime) -> list[Traced]:
        found = self._found(lambda one: one.file == file, since)
        return sorted(found, key=lambda one: one.sent_at, reverse=True)[:MOST_OF_A_FILE]

    async def of_student(self, student_id: int, since: datetime) -> list[Traced]:
        found = self._found(lambda one: one.traced.student_id == student_id, since)
        return [one for one in found if one.looks]

    async def looks_of_others(self, class_id: int, student_id: int, since: datetime) -> list[bytes]:
        found = self._found(lambda one: one.traced.class_id == class_id, since)
        return [one.looks for one in found if one.looks and one.student_id != student_id]

    async def of_looks(self, class_id: int, looks: bytes, since: datetime) -> list[Traced]:
        found = self._found(lambda one: one.traced.class_id == class_id, since)
        same = [one for one in found if one.looks == looks]
        return sorted(same, key=lambda one: one.sent_at, reverse=True)

    async def enrolled(self, student_id: int) -> list[bytes]:
        return [one.looks for one in self._enrolled(student_id) if one.looks]

    async def is_enrolled(self, student_id: int, file: str) -> bool:
        return any(one.file == file for one in self._enrolled(student_id))

    async def enrol(self, template_id: int, trace: Trace) -> None:
        kept = self._state.templates.get(template_id)
        if kept and kept.state != "erased":
            self._state.templates[template_id] = replace(kept, trace=trace)

    async def keep_of_kiosk(self, photo: KioskPhoto) -> None:
        self._state.kiosk_photos[photo.update, photo.sent_at] = photo

    async def of_kiosks(self, file: str, since: datetime) -> list[KioskPhoto]:
        kept = self._state.kiosk_photos.values()
        found = [one for one in kept if one.file == file and one.sent_at >= since]
        return sorted(found, key=lambda one: (one.sent_at, one.update.update_id), reverse=True)

    async def forget(self, before: datetime) -> int:
        photos = self._state.kiosk_photos
        old = [key for key, one in photos.items() if one.sent_at < before]
        for key in old:
            del photos[key]
        return len(old) + self._erase(lambda one: one.traced.sent_at < before)

    async def forget_of(self, student_id: int) -> int:
        return self._erase(lambda one: one.traced.student_id == student_id)

    def _found(self, wanted: Callable[[KeptTrace], bool], since: datetime) -> list[Traced]:
        found = [one.traced for one in self._state.traces.values() if wanted(one)]
        return [one for one in found if one.sent_at >= since]

    def _enrolled(self, student_id: int) -> list[Trace]:
        templates = self._state.templates.values()
        theirs = [t for t in templates if (t.student_id, t.state) == (student_id, "active")]
        return [t.trace for t in theirs if t.trace]

    def _erase(self, which: Callable[[KeptTrace], bool]) -> int:
        gone = [key for key, one in self._state.traces.items() if which(one)]
        for key in gone:
            del self._state.traces[key]
        return len(gone)
