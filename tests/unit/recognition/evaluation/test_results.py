"""What is compared, what is left out, and how it is counted."""

from dataclasses import replace
from pathlib import Path

import pytest

from recognition.evaluation import results
from recognition.evaluation.datasets import Pair, Side
from recognition.evaluation.embeddings import Photo
from tests.unit.recognition.evaluation.faces import crowd, face, photos


@pytest.fixture
def read():
    """Six people with four photos; 0 has no face, 1 is blurred, 2 no picture, 3 has two faces."""
    people, read = photos(*crowd(6, 4, spread=0.3))
    paths = list(read)
    read[paths[0]] = Photo(path=paths[0])
    read[paths[1]] = replace(
        read[paths[1]], face=face(read[paths[1]].face.embedding, "too blurred")
    )
    read[paths[2]] = Photo(path=paths[2], failure="The picture is cut off or damaged.")
    read[paths[3]] = replace(read[paths[3]], faces=2)
    return people, read


def pair(one, other, fold=None):
    sides = [
        Side(person=f"p{place // 4}", photo=Path(f"p{place // 4}/{place}.jpg"))
        for place in (one, other)
    ]
    return Pair(one=sides[0], other=sides[1], fold=fold)


def test_photos_are_counted_by_what_was_seen(read):
    counts = results.count(read[1].values())

    assert counts.photos == 24
    assert counts.failures == {Path("p0/2.jpg"): "The picture is cut off or damaged."}
    assert (counts.no_face, counts.several_faces) == (1, 1)
    assert counts.problems == {"too blurred": 1}


def test_all_photos_with_a_face_are_compared(read):
    found = results.of_people(*read, results.is_legible)

    assert found.verification.genuine == 5 * 6 + 1
    assert found.verification.impostor == 22 * 21 // 2 - 31
    assert found.identification.enrolled == 4
    assert found.without_face == 0


def test_good_photos_are_compared_apart(read):
    found = results.of_people(*read, results.is_good)

    assert found.verification.genuine == 5 * 6


def test_the_most_alike_of_different_people_are_named(read):
    people, photographed = read
    copied, original = Path("p3/12.jpg"), Path("p5/21.jpg")
    photographed[copied] = replace(photographed[copied], face=photographed[original].face)

    found = results.of_people(people, photographed, results.is_legible)

    first, *_ = found.most_alike
    assert {first.one, first.other} == {copied, original}
    assert first.score == pytest.approx(1, abs=1e-6)
    assert len(found.most_alike) == results.MOST_ALIKE


def test_one_photo_is_nothing_to_compare(read):
    assert results.of_people({"p1": read[0]["p1"][:1]}, read[1], results.is_legible) is None
    assert results.of_pairs([pair(2, 4)], read[1], results.is_legible) is None


def test_one_person_alone_has_only_genuine_pairs(read):
    found = results.of_people({"p1": read[0]["p1"]}, read[1], results.is_legible)

    assert (found.verification.genuine, found.verification.impostor) == (6, 0)
    assert found.verification.equal_error is None
    assert found.identification is None
    assert found.most_alike == ()


def test_a_listed_pair_without_a_face_counts_as_refused(read):
    listed = [pair(0, 1), pair(4, 5), pair(0, 8), pair(4, 8)]

    found = results.of_pairs(listed, read[1], results.is_legible)

    assert found.without_face == 2
    assert found.pairs.genuine[0] == found.pairs.impostor[0] == -1
    assert (found.verification.genuine, found.verification.impostor) == (2, 2)


def test_listed_pairs_of_photos_that_were_not_read_are_left_out(read):
    found = results.of_pairs([pair(2, 3), pair(4, 5), pair(2, 5)], read[1], results.is_legible)

    assert (found.verification.genuine, found.verification.impostor) == (1, 0)


def test_listed_folds_are_kept(read):
    listed = [
        pair(4, 5, fold=0),
        pair(4, 8, fold=0),
        pair(12, 13, fold=1),
        pair(12, 16, fold=1),
    ]

    found = results.of_pairs(listed, read[1], results.is_legible)

    assert (found.verification.accuracy.folds, found.verification.accuracy.mean) == (2, 1.0)
