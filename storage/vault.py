"""What keeps faces secret at rest: encrypted embeddings, and digests that tell nothing."""

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, exists, select, update

from storage import errors, keys
from storage.tables import gallery_state, templates

_NONCE_BYTES = 12  # what NIST SP 800-38D recommends for GCM
_FINGERPRINT_LENGTH = 16  # hexadecimal digits


class Vault:
    """Seals embeddings with AES-256-GCM, each bound to its student and model."""

    def __init__(self, key: bytes) -> None:
        self._aes = AESGCM(_subkey(key, "template encryption"))
        self._digest_key = _subkey(key, "photo digest")
        self.fingerprint = _subkey(key, "key fingerprint").hex()[:_FINGERPRINT_LENGTH]

    def seal(self, embedding: bytes, *, student_id: int, model: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._aes.encrypt(nonce, embedding, _owner(student_id, model))

    def unseal(self, sealed: bytes, *, template_id: int, student_id: int, model: str) -> bytes:
        """Raise ``TemplateDamaged`` unless it was sealed by this key for this student and model."""
        nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._aes.decrypt(nonce, ciphertext, _owner(student_id, model))
        except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
            raise errors.TemplateDamaged(template_id, student_id) from error

    def photo_digest(self, photo: bytes) -> bytes:
        """Finds the same photo again; whoever has only the database cannot test a photo."""
        return hmac.digest(self._digest_key, photo, hashlib.sha256)


def unlock(connection: Connection, key_file: Path) -> Vault:
    """The vault of a database: its key made where nothing is locked yet, else checked.

    Raises a ``KeyProblem`` when the file is not the key that the templates are sealed with.
    """
    in_use = connection.scalar(select(exists().where(templates.c.embedding.is_not(None))))
    if not in_use:
        keys.create_if_missing(key_file)
    vault = Vault(keys.read(key_file))
    expected = connection.scalar(select(gallery_state.c.key_fingerprint))
    if vault.fingerprint != expected:
        if in_use:
            raise errors.KeyWrong(key_file, expected=str(expected), found=vault.fingerprint)
        connection.execute(update(gallery_state).values(key_fingerprint=vault.fingerprint))
    return vault


def _subkey(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, f"rollcall {purpose}".encode(), hashlib.sha256)


def _owner(student_id: int, model: str) -> bytes:
    return f"{student_id}:{model}".encode()
