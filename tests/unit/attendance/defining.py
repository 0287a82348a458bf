"""Setting a class up, as an admin does."""

from datetime import time

from attendance import classes
from attendance.classes import Rules
from tests.unit.attendance.samples import HOUR, MINUTE, NINE, weekdays

RULES = Rules(
    timezone="Europe/Paris", summary_at=time(17), late_after=5 * MINUTE, opens_before=20 * MINUTE
)
NOON = NINE + 3 * HOUR


async def define(school, *, starts=9, hours=1, days=range(5), name="Mathematics 1", at=NOON):
    async with school.units() as uow:
        outcome = await classes.define(
            uow,
            class_code=" math1 ",
            name=name,
            meetings=weekdays(time(starts), time(starts + hours), days),
            rules=RULES,
            at=at,
        )
        await uow.commit()
    return outcome


async def set_rule(school, class_, key, value, at=NOON):
    async with school.units() as uow:
        outcome = await classes.set_rule(uow, class_, key, value, at=at)
        await uow.commit()
    return outcome
