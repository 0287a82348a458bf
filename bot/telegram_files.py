"""Fetching what people send, never more than the limit allows, and only into memory."""

from dataclasses import dataclass

import telegram
from telegram.error import BadRequest

from attendance import errors
from attendance.model import SentPicture
from attendance.ports import Fetch

_LONGEST_SIDE = 1280  # pixels; more is reduced before it is read anyway
_TOO_BIG = "file is too big"  # Telegram's words in answer to getFile, above 20 MB


@dataclass(frozen=True, kw_only=True)
class Downloader:
    """Makes the ``fetch`` of a photo or image file; ``max_bytes`` bounds what it takes."""

    bot: telegram.Bot
    max_bytes: int

    def of(self, message: telegram.Message, *, largest: bool = False) -> Fetch:
        """A function that fetches the picture of a message when it is called.

        Of a photo it takes the size that is worth reading for one face, or the ``largest``. It
        raises ``attendance.errors.UnreadableImage`` for one that is too large.
        """
        picture = _largest(message) if largest else chosen(message)
        return self.document(picture.file_id, picture.file_size, at_most=self.max_bytes)

    def document(self, file_id: str, size: int | None, *, at_most: int) -> Fetch:
        """The same for any file, of at most so many bytes; ``size`` is what is said of it."""

        async def fetch() -> bytes:
            if (size or 0) > at_most:
                raise errors.UnreadableImage(too_large=True)
            try:
                file = await self.bot.get_file(file_id)
            except BadRequest as error:
                if _TOO_BIG not in str(error).lower():
                    raise
                raise errors.UnreadableImage(too_large=True) from error
            if (file.file_size or 0) > at_most:
                raise errors.UnreadableImage(too_large=True)
            content = bytes(await file.download_as_bytearray())
            if len(content) > at_most:
                raise errors.UnreadableImage(too_large=True)
            return content

        return fetch


def chosen(message: telegram.Message) -> telegram.PhotoSize | telegram.Document:
    """The image file of a message, or the largest of its photo sizes worth reading."""
    if message.document:
        return message.document
    sizes = sorted(message.photo, key=lambda size: size.width * size.height)
    worth = [size for size in sizes if max(size.width, size.height) <= _LONGEST_SIDE]
    return worth[-1] if worth else sizes[0]


def _largest(message: telegram.Message) -> telegram.PhotoSize | telegram.Document:
    return message.document or max(message.photo, key=lambda size: size.width * size.height)


def file_name(message: telegram.Message) -> str:
    """Telegram's name of a picture's file: the same whenever, and by whomever, it is sent again."""
    return _largest(message).file_unique_id


def sent_picture(message: telegram.Message) -> SentPicture:
    """What the picture of a message can be sent to somebody else by."""
    as_document = message.document is not None
    return SentPicture(file_id=chosen(message).file_id, as_document=as_document)
