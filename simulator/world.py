"""The simulated Telegram: who is there, and what was said. Everything is in memory."""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from simulator import errors, views
from simulator.commands import CommandMenus
from simulator.faults import Faults
from simulator.feed import Feed
from simulator.files import FileStore
from simulator.limits import Limits, RateLimiter
from simulator.model import Bot, Group, Json, Message, Person
from simulator.presses import Presses
from simulator.rival import Rival
from simulator.updates import Update, UpdateQueue
from simulator.webhook import Webhook

FIRST_PERSON_ID = 1001
FIRST_GROUP_ID = -1000000001


class World:
    """State and what follows from changing it: events for who watches, nothing for the bot.

    What people do, and which updates the bot gets for it, is in `actions`; what the bot may do
    is in `methods`.
    """

    def __init__(
        self,
        *,
        bot: Bot,
        limits: Limits,
        clock: Callable[[], float] = time.time,
        first_update_id: int | None = None,
    ) -> None:
        self.bot = bot
        self.clock = clock
        self.files = FileStore()
        self.feed = Feed()
        self.commands = CommandMenus()
        self.limiter = RateLimiter(limits, clock)
        self.presses = Presses(clock, limits.callback_seconds)
        self.updates = UpdateQueue(first_update_id, self._taken)
        self.webhook = Webhook(self.updates, clock)
        self.faults = Faults()
        self.rival = Rival(self.updates)
        self.is_revoked = False
        self._people: dict[int, Person] = {}
        self._groups: dict[int, Group] = {}
        self._messages: dict[int, Message] = {}
        self._chats: dict[int, list[int]] = defaultdict(list)
        self._message_ids = count(1)

    # Who is there

    @property
    def people(self) -> list[Person]:
        """Everyone, in the order they came."""
        return list(self._people.values())

    @property
    def next_person_id(self) -> int:
        """An id that nobody has."""
        return max([FIRST_PERSON_ID - 1, *self._people]) + 1

    def admit(self, person: Person) -> Person:
        """Let someone in. Raises NotUnderstood if the id is taken or the name empty."""
        if not person.first_name.strip():
            raise errors.NotUnderstood("A person needs a first name")
        if person.id in self._people or person.id <= 0:
            raise errors.NotUnderstood(f"The id {person.id} is taken or not positive")
        return self.keep_person(person)

    def person(self, person_id: int) -> Person:
        """Return a person. Raises NoSuchThing."""
        if person_id not in self._people:
            raise errors.NoSuchThing(f"There is no person {person_id}")
        return self._people[person_id]

    def keep_person(self, person: Person) -> Person:
        """Keep what is known about a person, new or changed."""
        self._people[person.id] = person
        self.feed.publish("person", person.id, person=views.person_view(person))
        return person

    def group(self, title: str) -> Group:
        """Return the group of that title; it comes into being when first asked for."""
        for group in self._groups.values():
            if group.title == title:
                return group
        group = Group(id=FIRST_GROUP_ID - len(self._groups), title=title)
        self._groups[group.id] = group
        return group

    def chat(self, chat_id: int) -> Person | Group | None:
        """Return who or what the bot talks to under this id, if anything."""
        return self._people.get(chat_id) or self._groups.get(chat_id)

    # What was said

    def post(
        self,
        *,
        chat_id: int,
        sender_id: int,
        content: Json,
        date: int | None = None,
        reply_to: int | None = None,
        media_group_id: str | None = None,
        markup: Json | None = None,
        provenance: Json | None = None,
    ) -> Message:
        """Add a message to a chat; `date` is now unless given."""
        message = Message(
            id=next(self._message_ids),
            chat_id=chat_id,
            sender_id=sender_id,
            date=int(self.clock()) if date is None else date,
            content=content,
            reply_to=reply_to,
            media_group_id=media_group_id,
            markup=markup,
            provenance=provenance or {},
        )
        self._chats[chat_id].append(message.id)
        self.keep_message("message", message)
        return message

    def keep_message(self, event: str, message: Message) -> None:
        """Keep a message, new or changed, and publish it under the event's name."""
        self._messages[message.id] = message
        self.feed.publish(event, message.chat_id, message=views.message_view(self, message))

    def delete(self, message: Message) -> None:
        """Take a message out of its chat."""
        del self._messages[message.id]
        self._chats[message.chat_id].remove(message.id)
        self.feed.publish("deleted", message.chat_id, message_id=message.id)

    def find(self, message_id: int, chat_id: int | None = None) -> Message | None:
        """Return a message, if it is there (and in that chat)."""
        message = self._messages.get(message_id)
        if message is None or chat_id not in (None, message.chat_id):
            return None
        return message

    def history(self, chat_id: int) -> list[Message]:
        """Return the messages of a chat, oldest first."""
        return [self._messages[message_id] for message_id in self._chats[chat_id]]

    # Coming and going

    def open(self) -> None:
        """Let people and the bot wait for news (again)."""
        self.feed.open()
        self.updates.open()
        self.webhook.start()

    async def close(self) -> None:
        """Send everyone who waits home; what was said stays."""
        self.feed.close()
        self.updates.close()
        self.presses.close()
        await self.webhook.stop()
        await self.rival.stop()

    def _taken(self, update: Update) -> None:
        message = self._messages.get(update.message_id or 0)
        if message is not None and not message.is_seen:
            self._messages[message.id] = replace(message, is_seen=True)
            self.feed.publish("seen", message.chat_id, message_id=message.id)
