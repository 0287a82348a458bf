"""Everything attendance raises.

AttendanceError
├── UnreadableImage
└── NotFound
"""


class AttendanceError(Exception):
    """Something a caller of attendance has to deal with."""


class UnreadableImage(AttendanceError):
    """What was sent cannot be read as a picture. ``too_large`` says why."""

    def __init__(self, *, too_large: bool) -> None:
        super().__init__("the picture is too large" if too_large else "this is not a picture")
        self.too_large = too_large


class NotFound(AttendanceError):
    """A record that was referred to by its id does not exist."""

    def __init__(self, kind: str, record_id: int) -> None:
        super().__init__(f"there is no {kind} {record_id}")
        self.kind = kind
        self.record_id = record_id
