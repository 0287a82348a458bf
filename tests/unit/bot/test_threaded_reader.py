"""Recognition is there at once; photos wait until the networks have loaded."""

import asyncio
import threading
from types import SimpleNamespace

import pytest

import recognition
from attendance.errors import UnreadableImage
from bot.bootstrap import ThreadedReader
from bot.threads import Threads
from recognition.errors import AcceptScoreMissing, ModelError, TooManyBytes


@pytest.fixture
def loading(monkeypatch):
    """Networks that are there when the event is set, or an error that loading raises."""

    class Loading:
        done = threading.Event()
        error = None

        def read(self, image, *, most):
            if image == b"huge":
                raise TooManyBytes(size=2, limit=1)
            return SimpleNamespace(faces=[image])

        def __call__(self, settings):
            self.done.wait(10)
            if self.error is not None:
                raise self.error
            return self

    found = Loading()
    monkeypatch.setattr(recognition, "load_reader", found)
    yield found
    found.done.set()


async def test_photos_wait_for_the_networks(loading):
    async with Threads(2) as threads:
        reader = ThreadedReader(recognition.Settings(), threads)
        reading = asyncio.create_task(reader.read(b"a face"))
        await asyncio.sleep(0.05)
        assert not reading.done()

        loading.done.set()

        assert (await reading).faces == [b"a face"]


async def test_what_templates_carry_is_known_before(loading):
    async with Threads(1) as threads:
        reader = ThreadedReader(recognition.Settings(accept_score=0.6), threads)

        assert reader.model == "casia-webface-20180408-r2"
        assert reader.accept_score == 0.6
        loading.done.set()


async def test_networks_that_cannot_be_loaded_are_an_error_for_whoever_waits(loading):
    loading.error = ModelError("broken")
    loading.done.set()
    async with Threads(1) as threads:
        reader = ThreadedReader(recognition.Settings(), threads)

        with pytest.raises(ModelError, match="broken"):
            await reader.loaded()
        with pytest.raises(ModelError, match="broken"):
            await reader.read(b"a face")


async def test_somebody_who_stops_waiting_does_not_stop_the_loading(loading):
    async with Threads(2) as threads:
        reader = ThreadedReader(recognition.Settings(), threads)
        reading = asyncio.create_task(reader.read(b"a face"))
        await asyncio.sleep(0)
        reading.cancel()

        loading.done.set()

        assert (await reader.read(b"another")).faces == [b"another"]


async def test_a_photo_over_a_limit_is_called_too_large(loading):
    loading.done.set()
    async with Threads(1) as threads:
        reader = ThreadedReader(recognition.Settings(), threads)

        with pytest.raises(UnreadableImage) as refused:
            await reader.read(b"huge")

    assert refused.value.too_large


async def test_weights_without_a_measured_score_need_one_in_the_settings(loading):
    async with Threads(1) as threads:
        with pytest.raises(AcceptScoreMissing):
            ThreadedReader(recognition.Settings(weights="vggface2"), threads)
