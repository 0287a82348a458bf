"""What SQLite says when it cannot work, with what an operator can do about it."""

_REMEDIES = {
    "SQLITE_FULL": "make room on its disk, and it goes on by itself",
    "SQLITE_BUSY": "another program holds it; it goes on by itself when that lets go",
    "SQLITE_READONLY": "make the file and its folder writable for this user",
    "SQLITE_IOERR": "look at its disk; it goes on by itself when that works again",
    "SQLITE_CANTOPEN": "the file and its folder must exist and be writable for this user",
    "SQLITE_CORRUPT": "it is damaged: stop, move it away and restore a backup",
    "SQLITE_NOTADB": "it is no database: move it away and restore a backup",
}


def in_words(error: BaseException) -> str:
    """A driver's error in one line. The name of its kind may go on, as SQLITE_IOERR_WRITE does."""
    name = getattr(error, "sqlite_errorname", "")
    remedy = next((do for kind, do in _REMEDIES.items() if name.startswith(kind)), None)
    return f"{error}; {remedy}" if remedy else str(error)


def is_busy(error: BaseException | None) -> bool:
    """Whether somebody else holds the database; of SQLAlchemy's errors, or the driver's own."""
    said = getattr(error, "orig", error)
    return str(getattr(said, "sqlite_errorname", "")).startswith("SQLITE_BUSY")
