"""Who changed what: one row for each change made through the pages."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from fastapi import Request

from storage import Archive, Change, ChangeState, open_archive
from web.access.visitor import visitor_of
from yaluwatch.errors import ArchiveError

log = logging.getLogger(__name__)


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


def record_change(
    request: Request, archive: Archive, what: str, subject: str, before: str = "", after: str = ""
) -> None:
    """Record a change of the archive: inside `archive.together()`, with what it changes."""
    archive.accounts.record(change_by(request, what, subject, before, after))


@contextmanager
def changing_file(
    request: Request, what: str, *subjects: str, before: str = "", after: str = ""
) -> Iterator[None]:
    """Around a change of a file: recorded as begun before it, and as done or failed after it.

    A file and the archive can't be changed in one transaction. So nobody changes a file without a row that
    says who; one that stays begun says that the process ended meanwhile. Raises ArchiveError when the
    beginning can't be recorded; then nothing is changed.
    """
    path = request.app.state.site.archive
    with open_archive(path) as archive:
        ids = archive.accounts.begin([change_by(request, what, one, before, after) for one in subjects])
    state = ChangeState.FAILED
    try:
        yield
        state = ChangeState.DONE
    finally:
        try:
            with open_archive(path) as archive:
                archive.accounts.finish(ids, state)
        except ArchiveError as error:
            # The change is made or not, whatever the row says: it goes on saying "begun".
            log.warning("changes not completed ids=%s state=%s reason=%s", ids, state, error)
