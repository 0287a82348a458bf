from dataclasses import replace

from tests.unit.attendance.samples import MINUTE
from tests.unit.bot.jobs.office import FOUR, TEN


class Told:
    """Hears of what was due."""

    def __init__(self):
        self.late = {}

    def found_due(self, job, since, at):
        self.late[job] = [at - due for due in since]

    def tries_again(self, what):
        self.late["failed"] = what


async def test_absences_and_summaries_say_since_when_they_are_due(office, math, tom):
    office.keeper = replace(office.another_keeper(), journal=(told := Told()))

    await office.tick(TEN + 3 * MINUTE)
    assert told.late == {"absences": [3 * MINUTE], "summaries": []}
    await office.tick(FOUR + 7 * MINUTE)

    assert told.late == {"absences": [], "summaries": [7 * MINUTE]}


async def test_a_job_that_fails_is_told_of(office, monkeypatch):
    async def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("bot.jobs.notices.warn", fail)
    office.keeper = replace(office.another_keeper(), journal=(told := Told()))

    await office.tick(TEN)

    assert told.late["failed"] == "job"
