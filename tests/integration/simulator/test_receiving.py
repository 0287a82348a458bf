"""python-telegram-bot receives what people do."""

import asyncio
import time

import pytest
from telegram import error

from tests.integration.simulator.conftest import bot_of, newest, picture, until_polling


async def test_a_text_arrives_with_its_sender_and_command(bot, ann):
    message = (await newest(bot)).message
    assert message.text == "/start"
    assert message.chat.type == "private"
    assert message.from_user.full_name == "Ann Lee"
    assert message.from_user.username == "annlee"
    assert [(one.type, one.length) for one in message.entities] == [("bot_command", 6)]


async def test_updates_come_again_until_their_offset_confirms_them(bot, ann):
    sent = await ann.says("hello")
    first = await bot.get_updates()
    again = await bot.get_updates()
    assert [update.update_id for update in first] == [update.update_id for update in again]
    assert first[1].update_id == first[0].update_id + 1
    assert await bot.get_updates(offset=first[-1].update_id + 1) == ()
    assert [message.is_seen for message in await ann.history()] == [True, True]
    assert sent.is_seen is False


async def test_of_two_pollers_the_earlier_one_ends_with_a_conflict(telegram, bot, client):
    await bot.get_me()
    async with bot_of(telegram) as other:
        waiting = asyncio.create_task(bot.get_updates(timeout=30))
        await until_polling(telegram)
        second = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(error.Conflict, match="terminated by other getUpdates request"):
            await waiting
        await (await client.person("Ann")).says("hello")
        assert len(await second) == 1


async def test_a_wrong_token_is_refused(telegram):
    with pytest.raises(error.InvalidToken):
        async with bot_of(telegram, "1:wrong"):
            pass


async def test_a_photo_arrives_in_several_sizes_that_can_be_downloaded(bot, ann):
    await ann.sends_photo(picture(2000, 1000), "me")
    message = (await newest(bot)).message
    assert message.caption == "me"
    assert [(size.width, size.height) for size in message.photo] == [
        (90, 45),
        (320, 160),
        (800, 400),
        (1280, 640),
    ]
    largest = message.photo[-1]
    downloaded = await (await largest.get_file()).download_as_bytearray()
    assert len(downloaded) == largest.file_size
    assert len({size.file_unique_id for size in message.photo}) == 4


async def test_the_same_photo_keeps_its_unique_id(bot, ann):
    await ann.sends_photo(picture(colour="red"))
    await ann.sends_photo(picture(colour="blue"))
    await ann.sends_photo(picture(colour="red"))
    ids = [update.message.photo[-1].file_unique_id for update in (await bot.get_updates())[1:]]
    assert ids[0] == ids[2] != ids[1]


async def test_an_image_file_arrives_unchanged(bot, ann):
    content = picture(300, 300, kind="PNG")
    await ann.sends_file(content, "me.png", "image/png", caption="as a file")
    message = (await newest(bot)).message
    assert (message.document.file_name, message.document.mime_type) == ("me.png", "image/png")
    assert message.caption == "as a file"
    assert bytes(await (await message.document.get_file()).download_as_bytearray()) == content


async def test_a_file_over_20_mb_cannot_be_downloaded(bot, ann):
    await ann.sends_file(b"\0" * (20 * 1024 * 1024 + 1), "big.bin")
    document = (await newest(bot)).message.document
    with pytest.raises(error.BadRequest, match="File is too big"):
        await document.get_file()


async def test_an_album_is_several_messages_with_one_group_and_one_caption(bot, ann):
    await ann.sends_photos([picture(colour=colour) for colour in ("red", "green", "blue")], "trip")
    album = [update.message for update in (await bot.get_updates())[1:]]
    assert len(album) == 3
    assert len({message.media_group_id for message in album}) == 1
    assert [message.caption for message in album] == ["trip", None, None]


async def test_other_kinds_arrive_as_what_they_are(bot, ann):
    await ann.sends_sticker("🎉")
    await ann.sends_voice(seconds=3)
    await ann.sends_location(48.85, 2.29)
    await ann.sends_contact("Bob", "+15550100")
    await ann.sends_file(b"%PDF-1.7", "notes.pdf", "application/pdf")
    sticker, voice, place, contact, paper = [
        update.message for update in (await bot.get_updates())[1:]
    ]
    assert sticker.sticker.emoji == "🎉"
    assert voice.voice.duration.total_seconds() == 3
    assert (place.location.latitude, place.location.longitude) == (48.85, 2.29)
    assert contact.contact.phone_number == "+15550100"
    assert paper.document.mime_type == "application/pdf"


async def test_a_message_may_have_been_sent_earlier(bot, ann):
    yesterday = int(time.time()) - 86_400
    await ann.says("I was here", date=yesterday)
    assert (await newest(bot)).message.date.timestamp() == yesterday


async def test_a_reply_carries_the_message_it_answers(bot, ann):
    asked = await bot.send_message(ann.id, "Your name?")
    await ann.says("Ann", reply_to=asked.message_id)
    assert (await newest(bot)).message.reply_to_message.text == "Your name?"


@pytest.mark.parametrize("link", ["https://t.me/rollcall_bot?start=AbC_1-2", "AbC_1-2"])
async def test_a_deep_link_sends_start_with_its_code(bot, client, link):
    bob = await client.person("Bob")
    await bob.opens(link)
    assert (await newest(bot)).message.text == "/start AbC_1-2"


async def test_a_message_in_a_group_says_which_group(bot, client, ann):
    in_class = await ann.in_group("Class 7B")
    await in_class.says("hello all")
    chat = (await newest(bot)).message.chat
    assert (chat.type, chat.title) == ("group", "Class 7B")
    await bot.send_message(chat.id, "hello Ann")
    assert (await in_class.hears()).text == "hello Ann"


async def test_any_update_can_be_handed_over_as_it_is(bot, client, ann):
    await client.hands_over("message", {"text": 5})
    await ann.says("hello")

    *_, odd, usual = await bot._post("getUpdates")
    assert odd["message"] == {"text": 5}
    assert usual["message"]["text"] == "hello"
    assert usual["update_id"] == odd["update_id"] + 1


async def test_ids_go_on_elsewhere_after_a_quiet_week(bot, client, ann):
    last = (await newest(bot)).update_id
    assert await bot.get_updates(offset=last + 1) == ()
    await client.jump_update_ids(5)
    await ann.says("long time no see")
    assert [update.update_id for update in await bot.get_updates(offset=last + 1)] == [5]
