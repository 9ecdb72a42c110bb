"""The archive as its users see it: one object with one attribute per subject."""

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from storage.contract.accounts import Accounts
from storage.contract.articles import Articles
from storage.contract.backfills import Backfills, WebArchives
from storage.contract.claims import Claims, Fences
from storage.contract.digest_inputs import DigestInputs
from storage.contract.feedback import FeedbackRecords
from storage.contract.indicators import (
    Border,
    ListedMentions,
    Lists,
    Prices,
    ReportedClaims,
    TradeStatistics,
)
from storage.contract.maintenance import Maintenance, Reextraction
from storage.contract.outbox import Outbox
from storage.contract.reading import Marks, Overview
from storage.contract.research import Facts, Research
from storage.contract.search import Search
from storage.contract.service import Alarms, JobRecords, Status, Traces
from storage.contract.sources import Sources
from storage.contract.stories import Stories
from storage.contract.subscriptions import Subscriptions
from storage.contract.translations import Translations
from storage.contract.verdicts import Verdicts

#: At which gzip level pages are stored unless told otherwise: 9 takes twice the time to save one per cent.
PAGE_LEVEL = 6


class Archive(Protocol):
    """The archive. Open one per thread; any number may read at once, writers are serialised.

    Every method that writes is one transaction: either all of its effects are committed or none. Several
    calls are one transaction only inside `together`. Every method raises ArchiveError or a subclass, whose
    message names the operation: ArchiveLocked when another writer holds the archive too long, ArchiveFull
    when the disk is full, ArchiveCorrupt when the file is damaged. Collections of ids and URLs passed in may
    be of any length. All datetimes, passed in and returned, are aware UTC.

    >>> with open_archive(Path("var/yalu.db")) as archive:
    ...     hits = archive.search.find(parse_query("밀수"), limit=20)
    """

    #: The archive's file; raw pages are stored in the folder `pages` next to it.
    path: Path

    #: Articles and their versions.
    articles: Articles
    #: Polling state, fetch log and history of sources.
    sources: Sources
    #: Reading the past of sources.
    backfills: Backfills
    #: Reading the past from WARC files of others.
    web_archives: WebArchives
    #: Classifier verdicts.
    verdicts: Verdicts
    #: Readers' judgements on verdicts.
    feedback: FeedbackRecords
    #: Groups of articles that report one event.
    stories: Stories
    #: Subscriptions and their recipients' consent.
    subscriptions: Subscriptions
    #: Composed digests and the delivery of their messages.
    outbox: Outbox
    #: Queries that composing digests needs.
    digest_inputs: DigestInputs
    #: Machine translations for readers of digests.
    translations: Translations
    #: Full-text search.
    search: Search
    #: Facts of articles: prices, figures, dates, claims.
    facts: Facts
    #: The state of border crossings.
    border: Border
    #: Claims and promises in the press: who says what.
    reported_claims: ReportedClaims
    #: Prices in North Korean markets, and decisions about outliers.
    prices: Prices
    #: Sanctions lists.
    lists: Lists
    #: Which articles name whom on sanctions lists.
    listed: ListedMentions
    #: Official trade statistics, with their revisions.
    trade_statistics: TradeStatistics
    #: Counts, time series, exports, versions.
    research: Research
    #: Stories as lists show them, and counts of what is mentioned.
    overview: Overview
    #: What each user has read, starred, followed and noted.
    marks: Marks
    #: Running a newer extractor over stored pages.
    reextraction: Reextraction
    #: Verification, backup, repair, retention.
    maintenance: Maintenance
    #: Accounts of the web pages.
    accounts: Accounts
    #: Leases that keep two processes from doing the same work.
    claims: Claims
    #: Locks that keep a process out that was stopped and goes on.
    fences: Fences
    #: Runs of the service's jobs, and the process that runs them.
    jobs: JobRecords
    #: What needs a person.
    alarms: Alarms
    #: What it shows of the service's work.
    status: Status
    #: What it recorded about one URL or article.
    traces: Traces

    def together(self) -> AbstractContextManager[None]:
        """One transaction for all that is written inside: everything is committed at its end, or nothing.

        It is on disk then. Other writers wait for it, so look things up before it, and begin none inside it.
        A method that fails inside leaves nothing behind, even if its error is caught there.

        >>> with archive.together():
        ...     archive.stories.merge(1, [2], at=now, by="kim")
        ...     archive.accounts.record(change)
        """

    def close(self) -> None:
        """Close the archive; no other method may be called afterwards."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
