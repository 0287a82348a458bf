"""Whatever comes in, a polite answer goes out, or none."""

import json
import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attendance.mail import Received
from attendance.model import UpdateKey
from bot import presses, updates
from bot.handlers import buttons
from tests import hostile
from tests.unit.attendance.samples import DAY, NINE
from tests.unit.bot.chats import ADMIN, Chats, to
from tests.unit.bot.fakes import ANN, BOT_ID
from tests.unit.bot.polite import assert_polite

STRANGER = 77
NOW = int(NINE.timestamp())


@pytest.fixture
async def people(chats):
    """Everybody there may be: an account of each role, in a class that meets now."""
    return await _everybody(chats)


async def _everybody(chats):
    math = await chats.school.add_class(meets_since=NINE - DAY)
    teacher = await chats.school.add_teacher("Tom", math)
    chats.files.contents["f"] = b"roll_no,name,class\n\x00,\x1b[2J,\xe2\x80\xae\n"
    await chats.school.add_student("Ann", math, account_id=ANN, agreed=True, photos=[b"ann"])
    return (STRANGER, ANN, teacher.account_id, ADMIN)


async def handled(chats, update):
    """What is owed to anybody for an update of any shape."""
    key = UpdateKey(bot_id=BOT_ID, update_id=update["update_id"])
    received = Received(key=key, chat_id=updates.chat_of(update), payload=update)
    chats.units.state.outbox.clear()
    async with chats.units() as uow:
        await uow.inbox.receive([received], chats.clock())
        await uow.commit()
    await chats.dispatcher.handle(received)
    kept = chats.units.state.inbox[key]
    assert (kept.done_at is not None, kept.error) == (True, None)
    return [kept.message for kept in chats.units.state.outbox.values()]


@pytest.fixture
def silent(caplog):
    """Nothing is logged that an operator would have to look at."""
    yield caplog
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("content", hostile.CONTENTS, ids=lambda content: repr(content)[:60])
async def test_an_odd_message_has_one_polite_answer_at_most(chats, people, silent, content):
    for update_id, account_id in enumerate(people, start=1):
        said = hostile.message(account_id, NOW, content)
        messages = await handled(chats, {"update_id": update_id, "message": said})
        assert_polite(messages)
        assert len(to(messages, account_id)) <= 1


@pytest.mark.parametrize("content", hostile.CONTENTS[::7], ids=lambda content: repr(content)[:60])
async def test_an_odd_edit_has_one_polite_answer_at_most(chats, people, silent, content):
    for update_id, account_id in enumerate(people, start=1):
        said = hostile.message(account_id, NOW, content) | {"edit_date": NOW}
        messages = await handled(chats, {"update_id": update_id, "edited_message": said})
        assert_polite(messages)
        assert len(to(messages, account_id)) <= 1


@pytest.mark.parametrize("data", hostile.DATA, ids=repr)
async def test_an_odd_button_does_nothing_wrong(chats, people, silent, data):
    before = chats.school.units.state.marks.copy()
    for update_id, account_id in enumerate(people, start=1):
        press = hostile.press(account_id, NOW, data)
        messages = await handled(chats, {"update_id": update_id, "callback_query": press})
        assert_polite(messages)
        assert len(to(messages, account_id)) <= 1
    assert chats.school.units.state.marks == before


@pytest.mark.parametrize("content", hostile.SERVICE, ids=lambda content: next(iter(content)))
async def test_what_nobody_said_has_no_answer(chats, people, silent, content):
    for update_id, account_id in enumerate(people, start=1):
        said = hostile.message(account_id, NOW, content)
        assert await handled(chats, {"update_id": update_id, "message": said}) == []


@pytest.mark.parametrize("kind", hostile.OTHER_KINDS)
async def test_other_kinds_of_updates_have_no_answer(chats, people, silent, kind):
    payload = hostile.OTHER_KINDS[kind]

    assert await handled(chats, {"update_id": 1, kind: payload}) == []


@pytest.mark.parametrize("kind", ["message", "edited_message", "callback_query"])
@pytest.mark.parametrize("change", hostile.MALFORMED, ids=lambda change: repr(change)[:60])
async def test_what_is_not_of_the_bot_api_breaks_nothing(chats, people, caplog, kind, change):
    said = hostile.malformed(ANN, NOW, change)
    if kind == "callback_query":
        said = hostile.press(ANN, NOW, "set:1:1:1") | {"message": said}

    messages = await handled(chats, {"update_id": 1, kind: said})

    assert_polite(messages)
    assert len(messages) <= 1
    assert not [one for one in caplog.records if one.exc_info or one.levelno > logging.WARNING]


@pytest.mark.parametrize("press", [None, {}, {"id": 5}, {"data": 5}, {"from": None}, {"from": {}}])
async def test_a_press_that_is_not_of_the_bot_api_breaks_nothing(chats, people, press):
    whole = hostile.press(ANN, NOW, "set:1:1:1")
    pressed = whole | press if press else press

    assert_polite(await handled(chats, {"update_id": 1, "callback_query": pressed}))


async def test_an_album_of_videos_has_one_answer(chats, people):
    video = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}
    answers = []
    for update_id in range(1, 5):
        said = hostile.message(ANN, NOW, {"video": video, "media_group_id": "9"})
        answers += await handled(chats, {"update_id": update_id, "message": said})

    assert len(answers) == 1


# --- what nobody thought of -----------------------------------------------------------------

_TEXTS = st.sampled_from(hostile.TEXTS) | st.text(max_size=50)
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=5,
)
_PARTS = st.sampled_from(
    [
        *hostile.CONTENTS,
        *hostile.SERVICE,
        *(change for change in hostile.MALFORMED if isinstance(change, dict)),
    ]
)
_NAMES = st.sampled_from(
    [
        "text",
        "caption",
        "photo",
        "document",
        "chat",
        "from",
        "date",
        "message_id",
        "entities",
        "media_group_id",
        "forward_origin",
        "reply_to_message",
        "via_bot",
        "sticker",
        "poll",
    ]
)
_MESSAGES = st.builds(
    lambda *parts: {name: value for part in parts for name, value in part.items()},
    _PARTS,
    _PARTS,
    st.dictionaries(_NAMES, _ANY, max_size=2),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(content=_MESSAGES, kind=st.sampled_from(["message", "edited_message", *hostile.OTHER_KINDS]))
async def test_no_message_that_can_be_made_up_upsets_the_bot(content, kind):
    chats = Chats()
    for update_id, account_id in enumerate(await _everybody(chats), start=1):
        said = hostile.message(account_id, NOW, content)
        update = json.loads(json.dumps({"update_id": update_id, kind: said}))
        assert_polite(await handled(chats, update))


_PRESSES = st.sampled_from(sorted(buttons.PRESSES)).flatmap(
    lambda press: st.builds(
        presses.data,
        st.just(press[0]),
        *[st.integers(0, 3) | st.integers(-1, 10**18) for _ in range(press[1])],
    )
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=_PRESSES | st.text())
async def test_no_button_that_can_be_made_up_upsets_the_bot(data):
    chats = Chats()
    for update_id, account_id in enumerate(await _everybody(chats), start=1):
        press = hostile.press(account_id, NOW, data)
        assert_polite(await handled(chats, {"update_id": update_id, "callback_query": press}))
