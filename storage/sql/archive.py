"""The archive's subjects over one connection, whatever the engine."""

from contextlib import AbstractContextManager

from typing_extensions import override

from storage.contract import (
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
    Marks,
    Outbox,
    Overview,
    Prices,
    Reextraction,
    ReportedClaims,
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
from storage.sql.accounts import SqlAccounts
from storage.sql.articles import SqlArticles
from storage.sql.backfills import SqlBackfills, SqlWebArchives
from storage.sql.claims import SqlClaims
from storage.sql.database import Connection
from storage.sql.digest_inputs import SqlDigestInputs
from storage.sql.facts import SqlFacts
from storage.sql.feedback import SqlFeedbackRecords
from storage.sql.indicators import (
    SqlBorder,
    SqlListedMentions,
    SqlLists,
    SqlPrices,
    SqlReportedClaims,
    SqlTradeStatistics,
)
from storage.sql.outbox import SqlOutbox
from storage.sql.reading import SqlMarks, SqlOverview
from storage.sql.reextraction import SqlReextraction
from storage.sql.research import SqlResearch
from storage.sql.search import SqlSearch
from storage.sql.service import SqlAlarms, SqlJobRecords, SqlStatus, SqlTraces
from storage.sql.sources import SqlSources
from storage.sql.stories import SqlStories
from storage.sql.subscriptions import SqlSubscriptions
from storage.sql.translations import SqlTranslations
from storage.sql.verdicts import SqlVerdicts


class SqlArchive(Archive):
    """An archive over one connection; engines add what is theirs."""

    def __init__(self, connection: Connection) -> None:
        #: Runs statements.
        self.connection = connection
        self.articles: Articles = SqlArticles(connection)
        self.sources: Sources = SqlSources(connection)
        self.backfills: Backfills = SqlBackfills(connection)
        self.web_archives: WebArchives = SqlWebArchives(connection)
        self.verdicts: Verdicts = SqlVerdicts(connection)
        self.feedback: FeedbackRecords = SqlFeedbackRecords(connection)
        self.stories: Stories = SqlStories(connection)
        self.subscriptions: Subscriptions = SqlSubscriptions(connection)
        self.outbox: Outbox = SqlOutbox(connection)
        self.digest_inputs: DigestInputs = SqlDigestInputs(connection)
        self.translations: Translations = SqlTranslations(connection)
        self.search: Search = SqlSearch(connection)
        self.facts: Facts = SqlFacts(connection)
        self.border: Border = SqlBorder(connection)
        self.reported_claims: ReportedClaims = SqlReportedClaims(connection)
        self.prices: Prices = SqlPrices(connection)
        self.lists: Lists = SqlLists(connection)
        self.listed: ListedMentions = SqlListedMentions(connection)
        self.trade_statistics: TradeStatistics = SqlTradeStatistics(connection)
        self.research: Research = SqlResearch(connection)
        self.overview: Overview = SqlOverview(connection)
        self.marks: Marks = SqlMarks(connection)
        self.reextraction: Reextraction = SqlReextraction(connection)
        self.accounts: Accounts = SqlAccounts(connection)
        self.claims: Claims = SqlClaims(connection)
        self.jobs: JobRecords = SqlJobRecords(connection)
        self.alarms: Alarms = SqlAlarms(connection)
        self.status: Status = SqlStatus(connection)
        self.traces: Traces = SqlTraces(connection)

    @override
    def together(self) -> AbstractContextManager[None]:
        return self.connection.together("writing what belongs together")
