"""A photo at which the process dies, as at a fault of a decoder, is not the end for all others."""

import asyncio
import io
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image

from simulator import Simulator
from simulator.client import Client

ROOT = Path(__file__).parents[3]
ADMIN = 1001
# The service, but that its reader kills it; to end two processes is suspicious, three are enough.
SERVICE = """
import asyncio, os, signal, sys
from pathlib import Path
from bot import bootstrap, dispatch, service, settings, suspects

class Reader(bootstrap.ThreadedReader):
    is_loaded = True
    def __init__(self, *_):
        self.model, self.accept_score = "none", 1.0
    async def loaded(self):
        return self
    async def read(self, image, *, most=None):
        os.kill(os.getpid(), signal.SIGKILL)

suspects.INNOCENT, dispatch.MOST_ENDED = 1, 3
asyncio.run(service.run(settings.load(Path(sys.argv[1])), Reader))
"""


@asynccontextmanager
async def service(config):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVICE, config), cwd=ROOT, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def settings(simulator, folder):
    file = folder / "config.toml"
    telegram = {"token": simulator.token, "api_url": simulator.url}
    lines = [f'{key} = "{value}"' for key, value in telegram.items()]
    file.write_text("\n".join(["[telegram]", *lines, f"admin_ids = [{ADMIN}]"]))
    file.chmod(0o600)
    return file


def a_picture():
    stream = io.BytesIO()
    Image.new("RGB", (320, 320)).save(stream, "JPEG")
    return stream.getvalue()


async def test_a_photo_that_kills_the_process_again_and_again_is_set_aside_and_others_are_served(
    tmp_path,
):
    async with Simulator() as simulator, Client(simulator.url) as client, asyncio.timeout(90):
        config = settings(simulator, tmp_path)
        admin, other = await client.person("Ada", id=ADMIN), await client.person("Bob")
        await admin.sends_photo(a_picture(), "/enroll 1 MATH1 Cat")
        for _ in range(2):
            async with service(config) as process:
                assert await process.wait() == -signal.SIGKILL

        await other.says("/privacy")
        async with service(config) as process:  # in which the photo waits two seconds
            assert await process.wait() == -signal.SIGKILL
        assert "don't know this account" in (await other.hears()).text

        async with service(config):
            assert "something went wrong" in (await admin.hears(timeout=30)).text
