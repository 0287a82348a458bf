"""One face sent from two accounts: `python -m benchmarks.two_accounts PHOTOS [CACHE.npz]`.

How often two people of class80, and of View 1, who send their own selfies would be told to the
admins; and how often somebody is who sends his face from the accounts of two students with a photo
of his among theirs. (A student with a record of his own is refused: that one matches better.) What
he sends within a minute is one photo and the same again: leaning, in other light or smaller.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from attendance import policy
from attendance.last_faces import is_sent_twice
from benchmarks import crowd, face_space, spoiling
from benchmarks.accuracy import CLASS
from benchmarks.crowd import Embeddings
from benchmarks.spoiling import Way
from recognition.evaluation import datasets
from recognition.gallery import Gallery
from recognition.reader import Reader
from recognition.releases import RELEASES

DRAWS = 40
SIZES = (80, 1_000, 5_000)  # students; class80's, and people made up from View 1's
TRIES = 40  # of each friend
ACCEPT = RELEASES["casia-webface"].accept_score or 0.0
WITHIN_A_MINUTE = (
    Way(name="leaning by 8 degrees", measure="roll", spoil=lambda it: spoiling.lean(it, 8)),
    Way(name="80 % of the light", measure="brightness", spoil=lambda it: spoiling.darken(it, 0.8)),
    Way(name="face 75 pixels wide", measure="width", spoil=lambda it: spoiling.shrink(it, 75)),
)

Flags = NDArray[np.bool_]


def main() -> None:
    """Print a table of honest pairs, and one of the friend."""
    folder = Path(sys.argv[1])
    names, outputs = crowd.stored(folder, Path(sys.argv[2]) if sys.argv[2:] else None)
    space = crowd.space(names, outputs)
    of_class = np.char.startswith(names, CLASS)
    placed, people = space.place(outputs), names[of_class]
    photos = _by_person(placed[of_class], people)
    again = [space.place(each) for each in _again(folder / CLASS)]
    random = np.random.default_rng(0)
    honest = Table("enrolled", "people", "pairs", "told")
    everybody = [*photos, *_by_person(placed[~of_class], names[~of_class])]
    for of, templates in ((photos, 1), (photos, 3), (everybody, 1)):
        pairs, told = np.sum([_honest(of, templates, random) for _ in range(DRAWS)], axis=0)
        honest.add_row(f"{templates} photos each", f"{len(of)}", f"{pairs:,}", f"{told}")
    friend = Table("the friend's selfies, students", "both accepted", "told of these")
    for size in SIZES:
        others = crowd.made_up(placed[~of_class], size - len(photos), random)
        for name, minute in (("on two days", False), ("within a minute", True)):
            found = _friends(photos, again if minute else None, others, random)
            accepted, told = np.sum(found, axis=0)
            share = f"{told / accepted:.0%} of {accepted}" if accepted else "–"
            friend.add_row(f"{name}, {size:,}", f"{accepted / len(found):.2%}", share)
    Console().print(honest, friend)


def _by_person(placed: Embeddings, names: NDArray[np.str_]) -> list[Embeddings]:
    """Everybody's photos, of those who have more than one."""
    found = [placed[names == name] for name in dict.fromkeys(names.tolist())]
    return [each for each in found if len(each) > 1]


def _honest(
    photos: Sequence[Embeddings], templates: int, random: np.random.Generator
) -> tuple[int, int]:
    """Everybody sends one selfie; of those accepted, how many pairs there are and are told."""
    shuffled = [random.permutation(each) for each in photos]
    gallery = _gallery([each[:templates] for each in shuffled])
    sent = {student: each[templates] for student, each in enumerate(shuffled)}
    sent = {student: face for student, face in sent.items() if _accepted(gallery, face, student)}
    return len(sent) * (len(sent) - 1) // 2, len(set(_told(gallery, sent)))


def _friends(
    photos: Sequence[Embeddings],
    again: Sequence[Embeddings] | None,
    others: Embeddings,
    random: np.random.Generator,
) -> list[tuple[bool, bool]]:
    """Let everybody in turn be no student, and send selfies from the accounts of two who are.

    One of three photos that each of these is enrolled with is his. Whether both are accepted,
    and whether that is told.
    """
    gallery = _gallery([*(each[:3] for each in photos), *others[:, None]])
    found = []
    for friend, his in enumerate(photos):
        gallery.apply(1, added=(), removed=_ids(friend, 3))
        for _ in range(TRIES):
            order = random.permutation(np.arange(1, len(his)))
            second = random.choice(again[friend]) if again else his[order[0]]
            apart = [each for each in range(len(photos)) if each != friend]
            one, other = (int(each) for each in random.choice(apart, 2, replace=False))
            sent = {one: his[0], other: second}
            loose = [
                row
                for student, shot in zip(sent, order[1:], strict=False)
                for row in _rows(student, np.stack([*photos[student][:2], his[shot]]))
            ]
            gallery.apply(1, added=loose, removed=())
            accepted = all(_accepted(gallery, face, student) for student, face in sent.items())
            found.append((accepted, accepted and bool(list(_told(gallery, sent)))))
            gallery.apply(1, added=[r for s in sent for r in _rows(s, photos[s][:3])], removed=())
        gallery.apply(1, added=_rows(friend, his[:3]), removed=())
    return found


def _told(gallery: Gallery, sent: dict[int, Embeddings]) -> Iterator[tuple[int, ...]]:
    """Yield pairs, as the bot finds them."""
    selfies = Gallery()
    rows = [(student, student, face.tobytes()) for student, face in sent.items()]
    selfies.apply(1, added=rows, removed=())
    for student, face in sent.items():
        likeness = selfies.compare(face.tobytes(), student)
        if likeness.best_other_id is None:
            continue
        other = likeness.best_other_id
        own = gallery.compare(face.tobytes(), student).claimed or 0.0
        others = gallery.compare(sent[other].tobytes(), other).claimed or 0.0
        if is_sent_twice(likeness, max(own, others), ACCEPT):
            yield tuple(sorted((student, other)))


def _accepted(gallery: Gallery, face: Embeddings, student: int) -> bool:
    return policy.verify(gallery.compare(face.tobytes(), student), ACCEPT) is None


def _gallery(enrolled: Sequence[Embeddings]) -> Gallery:
    gallery = Gallery()
    rows = [row for student, faces in enumerate(enrolled) for row in _rows(student, faces)]
    gallery.apply(1, added=rows, removed=())
    return gallery


def _rows(student: int, faces: Embeddings) -> list[tuple[int, int, bytes]]:
    """Templates as galleries take them."""
    ids = _ids(student, len(faces))
    return [(row, student, face.tobytes()) for row, face in zip(ids, faces, strict=True)]


def _ids(student: int, count: int) -> list[int]:
    return [10 * student + place for place in range(count)]


def _again(folder: Path) -> list[Embeddings]:
    """Everybody's first photo as it might be sent again within a minute."""
    reader = face_space.reader_without_space()
    return [
        np.stack([_read(reader, paths[0], way) for way in WITHIN_A_MINUTE])
        for paths in datasets.people(folder).values()
    ]


def _read(reader: Reader, path: Path, way: Way) -> Embeddings:
    return reader.read(spoiling.spoilt(path, way), most=1).faces[0].embedding


if __name__ == "__main__":
    main()
