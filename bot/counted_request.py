"""Requests to Telegram, counted by how they were answered."""

from typing import Any

from telegram.request import HTTPXRequest

from bot.journal import Journal

_NO_ANSWER = "none"


class CountedRequest(HTTPXRequest):
    """The library's own way to make a request; the journal hears of the status alone."""

    def __init__(self, journal: Journal, **options: Any) -> None:  # noqa: ANN401 - the library's
        super().__init__(**options)
        self._journal = journal

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401
        """See ``BaseRequest.do_request``."""
        try:
            status, body = await super().do_request(*args, **kwargs)
        except Exception:
            self._journal.answered(_NO_ANSWER)
            raise
        self._journal.answered(str(status))
        return status, body
