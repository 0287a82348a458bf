"""What the embeddings of all faces share, taken out of them; learnt from photos, shipped."""

import json
from dataclasses import dataclass
from importlib import resources
from typing import Self

import numpy as np

from recognition.reading import Floats

EMBEDDING_SIZE = 512


@dataclass(frozen=True, kw_only=True)
class FaceSpace:
    """Where faces lie among embeddings, for one set of weights.

    `mean` (512) is the average face's unit embedding. Faces differ most along `directions`
    (N x 512, orthonormal rows), where strangers are alike by chance; what an embedding has
    along each is multiplied by its factor (`factors`, N, each from 0 to 1).
    """

    mean: Floats
    directions: Floats
    factors: Floats

    @classmethod
    def unknown(cls) -> Self:
        """Leave embeddings as they are: nothing was measured."""
        return cls(
            mean=np.zeros(EMBEDDING_SIZE, np.float32),
            directions=np.zeros((0, EMBEDDING_SIZE), np.float32),
            factors=np.zeros(0, np.float32),
        )

    @classmethod
    def shipped(cls, file: str) -> Self:
        """Read what `python -m benchmarks.face_space` wrote into recognition/data."""
        text = resources.files("recognition").joinpath("data", file).read_text("utf-8")
        numbers = json.loads(text)
        return cls(**{name: np.array(numbers[name], np.float32) for name in NUMBERS})

    def place(self, outputs: Floats) -> Floats:
        """Turn N x 512 network outputs of any length into N final unit embeddings."""
        centred = unit(outputs) - self.mean
        along = centred @ self.directions.T
        surplus = along - along * self.factors
        return unit(np.asarray(centred - surplus @ self.directions, np.float32))


NUMBERS = ("mean", "factors", "directions")


def unit(vectors: Floats) -> Floats:
    """Scale each row to length 1."""
    lengths: Floats = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths
