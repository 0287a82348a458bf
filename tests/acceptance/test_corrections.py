"""A teacher's day: cards and rolls, disputes, excuses and a photo of the class."""

from datetime import UTC, datetime, timedelta

import pytest_asyncio

from recognition import samples
from tests.acceptance import photos
from tests.acceptance.chat import PATIENCE, ask, hear, link_in, press, show
from tests.acceptance.school import opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A school of its own: the same faces are other people's elsewhere."""
    async with opened(new_folder(), limits={"photos_per_minute": 1000}) as school:
        yield school


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cora(school):
    """A teacher of a class CORR that is open for check-in."""
    teacher = await school.client.person("Cora")
    await school.meets_now("CORR")
    await teacher.opens(link_in(await ask(school.admin, "/teacher CORR Cora Correct")))
    await hear(teacher, "Welcome")
    return teacher


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gus(school, cora):
    """A student of that class who has agreed."""
    return await school.welcomes("201", "CORR", "Gus", samples.photo("biden"))


async def listed(school, roll, name, code="CORR"):
    """Somebody on the list of a class, without an account or a photo."""
    await ask(school.admin, f"/enroll {roll} {code} {name}")
    await press(school.admin, "Done")


async def labels(person):
    """The buttons of the newest message that has any."""
    return next(m.labels for m in reversed(await person.history()) if m.labels)


def counts(text):
    return next(line for line in text.splitlines() if " present · " in line)


async def test_a_mark_is_corrected_on_the_card_and_taken_back(school, cora):
    await listed(school, "211", "Hana")
    card = await ask(cora, "/today CORR")
    assert "Not here yet: Hana" in card.splitlines()

    assert "no mark yet" in await press(cora, "· Hana")
    assert counts(await press(cora, "Excused")) == "0 present · 0 late · 0 absent · 1 excused"
    assert counts(await press(cora, "Undo: Hana excused")) == (
        "0 present · 0 late · 0 absent · 0 excused"
    )
    rows = school.service.query(
        "SELECT before_status, after_status, account_id FROM mark_changes ORDER BY id"
    )
    assert rows == [(None, "excused", cora.id), ("excused", None, cora.id)]


async def test_a_class_is_marked_by_tapping_its_roll(school, cora):
    await listed(school, "212", "Ilse")
    roll = await ask(cora, "/roll CORR")
    assert roll.startswith("Roll of CORR")

    assert counts(await press(cora, "· Ilse")).startswith("1 present")
    await press(cora, "Late")
    assert counts(await press(cora, "✓ Ilse")) == "0 present · 1 late · 0 absent · 0 excused"
    assert "[Late]" in await labels(cora)


async def test_a_refused_selfie_is_disputed_and_the_teacher_decides(school, cora, gus):
    answer = await show(gus, samples.photo("collins"))
    assert "does not match" in answer
    assert "is looking" in await press(gus, "Ask my teacher to look")

    asked = await hear(cora, "disputes a refused selfie")
    assert "Gus (201)" in asked.text
    assert "score" in asked.text
    assert (await cora.downloads(asked)).startswith(b"\xff\xd8")

    assert "1 dispute open" in await ask(cora, "/today CORR")
    shown = await press(cora, "Show 1 open dispute")
    assert "Gus (201) disputes" in shown

    await cora.presses("Approve", asked)
    assert (await hear(gus)).text.startswith("Present")
    assert "Approved by Cora Correct: present" in (await hear(cora)).text
    again = await show(gus, samples.photo("collins"))
    assert "already" in again


async def test_a_photo_that_a_student_lets_be_kept_comes_with_the_disputed_selfie(school, cora):
    await school.meets_now("KEPT")
    await ask(school.admin, "/teacher KEPT Cora Correct")
    ida = await school.enrols("213", "KEPT", "Ida", samples.photo("obama"))
    assert "one of the photos" in await press(ida, "I agree")
    assert "beside a disputed selfie" in await press(ida, "Keep one photo")

    await show(ida, samples.photo("collins"))
    assert "is looking" in await press(ida, "Ask my teacher to look")
    for text in ("Ida (213), as enrolled", "Ida (213) disputes a refused selfie"):
        picture = await hear(cora)
        assert text in picture.text
        assert (await cora.downloads(picture)).startswith(b"\xff\xd8")
    await cora.presses("Reject", picture)
    assert "Rejected by Cora Correct" in (await hear(cora)).text
    await hear(ida, "did not accept it")

    await ask(ida, "/start")
    await press(ida, "A photo for my teacher to compare")
    assert "no photo of you is kept" in await press(ida, "Don't keep it")
    left = school.service.query(
        "SELECT templates.file_id FROM templates JOIN students ON students.id = student_id "
        "WHERE roll_no = '213'"
    )
    assert left == [(None,)]


async def test_an_excuse_is_granted_with_one_tap(school, cora, gus):
    tomorrow = await ask(gus, "/excuse tomorrow a wedding")
    assert "CORR on" in tomorrow

    asked = await hear(cora, "asks to be excused from CORR")
    assert "a wedding" in asked.text
    await cora.presses("Approve", asked)

    assert "You are excused from CORR" in (await hear(gus)).text
    assert "is excused from CORR" in (await hear(cora)).text

    later = datetime.now(UTC) + timedelta(days=3)  # nobody has a mark yet
    assert "CORR on" in await ask(gus, f"/excuse {later:%Y-%m-%d} a cold")
    assert "a cold" in (await hear(cora, "asks to be excused")).text
    assert "Withdrawn: CORR on" in await press(gus, "Withdraw")
    await hear(cora, "no longer asks")


async def test_a_photo_of_the_class_marks_who_is_in_it(school, cora):
    await school.meets_now("GROUP")
    await ask(school.admin, "/teacher GROUP Cora Correct")
    for roll, name, number in (("221", "Jan", 0), ("222", "Kaj", 1), ("223", "Lea", 4)):
        await school.welcomes(roll, "GROUP", name, photos.of(number))
    await listed(school, "224", "Mo", "GROUP")

    as_taken = photos.heic(samples.photo("group"))
    sent = await cora.sends_file(as_taken, "IMG_0001.HEIC", "image/heic", "/scan GROUP")
    picture, result = await hear(cora), await hear(cora)

    assert picture.reply_to == sent.id
    assert "6 faces, 3 recognised" in picture.text
    assert (await cora.downloads(picture)).startswith(b"\xff\xd8")
    assert counts(result.text) == "3 present · 0 late · 0 absent · 0 excused"
    assert "From group photos: Jan, Kaj, Lea" in result.text.splitlines()
    assert result.labels == ["Face 1", "Face 2", "Face 3"]
    assert "Who is face 2" in await press(cora, "Face 2")
    assert counts(await press(cora, "· Mo")).startswith("4 present")
    assert "Face 2" not in await labels(cora)
    assert school.service.query("SELECT count(*) FROM outbox WHERE picture IS NOT NULL") == [(0,)]


async def test_a_guardian_hears_in_their_language_of_an_absence_and_of_its_correction(school, cora):
    await school.meets_now("GUARD")
    await ask(school.admin, "/teacher GUARD Cora Correct")
    await listed(school, "225", "Nia", "GUARD")
    assert "0 min after" in await ask(school.admin, "/set GUARD guardians 0")
    zoe = await school.client.person("Zoe")
    await zoe.opens(link_in(await ask(school.admin, "/guardian 225")))
    assert (await hear(zoe)).labels[:2] == ["English", "Deutsch"]
    assert "von Nia gefragt" in await press(zoe, "Deutsch")
    assert "Danke" in await press(zoe, "Ja, bitte")

    closes = int((school.now() + timedelta(seconds=5)).timestamp())
    await ask(cora, "/close GUARD", date=closes)
    told = await zoe.hears("hat gefehlt", timeout=90 + PATIENCE)
    assert told.text.startswith("Nia hat gefehlt: GUARD Class GUARD")

    await ask(cora, "/mark 225 late GUARD")
    told = await zoe.hears("Korrektur", timeout=90 + PATIENCE)
    assert told.text.endswith("verspätet.")
    assert "Sie bekommen" in await _forgotten(zoe)
    assert school.service.query("SELECT count(*) FROM guardians") == [(0,)]


async def _forgotten(zoe):
    question = await ask(zoe, "/forget")
    assert "Erledigt" in await press(zoe, "Meine Daten löschen")
    return question


async def test_the_admin_hears_of_a_teacher_who_has_blocked_the_bot(school, cora, gus):
    await cora.blocks()
    try:
        day = school.now() + timedelta(days=40)
        await ask(gus, f"/excuse {day:%Y-%m-%d} a journey")
        assert "Cora Correct has blocked me" in (await hear(school.admin, "blocked")).text
    finally:
        await cora.blocks(False)
