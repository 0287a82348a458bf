"""Text that other programs take for text."""

import re

# A cell that begins so is computed by a spreadsheet (owasp.org/www-community/attacks/
# CSV_Injection), and where it splits lines at other signs than commas, a cell begins after those.
# An apostrophe before it says that it is text; so that it can be taken away again, one is put
# before apostrophes that are there already, too.
_FORMULA = re.compile(r"(^|[;,\t|])(\s*)(?='*[=+\-@＝＋－＠])")
_APOSTROPHE = re.compile(r"(^|[;,\t|])(\s*)'(?='*[=+\-@＝＋－＠])")
# A word like these computes nothing: without brackets and marks it can call and reach nothing.
_HARMLESS = re.compile(r"[+\-@]?\w[\w.\-/]*", re.ASCII)
# Control characters, what is in no XML, and what shows text in another order than it has.
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066\u2067\ufffe\uffff\ud800-\udfff]"
)


def as_text(value: str) -> str:
    """A value that no spreadsheet takes for a formula when it reads it from a CSV file."""
    return _FORMULA.sub(r"\1\2'", printable(value))


def from_text(value: str) -> str:
    """The value that ``as_text`` was given, unless that had what cannot be printed."""
    return _APOSTROPHE.sub(r"\1\2", value)


def as_identifier(value: str) -> str:
    """A value that another program compares: the same, unless it may be a formula."""
    return value if _HARMLESS.fullmatch(value) else as_text(value)


def printable(value: str) -> str:
    """A value without what has no place in a file of text, in XML, or on a terminal."""
    return _UNPRINTABLE.sub(" ", value)
