"""The mean embedding that is shipped: `python -m benchmarks.mean_embedding PHOTOS OUTPUT.json`.

PHOTOS is a folder of person/*.jpg whose people are in no reported pair of photos; docs says
which was used.
"""

import json
import sys
from pathlib import Path

import numpy as np

from benchmarks.accuracy import read
from recognition import Settings, models, releases
from recognition.evaluation import datasets
from recognition.facenet import FaceNet
from recognition.mtcnn import Mtcnn
from recognition.reader import Reader

SIGNIFICANT_DIGITS = 6


def main() -> None:
    """Average the unit embeddings of every photo, read without any mean subtracted."""
    folder, output = (Path(argument) for argument in sys.argv[1:])
    files = [path for paths in datasets.people(folder).values() for path in paths]
    photos = read(reader_without_mean(), files).values()
    embeddings = np.stack([photo.face.embedding for photo in photos if photo.face is not None])
    mean = [float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in embeddings.mean(axis=0)]
    output.write_text(
        json.dumps({"photos": len(embeddings), "mean": mean}, indent=1) + "\n", encoding="utf-8"
    )


def reader_without_mean() -> Reader:
    """Build a reader of the default weights whose embeddings keep what all faces share."""
    settings = Settings()
    engine = models.open_engine(settings)
    return Reader(
        settings=settings,
        detector=Mtcnn(engine),
        facenet=FaceNet(engine, np.zeros(releases.EMBEDDING_SIZE, np.float32)),
        model="without mean",
        accept_score=1.0,
    )


if __name__ == "__main__":
    main()
