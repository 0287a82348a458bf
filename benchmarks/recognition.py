"""Speed and memory as docs quotes them: `python -m benchmarks.recognition`.

Ours beside the stock facenet-pytorch pipeline (decode, MTCNN with its defaults, FaceNet), on
the same photo in the same run.
"""

import io
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from recognition import load_reader, models, samples
from recognition.gallery import EMBEDDING_SIZE, Gallery
from recognition.settings import Settings

SELFIE_SIDE = 1280  # pixels; the longer side of the largest size that Telegram makes of a photo
SELFIE_QUALITY = 87  # JPEG, about Telegram's
WARM_UP, RUNS = 5, 50
GALLERIES = (1_000, 10_000, 100_000)

START = """
import resource, sys, time
started = time.perf_counter()
{body}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(time.perf_counter() - started, peak / 1024)
"""
OURS = """
from recognition import load_reader, samples
load_reader().read(samples.photo("obama"))
"""
STOCK = """
import io
from PIL import Image
from benchmarks.recognition import stock
from recognition import samples
stock()(samples.photo("obama"))
"""


def main() -> None:
    """Print the three tables."""
    console = Console()
    photo = selfie()
    ours = load_reader().read
    pipelines = {"stock facenet-pytorch": stock(), "ours": ours}
    table = Table("one 1280-pixel selfie", "median ms", "p95 ms", "photos a second")
    for name, pipeline in pipelines.items():
        times = timed(lambda run=pipeline: run(photo))  # type: ignore[misc]
        median = float(np.median(times))
        table.add_row(
            name, f"{median:.0f}", f"{np.percentile(times, 95):.0f}", f"{1000 / median:.1f}"
        )
    console.print(table)
    table = Table("start to first embedding", "seconds", "resident MB")
    for name, body in (("stock facenet-pytorch", STOCK), ("ours", OURS)):
        seconds, megabytes = start_up(body)
        table.add_row(name, f"{seconds:.1f}", f"{megabytes:.0f}")
    console.print(table)
    table = Table("1:N search", "median ms", "p95 ms")
    for size in GALLERIES:
        times = timed(search(size))
        table.add_row(f"{size:,}", f"{np.median(times):.2f}", f"{np.percentile(times, 95):.2f}")
    console.print(table)


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
    import torch  # noqa: PLC0415 - after `load_reader`, which sets how torch's threads wait
    from facenet_pytorch import MTCNN  # noqa: PLC0415

    from recognition.loading import inception_resnet  # noqa: PLC0415

    detector = MTCNN()
    network = inception_resnet(models.load(models.prepare(Settings()))).eval()

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


def timed(run: Callable[[], object]) -> list[float]:
    """Return the milliseconds of each run, after some to warm up."""
    times = []
    for _ in range(WARM_UP + RUNS):
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
