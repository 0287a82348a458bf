"""What recognition sees in a short film of a head."""

from collections.abc import Sequence
from typing import Protocol

from attendance.ports.pictures import Face


class Moment(Protocol):
    """One frame. Angles are degrees against how the head was held at first.

    ``yaw`` is to the picture's right and ``pitch`` up; the ``solid`` ones are what a flat picture
    cannot show of them. ``faces`` is 0, and there are no angles, where none was found.
    """

    @property
    def second(self) -> float: ...
    @property
    def faces(self) -> int: ...
    @property
    def yaw(self) -> float: ...
    @property
    def pitch(self) -> float: ...
    @property
    def solid_yaw(self) -> float: ...
    @property
    def solid_pitch(self) -> float: ...


class ClipReading(Protocol):
    """All frames that were looked at, in order, and the faces of a few, the straightest first.

    ``yaw`` and ``pitch`` are how the head was held at first, in the picture.
    """

    @property
    def moments(self) -> Sequence[Moment]: ...
    @property
    def faces(self) -> Sequence[Face]: ...
    @property
    def yaw(self) -> float: ...
    @property
    def pitch(self) -> float: ...


class ClipReader(Protocol):
    """Looks at films of heads."""

    def expect_clip(self) -> None:
        """Be told that a film is to come soon."""
        ...

    async def read_clip(self, clip: bytes) -> ClipReading:
        """Raises ``errors.UnreadableImage`` for what is no film, or a damaged or too large one."""
        ...
