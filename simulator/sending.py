"""What a person sends, and what they change in it."""

from collections.abc import Iterable
from typing import Any, Protocol, TypedDict, Unpack

from simulator import heard
from simulator.heard import Message
from simulator.model import Json


class How(TypedDict, total=False):
    """How a message is sent: `date` in Unix time instead of now, `reply_to` a message's id.

    `via_bot` is the name of another bot that helped to make it.
    """

    date: int
    reply_to: int
    via_bot: str


class Line(Protocol):
    """A connection to a running simulator."""

    async def call(self, verb: str, path: str, **request: Any) -> Json:  # noqa: ANN401 - httpx's arguments
        """Make one request. Raises Refused with the simulator's words."""
        ...

    async def download(self, address: str) -> bytes:
        """Return the bytes of a picture or file."""
        ...


class Sending:
    """Someone who sends: in private, or in the group `chat_id`."""

    def __init__(self, client: Line, about: Json, chat_id: int | None = None) -> None:
        self._client = client
        self.id = int(about["id"])
        self.first_name = str(about["first_name"])
        self.name = str(about["name"])
        self.about = about
        self.chat_id = chat_id if chat_id is not None else self.id

    async def says(self, text: str, **how: Unpack[How]) -> Message:
        """Send a text or a command."""
        return await self._send({"text": text}, **how)

    async def sends_photo(
        self, photo: bytes, caption: str | None = None, **how: Unpack[How]
    ) -> Message:
        """Send a picture as a photo: it arrives re-encoded, in several sizes."""
        return (await self.sends_photos([photo], caption, **how))[0]

    async def sends_photos(
        self,
        photos: Iterable[bytes],
        caption: str | None = None,
        **how: Unpack[How],
    ) -> list[Message]:
        """Send pictures as one album; the caption is the first one's."""
        files = [("photo", (f"{at}.jpg", photo, "image/jpeg")) for at, photo in enumerate(photos)]
        return await self._post({"caption": caption or ""}, files, **how)

    async def sends_file(
        self,
        content: bytes,
        name: str,
        mime_type: str = "",
        caption: str | None = None,
        **how: Unpack[How],
    ) -> Message:
        """Send a file unchanged."""
        return await self._send(
            {"caption": caption or ""}, [("document", (name, content, mime_type))], **how
        )

    async def sends_sticker(
        self, emoji: str = "👍", picture: bytes = b"RIFF", **how: Unpack[How]
    ) -> Message:
        """Send a sticker."""
        return await self._send(
            {"emoji": emoji}, [("sticker", ("sticker.webp", picture, "image/webp"))], **how
        )

    async def sends_voice(
        self, sound: bytes = b"OggS", seconds: int = 1, **how: Unpack[How]
    ) -> Message:
        """Send a voice message."""
        return await self._send(
            {"duration": seconds}, [("voice", ("voice.ogg", sound, "audio/ogg"))], **how
        )

    async def sends_video(
        self,
        video: bytes,
        seconds: int = 1,
        caption: str | None = None,
        thumbnail: bytes | None = None,
        **how: Unpack[How],
    ) -> Message:
        """Send a video from the gallery; Telegram believes what is said of its length."""
        return await self._send(
            {"duration": seconds, "caption": caption or ""},
            [("video", ("video.mp4", video, "video/mp4")), *_thumbnails(thumbnail)],
            **how,
        )

    async def sends_video_note(
        self,
        video: bytes,
        seconds: int = 8,
        side: int = 384,
        thumbnail: bytes | None = None,
        **how: Unpack[How],
    ) -> Message:
        """Send a round video, `side` pixels wide and high; its bytes arrive unchanged."""
        return await self._send(
            {"duration": seconds, "length": side},
            [("video_note", ("note.mp4", video, "video/mp4")), *_thumbnails(thumbnail)],
            **how,
        )

    async def sends_location(
        self,
        latitude: float,
        longitude: float,
        accuracy: float | None = None,
        **how: Unpack[How],
    ) -> Message:
        """Send a place for good: where one is, within `accuracy` metres, or one picked on a map."""
        return await self._send(_point(latitude, longitude, accuracy), **how)

    async def sends_venue(
        self,
        latitude: float,
        longitude: float,
        title: str,
        address: str = "Main Street 1",
        **how: Unpack[How],
    ) -> Message:
        """Send a place found by its name."""
        about = {"title": title, "address": address}
        return await self._send(_point(latitude, longitude, None) | about, **how)

    async def shares_location(
        self,
        latitude: float,
        longitude: float,
        accuracy: float | None = None,
        live: int = 900,
        heading: int | None = None,
        **how: Unpack[How],
    ) -> Message:
        """Share where one is, live, for so many seconds (15 minutes are the shortest choice)."""
        about = _point(latitude, longitude, accuracy, heading) | {"live_period": live}
        return await self._send(about, **how)

    async def moves(
        self,
        message: Message,
        latitude: float,
        longitude: float,
        accuracy: float | None = None,
        heading: int | None = None,
    ) -> Message:
        """Be elsewhere, while the location of that message is being shared: it is edited."""
        return await self._relocate(message, _point(latitude, longitude, accuracy, heading))

    async def stops_sharing(self, message: Message) -> Message:
        """Share a live location no more: it is edited to be one for good."""
        return await self._relocate(message, {"stop": True})

    async def sends_contact(self, name: str, phone_number: str, **how: Unpack[How]) -> Message:
        """Send somebody's telephone number."""
        return await self._send({"name": name, "phone_number": phone_number}, **how)

    async def forwards(
        self, message: Message, origin: str = "", title: str = "", **how: Unpack[How]
    ) -> Message:
        """Forward a message, one's own or another person's.

        The bot is told who sent it first; with an `origin` of `hidden_user` their name alone, of
        `chat` or `channel` that it comes from one of that `title`.
        """
        about = {"forward": message.id, "origin": origin, "title": title}
        return await self._send(about, **how)

    async def repeats(self, message: Message, **how: Unpack[How]) -> Message:
        """Send the same thing once more: a new message with the same files, under other ids."""
        return await self._send({"repeat": message.id}, **how)

    async def opens(self, link: str) -> Message:
        """Open a deep link, or its bare code: sends `/start <code>`."""
        answer = await self._client.call("POST", f"{self._path}/opens", json={"link": link})
        return heard.message(answer["messages"][0])

    async def edits(
        self,
        message: Message,
        text: str | None = None,
        photo: bytes | None = None,
        *,
        video: bytes | None = None,
        document: bytes | None = None,
    ) -> Message:
        """Change the text (or caption) or the media of an own message.

        A photo, video or file takes the place of what is there, and can be added to a text.
        """
        media = {"photo": photo, "video": video, "document": document}
        files = [(name, (name, media[name])) for name in media if media[name] is not None]
        field = "text" if message.kind == "text" and not files else "caption"
        answer = await self._client.call(
            "PATCH",
            f"{self._path}/messages/{message.id}",
            data={field: text if text is not None else message.text},
            files=files or None,
        )
        return heard.message(answer["messages"][0])

    async def _send(
        self, data: Json, files: list[Any] | None = None, **how: Unpack[How]
    ) -> Message:
        return (await self._post(data, files, **how))[0]

    async def _post(
        self,
        data: Json,
        files: list[Any] | None = None,
        **how: Unpack[How],
    ) -> list[Message]:
        given = {"chat_id": self.chat_id, **how, **data}
        answer = await self._client.call(
            "POST",
            f"{self._path}/messages",
            data=given,
            files=files,
        )
        return [heard.message(shown) for shown in answer["messages"]]

    async def _relocate(self, message: Message, place: Json) -> Message:
        path = f"{self._path}/messages/{message.id}/location"
        answer = await self._client.call("PUT", path, json=place)
        return heard.message(answer["messages"][0])

    @property
    def _path(self) -> str:
        return f"/api/people/{self.id}"


def _point(
    latitude: float, longitude: float, accuracy: float | None, heading: int | None = None
) -> Json:
    place = {"latitude": latitude, "longitude": longitude}
    optional = {"horizontal_accuracy": accuracy, "heading": heading}
    return place | {name: given for name, given in optional.items() if given is not None}


def _thumbnails(picture: bytes | None) -> list[Any]:
    return [("thumbnail", ("thumbnail.jpg", picture, "image/jpeg"))] if picture is not None else []
