"""Facts of articles: prices, figures, dates, claims, each with its quotation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from storage.query import Query
from yaluwatch.model import Fact, FactSet, StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuery:
    """Which facts to find: each field restricts them, unless it is empty."""

    #: Of `yaluwatch.model.FACT_KINDS`.
    kinds: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    #: "to-north" or "from-north".
    directions: tuple[str, ...] = ()
    #: What the article must match; raises ArchiveError if it has `asof:`.
    articles: Query = field(default_factory=Query)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFact:
    """A stored fact with its texts, and the article it stands in."""

    article_id: int
    version: int
    #: Of the facts of this version, counted from 1.
    number: int
    #: Version of the rules it was read by.
    rules: int
    fact: Fact
    #: As printed: the fact, its sentence, and the speaker ("" without one).
    text: str
    sentence: str
    speaker: str
    #: Of the article.
    url: str
    title: str
    language: str
    publisher: str
    #: According to the site; None if it gives no date. Aware UTC.
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPage:
    """A part of the matching facts."""

    facts: list[FoundFact]
    #: Article id and number of the fact to go on after; None if there are no more. A page may have few facts
    #: or none and not be the last.
    next: tuple[int, int] | None


class Facts(Protocol):
    """Facts of relevant articles. They are written with the verdict; every version keeps its own."""

    def of(self, article_id: int, version: int = 0) -> list[FoundFact]:
        """The facts of a version by position, 0 = the newest; empty if none were read.

        Raises ArchiveError when there is no such version.
        """

    def among(self, article_ids: Sequence[int], kinds: Sequence[str] = ()) -> list[FoundFact]:
        """Facts in the newest versions of articles, in the order of the ids, by position.

        `kinds`: of these kinds; empty = of any.
        """

    def find(self, query: FactQuery, *, limit: int | None = None) -> Iterator[FoundFact]:
        """Matching facts of newest versions: newest article first, then by position; in constant memory."""

    def page(self, query: FactQuery, *, limit: int, after: tuple[int, int] | None = None) -> FactPage:
        """At most `limit` matching facts in the order of `find`, from those `after` a fact on.

        It looks through a bounded number of articles, so that a query that few facts match takes no longer
        than others: follow `next` to the end.
        """

    def outdated(self, rules: int, *, after: int = 0, limit: int = 200) -> list[StoredArticle]:
        """Relevant articles, with their verdict, whose newest version has no facts by these rules.

        Ordered by article id, only ids above `after`: pass the last id to continue.
        """

    def count_outdated(self, rules: int) -> int:
        """The number of articles `outdated` would return in total."""

    def add(self, read: Iterable[tuple[StoredArticle, FactSet]]) -> None:
        """Store the facts of these versions, in one transaction, in place of those that were there."""
