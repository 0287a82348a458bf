"""Text that other programs take for text."""

import re

# A cell that begins so is computed by a spreadsheet (owasp.org/www-community/attacks/
# CSV_Injection), and where it splits lines at other signs than commas, a cell begins after those.
_FORMULA = re.compile(r"(^|[;,\t|])(\s*)(?=[=+\-@＝＋－＠])")
# A word like these computes nothing: without brackets and marks it can call and reach nothing.
_HARMLESS = re.compile(r"[+\-@]?\w[\w.\-/]*", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def as_text(value: str) -> str:
    """A value that no spreadsheet takes for a formula when it reads it from a CSV file."""
    return _FORMULA.sub(r"\1\2'", printable(value))


def as_identifier(value: str) -> str:
    """A value that another program compares: the same, unless it may be a formula."""
    return value if _HARMLESS.fullmatch(value) else as_text(value)


def printable(value: str) -> str:
    """A value without what has no place in a file of text, or in XML."""
    return _UNPRINTABLE.sub(" ", value)
