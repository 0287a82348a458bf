"""python-telegram-bot receives what people forward, send again, and change afterwards."""

import pytest
from telegram import MessageOriginChannel, MessageOriginChat, MessageOriginHiddenUser

from simulator import errors
from tests.integration.simulator.conftest import newest, picture


async def test_a_forward_says_where_it_comes_from_and_keeps_its_files(bot, client, ann):
    photo = await ann.sends_photo(picture(), "me", date=1_700_000_000)
    bob = await client.person("Bob")
    await bob.forwards(photo)
    original, forwarded = [update.message for update in (await bot.get_updates())[1:]]
    assert forwarded.from_user.first_name == "Bob"
    assert forwarded.forward_origin.sender_user.first_name == "Ann"
    assert forwarded.forward_origin.date == original.date < forwarded.date
    assert forwarded.message_id != original.message_id
    assert forwarded.caption == "me"
    assert forwarded.photo == original.photo  # which the library tells by the unique ids


async def test_a_file_that_is_forwarded_is_known_by_another_id_and_can_be_fetched(bot, ann):
    photo = await ann.sends_photo(picture())
    await ann.forwards(photo)
    original, forwarded = [update.message.photo[-1] for update in (await bot.get_updates())[1:]]
    assert forwarded.file_id != original.file_id
    assert forwarded.file_unique_id == original.file_unique_id
    contents = [
        bytes(await (await one.get_file()).download_as_bytearray()) for one in (original, forwarded)
    ]
    assert contents[0] == contents[1]
    await bot.send_photo(ann.id, forwarded.file_id)
    assert (await ann.hears()).kind == "photo"


@pytest.mark.parametrize("kind", ["photo", "video_note", "location"])
async def test_every_kind_of_message_can_be_forwarded(bot, ann, kind):
    sending = {
        "photo": lambda: ann.sends_photo(picture()),
        "video_note": lambda: ann.sends_video_note(b"video"),
        "location": lambda: ann.sends_location(48.85, 2.29),
    }
    await ann.forwards(await sending[kind]())
    original, forwarded = [update.message for update in (await bot.get_updates())[1:]]
    assert getattr(forwarded, kind) == getattr(original, kind)
    assert forwarded.forward_origin


async def test_a_live_location_that_is_forwarded_is_a_place_for_good(bot, ann):
    await ann.forwards(await ann.shares_location(48.85, 2.29, accuracy=12))
    forwarded = (await newest(bot)).message
    assert forwarded.location.live_period is None
    assert forwarded.location.horizontal_accuracy == 12


@pytest.mark.parametrize(
    ("origin", "kind", "told"),
    [
        ("hidden_user", MessageOriginHiddenUser, lambda origin: origin.sender_user_name),
        ("chat", MessageOriginChat, lambda origin: origin.sender_chat.title),
        ("channel", MessageOriginChannel, lambda origin: origin.chat.title),
    ],
)
async def test_a_forward_may_hide_who_sent_it_first(bot, ann, origin, kind, told):
    photo = await ann.sends_photo(picture())
    title = "" if origin == "hidden_user" else "Selfies for sale"
    shown = await ann.forwards(photo, origin=origin, title=title)
    forwarded = (await newest(bot)).message
    assert isinstance(forwarded.forward_origin, kind)
    assert told(forwarded.forward_origin) == shown.forwarded_from == (title or "Ann Lee")


async def test_a_forward_of_a_forward_names_the_first_sender(bot, client, ann):
    bob = await client.person("Bob")
    passed_on = await bob.forwards(await ann.sends_photo(picture()))
    await (await client.person("Cem")).forwards(passed_on)
    assert (await newest(bot)).message.forward_origin.sender_user.first_name == "Ann"


async def test_an_origin_there_is_not_is_refused(ann):
    with pytest.raises(errors.Refused, match="origin must be one of user, hidden_user"):
        await ann.forwards(await ann.says("hello"), origin="nobody")


async def test_a_photo_made_with_another_bot_says_so(bot, ann):
    sent = await ann.sends_photo(picture(), via_bot="gallery_bot")
    await ann.forwards(sent)
    original, forwarded = [update.message for update in (await bot.get_updates())[1:]]
    assert original.via_bot.username == forwarded.via_bot.username == "gallery_bot"
    assert original.via_bot.is_bot
    assert original.forward_origin is None


async def test_a_photo_sent_once_more_is_a_new_message_with_the_same_file(bot, ann):
    photo = await ann.sends_photo(picture())
    await ann.repeats(photo)
    first, second = [update.message for update in (await bot.get_updates())[1:]]
    assert second.message_id > first.message_id
    assert second.photo == first.photo
    assert second.photo[-1].file_id != first.photo[-1].file_id
    assert second.forward_origin is None


async def test_a_photo_and_the_same_picture_as_a_file_are_different_files(bot, ann):
    content = picture()
    await ann.sends_photo(content)
    await ann.sends_file(content, "me.jpg", "image/jpeg")
    await ann.sends_file(content, "me too.jpg", "image/jpeg")
    photo, file, again = [update.message for update in (await bot.get_updates())[1:]]
    assert photo.photo[-1].file_unique_id != file.document.file_unique_id
    assert file.document.file_unique_id == again.document.file_unique_id


async def test_an_edit_keeps_its_date_and_comes_as_an_edit(bot, ann):
    sent = await ann.sends_photo(picture(), "befor", date=1_700_000_000)
    await ann.edits(sent, "before")
    edited = (await newest(bot)).edited_message
    assert edited.message_id == sent.id
    assert edited.caption == "before"
    assert edited.photo
    assert edited.date.timestamp() == 1_700_000_000
    assert edited.edit_date > edited.date


async def test_another_photo_can_take_the_place_of_one(bot, ann):
    sent = await ann.sends_photo(picture(colour="red"), "me")
    await ann.edits(sent, photo=picture(colour="blue"))
    original, edited = (await bot.get_updates())[1:]
    assert edited.edited_message.photo != original.message.photo
    assert edited.edited_message.caption == "me"
    assert edited.edited_message.date == original.message.date


async def test_a_photo_can_become_a_video_or_a_file_and_a_text_a_photo(bot, ann):
    photo = await ann.sends_photo(picture())
    await ann.edits(photo, video=b"video")
    edited = (await newest(bot)).edited_message
    assert edited.video
    assert not edited.photo
    await ann.edits(photo, document=b"file")
    assert (await newest(bot)).edited_message.document
    await ann.edits(await ann.says("hello"), photo=picture())
    edited = (await newest(bot)).edited_message
    assert (edited.text, edited.caption) == (None, "hello")
    assert edited.photo


async def test_what_cannot_be_edited_stays_as_it_is(ann, bot):
    photo = await ann.sends_photo(picture())
    for sent in (
        await ann.forwards(photo),
        await ann.sends_photo(picture(), via_bot="gallery_bot"),
        await ann.sends_video_note(b"video"),
        await ann.sends_location(48.85, 2.29),
    ):
        with pytest.raises(errors.Refused, match=r"stays as it is|cannot be edited"):
            await ann.edits(sent, photo=picture(colour="blue"))
