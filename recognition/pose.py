"""How a head is turned, from its five landmarks.

The landmarks are taken for a flat picture of `MODEL`, rotated, scaled and shifted (scaled
orthography). Least squares gives the 2 x 3 matrix of that projection: POS of DeMenthon and Davis,
"Model-based object pose in 25 lines of code" (1995). Its singular vectors give the nearest
rotation.
"""

from dataclasses import dataclass

import numpy as np

from recognition.reading import Floats

MODEL = np.array(
    [
        (-0.500, -0.555, 0.018),
        (0.500, -0.555, 0.018),
        (0.000, 0.044, -0.445),
        (-0.439, 0.533, 0.204),
        (0.439, 0.533, 0.204),
    ]
)
"""Eyes, nose and mouth corners: right, down and away from the camera, in eye distances.

`python -m benchmarks.landmark_model PHOTOS/class80` computes it from MTCNN's landmarks of 640
photos; what they show at the median counts as looking straight ahead.
"""

_FROM_LANDMARKS = MODEL @ np.linalg.inv(MODEL.T @ MODEL)  # 5 x 3; the model's mean is zero


@dataclass(frozen=True, kw_only=True)
class Pose:
    """Degrees: `yaw` to the picture's right, `pitch` up, `roll` clockwise; 0 faces the camera."""

    yaw: float
    pitch: float
    roll: float

    def relative_to(self, other: "Pose") -> "Pose":
        """Return how it differs from another, angle by angle."""
        return Pose(
            yaw=self.yaw - other.yaw,
            pitch=self.pitch - other.pitch,
            roll=self.roll - other.roll,
        )


def estimate(landmarks: Floats) -> Pose:
    """Estimate the pose from 5 x 2 pixel positions.

    A mirror image has the opposite yaw and roll; turning the picture changes the roll alone.
    """
    centred = landmarks.astype(np.float64) - landmarks.mean(axis=0)
    left, _, right = np.linalg.svd(centred.T @ _FROM_LANDMARKS, full_matrices=False)
    across, down = left @ right
    away = np.cross(across, down)
    return Pose(
        yaw=_degrees(np.arcsin(np.clip(away[0], -1, 1))),
        pitch=_degrees(-np.arctan2(away[1], away[2])),
        roll=_degrees(np.arctan2(down[0], across[0])),
    )


def _degrees(radians: float) -> float:
    return float(np.degrees(radians))
