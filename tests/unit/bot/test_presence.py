"""What is shown while a photo is read, and what pressed buttons are told."""

import asyncio

from bot.presence import Presence


class Recorder:
    """A bot that remembers to whom it showed that it is typing, and what it answered."""

    def __init__(self):
        self.shown = []
        self.noticed = []

    async def send_chat_action(self, chat_id, action):
        self.shown.append(chat_id)
        return True

    async def answer_callback_query(self, query_id, text):
        self.noticed.append(query_id)
        return True


class Press:
    def __init__(self, id_):
        self.id = id_


async def test_a_chat_sees_that_its_photo_is_being_read():
    bot = Recorder()
    presence = Presence(bot)
    presence.is_looking(7)
    await asyncio.sleep(0)
    assert bot.shown == [7]


async def test_when_many_photos_come_at_once_only_the_first_few_chats_see_it():
    bot = Recorder()
    presence = Presence(bot)
    for chat_id in range(30):
        presence.is_looking(chat_id)
        await asyncio.sleep(0)
    assert bot.shown == [0, 1]


async def test_every_press_is_noticed_however_many_come():
    bot = Recorder()
    presence = Presence(bot)
    for number in range(30):
        presence.noticed(Press(str(number)))
    await asyncio.sleep(0)
    assert len(bot.noticed) == 30
