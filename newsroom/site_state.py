"""The articles of each site in one state: reports with their URLs and times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from newsroom.dates import fill_dates
from newsroom.publications import Publication
from newsroom.reports import Block, Report, split_blocks
from newsroom.scenarios import OUTCOMES, Case
from yaluwatch.model import Alternate, Outcome

#: How far a future-dated feed item is ahead of its page.
FUTURE = timedelta(hours=42)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A report as published on its site in one state."""

    report: Report
    publication: Publication
    #: Absolute URL of its page.
    url: str
    #: Path and query of the URL.
    path: str
    #: As given on the page; aware UTC, whole seconds.
    published_at: datetime
    #: When it was edited, aware UTC; None = not edited.
    modified_at: datetime | None
    title: str
    blocks: tuple[Block, ...]
    alternates: tuple[Alternate, ...] = ()

    @property
    def announced_at(self) -> datetime | None:
        """Date in the feed, which is missing or wrong in two scenarios."""
        if self.report.case is Case.UNDATED:
            return None
        ahead = FUTURE if self.report.case is Case.FUTURE_DATE else timedelta()
        return self.published_at + ahead

    @property
    def local_time(self) -> datetime:
        """Time of publication in the publication's time zone."""
        return self.published_at.astimezone(ZoneInfo(self.publication.timezone))

    @property
    def updated_at(self) -> datetime:
        """Time of the edit, otherwise of publication."""
        return self.modified_at or self.published_at

    @property
    def body(self) -> str:
        """Plain text of paragraphs and subheadings, separated by blank lines."""
        return "\n\n".join(block.text for block in self.blocks if block.kind != "table")

    @property
    def summary(self) -> str:
        """First paragraph."""
        return next((block.text for block in self.blocks if block.kind == "paragraph"), "")

    @property
    def feed_urls(self) -> tuple[str, ...]:
        """URLs under which the feed lists it."""
        if self.report.case is Case.TRACKING_URL:
            return (self.url, f"{self.url}{'&' if '?' in self.url else '?'}utm_source=rss&utm_medium=feed")
        return (self.url,)


def last_change(articles: Sequence[Published]) -> datetime:
    """When the last of the articles was published or edited; the epoch if there are none."""
    return max((article.updated_at for article in articles), default=datetime.fromtimestamp(0, UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The expected result for one article, for tests and for checking a crawl."""

    #: Id of the report in its file; unique.
    id: str
    url: str
    #: Whitespace is collapsed, because Japanese headlines contain ideographic spaces.
    title: str
    #: Publication id.
    publication: str
    #: ISO 639-1.
    language: str
    #: As given on the page, not in the feed. Aware UTC.
    published_at: datetime
    #: Plain text in the first state it is published in, paragraphs separated by blank lines.
    body: str
    relevant: bool
    topics: tuple[str, ...]
    #: Gazetteer ids of the places that matter in it; it may mention others in passing.
    places: tuple[str, ...]
    case: Case
    #: Shared by the articles about one event; empty if it is the only one.
    story: str
    #: States in which it is published.
    states: tuple[int, ...]
    #: Expected outcome for a well-behaved crawler.
    outcome: Outcome


class SiteState:
    """The articles of all sites, for one `now` and one set of base URLs."""

    def __init__(
        self,
        now: datetime,
        publications: Sequence[Publication],
        reports: Mapping[str, Sequence[Report]],
        base_urls: Mapping[str, str],
    ) -> None:
        self._now = now.replace(microsecond=0)
        # One time zone for all, so that copies of a text have the same dates.
        self._today = self._now.astimezone(ZoneInfo("Asia/Shanghai")).date()
        self._publications = {publication.id: publication for publication in publications}
        self._reports = reports
        self._base_urls = base_urls
        self._paths = {
            report.id: (publication.id, self._path(publication, index, report))
            for publication in publications
            for index, report in enumerate(reports[publication.id])
        }

    def articles(self, publication_id: str, state: int) -> list[Published]:
        """The publication's articles in this state, newest first."""
        publication = self._publications[publication_id]
        reports = [report for report in self._reports[publication_id] if state in report.states]
        articles = [self._published(publication, report, state) for report in reports]
        return sorted(articles, key=lambda article: article.published_at, reverse=True)

    def expected(self) -> list[Expected]:
        """One entry per report, in the order of the files."""
        return [
            self._expected(self._published(publication, report, report.states[0]))
            for publication in self._publications.values()
            for report in self._reports[publication.id]
        ]

    def _time(self, hours_ago: float) -> datetime:
        return self._now - timedelta(seconds=round(hours_ago * 3600))

    def _path(self, publication: Publication, index: int, report: Report) -> str:
        if report.case is Case.HOME_PAGE:
            return "/"
        if report.case is Case.ROBOTS:
            return f"{publication.disallow}{report.id}"
        local_time = self._time(report.hours_ago).astimezone(ZoneInfo(publication.timezone))
        return publication.path_of(report.id, index, local_time)

    def _url(self, report_id: str) -> str:
        publication_id, path = self._paths[report_id]
        return self._base_urls[publication_id] + path

    def _published(self, publication: Publication, report: Report, state: int) -> Published:
        edit = report.later if state > 0 else None
        wording = edit or report
        return Published(
            report=report,
            publication=publication,
            url=self._url(report.id),
            path=self._paths[report.id][1],
            published_at=self._time(report.hours_ago),
            modified_at=self._time(edit.hours_ago) if edit else None,
            title=fill_dates(wording.title, self._today, publication.language),
            blocks=split_blocks(fill_dates(wording.text, self._today, publication.language)),
            alternates=tuple(
                Alternate(language, self._url(other)) for language, other in report.alternates.items()
            ),
        )

    @staticmethod
    def _expected(article: Published) -> Expected:
        report = article.report
        return Expected(
            id=report.id,
            url=article.url,
            title=" ".join(article.title.split()),
            publication=article.publication.id,
            language=article.publication.language,
            published_at=article.published_at,
            body=article.body,
            relevant=report.relevant,
            topics=report.topics,
            places=report.places,
            case=report.case,
            story=report.story,
            states=report.states,
            outcome=OUTCOMES.get(report.case, Outcome.OK),
        )
