"""The four networks as facenet-pytorch defines them: where every engine's weights come from."""

import numpy as np
import torch
from facenet_pytorch import InceptionResnetV1
from facenet_pytorch.models.mtcnn import ONet, PNet, RNet
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from recognition.frozen_graph import State
from recognition.inference import Network


def modules(state: State) -> dict[Network, nn.Module]:
    """Build all four; MTCNN's weights come with facenet-pytorch, FaceNet's are `state`."""
    return {
        Network.PROPOSE: PNet().eval(),
        Network.REFINE: RNet().eval(),
        Network.OUTPUT: ONet().eval(),
        Network.EMBED: fold_batch_norms(inception_resnet(state).eval()),
    }


def inception_resnet(state: State) -> InceptionResnetV1:
    """FaceNet's network (N x 3 x 160 x 160 -> N x 512 unit vectors) with these weights."""
    network = InceptionResnetV1(pretrained=None)
    tensors = {name: torch.from_numpy(np.ascontiguousarray(state[name])) for name in state}
    network.load_state_dict(tensors, strict=False)  # counts of batches seen are not kept
    return network


def fold_batch_norms(network: InceptionResnetV1) -> InceptionResnetV1:
    """Fold each batch norm into the convolution before it, in place: the same function.

    Left to the engine, this costs a second copy of every weight in memory.
    """
    for module in list(network.modules()):
        if hasattr(module, "conv") and hasattr(module, "bn"):
            module.conv = fuse_conv_bn_eval(module.conv, module.bn)
            module.bn = nn.Identity()
    return network
