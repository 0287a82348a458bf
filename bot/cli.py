"""The command line. Heavy parts are imported by the commands that need them."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Console
from rich.markup import escape

from bot import errors
from recognition.errors import EvaluationError, RecognitionError
from storage.errors import CopyProblem, DatabaseUnavailable, StorageError

app = typer.Typer(
    help="Attendance by face, in Telegram.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
key = typer.Typer(help="The key that face data is encrypted with.", no_args_is_help=True)
app.add_typer(key, name="key")
output = Console()
complaints = Console(stderr=True)

Config = Annotated[Path, typer.Option("--config", help="The settings file.")]
DEFAULT_CONFIG = Path("config.toml")

_EXIT_SETTINGS = 2  # something an operator has set up is wrong
_EXIT_FAILED = 1
_EXIT_INTERRUPTED = 130  # as shells say it: 128 + SIGINT


@app.command()
def run(config: Config = DEFAULT_CONFIG) -> None:
    """Run the service until it is told to stop."""
    from bot import logs, settings  # noqa: PLC0415
    from bot.memory import save_memory  # noqa: PLC0415
    from bot.secrecy import Mask  # noqa: PLC0415

    save_memory()
    with _one_line():
        loaded = settings.load(config)
    with _one_line(Mask(loaded.secrets)):
        # Heavy, and of no use without settings; uvloop takes a sixth less time than asyncio's own.
        import uvloop  # noqa: PLC0415

        from bot import service  # noqa: PLC0415

        logs.configure(loaded.logging.format, loaded.secrets)
        uvloop.run(service.run(loaded))


@app.command()
def demo(port: Annotated[int, typer.Option(help="Where the web chat is.")] = 8080) -> None:
    """Try it without Telegram: a web chat, a sample class, and people to be."""
    from bot import demo as demonstration  # noqa: PLC0415

    with _one_line():
        asyncio.run(demonstration.run(port, say=output.print))


@app.command()
def models(
    weights: Annotated[str, typer.Option(help="casia-webface or vggface2.")] = "casia-webface",
) -> None:
    """Fetch and convert the networks' weights; does nothing when that is done."""
    from recognition import models as networks  # noqa: PLC0415
    from recognition import settings  # noqa: PLC0415

    with _one_line():
        known = get_args(settings.Weights)
        if weights not in known:
            raise errors.BadSettings(
                f"--weights {weights}: unknown; choose from {', '.join(known)}"
            )
        with output.status("Looking at the models") as status:
            chosen = settings.Settings(weights=weights)  # type: ignore[arg-type]  # checked above
            path = networks.prepare(chosen, lambda text: status.update(escape(text)))
        output.print(f"Models are ready: {path}", markup=False, soft_wrap=True)


@app.command("import")
def import_roster(
    roster: Annotated[Path, typer.Argument(help="CSV: roll_no,name,class,telegram_id,photos")],
    photos: Annotated[Path | None, typer.Option(help="Folder of photos.")] = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Enrol everybody in a roster; what was refused is listed with its reason."""
    from bot import import_command, settings  # noqa: PLC0415

    with _one_line():
        asyncio.run(import_command.run(settings.load(config), roster, photos, output))


@app.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of photos a person.")],
    pairs: Annotated[
        Path | None, typer.Option(help="Compare only these pairs, listed as LFW does.")
    ] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw ROC and scores into a PNG.")] = None,
    weights: Annotated[str, typer.Option(help="casia-webface or vggface2.")] = "",
    config: Annotated[Path | None, typer.Option(help="Take [recognition] from here.")] = None,
) -> None:
    """Measure on your own photos, DIR/person/*.jpg, how well people are told apart."""
    with _one_line():
        from bot import evaluate as evaluation  # noqa: PLC0415

        settings = evaluation.settings(config, weights)
        evaluation.run(folder, pairs, plot, settings, output)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to; an older backup there is replaced.")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Copy the database to FILE, also while the service runs. The key is not in it."""
    with _one_line():
        from bot import settings, upkeep  # noqa: PLC0415

        upkeep.back_up(settings.load(config), file, output)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `rollcall backup` has made.")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Make a backup the database; one that is there is never overwritten."""
    with _one_line():
        from bot import settings, upkeep  # noqa: PLC0415

        upkeep.restore(settings.load(config), file, output)


@key.command()
def rotate(config: Config = DEFAULT_CONFIG) -> None:
    """Make a new key and encrypt everything with it. The service must be stopped."""
    with _one_line():
        from bot import settings, upkeep  # noqa: PLC0415

        upkeep.rotate_key(settings.load(config), output)


@app.command()
def doctor(config: Config = DEFAULT_CONFIG) -> None:
    """Check settings, token, database, key, models and clock, a line each."""
    from bot import doctor as checks  # noqa: PLC0415

    if not asyncio.run(checks.run(config, output)):
        raise typer.Exit(_EXIT_FAILED)


def main() -> None:
    """Run the program."""
    app()


@contextmanager
def _one_line(mask: Callable[[str], str] = str) -> Iterator[None]:
    """Turn what an operator can put right into one line, masked, and an exit code."""
    try:
        yield
    except errors.ProgramError as error:
        _complain(mask(str(error)), error.exit_code)
    except (CopyProblem, DatabaseUnavailable, EvaluationError) as error:
        _complain(mask(str(error)), _EXIT_FAILED)
    except (StorageError, RecognitionError) as error:
        _complain(mask(str(error)), _EXIT_SETTINGS)
    except KeyboardInterrupt:
        sys.exit(_EXIT_INTERRUPTED)


def _complain(problem: str, code: int) -> None:
    complaints.print(f"rollcall: {problem}", style="red", markup=False, soft_wrap=True)
    sys.exit(code)
