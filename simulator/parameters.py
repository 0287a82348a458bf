"""What a method of the Bot API was called with, however it was sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from simulator import errors
from simulator.model import Json


class _InMemoryParser(MultiPartParser):
    """Reads uploads without a temporary file, for nothing here is written to disk."""

    spool_max_size = 256 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file in a multipart body."""

    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The parameters by name; values are strings (forms, queries) or JSON values.

    The readers raise BadRequest for a value of the wrong kind.
    """

    values: Mapping[str, Any]
    uploads: Mapping[str, list[Upload]] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a string."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number."""
        value = self.values.get(name)
        if value in (None, ""):
            return default
        try:
            return int(str(value))
        except ValueError:
            raise errors.BadRequest(f'parameter "{name}" must be a number') from None

    def flag(self, name: str) -> bool:
        """Return whether something is switched on."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def mapping(self, name: str) -> Json | None:
        """Return an object, which forms carry as JSON."""
        value = self._decoded(name)
        if value is None or isinstance(value, dict):
            return value
        raise errors.BadRequest(f'parameter "{name}" must be an object')

    def objects(self, name: str) -> list[Json] | None:
        """Return a list of objects."""
        values = self.items(name)
        if values is not None and not all(isinstance(value, dict) for value in values):
            raise errors.BadRequest(f'parameter "{name}" must be a list of objects')
        return values

    def items(self, name: str) -> list[Any] | None:
        """Return a list."""
        value = self._decoded(name)
        if value is None or isinstance(value, list):
            return value
        raise errors.BadRequest(f'parameter "{name}" must be a list')

    def upload(self, name: str) -> Upload | None:
        """Return the first file sent under this name."""
        return next(iter(self.uploads.get(name, [])), None)

    def _decoded(self, name: str) -> Any:  # noqa: ANN401 - JSON can be anything
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return _loaded(value)
        except ValueError:
            raise errors.BadRequest(f'can\'t parse "{name}" as JSON') from None


async def read(request: Request) -> Parameters:
    """Read the query and the body. Raises BadRequest if the body cannot be read."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    values: dict[str, Any] = dict(request.query_params)
    if kind == "multipart/form-data":
        return await _multipart(request, values)
    if kind == "application/json":
        return Parameters(values=values | await _json(request))
    async with request.form() as form:
        return Parameters(values=values | {name: str(value) for name, value in form.items()})


async def _json(request: Request) -> Json:
    body = await request.body()
    try:
        value = _loaded(body or b"{}")
    except ValueError:
        raise errors.BadRequest("can't parse the body as JSON") from None
    if not isinstance(value, dict):
        raise errors.BadRequest("the body must be a JSON object")
    return value


def _loaded(text: str | bytes) -> Any:  # noqa: ANN401 - JSON can be anything
    """Return a JSON value. Raises ValueError, also for half a surrogate pair."""
    value = json.loads(text)
    json.dumps(value, ensure_ascii=False).encode()
    return value


async def _multipart(request: Request, values: dict[str, Any]) -> Parameters:
    try:
        form = await _InMemoryParser(request.headers, request.stream()).parse()
    except MultiPartException as problem:
        raise errors.BadRequest(problem.message) from problem
    uploads: dict[str, list[Upload]] = {}
    try:
        for name, value in form.multi_items():
            if isinstance(value, str):
                values[name] = value
                continue
            upload = Upload(
                name=value.filename or "",
                content=await value.read(),
                mime_type=value.content_type or "",
            )
            uploads.setdefault(name, []).append(upload)
    finally:
        await form.close()
    return Parameters(values=values, uploads=uploads)
