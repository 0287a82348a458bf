"""Moments around the first Monday, on which the class meets from nine to ten."""

from attendance.model import SummaryKind
from tests.unit.attendance.samples import HOUR, MINUTE, NINE

TEN = NINE + HOUR
FOUR = NINE + 7 * HOUR  # the summary is due
SECOND = MINUTE / 60
SO_FAR, FINAL = SummaryKind.SO_FAR, SummaryKind.FINAL
MONDAY = NINE.date()


def kinds(deliveries):
    return [(one.date, one.kind) for one in deliveries]
