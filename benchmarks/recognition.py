"""Speed and memory as docs quotes them: `python -m benchmarks.recognition`.

Ours beside the stock facenet-pytorch pipeline (decode, MTCNN with its defaults, FaceNet), on
the same photo in the same run.
"""

import io
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks import films
from benchmarks.films import Held, Studio, head, swings
from recognition import Settings, load_reader, models, samples, weights
from recognition.face_space import EMBEDDING_SIZE
from recognition.gallery import Gallery

SELFIE_SIDE = 1280  # pixels; the longer side of the largest size that Telegram makes of a photo
SELFIE_QUALITY = 87  # JPEG, about Telegram's
WARM_UP, RUNS = 5, 50
FILMS = 10
AT_ONCE = (1, 2, 4, 8)  # threads that call `read`
PHOTOS_EACH = 20
SCHOOL = 1_000  # students in the gallery that a selfie is compared with
GALLERIES = (1_000, 10_000, 100_000)

START = """
import resource, sys, time
started = time.perf_counter()
{body}
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(time.perf_counter() - started, int(status["VmRSS"].split()[0]) / 1024)
"""
OURS = """
from recognition import load_reader, samples
reader = load_reader()
reader.read(samples.photo("obama"))
"""
STOCK = """
import io
from PIL import Image
from benchmarks.recognition import stock
from recognition import samples
pipeline = stock()
pipeline(samples.photo("obama"))
"""


def main() -> None:
    """Print the tables."""
    console = Console()
    console.print(machine())
    photo = selfie()
    reader = load_reader()
    search_among = search(SCHOOL)

    def ours(image: bytes) -> object:
        reader.read(image)
        return search_among()

    console.print(one_selfie(photo, {"stock facenet-pytorch": stock(), "ours": ours}))
    console.print(one_film(reader.read_clip))
    console.print(many_selfies(photo, reader.read))
    console.print(starts())
    console.print(searches())


def machine() -> str:
    """Name what this runs on."""
    cpu = next(
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        if line.startswith("model name")
    )
    flags = Path("/proc/cpuinfo").read_text("utf-8").split("flags", 1)[1].split("\n", 1)[0]
    vector = next((name for name in ("avx512_bf16", "avx512f", "avx2") if name in flags), "none")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("openvino", "torch"))
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores of {cpu} ({vector}), Python {platform.python_version()}, {versions}"


def one_selfie(photo: bytes, pipelines: dict[str, Callable[[bytes], object]]) -> Table:
    """Time one photo after another, bytes to verdict."""
    table = Table("one 1280-pixel selfie", "median ms", "p95 ms", "times the stock speed")
    stock_median = 0.0
    for name, pipeline in pipelines.items():
        times = timed(lambda run=pipeline: run(photo))  # type: ignore[misc]
        median = float(np.median(times))
        stock_median = stock_median or median
        p95 = np.percentile(times, 95)
        table.add_row(name, f"{median:.0f}", f"{p95:.0f}", f"{stock_median / median:.1f}")
    return table


def one_film(read: Callable[[bytes], object]) -> Table:
    """Time a round video of three turns, bytes to what they show."""
    data = samples.photo("obama")
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    face = load_reader().read(data).faces[0]
    studio = Studio(photo=pixels, landmarks=face.landmarks, surface=head)
    path = swings(Held(yaw=35), Held(pitch=28), Held(yaw=-35))
    film = films.encoded(films.frames(studio, path))
    times = timed(lambda: read(film), runs=FILMS)
    table = Table("one round video", "seconds of film", "median ms", "p95 ms")
    seconds = f"{len(path) / films.RATE:.1f}"
    median, p95 = np.median(times), np.percentile(times, 95)
    table.add_row("a head that turns three times", seconds, f"{median:.0f}", f"{p95:.0f}")
    return table


def many_selfies(photo: bytes, read: Callable[[bytes], object]) -> Table:
    """Count selfies a second when several threads read at once."""
    table = Table("threads that read at once", "selfies a second")
    for threads in AT_ONCE:
        photos = [photo] * (PHOTOS_EACH * threads)
        with ThreadPoolExecutor(threads) as pool:
            started = time.perf_counter()
            list(pool.map(read, photos))
            seconds = time.perf_counter() - started
        table.add_row(str(threads), f"{len(photos) / seconds:.1f}")
    return table


def starts() -> Table:
    """Start a new interpreter for each pipeline."""
    table = Table("start to first embedding", "seconds", "resident MB")
    for name, body in (("stock facenet-pytorch", STOCK), ("ours", OURS)):
        seconds, megabytes = start_up(body)
        table.add_row(name, f"{seconds:.1f}", f"{megabytes:.0f}")
    return table


def searches() -> Table:
    """Time a comparison against galleries of different sizes."""
    table = Table("1:N search", "median ms", "p95 ms")
    for size in GALLERIES:
        times = timed(search(size))
        table.add_row(f"{size:,}", f"{np.median(times):.2f}", f"{np.percentile(times, 95):.2f}")
    return table


def selfie() -> bytes:
    """Scale a portrait to the size that a phone's photo has when Telegram delivers it."""
    picture = Image.open(io.BytesIO(samples.photo("obama"))).convert("RGB")
    scale = SELFIE_SIDE / max(picture.size)
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=SELFIE_QUALITY)
    return output.getvalue()


def stock() -> Callable[[bytes], object]:
    """Build facenet-pytorch's pipeline as its README has it, with the same weights."""
    import torch  # noqa: PLC0415 - only here
    from facenet_pytorch import MTCNN  # noqa: PLC0415

    from recognition import torch_networks  # noqa: PLC0415

    detector = MTCNN()
    state = weights.load(models.prepare(Settings(engine="torch")))
    network = torch_networks.inception_resnet(state).eval()

    def read(image: bytes) -> object:
        with torch.no_grad():
            return network(detector(Image.open(io.BytesIO(image)).convert("RGB")).unsqueeze(0))

    return read


def search(size: int) -> Callable[[], object]:
    """Fill a gallery with `size` students and return one comparison against all of them."""
    random = np.random.default_rng(0)
    gallery = Gallery()
    gallery.replace(
        1,
        (
            (each, each, random.standard_normal(EMBEDDING_SIZE, np.float32).tobytes())
            for each in range(size)
        ),
    )
    probe = random.standard_normal(EMBEDDING_SIZE, np.float32).tobytes()
    return lambda: gallery.compare(probe, 0)


def timed(run: Callable[[], object], runs: int = RUNS) -> list[float]:
    """Return the milliseconds of each run, after some to warm up."""
    times = []
    for _ in range(WARM_UP + runs):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1000)
    return times[WARM_UP:]


def start_up(body: str) -> tuple[float, float]:
    """Run `body` in a new interpreter; return seconds and the peak of its resident megabytes."""
    result = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", START.format(body=body)], capture_output=True, text=True, check=True
    )
    seconds, megabytes = (float(field) for field in result.stdout.split())
    return seconds, megabytes


if __name__ == "__main__":
    main()
