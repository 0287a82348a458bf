import pytest
from telegram.error import BadRequest

from attendance.mail import Document, Message
from attendance.model import SentPicture
from tests.unit.bot.fakes import ANN
from tests.unit.bot.sender.post import BUTTONS, a_message

# --- what is sent ---------------------------------------------------------------------------


async def test_a_message_is_struck_off_once_telegram_has_taken_it(post):
    await post.owe(a_message())

    await post.deliver()

    assert post.telegram.calls == [
        (
            "send_message",
            {"chat_id": ANN, "text": "hello", "reply_markup": None, "reply_parameters": None},
        )
    ]
    assert post.owed == []


async def test_a_reply_says_to_what_and_does_without_if_that_is_gone(post):
    await post.owe(a_message(reply_to=55))

    await post.deliver()

    ((_, options),) = post.telegram.calls
    assert options["reply_parameters"].message_id == 55
    assert options["reply_parameters"].allow_sending_without_reply


async def test_a_file_goes_under_its_name_with_its_text_as_caption(post):
    await post.owe(a_message("caption", document=Document(name="a.csv", content=b"a,b")))

    await post.deliver()

    (sent,) = post.telegram.named("send_document")
    assert (sent["document"], sent["filename"], sent["caption"]) == (b"a,b", "a.csv", "caption")
    assert post.owed == []


async def test_a_picture_goes_with_its_text_as_caption(post):
    await post.owe(a_message("caption", picture=b"png"), a_message("", picture=b"png"))

    await post.deliver()
    await post.deliver()

    first, second = post.telegram.named("send_photo")
    assert (first["photo"], first["caption"]) == (b"png", "caption")
    assert second["caption"] is None


async def test_buttons_carry_what_they_send_back(post):
    await post.owe(a_message(buttons=BUTTONS))

    await post.deliver()

    ((_, options),) = post.telegram.calls
    (row,) = options["reply_markup"].inline_keyboard
    assert [(button.text, button.callback_data) for button in row] == [("Yes", "yes"), ("No", "no")]


async def test_an_edit_replaces_the_message_and_takes_its_buttons_away(post):
    await post.owe(a_message("new", edits=55))

    await post.deliver()

    assert post.telegram.calls == [
        (
            "edit_message_text",
            {"text": "new", "chat_id": ANN, "message_id": 55, "reply_markup": None},
        )
    ]


# --- pictures that Telegram has -------------------------------------------------------------


@pytest.mark.parametrize(("as_document", "how"), [(False, "photo"), (True, "document")])
async def test_a_picture_that_telegram_has_is_sent_by_its_id(post, as_document, how):
    picture = SentPicture(file_id="AgAC", as_document=as_document)
    await post.owe(Message(chat_id=ANN, text="Look", sent_picture=picture, buttons=BUTTONS))

    await post.deliver()

    ((name, options),) = post.telegram.calls
    assert name == f"send_{how}"
    assert (options[how], options["caption"]) == ("AgAC", "Look")
    assert options["reply_markup"] is not None


async def test_what_stands_under_a_picture_that_telegram_has_lost_is_said_without_it(post):
    post.telegram.failures.append(BadRequest("Wrong file identifier/http url specified"))
    picture = SentPicture(file_id="AgAC")
    await post.owe(Message(chat_id=ANN, text="Look", sent_picture=picture, buttons=BUTTONS))

    await post.deliver()

    name, options = post.telegram.calls[-1]
    assert name == "send_message"
    assert options["text"].startswith("Look\n")
    assert "no longer in Telegram" in options["text"]
    assert options["reply_markup"] is not None
    assert post.owed == []


async def test_to_who_cannot_be_written_to_a_picture_is_given_up(post):
    gone = BadRequest("Chat not found")
    post.telegram.failures.extend([gone, gone])
    await post.owe(Message(chat_id=ANN, text="Look", sent_picture=SentPicture(file_id="AgAC")))

    await post.deliver()

    assert post.owed == []


async def test_what_a_picture_says_is_edited_as_its_caption(post):
    await post.owe(Message(chat_id=ANN, text="Done", edits=5, captioned=True))

    await post.deliver()

    ((name, options),) = post.telegram.calls
    assert name == "edit_message_caption"
    assert (options["message_id"], options["caption"]) == (5, "Done")


async def test_a_caption_that_cannot_be_edited_is_said_anew(post):
    post.telegram.failures.append(BadRequest("Message to edit not found"))
    await post.owe(Message(chat_id=ANN, text="Done", edits=5, captioned=True))

    await post.deliver()

    assert post.telegram.calls[-1][0] == "send_message"
    assert post.owed == []
