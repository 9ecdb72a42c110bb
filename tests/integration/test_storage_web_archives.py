"""What a web archive's file gave is stored with its row, or not at all."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import Archive, Query, ReadFile, ReadRecord, open_archive, pack_page
from storage.sql.backfills import web_archives
from tests.samples import NOW, article, page, verdict

THEN = NOW - timedelta(days=2500)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def found(number: int, **changes: Any) -> ReadRecord:
    url = f"https://old.example/{number}"
    return ReadRecord(
        article=article(url=url, source_id="web-archive", body=f"Number {number}. " * 20, **changes),
        page=pack_page(page(url=url, requested_url=url, source_id="web-archive", fetched_at=THEN), 6),
        publisher="old.example",
        verdict=verdict(),
        offset=number * 1000,
    )


def given(*numbers: int, **changes: Any) -> ReadFile:
    made = ReadFile(
        size=5000,
        sha256="ab" * 32,
        records=10,
        passed=len(numbers) + 1,
        refused={"too_thin": 1, "request record": 4},
        articles=[found(number) for number in numbers],
    )
    return replace(made, **changes)


def test_a_file_is_listed_once_and_waits(archive: Archive) -> None:
    one, two = archive.web_archives.enlist(["/a", "/b"], "files", NOW)
    again = archive.web_archives.enlist(["/b", "/a", "/b"], "CC-NEWS 2020-01", NOW)
    assert [file.id for file in again] == [two.id, one.id]
    assert {file.collection for file in again} == {"files"}
    assert one.finished_at is None


def test_articles_verdicts_pages_and_origin_come_with_the_files_row(archive: Archive) -> None:
    (file,) = archive.web_archives.enlist(["/a"], "files", NOW)
    done = archive.web_archives.store(file.id, given(1, 2), NOW)
    assert done is not None
    (listed,) = archive.web_archives.files()
    assert listed == done
    assert (done.stored, done.known, done.relevant, done.records, done.passed) == (2, 0, 2, 10, 3)
    assert done.refused == {"request record": 4, "too_thin": 1}
    records = list(archive.research.records(Query()))
    assert {record.url for record in records} == {"https://old.example/1", "https://old.example/2"}
    origin = archive.web_archives.origin(next(r.id for r in records if r.url.endswith("/2")))
    assert origin is not None
    assert (origin.file, origin.offset, origin.captured_at) == ("/a", 2000, THEN)
    assert archive.web_archives.origin(1) is None
    proof = archive.maintenance.verify()
    assert (proof.pages, list(proof.problems)) == (2, [])
    assert all(finding.is_ok for finding in archive.maintenance.doctor())


def test_old_articles_are_no_news_and_are_not_revisited(archive: Archive) -> None:
    (file,) = archive.web_archives.enlist(["/a"], "files", NOW)
    archive.web_archives.store(file.id, given(1), NOW)
    told = archive.digest_inputs.candidates(after_verdict=0, up_to_verdict=99, since=THEN)
    assert list(told) == []
    assert archive.articles.due_revisits("web-archive", NOW + timedelta(days=1), 9) == []
    assert archive.sources.daily_new("web-archive", THEN) == {}


def test_an_article_without_a_date_is_placed_where_it_was_captured(archive: Archive) -> None:
    (file,) = archive.web_archives.enlist(["/a"], "files", NOW)
    archive.web_archives.store(file.id, given(articles=[found(1, published_at=None)]), NOW)
    (record,) = archive.research.records(Query())
    assert record.id // 1024 == int(THEN.timestamp())


def test_a_file_that_was_read_counts_once(archive: Archive) -> None:
    (file,) = archive.web_archives.enlist(["/a"], "files", NOW)
    assert archive.web_archives.store(file.id, given(1, 2), NOW) is not None
    assert archive.web_archives.store(file.id, given(1, 2, 3), NOW) is None
    assert archive.search.count(Query()) == 2


def test_known_articles_stay_as_they_are(archive: Archive) -> None:
    known = article(url="https://old.example/1", body="As it is today.")
    archive.articles.add(known, None, publisher="Old Press")
    (file,) = archive.web_archives.enlist(["/a"], "files", NOW)
    done = archive.web_archives.store(file.id, given(1, 2, 2), NOW)
    assert done is not None
    # The second time it is from this file itself.
    assert (done.stored, done.known, done.relevant) == (2, 1, 2)
    assert archive.search.count(Query(only_relevant=False)) == 2


def test_a_file_that_has_changed_is_read_again_and_counts_its_own(archive: Archive) -> None:
    (file,) = archive.web_archives.enlist(["/a"], "files", NOW)
    archive.web_archives.store(file.id, given(1, detail="it ends in the middle of a record"), NOW)
    archive.web_archives.again(file.id)
    done = archive.web_archives.store(file.id, given(1, 2), NOW)
    assert done is not None
    assert (done.stored, done.known, done.detail) == (2, 0, "")
    assert archive.search.count(Query()) == 2


def test_what_fails_on_the_way_leaves_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = archive.web_archives.enlist(["/a"], "files", NOW)

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(web_archives, "_save", fail)
        with pytest.raises(Exception, match="disk I/O error"):
            archive.web_archives.store(file.id, given(1, 2), NOW)
    assert archive.search.count(Query(only_relevant=False)) == 0
    assert archive.web_archives.files()[0].finished_at is None
    archive.web_archives.store(file.id, given(1), NOW)
    proof = archive.maintenance.verify()
    assert (proof.pages, list(proof.problems)) == (1, [])


def test_why_a_file_was_not_read_is_kept_until_it_is(archive: Archive) -> None:
    (file,) = archive.web_archives.enlist(["/a"], "files", NOW)
    archive.web_archives.note(file.id, "no such file")
    assert archive.web_archives.files()[0].detail == "no such file"
    archive.web_archives.store(file.id, given(1), NOW)
    archive.web_archives.note(file.id, "too late")
    assert archive.web_archives.files()[0].detail == ""


def test_a_public_copy_does_not_say_where_files_are(archive: Archive, tmp_path: Path) -> None:
    names = [
        "/home/analyst/one/a.warc.gz",
        "/home/analyst/two/a.warc.gz",
        "https://archive.example/a.warc.gz",
    ]
    archive.web_archives.enlist(names, "files", NOW)
    archive.maintenance.publish(tmp_path / "public" / "copy.db")
    with open_archive(tmp_path / "public" / "copy.db", read_only=True) as copy:
        found = {file.name for file in copy.web_archives.files()}
    assert found == {"a.warc.gz (file 1)", "a.warc.gz (file 2)", "https://archive.example/a.warc.gz"}
