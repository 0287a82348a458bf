"""Everything storage raises.

StorageError
├── UnsupportedUrl
├── DatabaseUnavailable
├── DatabaseTooOpen
├── SchemaTooNew
├── CopyProblem
│   ├── DatabaseExists
│   ├── NotACopy
│   └── CopyFailed
├── Conflict
├── UnitEnded
├── ReadOnly
├── SealBroken
├── TemplateDamaged
└── KeyProblem
    ├── KeyMissing
    ├── KeyWrong
    ├── KeyUnreadable
    └── KeyTooOpen
"""

from collections.abc import Sequence
from pathlib import Path


class StorageError(Exception):
    """Something a caller of storage has to deal with."""


class UnsupportedUrl(StorageError):
    """The address of the database is of a kind that storage does not serve."""

    def __init__(self, url: str) -> None:
        super().__init__(f"cannot use the database {url}: write sqlite+aiosqlite:///PATH")
        self.url = url


class DatabaseUnavailable(StorageError):
    """The database cannot be opened, read or written now; ``why`` is its own word for it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the database is unavailable: {why}")
        self.why = why


class DatabaseTooOpen(StorageError):
    """Others than its owner may read the database."""

    def __init__(self, path: Path, mode: int) -> None:
        super().__init__(
            f"the database {path} has mode {mode:04o}, others may read it: chmod 600 it"
        )
        self.path = path
        self.mode = mode


class CopyProblem(StorageError):
    """A backup cannot be made, or cannot be restored."""


class DatabaseExists(CopyProblem):
    """Where a backup is to be restored to, there is a database, or what one has left."""

    def __init__(self, paths: Sequence[Path]) -> None:
        names = ", ".join(map(str, paths))
        super().__init__(f"already there: {names}; to restore a backup, move that away first")
        self.paths = paths


class NotACopy(CopyProblem):
    """A file is not a backup that this release can use, or put another in the place of."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} {why}")
        self.path = path


class CopyFailed(CopyProblem):
    """A copy could not be written; there is none."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"cannot write {path}: {why}")
        self.path = path


class SchemaTooNew(StorageError):
    """The database was written by a later release."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database has schema {revision}, which this release does not know: "
            "run the release that wrote it, or a later one"
        )
        self.revision = revision


class Conflict(StorageError):
    """A change contradicts what is stored; leave the unit of work."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"the change breaks a rule of the records: {rule}")
        self.rule = rule


class UnitEnded(StorageError):
    """A unit of work was used before its start or after its end."""

    def __init__(self) -> None:
        super().__init__("this unit of work is not open: begin another")


class ReadOnly(StorageError):
    """A unit of work that was begun for reading was told to commit."""

    def __init__(self) -> None:
        super().__init__("this unit of work only reads: begin one that may write")


class SealBroken(StorageError):
    """A sealed value does not open with this key as what its row says it is."""

    def __init__(self) -> None:
        super().__init__("a sealed value of the database is damaged: restore a backup")


class TemplateDamaged(StorageError):
    """An embedding does not decrypt as what its row says it is."""

    def __init__(self, template_id: int, student_id: int) -> None:
        super().__init__(
            f"template {template_id} of student {student_id} is damaged: enrol the student again"
        )
        self.template_id = template_id
        self.student_id = student_id


class KeyProblem(StorageError):
    """The key file and the database do not go together."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"the key file {path} {problem}")
        self.path = path


class KeyMissing(KeyProblem):
    """There are templates, but not the key they are encrypted with."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "is missing, and the database holds templates: put it back")


class KeyWrong(KeyProblem):
    """The key is not the one the templates are encrypted with."""

    def __init__(self, path: Path, *, expected: str, found: str, kept: Path) -> None:
        where = f", it is {kept}" if kept.exists() else ""
        super().__init__(
            path,
            f"has fingerprint {found}, the database wants {expected}: put that key back{where}",
        )
        self.expected = expected
        self.found = found


class KeyUnreadable(KeyProblem):
    """The key file cannot be read or written, or does not hold a key."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(path, f"cannot be used ({why}): restore it, or make it accessible")
        self.why = why


class KeyTooOpen(KeyProblem):
    """Others than its owner may read the key file."""

    def __init__(self, path: Path, mode: int) -> None:
        super().__init__(path, f"has mode {mode:04o}, others may read it: chmod 600 it")
        self.mode = mode
