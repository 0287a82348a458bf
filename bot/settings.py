"""Settings: a TOML file, overridden by ``ROLLCALL_…`` variables (``ROLLCALL_HTTP__PORT=8081``)."""

import re
import socket
import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from attendance import disputes
from attendance.classes import is_timezone
from attendance.model import ConsentBy
from attendance.weekly import parse_time
from bot import errors, webhook_address

# The simulator posts to this machine without TLS; Telegram itself insists on https.
_OWN_HOSTS = ("127.0.0.1", "::1", "localhost")
_EVERY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not listened on

_SQLITE = re.compile(r"sqlite\+aiosqlite:///.+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what setWebhook takes as a secret_token

Port = Annotated[int, Field(ge=0, le=65535)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Webhook(_Section):
    """Where Telegram posts updates to, and where we listen for them."""

    listen: str = "127.0.0.1"
    port: Port = 8443
    url: str = ""
    secret: SecretStr = SecretStr("")


class Telegram(_Section):
    """The bot's account, and how to reach Telegram."""

    token: SecretStr
    api_url: str = "https://api.telegram.org"
    admin_ids: tuple[int, ...] = ()
    mode: Literal["polling", "webhook"] = "polling"
    webhook: Webhook = Webhook()

    @field_validator("token")
    @classmethod
    def _token(cls, token: SecretStr) -> SecretStr:
        value = token.get_secret_value()
        if not value or not value.isascii() or any(c.isspace() or c == "/" for c in value):
            raise ValueError("take it from @BotFather; it looks like 123456:ABC-DEF")
        return token

    @field_validator("api_url")
    @classmethod
    def _api_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("give scheme and host, like https://api.telegram.org")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _webhook_is_complete(self) -> "Telegram":
        if self.mode == "webhook":
            address = urlsplit(self.webhook.url)
            is_own = address.scheme == "http" and address.hostname in _OWN_HOSTS
            if not (is_own or (address.scheme == "https" and address.hostname)):
                raise ValueError("webhook.url must be a public https:// address")
            if not _SECRET.fullmatch(self.webhook.secret.get_secret_value()):
                raise ValueError(
                    "webhook.secret must be a long random text of letters, digits, - and _"
                )
        return self

    @property
    def webhook_address(self) -> str:
        """Where Telegram is to post: ``webhook.url``, with a path of ours if it has none."""
        return webhook_address.with_path(
            self.webhook.url,
            token=self.token.get_secret_value(),
            secret=self.webhook.secret.get_secret_value(),
        )


class Storage(_Section):
    """The database, and the key that its face data is encrypted with."""

    url: str = "sqlite+aiosqlite:///data/rollcall.db"
    key_file: Path = Path("data/rollcall.key")

    @field_validator("url")
    @classmethod
    def _sqlite(cls, url: str) -> str:
        if not _SQLITE.fullmatch(url):
            raise ValueError("give a file, like sqlite+aiosqlite:///data/rollcall.db")
        return url


class Recognition(_Section):
    """Which networks read the faces, and on what."""

    weights: Literal["casia-webface", "vggface2"] = "casia-webface"
    engine: Literal["auto", "openvino", "torch"] = "auto"
    precision: Literal["auto", "f32"] = "auto"
    threads: int = Field(default=0, ge=0, le=1024)
    accept_score: float | None = Field(default=None, ge=0, le=1)


def _wall_clock(value: object) -> object:
    """TOML has times of its own; people also write them as text. A number is no time."""
    if isinstance(value, time):
        return value
    parsed = parse_time(value) if isinstance(value, str) else None
    if parsed is None:
        raise ValueError("give a time like 16:00")
    return parsed


class Attendance(_Section):
    """What a new class starts with; ``/set`` changes it class by class."""

    timezone: str = "UTC"
    summary_at: Annotated[time, BeforeValidator(_wall_clock)] = time(16, 0)
    late_after_minutes: int = Field(default=10, ge=0, le=1440)
    opens_before_minutes: int = Field(default=15, ge=0, le=1440)

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        if not is_timezone(name):
            raise ValueError("give an IANA name like Europe/Paris")
        return name


class Limits(_Section):
    """What one person may ask of the service."""

    max_photo_mb: float = Field(default=10, gt=0, le=20)
    photos_per_minute: int = Field(default=6, ge=1)
    commands_per_minute: int = Field(default=30, ge=1)  # one every two seconds: nobody types faster


class Http(_Section):
    """Where health is told and codes are shown large; port 0 is nowhere.

    ``url`` is how others reach it, where that is not by ``listen`` and ``port``.
    """

    listen: str = "127.0.0.1"
    port: Port = 0
    url: str = ""

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise ValueError("give scheme and host, like http://192.168.1.20:8081")
        return url.rstrip("/")


class Logging(_Section):
    """How events are written to stderr."""

    format: Literal["auto", "json", "text"] = "auto"


class Privacy(_Section):
    """How long things are kept (days; 0 is for ever), and what people are told of the rest.

    ``marks_kept`` completes "marks stay, …".
    """

    pending_days: int = Field(default=30, ge=1)
    consent_by: ConsentBy = ConsentBy.STUDENT
    retain_photos_days: int = Field(default=0, ge=0, le=36_500)  # 0 is not at all
    last_face_days: int = Field(default=7, ge=0, le=7)  # 0 is not at all; 7 is what is agreed to
    retention_days: int = Field(default=365, ge=0, le=36_500)  # a school year, and its holidays
    audit_days: int = Field(default=730, ge=30, le=36_500)  # of who did what; two school years
    marks_kept: str = "for as long as your school keeps its records"
    contact: str = ""

    @field_validator("retention_days")
    @classmethod
    def _retention(cls, days: int) -> int:
        if 0 < days < disputes.KEPT.days:
            raise ValueError(f"give 0 for ever, or {disputes.KEPT.days} at least, for disputes")
        return days

    @model_validator(mode="after")
    def _photos_within(self) -> "Privacy":
        if 0 < self.retention_days < self.retain_photos_days:
            raise ValueError("retain_photos_days must not be more than retention_days")
        return self


class Settings(BaseSettings):
    """Everything an operator decides."""

    model_config = SettingsConfigDict(
        env_prefix="ROLLCALL_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    telegram: Telegram
    storage: Storage = Storage()
    recognition: Recognition = Recognition()
    attendance: Attendance = Attendance()
    limits: Limits = Limits()
    http: Http = Http()
    privacy: Privacy = Privacy()
    logging: Logging = Logging()

    @model_validator(mode="after")
    def _url_is_served(self) -> "Settings":
        if self.http.url and not self.http.port and self.telegram.mode != "webhook":
            raise ValueError("http.url needs http.port: without it nothing is served there")
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be written anywhere."""
        telegram = self.telegram
        url = telegram.webhook_address
        path = () if webhook_address.is_guessable(url) else (webhook_address.path_of(url),)
        return telegram.token.get_secret_value(), telegram.webhook.secret.get_secret_value(), *path

    @property
    def pages(self) -> str:
        """Scheme and host of the pages with codes; "" where none are served."""
        http, webhook = self.http, self.telegram.webhook
        if self.telegram.mode == "webhook" and not http.url:
            address = urlsplit(webhook.url)
            return f"{address.scheme}://{address.netloc}"
        if http.url or not http.port:
            return http.url
        host = socket.gethostname() if http.listen in _EVERY_ADDRESS else http.listen
        return f"http://{f'[{host}]' if ':' in host else host}:{http.port}"

    @property
    def database_file(self) -> Path:
        """The file that ``storage.url`` names."""
        return Path(self.storage.url.split("///", 1)[1])

    @property
    def max_photo_bytes(self) -> int:
        """The largest photo that is fetched."""
        return int(self.limits.max_photo_mb * 1024 * 1024)


def load(file: Path) -> Settings:
    """Read a settings file and the environment; paths in it are relative to its folder.

    Raises:
        errors.BadSettings: naming the first key that is unknown, missing or wrong.
    """
    if not file.is_file():
        raise errors.BadSettings(f"{file}: no such file; copy config.example.toml and fill it in")

    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    try:
        settings = FromFile()  # type: ignore[call-arg]  # the sources fill it
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise errors.BadSettings(f"{file}: not valid TOML: {error}") from error
    except SettingsError as error:
        raise errors.BadSettings(f"{error}: write lists as JSON, like [1, 2]") from None
    except OSError as error:
        raise errors.BadSettings(f"{file}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise errors.BadSettings(f"{file}: {_first_problem(error)}") from None  # it holds values
    return settings.model_copy(update={"storage": _anchored(settings.storage, file.parent)})


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    key = ".".join(str(part) for part in problem["loc"])
    match problem["type"]:
        case "extra_forbidden":
            return f"{key}: unknown key"
        case "missing" if key == "telegram":
            return "telegram.token: missing; take it from @BotFather"
        case "missing":
            return f"{key}: missing"
        case _:
            said = problem["msg"].removeprefix("Value error, ")
            return f"{key}: {said}" if key else said  # of several keys at once


def _anchored(storage: Storage, folder: Path) -> Storage:
    prefix, path = storage.url.split("///", 1)
    return Storage(
        url=f"{prefix}///{(folder / path).resolve()}",
        key_file=(folder / storage.key_file).resolve(),
    )
