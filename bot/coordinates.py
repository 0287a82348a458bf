"""Where people are, in updates that wait to be handled: unreadable wherever they are stored.

The key is in memory alone and ends with the process. What still waited then cannot be understood:
its sender is asked to send it again.
"""

import json
import os
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Json = dict[str, Any]

_NONCE_BYTES = 12
_PLACE = "latitude"  # what has it is a Location of the Bot API, wherever it stands in an update
_SEALED = "sealed"


class Coordinates:
    """Seals every place in an update, and opens it again as long as this process lives."""

    def __init__(self) -> None:
        self._cipher = AESGCM(AESGCM.generate_key(bit_length=256))

    def hidden(self, update: Json) -> Json:
        """The update without places that anybody could read."""
        hidden: Json = _changed(update, _PLACE, self._seal)
        return hidden

    def shown(self, update: Mapping[str, Any]) -> Json:
        """The update as it came; what another process has sealed stays as it is."""
        shown: Json = _changed(dict(update), _SEALED, self._open)
        return shown

    def _seal(self, place: Json) -> Json:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, json.dumps(place).encode(), None)
        return {_SEALED: b64encode(nonce + sealed).decode()}

    def _open(self, place: Json) -> Json:
        try:
            sealed = b64decode(place[_SEALED])
            opened = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except (InvalidTag, Error, TypeError, ValueError):
            return place
        found: Json = json.loads(opened)
        return found


def _changed(value: Any, name: str, change: Callable[[Json], Json]) -> Any:  # noqa: ANN401 - JSON
    """The same JSON, with every object that has a part of that name changed."""
    if isinstance(value, list):
        return [_changed(part, name, change) for part in value]
    if not isinstance(value, dict):
        return value
    if name in value:
        return change(value)
    return {key: _changed(part, name, change) for key, part in value.items()}
