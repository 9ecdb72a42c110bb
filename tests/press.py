"""An archive of the newsroom's articles, tagged and grouped, without crawling: what pages look like full."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from alerts.delivery import draft, queue
from newsroom.dates import fill_dates
from newsroom.publications import Publication, read_publications
from newsroom.reports import Report, read_reports
from scheduler import jobs
from scheduler.mailing import message_defaults
from storage import open_archive
from tests.samples import page, subscribe, subscription
from yaluwatch.config import Settings
from yaluwatch.model import Article, Fetch, Outcome, Source, SourceState

_FAILS = "liaodong-herald"


def fill(data: Path, now: datetime | None = None) -> list[Source]:
    """Fill the archive in a data folder as of `now`; returns its sources, one of which can't be read."""
    at = now or datetime.now(UTC).replace(microsecond=0)
    settings = Settings(data=data)
    found = [(made, made.source("http://127.0.0.1:9")) for made in read_publications()]
    with open_archive(settings.archive) as archive:
        for publication, source in found:
            for article in _articles(publication, at):
                read = page(source_id=source.id, requested_url=article.url, url=article.url, fetched_at=at)
                archive.articles.add(article, read, publisher=source.publisher)
            is_read = publication.id != _FAILS
            outcome, detail = (Outcome.OK, "") if is_read else (Outcome.HTML_INSTEAD_OF_FEED, "an HTML page")
            polled = Fetch(
                source_id=source.id, url=source.urls[0], kind="poll", outcome=outcome, at=at, detail=detail
            )
            archive.sources.record(polled)
            state = SourceState(source_id=source.id, last_outcome=outcome, last_detail=detail)
            archive.sources.save_state(replace(state, last_ok_at=at) if is_read else state)
        jobs.tag(archive, jobs.load_classifier(settings), at)
        jobs.group(archive, at)
        desk = subscribe(archive, subscription(id="desk", name="Desk", addresses=("desk@example.org",)))
        sources = [source for _, source in found]
        made = draft(archive, desk, sources, period_key="today", web_url="", now=at)
        queue(archive, made, message_defaults(settings))
    return [source for _, source in found]


def _articles(publication: Publication, now: datetime) -> Iterator[Article]:
    zone = ZoneInfo(publication.timezone)
    for index, report in enumerate(read_reports(publication.id)):
        published = now - timedelta(hours=report.hours_ago)
        path = publication.path_of(report.id, index, published.astimezone(zone))
        yield _article(publication, report, path, published, now)


def _article(
    publication: Publication, report: Report, path: str, published: datetime, now: datetime
) -> Article:
    today = now.astimezone(ZoneInfo(publication.timezone)).date()
    title, body = (
        fill_dates(text, today, publication.language) for text in (report.title, report.text.strip())
    )
    return Article(
        source_id=publication.id,
        url=f"http://127.0.0.1:9/{publication.id}{path}",
        title=title,
        body=body,
        language=publication.language,
        authors=(report.author,) if report.author else (),
        published_at=published,
        fetched_at=now,
    )
