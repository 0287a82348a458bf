"""``/import``: a roster as a CSV file, and photos as ZIP files, in the chat.

Only the roster's id at Telegram is kept between messages. An import that is cut short by a restart
begins again with the same update, and takes what is there already for done.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import telegram

from attendance import errors, names
from attendance.mail import Conversation, Document
from attendance.model import Role
from bot import roster
from bot.commands import Answers
from bot.errors import PhotosUnreadable, RosterUnreadable
from bot.handlers.lookup import note
from bot.importer import Importer, Report
from bot.photo_sources import MOST_BYTES, NoPhotos, PhotoSource, ZipOfPhotos
from bot.presses import Handlers, Press
from bot.progress import Progress
from bot.replies import commands as texts
from bot.replies import common
from bot.replies import importing as replies
from bot.reports.cells import as_text
from bot.roster import BadRow, Row
from bot.turn import Turn

IMPORT = "roster"  # the conversation: first without, then with a roster
_ROSTER = "roster.csv"  # what a file is called whose name cannot be repeated
_SHOWN = "shown"  # in the conversation while it runs: the message that tells how far it is
_SEND_WITHIN = timedelta(hours=1)
_MOST_ROSTER_BYTES = 2 * 1024 * 1024  # 5,000 rows of 400 characters
_MOST_ROWS = 5_000  # some minutes without photos; larger schools send parts


async def begin(turn: Turn, _: Answers) -> None:
    """``/import``, by itself or under the roster."""
    if turn.message and turn.message.document:
        await receive(turn)
        return
    turn.goes_on(IMPORT, {}, within=_SEND_WITHIN)
    await turn.answer(turn.says(replies.SEND_ROSTER))


def is_one(turn: Turn) -> bool:
    """Whether the message is a file that may be a roster, or photos for one."""
    document = turn.message.document if turn.message else None
    return document is not None and (_is_csv(document) or _is_zip(document))


async def receive(turn: Turn) -> None:
    """A file from an admin."""
    document = turn.message.document if turn.message else None
    if document is not None:
        conversation = await turn.conversation()
        mine = conversation if conversation and conversation.command == IMPORT else None
        await _receive(turn, document, mine)


async def _decide(turn: Turn, *, start: bool) -> None:
    """Whether to import without photos."""
    conversation = await turn.conversation()
    turn.ends_conversation()
    if conversation is None or conversation.command != IMPORT:
        await turn.answer(turn.replaces(common.STALE_BUTTON))
    elif not start or "file" not in conversation.answers:
        await turn.answer(turn.replaces(replies.LEFT))
    else:
        await _import(turn, conversation, NoPhotos())


async def _receive(
    turn: Turn, document: telegram.Document, conversation: Conversation | None
) -> None:
    try:
        if not _is_zip(document):
            await _roster(turn, document)
        elif conversation is None or "file" not in conversation.answers:
            await turn.answer(turn.says(replies.ROSTER_FIRST))
        else:
            await _photos(turn, document, conversation)
    except (RosterUnreadable, PhotosUnreadable) as error:
        await turn.answer(turn.says(replies.unreadable(str(error))))


async def _roster(turn: Turn, document: telegram.Document) -> None:
    """Look at a roster, and ask for its photos."""
    name = names.read(document.file_name or "") or _ROSTER
    rows = await _rows(turn, document.file_id, name, document.file_size)
    if not rows:
        turn.ends_conversation()
        await turn.answer(turn.says(replies.nothing_found(name)))
        return
    codes = {row.class_code for row in rows if isinstance(row, Row)}
    async with turn.unit(reading=True) as uow:
        in_use = {one.code for one in await uow.classes.all()}
    found = replies.Roster(
        name=name,
        rows=len(rows),
        bad=sum(isinstance(row, BadRow) for row in rows),
        students=len({row.roll_no for row in rows if isinstance(row, Row)}),
        classes=codes,
        unknown=codes - in_use,
    )
    turn.goes_on(IMPORT, {"file": document.file_id, "name": name}, within=_SEND_WITHIN)
    await turn.answer(turn.says(replies.found(found), buttons=replies.BUTTONS))


async def _photos(turn: Turn, document: telegram.Document, conversation: Conversation) -> None:
    download = turn.services.download.document
    try:
        content = await download(document.file_id, document.file_size, at_most=MOST_BYTES)()
    except errors.UnreadableImage as error:
        raise PhotosUnreadable(replies.TOO_LARGE_FILE) from error
    threads, largest = turn.services.threads, turn.services.download.max_bytes
    photos = await threads.run(ZipOfPhotos, content, max_photo_bytes=largest)
    await _import(turn, conversation, photos)


async def _import(turn: Turn, conversation: Conversation, photos: PhotoSource) -> None:
    """Import the roster with these photos, and owe the report."""
    services, answers = turn.services, conversation.answers
    rows = await _rows(turn, answers["file"], answers["name"], None)
    importer = Importer(
        units=services.units,
        reader=services.reader,
        known=services.known,
        threads=services.threads,
        clock=services.clock,
        by=turn.sender.account_id,
        rows=rows,
        photos=photos,
    )
    progress = Progress(services.telegram, turn.chat_id)
    interrupted = _SHOWN in answers
    if interrupted:
        progress.message_id = int(answers[_SHOWN])
    for row in rows:
        done = importer.report
        await progress.show(replies.progress(done.rows, len(rows), done.photos))
        if progress.message_id is not None and _SHOWN not in answers:
            answers = await _remember(turn, conversation, progress.message_id)
        await importer.take(row)
    await services.desk.refresh()
    more = not isinstance(photos, NoPhotos)
    if more:
        kept = {key: value for key, value in answers.items() if key != _SHOWN}
        turn.goes_on(IMPORT, kept, within=_SEND_WITHIN)
    await _report(turn, importer, progress, more=more, interrupted=interrupted)


async def _remember(turn: Turn, conversation: Conversation, message_id: int) -> Mapping[str, str]:
    """Keep which message shows how far it is: killed and begun again, it goes on with that one."""
    answers = {**conversation.answers, _SHOWN: str(message_id)}
    async with turn.unit() as uow:
        await uow.conversations.put(replace(conversation, answers=answers))
        await uow.commit()
    return answers


async def _report(
    turn: Turn, importer: Importer, progress: Progress, *, more: bool, interrupted: bool
) -> None:
    report = importer.report
    numbers = {
        "rows": report.rows,
        "students": report.students,
        "photos": report.photos,
        "refused": len(report.refused),
    }
    codes = {row.class_code for row in importer.rows if isinstance(row, Row)}
    async with turn.unit() as uow:
        codes &= {one.code for one in await uow.classes.all()}
        lines = [
            replies.finished(**numbers),
            replies.INTERRUPTED if interrupted else "",
            replies.next_steps(codes, more=more),
        ]
        first = replace(turn.says("\n".join(line for line in lines if line)), reply_to=None)
        messages = [replace(first, edits=progress.message_id)]
        if report.refused:
            file = Document(name="refused.csv", content=_csv(report))
            text = replies.refusals(len(report.refused))
            messages.append(replace(first, text=text, document=file))
        await note(turn, uow, "import", {key: str(value) for key, value in numbers.items()})
        await turn.finish(uow, *messages)


async def _rows(turn: Turn, file_id: str, name: str, size: int | None) -> Sequence[Row | BadRow]:
    """The roster's rows. Raises ``RosterUnreadable``."""
    download = turn.services.download.document(file_id, size, at_most=_MOST_ROSTER_BYTES)
    try:
        content = await download()
    except errors.UnreadableImage as error:
        raise RosterUnreadable(replies.TOO_LARGE_FILE) from error
    rows = await turn.services.threads.run(roster.parse, content, name)
    if len(rows) > _MOST_ROWS:
        raise RosterUnreadable(replies.TOO_MANY_ROWS)
    return rows


def _csv(report: Report) -> bytes:
    """The refusals as a spreadsheet opens them: UTF-8 with its mark, and no formulas."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(replies.COLUMNS)
    for bad in report.refused:
        writer.writerow((bad.line, as_text(bad.who), as_text(bad.why)))
    return stream.getvalue().encode("utf-8-sig")


def _is_csv(document: telegram.Document) -> bool:
    by_name = (document.file_name or "").lower().endswith(".csv")
    return by_name or document.mime_type == "text/csv"


def _is_zip(document: telegram.Document) -> bool:
    by_name = (document.file_name or "").lower().endswith(".zip")
    return by_name or document.mime_type in ("application/zip", "application/x-zip-compressed")


PRESSES: Handlers = {
    (data, 0): Press(
        run=partial(_decide, start=start),
        action="import",
        role=Role.ADMIN,
        purpose=texts.MAY_ENROL,
    )
    for data, start in ((replies.START, True), (replies.LEAVE, False))
}
