"""What is kept, and of whom."""

from dataclasses import fields, is_dataclass

from attendance.model import UpdateKey


def touching(kept, ids):
    """Whatever is kept under one of these ids, or refers to one."""
    found = []
    for name, part in kept.items():
        entries = part.items() if isinstance(part, dict) else part if _is_many(part) else ()
        found += [(name, repr(entry)) for entry in entries if _numbers(entry) & ids]
    return sorted(found)


def _is_many(part):
    return isinstance(part, (list, set, frozenset, tuple))


def _numbers(value):
    """The ids in a key or a record; what it counts or how long it lasts is none."""
    if isinstance(value, bool) or value is None or isinstance(value, UpdateKey):
        return set()
    if isinstance(value, int):
        return {value}
    if _is_many(value):
        return set().union(*map(_numbers, value))
    if is_dataclass(value):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        ids = [_numbers(part) for name, part in parts.items() if name == "id" or name[-3:] == "_id"]
        return set().union(*ids, *(_numbers(part) for part in parts.values() if is_dataclass(part)))
    return set()
