"""From image bytes to a `Reading`: decode, find faces, judge them, embed them."""

import numpy as np

from recognition import facenet, images, quality
from recognition.detection import Detection, Detector
from recognition.facenet import FaceNet
from recognition.reading import Face, Floats, Pixels, Reading
from recognition.settings import Settings


class Reader:
    """Reads photos; built by `load_reader`, thread-safe, holds no state between photos.

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
        self._settings = settings
        self._detector = detector
        self._facenet = facenet
        self.model = model
        self.accept_score = accept_score

    def read(self, image: bytes) -> Reading:
        """Find and embed every face; none is an empty reading, not an error.

        Raises an `ImageError` when `image` is not a picture, is damaged or is over a limit.
        """
        photo = images.decode(
            image, max_bytes=self._settings.max_bytes, max_pixels=self._settings.max_pixels
        )
        detections = self._detector.detect(photo)
        faces = self._faces(photo, detections) if detections else ()
        return Reading(
            faces=faces,
            width=photo.shape[1],
            height=photo.shape[0],
            problems=() if faces else quality.problems_of_picture(photo),
        )

    def _faces(self, photo: Pixels, detections: list[Detection]) -> tuple[Face, ...]:
        crops = [facenet.crop(photo, detection.box) for detection in detections]
        embeddings = self._facenet.embed(crops)
        return tuple(
            _face(detection, crop, embedding)
            for detection, crop, embedding in zip(detections, crops, embeddings, strict=True)
        )


def _face(detection: Detection, crop: Pixels, embedding: Floats) -> Face:
    left, _, right, _ = detection.box
    return Face(
        box=detection.box,
        landmarks=detection.landmarks,
        probability=detection.probability,
        embedding=embedding.astype(np.float32),
        quality=quality.judge(crop, width=right - left),
    )
