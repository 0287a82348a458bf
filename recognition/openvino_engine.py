"""Networks run by OpenVINO on the CPU, from the files that `conversion` keeps."""

import queue
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from recognition.inference import Network, Shape
from recognition.openvino_runtime import openvino
from recognition.reading import Floats
from recognition.settings import Precision

DEVICE = "CPU"


class OpenVinoSession:
    """A compiled network of one static shape as an `InferenceSession`.

    Each core has a stream of its own. A batch goes to them in steps of the compiled size, the
    last one filled up, so that one photo uses all cores and so do several at once.
    """

    def __init__(self, compiled: openvino.CompiledModel, streams: int) -> None:
        self.compiled = compiled
        self._streams = streams
        self._step = int(compiled.input(0).shape[0])
        # A request belongs to one caller at a time; as many exist as were ever needed at once.
        self._idle: queue.LifoQueue[list[openvino.InferRequest]] = queue.LifoQueue()

    def run(self, inputs: Floats) -> tuple[Floats, ...]:
        """Feed a batch; see `InferenceSession.run`."""
        size = self._step
        steps = [_filled(inputs[at : at + size], size) for at in range(0, len(inputs), size)]
        requests = self._borrow()
        results = []
        for at in range(0, len(steps), len(requests)):
            results += _together(requests, steps[at : at + len(requests)])
        self._idle.put(requests)  # not after an error: what is still under way is left alone
        return tuple(np.concatenate(parts)[: len(inputs)] for parts in zip(*results, strict=True))

    def _borrow(self) -> list[openvino.InferRequest]:
        with suppress(queue.Empty):
            return self._idle.get_nowait()
        return [self.compiled.create_infer_request() for _ in range(self._streams)]


class OpenVinoEngine:
    """Compiles the networks in `folder`, each as `<network>.xml` and `.bin`.

    FaceNet computes in bfloat16 where `precision` and the processor allow it; the other three,
    whose answers are places in the photo, always in float32.
    """

    def __init__(self, folder: Path, *, cores: int, precision: Precision) -> None:
        self._core = openvino.Core()
        self._folder = folder
        self._streams = cores
        capable = "BF16" in self._core.get_property(DEVICE, "OPTIMIZATION_CAPABILITIES")
        self.embed_precision = "bf16" if capable and precision == "auto" else "f32"

    def session(self, network: Network, shape: Shape) -> OpenVinoSession:
        """See `Engine.session`."""
        model = self._core.read_model(self._folder / f"{network}.xml")
        model.reshape(list(shape))
        precision = self.embed_precision if network is Network.EMBED else "f32"
        options: dict[str, Any] = {
            "NUM_STREAMS": self._streams,
            "INFERENCE_NUM_THREADS": self._streams,
            "INFERENCE_PRECISION_HINT": precision,
        }
        return OpenVinoSession(self._core.compile_model(model, DEVICE, options), self._streams)


def _filled(rows: Floats, size: int) -> Floats:
    """Repeat the last row up to `size` rows."""
    return np.ascontiguousarray(rows[np.minimum(np.arange(size), len(rows) - 1)])


def _together(requests: list[openvino.InferRequest], steps: list[Floats]) -> list[list[Floats]]:
    """Run one step on each request; return their outputs, copied out of the engine's memory."""
    started = list(zip(requests, steps, strict=False))
    for request, step in started:
        request.start_async([step], share_inputs=True)
    for request, _ in started:
        request.wait()
    return [[tensor.data.copy() for tensor in request.output_tensors] for request, _ in started]
