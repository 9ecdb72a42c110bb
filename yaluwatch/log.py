"""Logging: one line per record on standard error, UTC, safe to show in a terminal and to pass on."""

import logging
from datetime import UTC, datetime

from yaluwatch.shown import without_secrets
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


class _OneLine(logging.Formatter):
    """Removes line breaks and control characters, since titles and URLs come from outside; masks secrets."""

    def format(self, record: logging.LogRecord) -> str:
        # The whole record: the traceback of an error names URLs, too.
        return without_secrets(super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        record.message = clean_line(record.message)
        return super().formatMessage(record)


def set_up_logging(level: str) -> None:
    """Send records of at least this level ("debug", "info", "warning", "error") to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
