"""``python -m benchmarks.chaos``: 1,000 selfies through a service that is killed all the time."""

import argparse
import asyncio
import secrets
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from benchmarks.chaos import storm
from benchmarks.chaos.counting import Result
from benchmarks.chaos.running import EndedByItself
from benchmarks.chaos.storm import Storm

output = Console()


def main() -> int:
    """Return the exit code: 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--short", action="store_true", help="72 selfies instead of 1,000")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="when to kill")
    options = parser.parse_args()
    chosen = (storm.short if options.short else storm.whole)(options.seed)
    folder = Path(tempfile.mkdtemp(prefix="rollcall-chaos-"))
    try:
        result = asyncio.run(_shown(chosen, folder))
    except EndedByItself as error:
        output.print(f"[red]{error}", soft_wrap=True)
        return 1
    output.print(table(result, chosen))
    if not result.holds:
        output.print(f"[red]Database and log are kept in {folder}", soft_wrap=True)
        return 1
    shutil.rmtree(folder)
    return 0


async def _shown(chosen: Storm, folder: Path) -> Result:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=output) as progress:
        selfies = len(chosen.plan.selfies(faces=3))
        tasks = (
            progress.add_task("selfies sent", total=selfies),
            progress.add_task("answered", total=selfies),
            progress.add_task("killed", total=chosen.kills),
        )

        def show(*counts: int) -> None:
            for task, count in zip(tasks, counts, strict=True):
                progress.update(task, completed=count)

        return await chosen.run(folder, show)


def table(result: Result, chosen: Storm) -> Table:
    """What it came to."""
    shown = Table("chaos", f"{chosen.plan.students} students, seed {chosen.seed}")
    faults = ", ".join(f"{count} x {kind}" for kind, count in result.faults.items())
    shown.add_row("killed", f"{result.kills} times in {result.seconds:.0f} s")
    shown.add_row("calls that failed", faults)
    shown.add_row("selfies sent", str(result.sent))
    shown.add_row("answered", str(result.answered))
    shown.add_row("of these repeated once, when killed", str(result.repeated))
    shown.add_row("marks expected", str(result.marks_expected))
    shown.add_row("marks found", str(result.marks_found))
    for name, counts in (("lost", result.lost), ("doubled", result.doubled)):
        shown.add_section()
        shown.add_row(f"[bold]{name}", f"[bold]{_coloured(sum(counts.values()))}")
        for what, count in _told(counts).items():
            shown.add_row(f"  {what}", _coloured(count))
    return shown


def _told(counts: Mapping[str, int]) -> Mapping[str, int]:
    """Each by itself only where there is something to tell."""
    return counts if any(counts.values()) else {}


def _coloured(count: int) -> str:
    return f"[red]{count}" if count else "[green]0"


if __name__ == "__main__":
    sys.exit(main())
