"""The record of changes that people make through the pages."""

import logging

from fastapi import Request

from web.access.visitor import visitor_of

log = logging.getLogger(__name__)


def record_change(request: Request, what: str, subject: str, before: str = "", after: str = "") -> None:
    """Record a change: what was done ("story merged"), to which id, and what it was before and is after."""
    visitor = visitor_of(request)
    who = visitor.name if visitor else ""
    log.info("%s subject=%s by=%s before=%s after=%s", what, subject, who, before, after)
