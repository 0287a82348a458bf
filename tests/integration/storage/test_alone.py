import subprocess
import sys

from storage.alone import alone

HOLD = """
import sys, time
from storage.alone import alone
with alone(sys.argv[1]) as sole:
    print(sole, flush=True)
    time.sleep(60)
"""


def test_of_two_services_one_is_alone_and_then_the_next(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'rollcall.db'}"

    with alone(url) as first, alone(url) as second:
        assert (first, second) == (True, False)
    with alone(url) as later:
        assert later is True


def test_whoever_comes_after_one_that_was_killed_is_alone(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'rollcall.db'}"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "True\n"
        with alone(url) as sole:
            assert sole is False
        other.kill()
        other.wait()
        with alone(url) as sole:
            assert sole is True


def test_of_a_database_elsewhere_nobody_knows():
    with alone("postgresql+psycopg://db/rollcall") as sole:
        assert sole is False
