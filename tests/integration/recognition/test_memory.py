"""What one photo may cost, whatever is sent: each is read in a process of its own."""

import io
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from recognition import samples

MOST_MEGABYTES = 535
"""The rest of the service takes some 75 more."""

READ = """
import sys
from recognition import Settings, load_reader
from recognition.errors import ImageError
reader, photo = load_reader(Settings(threads=2)), sys.stdin.buffer.read()
try:
    print(len(reader.read(photo).faces))
except ImageError as error:
    print(type(error).__name__)
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(int(status["VmHWM"].split()[0]) / 1024)
"""


def encoded(picture, kind, **options):
    output = io.BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()


def crowd():
    """More faces than are embedded, side by side."""
    face = Image.open(io.BytesIO(samples.photo("collins"))).crop((150, 30, 300, 200))
    tile = np.asarray(face.convert("RGB").resize((80, 90)))
    return Image.fromarray(np.tile(tile, (14, 16, 1)))


PICTURES = {
    "a long panorama": lambda: encoded(Image.new("RGBA", (20_000, 1_600), (9, 9, 9, 9)), "PNG"),
    "PNG at its limit": lambda: encoded(Image.new("RGB", (8_000, 4_000)), "PNG"),
    "50 megapixels of JPEG": lambda: encoded(Image.new("RGB", (8_000, 6_250)), "JPEG"),
    "WebP at its limit": lambda: encoded(Image.new("RGB", (4_000, 3_000)), "WEBP", method=0),
    "a crowd": lambda: encoded(crowd(), "JPEG"),
}


READ_BY_MANY = """
import sys
from concurrent.futures import ThreadPoolExecutor
from recognition import Settings, load_reader
reader, photo = load_reader(Settings(threads=2)), sys.stdin.buffer.read()
with ThreadPoolExecutor(4) as pool:
    print(sum(len(reading.faces) for reading in pool.map(reader.read, [photo] * 4)))
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(int(status["VmHWM"].split()[0]) / 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_takes_more_than_600_megabytes_with_all_else(reader, name):
    result = subprocess.run(
        [sys.executable, "-c", READ], input=PICTURES[name](), capture_output=True, check=True
    )

    seen, megabytes = result.stdout.decode().split()
    assert seen == ("100" if name == "a crowd" else "0")
    assert float(megabytes) < MOST_MEGABYTES


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_pictures_from_many_threads_take_no_more_memory_than_from_as_many_as_there_are_cores():
    picture = encoded(Image.new("RGB", (5_119, 5_119)), "PNG")

    result = subprocess.run(
        [sys.executable, "-c", READ_BY_MANY], input=picture, capture_output=True, check=True
    )

    assert float(result.stdout.decode().split()[1]) < MOST_MEGABYTES
