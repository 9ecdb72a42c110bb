import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from storage import Archive, DigestRecord, open_archive, parse_query, restore
from storage.pages.chain import START
from tests.contract.test_storage_schema import old_file
from tests.samples import NOW, article, connection_of, page, subscribe, subscription, verdict
from yaluwatch.errors import ArchiveCorrupt, ArchiveError, ArchiveFull, ArchiveLocked, OutputError
from yaluwatch.model import DeliveryState

DAY = timedelta(days=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "var" / "yalu.db") as opened:
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
    with connection_of(archive).write("meddling") as db:
        db.execute(statement)


def test_the_chain_is_walked_and_its_head_is_known(archive: Archive) -> None:
    assert archive.maintenance.head().digest == archive.maintenance.verify().head == START
    fill(archive)
    early = archive.maintenance.head()
    fill(archive, 4)
    checked = archive.maintenance.verify(early.digest)
    # Of the pages of the second time, three have the article they had before.
    assert (checked.pages, checked.is_sound) == (4, True)
    assert checked.head == archive.maintenance.head().digest != early.digest


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("UPDATE pages SET url = 'https://other.example/' WHERE id = 2", "does not follow"),
        ("UPDATE pages SET fetched_at = '2020-01-01T00:00:00Z' WHERE id = 1", "does not follow"),
        ("UPDATE pages SET offset = offset + 1 WHERE id = 1", "can't be read"),
        ("UPDATE pages SET chain = 'x' WHERE id = 3", "does not follow"),
        ("UPDATE pages SET file = 'none.warc.gz' WHERE id = 1", "there is no such file"),
    ],
)
def test_a_changed_row_is_found(archive: Archive, statement: str, complaint: str) -> None:
    fill(archive)
    change(archive, statement)
    problems = archive.maintenance.verify().problems
    assert any(complaint in problem for problem in problems)


def test_what_is_taken_away_at_the_end_is_found_by_a_link_kept_elsewhere(archive: Archive) -> None:
    fill(archive)
    kept = archive.maintenance.head().digest
    change(archive, "DELETE FROM ledger WHERE kind = 'verdict' AND number = 3")
    change(archive, "DELETE FROM article_topics WHERE article = (SELECT max(id) FROM articles)")
    change(archive, "DELETE FROM article_mentions WHERE article = (SELECT max(id) FROM articles)")
    change(
        archive,
        "UPDATE article_facets SET (relevance, is_relevant) = (NULL, 0) WHERE article ="
        " (SELECT max(id) FROM articles)",
    )
    change(archive, "DELETE FROM verdicts WHERE id = 3")
    # Whoever does this well counts again.
    archive.maintenance.reindex()
    assert archive.maintenance.verify().is_sound
    assert "not in the chain" in archive.maintenance.verify(kept).problems[0]


@pytest.mark.parametrize("damage", [b"", b"\x00" * 400])
def test_changed_bytes_are_found(archive: Archive, damage: bytes) -> None:
    fill(archive)
    file = min(connection_of(archive).pages.path.iterdir())
    file.write_bytes(damage)
    checked = archive.maintenance.verify()
    assert len(checked.problems) == 1
    assert file.name in checked.problems[0]


def test_a_backup_is_whole_and_comes_back(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    made = archive.maintenance.backup(tmp_path / "backup")
    assert (made.articles, made.pages, made.head) == (3, 3, archive.maintenance.head().digest)
    put_back = restore(tmp_path / "backup", tmp_path / "new" / "yalu.db")
    assert put_back.head == made.head
    with open_archive(tmp_path / "new" / "yalu.db") as again:
        assert again.search.count(parse_query("trucks")) == 3
        assert again.maintenance.verify().is_sound
        fill(again, 5)
    assert sorted(file.name for file in (tmp_path / "backup").iterdir()) == [
        "manifest.json",
        "pages",
        "yalu.db",
    ]


def test_an_empty_archive_comes_back_without_a_folder_of_pages(archive: Archive, tmp_path: Path) -> None:
    archive.maintenance.backup(tmp_path / "backup")
    (tmp_path / "backup" / "pages").rmdir()
    assert restore(tmp_path / "backup", tmp_path / "new" / "yalu.db").articles == 0


def test_collecting_goes_on_in_a_second_file_where_bytes_were_lost(archive: Archive) -> None:
    fill(archive, 1)
    (connection_of(archive).pages.path / "courier-20261124.warc.gz").write_bytes(b"")
    archive.articles.add(
        article(url="https://courier.example/new"), page(url="https://courier.example/new"), publisher="p"
    )
    assert len(archive.maintenance.verify().problems) == 1
    assert ill(archive) == {"page files"}
    assert (connection_of(archive).pages.path / "courier-20261124-2.warc.gz").exists()


def test_other_errors_name_what_was_being_done(archive: Archive) -> None:
    with (
        pytest.raises(ArchiveError, match="asking: no such table"),
        connection_of(archive).read("asking") as db,
    ):
        db.execute("SELECT * FROM no_such")
    with pytest.raises(IsADirectoryError), connection_of(archive).read("asking"):
        archive.path.parent.read_bytes()


def test_a_backup_made_while_another_writes_is_one_moment(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    with open_archive(archive.path, read_only=True) as reader, connection_of(archive).write("holding") as db:
        db.execute("DELETE FROM article_topics")
        made = reader.maintenance.backup(tmp_path / "backup")
    assert made.articles == 3
    with open_archive(tmp_path / "backup" / "yalu.db") as copy:
        assert copy.search.count(parse_query("topic:border")) == 3


def test_a_copy_for_others_holds_no_reader(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    subscribe(archive, subscription(addresses=("reader@secret.example",)))
    send_a_message(archive)
    archive.maintenance.publish(tmp_path / "public.db")
    assert b"secret.example" not in (tmp_path / "public.db").read_bytes()
    with open_archive(tmp_path / "public.db", read_only=True) as copy:
        assert (
            copy.search.count(parse_query("trucks")),
            copy.subscriptions.all(),
            copy.outbox.newest(9),
        ) == (3, [], [])
    with pytest.raises(OutputError, match="--force replaces it"):
        archive.maintenance.publish(tmp_path / "public.db")


def test_a_backup_never_covers_another(archive: Archive, tmp_path: Path) -> None:
    archive.maintenance.backup(tmp_path / "backup")
    with pytest.raises(ArchiveError, match="choose a new folder"):
        archive.maintenance.backup(tmp_path / "backup")
    with pytest.raises(ArchiveError, match="move it away"):
        restore(tmp_path / "backup", archive.path)


def test_a_damaged_page_file_does_not_keep_the_rest_from_being_backed_up(
    archive: Archive, tmp_path: Path
) -> None:
    fill(archive)
    damaged = min(connection_of(archive).pages.path.iterdir())
    damaged.write_bytes(b"")
    made = archive.maintenance.backup(tmp_path / "backup")
    assert list(made.lost) == [f"pages/{damaged.name}"]
    assert not made.is_complete
    put_back = restore(tmp_path / "backup", tmp_path / "new" / "yalu.db")
    assert put_back.lost == made.lost
    with open_archive(tmp_path / "new" / "yalu.db") as again:
        assert again.search.count(parse_query("trucks")) == 3


@pytest.mark.parametrize("name", ["yalu.db", "pages/courier-20261124.warc.gz"])
def test_a_changed_backup_is_refused_by_name(archive: Archive, tmp_path: Path, name: str) -> None:
    fill(archive)
    archive.maintenance.backup(tmp_path / "backup")
    file = tmp_path / "backup" / name
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ArchiveCorrupt, match=file.name.replace(".", r"\.")):
        restore(tmp_path / "backup", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "pages/../yalu.db", "other.db"])
def test_a_list_of_files_does_not_lead_out_of_the_backup(archive: Archive, tmp_path: Path, name: str) -> None:
    archive.maintenance.backup(tmp_path / "backup")
    manifest = tmp_path / "backup" / "manifest.json"
    listed = json.loads(manifest.read_text())
    listed["files"][name] = [0, ""]
    manifest.write_text(json.dumps(listed))
    with pytest.raises(ArchiveCorrupt, match="not a backup made by yalu"):
        restore(tmp_path / "backup", tmp_path / "new.db")


@pytest.mark.parametrize("text", ["", "[]", '{"files": 1}', '{"files": {}}'])
def test_a_folder_that_is_no_backup_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ArchiveCorrupt, match="is not a backup"):
        restore(tmp_path, tmp_path / "new.db")


def ill(archive: Archive) -> set[str]:
    return {finding.check for finding in archive.maintenance.doctor() if not finding.is_ok}


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("INSERT INTO article_index (article_index) VALUES ('delete-all')", "full text: every article"),
        ("INSERT INTO article_index (rowid, title, body) VALUES (7, 'x', 'y')", "full text: nothing else"),
    ],
)
def test_each_disorder_of_the_index_has_its_finding(archive: Archive, statement: str, check: str) -> None:
    fill(archive)
    change(archive, statement)
    assert check in ill(archive)


def test_broken_references_and_stray_files_are_found(archive: Archive) -> None:
    fill(archive)
    with sqlite3.connect(archive.path) as other:
        other.execute("INSERT INTO article_topics VALUES ('border', 12345, 0.5)")
    other.close()
    (connection_of(archive).pages.path / "stray-20200101.warc.gz").write_bytes(b"")
    assert ill(archive) == {"references", "page files: no strays"}


def test_a_long_reindexing_says_how_far_it_is(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fill(archive)
    monkeypatch.setattr("storage.sql.tables.article_index.LOG_EVERY", 2)
    with caplog.at_level("INFO"):
        archive.maintenance.reindex()
    assert caplog.messages == ["indexing articles=2"]


def test_reference_data_that_changed_is_filled_in_when_opened(archive: Archive) -> None:
    change(archive, "UPDATE archive_facts SET value = '' WHERE name = 'reference'")
    change(archive, "DELETE FROM reference_trade")
    with open_archive(archive.path) as again:
        assert len(again.research.trade()) == 31


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


def test_a_full_disk_is_one_sentence_and_the_archive_goes_on(archive: Archive) -> None:
    fill(archive)
    with connection_of(archive).read("limiting") as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(ArchiveFull, match="free some space"):
        archive.articles.add(
            article(url="https://a.example/big", body="밀수 word " * 20_000), None, publisher="p"
        )
    assert archive.search.count(parse_query("trucks")) == 3
    with connection_of(archive).read("making room") as db:
        db.execute("PRAGMA max_page_count = 1000000")
    archive.articles.add(
        article(url="https://a.example/big", body="밀수 word " * 20_000), None, publisher="p"
    )
    assert ill(archive) == set()


FULL = """
import resource, sys
from pathlib import Path
from storage import open_archive
from tests.samples import article, page
from yaluwatch.errors import ArchiveError
with open_archive(Path(sys.argv[1])) as archive:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), -1))
    for number in range(2000):
        url = f"https://a.example/{number}"
        try:
            read = page(url=url, requested_url=url)
            archive.articles.add(article(url=url, body=f"coal {number} " * 200), read, publisher="p")
        except ArchiveError as error:
            print(type(error).__name__, error, flush=True)
            break
        print(url, flush=True)
"""


@pytest.mark.parametrize("limit", [600_000, 900_000])
def test_a_file_that_can_t_grow_loses_nothing_acknowledged(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "yalu.db"
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(limit)], capture_output=True, text=True, check=True
    )
    *acknowledged, last = ran.stdout.splitlines()
    assert last.startswith("Archive")
    with open_archive(path) as archive:
        assert archive.articles.unseen(acknowledged) == set()
        assert archive.search.count(parse_query("coal relevant:any")) >= len(acknowledged)
        assert ill(archive) <= {"page files: no strays"}
        archive.articles.add(article(), page(), publisher="p")
        assert archive.maintenance.verify().is_sound


def test_a_damaged_file_is_one_sentence(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    copy = tmp_path / "copy.db"
    with connection_of(archive).read("copying") as db:
        db.execute("VACUUM INTO ?", [str(copy)])
    with copy.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (copy.stat().st_size - 4096))
    with pytest.raises(ArchiveCorrupt, match=r"copy\.db|damaged"):
        open_archive(copy)


def test_a_held_archive_is_one_sentence(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.opening.WAIT_SECONDS", 0.05)
    with (
        connection_of(archive).write("holding"),
        open_archive(archive.path) as other,
        pytest.raises(ArchiveLocked, match="another process"),
    ):
        other.maintenance.reindex()


def test_a_full_disk_while_backing_up_leaves_no_half_backup(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(archive)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.sqlite.maintenance.backup._copy_pages", refuse)
    with pytest.raises(ArchiveFull, match="free some space"):
        archive.maintenance.backup(tmp_path / "backup")
    assert not list(tmp_path.glob("backup*"))


def test_opening_waits_for_another_process_that_migrates_the_file(tmp_path: Path) -> None:
    path = tmp_path / "yalu.db"
    old_file(path, 5)
    # SQLite waits for a lock by itself, but not when it switches to a write-ahead log.
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.3, other.commit)
        timer.start()
        with open_archive(path) as archive:
            assert archive.search.count(parse_query("relevant:any")) > 0
        timer.join()
