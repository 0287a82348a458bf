"""Which engine runs the networks, and the files that it needs, made once."""

import os
from pathlib import Path
from typing import Literal

from recognition import errors, weights
from recognition.inference import Engine
from recognition.releases import RELEASES
from recognition.settings import Settings
from recognition.weights import Progress

NVIDIA_DRIVER = Path("/proc/driver/nvidia/version")
"""There when Linux runs NVIDIA's driver; without it, PyTorch need not be asked, which takes
seconds.
"""


def prepare(settings: Settings, progress: Progress = lambda _: None) -> Path:
    """Fetch and convert what the engine needs, unless that is done; return where it is.

    Raises a `ModelError` that says what to do.
    """
    release, folder = RELEASES[settings.weights], settings.cache_dir / "models"
    try:
        if engine_name(settings) == "torch":
            return weights.prepare(release, folder, progress)
        from recognition import conversion  # noqa: PLC0415 - brings OpenVINO, heavy to import

        return conversion.prepare(release, folder, progress)
    except OSError as error:
        raise errors.CacheUnwritable(path=str(folder), reason=error.strerror or "") from error


def prepared(settings: Settings) -> Path | None:
    """Where what the engine needs is, or None if `prepare` would have to make it."""
    release, folder = RELEASES[settings.weights], settings.cache_dir / "models"
    if engine_name(settings) == "torch":
        return weights.prepared(release, folder)
    from recognition import conversion  # noqa: PLC0415 - brings OpenVINO, heavy to import

    return conversion.prepared(release, folder)


def open_engine(settings: Settings) -> Engine:
    """Prepare if need be, and start the engine. Raises a `ModelError` that says what to do."""
    if engine_name(settings) == "torch":
        return _torch(settings)
    from recognition.openvino_engine import OpenVinoEngine  # noqa: PLC0415 - heavy to import

    return OpenVinoEngine(prepare(settings), cores=settings.cores, precision=settings.precision)


def engine_name(settings: Settings) -> Literal["openvino", "torch"]:
    """Say which engine the settings mean on this machine."""
    if settings.engine != "auto":
        return settings.engine
    return "torch" if NVIDIA_DRIVER.exists() and _has_cuda() else "openvino"


def _has_cuda() -> bool:
    """Ask PyTorch, if it is there, whether it can use the GPU."""
    try:
        import facenet_pytorch  # noqa: F401, PLC0415
        import torch  # noqa: PLC0415
    except (ImportError, RuntimeError):  # not installed, or not a matching pair
        return False
    return torch.cuda.is_available()


def _torch(settings: Settings) -> Engine:
    # GNU OpenMP reads it once, as PyTorch comes in. Its threads then spin for microseconds, not
    # milliseconds, before they sleep: as fast alone, and several times faster beside another
    # busy process (docs/accuracy-and-speed.md).
    os.environ.setdefault("GOMP_SPINCOUNT", "20000")
    try:
        from recognition import torch_networks  # noqa: PLC0415 - heavy to import, and optional
        from recognition.torch_engine import TorchEngine  # noqa: PLC0415
    except ImportError as error:
        raise errors.TorchMissing from error
    state = weights.load(prepare(settings))
    return TorchEngine(torch_networks.modules(state), settings.threads)
