"""What a publication has on its site: its reports with addresses and times, as of one state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from newsroom.dates import fill_dates
from newsroom.publications import Publication
from newsroom.reports import Block, Report, split_blocks
from newsroom.scenarios import OUTCOMES, Case
from yaluwatch.model import Alternate, Outcome

#: A future-dated feed item is ahead of its page by this much.
FUTURE = timedelta(hours=42)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A report as published: where, when, and what it says in one state."""

    report: Report
    publication: Publication
    #: Absolute address of its page, and the same from the root.
    url: str
    path: str
    #: As the page says; aware UTC, whole seconds.
    published_at: datetime
    #: When it was edited, None when it was not.
    modified_at: datetime | None
    title: str
    blocks: tuple[Block, ...]
    alternates: tuple[Alternate, ...] = ()

    @property
    def announced_at(self) -> datetime | None:
        """The date the feed gives it, which two planted cases get wrong."""
        if self.report.case is Case.UNDATED:
            return None
        ahead = FUTURE if self.report.case is Case.FUTURE_DATE else timedelta()
        return self.published_at + ahead

    @property
    def local_time(self) -> datetime:
        """Time of publication as the newsroom's own clock shows it."""
        return self.published_at.astimezone(ZoneInfo(self.publication.timezone))

    @property
    def updated_at(self) -> datetime:
        """The last change: the edit if there was one."""
        return self.modified_at or self.published_at

    @property
    def body(self) -> str:
        """Plain text of paragraphs and subheadings, separated by blank lines."""
        return "\n\n".join(block.text for block in self.blocks if block.kind != "table")

    @property
    def summary(self) -> str:
        """First paragraph, as feeds carry it."""
        return next((block.text for block in self.blocks if block.kind == "paragraph"), "")

    @property
    def feed_urls(self) -> tuple[str, ...]:
        """The addresses under which the feed lists it."""
        if self.report.case is Case.TRACKING_URL:
            return (self.url, f"{self.url}{'&' if '?' in self.url else '?'}utm_source=rss&utm_medium=feed")
        return (self.url,)


def last_change(pieces: Sequence[Published]) -> datetime:
    """When the newest of the pieces appeared or was edited; the epoch when there are none."""
    return max((piece.updated_at for piece in pieces), default=datetime.fromtimestamp(0, UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The truth about one announced address, for tests and for judging a crawl."""

    #: Id of the report in its file; unique.
    id: str
    url: str
    #: White space collapsed: Japanese headlines hold wide spaces.
    title: str
    #: Id of the publication, and its language, ISO 639-1.
    publication: str
    language: str
    #: As the page says, not the feed. Aware UTC.
    published_at: datetime
    #: Plain text in the first state it is reachable, paragraphs separated by blank lines.
    body: str
    relevant: bool
    topics: tuple[str, ...]
    #: Gazetteer ids of places it names and that matter in it; it may name others in passing.
    places: tuple[str, ...]
    case: Case
    #: Shared by the articles that tell one event; empty when it stands alone.
    story: str
    #: States in which it is announced and its page answers.
    states: tuple[int, ...]
    #: How reading it ends for a well-behaved crawler.
    outcome: Outcome


class SiteState:
    """Everything all publications have on their sites, for one `now` and one set of addresses."""

    def __init__(
        self,
        now: datetime,
        publications: Sequence[Publication],
        reports: Mapping[str, Sequence[Report]],
        base_urls: Mapping[str, str],
    ) -> None:
        self._now = now.replace(microsecond=0)
        # One calendar for all, so that copies of a text name the same day.
        self._today = self._now.astimezone(ZoneInfo("Asia/Shanghai")).date()
        self._publications = {publication.id: publication for publication in publications}
        self._reports = reports
        self._base_urls = base_urls
        self._paths = {
            report.id: (publication.id, self._path(publication, index, report))
            for publication in publications
            for index, report in enumerate(reports[publication.id])
        }

    def pieces(self, publication_id: str, state: int) -> list[Published]:
        """What the publication has in this state, newest first."""
        publication = self._publications[publication_id]
        reports = [report for report in self._reports[publication_id] if state in report.states]
        pieces = [self._piece(publication, report, state) for report in reports]
        return sorted(pieces, key=lambda piece: piece.published_at, reverse=True)

    def expected(self) -> list[Expected]:
        """One entry per report, in the order of the files."""
        return [
            self._expected(self._piece(publication, report, report.states[0]))
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

    def _piece(self, publication: Publication, report: Report, state: int) -> Published:
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
    def _expected(piece: Published) -> Expected:
        report = piece.report
        return Expected(
            id=report.id,
            url=piece.url,
            title=" ".join(piece.title.split()),
            publication=piece.publication.id,
            language=piece.publication.language,
            published_at=piece.published_at,
            body=piece.body,
            relevant=report.relevant,
            topics=report.topics,
            places=report.places,
            case=report.case,
            story=report.story,
            states=report.states,
            outcome=OUTCOMES.get(report.case, Outcome.OK),
        )
