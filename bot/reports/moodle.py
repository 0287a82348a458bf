"""CSV files as Moodle imports them; students are known by their ID number, our roll number.

Grades: *Grades > Import > CSV file* of any Moodle (``grade/import/csv``), which stops at a person
it does not know. Sessions and marks: the importers of the plugin ``mod_attendance``
(``classes/import/sessions.php``, ``classes/import/bulkmarksessions.php``).
"""

from attendance import timetable
from attendance.model import Status
from attendance.register import Register
from bot.reports.cells import as_identifier, as_text
from bot.reports.tables import written

_MIDNIGHT = "23:59"
_NO_GRADE = "-"  # how Moodle writes that there is none
# The acronyms of the statuses that the plugin comes with in English.
_ACRONYMS = {
    Status.PRESENT: "P",
    Status.LATE: "L",
    Status.ABSENT: "A",
    Status.EXCUSED: "E",
}


def grades(register: Register, item: str) -> bytes:
    """Each student's percentage, from 0 to 100, as the grade of an item of that name."""
    rows = [("idnumber", as_text(item))]
    for line in register.lines:
        if line.student.left_at is None:
            rate = line.tally.rate
            grade = _NO_GRADE if rate is None else f"{100 * rate:.2f}"
            rows.append((as_identifier(line.student.roll_no), grade))
    return written(rows).encode()


def sessions(register: Register) -> bytes:
    """The sessions that were held; the class's code is taken for the course's short name."""
    zone, code = register.class_.timezone, as_identifier(register.class_.code)
    rows = [("course", "groups", "sessiondate", "from", "to", "description")]
    for roll in register.sessions:
        starts = timetable.local(roll.session.starts_at, zone)
        ends = timetable.local(roll.session.closes_at, zone)
        name = as_text(register.class_.name)
        # The plugin takes both times for the same date's.
        until = f"{ends:%H:%M}" if ends.date() == starts.date() else _MIDNIGHT
        rows.append((code, "", f"{starts:%Y-%m-%d}", f"{starts:%H:%M}", until, name))
    return written(rows).encode()


def marks(register: Register) -> bytes:
    """Every mark of those sessions, which the plugin finds by date and time."""
    rows = [("session", "idnumber", "status")]
    rows += [
        (
            f"{one.starts:%Y-%m-%d %H:%M}",
            as_identifier(one.student.roll_no),
            _ACRONYMS[one.mark.status],
        )
        for one in register.entries
    ]
    return written(rows).encode()
