import pytest

from tests.unit.bot.chats import ADMIN, Chats, data, labels


@pytest.fixture
async def doubted():
    """The bot, and its answer to a photo of Ann that shows Bob."""
    chats = Chats()
    await chats.school.add_student("Bob", agreed=True, photos=[b"bob"])
    await chats.school.add_student("Ann", agreed=True)
    await chats.services.desk.refresh()
    (answer,) = await chats.shows(ADMIN, "bob", "/photo ANN")
    assert "looks like Bob" in answer.text
    assert labels(answer) == [
        *("Remove this photo", "Keep it"),
        *("Same person", "Twins", "Look into it"),
    ]
    return chats, answer


async def test_a_photo_is_kept_by_its_button(doubted):
    chats, answer = doubted

    (kept,) = await chats.taps(ADMIN, answer, "Keep it")

    assert "The photo of Ann stays." in kept.text
    assert labels(kept) == ["Same person", "Twins", "Look into it"]
    assert chats.audited[-1] == (ADMIN, "keep photo")


@pytest.mark.parametrize("label", ["Keep it", "Remove this photo"])
async def test_a_photo_that_another_admin_has_removed_is_said_to_be_gone(doubted, label):
    chats, answer = doubted
    await chats.taps(ADMIN, answer, "Remove this photo")
    audited = chats.audited

    (late,) = await chats.taps(ADMIN, answer, label)

    assert "The photo was removed before. Ann has 0 photos now." in late.text
    assert "stays" not in late.text
    assert chats.audited == audited


async def test_a_photo_of_somebody_who_was_removed_is_gone_with_them(doubted):
    chats, answer = doubted
    (asked,) = await chats.says(ADMIN, "/remove ANN")
    await chats.taps(ADMIN, asked, "Remove")

    (late,) = await chats.taps(ADMIN, answer, "Keep it")
    (again,) = await chats.taps(ADMIN, asked, "Keep")

    assert "no longer enrolled" in late.text
    assert "no longer enrolled" in again.text


async def test_only_an_admin_decides(doubted):
    chats, answer = doubted

    for pressed in data(answer):
        (refused,) = await chats.presses(77, pressed)
        assert "Only admins can" in refused.text
    assert len(chats.units.state.templates) == 2


@pytest.mark.parametrize(
    "pressed", ["keep-photo:x:1", "keep-photo:1:²", "withdraw-photo:1", "keep"]
)
async def test_what_no_button_of_ours_carries_is_answered_and_changes_nothing(doubted, pressed):
    chats, _ = doubted

    (answer,) = await chats.presses(ADMIN, pressed)

    assert "stays" not in answer.text
    assert len(chats.units.state.templates) == 2
