"""Films made from one photo: held in front of a camera as it is, bent, or as if it were a head.

Each pixel of the film is looked up where the ray through it meets the surface that the photo is
painted on. A flat or bent one is an attack as it would be made; the relief of a head is a stand-in
for a real one that turns, where there is no film of one: its depths are made up, rough, and the
same for everybody.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.reading import Floats, Pixels

Grid = NDArray[np.float64]
Surface = Callable[[Grid, Grid], Grid]
"""Depth (away from the camera) by place (right, down) about the middle of the face, all in
distances between the eyes.
"""

SIDE, RATE = 384, 15
"""Pixels and frames a second of a video note."""

EYES = 75.0
"""Pixels between the eyes."""

SELFIE = 7.0
"""Distance of the camera in distances between the eyes: 45 cm."""

CLOSE = 2.5
"""The same for a picture on a phone, which is held close: perspective bends it most."""

AXIS = 0.9
"""How far behind the eyes a head turns about."""

NOSE = 0.06
"""How far its tip is below the middle of the face."""

ROUNDS = 10
"""Of finding where a ray meets a surface; it moves by less than a pixel from then on."""

EYES_TO_MOUTH = 1.088
"""Of an average face, in distances between the eyes (`recognition.pose.MODEL`)."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """How the surface is held: degrees, pixels aside and below, and how near."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    right: float = 0.0
    down: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Studio:
    """A photo, the surface that it is painted on, and what the camera makes of it."""

    photo: Pixels
    landmarks: Floats
    surface: Surface | None = None
    """None is flat."""
    distance: float = SELFIE
    noise: float = 2.0
    """Standard deviation, of 255."""
    flicker: float = 0.0
    """Standard deviation of the light, of one."""
    hold: Held = Held()
    """What is added to how it is held all the time."""


def head(x: Grid, y: Grid) -> Grid:
    """A rough head: half an ellipsoid with a nose, a brow, lips, and eyes that lie deeper."""
    round_ = np.clip(1 - (x / 1.35) ** 2 - ((y - 0.1) / 1.9) ** 2, 0.0, None)
    skull = 0.95 + 0.05 * y - 1.05 * np.sqrt(round_)
    width = 0.13 + 0.10 * np.clip((y + 0.5) / 0.55, 0, 1)
    ridge = np.clip((y + 0.55) / 0.6, 0, 1) ** 1.1
    along = np.where(y < NOSE, ridge, np.exp(-(((y - NOSE) / 0.11) ** 2)))
    nose = 0.36 * along * np.exp(-((x / width) ** 2))
    brow = 0.05 * np.exp(-(((y + 0.8) / 0.15) ** 2) - (x / 0.7) ** 4)
    lips = 0.06 * np.exp(-(((y - 0.53) / 0.2) ** 2) - (x / 0.35) ** 2)
    eyes = sum(
        np.exp(-(((x - side) / 0.22) ** 2) - ((y + 0.555) / 0.14) ** 2) for side in (-0.5, 0.5)
    )
    return skull - nose - brow - lips + 0.06 * eyes


def cylinder(radius: float) -> Surface:
    """A photo bent about an upright axis, its middle towards the camera."""
    return lambda x, _: radius - np.sqrt(np.clip(radius**2 - x**2, 1e-3, None))


def swings(*ends: Held, still: float = 0.6, way: float = 0.7) -> list[Held]:
    """Begin straight, go to each and back to straight; seconds of holding and of moving."""
    held = [Held()] * round(still * RATE)
    at = Held()
    for end in (part for each in ends for part in (each, Held())):
        steps = round(way * RATE)
        held += [_between(at, end, (1 - np.cos(np.pi * (k + 1) / steps)) / 2) for k in range(steps)]
        held += [end] * round(still * RATE)
        at = end
    return held


def picture(studio: Studio, held: Held) -> Pixels:
    """What the camera sees: 384 x 384 RGB."""
    from_x, from_y = _places(studio, _added(held, studio.hold))
    height, width = studio.photo.shape[:2]
    outside = (from_x < 0) | (from_y < 0) | (from_x > width - 1) | (from_y > height - 1)
    seen = cv2.remap(
        studio.photo, from_x.astype(np.float32), from_y.astype(np.float32), cv2.INTER_LINEAR
    )
    return np.where(outside[..., None], _room(), seen).astype(np.uint8)


def frames(studio: Studio, path: Sequence[Held]) -> list[Pixels]:
    """All of it, without noise."""
    held = [_rounded(each) for each in path]
    seen = {each: picture(studio, each) for each in set(held)}
    return [seen[each] for each in held]


def film(studio: Studio, path: Sequence[Held], random: np.random.Generator) -> bytes:
    """An MP4 of it."""
    return encoded([_noisy(frame, studio, random) for frame in frames(studio, path)])


def encoded(pictures: Sequence[Pixels], rate: float = RATE, codec: str = "mp4v") -> bytes:
    """RGB pictures as an MP4."""
    height, width = pictures[0].shape[:2]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), rate, (width, height))
        for frame in pictures:
            writer.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
        writer.release()
        return path.read_bytes()


def _rounded(held: Held) -> Held:
    """To a hundredth: the way back shows the same pictures as the way there."""
    return Held(**{name: round(getattr(held, name), 2) for name in Held.__dataclass_fields__})


def _noisy(seen: Pixels, studio: Studio, random: np.random.Generator) -> Pixels:
    light = 1 + studio.flicker * random.standard_normal()
    noise = studio.noise * random.standard_normal(seen.shape)
    return np.clip(seen * light + noise, 0, 255).astype(np.uint8)


def _places(studio: Studio, held: Held) -> tuple[Grid, Grid]:
    """Where in the photo each pixel of the film comes from."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)
    x = (columns - SIDE / 2 - held.right) / (EYES * held.scale)
    y = (rows - SIDE * 0.52 - held.down) / (EYES * held.scale)
    turn, far = _rotation(held), studio.distance
    axis = AXIS if studio.surface else 0.0
    right, down, depth = x, y, np.zeros_like(x)
    for step in range(ROUNDS if studio.surface else 1):
        if studio.surface:
            found = studio.surface(right, down) - axis
            depth = found if step == 0 else (depth + found) / 2
        right, down = _met(turn, far, (x, y), depth, axis)
    behind = far + turn[2, 0] * right + turn[2, 1] * down + turn[2, 2] * depth + axis < 0.2 * far
    unit, along, middle = _frame_of(studio.landmarks)
    across = np.array([-along[1], along[0]])
    from_x = middle[0] + unit * (along[0] * right + across[0] * down)
    from_y = middle[1] + unit * (along[1] * right + across[1] * down)
    return np.where(behind, -1.0, from_x), from_y


def _met(
    turn: Grid, far: float, ray: tuple[Grid, Grid], depth: Grid, axis: float
) -> tuple[Grid, Grid]:
    """Where on a plane of some depth, turned, each ray arrives: two linear equations."""
    x, y = ray
    a, b = far * turn[0, 0] - x * turn[2, 0], far * turn[0, 1] - x * turn[2, 1]
    c, d = far * turn[1, 0] - y * turn[2, 0], far * turn[1, 1] - y * turn[2, 1]
    reach = far + turn[2, 2] * depth + axis
    e, f = x * reach - far * turn[0, 2] * depth, y * reach - far * turn[1, 2] * depth
    whole = a * d - b * c
    return (e * d - f * b) / whole, (a * f - c * e) / whole


def _rotation(held: Held) -> Grid:
    yaw, pitch, roll = np.radians([held.yaw, held.pitch, held.roll])
    about_y = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array(
        [[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]]
    )
    about_z = np.array(
        [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    )
    return np.asarray(about_z @ about_x @ about_y, np.float64)


def _frame_of(landmarks: Floats) -> tuple[float, Grid, Grid]:
    """Pixels between the eyes, the direction from one to the other, and the face's middle."""
    eyes, mouth = landmarks[:2].mean(axis=0), landmarks[3:].mean(axis=0)
    between = (landmarks[1] - landmarks[0]).astype(np.float64)
    apart = float(np.hypot(*between))
    unit = max(apart, float(np.hypot(*(mouth - eyes))) / EYES_TO_MOUTH)
    return unit, between / apart, eyes + (mouth - eyes) * 0.51


def _between(one: Held, other: Held, share: float) -> Held:
    names = Held.__dataclass_fields__
    return Held(
        **{name: getattr(one, name) * (1 - share) + getattr(other, name) * share for name in names}
    )


def _added(held: Held, more: Held) -> Held:
    return replace(
        held,
        yaw=held.yaw + more.yaw,
        pitch=held.pitch + more.pitch,
        roll=held.roll + more.roll,
        right=held.right + more.right,
        down=held.down + more.down,
        scale=held.scale * more.scale,
    )


def _room() -> Pixels:
    """What is behind: blots of colour."""
    blots = np.random.default_rng(5).integers(40, 215, (12, 12, 3), np.uint8)
    return np.asarray(cv2.resize(blots, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.uint8)
