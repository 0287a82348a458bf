from dataclasses import replace

import pytest

from attendance.model import GuardianRule
from tests.unit.attendance.samples import HOUR, MINUTE, NINE
from tests.unit.bot.jobs.office import TEN

ZOE = 700
HALF_PAST = TEN + 30 * MINUTE


@pytest.fixture
async def zoe(office):
    """A guardian of Bob's, whose class tells guardians."""
    rule = GuardianRule(after=30 * MINUTE, since=NINE)
    art = await office.school.add_class("ART", meets_since=NINE - HOUR, guardians=rule)
    bob = await office.school.add_student("Bob", art)
    async with office.school.units() as uow:
        zoe = await uow.guardians.add(ZOE)
        await uow.guardians.save(replace(zoe, agreed_at=NINE, hears_since=NINE))
        await uow.guardians.link(zoe.id, bob.id, NINE)
        await uow.commit()


async def test_a_guardian_is_told_by_the_clock_once_whoever_asks(office, zoe):
    await office.tick(TEN)
    assert office.letters == []

    for _ in range(3):
        await office.tick(HALF_PAST)
        await office.another_keeper().tick()

    ((account_id, text),) = office.letters
    assert account_id == ZOE
    assert text.startswith("Bob was absent from ART")


async def test_no_guardian_is_told_before_telegram_has_been_read_up_to_then(office, zoe):
    await office.tick(TEN)

    office.contact.lost()
    await office.tick(HALF_PAST, heard=False)
    assert office.letters == []

    await office.receive(1, HALF_PAST - MINUTE)
    await office.tick(HALF_PAST)
    assert office.letters == []

    await office.handle(1)
    await office.tick(HALF_PAST + MINUTE)
    assert len(office.letters) == 1
