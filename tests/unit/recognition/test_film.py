"""Films of strangers are decoded apart, within bounds; what is none is said to be none."""

import contextlib
import signal
import subprocess

import numpy as np
import pytest

from benchmarks import films
from recognition import errors, film, film_worker


def of_noise(count=30, *, side=96, rate=15.0):
    random = np.random.default_rng(3)
    return films.encoded(
        [random.integers(0, 255, (side, side, 3), np.uint8) for _ in range(count)], rate
    )


@pytest.fixture(scope="module")
def short():
    return of_noise()


def test_frames_come_in_order_and_evenly(short):
    found = list(film.Decoder().frames(short))
    seconds = [each.second for each in found]
    assert seconds == sorted(seconds)
    assert 20 <= len(found) <= 30
    assert found[0].pixels.shape == (96, 96, 3)
    assert found[0].pixels.dtype == np.uint8


def test_large_frames_are_reduced():
    (first, *_) = film.Decoder().frames(of_noise(3, side=640))
    assert max(first.pixels.shape) == film.SIDE


def test_of_a_long_film_fewer_frames_are_taken_each_second():
    still = [np.full((32, 32, 3), 90, np.uint8)] * 600
    found = list(film.Decoder().frames(films.encoded(still, 15.0)))  # 40 seconds
    assert film.MOST_FRAMES * 0.8 < len(found) <= film.MOST_FRAMES + 1
    assert found[-1].second > 38


def test_a_film_of_more_than_a_minute_is_refused():
    still = [np.full((32, 32, 3), 90, np.uint8)] * 130
    with pytest.raises(errors.ClipTooLong):
        list(film.Decoder().frames(films.encoded(still, 2.0)))


def test_frames_that_are_too_large_are_refused_before_they_are_decoded():
    huge = [np.full((16, film_worker.MOST_SIDE + 16, 3), 90, np.uint8)] * 2
    with pytest.raises(errors.ClipTooLarge):
        list(film.Decoder().frames(films.encoded(huge, 15.0)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ftyp",
        b"\xff\xd8\xff\xe0" + b"JFIF" * 100,
        b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/secret.ts\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"\x00\x00\x00\x18ftypisom" + b"\x00" * 64,
        b"\x00\x00\x00\x18ftyp#EXTM3U\nfile:///etc/passwd\n" * 20,
    ],
)
def test_what_is_no_film_is_refused(data):
    with pytest.raises(errors.ClipError):
        list(film.Decoder().frames(data))


def test_a_film_cut_off_anywhere_never_breaks_the_reader(short):
    for share in (0.02, 0.3, 0.6, 0.95):
        cut = short[: int(len(short) * share)]
        with pytest.raises(errors.ClipError):
            list(film.Decoder().frames(cut))  # its index is at the end


def test_a_damaged_film_is_read_as_far_as_it_goes_or_refused(short):
    random = np.random.default_rng(1)
    for _ in range(4):
        data = bytearray(short)
        for at in random.integers(0, len(data), 200):
            data[at] = random.integers(0, 256)
        data[4:8] = b"ftyp"
        with contextlib.suppress(errors.ClipError):
            assert len(list(film.Decoder().frames(bytes(data)))) <= film.MOST_FRAMES + 1


def test_sound_alone_is_no_film(short):
    silent = short.replace(b"vide", b"soun")
    with pytest.raises(errors.ClipError):
        list(film.Decoder().frames(silent))


def test_too_many_bytes_are_not_handed_on():
    with pytest.raises(errors.ClipTooLarge):
        list(film.Decoder().frames(b"\x00\x00\x00\x18ftypisom" + bytes(film.MOST_BYTES)))


def test_a_worker_that_goes_on_for_ever_is_ended(short, monkeypatch, tmp_path):
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass\n")
    monkeypatch.setattr(film, "WORKER", endless)
    monkeypatch.setattr(film, "PATIENCE", 0.5)
    with pytest.raises(errors.TruncatedClip):
        list(film.Decoder().frames(short))


def test_a_worker_that_takes_too_much_memory_says_no_and_harms_nobody(short, monkeypatch, tmp_path):
    greedy = tmp_path / "greedy.py"
    greedy.write_text(of_worker("return len(bytearray(2 * MEMORY))"))
    monkeypatch.setattr(film, "WORKER", greedy)
    with pytest.raises(errors.TruncatedClip):
        list(film.Decoder().frames(short))


def test_the_worker_leaves_no_file_behind_whatever_it_tries(short, monkeypatch, tmp_path):
    left, writing = tmp_path / "film.mp4", tmp_path / "writing.py"
    writing.write_text(
        of_worker(f"return open({str(left)!r}, 'wb').write(sys.stdin.buffer.read()) and 0")
    )
    monkeypatch.setattr(film, "WORKER", writing)
    with pytest.raises(errors.TruncatedClip):
        list(film.Decoder().frames(short))
    assert left.read_bytes() == b""


def test_the_worker_leaves_no_core_behind_if_it_crashes(short, monkeypatch, tmp_path):
    bound = tmp_path / "bound.py"
    bound.write_text(of_worker("return any(resource.getrlimit(resource.RLIMIT_CORE))"))
    monkeypatch.setattr(film, "WORKER", bound)
    assert list(film._decoded(short, film._started())) == []  # and ends with 0


def of_worker(body):
    """The worker as it is, bound, with something else to do."""
    instead = f"def main() -> int:\n    bind()\n    {body}\n\n\ndef _main() -> int:"
    return film.WORKER.read_text().replace("def main() -> int:", instead)


def test_the_worker_is_told_no_secret(short, monkeypatch, started):
    monkeypatch.setenv("ROLLCALL_TELEGRAM__TOKEN", "123:secret")
    list(film.Decoder().frames(short))
    assert "secret" not in "".join(started[0].env.values())


def test_a_worker_whose_frames_nobody_wants_is_ended(short, monkeypatch, tmp_path, started):
    slow = tmp_path / "slow.py"
    slow.write_text(film.WORKER.read_text().replace("    return 0\n", "    while True: pass\n", 1))
    monkeypatch.setattr(film, "WORKER", slow)
    frames = film.Decoder().frames(short)
    next(frames)
    frames.close()
    assert started[0].returncode == -signal.SIGKILL


def test_a_worker_that_waits_gets_the_next_film(short, started):
    decoder = film.Decoder()
    decoder.expect()
    decoder.expect()
    assert len(started) == 1
    assert len(list(decoder.frames(short))) == len(list(decoder.frames(short)))
    assert len(started) == 2  # the second film had to wait for one


def test_what_is_no_film_uses_up_no_worker_that_waits(short, started):
    decoder = film.Decoder()
    decoder.expect()
    with pytest.raises(errors.NotAClip):
        list(decoder.frames(b"GIF89a"))
    assert list(decoder.frames(short))
    assert len(started) == 1


def test_a_worker_that_ended_while_it_waited_does_no_harm(short, started):
    decoder = film.Decoder()
    decoder.expect()
    started[0].kill()
    started[0].wait()
    assert list(decoder.frames(short))
    decoder.expect()
    started[-1].kill()
    started[-1].wait()
    decoder.expect()
    assert started[-1].poll() is None
    assert list(decoder.frames(short))


def test_a_worker_that_no_film_comes_for_is_ended(monkeypatch, started):
    monkeypatch.setattr(film, "WAITS", 0.0)
    decoder = film.Decoder()
    decoder.expect()
    assert started[0].wait(timeout=60) == -signal.SIGKILL


def test_a_worker_that_waits_ends_when_the_service_has_gone(started):
    film.Decoder().expect()
    started[0].stdin.close()
    assert started[0].wait(timeout=60) == film_worker.NOT_A_CLIP


@pytest.fixture
def started(monkeypatch):
    """The workers, in the order they were started."""
    made = []

    class Popen(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            made.append(self)
            self.env = kwargs["env"]
            super().__init__(*args, **kwargs)

    monkeypatch.setattr(subprocess, "Popen", Popen)
    yield made
    for worker in made:
        with worker:
            worker.kill()
