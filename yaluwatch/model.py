"""What travels between rooms: one frozen dataclass per stage, no behaviour beyond what they are.

    Source ─► Candidate ─► Page ─► Article ─► Verdict ─► archive ─► Story ─► Digest ─► Delivery

Every `datetime` here is aware UTC. Character offsets count Python code points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar


class SourceKind(StrEnum):
    """How a source announces its articles."""

    #: RSS 0.9x–2.0, RDF, Atom or JSON Feed.
    FEED = "feed"
    #: sitemaps.org sitemap, index or Google News sitemap.
    SITEMAP = "sitemap"
    #: An HTML page with links to articles.
    LISTING = "listing"


class Outcome(StrEnum):
    """How one fetch ended; a closed list, stored as these words."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    #: A valid feed, sitemap or listing without a single entry.
    EMPTY = "empty"
    HTML_INSTEAD_OF_FEED = "html_instead_of_feed"
    PARSE_ERROR = "parse_error"
    SOFT_404 = "soft_404"
    PAYWALL = "paywall"
    CONSENT = "consent"
    #: A home or section page where an article was expected.
    HOME_PAGE = "home_page"
    TOO_THIN = "too_thin"
    NOT_HTML = "not_html"
    NOT_FOUND = "not_found"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    RATE_LIMITED = "rate_limited"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    ROBOTS = "robots"
    BLOCKED_ADDRESS = "blocked_address"
    UNSUPPORTED_URL = "unsupported_url"
    #: The child process died, hung or ran out of memory.
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors of a site the generic rules can't serve; empty means: use the generic rule."""

    #: Strict reading of sources.toml: an unknown key is refused by name.
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    title: str = ""
    body: str = ""
    #: An element whose `datetime` attribute or text is the publication time.
    published: str = ""
    author: str = ""
    #: Elements cut out before the body is read.
    remove: str = ""
    #: On a listing page: the `<a>` elements that lead to articles.
    links: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierSelectors:
    """Selectors of a layout a site has left: pages saved before it did are still read by them."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    #: The day the new layout came, UTC: pages read before it had this one.
    until: date
    selectors: Selectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of sources.toml: where articles come from and how to ask for them."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    #: Short name used everywhere: lower-case letters, digits, hyphens.
    id: str
    #: Name as shown to people.
    name: str
    #: The family it belongs to: feeds of one publisher don't corroborate each other.
    publisher: str
    homepage: str
    #: ISO 639-1 of most of its articles.
    language: str
    #: ISO 3166-1 alpha-2 of the newsroom.
    country: str
    kind: SourceKind
    #: Feeds, sitemaps or listing pages; http or https.
    urls: tuple[str, ...]
    #: 1 = specialist or primary, 2 = regular, 3 = occasional.
    tier: int = 2
    #: IANA zone for times printed without one.
    timezone: str = "UTC"
    #: Owned or run by a government.
    state_media: bool = False
    #: Bounds between which the polling interval adapts, minutes.
    poll_minutes_min: int = 15
    poll_minutes_max: int = 1440
    #: Pause between two requests to the host, seconds.
    delay_seconds: float = 2.0
    #: New pages read per poll at most; the rest waits for the next poll.
    max_pages: int = 50
    #: The feed carries whole articles: use them and don't fetch the pages.
    full_text_feed: bool = False
    #: Send If-None-Match and If-Modified-Since; off for feeds that reuse validators.
    conditional: bool = True
    #: Charset when the site declares a wrong one.
    encoding: str = ""
    #: RE2 patterns on the article URL: at least one include (if any) and no exclude must match.
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    selectors: Selectors = field(default_factory=Selectors)
    #: Those of layouts the site had before.
    earlier: tuple[EarlierSelectors, ...] = ()
    #: Allow loopback and private addresses; for a newsroom inside one's own network.
    allow_private: bool = False
    #: Not polled; the reason stands as a comment in the file.
    paused: bool = False

    def selectors_at(self, moment: datetime) -> Selectors:
        """Those for a page read at `moment` (aware)."""
        day = moment.astimezone(UTC).date()
        left_later = [layout for layout in self.earlier if day < layout.until]
        if not left_later:
            return self.selectors
        return min(left_later, key=lambda layout: layout.until).selectors


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What we remember of a source between polls. Lives in the archive, never in the file."""

    source_id: str
    #: Polling URL → (ETag, Last-Modified) as received.
    validators: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    #: When it is due again; None = never polled, due now.
    next_poll_at: datetime | None = None
    #: The interval now in force, minutes; 0 = not yet learned.
    interval_minutes: int = 0
    #: Weighted failures since the last success: hard 1, soft ½, temporary ¼.
    failure_weight: float = 0.0
    #: Successful polls in a row, judged for adapting after two.
    successes: int = 0
    last_polled_at: datetime | None = None
    last_outcome: Outcome | None = None
    #: One clause on the last failure; empty after a success.
    last_detail: str = ""
    last_ok_at: datetime | None = None
    #: When it last brought an article we had not seen.
    last_new_at: datetime | None = None
    #: Latest date among the items it announced; None when they carry none.
    newest_item_at: datetime | None = None
    #: Since when it answers but has nothing new, for longer than its rhythm explains; None while it speaks.
    silent_since: datetime | None = None

    @property
    def is_healthy(self) -> bool:
        """Whether its last poll could be read."""
        return self.last_outcome in {Outcome.OK, Outcome.NOT_MODIFIED, Outcome.EMPTY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article announced by a feed, sitemap or listing page; not yet read."""

    source_id: str
    #: Absolute, tracking parameters stripped.
    url: str
    #: As announced; empty when not.
    title: str = ""
    published_at: datetime | None = None
    #: When it was last changed, as announced.
    updated_at: datetime | None = None
    #: HTML or text the feed carries, empty when none.
    summary: str = ""
    #: Whole article as HTML when the feed carries it, else empty.
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Bytes as read from a site."""

    source_id: str
    #: The URL asked for, and the one that answered after redirects.
    requested_url: str
    url: str
    status: int
    #: Header names in lower case.
    headers: Mapping[str, str]
    #: Body after content decoding (gzip, brotli), before character decoding.
    body: bytes
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same article in another language, as the page declares it."""

    #: ISO 639-1, or the site's own code when it is not one.
    language: str
    url: str


#: A table found in an article: rows of cell texts.
Table = tuple[tuple[str, ...], ...]


#: In `Article.found_by`, before the rule whose value was found and not believed: "rejected:json-ld".
REJECTED = "rejected:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One page as it was read. Immutable; what happens to it later lives in other tables."""

    source_id: str
    #: Canonical URL, the article's identity.
    url: str
    #: In the original language, white space collapsed, never empty.
    title: str
    #: Plain text, paragraphs separated by one blank line.
    body: str
    #: ISO 639-1: "en", "ko", "zh" or "ja".
    language: str
    #: When the site says it was published; None if it does not say.
    published_at: datetime | None
    modified_at: datetime | None = None
    fetched_at: datetime
    authors: tuple[str, ...] = ()
    section: str = ""
    image_url: str = ""
    alternates: tuple[Alternate, ...] = ()
    tables: tuple[Table, ...] = ()
    #: Field → rule that found it, such as {"title": "json-ld"}.
    found_by: Mapping[str, str] = field(default_factory=dict)
    #: Version of the extractor that read it.
    extractor: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's own text: `getattr(article, part)[start:end] == text`."""

    #: "title" or "body".
    part: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A place, actor, good or rule named in the text."""

    #: Gazetteer or lexicon id, such as "dandong" or "unscr-2397".
    id: str
    #: "place", "actor", "good" or "rule".
    kind: str
    span: Span
    #: English name, for readers without the language.
    gloss: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One topic with the sentences that earned it; never without one."""

    topic: str
    #: 0–1.
    probability: float
    #: Whole sentences, best first, at least one.
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A matched word as printed and what it means in English: 밀수 = smuggling."""

    text: str
    gloss: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the classifier says of one article."""

    #: Probability that the article is about China–North Korea exchange or its border, 0–1.
    relevance: float
    #: Whether that is enough to be shown to a reader.
    is_relevant: bool
    #: Most probable first; empty when not relevant.
    tags: tuple[Tag, ...]
    mentions: tuple[Mention, ...]
    #: The words that spoke for the verdict, most telling first.
    terms: tuple[Term, ...]
    #: Version of rules or model and word lists that made it.
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One row of the ledger: what was asked for, how it ended, what it cost."""

    source_id: str
    url: str
    #: "poll" for a feed, sitemap or listing; "page" for an article.
    kind: str
    outcome: Outcome
    at: datetime
    #: HTTP status, 0 when there was none.
    status: int = 0
    #: Body size in bytes, after content decoding.
    size: int = 0
    milliseconds: int = 0
    #: Candidates a poll announced, and how many were new to us.
    announced: int = 0
    new: int = 0
    #: One clause for people, empty when all was well.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as the archive knows it: its newest version and what became of it."""

    #: Publication (or first-seen) second in the high bits; sorts by time, never changes.
    id: int
    article: Article
    #: Family of its source when it was stored.
    publisher: str
    #: Counted from 1; more than 1 means edited since.
    version: int
    first_seen_at: datetime
    #: Newest verdict on the newest version; None while untagged.
    verdict: Verdict | None = None
    #: Story it belongs to; None while ungrouped.
    story_id: int | None = None
    #: Since when the site no longer shows it; None while it does, or may again.
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles that tell one event, newest archive state."""

    id: int
    #: Best first: the lead article, then by time.
    articles: tuple[StoredArticle, ...]


class Relation(StrEnum):
    """How an article belongs to its story; a closed list."""

    #: It opened the story: nothing like it was known.
    OPENS = "opens"
    #: A near-copy of another article: the same report, not a second voice.
    COPY = "copy"
    #: Declared by its page as the same article in another language.
    TRANSLATION = "translation"
    #: Another report of the same event.
    SAME_EVENT = "same_event"
    #: A person put it there.
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs."""

    article_id: int
    #: An article of the story it joins; None when it opens a story of its own.
    beside: int | None
    relation: Relation
    #: Why it belongs there, for people; nothing is decided by it.
    reason: str
    #: To `beside`, 0–1: Jaccard of a copy, cosine of an event; 1 for a declared translation.
    similarity: float


class Frequency(StrEnum):
    """How often a subscription is served."""

    #: As soon as something important is known, not more often than every quarter of an hour.
    IMMEDIATE = "immediate"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a reader wants, when, and where to."""

    #: Short name: lower-case letters, digits, hyphens.
    id: str
    #: As shown in the subject and footer.
    name: str
    #: Mail addresses, and http(s) addresses of webhooks; empty = only written to the outbox folder.
    addresses: tuple[str, ...] = ()
    #: A search that an article must fulfil as well; empty = none.
    query: str = ""
    #: Any of these; empty = every topic. The same for places, languages, sources.
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    #: Least relevance, 0–1.
    minimum_score: float = 0.5
    #: A story is told once so many publisher families report it by themselves.
    minimum_publishers: int = 1
    frequency: Frequency = Frequency.DAILY
    #: Local hour of the digest, 0–23, and its IANA zone. Weekly ones leave on Monday.
    hour: int = 8
    timezone: str = "UTC"
    #: Of the mail's own words: "en", "ko" or "zh"; headlines and quotes stay as printed.
    language: str = "en"
    #: Stories shown in full at most; the rest is counted and linked.
    max_stories: int = 20
    #: Send a mail on a quiet day too, saying so.
    send_when_quiet: bool = True
    paused: bool = False
    created_at: datetime


class DeliveryState(StrEnum):
    """Where a message is on its way; a closed list."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    #: Refused for good, or given up.
    FAILED = "failed"
    #: Given up after the connection was lost behind the message: it may have arrived.
    DOUBTFUL = "doubtful"
    #: Taken out by an operator.
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one recipient: composed, claimed, sent, recorded."""

    id: int
    subscription_id: str
    #: Mail address, http(s) address of a webhook, or empty for the outbox folder.
    address: str
    #: The same for every attempt, so that a doubtful retry is recognisable.
    message_id: str
    #: The whole message, RFC 5322 bytes.
    content: bytes
    #: What the digest covers: after start, up to and including end.
    period_start: datetime
    period_end: datetime
    state: DeliveryState
    attempts: int = 0
    #: How often the connection was lost after the message.
    doubts: int = 0
    #: Not before this; None = at once.
    next_attempt_at: datetime | None = None
    sent_at: datetime | None = None
    #: Last error, or the file written.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """What is known of one address of a subscription. Of an unknown one nothing: it has not agreed."""

    subscription_id: str
    address: str
    #: When it was asked to confirm; None = it was not asked.
    asked_at: datetime | None = None
    #: When it agreed, or an operator said that it had; None = it has not.
    confirmed_at: datetime | None = None
    #: Refusals for good in a row, by servers or in returned mail.
    hard_bounces: int = 0
    #: Gets no mail since then; None = it does.
    suspended_at: datetime | None = None
    #: Why, for people.
    detail: str = ""

    @property
    def is_served(self) -> bool:
        """Whether mail goes to it."""
        return self.suspended_at is None and self.confirmed_at is not None
