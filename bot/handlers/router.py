"""Which handler an update goes to. Nothing runs before ``gate`` has admitted its sender."""

from datetime import timedelta

from attendance.mail import Conversation
from attendance.model import Role
from bot import room_links
from bot.commands import Answers, BadField, Command, command_in, read_arguments, read_code
from bot.handlers import (
    buttons,
    classes,
    consent,
    enrolment,
    film,
    gate,
    importing,
    kiosk,
    location,
    room_code,
    scan,
    selfie,
    timetables,
)
from bot.handlers.table import COMMANDS, help_for
from bot.replies import admin, calendar, common
from bot.replies import commands as texts
from bot.replies import room_code as room_code_texts
from bot.turn import Turn

_ANSWER_WITHIN = timedelta(hours=1)
_BEFORE_ANSWERING = ("start", "privacy", "mydata", "forget")  # what helps somebody to decide


async def route(turn: Turn) -> None:
    """Handle any update."""
    message = turn.message
    if (turn.press is None and message is None) or not await gate.keeps_pace(turn):
        return
    if not await gate.keeps_to_kiosks(turn):
        return
    if turn.press is not None:
        await buttons.press(turn)
    elif message is None:
        return
    elif turn.edited:
        if message.location:
            await location.follow(turn)
        elif turn.picture:
            await turn.answer(turn.says(common.ONLY_NEW_PHOTOS))
        elif turn.sender.student and room_links.read_typed(message.text or ""):
            await turn.answer(turn.says(room_code_texts.EDITED))
    else:
        await _message(turn, message.text or message.caption or "")


async def _message(turn: Turn, text: str) -> None:
    if await selfie.is_of_answered_album(turn) or not await gate.keeps_photo_pace(turn):
        return
    command = command_in(text)
    student = turn.sender.student
    if turn.sender.kiosk and turn.picture:
        await kiosk.receive(turn, turn.sender.kiosk)
    elif command and command[0] in _BEFORE_ANSWERING and not _is_code(*command):
        await _command(turn, *command)
    elif student and await _must_answer_first(turn):
        selfie.note_album(turn)
        await consent.ask(turn, student)
    elif command:
        await _command(turn, *command)
    elif turn.picture:
        await _picture(turn)
    elif turn.message and turn.message.location:
        await _location(turn)
    elif turn.message and (turn.message.video_note or turn.message.video):
        await film.receive(turn, turn.message)
    elif timetables.is_one(turn) and timetables.IMPORT.allows(turn.sender.roles):
        await _calendar_file(turn, text)
    elif importing.is_one(turn) and COMMANDS["import"].allows(turn.sender.roles):
        await importing.receive(turn)
    elif text:
        await _text(turn, text)
    else:
        await _unusable(turn)


async def _location(turn: Turn) -> None:
    """Where a class meets, if that was asked; else a check-in."""
    conversation = await turn.conversation()
    if conversation is None or not classes.asks_place(conversation):
        await location.receive(turn)
    elif await _may_go_on(turn, COMMANDS[conversation.command]):
        await classes.take_place(turn, conversation.answers["class"])


async def _unusable(turn: Turn) -> None:
    """A video, a sticker, a place, …; an album of such has one answer, as one of photos."""
    if await turn.conversation() is None:
        selfie.note_album(turn)
    await turn.answer(turn.says(common.SEND_A_PHOTO))


async def _calendar_file(turn: Turn, caption: str) -> None:
    """A calendar file whose caption is the code of a class."""
    class_code = read_code(caption)
    if class_code is not None:
        await timetables.receive(turn, class_code)
    else:
        await turn.answer(turn.says(calendar.FILE_NEEDS_CLASS))


def _is_code(command: str, rest: str) -> bool:
    """Whether a scanned code has opened the bot: it begins nothing else."""
    return command == "start" and room_links.read(rest) is not None


async def _command(turn: Turn, name: str, rest: str) -> None:
    if not _is_code(name, rest):  # as little as digits that are typed: turns may be asked for
        turn.ends_conversation()
    selfie.note_album(turn)
    command = COMMANDS.get(name)
    if command is None:
        await turn.answer(turn.says(help_for(turn.sender.roles, unknown=name)))
    elif await gate.admits(turn, command, command.name):
        await _read(turn, command, rest)


async def _read(turn: Turn, command: Command, rest: str) -> None:
    answers = read_arguments(command, rest)
    if isinstance(answers, BadField):
        field = answers.field
        text = texts.misread(command.usage, command.example, field.label, field.expected)
        await turn.answer(turn.says(text))
    elif turn.picture and command.missing(answers):
        await turn.answer(turn.says(texts.incomplete(command.usage, command.example)))
    else:
        await _proceed(turn, command, answers)


async def _proceed(turn: Turn, command: Command, answers: Answers) -> None:
    """Run a command that has all it needs; else ask for the next thing."""
    field = command.missing(answers)
    if field is None:
        await command.run(turn, answers)
        return
    turn.goes_on(command.name, answers, within=_ANSWER_WITHIN)
    await turn.answer(turn.says(field.asks(answers)))


async def _text(turn: Turn, text: str) -> None:
    conversation = await turn.conversation()
    code = room_links.read_typed(text)
    if code and _gives_code(turn, conversation):
        await room_code.receive(turn, code)
        return
    if conversation and _takes_photos(conversation, enrolment.PHOTOS, album=None):
        await turn.answer(turn.says(admin.PHOTO_FIRST, buttons=admin.DONE_BUTTON))
    elif conversation and conversation.command in COMMANDS:
        await _answer(turn, conversation, text)
    else:
        await turn.answer(turn.says(common.NOT_UNDERSTOOD))


def _gives_code(turn: Turn, conversation: Conversation | None) -> bool:
    """Whether six digits are the code of a room: but for an answer that is not a student's."""
    if turn.sender.student is None:
        return False
    command = COMMANDS.get(conversation.command) if conversation else None
    return command is None or command.role is Role.STUDENT


async def _answer(turn: Turn, conversation: Conversation, text: str) -> None:
    """The text answers the question that was asked last."""
    command = COMMANDS[conversation.command]
    field = command.missing(conversation.answers)
    if not await _may_go_on(turn, command):
        return
    if field is None:
        turn.ends_conversation()
        await turn.answer(turn.says(common.NOT_UNDERSTOOD))
        return
    value = field.read(text.strip())
    if value is None:
        await turn.answer(
            turn.says(texts.not_expected(field.asks(conversation.answers), field.expected))
        )
        return
    turn.ends_conversation()
    await _proceed(turn, command, {**conversation.answers, field.name: value})


async def _may_go_on(turn: Turn, command: Command) -> bool:
    """Whether the sender may still do what the chat is in the middle of; else it ends."""
    if not command.allows(turn.sender.roles):
        turn.ends_conversation()
    return await gate.admits(turn, command, command.name)


async def _picture(turn: Turn) -> None:
    message = turn.message
    album = message.media_group_id if message else None
    conversation = await turn.conversation()
    if conversation and _takes_photos(conversation, enrolment.PHOTOS, album):
        if await _may_go_on(turn, COMMANDS["photo"]):
            await enrolment.next_photo(turn, conversation)
    elif conversation and _takes_photos(conversation, scan.PHOTOS, album):
        if await _may_go_on(turn, COMMANDS["scan"]):
            await scan.next_photo(turn, conversation)
    elif message and (message.forward_origin or message.via_bot):
        await selfie.receive_passed_on(turn, message)
    elif conversation and conversation.command in COMMANDS:
        field = COMMANDS[conversation.command].missing(conversation.answers)
        question = field.asks(conversation.answers) if field else common.NOT_UNDERSTOOD
        await turn.answer(turn.says(question))
    else:
        await selfie.receive(turn)


def _takes_photos(conversation: Conversation, kind: str, album: str | None) -> bool:
    """Whether a photo, perhaps of an album, belongs to a conversation of that kind."""
    return conversation.command == kind and conversation.answers["album"] in ("", album)


async def _must_answer_first(turn: Turn) -> bool:
    """A student who is nothing else has yet to say whether their face may be compared."""
    student = turn.sender.student
    if student is None or student.agreed is not None or turn.sender.roles != {Role.STUDENT}:
        return False
    return await consent.must_answer(turn, student)
