"""Retention, checks and rebuilding, on both engines."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import Archive, DigestRecord, Retention, examine, open_archive, parse_query
from tests.samples import NOW, article, page, statements_of, subscribe, subscription, verdict
from yaluwatch.errors import ArchiveError
from yaluwatch.model import DeliveryState, Fetch, Outcome

DAY = timedelta(days=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def fill(archive: Archive, count: int = 3) -> None:
    for number in range(count):
        url = f"https://courier.example/{number}"
        at = NOW + number * DAY
        archive.articles.add(
            article(url=url, fetched_at=at),
            page(url=url, requested_url=url, fetched_at=at, body=f"<p>page {number}".encode()),
            publisher="p",
        )
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(100)], NOW)


def change(archive: Archive, statement: str) -> None:
    with statements_of(archive).write("meddling") as db:
        db.execute(statement)


def clear_index(archive: Archive) -> None:
    with statements_of(archive).write("meddling") as db:
        db.text_index.clear(db)


def ill(archive: Archive) -> set[str]:
    return {finding.check for finding in archive.maintenance.doctor() if not finding.is_ok}


def test_a_sound_archive_has_no_findings(archive: Archive) -> None:
    fill(archive)
    archive.articles.add(article(body="Coal barges."), None, publisher="p")
    assert ill(archive) == set()


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE versions SET body = 'another text altogether'", "full text: sample"),
        ("UPDATE article_facets SET is_relevant = 0", "filters"),
        ("UPDATE articles SET version = 2", "newest versions"),
        ("UPDATE urls SET article = NULL", "addresses"),
        ("UPDATE archive_facts SET value = '0' WHERE name = 'tokens'", "search tokens"),
        ('UPDATE pages SET "offset" = 100000', "page files"),
    ],
)
def test_each_disorder_has_its_finding(archive: Archive, statement: str, check: str) -> None:
    fill(archive)
    change(archive, statement)
    assert check in ill(archive)


def test_an_index_that_lacks_articles_or_has_others_is_found(archive: Archive) -> None:
    fill(archive)
    with statements_of(archive).write("meddling") as db:
        db.text_index.add(db, [(7, ["coal"], ["barges"])], index="article_index")
    assert "full text: nothing else" in ill(archive)
    clear_index(archive)
    assert "full text: every article" in ill(archive)
    assert any(not check.is_ok for check in examine(archive.path))


def test_the_index_is_made_anew_from_the_texts(archive: Archive) -> None:
    fill(archive)
    clear_index(archive)
    assert archive.search.count(parse_query("trucks")) == 0
    assert archive.maintenance.reindex() == 3
    assert archive.search.count(parse_query("trucks")) == 3
    archive.maintenance.optimize()
    assert ill(archive) == set()


def test_an_index_of_other_tokens_is_made_anew_when_opened(archive: Archive) -> None:
    fill(archive)
    clear_index(archive)
    change(archive, "UPDATE archive_facts SET value = '1' WHERE name = 'tokens'")
    with open_archive(archive.path) as again:
        assert again.search.count(parse_query("trucks")) == 3
        assert ill(again) == set()


def test_a_stray_file_is_found(archive: Archive) -> None:
    fill(archive)
    statements_of(archive).pages.put("stray-20200101.warc.gz", b"")
    assert ill(archive) == {"page files: no strays"}


def test_retention_drops_bytes_and_keeps_what_is_known(archive: Archive) -> None:
    fill(archive)
    archive.sources.record(
        Fetch(source_id="courier", url="u", kind="poll", outcome=Outcome.OK, at=NOW - 9 * DAY)
    )
    archive.sources.record(Fetch(source_id="courier", url="u", kind="poll", outcome=Outcome.OK, at=NOW))
    send_a_message(archive)
    dropped = archive.maintenance.retain(
        Retention(pages=NOW + DAY, fetches=NOW - DAY, messages=NOW + DAY), NOW + 5 * DAY
    )
    assert (dropped.pages, dropped.fetches, dropped.messages) == (1, 1, 1)
    assert dropped.files == ("courier-20261124.warc.gz",)
    oldest = archive.search.find(parse_query("trucks"), limit=3)[-1].id
    with pytest.raises(ArchiveError, match="was dropped at"):
        archive.research.page(oldest, 1)
    checked = archive.maintenance.verify()
    assert (checked.pages, checked.dropped, checked.is_sound) == (3, 1, True)
    assert archive.search.count(parse_query("trucks")) == 3
    assert ill(archive) == set()
    fill(archive, 1)
    assert archive.maintenance.verify().is_sound


def test_retention_without_rules_drops_nothing(archive: Archive) -> None:
    fill(archive)
    dropped = archive.maintenance.retain(Retention(), NOW)
    assert (dropped.pages, dropped.fetches, dropped.messages, dropped.files) == (0, 0, 0, ())


def send_a_message(archive: Archive) -> None:
    subscribe(archive, subscription())
    digest = DigestRecord(
        subscription_id="everything",
        period_key="2026-11-24",
        period_start=NOW - DAY,
        period_end=NOW,
        after_verdict=0,
        up_to_verdict=0,
        subject="s",
        composed_at=NOW,
        articles=(),
    )
    archive.outbox.add(digest, [("", "<1@yalu>", b"mail")])
    claimed = archive.outbox.claim(NOW)
    assert claimed is not None
    archive.outbox.finish(claimed, DeliveryState.SENT, at=NOW)
