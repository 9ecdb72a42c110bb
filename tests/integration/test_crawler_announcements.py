"""Crawls of feeds and sitemaps that need more than one look, against a site on this machine."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from storage import Query, open_archive
from tests.integration.test_crawler_collect import NOW, archive, local, one, site
from tests.site import Site
from tests.unit.test_crawler_extract import SENTENCES
from yaluwatch.model import Outcome, SourceKind

__all__ = ["archive", "site"]

TEXT = " ".join(SENTENCES)


def urls(path: Path) -> set[str]:
    with open_archive(path) as opened:
        hits = opened.search.find(Query(only_relevant=False), limit=10)
        stored = [opened.articles.get(hit.id) for hit in hits]
        return {each.article.url for each in stored if each is not None}


def test_items_on_one_page_become_articles_of_their_own(site: Site, archive: Path) -> None:
    items = "".join(
        f"<item><title>Report {hour}</title><link>{site.address}/live#{hour}</link>"
        f"<description>{TEXT} At {hour} & later.</description></item>"
        for hour in ("ten", "noon")
    )
    site.page("/feed", f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml")
    report = one(archive, local(site))
    assert (report.outcome, report.new, report.fetched) == (Outcome.OK, 2, 0)
    assert urls(archive) == {f"{site.address}/live#ten", f"{site.address}/live#noon"}
    assert one(archive, local(site), now=NOW + timedelta(hours=1)).new == 0
    with open_archive(archive) as opened:
        assert opened.sources.fetch_log("s", "poll", limit=1)[0].detail == "repaired: 2 unescaped &"


def test_every_part_of_an_index_is_read_over_time(site: Site, archive: Path) -> None:
    parts = "".join(f"<sitemap><loc>{site.address}/map{n}.xml</loc></sitemap>" for n in range(1, 15))
    site.page("/feed", f"<sitemapindex>{parts}</sitemapindex>", "text/html")
    for number in range(1, 15):
        lastmod = "2026-09-27" if number == 7 else "2015-01-01"
        entry = f"<url><loc>{site.address}/a/{number}</loc><lastmod>{lastmod}</lastmod></url>"
        site.page(f"/map{number}.xml", f"<urlset>{entry}</urlset>", "application/xml")
    site.article("/a/7", "Customs reopen")
    for poll in range(4):
        one(archive, local(site, kind=SourceKind.SITEMAP), now=NOW + timedelta(hours=poll))
    asked = {path for path, _ in site.asked}
    assert {f"/map{number}.xml" for number in range(1, 15)} <= asked
    assert urls(archive) == {f"{site.address}/a/7"}


def test_a_feed_may_stand_for_a_sitemap(site: Site, archive: Path) -> None:
    site.feed("/feed", "/a/1001")
    site.article("/a/1001", "Customs reopen")
    assert one(archive, local(site, kind=SourceKind.SITEMAP)).new == 1


def test_crawl_delay_is_kept(site: Site, archive: Path) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 1.5\n", "text/plain")
    site.feed("/feed", "/a/1001", "/a/1002")
    site.article("/a/1001", "Customs reopen")
    site.article("/a/1002", "Bridge closed")
    assert one(archive, local(site)).new == 2
    times = [moment for path, moment in site.asked if path != "/robots.txt"]
    assert len(times) == 3
    assert all(later - earlier >= 1.5 for earlier, later in pairwise(times))


@pytest.mark.parametrize(("name", "content"), [("a.opml", "<opml><body/></opml>"), ("a.csv", "id,name\n")])
def test_a_list_without_sources_is_an_error(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    data = str(tmp_path / "data")
    CliRunner().invoke(app, ["--data", data, "init"])
    result = CliRunner().invoke(app, ["--data", data, "sources", "import", str(tmp_path / name)])
    assert result.exit_code == 1
