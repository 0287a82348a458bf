"""What a room's QR opens: the bot, which it sends ``/start`` with a session and its code.

It cannot be taken for an invite, which is longer than the longest of these.
"""

import re
import unicodedata

from attendance import room_code

_PAYLOAD = re.compile(rf"room-(\d{{1,9}})-(\d{{{room_code.DIGITS}}})", re.ASCII)


def link(username: str, session_id: int, code: str) -> str:
    """The address that is shown as a QR."""
    return f"https://t.me/{username}?start=room-{session_id}-{code}"


def read(payload: str) -> tuple[int, str] | None:
    """The session and the code that a QR brought, or None for what is something else."""
    found = _PAYLOAD.fullmatch(payload)
    return (int(found[1]), found[2]) if found else None


def read_typed(text: str) -> str | None:
    """The digits of a code that somebody typed, in whatever script, perhaps in two halves."""
    digits = [unicodedata.decimal(char, None) for char in "".join(text.split())]
    if len(digits) != room_code.DIGITS or None in digits:
        return None
    return "".join(map(str, digits))
