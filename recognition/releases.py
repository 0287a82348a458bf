"""The published sets of weights, and what was measured for each."""

from dataclasses import dataclass

from recognition import errors
from recognition.face_space import FaceSpace
from recognition.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Release:
    """One published set of weights, and what was measured for it.

    `recipe` counts changes that make embeddings incomparable: crop, mirror image, face space.
    """

    weights: str
    date: str
    recipe: int
    space_file: str | None
    accept_score: float | None

    @property
    def name(self) -> str:
        """What its files are called by."""
        return f"{self.weights}-{self.date}"

    @property
    def model(self) -> str:
        """The name that templates carry: embeddings of two models are never compared."""
        return f"{self.name}-r{self.recipe}"


RELEASES = {
    "casia-webface": Release(
        weights="casia-webface",
        date="20180408",
        recipe=2,
        space_file="casia-webface-space.json",
        accept_score=0.42,  # a floor under what policy asks for (docs/accuracy-and-speed)
    ),
    # Its face space and threshold need the weights at hand: neither has been measured.
    "vggface2": Release(
        weights="vggface2", date="20180402", recipe=1, space_file=None, accept_score=None
    ),
}


def accept_score(settings: Settings) -> float:
    """Return the score asked for: what the settings say, or what was measured for the weights.

    Raises `AcceptScoreMissing` where neither is.
    """
    if settings.accept_score is not None:
        return settings.accept_score
    measured = RELEASES[settings.weights].accept_score
    if measured is None:
        raise errors.AcceptScoreMissing(weights=settings.weights)
    return measured


def face_space(release: Release) -> FaceSpace:
    """What is taken out of the network's outputs; nothing where nothing was measured."""
    if release.space_file is None:
        return FaceSpace.unknown()
    return FaceSpace.shipped(release.space_file)
