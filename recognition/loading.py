"""Puts a `Reader` together: the one place that names networks, weights and engine."""

import numpy as np
import torch
from facenet_pytorch import InceptionResnetV1

from recognition import errors, models
from recognition.facenet import FaceNet
from recognition.frozen_graph import State
from recognition.mtcnn import MtcnnDetector
from recognition.reader import Reader
from recognition.settings import Settings
from recognition.torch_session import TorchSession, use_threads

ENGINES = {"auto": TorchSession, "torch": TorchSession}


def load(settings: Settings) -> Reader:
    """Check the settings, prepare the weights and load both networks; see `load_reader`."""
    release = models.RELEASES[settings.weights]
    accept_score = release.accept_score if settings.accept_score is None else settings.accept_score
    if accept_score is None:
        raise errors.AcceptScoreMissing(weights=settings.weights)
    if settings.engine not in ENGINES:
        raise errors.EngineUnavailable(engine=settings.engine, available=tuple(ENGINES))
    use_threads(settings.threads)
    network = inception_resnet(models.load(models.prepare(settings)))
    session = ENGINES[settings.engine](network)
    return Reader(
        settings=settings,
        detector=MtcnnDetector(),
        facenet=FaceNet(session, models.face_space(release)),
        model=release.model,
        accept_score=accept_score,
    )


def inception_resnet(state: State) -> InceptionResnetV1:
    """FaceNet's network (N x 3 x 160 x 160 -> N x 512 unit vectors) with these weights."""
    network = InceptionResnetV1(pretrained=None)
    tensors = {name: torch.from_numpy(np.ascontiguousarray(state[name])) for name in state}
    network.load_state_dict(tensors, strict=False)  # counts of batches seen are not kept
    return network
