"""The address of the webhook; its path is a secret of its own."""

import hashlib
import hmac
from urllib.parse import urlsplit

_PATH_LENGTH = 32  # hexadecimal digits: 128 bits
# Characters that are 64 bits even as hexadecimal digits, which OWASP asks of session ids
# (https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html).
_HARD_TO_GUESS = 16


def with_path(url: str, *, token: str, secret: str) -> str:
    """The address as it is, or with a path of ours if it has none.

    That path is the same at every start, and known to nobody without the token and the secret.
    """
    if path_of(url).strip("/"):
        return url
    digest = hmac.new(secret.encode(), f"webhook of {token}".encode(), hashlib.sha256)
    return f"{url.rstrip('/')}/{digest.hexdigest()[:_PATH_LENGTH]}"


def path_of(url: str) -> str:
    """The path that we take posts on."""
    return urlsplit(url).path


def is_guessable(url: str) -> bool:
    """Whether its path is too short to be a secret."""
    return max(map(len, path_of(url).split("/"))) < _HARD_TO_GUESS
