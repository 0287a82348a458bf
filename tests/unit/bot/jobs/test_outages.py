"""A database that does not work for a while: the admins hear of it when it works again."""

from datetime import timedelta

from storage.errors import DatabaseUnavailable
from tests.unit.attendance.samples import MINUTE, NINE
from tests.unit.bot.jobs.office import ADMIN
from tests.unit.fakes.units import FakeUnit

LOOK = timedelta(seconds=30)


async def full(_):
    raise DatabaseUnavailable("database or disk is full")


async def outage(office, monkeypatch, at, looks):
    """Nothing can be written at so many looks; when it works again."""
    with monkeypatch.context() as patch:
        patch.setattr(FakeUnit, "commit", full)
        for number in range(looks):
            await office.tick(at + number * LOOK)
    return at + looks * LOOK


async def test_after_an_outage_the_admins_are_told_once(office, monkeypatch):
    back = await outage(office, monkeypatch, NINE, looks=24)
    assert office.letters == []

    await office.tick(back)
    await office.tick(back + LOOK)

    ((chat_id, text),) = office.letters
    assert chat_id == ADMIN
    assert "did not work for 12 minutes: database or disk is full" in text


async def test_what_one_look_alone_has_found_is_no_news(office, monkeypatch):
    for number in range(3):
        back = await outage(office, monkeypatch, NINE + number * MINUTE, looks=1)
        await office.tick(back)

    assert office.letters == []


async def test_the_next_outage_is_told_by_itself(office, monkeypatch):
    back = await outage(office, monkeypatch, NINE, looks=24)
    await office.tick(back)
    back = await outage(office, monkeypatch, back + LOOK, looks=2)
    await office.tick(back)

    assert len(office.letters) == 2
    assert "did not work for 1 minute:" in office.letters[-1][1]
