"""FaceNet's frozen TensorFlow graph, renamed into facenet-pytorch's state dict.

The graph has its batch norms folded into the convolutions, so each `bn` becomes the identity
with the folded bias.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from recognition.reading import Floats

BLOCKS = {"Repeat": "repeat_1", "Repeat_1": "repeat_2", "Repeat_2": "repeat_3"}
"""TensorFlow slim's name of each stack of residual blocks -> facenet-pytorch's."""

BATCH_NORM_EPSILON = 0.001
"""As facenet-pytorch's InceptionResnetV1 has it; running_var = 1 - epsilon divides by one."""

State = dict[str, Floats]


def state_dict(graph: bytes) -> State:
    """Read a frozen Inception-ResNet-v1; raises `ValueError` when `graph` is something else."""
    try:
        net = cv2.dnn.readNetFromTensorflow(np.frombuffer(graph, np.uint8))
    except cv2.error as error:
        raise ValueError("not a TensorFlow graph") from error
    layers = [net.getLayer(name) for name in net.getLayerNames()]
    convolutions = [layer for layer in layers if layer.type == "Convolution"]
    names = torch_names([layer.name for layer in convolutions])
    state: State = {}
    for name, layer in zip(names, convolutions, strict=True):
        weight, bias = _blobs(layer)
        state |= _convolution(name, weight, bias.ravel())
    (bottleneck,) = (layer for layer in layers if layer.type == "InnerProduct")
    (norm,) = (layer for layer in layers if layer.type == "BatchNorm")
    (matrix,) = _blobs(bottleneck)
    mean, variance, beta = (blob.ravel() for blob in _blobs(norm))
    return state | {
        "last_linear.weight": matrix,
        "last_bn.weight": np.ones_like(mean),
        "last_bn.bias": beta,
        "last_bn.running_mean": mean,
        "last_bn.running_var": variance,
    }


def torch_names(layers: Sequence[str]) -> list[str]:
    """Name each convolution as facenet-pytorch does, given all of them in the graph's order.

    A branch of several convolutions is a `Sequential` there, numbered; of one, it is itself.
    """
    branches = [_branch(layer) for layer in layers]
    positions: dict[str, Iterator[int]] = defaultdict(lambda: iter(range(len(layers))))
    return [
        f"{branch}.{next(positions[branch])}" if branches.count(branch) > 1 else branch
        for branch in branches
    ]


def _branch(layer: str) -> str:
    """`…/Repeat/block35_2/Branch_1/Conv2d_0a_1x1/Conv2D` -> `repeat_1.1.branch1`."""
    _, *scopes, convolution, _ = layer.split("/")
    path: list[str] = []
    for scope in scopes:
        block = re.fullmatch(r"block\d+_(\d+)", scope)
        if block:
            path.append(str(int(block[1]) - 1))
        else:
            path.append(BLOCKS.get(scope, scope.lower().replace("branch_", "branch")))
    if not scopes:
        return convolution.lower().rsplit("_", maxsplit=1)[0]  # the stem: conv2d_1a
    return ".".join(path if path[-1].startswith("branch") else [*path, "conv2d"])


def _blobs(layer: cv2.dnn.Layer) -> list[Floats]:
    return [np.asarray(blob, np.float32) for blob in layer.blobs]


def _convolution(name: str, weight: Floats, bias: Floats) -> State:
    if name.endswith(".conv2d"):  # closes a residual block, has no batch norm
        return {f"{name}.weight": weight, f"{name}.bias": bias}
    return {
        f"{name}.conv.weight": weight,
        f"{name}.bn.weight": np.ones_like(bias),
        f"{name}.bn.bias": bias,
        f"{name}.bn.running_mean": np.zeros_like(bias),
        f"{name}.bn.running_var": np.full_like(bias, 1 - BATCH_NORM_EPSILON),
    }
