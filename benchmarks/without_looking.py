"""The service with a reader that looks at nothing: ``python -m benchmarks.without_looking CONFIG``.

What is left is the cost of everything but recognition.
"""

import sys
from pathlib import Path

import numpy as np
import uvloop

from bot import bootstrap, service, settings
from bot.journal import Journal
from bot.settings import Settings
from bot.threads import Threads
from recognition.reading import Face, Quality, Reading

_FACE = Face(
    box=(300.0, 300.0, 700.0, 800.0),
    landmarks=np.zeros((5, 2), np.float32),
    probability=1.0,
    embedding=np.eye(1, 512, dtype=np.float32)[0],
    quality=Quality(
        width=400.0,
        brightness=128.0,
        sharpness=0.05,
        glare=0.0,
        yaw=0.0,
        pitch=0.0,
        roll=0.0,
        outside=0.0,
        problems=(),
        enrolment_problems=(),
    ),
)


class SeesAStranger(bootstrap.ThreadedReader):
    """Finds the same good face, nobody's here, in every picture, and at once."""

    async def read(self, image: bytes, *, most: int | None = None) -> Reading:
        """See ``ports.Reader``."""
        return Reading(faces=(_FACE,), width=1280, height=960, problems=())


def reader(settings: Settings, threads: Threads, journal: Journal) -> SeesAStranger:
    """As ``bootstrap.reader``; the networks are loaded as ever, and unused."""
    return SeesAStranger(bootstrap.recognition_settings(settings), threads, journal)


if __name__ == "__main__":
    uvloop.run(service.run(settings.load(Path(sys.argv[1])), reader))
