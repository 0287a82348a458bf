"""What is read about rosters that are imported, in the chat and on the command line."""

from collections.abc import Collection
from dataclasses import dataclass

from attendance.mail import Button
from attendance.model import Student
from bot.replies import commands, naming, words

START, LEAVE = "import:start", "import:leave"
BUTTONS = (
    (
        Button(text="Import without photos", data=START),
        Button(text="Leave it", data=LEAVE),
    ),
)
SEND_ROSTER = (
    "Send me the roster: a CSV file whose first line is\n"
    "roll_no,name,class,telegram_id,photos\n"
    "and then a line for each student in a class. The last two may be left out; photos are file "
    "names separated by ; or empty for all in a folder named like the roll number. I ask for a ZIP "
    "of the photos next. Importing twice changes nothing."
)
ROSTER_FIRST = "Send me the roster as a CSV file first, then the photos. /import says how."
LEFT = "Nothing is imported."
TOO_LARGE_FILE = "it is too large: Telegram gives me files of 20 MB at most, and a roster has 2 MB"
TOO_MANY_ROWS = "it has more than 5,000 rows: please send it in parts"

NO_ZIP = "it is not a ZIP file"
TOO_MANY_FILES = "it holds more than 20,000 files"
PACKED_ODDLY = "it is encrypted, or packed in a way that I do not read"
TOO_MUCH_UNPACKED = "the ZIP unpacks to more than 200 MB: please send the rest as another one"
DAMAGED = "it is damaged"
TOO_LARGE = "it is too large"

LINKED_ALREADY = "is linked to another Telegram account already"
IS_KIOSK = "telegram_id is that of a kiosk"
COLUMNS = ("line", "roll_no", "refused because")
_MOST_CODES = 10  # class codes in one line


@dataclass(frozen=True, kw_only=True)
class Roster:
    """What a roster holds, before anything is done with it."""

    name: str
    rows: int
    bad: int
    students: int
    classes: Collection[str]
    unknown: Collection[str]  # class codes that nobody has, or that are archived


def account_taken(holder: Student) -> str:
    """A row gives the account of somebody else."""
    return f"telegram_id belongs to {naming.person(holder)} already"


def unusable(column: str) -> str:
    """A row has nothing in a column, or not what belongs there."""
    expected = commands.EXPECT_NAME if column == "name" else commands.EXPECT_CODE
    return f"{column} is empty or cannot be used: it should be {expected}"


def no_photos_in(folder: str) -> str:
    """A student has no photos where they should be."""
    return f"no photos in {folder}"


def no_such_photo(name: str) -> str:
    """A photo that a row names is not there."""
    return f"{name}: no such file"


def of_photo(name: str, why: str) -> str:
    """A photo was refused."""
    return f"{name}: {why}"


def found(value: Roster) -> str:
    """What would be imported, and what is wanted next."""
    lines = [
        f"{naming.isolated(value.name)}: {words.count(value.rows, 'row')}, "
        f"{words.count(value.students, 'student')} in {_codes(value.classes)}."
    ]
    if value.bad:
        lines.append(
            f"{words.count(value.bad, 'row')} cannot be used; the file says why afterwards."
        )
    if value.unknown:
        lines.append(
            f"No class in use is called {_codes(value.unknown)}: its rows will be refused. "
            "/class makes a class; then send the roster again."
        )
    lines.append(
        "Now send the photos as a ZIP file of at most 20 MB (more can follow in further ones), or "
        "import without photos."
    )
    return "\n".join(lines)


def nothing_found(name: str) -> str:
    """A roster that has no row."""
    return f"{naming.isolated(name)} has no rows. {LEFT}"


def unreadable(why: str) -> str:
    """A file that cannot be used."""
    return f"I can't use this file: {why}. Nothing has changed."


def progress(done: int, rows: int, photos: int) -> str:
    """How far an import is."""
    share = 100 * done // rows if rows else 100
    return f"Importing: {done} of {words.count(rows, 'row')} ({share} %), photos added: {photos}"


INTERRUPTED = (
    "I was interrupted, and went through it all once more: what I had done by then is done, and "
    "not counted here."
)


def finished(rows: int, students: int, photos: int, refused: int) -> str:
    """What an import has done."""
    return (
        f"{words.count(rows, 'row')}: {words.count(students, 'student')} new, "
        f"{words.count(photos, 'photo')} added, {refused} refused."
    )


def next_steps(classes: Collection[str], *, more: bool) -> str:
    """What to do after an import in the chat."""
    lines = ["Further photos? Send the next ZIP file: the roster stays at hand for an hour."]
    if classes:
        codes = " or ".join(f"/invites {code}" for code in sorted(classes)[:_MOST_CODES])
        lines.append(f"{codes} prints the links for those who are not linked yet.")
    return "\n".join(lines if more else lines[1:])


def refusals(number: int) -> str:
    """Under the file of what was refused."""
    return (
        f"{number} refused, and why. Put these right in the roster and send it again: what is in "
        "already stays as it is."
    )


def _codes(codes: Collection[str]) -> str:
    shown = sorted(codes)
    more = f" and {len(shown) - _MOST_CODES} more" if len(shown) > _MOST_CODES else ""
    return (", ".join(shown[:_MOST_CODES]) or "no class") + more
