"""The five-point head that poses are estimated with: `python -m benchmarks.landmark_model PHOTOS`.

PHOTOS is a folder of person/*.jpg. One rigid, symmetric head is fitted to the landmarks of all
photos, each in its own pose: structure from motion under scaled orthography (Tomasi and Kanade
1992), alternating between the poses and the head. Its depth follows from how far the nose moves
when heads turn.
"""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import read
from recognition import load_reader
from recognition.evaluation import datasets

Points = NDArray[np.float64]

FLAT = np.array([(-0.5, -0.55, 0), (0.5, -0.55, 0), (0, 0, -0.5), (-0.4, 0.6, 0), (0.4, 0.6, 0)])
"""To begin with: a flat face with a nose as long as half the distance of the eyes."""

MIRRORED = [1, 0, 2, 4, 3]  # the same landmark in the mirror
LEFT_EYE, RIGHT_EYE = 0, 1
ROUNDS = 100  # the last fifty change no digit that is printed


def main() -> None:
    """Print the head, its eyes one apart and the median photo looking straight ahead."""
    files = [path for paths in datasets.people(Path(sys.argv[1])).values() for path in paths]
    photos = read(load_reader(), files).values()
    landmarks = np.stack([photo.face.landmarks for photo in photos if photo.face is not None])
    centred = landmarks.astype(np.float64) - landmarks.mean(axis=1, keepdims=True)
    head = FLAT
    for _ in range(ROUNDS):
        head = fitted(centred, head)
    print(np.round(level(centred, head), 3))


def fitted(landmarks: Points, head: Points) -> Points:
    """Fit the head to N x 5 x 2 landmarks at the poses that the head before gives."""
    axes, scales = projections(landmarks, head)
    seen = (landmarks / scales[:, None, None]).transpose(0, 2, 1)
    better, *_ = np.linalg.lstsq(axes.reshape(-1, 3), seen.reshape(-1, len(head)), rcond=None)
    return symmetric(better.T.astype(np.float64))


def projections(landmarks: Points, head: Points) -> tuple[Points, Points]:
    """Return N x 2 x 3 axes of the picture in the head's space and N scales; see `pose`."""
    matrices = landmarks.transpose(0, 2, 1) @ head @ np.linalg.inv(head.T @ head)
    left, sizes, right = np.linalg.svd(matrices, full_matrices=False)
    return left @ right, sizes.mean(axis=1)


def symmetric(head: Points) -> Points:
    """Average the head with its mirror image, centre it, and set its eyes one apart."""
    head = (head + head[MIRRORED] * (-1, 1, 1)) / 2
    head = head - head.mean(axis=0)
    return np.asarray(head / np.linalg.norm(head[LEFT_EYE] - head[RIGHT_EYE]))


def level(landmarks: Points, head: Points) -> Points:
    """Nod the head so that half of the photos look higher than it and half lower."""
    axes, _ = projections(landmarks, head)
    away = np.cross(axes[:, 0], axes[:, 1])
    nod = float(np.median(np.arctan2(away[:, 1], away[:, 2])))
    turn = np.array([(1, 0, 0), (0, np.cos(nod), -np.sin(nod)), (0, np.sin(nod), np.cos(nod))])
    return np.asarray(head @ turn.T)


if __name__ == "__main__":
    main()
