"""Of each photo the labelled face is kept, or why there is none."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from recognition import Reading, errors
from recognition.evaluation import embeddings
from tests.unit.recognition.evaluation.faces import face

ONE = [1.0] + [0.0] * 511


class Reads:
    """A reader whose photos say what is on them."""

    def read(self, image):
        if image == b"text":
            raise errors.NotAnImage(formats=("JPEG",))
        boxes = [tuple(map(float, box.split(","))) for box in image.decode().split()]
        faces = tuple(face(ONE, box=box) for box in boxes)
        return Reading(faces=faces, width=100, height=100, problems=())


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return write


def test_the_face_nearest_the_centre_is_the_labelled_one(write):
    photo = embeddings.look(Reads(), write("1.jpg", b"0,0,60,60 30,45,60,70 80,80,90,90"))

    assert photo.face.box == (30, 45, 60, 70)
    assert photo.faces == 3


def test_a_photo_without_a_face_is_kept_without_one(write):
    photo = embeddings.look(Reads(), write("1.jpg", b""))

    assert (photo.face, photo.faces, photo.failure) == (None, 0, None)


def test_a_file_that_is_no_picture_says_why(write):
    assert "not a picture" in embeddings.look(Reads(), write("1.jpg", b"text")).failure


def test_a_file_that_is_gone_says_why(tmp_path):
    failure = embeddings.look(Reads(), tmp_path / "gone.jpg").failure

    assert failure == "No such file or directory"


@pytest.mark.parametrize("threads", [0, 3])
def test_every_photo_is_read_once_and_told_of(write, threads):
    files = [write(f"{number}.jpg", b"0,0,9,9") for number in range(9)]
    told = []

    with ThreadPoolExecutor(threads or 1) as pool:
        photos = embeddings.read(
            Reads(),
            [*files, files[0]],
            apply=pool.map if threads else map,
            progress=lambda: told.append(1),
        )

    assert list(photos) == files
    assert len(told) == 9
