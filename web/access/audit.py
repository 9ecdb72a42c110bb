"""The record of what was changed through the pages, by whom."""

import logging

from fastapi import Request

from web.access.visitor import visitor_of

log = logging.getLogger(__name__)


def record_change(request: Request, what: str, subject: str, before: str = "", after: str = "") -> None:
    """Record a change of something shared: `what` such as "source paused", the id of the `subject`."""
    visitor = visitor_of(request)
    who = visitor.name if visitor else ""
    log.info("changed what=%r subject=%r by=%r before=%r after=%r", what, subject, who, before, after)
