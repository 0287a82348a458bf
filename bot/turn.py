"""One update being handled, with everything a handler may use."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import EllipsisType

import telegram

from attendance.check_in import CheckInDesk
from attendance.classes import Rules
from attendance.likeness import Known
from attendance.linking import invite
from attendance.mail import Button, Conversation, Document, Message, Origin
from attendance.model import Sender, Student, Teacher, UpdateKey
from attendance.ports import ClipReader, Clock, Reader, UnitOfWork, Units
from bot.bottleneck import Bottleneck
from bot.drawing import (
    DayPicture,
    GroupPicture,
    InviteSheet,
    NamePicture,
    Shrink,
    TurnsPicture,
    WeekPicture,
)
from bot.journal import Journal
from bot.limits import RateLimit
from bot.menus import Menus
from bot.presence import Presence
from bot.processes import Processes
from bot.replies import words
from bot.replies.keyboards import Buttons
from bot.screens import Screens
from bot.settings import Privacy
from bot.telegram_files import Downloader
from bot.threads import Threads


@dataclass(frozen=True, kw_only=True)
class Services:
    """What handlers work with; made once, at start."""

    units: Units
    clock: Clock
    reader: Reader
    clips: ClipReader
    desk: CheckInDesk
    known: Known
    telegram: telegram.Bot
    download: Downloader
    photo_limit: RateLimit
    command_limit: RateLimit
    move_limit: RateLimit
    kiosk_limit: RateLimit
    rules: Rules
    privacy: Privacy
    admin_ids: frozenset[int]
    threads: Threads
    processes: Processes
    at_door: Processes  # for names, so that nobody stands behind a report
    draw_day: DayPicture
    draw_week: WeekPicture
    shrink: Shrink
    draw_faces: GroupPicture
    draw_names: NamePicture
    draw_sheet: InviteSheet
    draw_turns: TurnsPicture
    screens: Screens
    presence: Presence
    menus: Menus
    journal: Journal = field(default_factory=Journal)
    films: Bottleneck = field(default_factory=Bottleneck)  # what reads them takes two processors


@dataclass(kw_only=True)
class Turn:
    """An update, who sent it, and the one way to answer it."""

    services: Services
    key: UpdateKey
    chat_id: int
    sender: Sender
    message: telegram.Message | None = None
    press: telegram.CallbackQuery | None = None
    origin: Origin | None = None
    edited: bool = False
    finished: bool = False
    action: str = ""  # what the sender does, as the audit log calls it
    _next: Conversation | EllipsisType | None = ...  # what the chat is in the middle of then

    @property
    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self.services.clock()

    @property
    def said_at(self) -> datetime:
        """When the sender wrote the message: what it is about goes by that, after a backlog too."""
        return self.message.date if self.message else self.now

    @property
    def picture(self) -> telegram.Message | None:
        """The message, if it is a photo or an image file."""
        message = self.message
        if message is None:
            return None
        document = message.document
        is_image = document is not None and (document.mime_type or "").startswith("image/")
        return message if message.photo or is_image else None

    @property
    def shown(self) -> telegram.Message | None:
        """The message, if it is a photo, an image file or a round video."""
        message = self.message
        return message if message is not None and message.video_note else self.picture

    def unit(self, *, reading: bool = False) -> UnitOfWork:
        """Begin a unit of work."""
        return self.services.units(reading=reading)

    async def finish(self, uow: UnitOfWork, *messages: Message) -> None:
        """Owe these messages, note the update as handled, and commit, all at once."""
        await self.settle(uow, *messages)
        await uow.commit()

    async def settle(self, uow: UnitOfWork, *messages: Message) -> None:
        """As ``finish``, for a unit of work that somebody else commits."""
        for message in messages:
            for part in fitting(message):
                await uow.outbox.add(part, self.now, answers=self.origin)
        if self._next is None:
            await uow.conversations.end(self.chat_id)
        elif isinstance(self._next, Conversation):
            await uow.conversations.put(self._next)
        await uow.inbox.done(self.key, self.now)
        self.finished = True

    async def answer(self, *messages: Message) -> None:
        """Finish with these messages and nothing else."""
        async with self.unit() as uow:
            await self.finish(uow, *messages)

    def goes_on(self, command: str, answers: Mapping[str, str], *, within: timedelta) -> None:
        """When this turn is finished, the chat is in the middle of something."""
        self._next = Conversation(
            chat_id=self.chat_id,
            command=command,
            answers=answers,
            expires_at=self.now + within,
        )

    def ends_conversation(self) -> None:
        """When this turn is finished, the chat is in the middle of nothing."""
        self._next = None

    async def conversation(self) -> Conversation | None:
        """What the chat is in the middle of."""
        async with self.unit(reading=True) as uow:
            return await uow.conversations.get(self.chat_id, self.now)

    def says(
        self,
        text: str,
        *,
        buttons: tuple[tuple[Button, ...], ...] = (),
        picture: bytes | None = None,
    ) -> Message:
        """A message to this chat; to a photo or a round video it is a reply."""
        shown = self.shown
        return Message(
            chat_id=self.chat_id,
            text=text,
            buttons=buttons,
            picture=picture,
            reply_to=shown.message_id if shown else None,
        )

    def sends(self, file: Document, caption: str = "") -> Message:
        """A file to this chat."""
        return replace(self.says(caption), document=file)

    def replaces(self, text: str, *, buttons: tuple[tuple[Button, ...], ...] = ()) -> Message:
        """What the message whose button was pressed turns into."""
        pressed = self.press.message if self.press else None
        message = self.says(text, buttons=buttons)
        if pressed is None:
            return message
        captioned = isinstance(pressed, telegram.Message) and pressed.text is None
        return replace(message, edits=pressed.message_id, captioned=captioned)

    def adds(self, text: str, *, answering: Collection[str] | None = None) -> Message:
        """The message whose button was pressed, with more text and no buttons.

        With the verbs of the question that is answered, the buttons of other questions stay.
        """
        before = self.pressed_text
        buttons: Buttons = ()
        if answering is not None:
            buttons = self._buttons(lambda data: data.split(":")[0] not in answering)
        return self.replaces(f"{before}\n\n{text}" if before else text, buttons=buttons)

    @property
    def pressed_text(self) -> str:
        """What stands over the button that was pressed, or under its picture."""
        pressed = self.press.message if self.press else None
        if not isinstance(pressed, telegram.Message):
            return ""
        return pressed.text or pressed.caption or ""

    def other_buttons(self) -> Buttons:
        """The buttons beside the one that was pressed."""
        return self._buttons(lambda data: self.press is None or data != self.press.data)

    def _buttons(self, stays: Callable[[str], bool]) -> Buttons:
        """The buttons that the message has still; each is checked anew when it is pressed."""
        pressed = self.press.message if self.press else None
        markup = pressed.reply_markup if isinstance(pressed, telegram.Message) else None
        rows = [
            tuple(
                Button(text=one.text, data=one.callback_data)
                for one in row
                if isinstance(one.callback_data, str) and stays(one.callback_data)
            )
            for row in (markup.inline_keyboard if markup else ())
        ]
        return tuple(row for row in rows if row)

    async def invite_link(self, uow: UnitOfWork, person: Student | Teacher) -> str:
        """A new link that gives this person's record to whoever opens it first."""
        return self.link(await invite(uow, person, self.now))

    def link(self, code: str) -> str:
        """What a person opens to give us a code."""
        return f"https://t.me/{self.services.telegram.username}?start={code}"


def fitting(message: Message) -> list[Message]:
    """The same content in messages that Telegram takes; buttons come with the last."""
    if message.captioned and words.length(message.text) > words.LONGEST_CAPTION:
        return fitting(replace(message, edits=None, captioned=False))  # the caption stays
    if not message.has_caption:
        texts = words.parts(message.text)
        first, rest = replace(message, text=texts[0]), texts[1:]
    elif words.length(message.text) <= words.LONGEST_CAPTION:
        return [message]
    else:
        first, rest = replace(message, text=""), words.parts(message.text)
    further = replace(
        message, picture=None, sent_picture=None, document=None, reply_to=None, edits=None
    )
    pieces = [first, *(replace(further, text=text) for text in rest)]
    return [*(replace(piece, buttons=()) for piece in pieces[:-1]), pieces[-1]]
