"""Killed at any step of a day and started again, the bot comes to the same."""

from collections import Counter

import pytest

from attendance.model import Status, SummaryKind
from storage import sqlite
from tests.integration.bot import simulated_day as day
from tests.unit.attendance.samples import MINUTE, NINE


@pytest.fixture(autouse=True)
def no_power_cut(monkeypatch):
    """It is the process that is killed, not the machine: what was written need not be forced."""
    settings = [one.replace("synchronous = FULL", "synchronous = OFF") for one in sqlite._SETTINGS]
    assert settings != list(sqlite._SETTINGS)
    monkeypatch.setattr(sqlite, "_SETTINGS", tuple(settings))


async def test_killed_at_any_step_of_a_day_it_comes_to_the_same(tmp_path, monkeypatch):
    folder = tmp_path / "day"
    folder.mkdir()
    await day.prepare(folder)
    photographer = day.Photographer(tmp_path / "killed")
    world = photographer.world = day.a_world(step=photographer.step)
    day.watched(monkeypatch, photographer.step)
    async with day.open_units(folder) as units:
        photographer.database = folder
        await day.live(units, world)
        photographer.database = None
        undisturbed = await day.outcome(units, world)

    expect_the_day(undisturbed)
    repeats = 0
    for killed in photographer.kept.values():
        again = day.restored(killed)
        async with day.open_units(killed.folder) as units:
            await day.live(units, again)
            result = await day.outcome(units, again)
        assert (result.marks, result.deliveries, result.left) == (
            undisturbed.marks,
            undisturbed.deliveries,
            0,
        ), killed
        told, due = Counter(result.told), Counter(undisturbed.told)
        assert due - told == Counter(), killed
        in_hand = Counter(killed.taken[-1:] if killed.step == day.ACCEPTED else ())
        assert told - due <= in_hand, killed
        repeats += (told - due).total()

    assert photographer.steps > 500
    assert repeats == len(undisturbed.told)  # one for each message that could be in hand


def expect_the_day(undisturbed):
    """By hand, from what was sent and when."""
    assert undisturbed.marks == {
        "Ann": (Status.PRESENT, NINE - 5 * MINUTE),
        "Dan": (Status.LATE, NINE + 12 * MINUTE),
        "Bob": (Status.LATE, NINE + 40 * MINUTE),
        "Eve": (Status.ABSENT, NINE + 60 * MINUTE),
    }
    assert {one.kind for one in undisturbed.deliveries} == {SummaryKind.FINAL}
    assert len(undisturbed.deliveries) == len(day.TEACHERS)
    to = {
        account: [text for chat_id, text in undisturbed.told if chat_id == account]
        for account in (*day.STUDENTS.values(), *day.TEACHERS.values())
    }
    assert "Present" in to[day.ANN][0]
    assert "Late" in to[day.DAN][0]
    refused, warned, late, taken_back = to[day.BOB]
    assert "Not recognized" in refused
    assert "Late" in late
    assert warned == to[day.EVE][0].replace("Eve", "Bob")
    assert "corrected" in taken_back
    assert len(to[day.EVE]) == 1  # she is warned of her absence
    for teacher in day.TEACHERS.values():
        summary, correction = to[teacher]
        assert "1 present · 1 late · 2 absent · 0 excused" in summary.splitlines()
        assert "Correction" in correction
    assert undisturbed.left == 0
