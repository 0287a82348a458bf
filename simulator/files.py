"""The files of the simulated Telegram, in memory only."""

import asyncio
import base64
import hashlib
import mimetypes
import secrets
from pathlib import PurePosixPath
from typing import Any

from simulator import pictures
from simulator.model import File, Json


class FileStore:
    """Keeps what was sent. The same content is kept, and re-encoded, only once."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}
        self._by_unique_id: dict[str, File] = {}
        self._photos: dict[bytes, list[Json]] = {}
        self._sent_as: dict[str, tuple[str, Any]] = {}

    def find(self, file_id: str) -> File | None:
        """Return the file with this id, if there is one."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> File | None:
        """Return the file with this `file_path`, if there is one."""
        return self._by_path.get(path)

    def sent_as(self, file_id: str) -> tuple[str, Any] | None:
        """Return the kind and the object (PhotoSizes, Document) a file was first sent as."""
        return self._sent_as.get(file_id)

    def renamed(self, content: Json) -> Json:
        """Return the content of a message with other file ids for the same files.

        Telegram promises no more of a `file_id` than that it can be used; what a file is known by
        is its `file_unique_id`.
        """
        return {key: self._renamed(part) for key, part in content.items()}

    def keep(self, content: bytes, *, folder: str, mime_type: str, name: str = "") -> File:
        """Store a file under a path of Telegram's kind, such as `photos/file_3.jpg`."""
        unique_id = _unique_id(content, f"{folder} {mime_type}")
        known = self._by_unique_id.get(unique_id)
        if known is not None:
            return known
        suffix = PurePosixPath(name).suffix or mimetypes.guess_extension(mime_type) or ""
        file = File(
            id=_new_id(),
            unique_id=unique_id,
            content=content,
            mime_type=mime_type,
            path=f"{folder}/file_{len(self._by_id)}{suffix}",
        )
        self._by_id[file.id] = self._by_path[file.path] = self._by_unique_id[unique_id] = file
        return file

    async def keep_photo(self, content: bytes) -> list[Json]:
        """Store a photo in Telegram's sizes and return them as PhotoSize objects.

        Raises pictures.NotAPicture.
        """
        digest = hashlib.sha256(content).digest()
        if digest not in self._photos:
            renditions = await asyncio.to_thread(pictures.renditions, content)
            sizes = [self._photo_size(rendition) for rendition in renditions]
            self._photos[digest] = sizes
            for size in sizes:
                self._sent_as.setdefault(size["file_id"], ("photo", sizes))
        return self._photos[digest]

    def keep_document(self, content: bytes, *, name: str, mime_type: str) -> Json:
        """Store a file unchanged and return it as a Document object."""
        mime_type = mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = self.keep(content, folder="documents", mime_type=mime_type, name=name)
        document = describe(file) | {"file_name": name, "mime_type": mime_type}
        self._sent_as.setdefault(file.id, ("document", document))
        return document

    def keep_video(self, content: bytes, *, folder: str, mime_type: str, about: Json) -> Json:
        """Store a video unchanged and return it as a Video or VideoNote object."""
        return describe(self.keep(content, folder=folder, mime_type=mime_type)) | about

    def _renamed(self, part: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(part, list):
            return [self._renamed(one) for one in part]
        if not isinstance(part, dict):
            return part
        changed = {key: self._renamed(value) for key, value in part.items()}
        file = self._by_id.get(part.get("file_id", ""))
        if file is None:
            return changed
        changed["file_id"] = _new_id()
        self._by_id[changed["file_id"]] = file
        if file.id in self._sent_as:
            self._sent_as[changed["file_id"]] = self._sent_as[file.id]
        return changed

    def _photo_size(self, rendition: pictures.Rendition) -> Json:
        file = self.keep(rendition.content, folder="photos", mime_type="image/jpeg", name=".jpg")
        return describe(file) | {"width": rendition.width, "height": rendition.height}


def describe(file: File) -> Json:
    """Return what every file object of the Bot API has."""
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
    }


def _new_id() -> str:
    return secrets.token_urlsafe(36)


def _unique_id(content: bytes, kind: str) -> str:
    digest = hashlib.sha256(kind.encode() + b"\0" + content).digest()
    return "AQAD" + base64.urlsafe_b64encode(digest[:9]).decode()
