"""Recognition without pictures: a picture is its name, and its faces are written down."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from statistics import fmean, pstdev

from attendance import errors

SHARP = 1.0  # the score of a face against itself


@dataclass(frozen=True, kw_only=True)
class FakeQuality:
    problems: tuple[str, ...] = ()
    enrolment_problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FakeEmbedding:
    name: bytes

    def tobytes(self) -> bytes:
        return self.name


@dataclass(frozen=True, kw_only=True)
class FakeFace:
    embedding: FakeEmbedding
    box: tuple[float, float, float, float] = (0, 0, 300, 400)
    quality: FakeQuality = FakeQuality()


@dataclass(frozen=True, kw_only=True)
class FakeAppearance:
    """Pictures look as far apart as their hashes differ."""

    hash: bytes

    def distances(self, hashes: Sequence[bytes]) -> list[int]:
        return [_bits_apart(self.hash, one) for one in hashes]


def _bits_apart(one: bytes, other: bytes) -> int:
    size = max(len(one), len(other))
    pairs = zip(one.ljust(size, b"\0"), other.ljust(size, b"\xff"), strict=True)
    return sum((a ^ b).bit_count() for a, b in pairs)


@dataclass(frozen=True, kw_only=True)
class FakeReading:
    faces: tuple[FakeFace, ...] = ()
    problems: tuple[str, ...] = ()
    appearance: FakeAppearance | None = None
    taken_at: datetime | None = None


def a_face(
    name: bytes = b"ann",
    *problems: str,
    enrolment: tuple[str, ...] = (),
    width: float = 300,
    left: float = 0,
) -> FakeFace:
    """A face with these problems, and those that only an enrolment photo has."""
    return FakeFace(
        embedding=FakeEmbedding(name=name),
        box=(left, 0, left + width, 400),
        quality=FakeQuality(problems=problems, enrolment_problems=problems + enrolment),
    )


@dataclass(frozen=True, kw_only=True)
class FakeMoment:
    second: float = 0.0
    faces: int = 1
    yaw: float = 0.0
    pitch: float = 0.0
    solid_yaw: float = 0.0
    solid_pitch: float = 0.0


@dataclass(frozen=True, kw_only=True)
class FakeClip:
    moments: Sequence[FakeMoment]
    faces: Sequence[FakeFace]
    yaw: float = 0.0
    pitch: float = 0.0


AT = {
    "left": FakeMoment(yaw=28, solid_yaw=15),
    "right": FakeMoment(yaw=-28, solid_yaw=-15),
    "up": FakeMoment(pitch=22, solid_pitch=14),
    "straight": FakeMoment(),
}


def a_clip(*turns: str, face: bytes = b"ann", solid: bool = True) -> FakeClip:
    """Somebody who turns like this; only a picture of them, if it is not solid."""
    moments = [FakeMoment()] * 8
    for turn in turns:
        moments += [*([AT[turn]] * 6), *([FakeMoment()] * 4)]
    if not solid:
        moments = [replace(one, solid_yaw=0.0, solid_pitch=0.0) for one in moments]
    return FakeClip(moments=moments, faces=(a_face(face),))


@dataclass(kw_only=True)
class FakeReader:
    """Reads ``pictures``; any other shows one face that is the picture itself."""

    model: str = "fake"
    pictures: dict[bytes, FakeReading | errors.UnreadableImage] = field(default_factory=dict)
    clips: dict[bytes, FakeClip] = field(default_factory=dict)
    seen: list[bytes] = field(default_factory=list)
    clips_expected: int = 0

    def expect_clip(self) -> None:
        self.clips_expected += 1

    async def read_clip(self, clip: bytes) -> FakeClip:
        self.seen.append(clip)
        if clip not in self.clips:
            raise errors.UnreadableImage(too_large=False)
        return self.clips[clip]

    async def read(self, image: bytes, *, most: int | None = None) -> FakeReading:
        self.seen.append(image)
        found = self.pictures.get(image, FakeReading(faces=(a_face(image),)))
        if isinstance(found, errors.UnreadableImage):
            raise found
        return replace(found, faces=found.faces[:most])


@dataclass(frozen=True, kw_only=True)
class FakeComparison:
    claimed: float | None
    best_other: float | None = None
    best_other_id: int | None = None
    others: int = 0
    mean: float = 0.0
    deviation: float = 0.0


@dataclass(frozen=True, kw_only=True)
class FakeIdentity:
    student_id: int | None
    score: float | None = None
    runner_up_id: int | None = None
    runner_up: float | None = None


@dataclass(kw_only=True)
class FakeGallery:
    """A face scores 1 against itself, 0 against others, or what ``alike`` says of the pair."""

    revision: int = 0
    templates: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    alike: dict[tuple[bytes, bytes], float] = field(default_factory=dict)

    def apply(
        self, revision: int, *, added: Iterable[tuple[int, int, bytes]], removed: Iterable[int]
    ) -> None:
        for template_id in removed:
            self.templates.pop(template_id, None)
        for template_id, student_id, embedding in added:
            self.templates[template_id] = (student_id, embedding)
        self.revision = revision

    def compare(
        self, embedding: bytes, student_id: int, *, lookalikes: Collection[int] = ()
    ) -> FakeComparison:
        best: dict[int, float] = {}
        for owner, known in self.templates.values():
            score = self._score(embedding, known)
            best[owner] = max(score, best.get(owner, score))
        claimed = best.pop(student_id, None)
        others = {owner: score for owner, score in best.items() if owner not in lookalikes}
        nearest = max(others, key=lambda owner: others[owner], default=None)
        return FakeComparison(
            claimed=claimed,
            best_other=others.get(nearest) if nearest else None,
            best_other_id=nearest,
            others=len(others),
            mean=fmean(others.values()) if others else 0.0,
            deviation=pstdev(others.values()) if others else 0.0,
        )

    def identify(
        self, embeddings: Sequence[bytes], *, among: Collection[int] | None = None
    ) -> list[FakeIdentity]:
        found: list[FakeIdentity] = []
        for embedding in embeddings:
            taken = {one.student_id for one in found}
            scores: dict[int, float] = {}
            for owner, known in self.templates.values():
                if (among is None or owner in among) and owner not in taken:
                    score = self._score(embedding, known)
                    scores[owner] = max(score, scores.get(owner, score))
            best, second = [*sorted(scores, key=scores.__getitem__, reverse=True), None, None][:2]
            found.append(
                FakeIdentity(
                    student_id=best if best and scores[best] == SHARP else None,
                    score=scores[best] if best else None,
                    runner_up_id=second,
                    runner_up=scores[second] if second else None,
                )
            )
        return found

    def _score(self, embedding: bytes, known: bytes) -> float:
        return self.alike.get((embedding, known), SHARP if embedding == known else 0.0)
