"""How recognition is set up: which weights, which engine, how much of the machine."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Weights = Literal["casia-webface", "vggface2"]
Engine = Literal["auto", "openvino", "torch"]
Precision = Literal["auto", "f32"]

MEBIBYTE = 2**20


def default_cache_dir() -> Path:
    """Where models and sample photos are kept, by the XDG base directory specification."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "rollcall"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What `load_reader` needs to know; every field has a default."""

    weights: Weights = "casia-webface"
    engine: Engine = "auto"
    """"auto" is PyTorch where there is a CUDA GPU and PyTorch is installed, else OpenVINO."""
    precision: Precision = "auto"
    """FaceNet's arithmetic in OpenVINO; "auto" is bfloat16 where the processor has it."""
    threads: int = 0
    """Cores that the networks may use; 0 = all."""
    accept_score: float | None = None
    """Overrides the threshold measured for the weights."""
    cache_dir: Path = field(default_factory=default_cache_dir)
    max_bytes: int = 10 * MEBIBYTE
    max_pixels: int = 50_000_000
    """Phones' photos have 12 to 50 megapixels."""

    @property
    def cores(self) -> int:
        """How many cores `threads` means on this machine."""
        return self.threads or _available_cores()


def _available_cores() -> int:
    """Count the cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux has it
    return len(affinity(0)) if affinity else os.cpu_count() or 1
