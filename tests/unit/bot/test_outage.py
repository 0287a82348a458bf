from datetime import timedelta

from bot.outage import Outage
from storage.errors import DatabaseUnavailable

FULL = DatabaseUnavailable("the disk is full")


def test_an_outage_is_said_once_and_so_is_its_end(caplog):
    outage = Outage()
    for _ in range(5):
        outage.goes_on(FULL)
    outage.is_over()
    outage.is_over()

    first, last = [record.getMessage() for record in caplog.records]
    assert first.startswith("the database is unavailable: the disk is full; ")
    assert last == "the database works again"


def test_another_reason_and_the_next_outage_are_said_again(caplog):
    outage = Outage()
    outage.goes_on(FULL)
    outage.goes_on(DatabaseUnavailable("it is locked"))
    outage.is_over()
    outage.goes_on(FULL)

    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR", "WARNING", "ERROR"]


def test_pauses_grow_to_a_few_seconds_and_begin_anew():
    outage = Outage()
    pauses = [outage.goes_on(FULL).total_seconds() for _ in range(6)]
    outage.is_over()

    assert pauses == [1, 2, 4, 5, 5, 5]
    assert outage.goes_on(FULL) == timedelta(seconds=1)
