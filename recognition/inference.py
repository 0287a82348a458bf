"""The seam between the networks and the engine that runs them."""

from typing import Protocol

from recognition.reading import Floats


class InferenceSession(Protocol):
    """One network, loaded and ready; may be called from several threads at once."""

    def run(self, inputs: Floats) -> tuple[Floats, ...]:
        """Feed a batch (N x channels x height x width); return each output, N rows each."""
        ...
