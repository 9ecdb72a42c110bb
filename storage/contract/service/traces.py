"""What the archive recorded about one URL or article, from the first fetch to the last delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from yaluwatch.model import DeliveryState, Fetch, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUrl:
    """A URL that is not fetched as new again: that of an article, or one that was dismissed."""

    url: str
    source_id: str
    #: None if it was dismissed.
    article_id: int | None
    outcome: Outcome
    #: When that was decided. Aware UTC.
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRecord:
    """A verdict on one version of an article."""

    id: int
    version: int
    classifier: str
    #: 0–1.
    relevance: float
    is_relevant: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMention:
    """A digest, alert or notice that has an article in it, with one of its messages."""

    digest_id: int
    subscription_id: str
    #: "digest" or "alert".
    kind: str
    composed_at: datetime
    #: The version reported; None if the article was carried over to the next digest.
    version: int | None
    #: "" if there was no message.
    address: str = ""
    state: DeliveryState | None = None
    sent_at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTrace:
    """What is recorded about one article beyond its texts."""

    first_seen_at: datetime
    #: Brought by a backfill, and so never news.
    is_backfilled: bool
    verdicts: Sequence[VerdictRecord] = ()
    mentions: Sequence[DigestMention] = ()


class Traces(Protocol):
    """What was recorded about a URL or an article. Slow on long records; for people, not for jobs."""

    def article_at(self, url: str) -> int | None:
        """The id of the article with this URL or another spelling of it; None if there is none."""

    def urls(self, url: str, article_id: int | None) -> list[KnownUrl]:
        """What is decided about a URL, and all URLs of an article, oldest first."""

    def fetches(self, urls: Sequence[str], source_id: str = "") -> list[Fetch]:
        """Rows of the fetch log about any of these URLs, oldest first; of one source unless it is ""."""

    def waiting(self, url: str) -> list[str]:
        """Ids of the sources whose backfill has listed a URL and not fetched it yet."""

    def article(self, article_id: int) -> ArticleTrace | None:
        """What is recorded about an article; None if there is none."""
