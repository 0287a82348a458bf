from tests.unit.attendance.samples import HOUR, MINUTE, NINE
from tests.unit.bot.jobs.office import FOUR, SECOND, TEN


async def test_the_absent_are_marked_once_their_session_has_closed(office, math):
    await office.tick(TEN - SECOND)
    assert office.school.absent == []

    await office.tick(TEN)
    assert office.school.absent == ["Ann"]


async def test_nobody_is_absent_before_telegram_has_been_read_to_the_end(office, math):
    await office.tick(TEN, heard=False)
    assert office.school.absent == []

    office.contact.heard(TEN, more=True)
    await office.tick(TEN, heard=False)
    assert office.school.absent == []

    await office.tick(TEN)
    assert office.school.absent == ["Ann"]


async def test_nobody_is_absent_while_telegram_is_out_of_reach(office, math):
    office.contact.heard(NINE, more=False)
    office.contact.lost()

    await office.tick(TEN + HOUR, heard=False)

    assert office.school.absent == []


async def test_nobody_is_absent_as_of_later_than_telegram_was_heard(office, math):
    office.contact.heard(TEN - SECOND, more=False)
    await office.tick(TEN + 20 * SECOND, heard=False)
    assert office.school.absent == []

    office.contact.heard(TEN, more=False)
    await office.tick(TEN + 30 * SECOND, heard=False)
    assert office.school.absent == ["Ann"]


async def test_nobody_is_absent_while_something_sent_before_is_unhandled(office, math, tom):
    await office.receive(1, TEN - SECOND)

    await office.tick(TEN + HOUR)
    assert office.school.absent == []

    await office.tick(FOUR)
    assert office.letters == []

    await office.handle(1)
    await office.tick(FOUR)
    assert office.school.absent == ["Ann"]
    assert len(office.letters) == 1


async def test_nobody_is_absent_as_of_later_than_telegram_was_heard_even_if_post_came_since(
    office, math
):
    office.contact.heard(TEN - SECOND, more=False)
    await office.receive(1, TEN + SECOND)

    await office.tick(TEN + MINUTE, heard=False)

    assert office.school.absent == []


async def test_something_sent_later_holds_nobody_up(office, math):
    await office.receive(1, TEN + SECOND)

    await office.tick(TEN + MINUTE)

    assert office.school.absent == ["Ann"]
