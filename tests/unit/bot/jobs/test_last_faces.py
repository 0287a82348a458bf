"""One face sent from two accounts: the admins hear of it once."""

from dataclasses import replace

import pytest

from attendance.last_faces import Comparing
from attendance.likeness import Known
from attendance.model import Decision
from tests.unit.attendance.samples import DAY, HOUR, NINE
from tests.unit.bot.jobs.office import ADMIN, SECOND
from tests.unit.fakes.recognition import FakeGallery


@pytest.fixture
async def two(office, math):
    """Students from whose accounts one face was sent."""
    known = Known(gallery=FakeGallery(), model="fake", accept_score=0.42)
    office.keeper = replace(office.keeper, comparing=Comparing(known=known, empty=FakeGallery))
    pair = [
        await office.school.add_student(name, math, agreed=True, photos=[name.encode()])
        for name in ("Bob", "Cyd")
    ]
    await send(office, pair)
    return pair


async def send(office, pair, at=NINE):
    async with office.school.units() as uow:
        for student in pair:
            await uow.last_faces.put(student.id, "fake", b"friend", at)
        await uow.commit()


def told(office):
    return [text for chat_id, text in office.letters if chat_id == ADMIN and "one person" in text]


async def test_admins_are_told_once_however_often_it_happens(office, two):
    await office.tick(NINE)
    (question,) = told(office)
    assert question.startswith("Are Bob (BOB) and Cyd (CYD) one person?\n• Their last selfies")

    await send(office, two, NINE + HOUR)
    await office.tick(NINE + HOUR)

    assert len(told(office)) == 1


async def test_of_a_pair_that_is_decided_nothing_is_told(office, two):
    bob, cyd = two
    async with office.school.units() as uow:
        await uow.suspicions.add(bob.id, cyd.id, "one face", NINE)
        await uow.suspicions.decide(bob.id, cyd.id, Decision.TWO, by=ADMIN, at=NINE)
        await uow.commit()

    await office.tick(NINE)

    assert told(office) == []


async def test_faces_of_selfies_are_erased_after_seven_days(office, two):
    await office.tick(NINE + 7 * DAY)
    assert len(office.school.units.state.last_faces) == 2

    await office.tick(NINE + 7 * DAY + SECOND)
    assert office.school.units.state.last_faces == {}
