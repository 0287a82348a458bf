import socket
import tomllib
from datetime import time
from pathlib import Path

import pytest

from bot import errors, settings

TOKEN = "123456:ABC-DEF"
ROOT = Path(__file__).parents[3]

# The keys that others rely on, each with its default.
DEFAULTS = {
    "telegram": {
        "api_url": "https://api.telegram.org",
        "admin_ids": (),
        "mode": "polling",
    },
    "storage": {"url": None, "key_file": None},  # anchored, see below
    "recognition": {
        "weights": "casia-webface",
        "engine": "auto",
        "threads": 0,
        "accept_score": None,
    },
    "attendance": {
        "timezone": "UTC",
        "summary_at": time(16),
        "late_after_minutes": 10,
        "opens_before_minutes": 15,
    },
    "limits": {"max_photo_mb": 10, "photos_per_minute": 6, "commands_per_minute": 30},
    "http": {"listen": "127.0.0.1", "port": 0},
    "privacy": {"pending_days": 30},
}


@pytest.fixture
def load(tmp_path):
    """Load settings from a text; without one, from a file with just a token."""

    def from_text(text="", *, token=f'[telegram]\ntoken = "{TOKEN}"\n'):
        file = tmp_path / "config.toml"
        file.write_text(token + text, encoding="utf-8")
        return settings.load(file)

    return from_text


def complaint(load, *texts, **changes):
    with pytest.raises(errors.BadSettings) as caught:
        load(*texts, **changes)
    text = str(caught.value)
    assert "\n" not in text
    return text


# --- defaults -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "key"), [(section, key) for section, keys in DEFAULTS.items() for key in keys]
)
def test_every_key_has_a_default(load, section, key):
    value = getattr(getattr(load(), section), key)

    assert DEFAULTS[section][key] in (value, None)


def test_the_webhook_has_defaults_of_its_own(load):
    webhook = load().telegram.webhook

    assert (webhook.listen, webhook.port, webhook.url) == ("127.0.0.1", 8443, "")
    assert webhook.secret.get_secret_value() == ""


def test_the_token_alone_has_none(load):
    assert "telegram.token" in complaint(load, token="")
    assert "telegram.token" in complaint(load, token="[telegram]\nadmin_ids = [1]\n")


def test_the_example_shows_every_key_with_its_default(load):
    example = tomllib.loads((ROOT / "config.example.toml").read_text(encoding="utf-8"))
    shown = load("[recognition]\naccept_score = 0.4\n").model_dump(mode="json")

    def keys(values, *path):
        for name, value in values.items():
            yield from keys(value, *path, name) if isinstance(value, dict) else [(*path, name)]

    assert set(keys(example)) | {("recognition", "accept_score")} == set(keys(shown))
    example["telegram"]["token"] = TOKEN
    assert settings.Settings(**example) == settings.Settings(telegram={"token": TOKEN})


# --- what goes wrong is one line that names the key -----------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("admins = [1]", "telegram.admins"),
        ("[telegram.webhook]\nprot = 1", "telegram.webhook.prot"),
        ("[limits]\nphotos = 1", "limits.photos"),
        ("[colours]\nsky = 1", "colours"),
        ("[limits]\nphotos_per_minute = 0", "limits.photos_per_minute"),
        ("[limits]\ncommands_per_minute = 0", "limits.commands_per_minute"),
        ("[privacy]\nretention_days = 13", "privacy.retention_days"),
        ("[limits]\nmax_photo_mb = 21", "limits.max_photo_mb"),
        ("[limits]\nmax_photo_mb = nan", "limits.max_photo_mb"),
        ("[limits]\nmax_photo_mb = 'many'", "limits.max_photo_mb"),
        ("[recognition]\nengine = 'steam'", "recognition.engine"),
        ("[recognition]\nweights = 'heavy'", "recognition.weights"),
        ("[recognition]\naccept_score = 1.5", "recognition.accept_score"),
        ("[recognition]\naccept_score = nan", "recognition.accept_score"),
        ("[recognition]\nthreads = -1", "recognition.threads"),
        ("[attendance]\ntimezone = 'Middle/Earth'", "attendance.timezone"),
        ("[attendance]\nsummary_at = '25:00'", "attendance.summary_at"),
        ("[attendance]\nsummary_at = 16", "attendance.summary_at"),
        ("[attendance]\nsummary_at = true", "attendance.summary_at"),
        ("[attendance]\nlate_after_minutes = -1", "attendance.late_after_minutes"),
        ("[attendance]\nlate_after_minutes = 'ten'", "attendance.late_after_minutes"),
        ("[http]\nport = 70000", "http.port"),
        ("[http]\nport = '80 or so'", "http.port"),
        ("[storage]\nurl = 'postgresql://db/rollcall'", "storage.url"),
        ("[storage]\nurl = 'sqlite+aiosqlite:///'", "storage.url"),
        ("[privacy]\npending_days = 0", "privacy.pending_days"),
        ("admin_ids = 5", "telegram.admin_ids"),
        ("admin_ids = ['me']", "telegram.admin_ids"),
        ("api_url = 'api.telegram.org'", "telegram.api_url"),
        ("api_url = 'ftp://api.telegram.org'", "telegram.api_url"),
        ("api_url = 'http://[::1'", "telegram.api_url"),
        ("mode = 'pigeon'", "telegram.mode"),
        ("mode = 'webhook'", "webhook.url"),
        ("mode = 'webhook'\nwebhook.url = 'http://bot.example.org/'", "webhook.url"),
        ("mode = 'webhook'\nwebhook.url = 'https://bot.example.org/'", "webhook.secret"),
        (
            "mode = 'webhook'\nwebhook.url = 'https://bot.example.org/'\nwebhook.secret = 'a b'",
            "webhook.secret",
        ),
        ("telegram = 1", "telegram"),
    ],
)
def test_a_key_that_is_unknown_or_bad_is_named(load, text, key):
    assert key in complaint(load, text)


@pytest.mark.parametrize("token", ["", " ", "123 456", "12/34", "a\\nb", "ключ"])
def test_a_token_that_cannot_be_one_is_refused(load, token):
    text = complaint(load, token=f'[telegram]\ntoken = "{token}"\n')

    assert "telegram.token" in text
    assert "@BotFather" in text


@pytest.mark.parametrize("text", ["[limits", "= 1", "x = 'a", "limits = {"])
def test_a_file_that_is_not_toml_is_said_to_be_none(load, text):
    assert "not valid TOML" in complaint(load, text)


def test_a_file_that_is_not_text_is_said_to_be_no_toml(tmp_path):
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(errors.BadSettings, match="not valid TOML"):
        settings.load(file)


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_is_not_there_is_named(tmp_path, name):
    with pytest.raises(errors.BadSettings, match="no such file"):
        settings.load(tmp_path / name)


def test_bad_settings_end_the_program_with_2():
    assert errors.BadSettings.exit_code == 2


# --- the environment ------------------------------------------------------------------------


def test_the_environment_overrides_the_file(load, monkeypatch):
    monkeypatch.setenv("ROLLCALL_HTTP__PORT", "8081")
    monkeypatch.setenv("ROLLCALL_TELEGRAM__TOKEN", "1:other")
    monkeypatch.setenv("ROLLCALL_TELEGRAM__ADMIN_IDS", "[1, 2]")
    monkeypatch.setenv("ROLLCALL_TELEGRAM__WEBHOOK__PORT", "8444")
    monkeypatch.setenv("ROLLCALL_ATTENDANCE__SUMMARY_AT", "17:30")

    loaded = load("[http]\nport = 8080\nlisten = '0.0.0.0'\n")

    assert (loaded.http.port, loaded.http.listen) == (8081, "0.0.0.0")
    assert loaded.telegram.token.get_secret_value() == "1:other"
    assert loaded.telegram.admin_ids == (1, 2)
    assert loaded.telegram.webhook.port == 8444
    assert loaded.attendance.summary_at == time(17, 30)


def test_the_token_may_come_from_the_environment_alone(load, monkeypatch):
    monkeypatch.setenv("ROLLCALL_TELEGRAM__TOKEN", TOKEN)

    assert load(token="").telegram.token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("variable", "value", "key"),
    [
        ("ROLLCALL_HTTP__PORT", "eighty", "http.port"),
        ("ROLLCALL_HTTP__PROT", "80", "http.prot"),
        ("ROLLCALL_TELEGRAM__ADMIN_IDS", "5", "telegram.admin_ids"),
        ("ROLLCALL_TELEGRAM__ADMIN_IDS", "5,6", '"telegram"'),
        ("ROLLCALL_TELEGRAM", "yes", "telegram"),
        ("ROLLCALL_LIMITS", "[", "limits"),
    ],
)
def test_a_bad_variable_is_one_line_that_names_the_key(load, monkeypatch, variable, value, key):
    monkeypatch.setenv(variable, value)

    assert key in complaint(load)


# --- secrets and paths ----------------------------------------------------------------------


def test_secrets_are_not_shown(load):
    loaded = load("[telegram.webhook]\nsecret = 'hush-hush'\n")

    for shown in (repr(loaded), str(loaded), repr(loaded.telegram), loaded.model_dump_json()):
        assert TOKEN not in shown
        assert "hush-hush" not in shown


def test_a_complaint_does_not_show_the_token(load):
    text = complaint(load, token='[telegram]\ntoken = "12345:secret secret"\n')

    assert "secret secret" not in text


def test_relative_paths_are_relative_to_the_file(load, tmp_path):
    storage = load().storage

    assert storage.url == f"sqlite+aiosqlite:///{tmp_path / 'data' / 'rollcall.db'}"
    assert storage.key_file == tmp_path / "data" / "rollcall.key"


def test_absolute_paths_are_left_alone(load):
    storage = load(
        "[storage]\nurl = 'sqlite+aiosqlite:////var/lib/rollcall.db'\nkey_file = '/etc/key'\n"
    ).storage

    assert storage.url == "sqlite+aiosqlite:////var/lib/rollcall.db"
    assert storage.key_file == Path("/etc/key")


def test_a_photo_may_have_that_many_bytes(load):
    assert load("[limits]\nmax_photo_mb = 0.5\n").max_photo_bytes == 512 * 1024


@pytest.mark.parametrize("written", ["16:30:00", "'16:30'", "' 16:30'"])
def test_a_time_is_written_as_toml_writes_it_or_as_text(load, written):
    if written == "' 16:30'":
        assert "attendance.summary_at" in complaint(load, f"[attendance]\nsummary_at = {written}")
    else:
        loaded = load(f"[attendance]\nsummary_at = {written}")
        assert loaded.attendance.summary_at == time(16, 30)


def test_the_address_of_telegram_is_taken_without_a_slash_at_its_end(load):
    assert load("api_url = 'http://127.0.0.1:8080/'").telegram.api_url == "http://127.0.0.1:8080"


@pytest.mark.parametrize("url", ["https://bot.example.org/abc", "http://127.0.0.1:8443/abc"])
def test_a_webhook_that_is_complete_is_taken(load, url):
    text = f"mode = 'webhook'\nwebhook.url = '{url}'\nwebhook.secret = 'Long-and_random1'"

    assert load(text).telegram.mode == "webhook"


@pytest.mark.parametrize(
    ("http", "expected"),
    [
        ("", ""),
        ("port = 8081", "http://127.0.0.1:8081"),
        ('port = 8081\nlisten = "192.168.1.20"', "http://192.168.1.20:8081"),
        ('port = 8081\nlisten = "::1"', "http://[::1]:8081"),
        ('port = 8081\nlisten = "0.0.0.0"', f"http://{socket.gethostname()}:8081"),
        ('port = 8081\nurl = "https://codes.school.example/"', "https://codes.school.example"),
    ],
)
def test_pages_are_where_others_reach_them(load, http, expected):
    assert load(f"[http]\n{http}\n").pages == expected


def test_in_webhook_mode_pages_are_where_telegram_posts(load):
    hook = 'url = "https://rollcall.school.example/hook"\nsecret = "abc"'

    loaded = load(f'mode = "webhook"\n[telegram.webhook]\n{hook}\n')

    assert loaded.pages == "https://rollcall.school.example"


@pytest.mark.parametrize("url", ["school.example", "ftp://school.example", "http://"])
def test_an_address_of_pages_has_scheme_and_host(load, url):
    text = complaint(load, f'[http]\nport = 1\nurl = "{url}"\n')

    assert "http.url: give scheme and host" in text


def test_an_address_without_a_port_is_served_by_nobody(load):
    text = complaint(load, '[http]\nurl = "http://school.example"\n')

    assert "config.toml: http.url needs http.port" in text
