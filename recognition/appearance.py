"""What a picture is found again by."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

BYTES = 18
"""Of a hash: 144 bits, see `perceptual`."""

_WORDS = 3  # of 64 bits that a hash fills


@dataclass(frozen=True, kw_only=True, eq=False)
class Appearance:
    """What a picture is found again by: `hash` is kept of it, the windows are compared."""

    hash: bytes
    _windows: Words = field(repr=False)

    @classmethod
    def of_windows(cls, hashes: NDArray[np.uint8], *, middle: int) -> Self:
        """From hashes of a picture's windows (windows x BYTES); the one in the middle is kept."""
        return cls(hash=hashes[middle].tobytes(), _windows=_packed(hashes))

    def distances(self, hashes: Sequence[bytes]) -> list[int]:
        """How many of 144 bits set this picture apart from each of those that were kept."""
        if not hashes:
            return []
        kept = _packed(np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, BYTES))
        apart = np.zeros((self._windows.shape[1], len(hashes)), np.uint8)
        for windows, words in zip(self._windows, kept, strict=True):
            apart += np.bitwise_count(windows[:, None] ^ words)
        return [int(least) for least in apart.min(axis=0)]


def _packed(hashes: NDArray[np.uint8]) -> Words:
    """Hashes as words of 64 bits: 3 x as many."""
    padded = np.zeros((len(hashes), _WORDS * 8), np.uint8)
    padded[:, :BYTES] = hashes
    return np.ascontiguousarray(padded.view(np.uint64).T)
