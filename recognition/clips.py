"""From a clip's bytes to how the head in it turns, and whose it is, in a few embeddings.

Each sampled frame has its pose, and beside it what is left of that when the frame is straightened
as if it were flat (`straightening`): nothing, when somebody holds up a photo.
"""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np

from recognition import facenet, film, pose, quality
from recognition.detection import Detection, Detector, Search
from recognition.facenet import FaceNet
from recognition.film import Frame
from recognition.pose import Pose
from recognition.reading import Face, Floats, Pixels
from recognition.straightening import Anchor, Grey

LOOK_AROUND = 12
"""Every so many frames, about once a second, all faces are searched for; between, one is followed.
"""

SECOND_FACE = 1 / 3
"""Of the largest face's width, from which another one counts, as in a selfie."""

AT_FIRST = 1.0
"""Seconds; how the head is held then is straight, wherever the phone is held."""

STRAIGHT = 8.0
"""Degrees to either side within which features are picked that are followed into a turn."""

ASIDE = 10.0
"""Degrees from which it is worth to straighten a frame."""

RUN = 8
"""Of the last so many straight frames the straightest is where following begins."""

CORES = 2
"""That one clip is read by."""

SEVERAL_AT_ONCE = 2
"""Clips; each holds 60 MB of frames."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One sampled frame. Degrees are against how the head was held at first.

    `solid_yaw` and `solid_pitch` are what is left of the turn when the frame is straightened as if
    it were flat; 0 where that was not done. `faces` counts those of some size: 0, and no angles,
    when none was found.
    """

    second: float
    faces: int
    yaw: float = 0.0
    pitch: float = 0.0
    solid_yaw: float = 0.0
    solid_pitch: float = 0.0


@dataclass(frozen=True, kw_only=True)
class ClipReading:
    """All moments in order; and a face for each second and the furthest turns, straightest first.

    `yaw` and `pitch` are how the head was held at first, in the picture.
    """

    moments: tuple[Moment, ...]
    faces: tuple[Face, ...]
    yaw: float
    pitch: float


@dataclass(frozen=True, kw_only=True)
class _Look:
    """A frame, how many faces there are in it, and the main one."""

    frame: Frame
    faces: int
    face: Detection | None


@dataclass(frozen=True, kw_only=True)
class _Sight:
    """A frame with its main face, how many there are, and the pose against the first ones."""

    frame: Frame
    faces: int
    face: Detection
    turned: Pose


class ClipReader:
    """Reads clips; built by `load_reader`, thread-safe, holds no state between clips."""

    def __init__(self, *, detector: Detector, facenet: FaceNet) -> None:
        self._turns = threading.BoundedSemaphore(SEVERAL_AT_ONCE)
        self._decoder = film.Decoder()
        self._detector = detector
        self._facenet = facenet

    def expect(self) -> None:
        """Be told that a clip is to come soon, which is read 0.2 s faster then."""
        self._decoder.expect()

    def read(self, data: bytes) -> ClipReading:
        """Follow the one face of a clip, at most 20 MB and 60 s. Raises a `ClipError`."""
        with self._turns:
            return self._read(self._decoder.frames(data))

    def _read(self, frames: Iterator[Frame]) -> ClipReading:
        found = self._followed(frames)
        straight = _at_first(found)
        sights = [_sight(each, straight) for each in found]
        solid = self._solid(sights)
        moments = tuple(map(_moment, found, sights, solid))
        seen = [sight for sight in sights if sight is not None]
        return ClipReading(
            moments=moments, faces=self._faces(seen), yaw=straight.yaw, pitch=straight.pitch
        )

    def _followed(self, frames: Iterator[Frame]) -> list[_Look]:
        """Follow stretch after stretch, each as soon as it is decoded."""
        stretches = iter(lambda: tuple(islice(frames, LOOK_AROUND)), ())
        with ThreadPoolExecutor(CORES) as pool:
            return [look for part in pool.map(self._looked_at, stretches) for look in part]

    def _looked_at(self, frames: Sequence[Frame]) -> list[_Look]:
        """Search all of the first frame, and of those in which the face is lost."""
        looks: list[_Look] = []
        count, face = 0, None
        for frame in frames:
            if face is not None:
                face = self._detector.follow(frame.pixels, face.box)
            if face is None:
                faces = self._detector.detect(frame.pixels, Search.SELFIE)
                face = faces[0] if faces else None
                count = sum(each.width >= SECOND_FACE * faces[0].width for each in faces)
            looks.append(_Look(frame=frame, faces=count, face=face))
        return looks

    def _solid(self, sights: Sequence[_Sight | None]) -> list[Pose | None]:
        """The larger of what is left when followed from before a turn, and back from after it."""
        greys = [_grey(sight.frame) if sight else None for sight in sights]
        with ThreadPoolExecutor(CORES) as pool:
            forwards = pool.submit(self._straightened, sights, greys)
            back = pool.submit(self._straightened, sights[::-1], greys[::-1])
        before, after = forwards.result(), back.result()[::-1]
        return [
            max(filter(None, pair), key=_size, default=None)
            for pair in zip(before, after, strict=True)
        ]

    def _straightened(
        self, sights: Sequence[_Sight | None], greys: Sequence[Grey | None]
    ) -> list[Pose | None]:
        """Of each frame that shows the head aside, the pose when it is straightened."""
        left: list[Pose | None] = []
        run: list[tuple[_Sight, Grey]] = []  # straight frames, up to now
        anchor: Anchor | None = None
        for sight, grey in zip(sights, greys, strict=True):
            solid = None
            if sight is None or grey is None:
                run, anchor = [], None
            elif _size(sight.turned) < STRAIGHT:
                run, anchor = [*run[1 - RUN :], (sight, grey)], None
            else:
                if run:
                    anchor, run = _anchored(run), []
                if anchor and not anchor.follow(grey):
                    anchor = None
                if anchor and _size(sight.turned) >= ASIDE:
                    solid = anchor.turned(sight.frame.pixels, self._detector)
            left.append(solid)
        return left

    def _faces(self, sights: Sequence[_Sight]) -> tuple[Face, ...]:
        """Embed the straightest frame of every second, and those turned furthest two ways."""
        chosen = _chosen(sights)
        if not chosen:
            return ()
        crops = [facenet.crop(each.frame.pixels, each.face.box) for each in chosen]
        embeddings = self._embeddings(crops)
        return tuple(
            Face(
                box=each.face.box,
                landmarks=each.face.landmarks,
                probability=each.face.probability,
                embedding=embedding.astype(np.float32),
                quality=quality.judge(crop, each.face, size=each.frame.pixels.shape[1::-1]),
            )
            for each, crop, embedding in zip(chosen, crops, embeddings, strict=True)
        )

    def _embeddings(self, crops: Sequence[Pixels]) -> Floats:
        """The first as those of photos, which it is compared with; the others with it alone."""
        first, rest = self._facenet.embed(crops[:1]), crops[1:]
        if not rest:
            return first
        return np.concatenate([first, self._facenet.embed(rest, mirrored=False)])


def _chosen(sights: Sequence[_Sight]) -> list[_Sight]:
    """The straightest sight of every so many, and those turned furthest two ways."""
    if not sights:
        return []
    ways = (
        max(sights, key=lambda each: each.turned.yaw),
        min(sights, key=lambda each: each.turned.yaw),
        max(sights, key=lambda each: each.turned.pitch),
    )
    furthest = sorted(ways, key=lambda each: _size(each.turned), reverse=True)[:2]
    parts = [sights[at : at + LOOK_AROUND] for at in range(0, len(sights), LOOK_AROUND)]
    straightest = [min(part, key=lambda each: _size(each.turned)) for part in parts]
    different = {id(each): each for each in (*straightest, *furthest)}
    return sorted(different.values(), key=lambda each: _size(each.turned))


def _anchored(run: Sequence[tuple[_Sight, Grey]]) -> Anchor | None:
    """Begin where the head is straightest, and follow to where the run ends."""
    at = min(range(len(run)), key=lambda each: _size(run[each][0].turned))
    sight, grey = run[at]
    anchor = Anchor.at(grey, sight.face)
    followed = anchor is not None and all(anchor.follow(grey) for _, grey in run[at + 1 :])
    return anchor if followed else None


def _at_first(looks: Sequence[_Look]) -> Pose:
    """The middle of the poses of the first second."""
    first = [
        pose.estimate(look.face.landmarks)
        for look in looks
        if look.face and look.frame.second <= looks[0].frame.second + AT_FIRST
    ]
    if not first:
        return Pose(yaw=0.0, pitch=0.0, roll=0.0)
    yaw, pitch, roll = np.median([(each.yaw, each.pitch, each.roll) for each in first], axis=0)
    return Pose(yaw=float(yaw), pitch=float(pitch), roll=float(roll))


def _sight(look: _Look, straight: Pose) -> _Sight | None:
    if look.face is None:
        return None
    turned = pose.estimate(look.face.landmarks).relative_to(straight)
    return _Sight(frame=look.frame, faces=look.faces, face=look.face, turned=turned)


def _moment(look: _Look, sight: _Sight | None, solid: Pose | None) -> Moment:
    if sight is None:
        return Moment(second=look.frame.second, faces=0)
    return Moment(
        second=look.frame.second,
        faces=sight.faces,
        yaw=sight.turned.yaw,
        pitch=sight.turned.pitch,
        solid_yaw=solid.yaw if solid else 0.0,
        solid_pitch=solid.pitch if solid else 0.0,
    )


def _size(turned: Pose) -> float:
    """Degrees aside, whichever way; leaning is not turning."""
    return max(abs(turned.yaw), abs(turned.pitch))


def _grey(frame: Frame) -> Grey:
    return np.asarray(cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY), np.uint8)
