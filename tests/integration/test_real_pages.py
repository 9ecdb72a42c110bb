"""Real pages all the way: served on 127.0.0.1, crawled, judged, searched, told in a digest."""

import gzip
import json
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from alerts.delivery import Preferences, draft
from classifier import Classifier
from crawler.extraction.text_tables import tables_in_text
from crawler.polling.report import CrawlReport
from scheduler import jobs
from storage import Archive, Query, open_archive, parse_query
from tests.samples import source, subscription
from tests.shared_material import shared
from yaluwatch.config import CrawlSettings, Settings
from yaluwatch.model import Outcome, Source, StoredArticle

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SEEDS = {"000_162a5116d9346863": "2020-02-19T00:00:00Z", "004_7b06b051bd1660ee": "2010-12-01T00:00:00Z"}

#: Publisher → address on our server → (content type, bytes).
Sites = dict[str, dict[str, tuple[str, bytes]]]


def real_sites() -> Sites:
    """Every real page under its set and publisher, as it was served."""
    folder = shared("pages")
    sites: Sites = {}
    for line in (folder / "ground-truth.jsonl").read_text(encoding="utf-8").splitlines():
        entry: Mapping[str, Any] = json.loads(line)
        body = gzip.decompress((folder / entry["file"]).read_bytes())
        charset = "; charset=utf-8" if entry["stored_as"] == "utf-8" else ""
        set_name = entry["set"].split("-")[0]
        site = sites.setdefault(set_name, {})
        site[f"/{set_name}/{len(site)}/{Path(entry['file']).name.split('.')[0]}"] = (
            f"text/html{charset}",
            body,
        )
    return sites


def seed_page(name: str, published: str) -> tuple[str, bytes]:
    """A founding document as a web page: its first line is the headline."""
    title, _, body = (shared("seeds") / f"{name}.txt").read_text(encoding="utf-8").partition("\n")
    paragraphs = "".join(f"<p>{escape(part)}</p>\n" for part in body.split("\n\n") if part.strip())
    page = f"""<!doctype html><html lang="en"><head><title>{escape(title)}</title>
    <meta property="article:published_time" content="{published}"></head>
    <body><article><h1>{escape(title)}</h1>{paragraphs}</article></body></html>"""
    return "text/html; charset=utf-8", page.encode()


def feed(base: str, pages: Mapping[str, object]) -> bytes:
    items = "".join(f"<item><title>.</title><link>{base}{path}</link></item>" for path in pages)
    return f'<rss version="2.0"><channel><title>Feed</title>{items}</channel></rss>'.encode()


@dataclass
class Renderer:
    """A local server with all sites, one source for each."""

    base: str
    sources: list[Source]


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    sites = real_sites()
    sites["seeds"] = {f"/seeds/{name}": seed_page(name, published) for name, published in SEEDS.items()}
    answers = {path: answer for site in sites.values() for path, answer in site.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = answers.get(self.path, ("", b""))
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    sources = []
    for name, site in sites.items():
        answers[f"/feeds/{name}"] = ("application/rss+xml", feed(base, site))
        sources.append(
            source(
                id=name,
                urls=(f"{base}/feeds/{name}",),
                homepage=f"{base}/",
                delay_seconds=0.0,
                max_pages=1000,
                allow_private=True,
            )
        )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Renderer(base, sources)
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Crawled:
    """What became of the pages."""

    archive: Archive
    reports: dict[str, CrawlReport]
    articles: list[StoredArticle] = field(default_factory=list)


@pytest.fixture(scope="module")
def crawled(renderer: Renderer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    settings = Settings(data=tmp_path_factory.mktemp("real"), crawl=CrawlSettings(parallel=2))
    reports = {report.source_id: report for report in jobs.collect(settings, renderer.sources, NOW)}
    with open_archive(settings.archive) as archive:
        jobs.tag(archive, Classifier.load(), NOW)
        jobs.group(archive, NOW)
        hits = archive.search.find(Query(only_relevant=False), limit=5000)
        articles = [stored for hit in hits if (stored := archive.articles.get(hit.id))]
        refused: Counter[Outcome] = Counter()
        for report in reports.values():
            refused.update(report.refused)
        tags = sum(len(stored.verdict.tags) for stored in articles if stored.verdict)
        print(f"{len(articles)} articles, {tags} tags, refused {dict(refused)}")  # noqa: T201 - shown by -rP
        yield Crawled(archive, reports, articles)


def test_every_source_is_read_and_no_page_crashes(crawled: Crawled) -> None:
    assert {report.outcome for report in crawled.reports.values()} == {Outcome.OK}
    refused = {outcome for report in crawled.reports.values() for outcome in report.refused}
    assert not refused & {Outcome.CRASHED, Outcome.TIMEOUT, Outcome.PARSE_ERROR, Outcome.CONNECTION}


@pytest.mark.parametrize(
    ("set_name", "least"), [("aeb", 0.95), ("fundus", 0.95), ("cjk", 0.9), ("seeds", 1.0)]
)
def test_nearly_every_real_page_becomes_an_article(crawled: Crawled, set_name: str, least: float) -> None:
    report = crawled.reports[set_name]
    assert report.new / report.announced >= least


def test_no_title_or_body_is_garbled(crawled: Crawled) -> None:
    garbled = [s.article.url for s in crawled.articles if "\ufffd" in s.article.title + s.article.body]
    # Pages that carry the replacement character themselves.
    assert len(garbled) <= len(crawled.articles) * 0.01


def test_most_pages_of_the_world_are_off_the_subject(crawled: Crawled) -> None:
    told = [
        s for s in crawled.articles if s.verdict and s.verdict.is_relevant and s.article.source_id != "seeds"
    ]
    assert len(told) <= 5


@pytest.mark.parametrize("seed", SEEDS)
def test_a_founding_document_has_its_tags_and_places(crawled: Crawled, seed: str) -> None:
    oracle = json.loads(shared("domain/seed-oracle.json").read_text(encoding="utf-8"))[seed]
    stored = next(s for s in crawled.articles if s.article.url.endswith(seed))
    assert stored.verdict is not None
    assert stored.verdict.is_relevant
    tags = {tag.topic for tag in stored.verdict.tags}
    assert tags >= set(oracle["tags_expected"])
    assert not tags & set(oracle.get("tags_forbidden", ()))
    named = {mention.id for mention in stored.verdict.mentions if mention.kind == "place"}
    assert named >= set(oracle["places"])


def test_the_table_of_the_second_founding_document_can_be_queried(crawled: Crawled) -> None:
    seed = "004_7b06b051bd1660ee"
    oracle = json.loads(shared("domain/seed-oracle.json").read_text(encoding="utf-8"))[seed]
    stored = next(s for s in crawled.articles if s.article.url.endswith(seed))
    rows: dict[int, dict[int, float | None]] = defaultdict(dict)
    for cell in crawled.archive.research.cells(stored.id, stored.version):
        rows[cell.row][cell.column] = cell.number
    years, turnover = rows[1], rows[2]
    figures = {f"{years[column]:.0f}": turnover[column] for column in years if column > 1}
    assert figures == oracle["table_trade_turnover_musd"]


def test_no_other_page_prints_a_table_as_text(crawled: Crawled) -> None:
    others = [s.article for s in crawled.articles if s.article.source_id != "seeds"]
    assert [article.url for article in others if tables_in_text(article.body)] == []


def test_the_digest_tells_the_founding_documents_with_their_evidence(
    crawled: Crawled, renderer: Renderer
) -> None:
    reader = subscription(created_at=NOW, max_stories=200)
    made = draft(
        crawled.archive,
        reader,
        renderer.sources,
        period_key="x",
        web_url="",
        now=NOW,
        # The pages are years old.
        preferences=Preferences(news_hours=24 * 365 * 40),
    )
    told = {story.lead.article.source_id: story for story in made.digest.stories}
    assert told["seeds"].quotes
    assert told["seeds"].lead.article.title in made.rendered.text
    assert len([story for story in made.digest.stories if story.lead.article.source_id == "seeds"]) == 2


def test_chinese_pages_in_old_charsets_can_be_searched(crawled: Crawled) -> None:
    chinese = [stored for stored in crawled.articles if stored.article.language == "zh"]
    assert len(chinese) > 40
    for stored in chinese[:20]:
        run = re.search(r"[\u4e00-\u9fff]{4,}", stored.article.body)
        assert run is not None
        word = run[0][:4]
        found = crawled.archive.search.find(parse_query(f'"{word}" relevant:any'), limit=500)
        assert stored.id in {hit.id for hit in found}, word
