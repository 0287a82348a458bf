"""Statements that are built once: building one takes longer than running it.

Worth it for what every selfie needs; values come by name when they are run.
"""

from typing import Any

from sqlalchemy import Column, Select, bindparam, select


def rows_by(*columns: Column[Any]) -> Select[Any]:
    """The rows of a table that have values, given by the columns' names, in these columns."""
    same = (column == bindparam(column.name) for column in columns)
    return select(columns[0].table).where(*same)
