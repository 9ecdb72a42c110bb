"""One crawl of one source: the job, the counts while it runs, and the report when it ends."""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Self

from crawler.polling.polling import GOOD, PollResult
from crawler.quick_polls import PolledPage
from yaluwatch.model import Candidate, DateOrderName, Outcome, Page, PollDigest, Source, SourceState
from yaluwatch.text import counted

#: Announced articles kept as samples for a report.
SAMPLES = 3
#: The lease of a claim on a source and its hosts, seconds; it must be renewed within this time.
CLAIM_SECONDS = 45.0
# Notes about successful polls in a report.
_MAX_NOTES = 3
# A crawl worker reports on stdout, one line each, starting with one of these words:
#: followed by a URL before it extracts a page, and alone after it.
READING = "reading "
#: followed by the JobResult as JSON, once, at the end.
RESULT = "result "
#: instead of a result, followed by the archive's error message.
ARCHIVE_ERROR = "archive-error "


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlLimits:
    """Limits on crawls."""

    #: Sources crawled at the same time.
    parallel: int = 2
    #: Seconds per source; its crawl ends by itself before, and is killed after this.
    seconds: float = 600.0
    #: Seconds for extracting one page.
    page_seconds: float = 20.0
    #: Address space of one crawl, MiB.
    memory_mb: int = 1024
    #: At which gzip level pages are stored, 1–9.
    page_level: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """The result of one crawl of one source, for people and the scheduler."""

    source_id: str
    #: How the poll ended.
    outcome: Outcome
    #: Articles announced.
    announced: int = 0
    #: Articles stored for the first time, and known ones stored as a new version.
    new: int = 0
    edited: int = 0
    #: Pages that yielded no article, by outcome.
    refused: Mapping[Outcome, int] = field(default_factory=dict)
    #: Pages requested.
    fetched: int = 0
    seconds: float = 0.0
    #: Short explanation for people: what failed, and what a successful poll repaired or left out; empty if
    #: there is nothing to say.
    detail: str = ""
    #: Whether the source was not reached because our own connection was down, which says nothing about it.
    is_own_outage: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A crawl worker's job, sent to its stdin as JSON."""

    source: Source
    state: SourceState
    archive_path: Path
    user_agent: str
    limits: CrawlLimits
    #: When it was started, aware UTC; the worker's clock continues from here.
    now: datetime
    #: Owner of the claims on the source and its hosts, which the worker renews; "" without claims.
    owner: str = ""
    #: The names of these claims.
    claimed: frozenset[str] = frozenset()
    #: Fetch only this page, and answer with it; "" = crawl the source.
    page_url: str = ""
    #: Go on with this backfill instead of polling; 0 = crawl the source.
    backfill_id: int = 0
    #: Answers to this poll that the light client has received: their URLs are not requested again.
    polled: tuple[PolledPage, ...] = ()
    #: Seconds to wait before the first request, because the host has just been asked.
    wait_seconds: float = 0.0
    #: Whether the light client had to leave this poll to the crawl: it does not try the next one.
    was_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A page as it travels from a crawl worker."""

    url: str
    status: int
    #: Lower-case names.
    headers: Mapping[str, str]
    #: Base64 (RFC 4648): JSON has no bytes.
    body: str

    @classmethod
    def of(cls, page: Page) -> Self:
        """A page, packed."""
        body = b64encode(page.body).decode("ascii")
        return cls(url=page.url, status=page.status, headers=page.headers, body=body)

    def to_page(self, asked: str, at: datetime) -> Page:
        """The page that answered when `asked` was asked for, at a time (aware UTC)."""
        return Page(
            source_id="page",
            requested_url=asked,
            url=self.url,
            status=self.status,
            headers=self.headers,
            body=b64decode(self.body),
            fetched_at=at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """A crawl worker's result, written to its stdout as JSON."""

    report: CrawlReport
    poll: PollResult
    #: The first few articles announced, without their texts.
    samples: tuple[Candidate, ...] = ()
    #: The page a job asked for; None when there is none.
    page: FetchedPage | None = None


class Clock:
    """A crawl's clock: the time given at the start, advanced by a monotonic clock."""

    def __init__(self, now: datetime) -> None:
        self._start = now
        self._ticks = monotonic()

    def __call__(self) -> datetime:
        """Now, aware UTC."""
        return self._start + timedelta(seconds=self.seconds)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return monotonic() - self._ticks


class Tally:
    """The running counts of a crawl."""

    def __init__(self, source_id: str) -> None:
        self.source_id = source_id
        #: Outcome and detail of every URL polled.
        self.polls: list[tuple[Outcome, str]] = []
        self.announced = 0
        self.fresh = 0
        self.new = 0
        self.edited = 0
        self.fetched = 0
        #: New articles left for the next crawl.
        self.waiting = 0
        self.refused: Counter[Outcome] = Counter()
        self.newest_item_at: datetime | None = None
        #: Order of day and month that announced dates have shown; "" if they have not.
        self.date_order: DateOrderName = ""
        self.samples: list[Candidate] = []
        #: The one page that was asked for.
        self.page: Page | None = None
        self.validators: dict[str, tuple[str, str]] = {}
        self.digests: dict[str, PollDigest] = {}
        #: Polled URL → where it is redirected for good.
        self.moved: dict[str, str] = {}
        #: Polled URL → keys of its items.
        self.keys: dict[str, tuple[str, ...]] = {}
        #: Polled URLs whose feed has none of the items it had at the last poll, until one of those is found.
        self.gaps: set[str] = set()
        #: Whether changes of stored articles were announced whose pages it has not revisited.
        self.has_changes_left = False
        self.retry_after: timedelta | None = None
        #: Why the crawl ended early; empty when it did not.
        self.stopped = ""
        #: The archive's error message when storing failed; empty when it did not.
        self.archive_error = ""

    def announce(self, candidates: Sequence[Candidate], now: datetime) -> None:
        """Keep samples and the latest date of announced articles, ignoring dates after `now`."""
        dates = [moment for one in candidates if (moment := one.published_at or one.updated_at)]
        past = [moment for moment in dates if moment <= now]
        self.newest_item_at = max([*past, *filter(None, [self.newest_item_at])], default=None)
        for one in candidates[: SAMPLES - len(self.samples)]:
            self.samples.append(replace(one, summary="", content=""))

    def wait_at_least(self, seconds: float) -> None:
        """Record that the site asked for a pause; the longest one counts."""
        asked = timedelta(seconds=seconds)
        self.retry_after = max(asked, self.retry_after or asked)

    def result(self, seconds: float) -> JobResult:
        """The counts so far, as a report and as the result the next poll depends on."""
        outcome, detail = overall(self.polls)
        missed = "items may have been missed since the last poll" if self.gaps else ""
        clauses = [clause for clause in (detail, missed, self.stopped) if clause]
        poll = PollResult(
            outcome=outcome,
            announced=self.announced,
            fresh=self.fresh,
            waiting=self.waiting,
            newest_item_at=self.newest_item_at,
            date_order=self.date_order,
            # With validators, the site would answer 304 and the articles still waiting would not be
            # announced.
            validators={} if self.waiting else self.validators,
            digests={} if self.waiting else self._digests(),
            retry_after=self.retry_after,
            detail="; ".join(clauses),
            moved=self.moved,
            keys=self.keys,
            has_missed=bool(self.gaps),
        )
        report = CrawlReport(
            source_id=self.source_id,
            outcome=outcome,
            announced=self.announced,
            new=self.new,
            edited=self.edited,
            refused=dict(self.refused),
            fetched=self.fetched,
            seconds=round(seconds, 3),
            detail="; ".join(filter(None, (poll.detail, notes_of(self.polls)))),
        )
        page = FetchedPage.of(self.page) if self.page else None
        return JobResult(report=report, poll=poll, samples=tuple(self.samples), page=page)

    def _digests(self) -> dict[str, PollDigest]:
        """What the next poll is compared with; nothing if some pages are to be tried again as announced."""
        if self.refused or self.has_changes_left:
            return {url: replace(digest, digest="") for url, digest in self.digests.items()}
        return self.digests


def notes_of(polls: Sequence[tuple[Outcome, str]]) -> str:
    """What successful polls of a source's URLs repaired or left out, at most three notes.

    Only for reports: a state with a detail would look like a failure.
    """
    notes = list(dict.fromkeys(detail for outcome, detail in polls if outcome in GOOD and detail))
    more = [counted(len(notes) - _MAX_NOTES, "more note")] if len(notes) > _MAX_NOTES else []
    return "; ".join(notes[:_MAX_NOTES] + more)


def overall(polls: list[tuple[Outcome, str]]) -> tuple[Outcome, str]:
    """The outcome of polling a source's URLs, and a short reason for those that failed.

    Successful if any URL was: one dead feed of three must not slow down the others, but it is mentioned.
    """
    if not polls:
        return Outcome.CRASHED, "the crawl ended before any URL was polled"
    failures = [(outcome, detail) for outcome, detail in polls if outcome not in GOOD]
    if len(failures) == len(polls):
        return failures[0]
    good = {outcome for outcome, _ in polls if outcome in GOOD}
    best = next(outcome for outcome in (Outcome.OK, Outcome.EMPTY, Outcome.NOT_MODIFIED) if outcome in good)
    if not failures:
        return best, ""
    return (
        best,
        f"{len(failures)} of {len(polls)} URLs failed: {failures[0][0]} {failures[0][1]}".strip(),
    )
