"""Everything the program itself raises; each carries one line for the operator.

ProgramError
├── BadSettings
├── TelegramRefused
├── CannotListen
├── RosterUnreadable
├── PhotosUnreadable
├── PhotoUnreadable
├── CalendarUnreadable
├── NotUnderstood
├── ProcessEnded
└── DemoFailed
"""

REVOKED = "Telegram refuses the token, it may have been revoked: take a new one from @BotFather"
RIVAL = (
    "another program is polling with this bot's token: stop it, or get a new token from @BotFather"
)
WEBHOOK_TAKEN = (
    "another program sets or removes this bot's webhook: stop it, or get a new token from "
    "@BotFather"
)


class ProgramError(Exception):
    """The program cannot do what it was asked to."""

    exit_code = 1


class BadSettings(ProgramError):
    """A setting is unknown, missing or wrong."""

    exit_code = 2


class TelegramRefused(ProgramError):
    """Telegram does not accept the token, or somebody else takes updates with it."""

    exit_code = 3


class CannotListen(ProgramError):
    """A port of ours is taken or may not be used."""

    exit_code = 2


class RosterUnreadable(ProgramError):
    """The file is not a roster."""


class PhotosUnreadable(ProgramError):
    """The file is not a ZIP of photos, or not one that is safe to read."""


class PhotoUnreadable(ProgramError):
    """One photo cannot be read from where it is."""


class CalendarUnreadable(ProgramError):
    """The file is not a calendar, or not one that can be followed."""


class NotUnderstood(ProgramError):
    """An update is not what the Bot API says."""


class ProcessEnded(ProgramError):
    """The process has ended again and again while it handled an update."""


class DemoFailed(ProgramError):
    """The bot of the demo did not come up, or stopped."""
