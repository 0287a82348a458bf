"""Tables, repositories and the unit of work. Knows no Telegram and no images."""

from storage.opening import Storage, open_storage

__all__ = ["Storage", "open_storage"]
