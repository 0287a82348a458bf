"""getMe, sendChatAction, setMessageReaction, answerCallbackQuery, getFile."""

from dataclasses import replace
from typing import Any

from simulator import errors, limits, views
from simulator.files import describe
from simulator.methods import arguments
from simulator.model import Json
from simulator.parameters import Parameters
from simulator.world import World

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_REACTIONS = """
    👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤️‍🔥 🌚 🌭 💯 🤣
    ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅
    🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂️ 🤷 🤷‍♀️ 😡
"""
REACTIONS = frozenset(_REACTIONS.split())
"""The emoji a bot may react with (ReactionTypeEmoji)."""


async def get_me(world: World, params: Parameters) -> Json:
    """Say who the bot is."""
    return views.user(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def send_chat_action(world: World, params: Parameters) -> bool:
    """Show that the bot is at work."""
    chat_id = arguments.recipient(world, params)
    action = params.text("action")
    if action not in ACTIONS:
        raise errors.BadRequest("wrong parameter action in request")
    world.feed.publish("action", chat_id, action=action)
    return True


async def set_message_reaction(world: World, params: Parameters) -> bool:
    """React to a message with one emoji, or with none any more."""
    message = world.find(params.integer("message_id"), arguments.recipient(world, params))
    if message is None:
        raise errors.BadRequest("message to react not found")
    emoji = tuple(str(reaction.get("emoji")) for reaction in params.objects("reaction") or [])
    if len(emoji) > 1:
        raise errors.BadRequest("REACTIONS_TOO_MANY")
    if not REACTIONS.issuperset(emoji):
        raise errors.BadRequest("REACTION_INVALID")
    world.keep_message("reaction", replace(message, reactions=emoji))
    return True


async def answer_callback_query(world: World, params: Parameters) -> bool:
    """Answer the press of a button."""
    text = params.text("text")
    if len(text) > limits.CALLBACK_ANSWER_CHARACTERS:
        raise errors.BadRequest("MESSAGE_TOO_LONG")
    answer = {"text": text, "alert": params.flag("show_alert"), "url": params.text("url")}
    world.presses.answer(params.text("callback_query_id"), answer)
    return True


async def get_file(world: World, params: Parameters) -> Json:
    """Say where a file can be downloaded, unless it is too big for a bot."""
    file = world.files.find(params.text("file_id"))
    if file is None:
        raise errors.BadRequest("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > limits.DOWNLOAD_BYTES:
        raise errors.BadRequest("file is too big")
    return describe(file) | {"file_path": file.path}


METHODS: dict[str, Any] = {
    "getMe": get_me,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
}
