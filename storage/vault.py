"""What keeps faces secret at rest: sealed values, and digests that tell nothing."""

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, Connection, exists, select, update

from storage import errors, keys
from storage.tables import gallery_state, last_faces, room_secrets, selfies, templates

_NONCE_BYTES = 12  # what NIST SP 800-38D recommends for GCM
_FINGERPRINT_LENGTH = 16  # hexadecimal digits
_DIGEST_KEY = "photo digest key"  # what it is sealed for


class Vault:
    """Seals values with AES-256-GCM, each bound to its owner: moved to another it does not open.

    The digests of photos keep their key when the vault's is changed, for the photos are gone.
    """

    def __init__(self, key: bytes, *, digest_key: bytes | None = None) -> None:
        self._aes = AESGCM(_subkey(key, "template encryption"))
        self._digest_key = digest_key or _subkey(key, "photo digest")
        self.fingerprint = _subkey(key, "key fingerprint").hex()[:_FINGERPRINT_LENGTH]

    def seal(self, content: bytes, *owner: object) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._aes.encrypt(nonce, content, _bound_to(owner))

    def unseal(self, sealed: bytes, *owner: object) -> bytes:
        """Raise ``SealBroken`` unless it was sealed by this key for this owner."""
        nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._aes.decrypt(nonce, ciphertext, _bound_to(owner))
        except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
            raise errors.SealBroken from error

    def photo_digest(self, photo: bytes) -> bytes:
        """Finds the same photo again; whoever has only the database cannot test a photo."""
        return hmac.digest(self._digest_key, photo, hashlib.sha256)

    def sealed_digest_key(self, other: "Vault") -> bytes:
        """The key of the digests, for a vault that is to make the same ones."""
        return other.seal(self._digest_key, _DIGEST_KEY)

    @classmethod
    def opened(cls, key: bytes, sealed_digest_key: bytes | None) -> "Vault":
        """The vault of a key, with the key of the digests that was sealed for it."""
        vault = cls(key)
        if sealed_digest_key is None:
            return vault
        return cls(key, digest_key=vault.unseal(sealed_digest_key, _DIGEST_KEY))


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A column of sealed values, and the columns that say whose each is.

    ``at_once`` is how many are held in memory when they are sealed anew.
    """

    column: Column[Any]
    owner: tuple[Column[Any], ...]
    at_once: int


SEALED_SELFIES = Sealed(
    column=selfies.c.content,
    owner=tuple(selfies.c["student_id", "bot_id", "update_id", "sent_at"]),
    at_once=5,  # of up to 20 MB
)
SEALED_LAST_FACES = Sealed(
    column=last_faces.c.embedding,
    owner=tuple(last_faces.c["student_id", "model", "kept_at"]),
    at_once=500,  # of some 2 kB
)
SEALED = (
    Sealed(
        column=templates.c.embedding,
        owner=(templates.c.student_id, templates.c.model),
        at_once=500,  # of some 2 kB
    ),
    SEALED_SELFIES,
    Sealed(column=room_secrets.c.secret, owner=(room_secrets.c.session_id,), at_once=500),
    SEALED_LAST_FACES,
)  # everything that needs the key: what is not here is lost when the key is changed


def unlock(connection: Connection, key_file: Path) -> Vault:
    """The vault of a database: its key made where nothing is locked yet, else checked.

    A change of the key that was cut short is finished. Raises a ``KeyProblem`` when the file is
    not the key that the database is sealed with.
    """
    expected, digest_key = connection.execute(
        select(gallery_state.c.key_fingerprint, gallery_state.c.digest_key)
    ).one()
    if _in_use(connection):
        return Vault.opened(_fitting_key(key_file, str(expected)), digest_key)
    keys.create_if_missing(key_file)
    key = keys.read(key_file)
    if fingerprint(key) == expected:
        return Vault.opened(key, digest_key)
    changed = {"key_fingerprint": fingerprint(key), "digest_key": None}
    connection.execute(update(gallery_state).values(changed))
    return Vault(key)


def fingerprint(key: bytes) -> str:
    """What a key is recognised by; nothing else can be learnt from it."""
    return Vault(key).fingerprint


def _in_use(connection: Connection) -> bool:
    return any(
        connection.scalar(select(exists().where(sealed.column.is_not(None)))) for sealed in SEALED
    )


def _fitting_key(key_file: Path, expected: str) -> bytes:
    """The key with a fingerprint: in its file, or in that of a change that was cut short."""
    if keys.pending(key_file).exists():
        key = keys.read(keys.pending(key_file))
        if fingerprint(key) == expected:
            keys.promote(key_file, fingerprint)
    key = keys.read(key_file)
    if fingerprint(key) != expected:
        raise errors.KeyWrong(
            key_file,
            expected=expected,
            found=fingerprint(key),
            kept=keys.retired(key_file, expected),
        )
    return key


def _subkey(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, f"rollcall {purpose}".encode(), hashlib.sha256)


def _bound_to(owner: tuple[object, ...]) -> bytes:
    return ":".join(map(str, owner)).encode()
