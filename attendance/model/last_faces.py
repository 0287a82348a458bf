"""What is kept of a student's last selfie."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class LastFace:
    """The embedding of the last selfie that was a student's, and whether it has been compared."""

    student_id: int
    embedding: bytes = field(repr=False)
    kept_at: datetime
    compared: bool
