"""Scenes: what is done in them, and in what order."""

import asyncio

import pytest

from simulator import errors
from tests.integration.simulator.conftest import picture


@pytest.fixture
async def bob(client):
    bob = await client.person("Bob")
    await bob.says("/start")
    return bob


async def answering(bot):
    """Answer every update, in order, until the test is over."""
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=5):
            offset = update.update_id + 1
            await bot.send_message(update.effective_chat.id, f"answer {offset}")


@pytest.fixture
async def answers(bot, ann, bob):
    """The bot answers whatever is sent."""
    task = asyncio.create_task(answering(bot))
    yield
    task.cancel()
    await asyncio.wait([task])


async def test_each_step_is_taken_once_the_bot_has_answered_the_one_before(
    client, ann, bob, answers
):
    await ann.offers("Ann", picture())
    scene = await client.offers_scene(
        "Give it to Bob",
        [
            {"person": ann.id, "sample": "Ann"},
            {"person": bob.id, "repeat": ann.id},
            {"person": bob.id, "forward": ann.id},
            {"person": bob.id, "text": "/status"},
        ],
    )
    played = await client.plays(scene)
    assert [message.kind for message in played] == ["photo", "photo", "photo", "text"]
    assert [message.forwarded_from for message in played] == [None, None, "Ann Lee", None]
    heard = [message.from_bot for message in (await bob.history())[-6:]]
    assert heard == [False, True, False, True, False, True]


async def test_scenes_are_listed_with_whose_chat_to_show_and_who_watches(client, ann, bob):
    cem = await client.person("Cem")
    steps = [{"person": one.id, "text": "hello"} for one in (cem, bob, ann)]
    await client.offers_scene("Say hello", steps, hint="as Bob", watch=ann, title="Try it")
    offered = await client.call("GET", "/api/scenes")
    assert offered["title"] == "Try it"
    (scene,) = offered["scenes"]
    assert (scene["label"], scene["hint"]) == ("Say hello", "as Bob")
    assert (scene["person_id"], scene["watch"]) == (bob.id, ann.id)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([], "needs a label and steps"),
        ([{"person": 1001, "sings": "la"}], "A step is not understood"),
        ([{"person": 4040, "text": "hi"}], "There is no person 4040"),
    ],
)
async def test_a_scene_that_cannot_be_played_is_not_offered(client, ann, steps, words):
    with pytest.raises(errors.Refused, match=words):
        await client.offers_scene("Odd", steps)


async def test_what_is_not_there_cannot_be_played(client, ann):
    scene = await client.offers_scene("Odd", [{"person": ann.id, "repeat": ann.id}])
    with pytest.raises(errors.Refused, match="Ann Lee has sent no photo yet"):
        await client.plays(scene)
    scene = await client.offers_scene("Odd", [{"person": ann.id, "sample": "none"}])
    with pytest.raises(errors.Refused, match="has no sample 'none'"):
        await client.plays(scene)
    with pytest.raises(errors.Refused, match="There is no scene 99"):
        await client.plays(99)
