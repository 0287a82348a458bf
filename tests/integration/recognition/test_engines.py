"""Both engines compute what PyTorch computes, and ours finds what facenet-pytorch's finds."""

import io

import cv2
import numpy as np
import pytest
import torch
from facenet_pytorch import MTCNN
from PIL import Image

from recognition import Settings, facenet, load_reader, models, mtcnn, samples, weights
from recognition.detection import Search
from recognition.inference import Network
from recognition.mtcnn import Mtcnn
from recognition.torch_networks import inception_resnet

PHOTOS = ("obama", "obama2", "obama3", "biden", "collins", "group")
ENGINES = {
    "OpenVINO, f32": Settings(engine="openvino", precision="f32"),
    "OpenVINO, as it chooses": Settings(engine="openvino"),
    "PyTorch": Settings(engine="torch"),
}


def pixels(name):
    return np.asarray(Image.open(io.BytesIO(samples.photo(name))).convert("RGB"))


@pytest.fixture(scope="module", params=ENGINES, ids=list(ENGINES))
def engine(request):
    return models.open_engine(ENGINES[request.param])


@pytest.fixture(scope="module")
def faces(read):
    crops = [facenet.crop(pixels(name), face.box) for name in PHOTOS for face in read(name).faces]
    return facenet.standardise(np.stack(crops))


@pytest.fixture(scope="module")
def expected(faces):
    """What PyTorch computes eagerly, from the weights as they were published."""
    network = inception_resnet(weights.load(models.prepare(Settings(engine="torch")))).eval()
    with torch.no_grad():
        return network(torch.from_numpy(faces)).numpy()


def is_bfloat16(engine):
    return getattr(engine, "embed_precision", "f32") == "bf16"


def test_embeddings_are_those_of_eager_pytorch(engine, faces, expected):
    session = engine.session(Network.EMBED, (1, *faces.shape[1:]))

    (embeddings,) = session.run(faces)

    assert embeddings.shape == (len(faces), 512)
    cosines = np.sum(embeddings * expected, axis=1)
    assert cosines.min() > (0.999 if is_bfloat16(engine) else 0.9999)


@pytest.mark.parametrize("count", [1, 3, 4, 5, 9])
def test_a_batch_of_any_size_gives_each_row_its_own_answer(engine, faces, count):
    session = engine.session(Network.REFINE, (4, 3, 24, 24))
    faces = np.ascontiguousarray(faces[:, :, ::6, ::6][:, :, :24, :24])

    together, _ = session.run(faces[:count])
    alone = np.concatenate([session.run(face[None])[0] for face in faces[:count]])

    np.testing.assert_allclose(together, alone, atol=1e-5)


def reduced(name, side):
    photo = pixels(name)
    factor = min(1.0, side / max(photo.shape))
    return cv2.resize(photo, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def stock(photo):
    """Faces by facenet-pytorch's MTCNN, as small as ours: boxes and landmarks."""
    detector = MTCNN(min_face_size=mtcnn.MIN_FACE, keep_all=True)
    boxes, probabilities, points = detector.detect(photo, landmarks=True)
    kept = probabilities >= mtcnn.MIN_PROBABILITY
    return boxes[kept].astype(float), points[kept].astype(float)


def overlap(one, other):
    left, top = np.maximum(one[:2], other[:2])
    right, bottom = np.minimum(one[2:], other[2:])
    shared = max(right - left, 0) * max(bottom - top, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return shared / (sum(areas) - shared)


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("search", list(Search))
def test_the_same_faces_are_found_where_facenet_pytorch_finds_them(engine, name, search):
    """Where a face reaches over the photo's edge both may differ: ours see grey beyond it.

    facenet-pytorch stretches what is left instead, which moves its boxes and landmarks.
    """
    photo = reduced(name, mtcnn.CANVAS[search])
    boxes, landmarks = stock(photo)

    found = Mtcnn(engine).detect(photo, search)

    assert len(found) == len(boxes)
    for face in found:
        overlaps = [overlap(np.array(face.box), box) for box in boxes]
        nearest = int(np.argmax(overlaps))
        assert overlaps[nearest] > 0.95
        away = np.linalg.norm(face.landmarks - landmarks[nearest], axis=1).max()
        assert away < 0.02 * face.width


def test_faces_of_24_pixels_are_found_in_a_photo_of_1280(engine):
    faces = [pixels("obama"), pixels("biden"), pixels("collins")]
    photo = np.full((960, 1280, 3), 128, np.uint8)
    reader_boxes = [Mtcnn(engine).detect(face, Search.GROUP)[0] for face in faces]
    for position, (face, found) in enumerate(zip(faces, reader_boxes, strict=True)):
        scale = 24 / found.width
        small = Image.fromarray(face).resize(
            (round(face.shape[1] * scale), round(face.shape[0] * scale)), Image.BOX
        )
        left = 100 + 400 * position
        photo[300 : 300 + small.height, left : left + small.width] = np.asarray(small)

    found = sorted(face.box[0] // 400 for face in Mtcnn(engine).detect(photo, Search.GROUP))

    assert found == [0, 1, 2]


def test_threads_are_bounded():
    engine = models.open_engine(Settings(engine="openvino", threads=1))

    compiled = engine.session(Network.REFINE, (16, 3, 24, 24)).compiled
    assert compiled.get_property("INFERENCE_NUM_THREADS") == 1
    assert compiled.get_property("NUM_STREAMS") == 1


def test_pytorch_reads_a_photo_whole():
    reader = load_reader(Settings(engine="torch"))

    (face,) = reader.read(samples.photo("obama")).faces

    assert np.linalg.norm(face.embedding) == pytest.approx(1, abs=1e-5)
