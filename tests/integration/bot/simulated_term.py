"""A term of thirty classes as it was meant to go, worked out without the program's own rules.

Wall clocks are read with ``zoneinfo`` alone; who comes when is drawn from a fixed seed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
TICK = timedelta(seconds=2)  # after the minute
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata")  # two of them change to summer time
CLASSES, STUDENTS, TEACHERS = 30, 40, 15
FIRST, LAST = date(2026, 3, 2), date(2026, 5, 26)
HOLIDAYS = (date(2026, 4, 3), date(2026, 4, 6))  # a Friday and a Monday
DAYS = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
SCHOOL_DAYS = [day for day in DAYS if day.weekday() < 5 and day not in HOLIDAYS]
# The first days, and those about each change of clocks, are looked at whenever anything falls due.
CLOSELY = ((FIRST, date(2026, 3, 11)), (date(2026, 3, 27), date(2026, 4, 2)))
DOWN = (datetime(2026, 4, 14, 11, tzinfo=UTC), datetime(2026, 4, 16, 7, 30, tzinfo=UTC))
OPENS, LATE = 15 * MINUTE, 10 * MINUTE  # before and after the start

# Start, end and time of the summary: before it, about it, and across midnight, long after it.
HOURS = (
    (time(9), time(10), time(16)),
    (time(13), time(14, 30), time(16)),
    (time(15, 30), time(16, 30), time(16)),
    (time(23, 30), time(0, 30), time(16)),
)


@dataclass(frozen=True, kw_only=True)
class Course:
    """A class, by its number from 1."""

    number: int

    @property
    def zone(self):
        return ZONES[self.number % len(ZONES)]

    @property
    def hours(self):
        return HOURS[self.number % len(HOURS)]

    @property
    def code(self):
        return f"C{self.number:02}"

    @property
    def teacher(self):
        return (self.number - 1) % TEACHERS + 1

    @property
    def is_muted(self):
        return self.number == CLASSES

    @property
    def students(self):
        return range((self.number - 1) * STUDENTS + 1, self.number * STUDENTS + 1)

    @property
    def monitor(self):
        """The student whose selfies now and then come through late."""
        return self.students[0]

    def moment(self, day, at):
        return datetime.combine(day, at, ZoneInfo(self.zone)).astimezone(UTC)


COURSES = [Course(number=number) for number in range(1, CLASSES + 1)]


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A meeting of a class, and who came to it when; the others did not."""

    course: Course
    day: date
    arrivals: dict[int, datetime]
    monitor_at: datetime | None  # the monitor's selfie, read only after the absent were marked

    @property
    def starts(self):
        return self.course.moment(self.day, self.course.hours[0])

    @property
    def ends(self):
        starts, ends, _ = self.course.hours
        return self.course.moment(self.day if ends > starts else self.day + DAY, ends)

    @property
    def summary(self):
        return self.course.moment(self.day, self.course.hours[2])

    def status(self, student):
        at = self.arrivals.get(student)
        if student == self.course.monitor and self.monitor_at:
            at = self.monitor_at
        if at is None:
            return "absent"
        return "present" if at < self.starts + LATE else "late"

    def counts(self):
        found = [self.status(student) for student in self.course.students]
        numbers = {one: found.count(one) for one in ("present", "late", "absent")}
        return " · ".join(f"{n} {word}" for word, n in numbers.items()) + " · 0 excused"


def lessons():
    """Every meeting of the term, by its end."""
    random = Random(4)
    found = [_lesson(course, day, random) for day in SCHOOL_DAYS for course in COURSES]
    return sorted(found, key=lambda lesson: lesson.ends)


def _lesson(course, day, random):
    lesson = Lesson(course=course, day=day, arrivals={}, monitor_at=None)
    in_time, before_summary = lesson.starts - 10 * MINUTE, lesson.ends < lesson.summary
    looked_between = before_summary and _closely(day) and _closely(day + DAY)
    has_trouble = looked_between and random.random() < 0.2
    arrivals = {}
    for student in course.students[1:]:
        chance = random.random()
        if chance < 0.92:
            spread = (0, 19) if chance < 0.85 else (20, 50)
            arrivals[student] = in_time + random.randint(*spread) * MINUTE
    return Lesson(
        course=course,
        day=day,
        arrivals=arrivals,
        monitor_at=lesson.starts + 5 * MINUTE if has_trouble else None,
    )


def ticks(term):
    """When the bot looks: whenever anything falls due, but not while it is down.

    Where nobody looks closely, every twelve hours must do: it saves time.
    """
    due = {lesson.ends + TICK for lesson in term} | {lesson.summary + TICK for lesson in term}
    moments = {at for at in due if _closely(at.date())}
    midnights = [datetime.combine(day, time(), UTC) + TICK for day in [*DAYS, LAST + DAY]]
    moments |= {
        midnight + half * DAY / 2
        for midnight in midnights
        for half in range(2)
        if not _closely(midnight.date())
    }
    began, back = DOWN
    return sorted({at for at in moments if not began <= at < back} | {back})


def _closely(day):
    return any(first <= day < end for first, end in CLOSELY)


@dataclass(frozen=True, kw_only=True)
class Due:
    """A summary as it should be handed over."""

    teacher: int
    course: int
    day: date
    kind: str
    made_at: datetime
    offline: bool = False


def deliveries(term):
    """Every summary that should have been handed over, and when."""
    looks = ticks(term)
    for lesson in term:
        course = lesson.course
        if course.is_muted:
            continue
        due = max(lesson.summary, lesson.ends)
        made = next(at for at in looks if at >= due)
        zone = ZoneInfo(course.zone)
        offline = made.astimezone(zone).date() > due.astimezone(zone).date()
        kinds = ["final", "weekly"] if _ends_week(lesson.day) else ["final"]
        for kind in kinds:
            yield _due(lesson, kind, made, offline)
        during = [at for at in looks if lesson.summary <= at < lesson.ends]
        if during and lesson.starts <= lesson.summary:
            yield _due(lesson, "so far", during[0], offline=False)


def _due(lesson, kind, made_at, offline):
    return Due(
        teacher=lesson.course.teacher,
        course=lesson.course.number,
        day=lesson.day,
        kind=kind,
        made_at=made_at,
        offline=offline,
    )


def _ends_week(day):
    sunday = day + (6 - day.weekday()) * DAY
    return not any(day < other <= sunday for other in SCHOOL_DAYS)
