"""``rollcall evaluate`` on a folder of real photographs, and what it says of others."""

import io
import os
import pty
import re
import subprocess

import pytest
from PIL import Image

from recognition import samples
from tests.acceptance.service import ROOT, command, rollcall

PAIRS = "1\nobama 1 2\nobama 1 biden 1\n"


def put(folder, contents):
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    obama, biden, collins = (samples.photo(name) for name in ("obama", "biden", "collins"))
    blank = io.BytesIO()
    Image.new("RGB", (320, 240), (90, 140, 90)).save(blank, "PNG")
    return put(
        tmp_path_factory.mktemp("evaluate"),
        {
            "obama/obama_0001.jpg": obama,
            "obama/obama_0002.JPEG": samples.photo("obama2"),
            "obama/obama_0003.jpg": samples.photo("obama3"),
            "biden/biden_0001.jpg": biden,
            "biden/biden_0002.jpg": samples.variant(biden),
            "collins/1.png": collins,
            "collins/2.jpg": samples.variant(collins),
            "six/group.jpg": samples.photo("group"),
            "nobody/blank.png": blank.getvalue(),
            "broken/half.jpg": obama[: len(obama) // 2],
            "broken/text.jpg": b"not a picture",
            "broken/notes.txt": b"not looked at",
            "loose.jpg": obama,
        },
    )


def cells(output, label):
    """What the first table with a label says beside it."""
    row = next(line for line in output.splitlines() if line.startswith(f"│ {label}"))
    return [cell.strip() for cell in row.strip("│").split("│")][1:]


def test_a_folder_is_evaluated_with_a_bar_on_the_terminal(folder, tmp_path):
    ours, theirs = pty.openpty()
    picture = tmp_path / "roc.png"

    with os.fdopen(ours, "rb", buffering=0) as terminal:
        process = subprocess.Popen(
            command("evaluate", str(folder), "--plot", str(picture)),
            cwd=ROOT,
            env=os.environ | {"COLUMNS": "200"},
            stdout=subprocess.PIPE,
            stderr=theirs,
            text=True,
        )
        os.close(theirs)
        drawn = _all(terminal)
        output, _ = process.communicate(timeout=300)

    assert process.returncode == 0, output
    assert "Reading photos" in drawn
    assert "11/11" in drawn
    assert "Reading photos" not in output
    assert cells(output, "people") == ["6"]
    assert cells(output, "photos") == ["11"]
    assert cells(output, "could not be read") == ["2"]
    assert cells(output, "no face") == ["1"]
    assert cells(output, "several faces") == ["1"]
    assert re.search(r"half\.jpg: The picture is cut off or damaged", output)
    assert re.search(r"text\.jpg: The file is not a picture", output)
    assert cells(output, "pairs of one person")[0] == str(3 + 1 + 1)
    assert cells(output, "pairs of different people")[0] == str(8 * 7 // 2 - 5)
    assert cells(output, "EER")[0] == "0.0 %"
    assert cells(output, "FRR at FAR 1 %")[0] == "too few pairs (23 of 100)"
    assert cells(output, "rank-1")[0] == "100.0 %"
    assert "Too few photos to suggest an accept_score" in output
    with Image.open(picture) as image:
        image.load()
        assert (image.format, image.width > 1000) == ("PNG", True)
        assert len(image.getcolors(image.width * image.height)) > 100
    assert list(tmp_path.iterdir()) == [picture]


async def test_listed_pairs_are_compared_without_a_bar_where_there_is_no_terminal(folder, tmp_path):
    listed = tmp_path / "pairs.txt"
    listed.write_text(PAIRS, encoding="utf-8")

    answer = await rollcall("evaluate", folder, "--pairs", listed)

    assert answer.code == 0, answer.output
    assert "Reading photos" not in answer.output
    assert cells(answer.output, "photos") == ["3"]
    assert cells(answer.output, "pairs of one person") == ["1"]
    assert cells(answer.output, "pairs of different people") == ["1"]
    assert "rank-1" not in answer.output
    assert list(tmp_path.iterdir()) == [listed]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PAIRS.replace("1 2", "1"), "line 2"),
        (PAIRS.replace("biden 1", "biden 7"), "biden_0007.jpg"),
        ("faces\n", "line 1"),
    ],
)
async def test_a_bad_list_is_one_line_that_names_the_place(folder, tmp_path, text, words):
    listed = tmp_path / "pairs.txt"
    listed.write_text(text, encoding="utf-8")

    answer = await rollcall("evaluate", folder, "--pairs", listed)

    assert_refused(answer, 1, words)


async def test_what_cannot_be_evaluated_is_one_line(folder, tmp_path):
    assert_refused(await rollcall("evaluate", tmp_path), 1, "PERSON/1.jpg")
    assert_refused(await rollcall("evaluate", tmp_path / "none"), 1, "No such file")
    assert_refused(await rollcall("evaluate", folder / "loose.jpg"), 1, "Not a directory")
    nowhere = tmp_path / "none" / "roc.png"
    assert_refused(await rollcall("evaluate", folder, "--plot", nowhere), 1, "there is no folder")
    assert_refused(await rollcall("evaluate", folder, "--weights", "none"), 2, "casia-webface")
    config = tmp_path / "config.toml"
    assert_refused(await rollcall("evaluate", folder, "--config", config), 2, "config.example.toml")


async def test_photos_without_faces_are_counted_and_nothing_else(folder):
    answer = await rollcall("evaluate", put(folder.parent / "blank", _only(folder, "nobody")))

    assert answer.code == 1
    assert cells(answer.output, "no face") == ["1"]
    assert answer.output.splitlines()[-1].startswith("rollcall: Faces were found in 0")


def assert_refused(answer, code, words):
    assert answer.code == code, answer.output
    (line,) = answer.output.strip().splitlines()
    assert line.startswith("rollcall: ")
    assert words in line


def _only(folder, person):
    return {f"{person}/{path.name}": path.read_bytes() for path in (folder / person).iterdir()}


def _all(terminal):
    """Read until the other side is closed, which Linux tells as an error."""
    parts = []
    try:
        while part := terminal.read(65536):
            parts.append(part)
    except OSError:
        pass
    return b"".join(parts).decode()
