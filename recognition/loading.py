"""Puts a `Reader` together: the one place that joins weights, engine and networks."""

import ctypes

import cv2

from recognition import errors, models, releases
from recognition.facenet import FaceNet
from recognition.mtcnn import Mtcnn
from recognition.reader import Reader
from recognition.settings import Settings


def load(settings: Settings) -> Reader:
    """Check the settings, prepare the models and load all four networks; see `load_reader`."""
    release = releases.RELEASES[settings.weights]
    accept_score = release.accept_score if settings.accept_score is None else settings.accept_score
    if accept_score is None:
        raise errors.AcceptScoreMissing(weights=settings.weights)
    engine = models.open_engine(settings)
    cv2.setNumThreads(1)  # several photos at once use the cores better than one photo's resizing
    reader = Reader(
        settings=settings,
        detector=Mtcnn(engine),
        facenet=FaceNet(engine, releases.face_space(release)),
        model=release.model,
        accept_score=accept_score,
    )
    _give_back_memory()
    return reader


def _give_back_memory() -> None:
    """Return to the system what compiling has freed: 50 MB that glibc would keep."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
    if trim is not None:
        trim(0)
