"""Column types that mean the same on every database."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer
from sqlalchemy.types import TypeDecorator

# SQLite numbers rows by itself only where the key is an INTEGER; its integers have 64 bits.
RowId = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware moments in, aware moments in UTC out; a naive one is a ``ValueError``."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None] | None:
        """SQLite's text is read in one step: tens of thousands of moments come at a time."""
        if dialect.name == "sqlite":
            return _from_text
        return super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Choice(Enum):
    """One of an enum's values; read in one step, as moments are."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """An unknown value is a ``KeyError``."""
        members: Iterable[StrEnum] = self.enum_class or ()
        by_value: dict[str | None, StrEnum | None] = {one.value: one for one in members}
        return (by_value | {None: None}).__getitem__


def choice(kind: type[StrEnum], name: str, *, constrained: bool = True) -> Choice:
    """One of an enum's values, stored as it is written and held to them by a constraint.

    SQLite takes no constraint with a column that is added to a table later.
    """
    return Choice(
        kind,
        name=name,
        native_enum=False,
        create_constraint=constrained,
        length=16,
        values_callable=lambda members: [member.value for member in members],
    )
