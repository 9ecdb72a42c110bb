"""How values are written into columns and read back."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

#: One row as SQLite gives it: column name → value.
Row = Mapping[str, Any]


def time_text(time: datetime) -> str:
    """ISO 8601 in UTC, whole seconds: "2026-11-24T05:00:00Z". The time must be aware."""
    if time.tzinfo is None:
        raise ValueError(f"a time without zone can't be stored: {time}")
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def optional_time_text(time: datetime | None) -> str | None:
    """`time_text`, or None for None."""
    return None if time is None else time_text(time)


def to_time(text: str) -> datetime:
    """The aware UTC time of a stored text."""
    return datetime.fromisoformat(text)


def to_optional_time(text: str | None) -> datetime | None:
    """`to_time`, or None for None."""
    return None if text is None else to_time(text)


def json_text(value: Sequence[object] | Mapping[str, object]) -> str:
    """Compact JSON that keeps every script readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def to_strings(text: str) -> tuple[str, ...]:
    """A stored JSON list of strings."""
    return tuple(json.loads(text))
