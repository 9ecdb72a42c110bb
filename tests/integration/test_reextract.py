"""Stored pages read again with a newer extractor: a version of its own, found by search, never news."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.delivery import draft
from crawler.extraction.extract import EXTRACTOR
from crawler.extraction.reextract import reextract
from crawler.sources import UNLISTED
from storage import Archive, open_archive, parse_query
from tests.samples import NOW, article, page, placement, source, subscription, verdict
from yaluwatch.model import Article, EarlierSelectors, Selectors

LATER = NOW + timedelta(hours=3)
TITLE = "Freight trucks queue at Dandong again"
BODY = [
    "Two hundred trucks waited at Dandong for the yard to open, more than on any day of the past month.",
    "Barges took coal from Nampo in the same week, according to a shipping agent who follows the port.",
    "The queue has grown since the provincial office cut the number of inspectors, the trader added.",
]
# What the older extractor made of it: the second paragraph was lost.
OLD = f"{BODY[0]}\n\n{BODY[2]}"


def shown(*paragraphs: str) -> str:
    text = "".join(f"<p>{line}</p>" for line in paragraphs)
    return f"<html><body><article><h1>{TITLE}</h1>{text}</article></body></html>"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def add(archive: Archive, body: str = shown(*BODY), **read: object) -> int:
    """An article whose reading by an older extractor lost a paragraph."""
    made: Article = article(title=TITLE, body=OLD, extractor="0", **read)
    bytes_read = page(body=body.encode(), url=made.url, requested_url=made.url)
    return archive.articles.add(made, bytes_read, publisher="p").id


def judge(archive: Archive) -> None:
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)


def test_what_reads_better_becomes_a_version_and_is_found(archive: Archive) -> None:
    article_id = add(archive)
    judge(archive)
    assert archive.search.count(parse_query("barges relevant:any")) == 0
    done = reextract(archive, [source(id="courier")], LATER)
    assert (done.read, list(done.changed)) == (1, ["https://courier.example/1"])
    stored = archive.articles.get(article_id)
    assert stored is not None
    assert (stored.version, stored.article.body.split("\n\n")) == (2, BODY)
    assert (stored.article.extractor, stored.article.fetched_at) == (EXTRACTOR, LATER)
    first = archive.articles.get(article_id, version=1)
    assert first is not None
    assert first.article.body == OLD
    judge(archive)
    assert archive.search.count(parse_query("barges")) == 1
    assert archive.search.count(parse_query("barges asof:2026-11-24")) == 0
    assert archive.maintenance.verify().is_sound
    assert all(finding.is_ok for finding in archive.maintenance.doctor())


def test_an_article_of_a_web_archive_is_read_again_without_a_source_in_the_list(archive: Archive) -> None:
    article_id = add(archive, source_id=UNLISTED)
    done = reextract(archive, [source(id="courier")], LATER)
    assert (done.read, list(done.changed), dict(done.left)) == (1, ["https://courier.example/1"], {})
    stored = archive.articles.get(article_id)
    assert stored is not None
    assert stored.article.source_id == UNLISTED


def test_a_better_reading_is_no_news_to_who_was_told(archive: Archive) -> None:
    article_id = add(archive)
    judge(archive)
    archive.stories.add(placement(article_id), NOW)
    reader = subscription(created_at=NOW - timedelta(days=1))

    def told(key: str) -> int:
        made = draft(archive, reader, [], period_key=key, web_url="", now=LATER)
        archive.outbox.add(made.record, [("", f"<{key}@yalu>", b"mail")])
        return len(made.record.articles)

    assert told("first") == 1
    reextract(archive, [source(id="courier")], LATER)
    judge(archive)
    assert told("second") == 0
    archive.articles.add(
        article(title=TITLE, body="The yard has opened.", fetched_at=LATER),
        page(body=b"<p>The yard has opened.</p>", fetched_at=LATER),
        publisher="p",
    )
    judge(archive)
    assert told("third") == 1


def test_a_second_run_finds_nothing_and_a_dry_one_changes_nothing(archive: Archive) -> None:
    add(archive)
    add(archive, shown(BODY[0], BODY[2]), url="https://courier.example/2")
    dry = reextract(archive, [source(id="courier")], LATER, is_dry=True)
    assert (dry.read, len(dry.changed)) == (2, 1)
    done = reextract(archive, [source(id="courier")], LATER)
    assert (done.read, done.changed) == (dry.read, dry.changed)
    assert reextract(archive, [source(id="courier")], LATER).read == 0


def test_new_selectors_are_applied_to_pages_stored_before(archive: Archive) -> None:
    add(archive)
    kept = source(id="courier")
    reextract(archive, [kept], LATER)
    changed = replace(kept, selectors=Selectors(remove="p:last-of-type"))
    done = reextract(archive, [changed], LATER)
    assert list(done.changed.values()) == [f"body {-len(BODY[-1]) - 2:+d} characters"]
    assert reextract(archive, [changed], LATER).read == 0
    # Selectors that only hold for pages fetched before a day do not concern this one.
    earlier = EarlierSelectors(until=NOW.date(), selectors=Selectors(body="div.old"))
    assert reextract(archive, [replace(changed, earlier=(earlier,))], LATER).read == 0
    assert reextract(archive, [kept], LATER).changed
    # A source that was taken from the list has none.
    assert reextract(archive, [], LATER).read == 0


def test_what_todays_rules_refuse_stays_and_is_counted(archive: Archive) -> None:
    article_id = add(archive, "<html><body><p>Page not found</p></body></html>")
    add(archive, source_id="gone", url="https://gone.example/1")
    done = reextract(archive, [source(id="courier")], LATER)
    assert done.changed == {}
    assert dict(done.left) == {"soft_404": 1, "its source is no longer in the list": 1}
    stored = archive.articles.get(article_id)
    assert stored is not None
    assert stored.version == 1
