"""People who talk with the bot as it handles updates, with everything around it in memory."""

from dataclasses import replace
from datetime import timedelta

from attendance.check_in import CheckInDesk
from attendance.classes import Rules
from attendance.errors import UnreadableImage
from attendance.likeness import Known
from attendance.mail import Received
from attendance.model import Outcome, UpdateKey
from bot.dispatch import Dispatcher
from bot.drawing import Paper, Printed
from bot.handlers.router import route
from bot.limits import RateLimit
from bot.one_time_codes import Totp
from bot.room_cards import RoomCards
from bot.screens import Screens
from bot.settings import Privacy
from bot.turn import Services
from tests.unit.attendance.samples import NINE
from tests.unit.attendance.school import School
from tests.unit.bot.fakes import BOT_ID, FakeClock, FakeTelegram, FakeThreads, a_text
from tests.unit.fakes.recognition import FakeGallery, FakeReader

ADMIN = 1


class Courtesies:
    def is_looking(self, chat_id):
        pass

    def noticed(self, press, text=None):
        pass

    async def show(self, account_id, roles):
        pass


class Files:
    """A picture is its file id; a file is what was sent."""

    max_bytes = 1000

    def __init__(self):
        self.contents = {}

    def of(self, message, *, largest=False):
        file_id = message.document.file_id if message.document else message.photo[-1].file_id

        async def fetch():
            return self.contents.get(file_id, file_id.encode())

        return fetch

    def document(self, file_id, size, *, at_most):
        async def fetch():
            content = self.contents[file_id]
            if len(content) > at_most:
                raise UnreadableImage(too_large=True)
            return content

        return fetch


class Chats:
    """The bot at nine o'clock, when the first class begins."""

    def __init__(self):
        self.school = School()
        self.units = self.school.units
        self.clock = FakeClock(NINE)
        self.reader = FakeReader()
        self.gallery = FakeGallery()
        self.telegram = FakeTelegram()
        self.telegram.clock = self.clock
        self.files = Files()
        self.drawn = []
        self.slips = []  # of the sheet drawn last
        self.names = []  # of each picture of names
        desk = CheckInDesk(
            units=self.units,
            clock=self.clock,
            reader=self.reader,
            gallery=self.gallery,
            accept_score=0.4,
        )
        self.cards = []  # of rooms, as they were drawn
        self.screens = Screens(
            units=self.units,
            clock=self.clock,
            codes=Totp(),
            telegram=self.telegram,
            cards=RoomCards(telegram=self.telegram, processes=FakeThreads(), draw=self._draw_room),
            admin_ids=frozenset({ADMIN}),
            address="http://school.test",
        )
        self.services = Services(
            units=self.units,
            clock=self.clock,
            reader=self.reader,
            clips=self.reader,
            desk=desk,
            known=Known(gallery=self.gallery, model=self.reader.model, accept_score=0.4),
            telegram=self.telegram,
            download=self.files,
            photo_limit=RateLimit(100),
            command_limit=RateLimit(100_000),
            move_limit=RateLimit(100),
            kiosk_limit=RateLimit(60),
            rules=Rules(
                timezone="UTC",
                summary_at=NINE.time(),
                late_after=timedelta(minutes=10),
                opens_before=timedelta(minutes=15),
            ),
            privacy=Privacy(),
            admin_ids=frozenset({ADMIN}),
            threads=FakeThreads(),
            processes=FakeThreads(),
            at_door=FakeThreads(),
            draw_day=lambda *_: b"png",
            draw_week=lambda *_: b"week",
            shrink=lambda image: image,
            draw_faces=self._draw_faces,
            draw_names=self._draw_names,
            draw_sheet=self._draw_sheet,
            draw_turns=lambda order: " ".join(order).encode(),
            screens=self.screens,
            presence=Courtesies(),
            menus=Courtesies(),
        )
        self.dispatcher = Dispatcher(services=self.services, handler=route)
        self._update_id = 0

    def _draw_faces(self, image, faces):
        self.drawn.append((image, faces))
        return b"jpeg"

    def _draw_room(self, card):
        self.cards.append(card)
        return b"room"

    def _draw_names(self, names):
        self.names.append(list(names))
        return b"names"

    def _draw_sheet(self, title, how, slips):
        self.slips = list(slips)
        return Printed(files=dict.fromkeys(Paper, b"pdf"), unprinted=())

    async def says(self, account_id, text, **message):
        """Write a text; what is owed to anybody in answer."""
        return await self._handled(a_text(self._next(), text, **self._of(account_id), **message))

    async def shows(self, account_id, file_id, caption=None, *, sent_at=None, file=None, **message):
        """Send a photo; ``sent_at`` is when, ``file`` Telegram's name of it."""
        number = self._next()
        name = file or f"{file_id} {number}"  # a new photo each time, as people take them
        size = {"file_id": file_id, "file_unique_id": name, "width": 900, "height": 1280}
        update = a_text(number, photo=[size], **self._of(account_id, sent_at), **message)
        del update["message"]["text"]
        update["message"] |= {"caption": caption} if caption else {}
        return await self._handled(update)

    async def shares(self, account_id, place, *, sent_at=None, moved_at=None, **message):
        """Share a place, as the Bot API's Location; ``moved_at`` is of one shared before."""
        update = a_text(self._next(), location=place, **self._of(account_id, sent_at), **message)
        del update["message"]["text"]
        if moved_at is not None:
            update["edited_message"] = update.pop("message")
            update["edited_message"]["edit_date"] = int(moved_at.timestamp())
        return await self._handled(update)

    async def passes_on(self, account_id, file_id, **message):
        """Forward somebody's photo."""
        sender = {"id": 5, "is_bot": False, "first_name": "Somebody"}
        origin = {"type": "user", "date": 1, "sender_user": sender}
        return await self.shows(account_id, file_id, forward_origin=origin, **message)

    async def films(self, account_id, file_id, *, sent_at=None, **message):
        """Send a round video, if there is a file of one; ``sent_at`` is when."""
        note = {"file_id": file_id, "file_unique_id": file_id, "length": 384, "duration": 8}
        if file_id:
            self.files.contents.setdefault(file_id, file_id.encode())
        note = ({"video_note": note} if file_id else {}) | message
        update = a_text(self._next(), **self._of(account_id, sent_at), **note)
        del update["message"]["text"]
        return await self._handled(update)

    async def sends(self, account_id, name, content, caption=None):
        """Send a file."""
        file_id = f"{name}-{len(self.files.contents)}"
        self.files.contents[file_id] = content
        document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name}
        update = a_text(self._next(), document=document, **self._of(account_id))
        del update["message"]["text"]
        update["message"] |= {"caption": caption} if caption else {}
        return await self._handled(update)

    async def presses(self, account_id, data, *, caption=False, buttons=()):
        """Press a button that carries that data, whoever has or has not got it."""
        message = a_text(1, **self._of(account_id))["message"]
        if buttons:
            rows = [[{"text": b.text, "callback_data": b.data} for b in row] for row in buttons]
            message["reply_markup"] = {"inline_keyboard": rows}
        if caption:
            message["caption"] = message.pop("text")
        update = {
            "update_id": self._next(),
            "callback_query": {
                "id": "1",
                "from": message["from"],
                "chat_instance": "1",
                "message": message,
                "data": data,
            },
        }
        return await self._handled(update)

    async def taps(self, account_id, message, label):
        """Press the button of a message whose text holds the label."""
        (data,) = [b.data for row in message.buttons for b in row if label in b.text]
        return await self.presses(account_id, data, buttons=message.buttons)

    def advance(self, by):
        self.clock.advance(by)

    @property
    def audited(self):
        """Who did what; an act that was not done is called by its outcome."""
        return [
            (act.account_id, act.action if act.outcome is Outcome.DONE else act.outcome.value)
            for act in self.units.state.audit
        ]

    def _of(self, account_id, sent_at=None):
        sent_at = sent_at or self.clock()
        return {"chat": account_id, "sender": account_id, "sent_at": sent_at}

    def _next(self):
        self._update_id += 1
        return self._update_id

    async def once_more(self):
        """Handle the last update as after a restart; what is owed to anybody in answer."""
        *_, last = self.units.state.inbox.values()
        return await self._handled(last.update.payload)

    async def handles(self, update):
        """Handle an update of whatever kind; what is owed to anybody in answer."""
        return await self._handled(update)

    async def _handled(self, update):
        key = UpdateKey(bot_id=BOT_ID, update_id=update["update_id"])
        received = Received(key=key, chat_id=0, payload=update)
        outbox = self.units.state.outbox
        self.units.state.outbox = {key: one for key, one in outbox.items() if one.set_aside_at}
        async with self.units() as uow:
            await uow.inbox.receive([received], self.clock())
            await uow.commit()
        await self.dispatcher.handle(received)
        kept = self.units.state.inbox[key]
        assert kept.done_at, "not handled"
        assert kept.error is None, kept.error
        owed = self.units.state.outbox.values()
        return [kept.message for kept in owed if not kept.set_aside_at]


def to(messages, account_id):
    """Those that somebody reads."""
    return [message for message in messages if message.chat_id == account_id]


def labels(message):
    """The texts of a message's buttons."""
    return [button.text for row in message.buttons for button in row]


def data(message):
    """What a message's buttons carry."""
    return [button.data for row in message.buttons for button in row]


def unedited(message):
    return replace(message, edits=None, captioned=False)
