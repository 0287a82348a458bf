"""Names of people, classes and holidays, and whatever else people are free to write.

One rule for all of it, wherever it comes in: any script, on one line, in one form, with nothing
that cannot be seen and nothing that turns around or buries the text beside it.
"""

import re
import unicodedata
from itertools import groupby

LONGEST = 120  # characters; Telegram's own names have 64 + 64
# Set what is between them apart from the text around it, where it is shown (UAX #9); never kept.
ISOLATES = "\u2068\u2069"
_MOST_MARKS = 4  # accents on one letter (Unicode Technical Standard #39, 5.4)

# Control characters, lone surrogates and private ones have no place in a name.
_UNWANTED_CATEGORIES = ("Cc", "Cs", "Co")
_OVERRIDES = "\u202d\u202e"  # show what follows in another order than it has
# What is told apart from nothing by no eye: fillers of Hangul and Braille, and the like.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINERS = "\u200c\u200d"  # change the letters beside them; Persian and Hindi need them
_STYLES = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d\u180f]")
_TAGS = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0001-\U000e007f]+")
_UNASSIGNED_FILLERS = re.compile("[\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]")
_VIRAMA = 9  # the combining class of what joins consonants of Indic scripts
_EMOJI = ("So", "Sk", "Mn")  # pictures, the tones of their skin, and their styles
_NEVER_ASSIGNED = 0xFFFE  # this and the next, of each 65,536 (Unicode 23.7)


def read(text: str, *, longest: int = LONGEST) -> str | None:
    """What somebody wrote in the form it is kept in, or None for what is refused."""
    if any(_is_unwanted(char) for char in " ".join(text.split())):
        return None
    value, before = _tidied(text), ""
    while value != before:
        value, before = _tidied(value), value
    good = 0 < len(value) <= longest and _begins_well(value) and not _is_tower(value)
    return value if good and any(map(_can_be_seen, value)) else None


def alike(one: str, other: str) -> bool:
    """Whether two names are the same but for capitals and what cannot be seen."""
    return key(one) == key(other)


def key(name: str) -> str:
    """What names that look alike have in common."""
    seen = "".join(char for char in name if char not in _JOINERS and not _STYLES.match(char))
    return unicodedata.normalize("NFKC", seen).casefold()


def _is_unwanted(char: str) -> bool:
    never = ord(char) & 0xFFFF >= _NEVER_ASSIGNED or "\ufdd0" <= char <= "\ufdef"
    return never or char in _OVERRIDES or unicodedata.category(char) in _UNWANTED_CATEGORIES


def _tidied(text: str) -> str:
    """Composed, spaces collapsed, and without what shows nothing where it stands."""
    text = "".join(char for char in text if not _is_filler(char))
    text = unicodedata.normalize("NFC", " ".join(_TAGS.sub("", text).split()))
    neighbours = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    return "".join(char for before, char, after in neighbours if not _is_idle(before, char, after))


def _is_filler(char: str) -> bool:
    """Whether a character shows nothing and changes nothing, wherever it is."""
    if char in _JOINERS or _STYLES.match(char) or "\U000e0001" <= char <= "\U000e007f":
        return False
    is_filler = char in _FILLERS or _UNASSIGNED_FILLERS.match(char) is not None
    return is_filler or unicodedata.category(char) == "Cf"


def _is_idle(before: str, char: str, after: str) -> bool:
    """Whether a character changes nothing that is shown beside it, though others like it do."""
    if char in _JOINERS:
        return not _is_joined(before, after)
    return _STYLES.match(char) is not None and not _is_styled(before, char)


def _is_joined(before: str, after: str) -> bool:
    """Whether a joiner is where a script or an emoji needs one (as RFC 5892, A.1, roughly)."""
    if before == " ":
        return False
    if _VIRAMA in (unicodedata.combining(before), unicodedata.combining(after)):
        return True
    if unicodedata.category(after) == "So":
        return unicodedata.category(before) in _EMOJI
    return unicodedata.bidirectional(before) in ("AL", "R")


def _is_styled(before: str, char: str) -> bool:
    """Whether a sign that chooses a variant follows what may have one."""
    category = unicodedata.category(before)
    if char <= "\u180f":
        return "\u1820" <= before <= "\u18aa"
    if char <= "\ufe0f":
        return category in ("So", "Sm", "Nd") or before in "#*\u203c\u2049\u3030\u303d"
    return category == "Lo"


def _begins_well(text: str) -> bool:
    """Whether it begins with a character of its own, not an accent for the one before it."""
    return unicodedata.category(text[0])[0] != "M"


def _is_tower(text: str) -> bool:
    """Whether accents are heaped up, over the lines above and below."""
    marks = (unicodedata.category(c) in ("Mn", "Me") for c in unicodedata.normalize("NFD", text))
    return any(mark and len(list(run)) > _MOST_MARKS for mark, run in groupby(marks))


def _can_be_seen(char: str) -> bool:
    """Whether it is a letter, a number or a symbol; one newer than this program may be."""
    return unicodedata.category(char)[0] in "LNS" or unicodedata.category(char) == "Cn"
