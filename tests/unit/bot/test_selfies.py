"""The question whether selfies may be kept, and who is shown one that is."""

from dataclasses import replace

import pytest

from bot.dispatch import Dispatcher
from bot.handlers.router import route
from bot.replies import common
from bot.settings import Privacy
from tests.unit.attendance.samples import DAY, MINUTE, NINE
from tests.unit.bot.chats import data, labels, to
from tests.unit.bot.fakes import ANN


@pytest.fixture
async def keeping(chats, math):
    """A school that keeps selfies for 30 days, where Eve has yet to answer."""
    days = 30
    services = replace(
        chats.services,
        privacy=Privacy(retain_photos_days=days),
        desk=replace(chats.services.desk, selfie_days=days),
    )
    chats.services = services
    chats.dispatcher = Dispatcher(services=services, handler=route)
    await chats.school.add_student("Eve", math, account_id=ANN, photos=[b"eve"])
    return chats


def kept(chats):
    return [one.image for one in chats.units.state.selfies.values()]


async def agrees(chats):
    _, question = await chats.presses(ANN, common.AGREE)
    return question


async def test_who_agrees_is_asked_about_selfies_apart(keeping):
    question = await agrees(keeping)
    assert "May I keep your selfies for 30 days?" in question.text
    assert labels(question) == ["Keep my selfies", "Keep none"]

    await keeping.shows(ANN, "eve")
    assert kept(keeping) == []  # not before there is an answer


async def test_a_yes_keeps_selfies_and_a_no_erases_them(keeping):
    (thanks,) = await keeping.taps(ANN, await agrees(keeping), "Keep my selfies")
    assert "for 30 days, encrypted" in thanks.text
    await keeping.shows(ANN, "eve")
    assert kept(keeping) == [b"eve"]

    (privacy,) = await keeping.says(ANN, "/privacy")
    assert "for 30 days each: 1 now" in privacy.text
    (asked,) = await keeping.taps(ANN, privacy, "Whether my selfies")
    (none,) = await keeping.taps(ANN, asked, "Keep none")
    assert "none of your selfies is kept" in none.text
    assert kept(keeping) == []
    (privacy,) = await keeping.says(ANN, "/privacy")
    assert "No photos: I look and forget them." in privacy.text


async def test_the_question_is_under_start_and_is_put_once_otherwise(keeping):
    question = await agrees(keeping)
    await keeping.taps(ANN, question, "Keep none")

    (start,) = await keeping.says(ANN, "/start")
    assert "Whether my selfies are kept" in labels(start)
    (again,) = await keeping.presses(ANN, common.AGREE)
    assert "selfies" not in "".join(labels(again))


async def test_a_yes_to_another_number_of_days_is_asked_anew(keeping):
    await agrees(keeping)

    (asked,) = await keeping.presses(ANN, "keep-selfies:9999")

    assert "for 30 days?" in asked.text
    assert "keep-selfies:30" in data(asked)
    assert keeping.units.state.students[1 + 1].selfie_days is None


async def test_where_none_is_kept_nobody_is_asked(chats, math, ann):
    (start,) = await chats.says(ANN, "/start")
    assert "selfies" not in "".join(labels(start))
    (answer,) = await chats.presses(ANN, "ask-selfies")
    assert "not kept here" in answer.text


async def test_only_a_student_who_has_agreed_answers(keeping, tom):
    (answer,) = await keeping.presses(ANN, "keep-selfies:30")
    assert "have agreed to have their face compared" in answer.text
    (answer,) = await keeping.presses(tom, "keep-selfies:30")
    assert answer.text == common.STALE_BUTTON


async def test_a_teacher_is_shown_a_kept_selfie_that_telegram_has_not_any_more(keeping, tom):
    await keeping.taps(ANN, await agrees(keeping), "Keep my selfies")
    (refusal,) = await keeping.shows(ANN, "stranger", sent_at=NINE + MINUTE)
    await keeping.taps(ANN, refusal, "look")
    async with keeping.units() as uow:
        await uow.disputes.forget_pictures(NINE + 15 * DAY)
        await uow.commit()
    (session,) = keeping.units.state.sessions.values()

    (asked,) = to(await keeping.presses(tom, f"disputed:{session.id}"), tom)

    ((_, photo),) = [call for call in keeping.telegram.calls if call[0] == "send_photo"]
    assert (photo["chat_id"], photo["photo"]) == (tom, b"stranger")
    assert "Eve" in photo["caption"]
    assert "Is it them, and there?" in asked.text
    assert asked.picture is None  # what is owed is on the disk
