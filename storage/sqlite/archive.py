"""The archive as one SQLite file, with raw pages in a folder next to it."""

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from typing_extensions import override

from storage.contract import (
    PAGE_LEVEL,
    Accounts,
    Alarms,
    Archive,
    Articles,
    Backfills,
    Border,
    Claims,
    DigestInputs,
    Facts,
    FeedbackRecords,
    JobRecords,
    ListedMentions,
    Lists,
    Maintenance,
    Marks,
    Outbox,
    Overview,
    Prices,
    Reextraction,
    Research,
    Search,
    Sources,
    Status,
    Stories,
    Subscriptions,
    Traces,
    TradeStatistics,
    Translations,
    Verdicts,
    WebArchives,
)
from storage.sqlite.accounts import SqliteAccounts
from storage.sqlite.articles import SqliteArticles
from storage.sqlite.backfills import SqliteBackfills, SqliteWebArchives
from storage.sqlite.claims import SqliteClaims
from storage.sqlite.connection import BUSY_SECONDS, Connection
from storage.sqlite.digest_inputs import SqliteDigestInputs
from storage.sqlite.facts import SqliteFacts
from storage.sqlite.feedback import SqliteFeedbackRecords
from storage.sqlite.indicators import (
    SqliteBorder,
    SqliteListedMentions,
    SqliteLists,
    SqlitePrices,
    SqliteTradeStatistics,
)
from storage.sqlite.maintenance import SqliteMaintenance
from storage.sqlite.outbox import SqliteOutbox
from storage.sqlite.reading import SqliteMarks, SqliteOverview
from storage.sqlite.reextraction import SqliteReextraction
from storage.sqlite.research import SqliteResearch
from storage.sqlite.search import SqliteSearch
from storage.sqlite.service import SqliteAlarms, SqliteJobRecords, SqliteStatus, SqliteTraces
from storage.sqlite.sources import SqliteSources
from storage.sqlite.stories import SqliteStories
from storage.sqlite.subscriptions import SqliteSubscriptions
from storage.sqlite.translations import SqliteTranslations
from storage.sqlite.verdicts import SqliteVerdicts


class SqliteArchive(Archive):
    """An archive in one SQLite file, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.path = connection.path
        self.articles: Articles = SqliteArticles(connection)
        self.sources: Sources = SqliteSources(connection)
        self.backfills: Backfills = SqliteBackfills(connection)
        self.web_archives: WebArchives = SqliteWebArchives(connection)
        self.verdicts: Verdicts = SqliteVerdicts(connection)
        self.feedback: FeedbackRecords = SqliteFeedbackRecords(connection)
        self.stories: Stories = SqliteStories(connection)
        self.subscriptions: Subscriptions = SqliteSubscriptions(connection)
        self.outbox: Outbox = SqliteOutbox(connection)
        self.digest_inputs: DigestInputs = SqliteDigestInputs(connection)
        self.translations: Translations = SqliteTranslations(connection)
        self.search: Search = SqliteSearch(connection)
        self.facts: Facts = SqliteFacts(connection)
        self.border: Border = SqliteBorder(connection)
        self.prices: Prices = SqlitePrices(connection)
        self.lists: Lists = SqliteLists(connection)
        self.listed: ListedMentions = SqliteListedMentions(connection)
        self.trade_statistics: TradeStatistics = SqliteTradeStatistics(connection)
        self.research: Research = SqliteResearch(connection)
        self.overview: Overview = SqliteOverview(connection)
        self.marks: Marks = SqliteMarks(connection)
        self.reextraction: Reextraction = SqliteReextraction(connection)
        self.maintenance: Maintenance = SqliteMaintenance(connection)
        self.accounts: Accounts = SqliteAccounts(connection)
        self.claims: Claims = SqliteClaims(connection)
        self.jobs: JobRecords = SqliteJobRecords(connection)
        self.alarms: Alarms = SqliteAlarms(connection)
        self.status: Status = SqliteStatus(connection)
        self.traces: Traces = SqliteTraces(connection)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        with_copy: bool = True,
        wait_seconds: float = BUSY_SECONDS,
        page_level: int = PAGE_LEVEL,
    ) -> Self:
        """Open the file as `Connection.open` does."""
        connection = Connection.open(
            path, read_only=read_only, with_copy=with_copy, wait_seconds=wait_seconds, page_level=page_level
        )
        return cls(connection)

    @staticmethod
    def probe_write(path: Path, wait_seconds: float) -> None:
        """Take the write lock and give it back. Raises ArchiveLocked, or another ArchiveError."""
        Connection.probe_write(path, wait_seconds)

    @override
    def together(self) -> AbstractContextManager[None]:
        return self._connection.together("writing what belongs together")

    @override
    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
