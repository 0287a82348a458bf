"""``rollcall import``: a roster from the disk, with a bar of progress and a list of refusals."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table
from telegram.error import TelegramError

from attendance.model import OPERATOR
from bot import bootstrap, roster
from bot.handout import Handout
from bot.importer import Importer, Report
from bot.photo_sources import FolderOfPhotos, NoPhotos
from bot.replies import importing as replies
from bot.reports.cells import printable
from bot.secrecy import Mask
from bot.settings import Settings
from bot.threads import Threads


async def run(settings: Settings, path: Path, photos: Path | None, output: Console) -> None:
    """Import a roster, showing progress, and tell what was done and what was refused."""
    rows = roster.read(path)
    roster.check_folder(photos)
    handout = Handout(path, await _link_prefix(settings, output))
    async with bootstrap.storage(settings) as units, Threads() as threads:
        with output.status("Loading the networks"):
            reader = bootstrap.reader(settings, threads)
            await reader.loaded()
        importer = Importer(
            units=units,
            reader=reader,
            known=bootstrap.known(reader),
            threads=threads,
            clock=bootstrap.now,
            by=OPERATOR,
            rows=rows,
            photos=NoPhotos() if photos is None else FolderOfPhotos(folder=photos),
            handout=handout,
        )
        for row in track(rows, "Enrolling", console=output):
            await importer.take(row)
    _tell(importer.report, handout, output)


def _tell(report: Report, handout: Handout, output: Console) -> None:
    output.print(
        f"{report.rows} rows: {report.students} students new, {report.photos} photos added, "
        f"{len(report.refused)} refused."
    )
    if report.refused:
        table = Table(*replies.COLUMNS)
        for bad in report.refused:
            table.add_row(str(bad.line), *(escape(printable(text)) for text in (bad.who, bad.why)))
        output.print(table)
    if handout.count:
        output.print(
            f"{handout.count} new invite links: {handout.path} (each is good for whoever opens "
            "it first; hand them out one by one)",
            markup=False,
            soft_wrap=True,
        )


async def _link_prefix(settings: Settings, output: Console) -> str:
    """What comes before the code in a link; without Telegram, what the student can type."""
    try:
        async with bootstrap.telegram_bot(settings) as bot:
            return f"https://t.me/{bot.username}?start="
    except TelegramError as error:
        why = Mask(settings.secrets)(str(error))  # of a token that is refused it names the token
        output.print(
            f"Telegram cannot be asked for the bot's name ({why}): "
            "invites are written as /start CODE.",
            markup=False,
        )
        return "/start "
