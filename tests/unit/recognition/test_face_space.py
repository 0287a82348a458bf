"""The face space takes out what all faces share, damps where they vary most, and ships whole."""

import numpy as np
import pytest

from benchmarks import damping
from benchmarks import face_space as benchmark
from recognition.face_space import EMBEDDING_SIZE, FaceSpace, unit
from recognition.releases import RELEASES


@pytest.fixture
def random():
    return np.random.default_rng(5)


@pytest.fixture
def shipped():
    return FaceSpace.shipped(RELEASES["casia-webface"].space_file)


def axis(index):
    return np.eye(EMBEDDING_SIZE, dtype=np.float32)[[index]]


def test_nothing_is_taken_out_where_nothing_was_measured(random):
    outputs = random.standard_normal((3, EMBEDDING_SIZE)).astype(np.float32)

    np.testing.assert_allclose(FaceSpace.unknown().place(outputs), unit(outputs), atol=1e-6)


def test_the_length_of_an_output_does_not_matter(shipped, random):
    outputs = random.standard_normal((3, EMBEDDING_SIZE)).astype(np.float32)

    np.testing.assert_allclose(shipped.place(7 * outputs), shipped.place(outputs), atol=1e-6)


def test_the_mean_goes_and_the_directions_shrink_by_their_factors():
    space = FaceSpace(
        mean=0.5 * axis(0)[0], directions=axis(1), factors=np.array([0.25], np.float32)
    )
    outputs = 0.5 * axis(0) + 0.5 * axis(1) + np.sqrt(0.5) * axis(2)  # of length 1

    (placed,) = space.place(outputs)

    expected = unit(0.125 * axis(1) + np.sqrt(0.5) * axis(2))[0]
    np.testing.assert_allclose(placed, expected, atol=1e-6)


def test_shipped_directions_are_orthonormal_and_damped_most_where_faces_vary_most(shipped):
    identity = np.eye(len(shipped.directions))
    np.testing.assert_allclose(shipped.directions @ shipped.directions.T, identity, atol=1e-3)
    assert shipped.factors[0] < 0.8
    assert np.all(np.diff(shipped.factors) > 0)
    assert shipped.factors[-1] < 1


def test_what_is_learnt_finds_the_mean_and_the_widest_direction(random):
    wide = 0.3 * random.standard_normal((400, 1)) * axis(3)
    embeddings = unit(2 * axis(0) + wide + 0.02 * random.standard_normal((400, EMBEDDING_SIZE)))

    space = benchmark.learn(embeddings)

    np.testing.assert_allclose(space.mean, embeddings.mean(axis=0), atol=1e-6)
    assert abs(space.directions[0] @ axis(3)[0]) > 0.95
    assert space.factors[0] == space.factors.min()


LITTLE = damping.Damping(directions=8, power=0.05, floor=1)
MUCH = damping.Damping(directions=8, power=1, floor=1)


@pytest.mark.parametrize(("wide_is_noise", "expected"), [(True, MUCH), (False, LITTLE)])
@pytest.mark.parametrize("candidates", [(LITTLE, MUCH), (MUCH, LITTLE)])
def test_wide_directions_are_damped_when_they_do_not_tell_people_apart(
    random, monkeypatch, wide_is_noise, expected, candidates
):
    monkeypatch.setattr(damping, "CANDIDATES", candidates)
    owners = np.repeat(np.arange(60), 4)
    people = random.standard_normal((60, EMBEDDING_SIZE))[owners]
    photos = random.standard_normal((240, EMBEDDING_SIZE))
    people[:, :8] *= 1 if wide_is_noise else 8
    people[:, 8:] *= 1 if wide_is_noise else 0
    photos[:, :8] *= 12 if wide_is_noise else 3

    assert damping.choose(unit(people + photos), owners) == expected


def test_what_is_written_is_read_as_it_was(random, tmp_path, monkeypatch):
    embeddings = unit(random.standard_normal((100, EMBEDDING_SIZE)) + 1)
    space = benchmark.learn(embeddings)
    (tmp_path / "data").mkdir()
    benchmark.write(space, tmp_path / "data" / "space.json")
    monkeypatch.setattr("recognition.face_space.resources.files", lambda package: tmp_path)

    read = FaceSpace.shipped("space.json")

    np.testing.assert_allclose(read.place(embeddings), space.place(embeddings), atol=1e-4)
