"""Folders of people and LFW's lists are read, and what is wrong in them is named."""

import pytest

from recognition import errors
from recognition.evaluation import datasets

VIEW_1 = "2\nAda\t1\t2\nAda\t2\t3\nAda\t1\tBob\t1\nBob\t1\tCy Young\t4\n"
VIEW_2 = "2 1\nAda 1 2\nAda 1 Bob 1\nAda 2 3\nBob 1 Ada 3\n"


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "photos"
    touch(
        folder,
        "Ada/Ada_0001.jpg",
        "Ada/Ada_0002.PNG",
        "Ada/Ada_0003.jpeg",
        "Ada/Ada_0003.txt",
        "Bob/Bob_0001.webp",
        "Cy Young/Cy Young_0004.heic",
    )
    return folder


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "pairs.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_each_folder_is_a_person_and_each_image_a_photo(folder):
    touch(folder, "readme.txt", "loose.jpg", "Ada/.hidden.jpg", "Empty/notes.txt")
    (folder / "Ada" / "folder.jpg").mkdir()

    people = datasets.people(folder)

    assert {name: [path.name for path in paths] for name, paths in people.items()} == {
        "Ada": ["Ada_0001.jpg", "Ada_0002.PNG", "Ada_0003.jpeg"],
        "Bob": ["Bob_0001.webp"],
        "Cy Young": ["Cy Young_0004.heic"],
    }


@pytest.mark.parametrize("content", [(), ("loose.jpg",), ("Ada/notes.txt",)])
def test_a_folder_without_people_says_what_is_wanted(tmp_path, content):
    touch(tmp_path, *content)

    with pytest.raises(errors.NobodyFound, match=r"PERSON/1\.jpg"):
        datasets.people(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(errors.FolderUnreadable, match=r"none: No such file or directory"):
        datasets.people(tmp_path / "none")


def test_a_file_in_place_of_the_folder_is_named(tmp_path):
    touch(tmp_path, "file.txt")

    with pytest.raises(errors.FolderUnreadable, match=r"file\.txt: Not a directory"):
        datasets.people(tmp_path / "file.txt")


def test_view_1_is_a_list_without_folds(folder, write):
    pairs = datasets.read_pairs(write(VIEW_1), folder)

    assert [tuple(side.photo.name for side in pair.sides) for pair in pairs] == [
        ("Ada_0001.jpg", "Ada_0002.PNG"),
        ("Ada_0002.PNG", "Ada_0003.jpeg"),
        ("Ada_0001.jpg", "Bob_0001.webp"),
        ("Bob_0001.webp", "Cy Young_0004.heic"),
    ]
    assert [pair.same for pair in pairs] == [True, True, False, False]
    assert {pair.fold for pair in pairs} == {None}


def test_view_2_is_a_list_with_folds(folder, write):
    pairs = datasets.read_pairs(write(VIEW_2), folder)

    assert [pair.fold for pair in pairs] == [0, 0, 1, 1]
    assert [pair.same for pair in pairs] == [True, False, True, False]


@pytest.mark.parametrize(
    "text",
    [VIEW_1.replace("\n", "\r\n"), VIEW_1 + "\n\n", "\ufeff" + VIEW_1],
    ids=["CRLF", "blank lines at the end", "byte order mark"],
)
def test_a_list_from_another_system_is_read(folder, write, text):
    assert len(datasets.read_pairs(write(text), folder)) == 4


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "number of pairs"),
        ("pairs\n", 1, "number of pairs"),
        ("0\n", 1, "number of pairs"),
        ("-1\n", 1, "number of pairs"),
        ("1 2 3\n", 1, "number of pairs"),
        (VIEW_1.replace("Ada\t2\t3", "Ada\t2"), 3, "`name i j`"),
        (VIEW_1.replace("Ada\t2\t3", "Ada\t2\tAda\t3"), 3, "`name i j`"),
        (VIEW_1.replace("Ada\t1\tBob\t1", "Ada\t1\t2"), 4, "`name i other j`"),
        (VIEW_1.replace("Ada\t2\t3", ""), 3, "`name i j`"),
        (VIEW_1.replace("Bob\t1\tCy", "Bob\tone\tCy"), 5, "'one'"),
        (VIEW_1.replace("Ada\t1\tBob", "Ada\t1\tAda"), 4, "one person twice"),
        (VIEW_1.replace("Bob", "../Bob"), 4, "'../Bob'"),
        (VIEW_1.replace("Bob", ".."), 4, "'..'"),
        (VIEW_1.replace("2\nAda", "3\nAda", 1), 5, "6 pairs, and 4 follow"),
        (VIEW_1 + "Ada\t1\tBob\t1\n", 6, "4 pairs, and 5 follow"),
    ],
)
def test_what_is_malformed_is_named_with_its_line(folder, write, text, line, words):
    with pytest.raises(errors.PairsMalformed, match=f"line {line}: ") as raised:
        datasets.read_pairs(write(text), folder)

    assert raised.value.line == line
    assert words in str(raised.value)


@pytest.mark.parametrize(("of", "missing"), [("Ada\t2\t3", "Ada\t2\t9"), ("Bob", "Zoe")])
def test_a_photo_that_is_missing_is_named_with_its_line(folder, write, of, missing):
    with pytest.raises(errors.PhotoMissing, match=r"line \d: .*(Ada_0009|Zoe_0001)\.jpg"):
        datasets.read_pairs(write(VIEW_1.replace(of, missing)), folder)


def test_a_list_that_is_not_there_is_named(folder):
    with pytest.raises(errors.PairsUnreadable, match=r"none\.txt: No such file"):
        datasets.read_pairs(folder / "none.txt", folder)


def test_a_list_that_is_not_text_is_refused(folder, write):
    with pytest.raises(errors.PairsUnreadable, match="codec"):
        datasets.read_pairs(write(b"\x89PNG\xff\xfe"), folder)
