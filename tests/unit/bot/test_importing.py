import asyncio
import io
import zipfile

import pytest

from attendance.model import Kiosk
from bot import roster
from bot.handlers import importing
from bot.importer import Importer
from bot.photo_sources import NoPhotos, ZipOfPhotos
from bot.replies import importing as replies
from tests.unit.attendance.samples import NINE
from tests.unit.bot.chats import ADMIN, labels

HEAD = "roll_no,name,class,telegram_id,photos\n"


def a_roster(*lines):
    return (HEAD + "".join(f"{line}\n" for line in lines)).encode()


def a_zip(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/") + ".jpg", content)
    return stream.getvalue()


def enrolled(chats):
    state = chats.units.state
    photos = [t.student_id for t in state.templates.values()]
    return {s.roll_no: (s.name, photos.count(s.id)) for s in state.students.values()}


# --- in the chat ----------------------------------------------------------------------------


async def test_a_roster_and_a_zip_of_photos_are_imported_step_by_step(chats, math):
    (asked,) = await chats.says(ADMIN, "/import")
    assert "roll_no,name,class,telegram_id,photos" in asked.text

    (found,) = await chats.sends(
        ADMIN, "new.csv", a_roster("1,Ann,MATH1,,", "2,Bob,math1,,b.jpg;c.jpg", "3,,MATH1,,")
    )
    assert "new.csv: 3 rows, 2 students in MATH1." in found.text
    assert "1 row cannot be used" in found.text
    assert enrolled(chats) == {}

    done, refused = await chats.sends(ADMIN, "p.zip", a_zip(**{"1__a": b"ann", "b": b"bob"}))
    assert "3 rows: 2 students new, 2 photos added, 2 refused." in done.text
    assert "/invites MATH1" in done.text
    lines = refused.document.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "line,roll_no,refused because"
    missing, unusable = sorted(lines[1:])
    assert missing == "3,2,c.jpg: no such file"
    assert unusable.startswith('4,3,"name is empty or cannot be used: it should be a name of')
    assert enrolled(chats) == {"1": ("Ann", 1), "2": ("Bob", 1)}
    acts = ["import", "photo", "import", "photo", "import"]
    assert chats.audited == [(ADMIN, act) for act in acts]


async def test_further_zips_go_with_the_same_roster(chats, math):
    await chats.sends(ADMIN, "new.csv", a_roster("1,Ann,MATH1,,", "2,Bob,MATH1,,"))
    await chats.sends(ADMIN, "1.zip", a_zip(**{"1__a": b"ann"}))

    done, _ = await chats.sends(ADMIN, "2.zip", a_zip(**{"2__b": b"bob"}))

    assert "0 students new, 1 photo added" in done.text
    assert enrolled(chats) == {"1": ("Ann", 1), "2": ("Bob", 1)}


async def test_the_zip_may_have_the_command_as_its_caption_too(chats, math):
    await chats.sends(ADMIN, "new.csv", a_roster("1,Ann,MATH1,,"), "/import")

    done, *_ = await chats.sends(ADMIN, "p.zip", a_zip(**{"1__a": b"ann"}), "/import")

    assert "1 photo added" in done.text


async def test_a_roster_is_imported_without_photos_by_a_button_once(chats, math):
    (found,) = await chats.sends(ADMIN, "new.csv", a_roster("1,Ann,MATH1,,"), "/import")

    (done,) = await chats.taps(ADMIN, found, "without photos")
    assert "1 row: 1 student new, 0 photos added, 0 refused." in done.text
    (again,) = await chats.taps(ADMIN, found, "without photos")
    assert "no longer in use" in again.text


async def test_the_account_of_a_kiosk_becomes_no_student_s(chats, math):
    async with chats.units() as uow:
        await uow.kiosks.add(Kiosk(account_id=77, class_id=math.id, linked_at=NINE))
        await uow.commit()
    (found,) = await chats.sends(ADMIN, "new.csv", a_roster("1,Ann,MATH1,77,"), "/import")

    done, refused = await chats.taps(ADMIN, found, "without photos")

    assert "1 refused" in done.text
    assert b"telegram_id is that of a kiosk" in refused.document.content
    assert enrolled(chats) == {}


async def test_a_roster_may_be_left(chats, math):
    (found,) = await chats.sends(ADMIN, "new.csv", a_roster("1,Ann,MATH1,,"))

    (left,) = await chats.taps(ADMIN, found, "Leave it")

    assert left.text == "Nothing is imported."
    assert enrolled(chats) == {}
    (first,) = await chats.sends(ADMIN, "p.zip", a_zip())
    assert "roster as a CSV file first" in first.text


async def test_progress_is_one_message_that_turns_into_the_result(chats, math):
    await chats.sends(ADMIN, "new.csv", a_roster(*(f"{n},Ann,MATH1,," for n in range(5))))
    done, _ = await chats.sends(ADMIN, "p.zip", a_zip())

    (sent,) = chats.telegram.named("send_message")
    assert sent["text"] == "Importing: 0 of 5 rows (0 %), photos added: 0"
    assert done.edits is not None


class Killed(BaseException):
    """The process is gone: nobody catches it."""


async def test_killed_in_the_middle_it_goes_on_with_the_same_message_and_says_so(
    chats, math, monkeypatch
):
    take = Importer.take

    async def and_die(importer, row):
        if importer.report.rows == 1:
            raise Killed
        await take(importer, row)

    await chats.sends(ADMIN, "new.csv", a_roster("1,Ann,MATH1,,", "2,Bob,MATH1,,"))
    with monkeypatch.context() as dying:
        dying.setattr(Importer, "take", and_die)
        with pytest.raises(Killed):
            await chats.sends(ADMIN, "p.zip", a_zip())
    assert enrolled(chats) == {"1": ("Ann", 0)}

    first, _ = await chats.once_more()

    (shown,) = chats.telegram.named("send_message")
    assert first.edits == 9000 + chats.telegram.calls.index(("send_message", shown)) + 1
    assert "2 rows: 1 student new" in first.text
    assert "I was interrupted" in first.text
    assert enrolled(chats) == {"1": ("Ann", 0), "2": ("Bob", 0)}

    further, _ = await chats.sends(ADMIN, "q.zip", a_zip(**{"1__a": b"ann"}))
    assert "interrupted" not in further.text
    assert further.edits != first.edits


async def test_classes_that_are_not_in_use_are_told_beforehand(chats, math):
    await chats.school.add_class("OLD")
    await chats.says(ADMIN, "/archive OLD")

    (found,) = await chats.sends(ADMIN, "n.csv", a_roster("1,Ann,NONE,,", "1,Ann,OLD,,"))
    assert "No class in use is called NONE, OLD" in found.text
    done, refused = await chats.taps(ADMIN, found, "without photos")
    assert "2 refused" in done.text
    assert b"OLD is archived" in refused.document.content


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("n.csv", b"a,b\n1,2\n", "must name the columns"),
        ("n.csv", (HEAD + "1,Zoë,A").encode("cp1252"), "not in UTF-8; in Excel, save it as"),
        ("n.csv", HEAD.encode(), "has no rows"),
        ("n.csv", b"x" * (2 * 1024 * 1024 + 1), "too large"),
        ("n.csv", a_roster(*["1,Ann,MATH1,,"] * 5001), "5,000 rows"),
        ("n.zip", b"no zip", "not a ZIP"),
    ],
)
async def test_what_cannot_be_used_says_why_and_changes_nothing(chats, math, name, content, said):
    await chats.sends(ADMIN, "good.csv", a_roster("1,Ann,MATH1,,"))

    (answer,) = await chats.sends(ADMIN, name, content)

    assert said in answer.text
    assert enrolled(chats) == {}


async def test_a_refusal_is_no_formula_for_a_spreadsheet(chats, math):
    await chats.sends(ADMIN, "n.csv", a_roster("=1+1,,MATH1,,", "2,Bob,MATH1,,"))

    _, refused = await chats.sends(ADMIN, "p.zip", a_zip(**{"2__b": b"bob"}))

    assert b"'=1+1" in refused.document.content


async def test_only_admins_import_by_whatever_way(chats, math):
    tom = (await chats.school.add_teacher("Tom", math)).account_id
    rows = a_roster("1,Ann,MATH1,,")

    assert "Only admins can" in (await chats.says(tom, "/import"))[0].text
    assert "Only admins can" in (await chats.sends(tom, "n.csv", rows, "/import"))[0].text
    assert "I can't use that" in (await chats.sends(tom, "n.csv", rows))[0].text
    assert "Only admins can" in (await chats.presses(tom, replies.START))[0].text
    assert enrolled(chats) == {}


async def test_a_text_in_between_does_not_end_the_import(chats, math):
    await chats.sends(ADMIN, "n.csv", a_roster("1,Ann,MATH1,,"))
    await chats.says(ADMIN, "one moment")

    done, *_ = await chats.sends(ADMIN, "p.zip", a_zip(**{"1__a": b"ann"}))

    assert "1 photo added" in done.text


async def test_no_invites_are_made_without_a_handout(chats, math):
    (found,) = await chats.sends(ADMIN, "n.csv", a_roster("1,Ann,MATH1,,"))
    assert labels(found) == ["Import without photos", "Leave it"]
    await chats.taps(ADMIN, found, "without photos")

    assert chats.units.state.invites == {}


# --- twice ----------------------------------------------------------------------------------


async def run(chats, content, photos):
    services = chats.services
    rows = roster.parse(content, "roster")
    importer = Importer(
        by=ADMIN,
        units=services.units,
        reader=services.reader,
        known=services.known,
        threads=services.threads,
        clock=services.clock,
        rows=rows,
        photos=photos,
    )
    for row in rows:
        await importer.take(row)
    return importer.report


async def test_importing_twice_changes_nothing_and_refuses_the_same(chats, math):
    await chats.school.add_class("ART")
    await chats.school.add_student("Cem", math, agreed=True, photos=[b"cem"])
    content = a_roster("1,Ann,MATH1,,a.jpg;c.jpg", "2,Bob,MATH1,,b.jpg", "1,Ann,ART,,d.jpg;a.jpg")
    files = {"a": b"ann", "b": b"bob", "c": b"cem", "d": b"ann2"}
    photos = ZipOfPhotos(a_zip(**files), max_photo_bytes=1000)

    first = await run(chats, content, photos)
    before = chats.units.state
    again = await run(chats, content, photos)

    assert (first.students, first.photos, len(first.refused)) == (2, 3, 1)
    assert (again.students, again.photos) == (0, 0)
    assert again.refused == first.refused
    after = chats.units.state
    assert after.templates == before.templates
    assert (after.students, after.memberships) == (before.students, before.memberships)


async def test_an_import_that_is_cut_short_goes_on_when_its_update_is_handled_again(chats, math):
    await chats.sends(ADMIN, "new.csv", a_roster("1,Ann,MATH1,,", "2,Bob,MATH1,,"))
    read = chats.reader.read

    async def stopped(image, *, most=None):
        if image == b"bob":
            raise asyncio.CancelledError
        return await read(image, most=most)

    chats.reader.read = stopped
    with pytest.raises(asyncio.CancelledError):
        await chats.sends(ADMIN, "p.zip", a_zip(**{"1__a": b"ann", "2__b": b"bob"}))
    assert enrolled(chats) == {"1": ("Ann", 1), "2": ("Bob", 0)}
    chats.reader.read = read

    waiting = [kept.update for kept in chats.units.state.inbox.values() if kept.done_at is None]
    await chats.dispatcher.handle(*waiting)

    assert enrolled(chats) == {"1": ("Ann", 1), "2": ("Bob", 1)}
    (done,) = [kept.message.text for kept in chats.units.state.outbox.values()]
    assert "0 students new, 1 photo added, 0 refused" in done


async def test_photos_of_a_row_that_names_somebody_else_are_not_taken(chats, math):
    content = a_roster("1,Ann,MATH1,,a.jpg", "1,Bob,MATH1,,b.jpg")
    photos = ZipOfPhotos(a_zip(a=b"ann", b=b"bob"), max_photo_bytes=1000)

    report = await run(chats, content, photos)

    assert [bad.line for bad in report.refused] == [3]
    assert enrolled(chats) == {"1": ("Ann", 1)}


async def test_a_roster_without_photos_refuses_none(chats, math):
    report = await run(chats, a_roster("1,Ann,MATH1,,a.jpg"), NoPhotos())

    assert (report.rows, report.students, report.refused) == (1, 1, [])


def test_the_conversation_is_no_commands_name():
    from bot.handlers.table import COMMANDS

    assert importing.IMPORT not in COMMANDS
