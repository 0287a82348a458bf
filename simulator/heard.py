"""What people see in their chats, as the client hands it out."""

from dataclasses import dataclass

from simulator.model import Json


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button under a message."""

    text: str
    data: str | None
    url: str | None


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as a person sees it. `photo` and `file` are addresses for `Person.downloads`."""

    id: int
    chat_id: int
    from_bot: bool
    date: int
    text: str
    """The text or the caption."""
    entities: tuple[Json, ...]
    kind: str
    photo: str | None
    file: str | None
    file_name: str | None
    location: Json | None
    """Where it says that its sender is; `live_period` is in it while that is being shared."""
    buttons: tuple[tuple[Button, ...], ...]
    markup: Json | None
    """A reply keyboard or force_reply, as the Bot API writes it."""
    reply_to: int | None
    album: str | None
    forwarded_from: str | None
    via_bot: str | None
    edited: bool
    reactions: tuple[str, ...]
    is_seen: bool

    @property
    def labels(self) -> list[str]:
        """The texts of the buttons."""
        return [button.text for row in self.buttons for button in row]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the bot said when a button was pressed; `answered` is false if nothing in time."""

    answered: bool
    text: str
    alert: bool
    url: str


def message(shown: Json) -> Message:
    """Read a message as the people side sends it."""
    photo, file = shown["photo"] or {}, shown["file"] or {}
    return Message(
        id=shown["id"],
        chat_id=shown["chat_id"],
        from_bot=shown["from_bot"],
        date=shown["date"],
        text=shown["text"],
        entities=tuple(shown["entities"]),
        kind=shown["kind"],
        photo=photo.get("url"),
        file=file.get("url"),
        file_name=file.get("name"),
        location=shown["location"],
        buttons=tuple(
            tuple(
                Button(text=button["text"], data=button.get("callback_data"), url=button.get("url"))
                for button in row
            )
            for row in shown["keyboard"]
        ),
        markup=shown["markup"],
        reply_to=shown["reply_to"],
        album=shown["album"],
        forwarded_from=shown["forwarded_from"],
        via_bot=shown["via_bot"],
        edited=shown["edit_date"] is not None,
        reactions=tuple(shown["reactions"]),
        is_seen=shown["is_seen"],
    )
