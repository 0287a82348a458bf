import io

import pytest
from rich.console import Console
from telegram.error import InvalidToken, NetworkError

from bot import doctor
from bot.doctor.findings import bad, doubtful, good
from tests.unit.bot.doctor.conftest import TOKEN, FakeAccount


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(f'[telegram]\ntoken = "{TOKEN}"\n')
    file.chmod(0o600)
    return file


@pytest.fixture
def met(monkeypatch):
    """The doctor meets Telegram, which fails as a test says, and makes these checks alone."""

    def meet(*findings, failure=None):
        class Account(FakeAccount):
            async def initialize(self):
                if failure is not None:
                    raise failure

            async def shutdown(self):
                pass

        def check(finding):
            async def give(_):
                return finding

            return give

        monkeypatch.setattr(doctor.bootstrap, "telegram_bot", lambda _: Account())
        checks = {f"check {at}": check(finding) for at, finding in enumerate(findings)}
        monkeypatch.setattr(doctor, "CHECKS", checks)

    return meet


async def run(config):
    stream = io.StringIO()
    well = await doctor.run(config, Console(file=stream))
    return well, stream.getvalue().splitlines()


async def test_every_check_is_a_line_and_what_is_doubtful_is_no_failure(config, met):
    met(good("fine"), doubtful("hm"))

    well, lines = await run(config)

    assert well
    assert lines == [
        f"✓ settings: {config} is complete",
        "✓ token: Telegram knows it as @rollcall_bot",
        "✓ check 0: fine",
        "! check 1: hm",
    ]


async def test_one_that_fails_is_enough_and_the_others_are_made_all_the_same(config, met):
    met(bad("broken"), good("fine"))

    well, lines = await run(config)

    assert not well
    assert lines[2:] == ["✗ check 0: broken", "✓ check 1: fine"]


async def test_settings_that_are_wrong_end_it(tmp_path):
    well, (line,) = await run(tmp_path / "none.toml")

    assert not well
    assert line.startswith("✗ settings: ")
    assert "config.example.toml" in line


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (InvalidToken(f"The token `{TOKEN}` was rejected by the server."), "@BotFather"),
        (NetworkError(f"ConnectError at /bot{TOKEN}/getMe"), "telegram.api_url"),
    ],
)
async def test_a_token_that_is_refused_or_not_asked_for_is_said_but_not_shown(
    config, met, failure, words
):
    met(failure=failure)

    well, lines = await run(config)

    assert not well
    assert lines[1].startswith("✗ token: ")
    assert words in lines[1]
    assert TOKEN.partition(":")[2] not in "".join(lines)


async def test_no_finding_shows_a_secret(config, met):
    met(bad(f"cannot post to /bot{TOKEN}"))

    _, lines = await run(config)

    assert lines[-1] == "✗ check 0: cannot post to /bot***"
