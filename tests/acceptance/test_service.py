"""The program as its operator meets it: starts, stops, crashes, imports, complaints."""

import asyncio
import csv
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio

from recognition import samples
from tests.acceptance import photos
from tests.acceptance.chat import PATIENCE, ask, hear, press, show
from tests.acceptance.school import opened
from tests.acceptance.service import Service, free_port, rollcall

MINUTE = timedelta(minutes=1)


# --- what it needs ----------------------------------------------------------------------------


async def test_a_selfie_is_answered_where_pytorch_is_not_installed(
    new_folder, monkeypatch, tmp_path
):
    for package in ("torch", "torchvision", "facenet_pytorch"):
        (tmp_path / f"{package}.py").write_text("raise ImportError('not here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    async with opened(new_folder()) as school:
        await school.meets_now("LITE")
        student = await school.welcomes("1", "LITE", "Lee Light", photos.of(1))

        assert "Present" in await show(student, photos.another(1))


# --- stopping, crashing and starting again --------------------------------------------------


async def test_what_was_sent_while_it_was_down_counts_by_when_it_was_sent(new_folder):
    """One class closes meanwhile: its absent are told only after all that was sent in time."""
    async with opened(new_folder()) as school:
        await school.meets_now("END")
        await school.takes("END")
        waiting = await school.welcomes("1", "END", "Waiting", photos.of(1))
        absent = await school.welcomes("2", "END", "Absent", photos.of(2))
        await _until_second(school, before=45)
        ends = school.now().replace(second=0, microsecond=0) + MINUTE
        starts = ends - 60 * MINUTE
        await school.meets("END", starts, ends)
        await ask(school.admin, "/set END late 30")
        await ask(school.admin, f"/set END summary {ends:%H:%M}")
        assert school.now() < ends, "too slow to move a class within a quarter of a minute"
        assert await school.service.stop() == 0

        sent = await waiting.sends_photo(photos.another(1), date=_unix(starts + 20 * MINUTE))
        await _until(school, ends)
        await school.service.start()
        answer = await hear(waiting)
        assert "Present" in answer.text
        assert answer.reply_to == sent.id
        final = await school.teacher.hears("END", timeout=60 + PATIENCE)
        assert "so far" not in final.text
        assert "1 present · 0 late · 1 absent · 0 excused" in final.text.splitlines()
        assert "Absent: Absent" in final.text.splitlines()

        assert "Late" in await show(absent, photos.another(2), date=_unix(ends - 20 * MINUTE))
        assert "No class" in await show(waiting, photos.another(1))
        assert await school.service.stop() == 0
        await school.service.start()
        today = await ask(school.teacher, "/today END")  # no summary comes twice
        assert "1 present · 1 late · 0 absent · 0 excused" in today.splitlines()


async def test_killed_in_the_middle_it_loses_and_doubles_nothing(new_folder):
    async with opened(new_folder()) as school:
        starts = school.now() - 30 * MINUTE
        await school.meets("DAY", starts, starts + 180 * MINUTE)
        people = [
            await school.welcomes(str(n), "DAY", f"Number {n}", photos.of(n)) for n in range(4)
        ]
        await ask(school.admin, "/teacher DAY")  # begins to ask, and is killed before the answer
        in_time = _unix(starts + 5 * MINUTE)
        sent = [
            await person.sends_photo(photos.another(n), date=in_time)
            for n, person in enumerate(people[:3])
        ]
        assert "Present" in (await hear(people[0])).text
        await school.service.kill()
        sent.append(await people[3].sends_photo(photos.another(3), date=in_time))
        await school.admin.says("Terry Teacher")
        await school.service.start()
        for person, photo in zip(people[1:], sent[1:], strict=True):
            answer = await hear(person)
            assert "Present" in answer.text
            assert answer.reply_to == photo.id
        assert "Terry Teacher now takes DAY" in (await hear(school.admin)).text

        for person in people:
            await ask(person, "/status")
            texts = {m.text for m in await person.history() if m.reply_to and m.from_bot}
            assert len(texts) == 1  # never `already`; Telegram may have been told one twice
        counted = school.service.query(
            "SELECT (SELECT count(*) FROM marks), (SELECT count(*) FROM check_ins), "
            "(SELECT count(*) FROM teachers)"
        )
        assert counted == [(4, 4, 1)]
        assert school.telegram.token.split(":")[1] not in school.service.logged()


def _unix(moment):
    return int(moment.timestamp())


async def _until_second(school, *, before):
    """Wait for a minute to begin, unless this one is young."""
    now = school.now()
    if now.second >= before:
        await _until(school, now.replace(second=0, microsecond=0) + MINUTE)


async def _until(school, moment):
    await asyncio.sleep(max(0.0, (moment - school.now()).total_seconds()))


# --- behind a webhook, with a roster --------------------------------------------------------


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(new_folder):
    """A school whose service takes updates by webhook and tells its health."""
    webhook, http = free_port(), free_port()
    hook = {
        "listen": "127.0.0.1",
        "port": webhook,
        "url": f"http://127.0.0.1:{webhook}",
        "secret": "not-for-everybody",
    }
    async with opened(
        new_folder(),
        telegram={"mode": "webhook", "webhook": hook},
        http={"port": http},
        limits={"photos_per_minute": 3},
    ) as school:
        await school.meets_now("HOOK")
        await school.takes("HOOK")
        yield school
        assert await school.service.stop() == 0


async def test_what_was_written_before_the_start_is_posted_once_and_taken(served):
    assert served.telegram.world.webhook.last_error == {}


async def test_a_selfie_comes_by_webhook(served):
    wei = await served.welcomes("1", "HOOK", "Wei", photos.of(1))
    assert "Present" in await show(wei, photos.another(1))


async def test_the_webhook_is_for_telegram_alone(served):
    update = {"update_id": 1, "message": {"message_id": 1, "text": "/start"}}
    assert len(urlsplit(served.telegram.world.webhook.url).path) > 30  # nobody guesses it
    async with httpx.AsyncClient() as client:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}):
            answer = await client.post(
                served.telegram.world.webhook.url, json=update, headers=headers
            )
            assert answer.status_code == 403


async def test_it_says_that_it_is_well(served):
    async with asyncio.timeout(PATIENCE):
        while (answer := await _get(served, "/healthz")).json()["status"] != "ok":
            assert answer.status_code == 200
            await asyncio.sleep(0.2)
    assert answer.status_code == 200
    assert answer.json()["models_loaded"] is True


async def _get(school, path):
    config = school.service.config.read_text()
    port = config.partition("[http]\nport = ")[2].split()[0]
    async with httpx.AsyncClient() as client:
        return await client.get(f"http://127.0.0.1:{port}{path}")


async def test_too_many_photos_in_a_minute_are_told_so_once(served):
    flo = await served.welcomes("2", "HOOK", "Flo", photos.of(2))
    for _ in range(3):
        assert "does not match" in await show(flo, photos.of(0))
    assert "up to 3 a minute" in await show(flo, photos.another(2))
    await flo.sends_photo(photos.another(2))
    assert "open for check-in" in await ask(flo, "/status")  # nothing about the fifth before


async def test_a_roster_is_imported_while_it_runs(served):
    sam = await served.client.person("Sam")
    folder = _photos(
        served.service.folder / "photos",
        {
            "10/a.jpg": samples.photo("obama"),
            "10/b.jpg": samples.photo("obama3"),
            "eleven.jpg": samples.photo("collins"),
            "nobody.jpg": photos.without_a_face(),
        },
    )
    roster = served.service.folder / "roster.csv"
    _write(
        roster,
        ("10", "Sam Ten", "HOOK", sam.id, ""),
        ("11", "Eve Eleven", "hook", "", "eleven.jpg;nobody.jpg;missing.jpg"),
        ("12", "No Class", "NOPE", "", ""),
        ("", "No Roll", "HOOK", "", ""),
        ("10", "Sam Ten", "HOOK", sam.id, ""),
    )
    first = await served.service.cli("import", roster, "--photos", folder)
    assert first.code == 0, first.output
    assert "5 rows: 2 students new, 3 photos added, 4 refused." in first.output
    for why in ("no face", "missing.jpg: no such file", "no class NOPE", "roll_no is empty"):
        assert why in first.output

    assert "May I compare your face" in await ask(sam, "hello")
    assert "Thank you" in await press(sam, "I agree")
    assert "Present" in await show(sam, samples.photo("obama2"))

    invites = roster.with_suffix(".invites.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(invites.splitlines()))
    assert [row["roll_no"] for row in rows] == ["11"]
    eve = await served.client.person("Eve")
    await eve.opens(rows[0]["link"])
    assert "May I compare your face" in (await hear(eve)).text
    assert "Thank you" in await press(eve, "I agree")
    assert "Present" in await show(eve, samples.variant(samples.photo("collins")))

    before = _counted(served.service)
    again = await served.service.cli("import", roster, "--photos", folder)
    assert again.code == 0
    assert "5 rows: 0 students new, 0 photos added, 4 refused." in again.output
    assert _counted(served.service) == before
    assert roster.with_suffix(".invites.csv").read_text(encoding="utf-8") == invites
    assert served.telegram.token not in first.output + again.output


async def test_a_roster_that_cannot_be_read_is_one_line_and_exit_1(served):
    missing = await served.service.cli("import", served.service.folder / "none.csv")
    assert missing.code == 1
    _assert_one_line(missing.output, "none.csv", "No such file")
    wrong = served.service.folder / "wrong.csv"
    wrong.write_text("name;number\n", encoding="utf-8")
    answer = await served.service.cli("import", wrong)
    assert answer.code == 1
    _assert_one_line(answer.output, "roll_no")


async def test_the_doctor_finds_all_well(served):
    answer = await served.service.cli("doctor")
    assert answer.code == 0, answer.output
    found = dict(line.split(":")[0].split(" ", 1)[::-1] for line in answer.output.splitlines())
    of_this_machine = {"machine", "room"}
    assert {name for name, sign in found.items() if sign != "✓"} <= of_this_machine, answer.output
    assert {"settings", "token", "database", "key", "models", "clock"} <= set(found)
    assert served.telegram.token not in answer.output


async def test_before_the_first_start_the_doctor_makes_nothing(served, tmp_path):
    service = Service(served.telegram, tmp_path)
    answer = await service.cli("doctor")
    assert "✓ database: is made at the first start" in answer.output
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


async def test_without_its_key_it_does_not_start_over(served, new_folder):
    folder = new_folder()
    (folder / "data").mkdir()
    served.service.query("VACUUM INTO ?", str(folder / "data" / "rollcall.db"))
    (folder / "data" / "rollcall.db").chmod(0o600)
    service = Service(served.telegram, folder)
    answer = await service.cli("run")
    assert answer.code == 2
    _assert_one_line(answer.output.splitlines()[-1], str(service.key))
    assert "Traceback" not in answer.output
    assert not service.key.exists()
    doctor = await service.cli("doctor")
    assert doctor.code == 1
    assert "✗ key" in doctor.output


async def test_the_token_is_in_no_log(served):
    secret = served.telegram.token.split(":")[1]
    assert "running as @rollcall_bot" in served.service.logged()
    assert secret not in served.service.logged()


# --- what an operator got wrong -------------------------------------------------------------

BAD_SETTINGS = {
    '[telegram]\ntoken = "1:a"\ncolour = "red"\n': "telegram.colour: unknown key",
    "[telegram]\nadmin_ids = [1]\n": "telegram.token",
    "": "telegram.token",
    '[telegram]\ntoken = "1:a"\n[limits]\nmax_photo_mb = "lots"\n': "limits.max_photo_mb",
    '[telegram]\ntoken = "1:a"\n[attendance]\ntimezone = "Mars"\n': "attendance.timezone",
    '[telegram]\ntoken = "1:a"\nmode = "webhook"\n[telegram.webhook]\nurl = "http://x.org"\n': (
        "webhook.url"
    ),
    "[telegram\n": "not valid TOML",
}


@pytest.mark.parametrize("text", BAD_SETTINGS, ids=range(len(BAD_SETTINGS)))
async def test_a_bad_setting_is_one_line_that_names_it(tmp_path, text):
    config = tmp_path / "config.toml"
    config.write_text(text, encoding="utf-8")
    answer = await rollcall("run", "--config", config)
    assert answer.code == 2
    _assert_one_line(answer.output, BAD_SETTINGS[text])


async def test_a_missing_config_says_what_to_copy(tmp_path):
    answer = await rollcall("run", "--config", tmp_path / "config.toml")
    assert answer.code == 2
    _assert_one_line(answer.output, "config.example.toml")


async def test_a_setting_may_come_from_the_environment(tmp_path):
    config = tmp_path / "config.toml"
    config.write_text('[telegram]\ntoken = "1:a"\n', encoding="utf-8")
    answer = await rollcall("run", "--config", config, env={"ROLLCALL_HTTP__PORT": "many"})
    assert answer.code == 2
    _assert_one_line(answer.output, "http.port")


async def test_a_wrong_token_is_one_line_and_exit_3(served, new_folder):
    service = Service(served.telegram, new_folder(), telegram={"token": "1234567:wrong-one"})
    answer = await service.cli("run")
    assert answer.code == 3
    _assert_one_line(answer.output.splitlines()[-1], "@BotFather")
    assert "Traceback" not in answer.output
    assert "wrong-one" not in answer.output
    doctor = await service.cli("doctor")
    assert doctor.code == 1
    assert "✗ token" in doctor.output
    assert "wrong-one" not in doctor.output


async def test_models_that_are_there_are_not_fetched_again():
    answer = await rollcall("models")
    assert answer.code == 0, answer.output
    assert "Models are ready" in answer.output
    unknown = await rollcall("models", "--weights", "nonesuch")
    assert unknown.code == 2
    _assert_one_line(unknown.output, "casia-webface")


def _assert_one_line(output, *words):
    assert len(output.strip().splitlines()) == 1, output
    assert output.startswith("rollcall: ")
    for word in words:
        assert word in output


def _photos(folder, contents):
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def _write(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("roll_no", "name", "class", "telegram_id", "photos"))
        writer.writerows(rows)


def _counted(service):
    return service.query(
        "SELECT (SELECT count(*) FROM students), (SELECT count(*) FROM memberships), "
        "(SELECT count(*) FROM templates), (SELECT count(*) FROM invites)"
    )
