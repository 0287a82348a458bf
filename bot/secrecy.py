"""Keeps secrets out of what is written, wherever they came from."""

import re
from collections.abc import Collection

MASK = "***"
# The secret half of a token has 35 characters; a part as short as a word would mask words.
_SHORTEST_PART = 8


class Mask:
    """Replaces every occurrence of a secret in a text; of a token, its secret half too."""

    def __init__(self, secrets: Collection[str]) -> None:
        found = {secret for secret in secrets if secret}
        halves = {secret.partition(":")[2] for secret in found}
        found |= {half for half in halves if len(half) >= _SHORTEST_PART}
        longest_first = sorted(found, key=len, reverse=True)  # a token before its half
        self._found = re.compile("|".join(map(re.escape, longest_first))) if found else None

    def __call__(self, text: str) -> str:
        return self._found.sub(MASK, text) if self._found else text
