"""The networks are converted once, and nothing that runs afterwards needs PyTorch."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from recognition import Settings, conversion, errors, models, samples, torch_networks, weights
from recognition.inference import Network
from recognition.releases import RELEASES

RELEASE = RELEASES["casia-webface"]
CACHE = Settings().cache_dir / "models"

READS_WITHOUT_TORCH = """
import sys
for package in ("torch", "torchvision", "facenet_pytorch"):
    sys.modules[package] = None  # importing it fails
from recognition import load_reader, samples
(face,) = load_reader().read(samples.photo("obama")).faces
assert "openvino_telemetry" not in sys.modules
"""


@pytest.fixture
def small_networks(monkeypatch):
    """Stand in for FaceNet, which takes a quarter of a minute to convert."""
    real = torch_networks.modules(weights.load(weights.prepare(RELEASE, CACHE, lambda _: None)))
    made = []

    def modules(_):
        made.append("networks")
        return real | {Network.EMBED: real[Network.PROPOSE]}

    monkeypatch.setattr(torch_networks, "modules", modules)
    monkeypatch.setattr(weights, "prepare", lambda *_: Path(__file__))
    monkeypatch.setattr(weights, "load", lambda _: {})
    return made


def prepare(folder, progress=lambda _: None):
    return conversion.prepare(RELEASE, folder, progress)


def test_a_photo_is_read_without_pytorch_and_nothing_is_reported_to_anybody(reader, tmp_path):
    samples.photo("obama")
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(Settings().cache_dir.parent)}

    command = [sys.executable, "-c", READS_WITHOUT_TORCH]
    assert subprocess.run(command, env=os.environ | home, check=False).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_converted_networks_are_not_made_again(small_networks, tmp_path):
    told = []

    first = prepare(tmp_path, told.append)
    words = len(told)

    assert words > 0
    assert prepare(tmp_path, told.append) == first
    assert len(told) == words
    assert len(small_networks) == 1


@pytest.mark.parametrize("name", ["pnet.bin", "onet.xml", "manifest.json"])
def test_a_damaged_file_is_made_again(small_networks, tmp_path, name):
    folder = prepare(tmp_path)
    names = {path.name for path in folder.iterdir()}
    damaged = b"\0" + (folder / name).read_bytes()[:-2]
    (folder / name).write_bytes(damaged)

    assert prepare(tmp_path) == folder
    assert {path.name for path in folder.iterdir()} == names
    assert (folder / name).read_bytes() != damaged
    assert len(small_networks) == 2


def test_a_missing_file_is_made_again(small_networks, tmp_path):
    (prepare(tmp_path) / "rnet.bin").unlink()

    assert (prepare(tmp_path) / "rnet.bin").exists()


def test_another_pytorch_makes_them_anew(small_networks, tmp_path, monkeypatch):
    prepare(tmp_path)
    monkeypatch.setattr(conversion, "_versions", lambda: {"torch": "99.0"})

    prepare(tmp_path)

    assert len(small_networks) == 2


def test_no_pytorch_at_all_takes_what_is_there(small_networks, tmp_path, monkeypatch):
    prepare(tmp_path)
    monkeypatch.setattr(conversion, "_versions", dict)

    prepare(tmp_path)

    assert len(small_networks) == 1


def test_nothing_else_is_left_in_the_cache(small_networks, tmp_path):
    folder = prepare(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} <= {folder.name, ".lock"}


def test_two_processes_that_prepare_at_once_agree(tmp_path):
    """Each finds the weights, nobody the networks; one converts, the other waits for it."""
    shutil.copy(weights.prepare(RELEASE, CACHE, lambda _: None), _made(tmp_path / "models"))
    program = (
        "import sys, pathlib; from recognition import Settings, models; "
        "print(models.prepare(Settings(cache_dir=pathlib.Path(sys.argv[1]), engine='openvino'), "
        "lambda text: print(text, file=sys.stderr)))"
    )

    command = [sys.executable, "-c", program, str(tmp_path)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    paths = {process.communicate(timeout=600)[0].strip() for process in processes}

    assert [process.returncode for process in processes] == [0, 0]
    assert paths == {str(prepare(tmp_path / "models"))}


def test_without_pytorch_the_error_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "recognition.torch_networks", None)
    monkeypatch.delattr("recognition.torch_networks", raising=False)

    for engine in ("openvino", "torch"):
        monkeypatch.setattr(weights, "prepare", lambda *_: Path(__file__))
        with pytest.raises(errors.TorchMissing, match=r"rollcall\[torch\]"):
            models.open_engine(Settings(cache_dir=tmp_path, engine=engine))


@pytest.mark.parametrize(
    "manifest", ["{}", "[]", "null", '{"files": {}, "made_with": []}', '{"pnet.xml": 1}', "\xff"]
)
def test_whatever_a_manifest_has_become_the_networks_are_made_again(
    small_networks, tmp_path, manifest
):
    folder = prepare(tmp_path)
    (folder / "manifest.json").write_text(manifest, "latin-1")

    prepare(tmp_path)

    assert len(small_networks) == 2


def test_what_a_killed_conversion_left_is_cleared_away(small_networks, tmp_path):
    (tmp_path / f"{conversion.SCRATCH}abc" / "draft").mkdir(parents=True)

    folder = prepare(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} <= {folder.name, ".lock"}


@pytest.mark.parametrize("engine", ["openvino", "torch"])
def test_a_cache_that_cannot_be_written_is_one_clear_error(tmp_path, engine):
    (tmp_path / "models").write_text("a file where the folder should be")

    with pytest.raises(errors.CacheUnwritable, match="XDG_CACHE_HOME"):
        models.prepare(Settings(cache_dir=tmp_path, engine=engine))


def test_auto_is_openvino_unless_pytorch_can_use_a_gpu(monkeypatch, tmp_path):
    monkeypatch.setattr(models, "NVIDIA_DRIVER", tmp_path / "none")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert models.engine_name(Settings()) == "openvino"

    monkeypatch.setattr(models, "NVIDIA_DRIVER", tmp_path)
    assert models.engine_name(Settings()) == "torch"
    assert models.engine_name(Settings(engine="openvino")) == "openvino"

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert models.engine_name(Settings()) == "openvino"


def _made(folder):
    folder.mkdir()
    return folder
