"""Claims and promises in the press: who says what, how sure, and what it is about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from storage.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedClaim:
    """A claim, a promise, or an outcome of one (done, denied or put off), with its words."""

    #: Number of the row; changes when facts are rebuilt.
    id: int
    #: "claim", "promise" or "outcome".
    kind: str
    #: What it is about: a place id, or good and direction, "coal:from-north"; "" of any other claim.
    subject: str
    #: Of a crossing, its traffic: "road", "rail"… or "all"; otherwise "".
    mode: str
    #: "open", "limited", "closed", "planned" or "postponed"; "" without a subject.
    state: str
    #: "confirmed", "said", "reportedly", "rumoured" or "denied".
    hedge: str
    #: How many people and media it has passed through, the speaker included; 0 if nobody is named.
    removed: int
    #: Whether the speaker is only a kind of person: "a source in Pyongyang".
    is_anonymous: bool
    #: What the speaker is: "source", "official", "trader"…; "" if not said.
    role: str
    #: Place id in the words that name the speaker.
    speaker_place: str
    #: Id of the actor who speaks; "" if it is none of the gazetteer.
    actor: str
    #: Of a promise: for when, ISO 8601 or an interval "2024-07/2024-12"; "" if not said.
    date: str
    #: How the date was inferred, as in `Fact.inferred`.
    inferred: str
    #: The day from which readers could know it: of publication, of an edit the day it was read. ISO 8601.
    day: str
    #: As printed; "" if nobody is named.
    speaker: str
    sentence: str
    article_id: int
    version: int
    #: Of the fact in its version.
    number: int
    #: Of the article.
    title: str
    url: str
    publisher: str
    #: ISO 639-1.
    language: str
    #: According to the site; None if it gives no date. Aware UTC.
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimQuery:
    """Which claims to find: each field restricts them, unless it is empty."""

    #: "claim", "promise", "outcome".
    kinds: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()
    #: Place ids, or "coal:from-north".
    subjects: tuple[str, ...] = ()
    #: What the speaker is, and place ids in the words that name it.
    roles: tuple[str, ...] = ()
    speaker_places: tuple[str, ...] = ()
    #: Text in the words that name the speaker, in any case.
    speaker: str = ""
    #: None: whoever says it.
    is_anonymous: bool | None = None
    #: Only what readers could know at the end of this day (UTC), from versions read until then.
    known_by: date | None = None
    #: What the article must match now; raises ArchiveError if it has `asof:`.
    articles: Query = field(default_factory=Query)


class ReportedClaims(Protocol):
    """Claims, promises and outcomes of relevant articles; written with facts."""

    def find(self, query: ClaimQuery, *, limit: int | None = None) -> Iterator[ReportedClaim]:
        """Matching claims, newest article first, then by position; in constant memory."""

    def page(
        self, query: ClaimQuery, *, limit: int, after: tuple[int, int] | None = None
    ) -> tuple[list[ReportedClaim], tuple[int, int] | None]:
        """At most `limit` claims in the order of `find`, from those `after` an article and number on.

        With them the next `after`, None at the end.
        It looks through a bounded number of articles: a page may have few claims or none and not be the last.
        """

    def about(self, subjects: Iterable[str], *, first: date, last: date, each: int) -> list[ReportedClaim]:
        """The newest `each` claims of each kind about each of these subjects, known since `first`.

        As known at the end of `last`, oldest first. Claims of articles that counted as removed by then are
        left out.
        """

    def of_articles(self, articles: Sequence[int]) -> list[ReportedClaim]:
        """The claims of the newest versions of these articles, in their order, then by position."""
