import pytest

from tests.unit.attendance.samples import HOUR, MINUTE, NINE
from tests.unit.bot.chats import labels, to
from tests.unit.bot.fakes import ANN


@pytest.mark.parametrize("excused", [True, False])
async def test_a_correction_of_a_summary_has_its_buttons_and_says_what_the_mark_was(
    chats, math, tom, ann, excused
):
    chats.gallery.alike = {(b"ann", b"ann"): 0.9}
    if excused:
        await chats.says(ANN, "/excuse today dentist")
        (request,) = chats.units.state.excuses
        await chats.presses(tom, f"excuse:{request}:1")
    await chats.school.settle(NINE + HOUR)
    await chats.school.hand_over(NINE + 8 * HOUR)
    chats.advance(8 * HOUR)

    messages = await chats.shows(ANN, "ann", sent_at=NINE + MINUTE)

    (correction,) = to(messages, tom)
    before = "excused" if excused else "absent"
    assert f"Ann is present, not {before}." in correction.text
    assert "Everybody" in labels(correction)


async def test_a_muted_class_brings_no_correction(chats, math, tom, ann):
    chats.gallery.alike = {(b"ann", b"ann"): 0.9}
    await chats.school.settle(NINE + HOUR)
    await chats.school.hand_over(NINE + 8 * HOUR)
    chats.advance(8 * HOUR)
    await chats.says(tom, "/notify MATH1 off")

    messages = await chats.shows(ANN, "ann", sent_at=NINE + MINUTE)

    assert [message.chat_id for message in messages] == [ANN]
    assert messages[0].text.startswith("Present")
