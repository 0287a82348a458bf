"""What was erased is in no file: neither in the database nor beside it, nor in a copy of it."""

import sqlite3
from contextlib import closing

import pytest

from attendance import consent, enrolment, privacy, traces
from attendance.consent import ConsentText
from attendance.model import ConsentBy, Excuse, Flag, Sender, Trace
from tests.contract.samples import DAY, NOW, a_check_in, a_class, a_plan

MODEL = "a model"
EMBEDDING = b"the face of Ann.".ljust(2048, b"~")
TEXT = ConsentText(version="1", text="May I?")


@pytest.fixture
async def ann(enrol):
    return await enrol("A1", EMBEDDING, model=MODEL, at=NOW)


async def withdraw(uow, student):
    await consent.agree(uow, student=student, agreed=False, text=TEXT, at=NOW)


async def forget(uow, student):
    await privacy.forget(uow, Sender(account_id=100, student=student), TEXT, ConsentBy.STUDENT, NOW)


async def remove(uow, student):
    await enrolment.remove(uow, student, NOW)


async def expire(uow, student):
    assert await uow.templates.erase_pending(NOW + DAY) == 1


def secrets(home):
    """What is stored of the face: the sealed numbers, their end, and the photo's digest."""
    ((sealed, digest),) = home.query("SELECT embedding, photo_digest FROM templates")
    return [sealed, sealed[-64:], digest]


def on_disk(home):
    return b"".join(path.read_bytes() for path in home.folder.iterdir())


async def carry_out(units, erase, student):
    async with units() as uow:
        await erase(uow, student)
        await uow.commit()


@pytest.mark.parametrize("erase", [withdraw, forget, remove, expire])
async def test_an_erased_face_is_in_no_file(home, units, ann, erase, tmp_path):
    if erase is expire:
        home.query("UPDATE templates SET state = 'pending'")
    kept = secrets(home)
    assert all(secret in on_disk(home) for secret in kept)

    await carry_out(units, erase, ann)

    assert not any(secret in on_disk(home) for secret in kept)
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(home.database)) as source, closing(sqlite3.connect(copy)) as to:
        source.backup(to)
    assert not any(secret in copy.read_bytes() for secret in kept)


async def test_what_somebody_still_reads_is_erased_with_the_next_change(home, units, ann):
    kept = secrets(home)
    async with units(reading=True) as reader:
        await reader.students.active()
        await carry_out(units, withdraw, ann)
        assert kept[0] in on_disk(home)  # the reader may look at it still

    async with units() as uow:
        await uow.students.add("B2", "Bob")
        await uow.commit()

    assert not any(secret in on_disk(home) for secret in kept)


async def test_what_a_killed_process_left_is_erased_after_the_next_start(home, units, ann):
    kept = secrets(home)
    home.query("PRAGMA secure_delete = ON")
    with closing(sqlite3.connect(home.database)) as killed:
        killed.execute("PRAGMA secure_delete = ON")
        killed.execute("UPDATE templates SET state = 'erased', embedding = NULL, photo_digest = ''")
        killed.commit()
        assert kept[0] in on_disk(home)

        async with home.open() as again, again() as uow:
            await uow.students.add("B2", "Bob")
            await uow.commit()

        assert not any(secret in on_disk(home) for secret in kept)


async def test_a_message_that_failed_is_forgotten_with_its_sender(home, units, enrol):
    home.query(
        "INSERT INTO inbox (bot_id, update_id, chat_id, received_at, attempts, available_at,"
        " error, payload, done_at) VALUES (7, 1, 100, '2026-03-02', 1, '2026-03-02', 'broken',"
        " '{\"text\": \"I am at the doctor\"}', '2026-03-02')"
    )
    ann = await enrol("A1", EMBEDDING, model=MODEL, at=NOW)

    await carry_out(units, forget, ann)

    assert b"at the doctor" not in on_disk(home)


@pytest.mark.parametrize("erase", [forget, remove])
async def test_why_somebody_was_not_there_is_in_no_file_when_they_are_gone(home, units, erase):
    async with units() as uow:
        ann = await uow.students.add("A1", "Ann")
        class_ = await uow.classes.add(a_class())
        excuse = Excuse(
            id=0,
            student_id=ann.id,
            class_id=class_.id,
            date=NOW.date(),
            reason="at the doctor's",
            asked_at=NOW,
        )
        await uow.excuses.add(excuse)
        await uow.commit()
    assert b"at the doctor" in on_disk(home)

    await carry_out(units, erase, ann)

    assert b"at the doctor" not in on_disk(home)


# --- selfies that are kept ------------------------------------------------------------------


SELFIE = b"\xff\xd8 a selfie of Ann.".ljust(2048, b"~")


@pytest.fixture
async def sealed(home, units, ann):
    """What is on the disk of a selfie of Ann's."""
    async with units() as uow:
        check_in = a_check_in(ann.id)
        await uow.check_ins.add(check_in)
        await uow.selfies.add(check_in, SELFIE, erase_at=NOW + DAY)
        await uow.commit()
    ((content,),) = home.query("SELECT content FROM selfies")
    return content


async def wear_out(uow, student):
    assert await uow.selfies.forget(NOW + DAY, sent_before=NOW) == 1


async def test_a_selfie_is_nowhere_on_the_disk_as_it_was_sent(home, sealed):
    assert sealed in on_disk(home)
    assert SELFIE[:24] not in on_disk(home)


@pytest.mark.parametrize("erase", [withdraw, forget, remove, wear_out])
async def test_an_erased_selfie_is_in_no_file(home, units, ann, sealed, erase):
    await carry_out(units, erase, ann)

    assert sealed not in on_disk(home)
    assert sealed[-64:] not in on_disk(home)


async def test_a_selfie_moved_to_another_check_in_does_not_open(home, units, ann, sealed, caplog):
    home.query("PRAGMA foreign_keys = OFF")
    home.query("UPDATE selfies SET update_id = 2")

    async with units(reading=True) as uow:
        assert await uow.selfies.find(ann.id, NOW) is None
    assert "cannot be decrypted" in caplog.text


async def test_old_check_ins_go_after_their_selfies(home, units, sealed):
    async with units() as uow:
        await uow.selfies.forget(NOW, sent_before=NOW + DAY)
        assert await uow.check_ins.forget(NOW + DAY, 10) == 1
        await uow.commit()

    assert home.query("PRAGMA foreign_key_check") == []


# --- secrets of rooms -----------------------------------------------------------------------


async def test_the_secret_of_a_room_is_sealed_and_in_no_file_when_it_is_over(home, units):
    secret = b"a secret of a session"
    async with units() as uow:
        class_ = await uow.classes.add(a_class())
        session = await uow.sessions.ensure(class_.id, a_plan())
        await uow.rooms.keep(session.id, secret)
        await uow.commit()
    ((sealed,),) = home.query("SELECT secret FROM room_secrets")
    assert sealed in on_disk(home)
    assert secret not in on_disk(home)

    async with units() as uow:
        await uow.rooms.forget(NOW, given_before=NOW + DAY)
        await uow.commit()

    assert sealed not in on_disk(home)


async def test_the_secret_of_another_room_does_not_open(home, units, caplog):
    async with units() as uow:
        class_ = await uow.classes.add(a_class())
        one, other = [
            await uow.sessions.ensure(class_.id, a_plan(NOW + days * DAY)) for days in range(2)
        ]
        await uow.rooms.keep(one.id, b"secret")
        await uow.commit()
    home.query("UPDATE room_secrets SET session_id = ?", other.id)

    async with units(reading=True) as uow:
        assert await uow.rooms.secret(other.id) is None
    assert "cannot be decrypted" in caplog.text


# --- the faces of last selfies --------------------------------------------------------------


async def wait_seven_days(uow, student):
    assert await uow.last_faces.forget(NOW + DAY) == 1


@pytest.fixture
async def last_face(home, units, ann):
    """What is on the disk of the face of Ann's last selfie."""
    async with units() as uow:
        await uow.last_faces.put(ann.id, MODEL, EMBEDDING, NOW)
        await uow.commit()
    ((sealed,),) = home.query("SELECT embedding FROM last_faces")
    return sealed


@pytest.mark.parametrize("erase", [withdraw, forget, remove, wait_seven_days])
async def test_the_face_of_a_last_selfie_is_in_no_file_when_it_is_erased(
    home, units, ann, last_face, erase
):
    assert last_face in on_disk(home)
    assert EMBEDDING[:16] not in on_disk(home)

    await carry_out(units, erase, ann)

    assert last_face not in on_disk(home)
    assert last_face[-64:] not in on_disk(home)


async def test_the_face_of_a_selfie_moved_to_another_student_does_not_open(
    home, units, enrol, ann, last_face, caplog
):
    bob = await enrol("B2", b"the face of Bob".ljust(2048, b"~"), model=MODEL, at=NOW)
    home.query(f"UPDATE last_faces SET student_id = {bob.id}")

    async with units(reading=True) as uow:
        assert await uow.last_faces.page(MODEL, 0, 10) == []
    assert "cannot be decrypted" in caplog.text


# --- what pictures are found again by -------------------------------------------------------


@pytest.mark.parametrize("erase", [withdraw, forget, remove])
async def test_what_a_picture_was_found_again_by_is_in_no_file(home, units, ann, erase):
    async with units() as uow:
        class_ = await uow.classes.add(a_class())
        check_in = a_check_in(ann.id)
        await uow.check_ins.add(check_in)
        await uow.traces.add(check_in, class_.id, Trace(file="AgAD", looks=b"Ann's selfie looks"))
        ((template_id,),) = home.query("SELECT id FROM templates")
        await uow.traces.enrol(template_id, Trace(file="AgAE", looks=b"Ann's photo looks!"))
        await uow.commit()
    kept = [
        *home.query("SELECT file, looks FROM traces"),
        *home.query("SELECT file, looks FROM templates"),
    ]
    kept = [one for row in kept for one in row]
    assert all(one in on_disk(home) for one in kept)
    assert not any(name in on_disk(home) for name in (b"AgAD", b"AgAE"))

    await carry_out(units, erase, ann)

    assert not any(one in on_disk(home) for one in kept)


async def test_old_check_ins_go_after_their_flags_and_traces(home, units, ann):
    async with units() as uow:
        class_ = await uow.classes.add(a_class())
        check_in = a_check_in(ann.id)
        await uow.check_ins.add(check_in)
        await uow.flags.add(traces.flag(Flag.SAME_FILE, check_in))
        await uow.traces.add(check_in, class_.id, Trace(file="AgAD"))
        await uow.flags.forget(NOW + DAY)
        await uow.traces.forget(NOW + DAY)
        assert await uow.check_ins.forget(NOW + DAY, 10) == 1
        await uow.commit()

    assert home.query("PRAGMA foreign_key_check") == []
