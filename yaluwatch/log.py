"""Logging to standard error: text on a terminal, JSON lines otherwise; in UTC, safe to show and pass on.

A fault that comes again with every job says so a few times, then in ever fewer lines with a count.
"""

import logging
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter
from typing_extensions import override

from yaluwatch.errors import YaluError
from yaluwatch.shown import without_secrets, without_secrets_inside
from yaluwatch.text import clean_line

# These log every step at "info"; what matters there, our own code logs.
_TALKATIVE = (
    "apscheduler",
    "asyncio",
    "htmldate",
    "httpx",
    "scrapy",
    "trafilatura",
    "twisted",
    "uvicorn.access",
)

# "key=%s" in a message: JSON lines have the value as a field.
_FIELD = re.compile(r"(?<![\w.-])([a-z][a-z_]*)=%(?:\.\d+)?[a-z]|%(?:\.\d+)?[a-z]")

#: Of one kind of warning or error, this many are logged at once. Then one is, with the number held back,
#: after so many seconds, and each time after twice as long, up to an hour.
_BURST = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 60.0, 3600.0
#: Of information, which comes once per source and job, this many lines a minute.
_INFO_A_MINUTE = 200
#: A kind of message that did not come for so long starts again.
_FORGOTTEN = 2 * 3600.0
# Kinds that are remembered; of more, the oldest are forgotten.
_MAX_KINDS = 500


@dataclass(slots=True)
class _Kind:
    """One kind of message: how often it came, and when it may be logged again."""

    logged: int = 0
    held_back: int = 0
    pause: float = _FIRST_PAUSE
    #: By the monotonic clock: when the next one may be logged, and when one came last.
    due_at: float = 0.0
    last_at: float = 0.0
    #: The last one that was held back.
    last: logging.LogRecord | None = None


class RateLimit:
    """Decides which records are logged. For one thread at a time; a handler calls it under its lock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kinds: dict[tuple[object, ...], _Kind] = {}

    def pass_on(self, record: logging.LogRecord) -> Iterator[logging.LogRecord]:
        """The records to log now: sums of what was held back, and this one unless it is held back."""
        now = self._clock()
        kind = self._kind(record)
        kind.last_at = now
        is_due = now >= kind.due_at
        if record.levelno < logging.WARNING:
            yield from self.due(now)
            if is_due:
                kind.logged, kind.due_at = 0, now + _FIRST_PAUSE
            is_logged = kind.logged < _INFO_A_MINUTE
        else:
            if kind.logged >= _BURST and is_due:
                kind.pause = min(2 * kind.pause, _LONGEST_PAUSE)
            is_logged = kind.logged < _BURST or is_due
            if is_logged:
                kind.due_at = now + kind.pause
                record.repeated, kind.held_back = kind.held_back, 0
            yield from self.due(now)
        if not is_logged:
            kind.held_back, kind.last = kind.held_back + 1, record
            return
        if kind.logged:
            # A traceback says everything the first time.
            _shorten(record)
        kind.logged += 1
        yield record

    def due(self, now: float) -> Iterator[logging.LogRecord]:
        """Sums of what has been held back for long enough; of all with `now` = infinity."""
        for key, kind in list(self._kinds.items()):
            if kind.held_back and now >= kind.due_at and kind.last is not None:
                yield _sum_of(kind.last, kind.held_back)
                kind.held_back, kind.pause = 0, min(2 * kind.pause, _LONGEST_PAUSE)
                kind.due_at = now + kind.pause
            elif now - kind.last_at > _FORGOTTEN:
                del self._kinds[key]

    def _kind(self, record: logging.LogRecord) -> _Kind:
        error = record.exc_info[0] if record.exc_info else getattr(record, "error", "").partition(":")[0]
        key = (record.name, record.levelno, record.msg if isinstance(record.msg, str) else "", error)
        if key not in self._kinds:
            while len(self._kinds) >= _MAX_KINDS:
                del self._kinds[next(iter(self._kinds))]
            self._kinds[key] = _Kind()
        return self._kinds[key]


def _sum_of(record: logging.LogRecord, count: int) -> logging.LogRecord:
    """The last record that was held back, with how many there were."""
    made = logging.makeLogRecord(record.__dict__ | {"repeated": count, "created": time.time()})
    _shorten(made)
    return made


def _shorten(record: logging.LogRecord) -> None:
    """Replace the traceback of a record by the error's own words."""
    if record.exc_info and record.exc_info[1] is not None:
        record.error = _error_text(record.exc_info[1])
        record.exc_info = None
        record.exc_text = None


def _error_text(error: BaseException) -> str:
    return clean_line(f"{type(error).__name__}: {error}")


def _without_traceback(record: logging.LogRecord) -> None:
    """Our own errors are sentences a person can act on; where they were raised does not help there."""
    if record.exc_info and isinstance(record.exc_info[1], YaluError):
        _shorten(record)


class _TextFormatter(logging.Formatter):
    """Removes line breaks and control characters, since titles and URLs come from outside; masks secrets."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        # The whole record: the traceback of an error names URLs, too.
        return without_secrets(super().format(record))

    @override
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _time_text(record.created)

    @override
    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = _message(record)
        return super().formatMessage(record)


class _JsonFormatter(JsonFormatter):
    """One object per line: time, level, logger, message, and the values of `key=%s` in it."""

    @override
    def formatException(self, ei: Any) -> str:
        return without_secrets(logging.Formatter.formatException(self, ei))

    @override
    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        fields = {f"field_{name}" if name in _OWN else name: value for name, value in _fields(record)}
        log_data |= {
            "time": _time_text(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **fields,
        }
        for name in ("error", "repeated"):
            if value := getattr(record, name, None):
                log_data[name] = value
        if record.exc_info:
            log_data["traceback"] = self.formatException(record.exc_info)
        log_data.update(without_secrets_inside(dict(log_data)))


_OWN = frozenset({"time", "level", "logger", "message", "traceback", "repeated"})


def _message(record: logging.LogRecord) -> str:
    """The message in one line, with the error if its traceback is left out, and how often it was repeated."""
    text = clean_line(record.getMessage())
    if error := getattr(record, "error", ""):
        text = f"{text} error={error}"
    if count := getattr(record, "repeated", 0):
        text = f"{text} … repeated {count} times"
    return text


def _fields(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    """The values of a message's `key=%s`, by key."""
    if not isinstance(record.msg, str) or not isinstance(record.args, tuple):
        return
    found = list(_FIELD.finditer(record.msg.replace("%%", "")))
    if len(found) != len(record.args):
        return
    for match, value in zip(found, record.args, strict=True):
        if match[1]:
            yield match[1], value if isinstance(value, int | float | bool) else clean_line(str(value))


def _time_text(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _LimitedHandler(logging.StreamHandler[Any]):
    """Writes what the rate limit lets through."""

    def __init__(self, limit: RateLimit) -> None:
        super().__init__()
        self._limit = limit

    @override
    def emit(self, record: logging.LogRecord) -> None:
        # Other handlers get it as it is.
        shown = copy(record)
        _without_traceback(shown)
        for passed in self._limit.pass_on(shown):
            super().emit(passed)

    @override
    def close(self) -> None:
        # The stream may be closed already when the interpreter ends.
        with suppress(ValueError, OSError):
            for record in self._limit.due(float("inf")):
                super().emit(record)
        super().close()


def set_up_logging(level: str, form: str = "auto") -> None:
    """Send records of at least this level ("debug", "info", "warning", "error") to standard error.

    `form` is "text", "json", or "auto": text on a terminal, JSON lines otherwise.
    """
    is_text = form == "text" or (form == "auto" and sys.stderr is not None and sys.stderr.isatty())
    handler = _LimitedHandler(RateLimit())
    text = _TextFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(text if is_text else _JsonFormatter(json_ensure_ascii=False))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
