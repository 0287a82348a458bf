"""``rollcall backup``, ``restore`` and ``key rotate``, with a bar of progress."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.filesize import decimal
from rich.progress import Progress

from bot import bootstrap
from bot.settings import Settings


def back_up(settings: Settings, file: Path, output: Console) -> None:
    """Copy the database to a file, and say what else there is to keep."""
    with _shown(output) as report:
        made = bootstrap.back_up(settings, file, report)
    _say(output, f"Backed up to {file} ({decimal(made.size)}).")
    if made.fingerprint:
        _say(
            output,
            f"The key is not in it: keep a copy of {settings.storage.key_file} (fingerprint "
            f"{made.fingerprint}) in another place. The settings are not in it either.",
        )


def restore(settings: Settings, file: Path, output: Console) -> None:
    """Make a backup the database, and say whether the key for it is there."""
    with _shown(output) as report:
        restored = bootstrap.restore(settings, file, report)
    _say(output, f"Restored {file} to {restored.database}.")
    if restored.problem:
        _say(output, f"Before the service can start: {restored.problem}")


def rotate_key(settings: Settings, output: Console) -> None:
    """Seal everything with a new key, and say what becomes of the old one."""
    with _shown(output) as report:
        rotated = bootstrap.rotate_key(settings, report)
    _say(
        output,
        f"The key is changed; all faces, kept selfies and secrets of rooms ({rotated.sealed} "
        f"together) are encrypted with the new one. Copy {settings.storage.key_file} (fingerprint "
        f"{rotated.fingerprint}) to another place, and make a backup.",
    )
    _say(
        output,
        f"The old key is now {rotated.retired}. Backups made before need it; when you have "
        "deleted them, delete it too.",
    )
    if rotated.damaged:
        _say(output, f"{rotated.damaged} more were damaged before and cannot be used.")


@contextmanager
def _shown(output: Console) -> Iterator[Callable[[str, float | None], None]]:
    """A bar that shows what is done and how far it is; it moves where nobody can tell."""
    with Progress(console=output, transient=True) as progress:
        task = progress.add_task("", total=None)

        def report(step: str, share: float | None) -> None:
            total = None if share is None else 1.0
            progress.update(task, description=step.capitalize(), completed=share or 0, total=total)

        yield report


def _say(output: Console, text: str) -> None:
    output.print(text, markup=False, highlight=False, soft_wrap=True)
