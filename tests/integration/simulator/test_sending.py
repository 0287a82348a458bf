"""python-telegram-bot answers people."""

import asyncio

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
    error,
)

from simulator import Limits, Simulator, errors
from simulator.client import Client
from tests.integration.simulator.conftest import bot_of, picture

AGREE = InlineKeyboardMarkup([[InlineKeyboardButton("I agree", callback_data="agree:1")]])


async def test_a_person_hears_a_formatted_answer_to_their_message(bot, ann):
    asked = await ann.says("am I in?")
    await bot.send_message(
        ann.id, "<b>Present</b>", parse_mode="HTML", reply_parameters=ReplyParameters(asked.id)
    )
    heard = await ann.hears()
    assert (heard.text, heard.reply_to) == ("Present", asked.id)
    assert heard.entities[0]["type"] == "bold"


async def test_a_photo_with_a_caption_can_be_looked_at(bot, ann):
    await bot.send_photo(ann.id, picture(400, 300), caption="your day")
    heard = await ann.hears()
    assert heard.text == "your day"
    assert (await ann.downloads(heard)).startswith(b"\xff\xd8")


async def test_a_file_and_one_known_by_its_id_can_be_sent(bot, ann):
    sent = await bot.send_document(ann.id, b"a,b", filename="export.csv")
    await bot.send_document(ann.id, sent.document.file_id)
    assert await ann.downloads(await ann.hears()) == b"a,b"
    assert (await ann.hears()).file_name == "export.csv"


async def test_an_album_is_heard_as_one(bot, ann):
    await bot.send_media_group(
        ann.id, [InputMediaPhoto(picture(), caption="two"), InputMediaPhoto(picture(90, 90))]
    )
    first, second = await ann.hears(), await ann.hears()
    assert first.album == second.album is not None
    assert (first.text, second.text) == ("two", "")


async def test_an_edited_message_is_heard_again(bot, ann):
    sent = await bot.send_message(ann.id, "Reading…")
    await bot.edit_message_text("Present", ann.id, sent.message_id)
    assert not (await ann.hears()).edited
    heard = await ann.hears()
    assert (heard.id, heard.text, heard.edited) == (sent.message_id, "Present", True)


async def test_captions_pictures_and_buttons_can_be_changed(bot, ann):
    sent = await bot.send_photo(ann.id, picture(), caption="one", reply_markup=AGREE)
    await bot.edit_message_caption(ann.id, sent.message_id, caption="two", reply_markup=AGREE)
    await bot.edit_message_media(
        InputMediaPhoto(picture(200, 100), caption="three"), ann.id, sent.message_id
    )
    await bot.edit_message_reply_markup(ann.id, sent.message_id, reply_markup=AGREE)
    assert [(await ann.hears()).text for _ in range(3)] == ["one", "two", "three"]
    assert (await ann.history())[-1].labels == ["I agree"]
    await ann.hears_nothing(timeout=0.05)


async def test_a_change_that_changes_nothing_is_refused(bot, ann):
    sent = await bot.send_message(ann.id, "same")
    with pytest.raises(error.BadRequest, match="Message is not modified"):
        await bot.edit_message_text("same", ann.id, sent.message_id)


async def test_a_deleted_message_is_gone(bot, ann):
    sent = await bot.send_message(ann.id, "oops")
    await bot.delete_message(ann.id, sent.message_id)
    assert "oops" not in [message.text for message in await ann.history()]
    with pytest.raises(error.BadRequest, match="Message to delete not found"):
        await bot.delete_message(ann.id, sent.message_id)


async def test_pressing_a_button_returns_the_bots_answer(bot, ann):
    await bot.send_message(ann.id, "Agree?", reply_markup=AGREE)
    pressing = asyncio.create_task(ann.presses("I agree"))
    query = (await bot.get_updates(timeout=5, allowed_updates=["callback_query"]))[-1]
    while query.callback_query is None:
        offset = query.update_id + 1
        query = (await bot.get_updates(offset=offset, timeout=5))[-1]
    assert query.callback_query.data == "agree:1"
    assert query.callback_query.message.text == "Agree?"
    await query.callback_query.answer("Thank you", show_alert=True)
    answer = await pressing
    assert (answer.answered, answer.text, answer.alert) == (True, "Thank you", True)
    with pytest.raises(error.BadRequest, match="Query is too old"):
        await query.callback_query.answer("again")


async def test_a_press_without_an_answer_says_so(bot, ann):
    await bot.send_message(ann.id, "Agree?", reply_markup=AGREE)
    assert not (await ann.presses("agree:1", timeout=0.05)).answered


async def test_a_button_that_is_not_there_cannot_be_pressed(bot, ann):
    await bot.send_message(ann.id, "Agree?", reply_markup=AGREE)
    with pytest.raises(errors.Refused, match="has a button 'Never'"):
        await ann.presses("Never")


async def test_actions_and_reactions_are_seen(bot, ann):
    said = await ann.says("hi")
    await bot.send_chat_action(ann.id, "typing")
    await bot.set_message_reaction(ann.id, said.id, "👍")
    assert [event["type"] for event in await ann.events()][-2:] == ["action", "reaction"]
    assert (await ann.history())[-1].reactions == ("👍",)
    with pytest.raises(error.BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(ann.id, said.id, "✅")


async def test_everyone_sees_the_menu_of_their_scope(bot, client, ann):
    bob = await client.person("Bob")
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("today", "Today")], scope=BotCommandScopeChat(ann.id))
    assert [one["command"] for one in await ann.commands()] == ["today"]
    assert [one["command"] for one in await bob.commands()] == ["help"]
    assert await bot.delete_my_commands(scope=BotCommandScopeChat(ann.id))
    assert [one.command for one in await bot.get_my_commands()] == ["help"]
    assert [one["command"] for one in await ann.commands()] == ["help"]


async def test_a_question_can_force_a_reply(bot, ann):
    await bot.send_message(ann.id, "Name?", reply_markup=ForceReply())
    assert (await ann.hears()).markup["force_reply"] is True


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (
            lambda bot, ann: bot.send_message(ann, "x" * 4097),
            error.BadRequest,
            "Message is too long",
        ),
        (lambda bot, ann: bot.send_message(ann, " "), error.BadRequest, "Message text is empty"),
        (
            lambda bot, ann: bot.send_photo(ann, picture(), caption="x" * 1025),
            error.BadRequest,
            "Message caption is too long",
        ),
        (
            lambda bot, ann: bot.send_message(ann, "<b>", parse_mode="HTML"),
            error.BadRequest,
            "Can't parse entities",
        ),
        (lambda bot, ann: bot.send_message(4040, "hi"), error.BadRequest, "Chat not found"),
        (
            lambda bot, ann: bot.send_message(
                ann,
                "x",
                reply_markup=InlineKeyboardMarkup.from_button(
                    InlineKeyboardButton("b", callback_data="é" * 33)
                ),
            ),
            error.BadRequest,
            "Button_data_invalid",
        ),
        (
            lambda bot, ann: bot.send_message(ann, "x", reply_parameters=ReplyParameters(999)),
            error.BadRequest,
            "Message to be replied not found",
        ),
        (
            lambda bot, ann: bot.send_photo(ann, b"no picture"),
            error.BadRequest,
            "Image_process_failed",
        ),
        (
            lambda bot, ann: bot.send_photo(ann, picture(10_000, 100)),
            error.BadRequest,
            "Photo_invalid_dimensions",
        ),
        (lambda bot, ann: bot.get_file("nonsense"), error.BadRequest, "Wrong file_id"),
        (lambda bot, ann: bot.get_chat(ann), error.InvalidToken, "Not Found"),
    ],
)
async def test_what_telegram_refuses_is_refused_in_its_words(bot, ann, call, kind, words):
    with pytest.raises(kind, match=words):
        await call(bot, ann.id)


async def test_a_reply_may_be_sent_though_its_message_is_gone(bot, ann):
    gone = ReplyParameters(999, allow_sending_without_reply=True)
    assert (
        await bot.send_message(ann.id, "anyway", reply_parameters=gone)
    ).reply_to_message is None


async def test_the_bot_may_not_write_first_nor_to_those_who_blocked_it(bot, client, ann):
    stranger = await client.person("Bob")
    with pytest.raises(error.Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger.id, "hello")
    await ann.blocks()
    with pytest.raises(error.Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.id, "hello")
    member = (await bot.get_updates())[-1].my_chat_member
    assert member.new_chat_member.status == "kicked"
    with pytest.raises(errors.Refused, match="has blocked the bot"):
        await ann.says("hello?")
    await ann.blocks(False)
    await bot.send_message(ann.id, "welcome back")
    assert (await ann.hears()).text == "welcome back"


async def test_too_many_messages_to_one_chat_have_to_wait():
    limits = Limits(per_chat=0.01, per_chat_burst=2)
    async with (
        Simulator(limits=limits) as telegram,
        Client(telegram.url) as client,
        bot_of(telegram) as bot,
    ):
        ann = await client.person("Ann")
        await ann.says("/start")
        await bot.send_message(ann.id, "one")
        await bot.send_message(ann.id, "two")
        with pytest.raises(error.RetryAfter) as refused:
            await bot.send_message(ann.id, "three")
        assert 90 < refused.value.retry_after.total_seconds() <= 100
        assert [message.text for message in await ann.history()] == ["/start", "one", "two"]


async def test_edits_count_as_messages_do():
    """ "By TDLib's maintainer they share the limit (https://github.com/tdlib/td/issues/2592)."""
    async with (
        Simulator(limits=Limits(per_chat=0.01, per_chat_burst=2)) as telegram,
        Client(telegram.url) as client,
        bot_of(telegram) as bot,
    ):
        ann = await client.person("Ann")
        await ann.says("/start")
        sent = await bot.send_message(ann.id, "one")
        await bot.edit_message_text("two", ann.id, sent.message_id)
        with pytest.raises(error.RetryAfter):
            await bot.edit_message_text("three", ann.id, sent.message_id)


async def test_a_message_that_does_not_come_is_a_clear_error(bot, ann):
    await bot.send_message(ann.id, "something else")
    with pytest.raises(errors.HeardNothing, match="Ann Lee did not hear 'Present'") as missed:
        await ann.hears("Present", timeout=0.05)
    assert missed.value.passed == ["something else"]
