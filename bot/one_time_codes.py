"""Codes that change with the time, as RFC 6238 makes them."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from attendance import room_code

STEP = timedelta(seconds=20)  # long enough to type six digits, short enough to be a nuisance


@dataclass(frozen=True, kw_only=True)
class Totp:
    """Satisfies ``ports.Codes``."""

    step: timedelta = STEP

    def at(self, secret: bytes, moment: datetime) -> str:
        """See ``ports.Codes``."""
        seconds = int(self.step.total_seconds())
        key = base64.b32encode(secret).decode()
        return pyotp.TOTP(key, digits=room_code.DIGITS, interval=seconds).at(moment)
