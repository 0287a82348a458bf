"""Summaries, Excel, CSV and a student's month tell the same numbers, whatever happened."""

import csv
import io
from collections import Counter

import openpyxl
import pytest

from attendance.model import Status
from attendance.register import gather, month, register
from attendance.summary import summarise
from attendance.tally import Tally
from bot.reports import making, tables, workbook
from tests.unit.attendance.samples import DAY, HOUR, NINE, a_plan
from tests.unit.attendance.school import School

DAYS = 4


@pytest.fixture
async def term():
    """Twice on Monday, then past midnight, then once called off and at last a usual day.

    Cy joined on the second day, Dan left after it, Eve is excused beforehand on the last.
    """
    school = School()
    math = await school.add_class(meetings=(), meets_since=NINE - DAY)
    night = a_plan(NINE + DAY, closes_at=NINE + DAY + 16 * HOUR)
    plans = [a_plan(), a_plan(NINE + 4 * HOUR), night, a_plan(NINE + 3 * DAY)]
    people = {name: await school.add_student(name, math) for name in ("Ann", "Bob", "Eve")}
    people["Dan"] = await school.add_student("Dan", math)
    people["Cy"] = await school.add_student("Cy", math, joined=NINE + DAY)
    await school.mark(math, plans[0], people["Ann"], Status.LATE)
    await school.mark(math, plans[1], people["Ann"], Status.PRESENT)
    await school.mark(math, plans[1], people["Bob"], Status.EXCUSED)
    await school.mark(math, night, people["Cy"], Status.PRESENT)
    off = a_plan(NINE + 2 * DAY)
    await school.mark(math, off, people["Bob"], Status.PRESENT)
    async with school.units() as uow:
        await uow.classes.leave(math.id, people["Dan"].id, NINE + 2 * DAY)
        session = await uow.sessions.ensure(math.id, off)
        await uow.sessions.settle(session.id, off.starts_at)  # called off
        await uow.commit()
    await school.mark(math, plans[3], people["Eve"], Status.EXCUSED)
    await school.settle(NINE + DAYS * DAY)
    return school, math, people


async def test_every_way_of_looking_back_tells_the_same_numbers(term):
    school, math, people = term
    at, period = NINE + DAYS * DAY, month(NINE.date())
    async with school.units(reading=True) as uow:
        days = [await summarise(uow, math, (NINE + n * DAY).date()) for n in range(DAYS)]
        found = register(await gather(uow, math, period, at))
        own = [
            register(await gather(uow, math, period, at, student_id=one.id))
            for one in people.values()
        ]

    held = [one for day in days for one in day.sessions if not one.called_off]
    whole = sum((one.tally for one in held), Tally())
    assert whole == Tally(present=2, late=1, absent=12, excused=2)
    assert found.tally == whole
    assert sum((one.tally for one in own), Tally()) == whole
    assert {line.student.name: line.tally.counted + line.tally.excused for line in found.lines} == {
        "Ann": 4,
        "Bob": 4,
        "Cy": 2,
        "Dan": 3,
        "Eve": 4,
    }
    lines = csv.DictReader(io.StringIO(tables.marks([found]).decode("utf-8-sig"), newline=""))
    assert Counter(line["status"] for line in lines) == {
        status.value: whole.count(status) for status in Status
    }
    book = openpyxl.load_workbook(
        io.BytesIO(workbook.draw([found], making._workbook_words([found])))
    )
    totals = [row for row in book["MATH1"].iter_rows(min_row=4, values_only=True) if row[0]]
    assert [sum(row[place] for row in totals) for place in range(2, 7)] == [2, 1, 12, 2, 0]
