"""Networks run by PyTorch, on the CPU."""

import torch

from recognition.reading import Floats


class TorchSession:
    """A `torch.nn.Module` as an `InferenceSession`."""

    def __init__(self, module: torch.nn.Module) -> None:
        self._module = module.eval().to(memory_format=torch.channels_last)

    def run(self, inputs: Floats) -> tuple[Floats, ...]:
        """Feed a batch; see `InferenceSession.run`."""
        with torch.inference_mode():
            batch = torch.from_numpy(inputs).contiguous(memory_format=torch.channels_last)
            outputs = self._module(batch)
        if isinstance(outputs, torch.Tensor):
            outputs = (outputs,)
        return tuple(output.numpy() for output in outputs)


def use_threads(count: int) -> None:
    """Bound the cores one inference uses; 0 leaves PyTorch's choice, all of them."""
    if count > 0:
        torch.set_num_threads(count)
