"""Visits: what is new to a reader is what came since the end of their visit before."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from fastapi import Request

from storage import Archive, Visit, open_archive
from web.access import Visitor
from web.context import WebContext
from yaluwatch.errors import ArchiveLocked

#: Who was away for this long begins a new visit.
AWAY = timedelta(minutes=30)

# How long a page waits for the archive to keep what nobody waits for, seconds.
_WAIT_SECONDS = 0.2
# A visit is written down at most this often.
_STEP = timedelta(minutes=1)


def visit_at(before: Visit | None, now: datetime) -> Visit:
    """The visit a request at `now` belongs to; `before` is the latest one.

    Within a visit, `new_since` stays, so that nothing loses its mark by being looked at.
    """
    if before is None:
        return Visit(None, now)
    if now - before.last_at > AWAY:
        return Visit(before.last_at, now)
    return Visit(before.new_since, max(now, before.last_at))


def current_visit(request: Request, site: WebContext, archive: Archive, visitor: Visitor) -> Visit:
    """The visit of this request, kept for the next one."""
    before = archive.marks.visit(visitor.id)
    visit = visit_at(before, datetime.now(UTC))
    is_current = before is not None and before.new_since == visit.new_since
    if not is_prefetch(request) and not (
        is_current and before is not None and visit.last_at - before.last_at < _STEP
    ):
        keep(site, lambda writable: writable.marks.keep_visit(visitor.id, visit))
    return visit


def is_prefetch(request: Request) -> bool:
    """Whether the browser only prepares a page that nobody may look at."""
    return "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", ""))


def keep(site: WebContext, change: Callable[[Archive], None]) -> None:
    """Write something that can do without: it is left out while somebody else writes."""
    with (
        suppress(ArchiveLocked),
        open_archive(site.archive, wait_seconds=_WAIT_SECONDS) as archive,
    ):
        change(archive)
