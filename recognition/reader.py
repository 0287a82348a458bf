"""From image bytes to a `Reading`: decode, find faces, judge them, embed them."""

import threading

import numpy as np

from recognition import facenet, perceptual, quality
from recognition.clips import ClipReader, ClipReading
from recognition.detection import Detection, Detector, Search
from recognition.facenet import FaceNet
from recognition.images import Photo
from recognition.reading import Face, Floats, Pixels, Reading
from recognition.settings import Settings

SELFIE_SIDE = 640
"""Longer side, in pixels, that a photo is decoded to for a first look."""

WHOLE_SIDE = 2560
"""The same for a close look: small faces in a large photo keep their pixels."""

SELFIE_FACE = 0.19
"""Width of a selfie's face, of the photo's longer side. A second face a third as wide, which
makes it unclear whose selfie it is, then has 20 pixels in the quick search, which finds all of 59
faces of class80 down to 18.
"""


MOST_FACES = 100
"""That are embedded, the largest first: more than a class has, and some seconds on two cores."""


class Reader:
    """Reads photos; built by `load_reader`, thread-safe, holds no state between photos.

    No more photos are read at once than there are cores, however many threads ask: more would
    take memory (200 MB for a large picture) and be no faster.

    `model` names what embeddings may be compared with; `accept_score` is the score from which
    two faces count as one person's.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        detector: Detector,
        facenet: FaceNet,
        model: str,
        accept_score: float,
    ) -> None:
        self._clips = ClipReader(detector=detector, facenet=facenet)
        self._settings = settings
        self._turns = threading.BoundedSemaphore(settings.cores)
        self._detector = detector
        self._facenet = facenet
        self.model = model
        self.accept_score = accept_score

    def read(self, image: bytes, *, most: int = MOST_FACES) -> Reading:
        """Find and embed the largest faces, up to `most`; none is an empty reading, not an error.

        One large face is taken for a selfie, and no smaller ones are looked for.
        Raises an `ImageError` when `image` is not a picture, is damaged or is over a limit.
        """
        limits = self._settings
        with self._turns:
            photo = Photo(image, max_bytes=limits.max_bytes, max_pixels=limits.max_pixels)
            with photo.alone():
                return self._read(photo, most)

    def expect_clip(self) -> None:
        """Be told that a film is to come soon, which is read 0.2 s faster then."""
        self._clips.expect()

    def read_clip(self, clip: bytes) -> ClipReading:
        """Follow the one face of a film of at most 20 MB and 60 s. Raises a `ClipError`."""
        return self._clips.read(clip)

    def _read(self, photo: Photo, most: int) -> Reading:
        pixels = photo.pixels(SELFIE_SIDE)
        detections = self._detector.detect(pixels, Search.SELFIE)
        if not _is_selfie(detections, pixels):
            pixels = photo.pixels(WHOLE_SIDE)
            detections = self._detector.detect(pixels, Search.GROUP)[:most]
        elif detections[0].width < facenet.BOX_SIDE:
            larger = photo.pixels(WHOLE_SIDE)
            factor = larger.shape[1] / pixels.shape[1]
            pixels, detections = larger, [each.scaled(factor) for each in detections]
        faces = self._faces(pixels, detections, photo.width / pixels.shape[1])
        return Reading(
            faces=faces,
            width=photo.width,
            height=photo.height,
            problems=() if faces else quality.problems_of_picture(pixels),
            appearance=perceptual.of(pixels, detections[0].box) if detections else None,
            taken_at=photo.taken_at,
        )

    def _faces(
        self, pixels: Pixels, detections: list[Detection], factor: float
    ) -> tuple[Face, ...]:
        """Embed what was found in `pixels`; the photo is `factor` times as large."""
        if not detections:
            return ()
        size = (pixels.shape[1] * factor, pixels.shape[0] * factor)
        crops = [facenet.crop(pixels, detection.box) for detection in detections]
        embeddings = self._facenet.embed(crops)
        return tuple(
            _face(detection.scaled(factor), crop, embedding, size=size)
            for detection, crop, embedding in zip(detections, crops, embeddings, strict=True)
        )


def _is_selfie(detections: list[Detection], pixels: Pixels) -> bool:
    return len(detections) == 1 and detections[0].width >= SELFIE_FACE * max(pixels.shape)


def _face(
    detection: Detection, crop: Pixels, embedding: Floats, *, size: tuple[float, float]
) -> Face:
    return Face(
        box=detection.box,
        landmarks=detection.landmarks,
        probability=detection.probability,
        embedding=embedding.astype(np.float32),
        quality=quality.judge(crop, detection, size=size),
    )
