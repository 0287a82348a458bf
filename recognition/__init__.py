"""From image bytes to faces, embeddings and matches. Knows no Telegram and no database.

Importing it is light: the networks and their engine come in with `load_reader`.
"""

from typing import TYPE_CHECKING

from recognition import errors
from recognition.reading import Face, Quality, Reading
from recognition.settings import Settings

if TYPE_CHECKING:
    from recognition.reader import Reader

__all__ = ["Face", "Quality", "Reading", "Settings", "errors", "load_reader"]


def load_reader(settings: Settings | None = None) -> "Reader":
    """Load the networks, fetching the weights if need be, and return what reads photos.

    The first time takes a minute, later ones a second. Raises a `ModelError` that says what to do.
    """
    from recognition import loading  # noqa: PLC0415 - brings the engine, heavy to import

    return loading.load(settings or Settings())
