"""What waits to be handled holds up what the clock brings."""

from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace

from attendance import classes, enrolment
from attendance.classes import Rules
from attendance.model import Meeting, Status, UpdateKey
from bot.intake import Contact, Intake
from bot.jobs import Timekeeper
from bot.pictures import draw_day, draw_week
from bot.settings import Privacy
from tests.unit.bot.fakes import FakeThreads
from tests.unit.fakes.units import FakeUnits

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
CLOSES, NOW = MONDAY + timedelta(hours=10), MONDAY + timedelta(hours=10, minutes=5)
RULES = Rules(
    timezone="UTC",
    summary_at=time(16, 0),
    late_after=timedelta(minutes=10),
    opens_before=timedelta(minutes=15),
)


async def a_class_with_a_student(units):
    async with units() as uow:
        await classes.define(
            uow,
            class_code="MATH1",
            name="Mathematics",
            meetings=(Meeting(weekday=0, starts=time(9, 0), ends=time(10, 0)),),
            rules=RULES,
            at=MONDAY,
        )
        await enrolment.enrol(uow, roll_no="1", class_code="MATH1", name="Ada", at=MONDAY)
        await uow.commit()


async def test_nobody_is_absent_until_what_was_sent_in_time_is_handled():
    units, contact = FakeUnits(), Contact()
    await a_class_with_a_student(units)
    bot = SimpleNamespace(id=42)
    intake = Intake(bot=bot, units=units, clock=lambda: NOW, contact=contact, stored=lambda: None)
    sent = int((CLOSES - timedelta(minutes=1)).timestamp())
    update = {"update_id": 7, "message": {"message_id": 1, "date": sent, "chat": {"id": 5}}}
    await intake.store([update])
    contact.heard(NOW, more=False)
    keeper = Timekeeper(
        units=units,
        clock=lambda: NOW,
        contact=contact,
        processes=FakeThreads(),
        draw_day=draw_day,
        draw_week=draw_week,
        privacy=Privacy(),
    )
    await keeper.tick()
    assert not units.state.marks
    async with units() as uow:
        await uow.inbox.done(UpdateKey(bot_id=42, update_id=7), NOW)
        await uow.commit()
    await keeper.tick()
    assert [mark.status for mark in units.state.marks.values()] == [Status.ABSENT]
