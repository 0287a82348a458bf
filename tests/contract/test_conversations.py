from dataclasses import replace

import pytest

from attendance.mail import (
    Conversation,
)
from tests.contract.samples import DAY, MINUTE, NOW


@pytest.fixture
def conversation():
    answers = {"roll_no": "A1"}
    return Conversation(chat_id=100, command="enroll", answers=answers, expires_at=NOW + MINUTE)


async def test_a_conversation_goes_on_until_it_expires(uow, conversation):
    await uow.conversations.put(conversation)

    assert await uow.conversations.get(100, NOW) == conversation
    assert await uow.conversations.get(100, NOW + MINUTE) is None
    assert await uow.conversations.get(200, NOW) is None


async def test_a_chat_is_in_the_middle_of_one_thing(uow, conversation):
    await uow.conversations.put(conversation)
    other = Conversation(chat_id=100, command="photo", answers={}, expires_at=NOW + DAY)
    await uow.conversations.put(other)

    assert await uow.conversations.get(100, NOW) == other


async def test_a_conversation_ends_once(uow, conversation):
    await uow.conversations.put(conversation)

    assert await uow.conversations.end(100) is True
    assert await uow.conversations.end(100) is False
    assert await uow.conversations.get(100, NOW) is None


async def test_conversations_are_forgotten_when_they_have_expired(uow, conversation):
    later = replace(conversation, chat_id=200, expires_at=NOW + DAY)
    await uow.conversations.put(conversation)
    await uow.conversations.put(later)

    await uow.conversations.forget(NOW + MINUTE)

    assert await uow.conversations.get(100, NOW) is None
    assert await uow.conversations.get(200, NOW) == later
