"""Puts a `Reader` together: the one place that joins weights, engine and networks."""

import ctypes
import sys

import cv2

from recognition import models, releases
from recognition.facenet import FaceNet
from recognition.mtcnn import Mtcnn
from recognition.reader import Reader
from recognition.settings import MEBIBYTE, Settings

M_MMAP_THRESHOLD = -3
"""In glibc's malloc.h: from this size on, a block is mapped by itself and unmapped when freed."""


def load(settings: Settings) -> Reader:
    """Check the settings, prepare the models and load all four networks; see `load_reader`."""
    release = releases.RELEASES[settings.weights]
    accept_score = releases.accept_score(settings)
    engine = models.open_engine(settings)
    cv2.setNumThreads(1)  # several photos at once use the cores better than one photo's resizing
    reader = Reader(
        settings=settings,
        detector=Mtcnn(engine),
        facenet=FaceNet(engine, releases.face_space(release)),
        model=release.model,
        accept_score=accept_score,
    )
    _spare_memory()
    return reader


def _spare_memory() -> None:
    """Have glibc return to the system what is freed, and what compiling has freed already.

    It would keep freed blocks of up to 32 MB for later: 40 MB after a few photos.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt") and hasattr(library, "malloc_trim"):  # glibc alone has both
        library.mallopt(M_MMAP_THRESHOLD, MEBIBYTE)
        library.malloc_trim(0)
