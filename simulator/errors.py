"""What can go wrong in the simulator.

SimulatorError
├── PortInUse (also an OSError)
├── NotUnderstood          a request to the people side that makes no sense
├── NoSuchThing            a person, message, button or file that is not there
└── ApiError               an answer of the Bot API in Telegram's shape
    ├── BadRequest         400
    ├── Unauthorized       401
    ├── Forbidden          403
    ├── NotFound           404
    ├── Conflict           409
    ├── TooLarge           413
    ├── TooManyRequests    429, with `retry_after` in seconds
    └── ServerError        500
"""

from typing import Any, ClassVar


class SimulatorError(Exception):
    """Any error the simulator raises itself."""


class PortInUse(SimulatorError, OSError):
    """The address asked for is taken by another program."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Port {port} on {host} is in use; choose another one")
        self.host = host
        self.port = port


class NotUnderstood(SimulatorError):
    """The people side was asked for something it cannot do as asked."""


class NoSuchThing(SimulatorError):
    """The people side was asked about something that is not there."""


class Refused(SimulatorError):
    """The simulator would not do what a person wanted; the text says why."""


class HeardNothing(SimulatorError, AssertionError):
    """The message waited for did not come; `passed` is what was heard instead."""

    def __init__(self, who: str, containing: str | None, seconds: float, passed: list[str]) -> None:
        wanted = "anything" if containing is None else repr(containing)
        others = "".join(f"\n  {text!r}" for text in passed) or " nothing"
        super().__init__(f"{who} did not hear {wanted} within {seconds:g} s, but:{others}")
        self.passed = passed


class HeardSomething(SimulatorError, AssertionError):
    """The bot spoke where it should have been silent."""


class ApiError(SimulatorError):
    """The Bot API refuses; `description` is worded as Telegram words it."""

    code: ClassVar[int]
    prefix: ClassVar[str]

    def __init__(self, detail: str = "") -> None:
        self.description = f"{self.prefix}: {detail}" if detail else self.prefix
        super().__init__(self.description)

    def as_json(self) -> dict[str, Any]:
        """Return the body Telegram would send."""
        return {"ok": False, "error_code": self.code, "description": self.description}


class BadRequest(ApiError):
    """The method was called with something Telegram does not accept."""

    code = 400
    prefix = "Bad Request"


class Unauthorized(ApiError):
    """The token is not this bot's."""

    code = 401
    prefix = "Unauthorized"


class Forbidden(ApiError):
    """The person does not want, or has not yet allowed, the bot to write."""

    code = 403
    prefix = "Forbidden"


class NotFound(ApiError):
    """There is no such method or file."""

    code = 404
    prefix = "Not Found"


class Conflict(ApiError):
    """Two ways of receiving updates are in each other's way."""

    code = 409
    prefix = "Conflict"


class TooLarge(ApiError):
    """The upload is larger than a bot may send."""

    code = 413
    prefix = "Request Entity Too Large"


class TooManyRequests(ApiError):
    """A chat, or all chats together, got more messages than Telegram allows."""

    code = 429
    prefix = "Too Many Requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after}")
        self.retry_after = retry_after

    def as_json(self) -> dict[str, Any]:
        """Return the body Telegram would send, with how long to wait."""
        return super().as_json() | {"parameters": {"retry_after": self.retry_after}}


class ServerError(ApiError):
    """Something is wrong at Telegram's."""

    code = 500
    prefix = "Internal Server Error"
