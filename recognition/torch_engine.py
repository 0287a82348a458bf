"""Networks run by PyTorch: on a CUDA GPU where there is one, else on the CPU."""

from collections.abc import Mapping

import torch
from torch import nn

from recognition.inference import Network, Shape
from recognition.reading import Floats


class TorchSession:
    """A `torch.nn.Module` as an `InferenceSession`."""

    def __init__(self, module: nn.Module, device: torch.device) -> None:
        self._module = module
        self._device = device

    def run(self, inputs: Floats) -> tuple[Floats, ...]:
        """Feed a batch; see `InferenceSession.run`."""
        with torch.inference_mode():
            batch = torch.from_numpy(inputs).to(self._device)
            outputs = self._module(batch.contiguous(memory_format=torch.channels_last))
        if isinstance(outputs, torch.Tensor):
            outputs = (outputs,)
        return tuple(output.cpu().numpy() for output in outputs)


class TorchEngine:
    """The modules of `torch_networks`; PyTorch takes any shape."""

    def __init__(self, modules: Mapping[Network, nn.Module], threads: int) -> None:
        if threads > 0:
            torch.set_num_threads(threads)  # for the whole process: PyTorch knows no other way
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._modules = {
            network: module.eval().to(self._device).to(memory_format=torch.channels_last)
            for network, module in modules.items()
        }

    def session(self, network: Network, shape: Shape) -> TorchSession:
        """See `Engine.session`."""
        return TorchSession(self._modules[network], self._device)
