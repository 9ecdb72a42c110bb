"""Who changed what: one row for each change made through the pages."""

from datetime import UTC, datetime

from fastapi import Request

from storage import Change, open_archive
from web.access.visitor import visitor_of


def change_by(request: Request, what: str, subject: str, before: str = "", after: str = "") -> Change:
    """The change the visitor makes now, for methods of the archive that store it with what it changes."""
    visitor = visitor_of(request)
    return Change(
        at=datetime.now(UTC),
        by=visitor.name if visitor else "",
        what=what,
        subject=subject,
        before=before,
        after=after,
    )


def record_change(request: Request, what: str, subject: str, before: str = "", after: str = "") -> None:
    """Record a change that was just made elsewhere, such as in the source list. Raises ArchiveError."""
    with open_archive(request.app.state.site.archive) as archive:
        archive.accounts.record(change_by(request, what, subject, before, after))
