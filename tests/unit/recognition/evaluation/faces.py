"""Photos as the reader would have them, from embeddings made up for the purpose."""

from pathlib import Path

import numpy as np

from recognition import Face, Quality
from recognition.evaluation.embeddings import Photo


def unit(vector):
    vector = np.asarray(vector, np.float32)
    return vector / np.linalg.norm(vector)


def crowd(people, photos_each, *, spread=0.5, seed=0):
    """Embeddings of people, photos_each of each in turn, and who is on each.

    `spread` is how far a photo is from its person, against 1 between people.
    """
    random = np.random.default_rng(seed)
    owners = np.repeat(np.arange(people), photos_each)
    centres = random.standard_normal((people, 512))
    vectors = centres[owners] + spread * random.standard_normal((len(owners), 512))
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return units.astype(np.float32), owners


def face(embedding, *problems, box=(0.0, 0.0, 10.0, 10.0)):
    return Face(
        box=box,
        landmarks=np.zeros((5, 2), np.float32),
        probability=1.0,
        embedding=np.asarray(embedding, np.float32),
        quality=Quality(
            width=100.0,
            brightness=120.0,
            sharpness=0.1,
            glare=0.0,
            yaw=0.0,
            pitch=0.0,
            roll=0.0,
            outside=0.0,
            problems=problems,
            enrolment_problems=problems,
        ),
    )


def photos(embeddings, owners):
    """A folder's photos by person, and what was read of each."""
    people = {}
    for place, owner in enumerate(owners):
        people.setdefault(f"p{owner}", []).append(Path(f"p{owner}/{place}.jpg"))
    paths = [Path(f"p{owner}/{place}.jpg") for place, owner in enumerate(owners)]
    read = {
        path: Photo(path=path, face=face(embedding), faces=1)
        for path, embedding in zip(paths, embeddings, strict=True)
    }
    return people, read
