"""The published sets of weights, and what was measured for each."""

import json
from dataclasses import dataclass
from importlib import resources

import numpy as np

from recognition.reading import Floats

EMBEDDING_SIZE = 512


@dataclass(frozen=True, kw_only=True)
class Release:
    """One published set of weights, and what was measured for it.

    `recipe` counts changes that make embeddings incomparable: crop, mirror image, mean.
    """

    weights: str
    date: str
    recipe: int
    mean_file: str | None
    accept_score: float | None

    @property
    def name(self) -> str:
        """What its files are called by."""
        return f"{self.weights}-{self.date}"

    @property
    def model(self) -> str:
        """The name that templates carry: embeddings of two models are never compared."""
        return f"{self.name}-r{self.recipe}"


RELEASES = {
    "casia-webface": Release(
        weights="casia-webface",
        date="20180408",
        recipe=1,
        mean_file="casia-webface-mean.json",
        accept_score=0.51,  # FAR 0.1 % on class80, three templates each (docs/accuracy-and-speed)
    ),
    # Its photos' mean and threshold need the weights at hand: neither has been measured.
    "vggface2": Release(
        weights="vggface2", date="20180402", recipe=1, mean_file=None, accept_score=None
    ),
}


def mean_embedding(release: Release) -> Floats:
    """What all faces have in common for these weights (512 float32); zeros where not measured."""
    if release.mean_file is None:
        return np.zeros(EMBEDDING_SIZE, np.float32)
    text = resources.files("recognition").joinpath("data", release.mean_file).read_text("utf-8")
    return np.array(json.loads(text)["mean"], np.float32)
