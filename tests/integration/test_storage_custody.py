"""Tampering and loss: whatever is changed, removed or damaged past the program is named."""

import hashlib
import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import Any

import pytest

from storage import (
    Archive,
    Backup,
    Retention,
    examine,
    open_archive,
    parse_query,
    pending_upgrade,
    restore,
    upgrade,
)
from storage.sql import counts, ledger
from storage.sqlite.maintenance import backup, backup_files, restoring
from storage.sqlite.schema import NAMES
from tests.contract.test_storage_schema import old_file
from tests.samples import NOW, article, connection_of, page, verdict
from yaluwatch.errors import ArchiveCorrupt, ArchiveError, ArchiveFull, ArchiveOutdated
from yaluwatch.model import Article

DAY = timedelta(days=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "var" / "yalu.db") as opened:
        fill(opened)
        yield opened


def fill(archive: Archive, count: int = 7) -> None:
    for number in range(count):
        url = f"https://courier.example/{number}"
        at = NOW + number * DAY
        read = page(url=url, requested_url=url, fetched_at=at, body=f"<p>page {number}".encode())
        archive.articles.add(numbered(number), read, publisher="p")
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(100)], NOW)


def numbered(number: int) -> Article:
    return article(
        url=f"https://courier.example/{number}",
        title=f"Trucks return to bridge {number}",
        published_at=NOW + number * DAY,
        fetched_at=NOW + number * DAY,
    )


def tamper(archive: Archive, *statements: str) -> None:
    """Change the file as somebody with `sqlite3` would: with foreign keys off."""
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


NEWEST = "(SELECT max(id) FROM articles)"
#: What was tried → what verification says.
TAMPERED = {
    "UPDATE versions SET body = replace(body, 'Monday', 'Tuesday') WHERE article = " + NEWEST: (
        "the text of version 1 of article"
    ),
    # Spaces are no part of the SHA-256 that exports print.
    "UPDATE versions SET body = replace(body, ' ', '  ')": "not what the ledger recorded",
    "UPDATE versions SET title = 'x', content_sha256 = '0'": "the text of version 1",
    "UPDATE versions SET fetched_at = '2020-01-01T00:00:00Z'": "not what the ledger recorded",
    "UPDATE versions SET captions = '[\"x\"]'": "the captions or the extractor of version 1",
    "UPDATE articles SET published_at = '2020-01-01T00:00:00Z'": "not what the ledger recorded",
    "UPDATE articles SET source = 'other'": "not what the ledger recorded",
    "DELETE FROM versions WHERE article = " + NEWEST: "was removed",
    "DELETE FROM articles WHERE id = " + NEWEST: "was removed",
    "UPDATE verdicts SET is_relevant = 0, relevance = 0.01": "verdict 1 on article",
    "UPDATE verdicts SET tags = replace(tags, 'border', 'health')": "is not the one that was stored",
    "DELETE FROM verdicts WHERE id = 4": "verdict 4 was removed",
    "UPDATE article_mentions SET mention = 'sinuiju'": "the places, actors, goods or rules of article",
    "DELETE FROM article_mentions": "the places, actors, goods or rules of article",
    "UPDATE article_topics SET topic = 'health' WHERE topic = 'border'": "the topics of article",
    "UPDATE article_facets SET relevance = 0.1": "the relevance of article",
    "INSERT INTO article_topics VALUES ('border', 17, 0.5)": "articles that do not exist",
    "UPDATE ledger SET digest = x'00' WHERE id = 9": "entry 9 of the ledger does not follow",
    "UPDATE ledger SET chain = x'00' WHERE id = 9": "entry 10 of the ledger does not follow",
    "DELETE FROM ledger WHERE id BETWEEN 4 AND 6": "entries 4 to 6 of the ledger are missing",
    "DELETE FROM pages WHERE id > 2": "the row of page 7 was removed",
    "UPDATE pages SET dropped_at = '2026-11-25T00:00:00Z'": "marked as deleted by retention",
    "INSERT INTO verdicts SELECT 99, article, version, 'mine', 0.5, 1, tags, mentions, terms, tagged_at,"
    " is_history FROM verdicts LIMIT 1": "verdict 99 is not in the ledger",
    "INSERT INTO versions SELECT 99, article, 9, title, modified_at, fetched_at, authors, organisation,"
    " section, image_url, alternates, captions, is_partial, found_by, extractor, content_sha256, page,"
    " tables, body FROM versions LIMIT 1": "version 9 of article",
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_what_is_changed_past_the_program_is_named(archive: Archive, statement: str) -> None:
    assert archive.maintenance.verify().is_sound
    tamper(archive, statement)
    checked = archive.maintenance.verify()
    assert any(TAMPERED[statement] in problem for problem in checked.problems), checked.problems
    assert not checked.are_only_bytes


def test_a_flood_of_problems_is_counted(archive: Archive) -> None:
    fill(archive, 40)
    tamper(archive, "UPDATE verdicts SET relevance = 0.11")
    problems = archive.maintenance.verify().problems
    assert len(problems) < 60
    assert "… and 20 more problems of the same kind (verdict)" in problems


def shown(archive: Archive) -> None:
    assert archive.maintenance.keep_head(archive.maintenance.head(), NOW)


def test_newest_pages_removed_with_all_that_spoke_of_them_are_missed_by_the_head(archive: Archive) -> None:
    shown(archive)
    tamper(
        archive,
        *(
            f"DELETE FROM {table} WHERE article IN (SELECT article FROM versions WHERE page > 2)"
            for table in (
                "verdicts",
                "article_topics",
                "article_mentions",
                "article_facets",
                "urls",
                "identities",
            )
        ),
        "DELETE FROM articles WHERE id IN (SELECT article FROM versions WHERE page > 2)",
        "DELETE FROM versions WHERE page > 2",
        "DELETE FROM pages WHERE id > 2",
        # Whoever does this well keeps the first two pages' entries only; the verdicts' come last.
        "DELETE FROM ledger WHERE id > 4",
        "DELETE FROM verdicts",
        "DELETE FROM article_topics",
        "DELETE FROM article_mentions",
        "UPDATE article_facets SET relevance = NULL, is_relevant = 0, judged_version = 0",
        "DELETE FROM relevant_counts",
        "INSERT INTO relevant_counts SELECT 'stored', '', count(*) FROM articles",
        "DELETE FROM relevant_pairs",
    )
    with connection_of(archive).write("counting") as db:
        counts.fill_topics(db)
    problems = archive.maintenance.verify().problems
    assert len(problems) == 1
    assert "so its last 17 entries are missing" in problems[0]
    assert "chain-head.txt" in problems[0]


def test_a_head_that_is_missing_from_the_chain_is_evidence_and_is_kept(archive: Archive) -> None:
    shown(archive)
    file = archive.path.with_name("chain-head.txt")
    before = file.read_text()
    tamper(archive, "DELETE FROM ledger WHERE id > 18")
    fill_again = numbered(50)
    archive.articles.add(fill_again, None, publisher="p")
    assert not archive.maintenance.keep_head(archive.maintenance.head(), NOW + DAY)
    assert file.read_text() == before
    problems = archive.maintenance.verify().problems
    assert any("was shown at 2026-11-24T05:00:00Z" in problem for problem in problems)


def test_the_head_follows_the_chain_and_never_goes_back(archive: Archive) -> None:
    early = archive.maintenance.head()
    fill(archive, 9)
    shown(archive)
    file = archive.path.with_name("chain-head.txt")
    newest = file.read_text()
    assert archive.maintenance.keep_head(early, NOW + DAY)
    assert file.read_text() == newest
    assert file.stat().st_mode & 0o077 == 0
    assert archive.maintenance.verify(early.digest).is_sound


@pytest.mark.parametrize("text", ["", "x", "2026 1", "2026 one 0000", "\xff\xfe"])
def test_a_damaged_head_file_is_named(archive: Archive, text: str) -> None:
    file = archive.path.with_name("chain-head.txt")
    file.write_text(text, encoding="latin-1")
    assert "chain-head.txt can't be read" in archive.maintenance.verify().problems[0]
    assert not archive.maintenance.keep_head(archive.maintenance.head(), NOW)
    assert file.read_text(encoding="latin-1") == text


def test_pages_dropped_by_retention_are_recorded(archive: Archive) -> None:
    for now in (NOW + 3 * DAY, NOW + 3 * DAY, NOW + 5 * DAY):
        archive.maintenance.retain(Retention(pages=now), now)
    checked = archive.maintenance.verify()
    assert (checked.is_sound, checked.dropped) == (True, 5)
    tamper(archive, "UPDATE pages SET dropped_at = '2026-11-27T05:00:00Z' WHERE id = 7")
    assert "marked as deleted" in archive.maintenance.verify().problems[0]


def test_retention_deletes_nothing_outside_of_the_pages(archive: Archive) -> None:
    tamper(archive, "UPDATE pages SET file = '../yalu.db'")
    archive.maintenance.retain(Retention(pages=NOW + 99 * DAY), NOW + 99 * DAY)
    assert archive.path.exists()


def test_re_extraction_amends_the_details_of_a_version(archive: Archive) -> None:
    for extractor in ("2", "3"):

        def is_current(_source: str, name: str, _at: datetime, wanted: str = extractor) -> bool:
            return name == wanted

        for old in archive.reextraction.pending(is_current):
            newer = article(
                url=old.stored.article.url,
                title=old.stored.article.title,
                captions=(f"caption {extractor}",),
                extractor=extractor,
            )
            archive.reextraction.add(old, newer, NOW)
    assert archive.maintenance.verify().is_sound
    tamper(archive, "UPDATE versions SET organisation = 'x'")
    assert "the captions or the extractor" in archive.maintenance.verify().problems[0]


def problems_of(archive: Archive) -> dict[str, str]:
    found = archive.maintenance.doctor()
    return {finding.check: finding.detail for finding in found if not finding.is_ok}


@pytest.mark.parametrize(
    "statements",
    [
        ["INSERT INTO article_index (article_index) VALUES ('delete-all')"],
        ["DELETE FROM article_index_data WHERE id > 10"],
        ["DELETE FROM article_index_docsize"],
        # Emptied, with the numbers of words put back.
        [
            "CREATE TABLE kept AS SELECT * FROM article_index_docsize",
            "INSERT INTO article_index (article_index) VALUES ('delete-all')",
            "INSERT INTO article_index_docsize SELECT * FROM kept",
        ],
        # Filled with as many other words.
        [
            "CREATE TABLE kept AS SELECT * FROM article_index_docsize",
            "INSERT INTO article_index (article_index) VALUES ('delete-all')",
            "INSERT INTO article_index (rowid, title, body) SELECT id, 'a b c d', 'e f g h' FROM articles",
            "DELETE FROM article_index_docsize",
            "INSERT INTO article_index_docsize SELECT * FROM kept",
        ],
    ],
    ids=["delete-all", "data", "docsize", "emptied", "replaced"],
)
def test_an_index_that_was_emptied_or_replaced_is_found(archive: Archive, statements: list[str]) -> None:
    assert problems_of(archive) == {}
    tamper(archive, *statements)
    found = problems_of(archive)
    assert any(check.startswith("full text") for check in found), found
    tamper(archive, "DROP TABLE IF EXISTS kept")


def test_other_texts_in_the_index_are_found_by_the_sample(archive: Archive) -> None:
    tamper(archive, "UPDATE versions SET body = replace(body, 'Freight', 'Passenger')")
    assert "not indexed with their text" in problems_of(archive)["full text: sample"]


def test_an_archive_that_others_can_read_is_named(archive: Archive) -> None:
    assert archive.path.stat().st_mode & 0o777 == 0o600
    assert archive.path.with_name("yalu.db-wal").stat().st_mode & 0o777 == 0o600
    archive.path.chmod(0o640)
    assert "run chmod 600" in problems_of(archive)["permissions"]
    with open_archive(archive.path):
        assert problems_of(archive) == {}


@pytest.mark.parametrize("seed", range(12))
def test_a_page_file_damaged_in_any_way_is_named_and_nothing_worse(
    archive: Archive, seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)
    for file in sorted((archive.path.parent / "pages").iterdir()):
        content = bytearray(file.read_bytes())
        for _ in range(chance.choice((1, 3, 30))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        file.write_bytes(bytes(content[: chance.choice((len(content), len(content) // 2))]))
    checked = archive.maintenance.verify()
    assert checked.are_only_bytes
    assert all(problem.isprintable() for problem in checked.problems)
    # The library prints bytes of records it does not understand.
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "head",
    [
        b"WARC/1.0\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: x\r\n\r\n[/bold][red]\x1b[31m",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\nHTTP/1.1 [/] x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n[/bold]",
        b"[/bold]",
        b"\x1f\x8b\x08\x00",
        b"\xff" * 50,
        b"filedesc://x 0.0.0.0 20200101000000 text/plain 0\n",
    ],
)
def test_a_record_of_another_kind_is_named(archive: Archive, head: bytes) -> None:
    file = min((archive.path.parent / "pages").iterdir())
    file.write_bytes(head.ljust(file.stat().st_size, b"["))
    assert archive.maintenance.verify().damaged_files == (file.name,)


def test_a_damaged_file_is_examined_as_far_as_it_can_be_read(archive: Archive, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / "yalu.db"
    copy.parent.mkdir()
    with connection_of(archive).read("copying") as db:
        db.execute("VACUUM INTO ?", [str(copy)])
    whole = copy.read_bytes()
    for start in range(0, len(whole), max(4096, len(whole) // 4096 // 12 * 4096)):
        copy.write_bytes(whole[:start] + b"\xa5" * 4096 + whole[start + 4096 :])
        found = examine(copy)
        assert any(not finding.is_ok and finding.check in {"file", "schema"} for finding in found)
        assert all("restore" in finding.detail for finding in found if finding.check == "file")
    copy.write_bytes(whole[: len(whole) // 2])
    assert not all(finding.is_ok for finding in examine(copy))
    copy.write_bytes(b"")
    examine(copy)
    copy.unlink()
    with pytest.raises(ArchiveError, match="there is no archive"):
        examine(copy)


# Backups


def listed(folder: Path) -> dict[str, list[object]]:
    found: dict[str, list[object]] = json.loads((folder / "manifest.json").read_text())["files"]
    return found


def test_a_link_among_the_pages_is_not_followed(archive: Archive, tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere"
    secret.write_bytes(b"s" * 9_000)
    name = min((archive.path.parent / "pages").iterdir()).name
    (archive.path.parent / "pages" / name).unlink()
    (archive.path.parent / "pages" / name).symlink_to(secret)
    made = archive.maintenance.backup(tmp_path / "backup")
    assert made.lost == {f"pages/{name}": "it is a link"}
    assert f"pages/{name}" not in listed(tmp_path / "backup")
    assert b"ssss" not in b"".join(f.read_bytes() for f in tmp_path.glob("backup/**/*") if f.is_file())


def test_a_row_that_names_a_file_elsewhere_is_not_followed(archive: Archive, tmp_path: Path) -> None:
    (archive.path.parent / "secret").write_bytes(b"s" * 90_000)
    tamper(archive, "UPDATE pages SET file = '../secret' WHERE id = 3")
    made = archive.maintenance.backup(tmp_path / "backup")
    assert not made.is_complete
    assert not any("secret" in name for name in listed(tmp_path / "backup"))


def test_pages_on_a_disk_that_is_not_there_are_all_named(archive: Archive, tmp_path: Path) -> None:
    pages = archive.path.parent / "pages"
    names = {f"pages/{file.name}" for file in pages.iterdir()}
    pages.rename(tmp_path / "unmounted")
    assert set(archive.maintenance.backup(tmp_path / "first").lost) == names
    pages.symlink_to(tmp_path / "unmounted")
    # The folder itself may be on another disk.
    assert archive.maintenance.backup(tmp_path / "second").is_complete
    one = min((tmp_path / "unmounted").iterdir())
    one.unlink()
    one.mkdir()
    lost = archive.maintenance.backup(tmp_path / "third").lost
    assert list(lost) == [f"pages/{one.name}"]
    assert "is not a file" in lost[f"pages/{one.name}"]


def test_what_was_written_to_a_backup_later_does_not_come_back(archive: Archive, tmp_path: Path) -> None:
    archive.maintenance.backup(tmp_path / "backup")
    # Somebody looks at it with a program that can write, as the log beside it shows.
    (tmp_path / "backup" / "yalu.db-wal").write_bytes(b"\x37\x7f\x06\x82" + b"\0" * 5000)
    (tmp_path / "backup" / "pages" / "added.warc.gz").write_bytes(b"x")
    restore(tmp_path / "backup", tmp_path / "new" / "yalu.db")
    assert not (tmp_path / "new" / "yalu.db-wal").exists()
    assert not (tmp_path / "new" / "pages" / "added.warc.gz").exists()
    with open_archive(tmp_path / "new" / "yalu.db") as again:
        assert again.maintenance.verify().is_sound


def test_everything_in_a_backup_is_private_and_listed(archive: Archive, tmp_path: Path) -> None:
    shown(archive)
    words = tmp_path / "places.txt"
    words.write_text("x")
    beside: dict[str, Path | bytes] = {"config.toml": b"# mine", "words/places.txt": words}
    made = archive.maintenance.backup(tmp_path / "backup", beside, has_secrets=True)
    assert made.is_complete
    assert made.has_secrets
    found = list((tmp_path / "backup").rglob("*"))
    assert {str(f.relative_to(tmp_path / "backup")) for f in found if f.is_file()} == {
        *listed(tmp_path / "backup"),
        "manifest.json",
    }
    assert "data/chain-head.txt" in listed(tmp_path / "backup")
    assert all(file.stat().st_mode & 0o077 == 0 for file in [tmp_path / "backup", *found])


def test_an_archive_that_does_not_verify_is_backed_up_all_the_same(archive: Archive, tmp_path: Path) -> None:
    tamper(archive, "UPDATE verdicts SET relevance = 0.2 WHERE id = 1")
    made = archive.maintenance.backup(tmp_path / "backup")
    assert (made.lost, made.is_complete) == ({}, False)
    put_back = restore(tmp_path / "backup", tmp_path / "new" / "yalu.db")
    assert put_back.problems == made.problems
    # A backup that was sound when it was made must be sound when it is restored.
    manifest = tmp_path / "backup" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"is_doubtful": False}))
    with pytest.raises(ArchiveCorrupt, match="verdict 1 on article"):
        restore(tmp_path / "backup", tmp_path / "other" / "yalu.db")
    assert not (tmp_path / "other").exists()


def test_only_a_backup_is_replaced_by_a_backup(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    for taken in ("mine", "link"):
        with pytest.raises(ArchiveError, match="is not a backup, so it is not replaced"):
            archive.maintenance.backup(tmp_path / taken, overwrite=True)
    archive.maintenance.backup(tmp_path / "backup")
    fill(archive, 9)
    assert archive.maintenance.backup(tmp_path / "backup", overwrite=True).articles == 9
    assert sorted(file.name for file in tmp_path.iterdir()) == ["backup", "link", "mine", "var"]


@pytest.mark.parametrize(
    "name",
    [
        "data/yalu.db",
        "data/yalu.db-wal",
        "data/pages/x",
        "data/../x",
        "data/",
        "data//x",
        "data",
        "pages",
        "",
    ],
)
def test_a_manifest_brings_no_archive_by_another_way(archive: Archive, tmp_path: Path, name: str) -> None:
    archive.maintenance.backup(tmp_path / "backup")
    manifest = tmp_path / "backup" / "manifest.json"
    read = json.loads(manifest.read_text())
    read["files"][name] = [0, ""]
    manifest.write_text(json.dumps(read))
    with pytest.raises(ArchiveCorrupt, match="not a backup made by yalu"):
        restore(tmp_path / "backup", tmp_path / "new" / "yalu.db")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["pages", "data", "data/config.toml"])
def test_a_link_in_a_backup_is_refused(archive: Archive, tmp_path: Path, name: str) -> None:
    archive.maintenance.backup(tmp_path / "backup", {"config.toml": b"# mine"})
    place = tmp_path / "backup" / name
    place.rename(tmp_path / "moved")
    place.symlink_to(tmp_path / "moved")
    with pytest.raises(ArchiveCorrupt, match="is a link"):
        restore(tmp_path / "backup", tmp_path / "new" / "yalu.db")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("taken", ["yalu.db", "yalu.db-wal", "config.toml", "pages/x.warc.gz", "words/x"])
def test_a_refused_restore_leaves_the_folder_as_it_was(archive: Archive, tmp_path: Path, taken: str) -> None:
    archive.maintenance.backup(tmp_path / "backup", {"config.toml": b"# mine", "words/places.txt": b"x"})
    new = tmp_path / "new"
    (new / taken).parent.mkdir(parents=True)
    (new / taken).write_text("here before")
    before = sorted(new.rglob("*"))
    with pytest.raises(ArchiveError, match="move it away"):
        restore(tmp_path / "backup", new / "yalu.db")
    assert sorted(new.rglob("*")) == before
    assert (new / taken).read_text() == "here before"


def test_a_restore_that_fails_half_way_leaves_nothing(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.maintenance.backup(tmp_path / "backup", {"config.toml": b"# mine"})
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if Path(target).name == "yalu.db":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(ArchiveFull, match="free some space"):
        restore(tmp_path / "backup", tmp_path / "deep" / "new" / "yalu.db")
    assert not (tmp_path / "deep").exists()


def test_a_backup_of_an_older_program_is_restored_and_upgraded(tmp_path: Path) -> None:
    data = tmp_path / "old"
    data.mkdir()
    old_file(data / "yalu.db", NAMES.index("0035_backfills") + 1)
    with closing(sqlite3.connect(data / "yalu.db")) as db:
        db.execute("UPDATE versions SET page = NULL")
        db.execute("DELETE FROM pages")
        db.commit()
    # What the version before wrote: a manifest of the files alone.
    with open_archive(tmp_path / "any" / "yalu.db") as made:
        made.maintenance.backup(tmp_path / "backup")
    copy = tmp_path / "backup" / "yalu.db"
    copy.write_bytes((data / "yalu.db").read_bytes())
    files = {"yalu.db": [copy.stat().st_size, hashlib.sha256(copy.read_bytes()).hexdigest()]}
    (tmp_path / "backup" / "manifest.json").write_text(json.dumps({"files": files}))
    assert restore(tmp_path / "backup", tmp_path / "new" / "yalu.db").articles == 1
    with open_archive(tmp_path / "new" / "yalu.db") as archive:
        assert archive.search.count(parse_query("양강도")) == 1


KILLED = """
import os, sys
from pathlib import Path
from storage import open_archive, restore, upgrade
from storage.sqlite.maintenance import backup, restoring
from storage.sqlite.schema import upgrade as copying
from storage.sql.ledger import entries
what, archive, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
die = lambda *_: os._exit(9)
if what == "backup":
    backup._copy_pages = die
    with open_archive(archive) as opened:
        opened.maintenance.backup(folder)
if what == "restore":
    restoring._move = die
    restoring.Path.rename = die
    restore(folder, archive)
if what == "copy":
    copying._verify = die
    upgrade(archive)
if what == "step":
    entries._version_entry = die
    upgrade(archive)
"""


def killed(what: str, archive: Path, folder: Path) -> None:
    command = [sys.executable, "-c", KILLED, what, str(archive), str(folder)]
    assert subprocess.run(command, check=False).returncode == 9


def test_what_a_killed_backup_left_is_gone_after_the_next_one(archive: Archive, tmp_path: Path) -> None:
    killed("backup", archive.path, tmp_path / "backup")
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".backup.")]
    assert not (tmp_path / "backup").exists()
    archive.maintenance.backup(tmp_path / "backup")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["backup", "var"]
    killed("restore", tmp_path / "new" / "yalu.db", tmp_path / "backup")
    assert not (tmp_path / "new" / "yalu.db").exists()
    restore(tmp_path / "backup", tmp_path / "new" / "yalu.db")
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == ["pages", "yalu.db"]


def test_two_backups_to_one_place_do_not_delete_each_others_work(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backup._copy_pages

    def copy_and_meanwhile(*arguments: Any) -> None:
        monkeypatch.setattr(backup, "_copy_pages", real)
        with open_archive(archive.path, read_only=True) as other:
            other.maintenance.backup(tmp_path / "backup")
        real(*arguments)

    monkeypatch.setattr(backup, "_copy_pages", copy_and_meanwhile)
    assert archive.maintenance.backup(tmp_path / "backup", overwrite=True).is_complete
    assert sorted(file.name for file in tmp_path.iterdir()) == ["backup", "var"]


# Upgrades


@pytest.mark.parametrize("when", ["copy", "step"])
def test_an_upgrade_that_is_killed_is_done_by_the_next_start(tmp_path: Path, when: str) -> None:
    path = tmp_path / "yalu.db"
    old_file(path, 20)
    killed(when, path, tmp_path)
    assert len(pending_upgrade(path).steps) == len(NAMES) - 20
    done = upgrade(path)
    assert done.copy is not None
    assert [file.name for file in done.copy.parent.iterdir()] == [done.copy.name]
    with open_archive(path) as archive:
        assert archive.search.count(parse_query("양강도")) == 1


def test_an_upgrade_keeps_a_verified_copy_and_closes_the_file_to_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "yalu.db"
    old_file(path, 20)
    path.chmod(0o644)
    before = path.read_bytes()
    wanted = pending_upgrade(path)
    assert len(wanted.steps) == len(NAMES) - 20
    with pytest.raises(ArchiveOutdated, match="yalu upgrade"):
        open_archive(path, read_only=True)
    with caplog.at_level("INFO"):
        done = upgrade(path)
    assert done == wanted
    assert done.copy is not None
    assert sum("upgrading the archive step=" in message for message in caplog.messages) == len(wanted.steps)
    assert path.stat().st_mode & 0o777 == done.copy.stat().st_mode & 0o777 == 0o600
    assert done.copy.parent.stat().st_mode & 0o777 == 0o700
    with closing(sqlite3.connect(done.copy)) as db, closing(sqlite3.connect(":memory:")) as old:
        old.deserialize(before)
        assert list(db.iterdump()) == list(old.iterdump())
    assert upgrade(path).steps == pending_upgrade(path).steps == ()
    assert pending_upgrade(tmp_path / "none.db").steps == ()
    assert [file.name for file in done.copy.parent.iterdir()] == [done.copy.name]


def test_an_upgrade_without_room_for_the_copy_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "yalu.db"
    old_file(path, 20)
    monkeypatch.setattr("shutil.disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    with pytest.raises(ArchiveFull, match="yalu upgrade --no-copy"):
        open_archive(path)
    assert len(pending_upgrade(path).steps) == len(NAMES) - 20
    assert not (tmp_path / "backups").exists()
    assert upgrade(path, with_copy=False).copy is None
    assert pending_upgrade(path).steps == ()


def test_a_copy_that_does_not_verify_stops_the_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "yalu.db"
    old_file(path, 20)
    numbers = iter(range(9))
    monkeypatch.setattr("storage.sqlite.schema.upgrade._count", lambda *_: next(numbers))
    with pytest.raises(ArchiveCorrupt, match="lacks rows of articles"):
        open_archive(path)
    assert list((tmp_path / "backups").iterdir()) == []
    assert pending_upgrade(path).steps


def test_an_older_archive_is_examined_and_told_to_be_upgraded(tmp_path: Path) -> None:
    old_file(tmp_path / "yalu.db", 20)
    found = {finding.check: finding.detail for finding in examine(tmp_path / "yalu.db") if not finding.is_ok}
    assert "`yalu upgrade` upgrades it" in found["schema"]


def test_a_newer_archive_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as made:
        tamper(
            made,
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('yaluwatch', '9999_new', '')",
        )
    with pytest.raises(ArchiveError, match="newer yalu"):
        pending_upgrade(tmp_path / "yalu.db")
    for read_only in (True, False):
        with pytest.raises(ArchiveError, match=r"newer yalu \(migration 9999_new\); update yalu"):
            open_archive(tmp_path / "yalu.db", read_only=read_only)


def test_a_ledger_filled_from_what_is_stored_verifies(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    archive.maintenance.retain(Retention(pages=NOW + 3 * DAY), NOW + 3 * DAY)
    monkeypatch.setattr("storage.sql.ledger.entries.LOG_EVERY", 10)
    with caplog.at_level("INFO"), connection_of(archive).write("filling") as db:
        db.execute("DELETE FROM ledger")
        ledger.fill(db)
    assert caplog.messages == ["computing digests entries=10", "computing digests entries=20"]
    assert archive.maintenance.verify().is_sound


def test_a_ledger_with_digests_in_hexadecimal_becomes_smaller_and_proves_the_same(archive: Archive) -> None:
    archive.maintenance.retain(Retention(pages=NOW + 3 * DAY), NOW + 3 * DAY)
    with connection_of(archive).read("reading the ledger") as db:
        before = db.execute("SELECT * FROM ledger ORDER BY id").fetchall()
    assert {len(row[6]) for row in before} == {32}
    head = archive.maintenance.head()
    path = archive.path
    archive.close()
    with closing(sqlite3.connect(path)) as old:
        old.execute(
            "CREATE TABLE texts (id INTEGER PRIMARY KEY, kind, article, number, digest, details, chain)"
        )
        marks = ", ".join("?" * 7)
        rows = [(*row[:4], *map(ledger.as_text, row[4:])) for row in before]
        # Somebody wrote something else: it is kept, and found.
        rows[0] = (*rows[0][:4], "Z" * 64, *rows[0][5:])
        old.executemany(f"INSERT INTO texts VALUES ({marks})", rows)
        old.execute("DROP TABLE ledger")
        old.execute("ALTER TABLE texts RENAME TO ledger")
        old.execute("DELETE FROM _sqlite_migrations WHERE name = '0049_ledger_digests'")
        old.commit()
    with open_archive(path) as migrated:
        with connection_of(migrated).read("reading the ledger") as db:
            found = db.execute("SELECT * FROM ledger ORDER BY id").fetchall()
        assert found[0][4] == "Z" * 64
        assert found[1:] == before[1:]
        assert migrated.maintenance.head() == head
        assert "entry 1 of the ledger does not follow" in " ".join(migrated.maintenance.verify().problems)
        with connection_of(migrated).write("undoing it") as db:
            db.execute("UPDATE ledger SET digest = ? WHERE id = 1", [before[0][4]])
        assert migrated.maintenance.verify().is_sound


class Failing(BytesIO):
    """A file on a disk with a bad sector."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= 10:
            raise OSError(5, "Input/output error")
        return super().read(min(10, size or 10))


class Unread(RawIOBase):
    """A file none of which can be read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: Any) -> int:
        raise OSError(5, "Input/output error")


def test_a_file_that_can_be_read_in_part_is_copied_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_files, "open_without_links", lambda _: Failing(b"x" * 99))
    copied, reason = backup_files.copy(tmp_path / "a", tmp_path / "b")
    assert (copied.size, (tmp_path / "b").read_bytes()) == (10, b"x" * 10)
    assert reason == "it can't be read after byte 10: Input/output error"
    monkeypatch.setattr(backup_files, "open_without_links", lambda _: BufferedReader(Unread()))
    with pytest.raises(backup_files.Unreadable, match="Input/output error"):
        backup_files.inspect(tmp_path, "b")


def test_a_backup_that_changes_while_it_is_restored_is_refused(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.maintenance.backup(tmp_path / "backup", {"config.toml": b"# mine"})
    file = tmp_path / "backup" / "data" / "config.toml"
    for change, reason in (
        (lambda: file.write_bytes(b"# yours"), "has changed since it was checked"),
        (file.unlink, "can't be read: No such file"),
    ):
        made = backup.read_back(tmp_path / "backup")

        def checked(_: Path, made: Backup = made, change: Callable[[], object] = change) -> Backup:
            change()
            return made

        with monkeypatch.context() as patched:
            patched.setattr(restoring, "read_back", checked)
            with pytest.raises(ArchiveCorrupt, match=reason):
                restore(tmp_path / "backup", tmp_path / "new" / "yalu.db")
        assert not (tmp_path / "new").exists()
        file.write_bytes(b"# mine")


def test_a_damaged_copy_stops_the_upgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "yalu.db"
    old_file(path, 20)
    real = closing

    class Damaged:
        def execute(self, _: str) -> "Damaged":
            return self

        def fetchone(self) -> tuple[str]:
            return ("row 1 missing from index",)

        def close(self) -> None:
            pass

    def opened(connection: Any) -> Any:
        is_copy = "before-" in str(connection.execute("PRAGMA database_list").fetchone())
        return real(Damaged()) if is_copy else real(connection)

    monkeypatch.setattr("storage.sqlite.schema.upgrade.closing", opened)
    with pytest.raises(ArchiveCorrupt, match="is damaged: row 1 missing"):
        open_archive(path)
    assert list((tmp_path / "backups").iterdir()) == []
