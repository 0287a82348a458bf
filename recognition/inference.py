"""The seam between the networks and the engine that runs them."""

from enum import StrEnum
from typing import Protocol

from recognition.reading import Floats

ZERO, SCALE = 127.5, 128.0
"""The fixed standardisation of pixel values that all four networks were trained with; for FaceNet,
whitening each image by itself is worse.
"""

Shape = tuple[int, int, int, int]
"""Batch, channels, height, width."""


class Network(StrEnum):
    """The four networks: MTCNN's three stages, and FaceNet."""

    PROPOSE = "pnet"
    REFINE = "rnet"
    OUTPUT = "onet"
    EMBED = "facenet"


class InferenceSession(Protocol):
    """One network, loaded and ready; may be called from several threads at once."""

    def run(self, inputs: Floats) -> tuple[Floats, ...]:
        """Feed a batch (N x channels x height x width); return each output, N rows each."""
        ...


class Engine(Protocol):
    """What runs networks on this machine."""

    def session(self, network: Network, shape: Shape) -> InferenceSession:
        """Make a network ready for inputs of one height and width.

        The shape's batch is what an engine with static shapes computes at once: batches of any
        size may be run, and those are its steps.
        """
        ...
