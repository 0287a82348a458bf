"""Requests to Telegram through aiohttp.

It takes 1.0 ms of a processor for a request where httpx, the library's own way, takes 2.4.
"""

from functools import cache
from ssl import SSLContext
from typing import Any

import aiohttp
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.journal import Journal

# Half a megabit a second, the uplink of a slow ADSL line; Telegram takes files of 50 MB.
_SLOWEST_UPLOAD = 62_500  # bytes a second
_CONNECT_SECONDS = 5.0  # the wait for one of our own connections to be free included
_NO_ANSWER = "none"


@cache
def _certificates() -> SSLContext:
    """Those of httpx, which has some where the system has none; the doctor asks with the same.

    They take a twentieth of the service's start to read.
    """
    return httpx.create_ssl_context()


def upload_seconds(size: int) -> float:
    """How long so many bytes may take to go, beyond what any file may."""
    return size / _SLOWEST_UPLOAD


class TelegramRequest(BaseRequest):
    """What the library needs of a way to make requests; the journal hears of the status alone."""

    def __init__(
        self,
        journal: Journal,
        *,
        connections: int,
        read_seconds: float = 5.0,
        upload_seconds: float = 20.0,
    ) -> None:
        self._journal = journal
        self._connections = connections
        self._read_seconds = read_seconds
        self._upload_seconds = upload_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """See ``BaseRequest.read_timeout``."""
        return self._read_seconds

    async def initialize(self) -> None:
        """See ``BaseRequest.initialize``."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=_certificates()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=True,  # HTTPS_PROXY
            )

    async def shutdown(self) -> None:
        """See ``BaseRequest.shutdown``."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401 - seconds, or not given
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        """See ``BaseRequest.do_request``; of the times, only that for reading may be given."""
        given = read_timeout is not BaseRequest.DEFAULT_NONE
        reading: float = read_timeout if given else self._read_seconds
        if request_data is not None and request_data.contains_files:
            # aiohttp counts from the beginning of the upload
            reading += self._upload_seconds + upload_seconds(_size(request_data))
        try:
            status, body = await self._exchange(url, method, request_data, reading)
        except TimeoutError as error:
            self._journal.answered(_NO_ANSWER)
            raise TimedOut from error
        except aiohttp.ClientError as error:
            self._journal.answered(_NO_ANSWER)
            raise NetworkError(type(error).__name__) from error  # its text may hold the address
        self._journal.answered(str(status))
        return status, body

    async def _exchange(
        self, url: str, method: str, data: RequestData | None, reading: float
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("not initialised")
        timeout = aiohttp.ClientTimeout(connect=_CONNECT_SECONDS, sock_read=reading)
        async with self._session.request(
            method, url, data=data and _form(data), timeout=timeout, allow_redirects=False
        ) as response:
            return response.status, await response.read()


def _size(data: RequestData) -> int:
    contents = (content for _, content, _ in data.multipart_data.values())
    return sum(len(content) for content in contents if isinstance(content, bytes))


def _form(data: RequestData) -> aiohttp.FormData:
    """Parameters, and files under their names as they are, in UTF-8."""
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)
    for name, (file_name, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form
