"""The data passed between packages: one frozen dataclass per stage, without behaviour.

    Source ─► Candidate ─► Page ─► Article ─► Verdict ─► archive ─► Story ─► Digest ─► Delivery

Every `datetime` here is aware UTC. Character offsets count Python code points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal


class SourceKind(StrEnum):
    """How a source announces its articles."""

    #: RSS 0.9x–2.0, RDF, Atom or JSON Feed.
    FEED = "feed"
    #: sitemaps.org sitemap, index or Google News sitemap.
    SITEMAP = "sitemap"
    #: An HTML page with links to articles.
    LISTING = "listing"
    #: The posts of a WordPress site's REST API.
    WORDPRESS = "wordpress"
    #: Any other API that answers JSON; `Source.fields` says where its articles are.
    JSON = "json"


class Outcome(StrEnum):
    """How one fetch ended; a closed list, stored as these values."""

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
    #: The crawl process died, hung or ran out of memory.
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors for a site where the generic rules fail; empty = use the generic rule."""

    #: Strict parsing of sources.toml: an unknown key is an error that names it.
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    title: str = ""
    body: str = ""
    #: An element whose `datetime` attribute or text is the publication time.
    published: str = ""
    author: str = ""
    #: Elements removed before the body is extracted.
    remove: str = ""
    #: On a listing page: the `<a>` elements that lead to articles.
    links: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierSelectors:
    """Selectors for a layout the site no longer uses; pages stored before the change still need them."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    #: First day of the new layout, UTC; pages fetched before it have this one.
    until: date
    selectors: Selectors


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFields:
    """JMESPath expressions (https://jmespath.org/) for a source of kind "json"; empty = not there.

    `items` and `next` are applied to the whole answer, the others to each item.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    #: The list of items.
    items: str = ""
    #: Address of the article, absolute or relative to the API's.
    url: str = ""
    title: str = ""
    #: When it was published: a printed date, or seconds or milliseconds since 1970.
    published: str = ""
    #: When it was last changed.
    updated: str = ""
    summary: str = ""
    #: The whole text as HTML or plain text; used if `Source.full_text_feed` is set.
    content: str = ""
    #: Address of the next page.
    next: str = ""


#: Order of day, month and year in a date of three numbers; "" = unknown.
DateOrderName = Literal["", "dmy", "mdy", "ymd"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of sources.toml: where articles come from and how to fetch them."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    #: Short name used everywhere: lower-case letters, digits, hyphens.
    id: str
    #: Display name.
    name: str
    #: The publisher family it belongs to; reports of one family don't corroborate each other.
    publisher: str
    homepage: str
    #: ISO 639-1 of most of its articles.
    language: str
    #: ISO 3166-1 alpha-2 of the newsroom.
    country: str
    kind: SourceKind
    #: Feeds, sitemaps, listing pages or addresses of an API; http or https.
    urls: tuple[str, ...]
    #: 1 = specialist or primary, 2 = regular, 3 = occasional.
    tier: int = 2
    #: IANA time zone for times printed without one.
    timezone: str = "UTC"
    #: Order in which it prints dates such as 03/04/2026; "" = learned from its feed, or what is usual in its
    #: language or country.
    date_order: DateOrderName = ""
    #: Whether a government owns or runs it.
    state_media: bool = False
    #: Bounds between which the polling interval adapts, minutes.
    poll_minutes_min: int = 15
    poll_minutes_max: int = 1440
    #: Pause between two requests to the host, seconds.
    delay_seconds: float = 2.0
    #: Hours after its publication an article is still news when it is found; 0 = digest.news_hours applies.
    #: Raise it for slow publishers and for reports.
    news_hours: int = 0
    #: Maximum number of new pages fetched per poll; the rest waits for the next poll.
    max_pages: int = 50
    #: Whether the feed carries whole articles: use them and don't fetch the pages.
    full_text_feed: bool = False
    #: Whether to send If-None-Match and If-Modified-Since; False for feeds that reuse validators.
    conditional: bool = True
    #: Pattern of the addresses of its archive's pages, for reading its past: {YYYY}, {MM}, {DD}, {page}.
    archive: str = ""
    #: Charset to use if the site declares a wrong one.
    encoding: str = ""
    #: RE2 patterns on the article URL: at least one include (if any) and no exclude must match.
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    #: Where the articles are in the answers of a source of kind "json".
    fields: JsonFields = field(default_factory=JsonFields)
    selectors: Selectors = field(default_factory=Selectors)
    #: Selectors for earlier layouts of the site.
    earlier: tuple[EarlierSelectors, ...] = ()
    #: Whether loopback and private addresses are allowed, for a source inside your own network.
    allow_private: bool = False
    #: Whether polling is paused; the reason is a comment in the file.
    paused: bool = False

    def selectors_at(self, moment: datetime) -> Selectors:
        """The selectors for a page fetched at `moment` (aware)."""
        day = moment.astimezone(UTC).date()
        left_later = [layout for layout in self.earlier if day < layout.until]
        if not left_later:
            return self.selectors
        return min(left_later, key=lambda layout: layout.until).selectors


@dataclass(frozen=True, slots=True, kw_only=True)
class PollDigest:
    """What is remembered of the answer to a poll."""

    #: Digest of what was read (`crawler.quick_polls.digest_of`); "" if an equal answer has to be read again.
    digest: str = ""
    #: Scheme, host and port that answered, after redirects.
    authority: str
    #: Number of articles it announced.
    announced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is remembered about a source between polls; kept in the archive, not in sources.toml."""

    source_id: str
    #: Polling URL → (ETag, Last-Modified) as received.
    validators: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    #: Polling URL → the answer last read, to recognise an unchanged one. The light client polls no other
    #: URLs.
    poll_digests: Mapping[str, PollDigest] = field(default_factory=dict)
    #: When it is due next; None = never polled, due now.
    next_poll_at: datetime | None = None
    #: Current polling interval, minutes; 0 = not yet known.
    interval_minutes: int = 0
    #: Weighted failures since the last success: hard 1, soft ½, temporary ¼.
    failure_weight: float = 0.0
    #: Successful polls in a row; the interval adapts after two.
    successes: int = 0
    last_polled_at: datetime | None = None
    last_outcome: Outcome | None = None
    #: The last failure in one clause; empty after a success.
    last_detail: str = ""
    last_ok_at: datetime | None = None
    #: When it last announced an article that was new to us.
    last_new_at: datetime | None = None
    #: Latest date of the items it announced; None if they carry none.
    newest_item_at: datetime | None = None
    #: Since when it has had nothing new for longer than its publishing rate explains; None if not silent.
    silent_since: datetime | None = None
    #: Polling URL → where it is redirected for good (301 or 308), and by how many polls in a row.
    moved: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    #: Polling URL → keys of the items it announced last (`crawler.polling.keys_of`).
    announced: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: When items may last have been gone from its feed before they were read; None if never.
    missed_at: datetime | None = None
    #: Order of day and month that its dates have shown; "" if they never have.
    date_order: DateOrderName = ""

    @property
    def is_healthy(self) -> bool:
        """Whether its last poll succeeded."""
        return self.last_outcome in {Outcome.OK, Outcome.NOT_MODIFIED, Outcome.EMPTY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article announced by a feed, sitemap or listing page, not yet fetched."""

    source_id: str
    #: Absolute, tracking parameters stripped.
    url: str
    #: As announced; empty if none was.
    title: str = ""
    published_at: datetime | None = None
    #: When it was last changed, as announced.
    updated_at: datetime | None = None
    #: Summary from the feed, HTML or text; empty if it carries none.
    summary: str = ""
    #: Whole article as HTML if the feed carries it, else empty.
    content: str = ""
    #: Names or bylines of its authors, as announced.
    authors: tuple[str, ...] = ()
    #: The feed's own id of it; empty if it has none, or not one for each item.
    guid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One response of a site, as bytes."""

    source_id: str
    #: The requested URL, and the final one after redirects.
    requested_url: str
    url: str
    status: int
    #: Header names in lower case.
    headers: Mapping[str, str]
    #: Body after content decoding (gzip, brotli), before character decoding.
    body: bytes
    fetched_at: datetime
    #: Why the body ends before the page did, as the field WARC-Truncated of a web archive names it: "length",
    #: "time", "disconnect", "unspecified"; empty if it does not, or nothing is known of it.
    truncated: str = ""


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same article in another language, as the page declares it."""

    #: ISO 639-1, or the site's own code if it is not one.
    language: str
    url: str


#: A table found in an article: rows of cell texts.
Table = tuple[tuple[str, ...], ...]


#: In `Article.found_by`, before the rule whose value was found and not believed: "rejected:json-ld".
REJECTED = "rejected:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as it was extracted. Immutable; what happens to it later is stored in other tables."""

    source_id: str
    #: Canonical URL, the article's identity.
    url: str
    #: In the original language, white space collapsed, never empty.
    title: str
    #: Plain text, paragraphs separated by one blank line.
    body: str
    #: ISO 639-1: "en", "ko", "zh" or "ja".
    language: str
    #: Publication time according to the site; None if it gives none.
    published_at: datetime | None
    modified_at: datetime | None = None
    fetched_at: datetime
    authors: tuple[str, ...] = ()
    #: News agency, newspaper or desk that the byline names, beside people or instead of them; empty for none.
    organisation: str = ""
    section: str = ""
    image_url: str = ""
    alternates: tuple[Alternate, ...] = ()
    tables: tuple[Table, ...] = ()
    #: Captions of pictures, in the order of the page; not part of `body`.
    captions: tuple[str, ...] = ()
    #: Whether `body` may be only part of the article: what everybody may read of one for subscribers, or as
    #: much as a web archive has of its page.
    is_partial: bool = False
    #: Field → rule that found it, such as {"title": "json-ld"}.
    found_by: Mapping[str, str] = field(default_factory=dict)
    #: Version of the extractor that produced it.
    extractor: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's own text: `getattr(article, part)[start:end] == text`."""

    #: "title", "body", or "captions": the captions joined by blank lines.
    part: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence(Span):
    """A whole sentence that supports a tag."""

    #: Whether it is "asserted", "denied", "planned", "conditional" or "past"; "" in verdicts of earlier
    #: classifiers.
    polarity: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place, actor, kind of goods or rule named in the text."""

    #: Gazetteer or lexicon id, such as "dandong" or "unscr-2397".
    id: str
    #: "place", "actor", "goods" or "rule".
    kind: str
    span: Span
    #: English name, for readers who do not know the language.
    gloss: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One topic with the sentences that support it."""

    topic: str
    #: 0–1.
    probability: float
    #: Whole sentences, best first, at least one.
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A matched word as printed, with its meaning in English: 밀수 = smuggling."""

    text: str
    gloss: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact printed in an article, with the sentence it stands in.

    All positions are in `full_text(article)`: title, blank line, body.
    """

    #: One of FACT_KINDS.
    kind: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    #: Of amounts: in units of `unit`; of a range the lower end.
    value: float | None = None
    #: Upper end of a range.
    high: float | None = None
    #: Of amounts: ISO 4217 code, "won" if North or South Korean is not stated, "tonne", "percent", "people"…;
    #: of a rate the currency of the value.
    unit: str = ""
    #: What a price is for: "kg", "litre", "tonne", "person"…; of a rate the other currency. Empty if not
    #: said.
    per: str = ""
    #: ISO 8601 as far as known: of a date its value, of other facts the day they are dated in the text.
    date: str = ""
    #: How `date` was inferred: "printed", "last", "next", "relative", "published" (of a status that began
    #: with the news); empty without a date.
    inferred: str = ""
    #: Ids of goods, place and actor, as in mentions; empty if the sentence names none.
    good: str = ""
    place: str = ""
    actor: str = ""
    #: "to-north" for goods to North Korea, "from-north" for goods from it; empty if not said.
    direction: str = ""
    #: Where the speaker is named; None if nobody is.
    speaker: tuple[int, int] | None = None
    #: "anonymous" or "named", followed by "-relayed" if another medium or person relays it; empty without a
    #: speaker.
    attribution: str = ""
    #: Whether an amount repeats the one before in another currency: 3,599 yuan ($494.21).
    is_converted: bool = False
    #: Of a status: the traffic it is about, "road", "rail", "foot", "freight", "passengers", "ship" or "all".
    mode: str = ""
    #: Of a status: "open", "limited", "closed" or "planned"; `date` is since when, or for when it is planned.
    state: str = ""
    #: Whether a status was so at an earlier time, `date` if that is known, and is not said of now.
    is_past: bool = False
    #: Of a claim or promise: how sure it is, "confirmed", "said", "reportedly", "rumoured" or "denied".
    hedge: str = ""
    #: Of a claim or promise: how many people and media it has passed through; 1 if the speaker was heard by
    #: the publisher, 2 if another medium heard the speaker; 0 if nobody is named.
    removed: int = 0
    #: Of a claim or promise: what its speaker is, "source", "official", "trader", "resident", "medium"…; ""
    #: if that is not said.
    role: str = ""
    #: Gazetteer id of the place in the words that name the speaker, such as that of "a source in Pyongyang".
    speaker_place: str = ""


#: What market prices are of: goods, and currencies as their rate of exchange. Ids as in facts.
PRICE_GOODS = ("rice", "corn", "gasoline", "diesel", "usd", "cny")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketPrice:
    """A price or rate of exchange in a North Korean market on a day, as an article or its table prints it."""

    #: One of PRICE_GOODS.
    good: str
    #: Place id: a city, county or province; "north-korea" if the text names none.
    place: str
    #: ISO 8601: the day the price is for.
    day: str
    #: Whether the text says the day; otherwise it is the day of publication.
    is_day_printed: bool
    #: In `unit`; of a range the lower end.
    value: float
    #: Upper end of a range.
    high: float | None = None
    #: ISO 4217 code.
    unit: str
    #: What it is for: "kg", "500g", "litre", "100CNY"; empty if not said. Of a rate the other currency.
    per: str
    #: The sentence, or the row of the table.
    quote: str
    #: Who says it, as printed; empty if nobody is named.
    speaker: str = ""
    #: As in `Fact.attribution`.
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two passages of one article that cannot both be right, as they are stored."""

    #: figure, treaty, count, conversion, weekday, header or name.
    kind: str
    #: In one sentence.
    reason: str
    #: The figure, date or name as printed, and its sentence or row of a table.
    text: str
    sentence: str
    #: Position of `text` in title, blank line, body; None in a table.
    start: int | None
    #: The same of the other passage.
    other_text: str
    other_sentence: str
    other_start: int | None


@dataclass(frozen=True, slots=True)
class FactSet:
    """The facts of one version of an article."""

    #: Version of the rules they were read by.
    rules: int
    #: By position.
    facts: tuple[Fact, ...]
    #: Prices in North Korean markets: those of the text by position, then those of its tables.
    prices: tuple[MarketPrice, ...] = ()
    #: By kind.
    contradictions: tuple[Contradiction, ...] = ()


#: Kinds of facts; of amounts the role: price, rate (of exchange), change (of a price), value,
#: volume, count, share, distance, area. A figure of China's trade with North Korea is "trade" too, its change
#: in percent "growth"; their date is the period: 2024, 2024-12 or 2024-01/2024-07.
FACT_KINDS = (
    "date", "price", "rate", "change", "value", "volume", "count", "share", "distance", "area", "claim",
    "ship",
    "resolution", "firm", "status", "trade", "growth", "promise", "outcome",
)  # fmt: skip


def full_text(title: str, body: str) -> str:
    """The text that facts have positions in: title, blank line, body."""
    return f"{title}\n\n{body}"


@dataclass(frozen=True, slots=True)
class ListedMention:
    """Where an article names somebody on a sanctions list."""

    #: Id of the entry in the archive.
    entry: int
    #: Position in `full_text`, characters.
    start: int
    end: int
    #: What identifies them: "imo", "name", or "name+" and a second fact: type, north, birth, document, role,
    #: sanctions.
    how: str


@dataclass(frozen=True, slots=True)
class ListedSet:
    """Who on sanctions lists one version of an article names."""

    #: Id of the last import that changed the lists, and version of the rules of matching.
    state: int
    rules: int
    #: By position.
    mentions: tuple[ListedMention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The classifier's result for one article."""

    #: Probability that the article is about China–North Korea exchange or its border, 0–1.
    relevance: float
    #: Whether that is high enough to show the article to readers.
    is_relevant: bool
    #: Most probable first; empty when not relevant.
    tags: tuple[Tag, ...]
    mentions: tuple[Mention, ...]
    #: The words that support the verdict, strongest first.
    terms: tuple[Term, ...]
    #: Version of the model and word lists that produced it.
    version: str
    #: Whether a relevant article is about the past: history, a treaty text, an encyclopedia.
    is_history: bool = False
    #: Facts to be stored with the verdict; None leaves those of the article's version as they are. A stored
    #: verdict has None.
    facts: FactSet | None = None
    #: Who on sanctions lists is named, to be stored with the verdict; None leaves what is stored as it is. A
    #: stored verdict has None.
    listed: ListedSet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One row of the fetch log: what was requested, how it ended, what it cost."""

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
    #: Number of articles a poll announced, and how many were new to us.
    announced: int = 0
    new: int = 0
    #: What failed, in one clause for people; empty if nothing did.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as stored in the archive: its newest version with its verdict and story."""

    #: Publication (or first-seen) second in the high bits, so ids sort by time; never changes.
    id: int
    article: Article
    #: Publisher family of its source when it was stored.
    publisher: str
    #: Counted from 1; above 1 means it was edited.
    version: int
    first_seen_at: datetime
    #: Newest verdict on the newest version; None if not tagged yet.
    verdict: Verdict | None = None
    #: Story it belongs to; None if not grouped yet.
    story_id: int | None = None
    #: Since when the site no longer shows it; None if it does or may again.
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles about one event, as currently stored."""

    id: int
    #: The lead article first, then by time.
    articles: tuple[StoredArticle, ...]


class Relation(StrEnum):
    """How an article belongs to its story; a closed list."""

    #: It opened the story: no known article was similar.
    OPENS = "opens"
    #: A near-duplicate of another article: not an independent report.
    COPY = "copy"
    #: Its page declares it as the same article in another language.
    TRANSLATION = "translation"
    #: Another report of the same event.
    SAME_EVENT = "same_event"
    #: A person assigned it.
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Placement:
    """The decision to which story an article belongs."""

    article_id: int
    #: An article of the story it joins; None if it opens a new story.
    beside: int | None
    relation: Relation
    #: Why it belongs there, as text for people only.
    reason: str
    #: Similarity to `beside`, 0–1: Jaccard for a copy, cosine for an event; 1 for a declared translation.
    similarity: float


class Frequency(StrEnum):
    """How often a subscription gets a digest."""

    #: Alerts as soon as something important is known, at most every 15 minutes.
    IMMEDIATE = "immediate"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Which articles a reader gets, when, and at which address."""

    #: Short name: lower-case letters, digits, hyphens.
    id: str
    #: Shown in the subject and footer.
    name: str
    #: E-mail addresses and http(s) URLs of webhooks; empty = only written to the outbox folder.
    addresses: tuple[str, ...] = ()
    #: A search query that articles must also match; empty = none.
    query: str = ""
    #: At least one must match; empty = all topics. Likewise for places, languages and sources.
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    #: Minimum relevance, 0–1.
    minimum_score: float = 0.5
    #: Only stories reported by at least this many independent publisher families.
    minimum_publishers: int = 1
    frequency: Frequency = Frequency.DAILY
    #: Local hours of the digests, 0–23, ascending; hourly digests ignore them, weekly ones use the first.
    hours: tuple[int, ...] = (8,)
    #: ISO weekdays on which digests are sent, 1 = Monday; empty = every day. A weekly digest is sent on the
    #: first of them.
    days: tuple[int, ...] = ()
    #: Countries on whose public holidays no digest is sent, ISO 3166-1 alpha-2, such as "KR".
    holidays: tuple[str, ...] = ()
    #: IANA time zone of the hours.
    timezone: str = "UTC"
    #: Language of the e-mail's labels: "en", "ko" or "zh"; headlines and quotes stay as printed.
    language: str = "en"
    #: Maximum number of new stories shown in full; more stand as one line each, and the rest is carried over
    #: to the next e-mail.
    max_stories: int = 8
    #: Whether to send an e-mail even if there is nothing new.
    send_when_quiet: bool = True
    paused: bool = False
    created_at: datetime


class Fault(StrEnum):
    """What a failed attempt to send a message shows to be wrong; a closed list.

    Only an answer to the address itself (RCPT TO, RFC 5321, section 3.3) speaks against the recipient.
    """

    #: The mail server, the way to it or our account: all mail is affected. Never the recipient's fault.
    SERVER = "server"
    #: The server rejects the contents of this message.
    CONTENT = "content"
    #: The address is rejected permanently.
    ADDRESS = "address"
    #: The recipient's mailbox is full, which may pass.
    MAILBOX_FULL = "mailbox_full"


class DeliveryState(StrEnum):
    """Delivery status of a message; a closed list."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    #: Rejected permanently, or given up.
    FAILED = "failed"
    #: Given up after the connection was lost at the end of the message: it may have arrived.
    DOUBTFUL = "doubtful"
    #: Removed from the queue by an operator.
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one recipient, from composition to delivery."""

    id: int
    subscription_id: str
    #: E-mail address, http(s) URL of a webhook, or empty for the outbox folder.
    address: str
    #: The same for every attempt, so that receivers can recognise duplicates.
    message_id: str
    #: The whole message as RFC 5322 bytes.
    content: bytes
    #: Period the digest covers: after start, up to and including end.
    period_start: datetime
    period_end: datetime
    state: DeliveryState
    attempts: int = 0
    #: Failed attempts that were about this message only, not about the mail server.
    failures: int = 0
    #: What is wrong while it is deferred; None = nothing in particular.
    fault: Fault | None = None
    #: Since when; None without a fault.
    fault_since: datetime | None = None
    #: How often the connection was lost at the end of the message.
    doubts: int = 0
    #: Time of the next attempt; None = at once.
    next_attempt_at: datetime | None = None
    sent_at: datetime | None = None
    #: Last error, or the name of the file written.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Consent and bounces of one address of a subscription. An unknown address has not confirmed."""

    subscription_id: str
    address: str
    #: When it was asked to confirm; None = not asked.
    asked_at: datetime | None = None
    #: When it confirmed, or an operator recorded that it had; None = not confirmed.
    confirmed_at: datetime | None = None
    #: Permanent rejections in a row, by servers or in returned mail.
    hard_bounces: int = 0
    #: Messages in a row that were given up because the mailbox was full.
    soft_bounces: int = 0
    #: Since when it gets no mail; None = it gets mail.
    suspended_at: datetime | None = None
    #: Why it is suspended, for people.
    detail: str = ""

    @property
    def is_served(self) -> bool:
        """Whether it gets mail."""
        return self.suspended_at is None and self.confirmed_at is not None
