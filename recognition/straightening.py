"""Whether a head turns, or a picture of one: straighten what is seen as if it were flat.

Between two views of something flat, every point moves by one homography, however it is turned or
bent in perspective (Hartley and Zisserman, "Multiple view geometry", 13.1). So features of the
face are followed from a frame in which it looks straight ahead (Lucas and Kanade 1981, pyramids
by Bouguet), the homography is fitted that explains most of them, and undone. A photo looks
straight ahead again then, whatever the landmarks said of the tilted one. Of a head, the nose still
stands out of the plane of the rest (parallax), and it still looks aside.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition import pose
from recognition.detection import Detection, Detector
from recognition.pose import Pose
from recognition.reading import Floats, Pixels

Grey = NDArray[np.uint8]

FEATURES = 100
"""Corners that are followed. A face of 150 pixels has 150, with which no other turns count."""

FEWEST = 16
"""That must be left: a homography has eight unknowns, and each corner tells two of them."""

CORNER_QUALITY, CORNER_DISTANCE = 0.005, 4
"""Of the best corner's strength, and pixels apart."""

RETURNS = 0.7
"""Pixels from where it began, at most, that a feature is when it is followed back."""

WIDTH, HEIGHT = 0.95, 1.15
"""Half axes of the part of a face that is followed, in distances from the eyes to the mouth."""

_WINDOW = (21, 21)
_LEVELS = 3


@dataclass(kw_only=True)
class Anchor:
    """Features of a face that looks straight ahead, and where they have moved since."""

    box: tuple[float, float, float, float]
    pose: Pose
    start: Floats
    now: Floats
    grey: Grey

    @classmethod
    def at(cls, grey: Grey, face: Detection) -> "Anchor | None":
        """Begin with this frame; None when there is too little to follow."""
        corners = cv2.goodFeaturesToTrack(
            grey, FEATURES, CORNER_QUALITY, CORNER_DISTANCE, mask=_mask(grey, face.landmarks)
        )
        if corners is None or len(corners) < FEWEST:
            return None
        points = np.asarray(corners, np.float32).reshape(-1, 2)
        straight = pose.estimate(face.landmarks)
        return cls(box=face.box, pose=straight, start=points, now=points, grey=grey)

    def follow(self, grey: Grey) -> bool:
        """Go on to the next frame; False when too few features were found again."""
        there, found = _flow(self.grey, grey, self.now)
        back, returned = _flow(grey, self.grey, there)
        kept = found & returned & (np.linalg.norm(back - self.now, axis=1) < RETURNS)
        self.start, self.now, self.grey = self.start[kept], there[kept], grey
        return len(self.now) >= FEWEST

    def turned(self, picture: Pixels, detector: Detector) -> Pose | None:
        """How far the face is still turned when the picture is straightened as if it were flat."""
        homography, _ = cv2.findHomography(self.start, self.now, cv2.LMEDS)
        if homography is None:
            return None
        height, width = picture.shape[:2]
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        straight = cv2.warpPerspective(picture, homography, (width, height), flags=flags)
        face = detector.follow(np.asarray(straight, np.uint8), self.box)
        return pose.estimate(face.landmarks).relative_to(self.pose) if face else None


def _flow(before: Grey, after: Grey, points: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Where points have moved, and which of them were found again."""
    moved, found, _ = cv2.calcOpticalFlowPyrLK(
        before,
        after,
        points.reshape(-1, 1, 2),
        None,  # type: ignore[call-overload]
        winSize=_WINDOW,
        maxLevel=_LEVELS,
    )
    return np.asarray(moved, np.float32).reshape(-1, 2), found.reshape(-1) == 1


def _mask(grey: Grey, landmarks: Floats) -> Grey:
    """An ellipse about eyes, nose and mouth; what is behind a head moves otherwise."""
    eyes, mouth = landmarks[:2].mean(axis=0), landmarks[3:].mean(axis=0)
    down, middle = mouth - eyes, (mouth + eyes) / 2
    unit = float(np.hypot(*down))
    mask = np.zeros(grey.shape, np.uint8)
    axes = (max(round(WIDTH * unit), 1), max(round(HEIGHT * unit), 1))
    angle = float(np.degrees(np.arctan2(down[1], down[0]))) - 90
    centre = (round(float(middle[0])), round(float(middle[1])))
    cv2.ellipse(mask, centre, axes, angle, 0, 360, 255, -1)
    return mask
