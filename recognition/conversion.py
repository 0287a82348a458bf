"""The networks as OpenVINO reads them: converted from PyTorch once, kept in the cache folder.

A folder is named by the weights and by the versions of all that it was made with and is read by.
Its manifest has the SHA-256 of every file, so that damage is seen and mended. It appears in one
step, so that nobody sees half of one. Reading it needs no PyTorch.
"""

import json
import shutil
import tempfile
import warnings
from importlib import metadata
from pathlib import Path

from filelock import FileLock

from recognition import errors, weights
from recognition.inference import Network
from recognition.openvino_runtime import openvino
from recognition.releases import Release
from recognition.weights import Progress

RECIPE = 2
"""Counts changes to how the networks are converted."""

MANIFEST = "manifest.json"

DIGITS = 12
"""Of the weights' hash, in the name."""

FILES = tuple(f"{network}{ending}" for network in Network for ending in (".xml", ".bin"))

SCRATCH = "draft-"

MADE_WITH = ("torch", "facenet-pytorch")
"""Where they are installed, only what these versions made is taken."""

EXAMPLE_SIDE = {Network.PROPOSE: 24, Network.REFINE: 24, Network.OUTPUT: 48, Network.EMBED: 160}
"""Height and width, in pixels, of the input that a network is traced with."""


def prepare(release: Release, folder: Path, progress: Progress) -> Path:
    """Return the verified folder of converted networks, making it when missing or damaged.

    Raises `TorchMissing` when it must be made and PyTorch is not installed, else as
    `weights.prepare` does.
    """
    found = prepared(release, folder)
    if found is not None:
        return found
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):  # somebody else may be at it
        return prepared(release, folder) or _convert(release, folder, progress)


def _convert(release: Release, folder: Path, progress: Progress) -> Path:
    try:
        from recognition import torch_networks  # noqa: PLC0415 - needed here alone, and optional
    except ImportError as error:
        raise errors.TorchMissing from error
    for left in folder.glob(f"{SCRATCH}*"):  # by a process that was killed
        shutil.rmtree(left, ignore_errors=True)
    file = weights.prepare(release, folder, progress)
    progress("Converting the networks (once, about half a minute)")
    modules = torch_networks.modules(weights.load(file))
    with tempfile.TemporaryDirectory(dir=folder, prefix=SCRATCH) as scratch:
        draft = Path(scratch) / "draft"
        draft.mkdir()
        for network, module in modules.items():
            _save(network, _traced(module, EXAMPLE_SIDE[network]), draft)
        _write_manifest(draft)
        final = folder / _name(release, weights.digest(file)[:DIGITS])
        shutil.rmtree(final, ignore_errors=True)  # damaged, or it would have been found
        return draft.rename(final)


def _traced(module: object, side: int) -> openvino.Model:
    """Convert one network; OpenVINO's reader of PyTorch models takes what PyTorch traced."""
    import torch  # noqa: PLC0415
    from openvino.frontend import FrontEndManager  # noqa: PLC0415
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder  # noqa: PLC0415

    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing is deprecated; its successor is read badly yet
        example = torch.zeros(1, 3, side, side)
        traced = torch.jit.trace(module, example)  # type: ignore[no-untyped-call]
        decoder = TorchScriptPythonDecoder(traced, example_input=example)
        frontend = FrontEndManager().load_by_framework("pytorch")
        return frontend.convert(frontend.load(decoder))


def _save(network: Network, model: openvino.Model, folder: Path) -> None:
    """Write `<network>.xml` and `.bin`; FaceNet's 94 MB as float16, which costs no accuracy."""
    half = network is Network.EMBED
    openvino.save_model(model, folder / f"{network}.xml", compress_to_fp16=half)


def _name(release: Release, digest: str) -> str:
    """Name a folder; without PyTorch it is a pattern, of what any version of it has made."""
    version = openvino.__version__.split("-", 1)[0]
    made_with = "-".join(f"{name}-{number}" for name, number in _versions().items()) or "*"
    return f"{release.name}-{digest}-{made_with}-openvino-{version}-c{RECIPE}"


def prepared(release: Release, folder: Path) -> Path | None:
    """Find a folder for these weights and versions whose files are what they were."""
    return next(filter(_is_whole, sorted(folder.glob(_name(release, "*")))), None)


def _is_whole(folder: Path) -> bool:
    try:
        said = json.loads((folder / MANIFEST).read_text("utf-8"))
        return bool(said == {name: weights.digest(folder / name) for name in FILES})
    except (OSError, ValueError):
        return False


def _write_manifest(folder: Path) -> None:
    files = {name: weights.digest(folder / name) for name in FILES}
    (folder / MANIFEST).write_text(json.dumps(files, indent=1) + "\n", "utf-8")


def _versions() -> dict[str, str]:
    """Return the versions of what networks are made with, if all of it is installed."""
    try:
        return {name: metadata.version(name) for name in MADE_WITH}
    except metadata.PackageNotFoundError:
        return {}
