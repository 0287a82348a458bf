"""What guardians hear, when, and what is never told."""

import pytest

from attendance import disputes, excuses
from attendance.model import Dispute, SentPicture, Status
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE
from tests.unit.bot.chats import ADMIN
from tests.unit.bot.guardians.family import (
    HALF_PAST,
    MAX,
    TEN,
    ZOE,
    accepts,
    decide,
    hears,
    invited,
)


async def test_a_guardian_hears_of_an_absence_once_half_an_hour_after_the_end(chats, ann, zoe):
    await chats.school.settle(TEN)
    assert await hears(chats, HALF_PAST - MINUTE) == []

    ((account_id, text),) = await hears(chats, HALF_PAST)

    assert account_id == ZOE
    assert text.startswith("Ann hat gefehlt: MATH1 Mathematics 1, Mo 02.03.2026, 09:00 Uhr.")
    assert await hears(chats, HALF_PAST + MINUTE) == []


async def test_every_guardian_who_hears_is_told(chats, ann, zoe):
    await accepts(chats, MAX, await invited(chats, "ANN"))
    await chats.presses(MAX, "g-lang:0")
    await chats.presses(MAX, "g-agree:1")
    await chats.school.settle(TEN)

    assert {account_id for account_id, _ in await hears(chats, HALF_PAST)} == {ZOE, MAX}


async def test_off_by_default_no_class_tells_guardians(chats, math, ann):
    await accepts(chats, ZOE, await invited(chats, "ANN"))
    await chats.presses(ZOE, "g-lang:0")
    await chats.presses(ZOE, "g-agree:1")
    await chats.school.settle(TEN)
    assert await hears(chats, HALF_PAST) == []

    chats.clock.now = HALF_PAST
    await chats.says(ADMIN, "/set MATH1 guardians 0")
    assert await hears(chats, HALF_PAST + MINUTE) == []  # it closed before


async def test_the_minutes_are_the_class_s(chats, ann, zoe):
    await chats.says(ADMIN, "/set MATH1 guardians 90")
    await chats.school.settle(TEN)

    assert await hears(chats, TEN + 89 * MINUTE) == []
    assert len(await hears(chats, TEN + 90 * MINUTE)) == 1


async def test_a_correction_in_progress_holds_a_notice_back(chats, ann, zoe):
    await chats.school.settle(TEN)
    await decide(chats, ann, Status.PRESENT, TEN + 20 * MINUTE)
    assert await hears(chats, HALF_PAST) == []

    await decide(chats, ann, Status.ABSENT, TEN + 25 * MINUTE)
    assert await hears(chats, HALF_PAST) == []
    assert len(await hears(chats, TEN + 55 * MINUTE)) == 1


async def test_what_is_corrected_before_is_never_told(chats, ann, zoe):
    await chats.school.settle(TEN)
    await decide(chats, ann, Status.EXCUSED, TEN + 20 * MINUTE)

    assert await hears(chats, TEN + 5 * HOUR) == []


async def test_a_dispute_holds_a_notice_back_until_it_is_decided(chats, ann, zoe):
    await chats.school.settle(TEN)
    async with chats.units() as uow:
        (session,) = await uow.sessions.between(1, NINE.date(), NINE.date())
        dispute = await uow.disputes.add(a_dispute(session, ann))
        await uow.commit()
    assert await hears(chats, HALF_PAST) == []

    async with chats.units() as uow:
        await disputes.decide(uow, dispute, approved=False, by=ADMIN, at=HALF_PAST)
        await uow.commit()
    assert len(await hears(chats, HALF_PAST + MINUTE)) == 1


def a_dispute(session, student):
    return Dispute(
        id=0,
        session_id=session.id,
        student_id=student.id,
        sent_at=NINE,
        picture=SentPicture(file_id="f"),
        reason="no face",
        score=None,
        opened_at=TEN,
    )


@pytest.mark.parametrize(("approved", "notices"), [(True, 0), (False, 1)])
async def test_an_excuse_holds_a_notice_back_until_it_is_decided(
    chats, ann, zoe, approved, notices
):
    await chats.school.settle(TEN)
    async with chats.units() as uow:
        asked = await excuses.ask(uow, ann, "a train", NINE.date(), at=TEN)
        await uow.commit()
    assert await hears(chats, HALF_PAST) == []

    async with chats.units() as uow:
        ((_, excuse),) = asked.requests
        await excuses.decide(uow, excuse, approved=approved, by=ADMIN, at=HALF_PAST)
        await uow.commit()
    assert len(await hears(chats, HALF_PAST + HOUR)) == notices


async def test_what_was_told_and_is_corrected_is_told_once(chats, ann, zoe):
    await chats.school.settle(TEN)
    await hears(chats, HALF_PAST)
    await decide(chats, ann, Status.LATE, TEN + HOUR)
    assert await hears(chats, TEN + HOUR + MINUTE) == []

    ((_, text),) = await hears(chats, TEN + 90 * MINUTE)

    assert text.startswith("Korrektur: Ann")
    assert text.endswith("verspätet.")
    assert await hears(chats, TEN + 2 * HOUR) == []


async def test_nothing_of_the_time_without_notices_is_made_up_for(chats, ann, zoe):
    await chats.presses(ZOE, "g-hear:0")
    await chats.school.settle(TEN)
    chats.clock.now = TEN + MINUTE
    await chats.presses(ZOE, "g-hear:1")

    assert await hears(chats, TEN + 2 * HOUR) == []
    await chats.school.settle(TEN + DAY)
    assert len(await hears(chats, HALF_PAST + DAY)) == 1


async def test_a_notice_is_up_to_a_week_late(chats, ann, zoe):
    await chats.school.settle(TEN)

    assert await hears(chats, TEN + 8 * DAY) == []
    assert len(await hears(chats, TEN + 6 * DAY)) == 1


async def test_what_was_not_committed_is_told_the_next_time(chats, ann, zoe, monkeypatch):
    await chats.school.settle(TEN)

    def fails(_):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("bot.notices.texts.notice", fails)
        assert await hears(chats, HALF_PAST) == []

    assert len(await hears(chats, HALF_PAST + MINUTE)) == 1


@pytest.mark.parametrize(
    ("value", "known"), [("off", True), ("1441", False), ("soon", False), ("0", True)]
)
async def test_guardians_of_a_class_are_told_or_not(chats, told, value, known):
    (answer,) = await chats.says(ADMIN, f"/set MATH1 guardians {value}")

    assert ("should be on, off, or the minutes" in answer.text) is not known
