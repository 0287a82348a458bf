"""Class codes and roll numbers."""

import re
import unicodedata


def code(text: str) -> str:
    """A class code or roll number in the one form it is stored and compared in."""
    upper = unicodedata.normalize("NFKC", text).upper()
    return unicodedata.normalize("NFKC", upper).strip()  # upper case can take letters apart


def in_order(roll_no: str) -> list[str | int]:
    """A key to sort roll numbers by as people do: 2 before 10."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", roll_no)]
