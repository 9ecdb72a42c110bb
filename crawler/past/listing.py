"""What a lister of the past needs and gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from yaluwatch.model import Candidate, Outcome, Page, Source

#: Where a lister is; JSON data, kept in the archive between two pages.
Cursor = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Range:
    """Days of publication, UTC, the last one included."""

    since: date
    until: date

    @property
    def start(self) -> datetime:
        """The first moment, aware UTC."""
        return datetime(self.since.year, self.since.month, self.since.day, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first moment after it, aware UTC."""
        return datetime(self.until.year, self.until.month, self.until.day, tzinfo=UTC) + timedelta(days=1)

    def __contains__(self, moment: datetime) -> bool:
        """Whether a moment (aware) lies in it."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a list of articles of the past."""

    #: Where to go on; None at the end of the list.
    next: Cursor | None
    #: Articles that may be in the range; those with their whole text in `content` need not be fetched.
    candidates: Sequence[Candidate] = ()
    #: Number of articles in the whole list; None when unknown.
    total: int | None = None
    #: OK, or what is wrong with the page; the list then goes on with `next` all the same.
    outcome: Outcome = Outcome.OK
    #: What was left out or failed, for people; empty for nothing.
    detail: str = ""
    #: Whether a list that ends here has told everything; a feed mostly has not.
    is_complete: bool = True
    #: Whether the list goes on for ever: it ends when all articles of a page are older than the range.
    is_endless: bool = False


class Lister(Protocol):
    """A way to list the articles of a source's past. Pure."""

    def url(self, cursor: Cursor, source: Source, days: Range) -> str:
        """The address of the next page of the list."""

    def read(self, page: Page, cursor: Cursor, source: Source, days: Range) -> Listing:
        """What a page says that answered, whatever its status."""

    def smaller(self, cursor: Cursor) -> Cursor | None:
        """Where to go on with a smaller page, after the server failed to make this one; None if it can't."""
