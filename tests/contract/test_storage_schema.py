"""Every migration brings files of every earlier schema to the current one, with all their data."""

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import Archive, open_archive, parse_query
from storage.sqlite.schema import NAMES, STEPS
from tests.samples import NOW, article, connection_of, page
from yaluwatch.errors import ArchiveError, ArchiveFull

PAGE = (1, "https://a.example/1", "2024-05-01T00:00:00Z", "0" * 64, "a-20240501.warc.gz", 0, 100)
ARTICLE = (
    1714521600 << 10,
    "https://a.example/1",
    "a",
    "A Press",
    "ko",
    "2024-05-01T00:00:00Z",
    "2024-05-01T00:00:00Z",
    "2024-05-01T00:00:00Z",
    1,
    None,
)
VERSION = (
    ARTICLE[0],
    1,
    "량강도 소식",
    "국가밀수가 재개됐다. Coal barges.",
    None,
    "2024-05-01T00:00:00Z",
    "[]",
    "",
    "",
    "[]",
    '[[["Year","1995"],["Trade","1,023.541"]]]',
    "{}",
    "1",
    "0" * 64,
    1,
)
VERDICT_COLUMNS = "id, article, version, classifier, relevance, is_relevant, tags, mentions, terms, tagged_at"
VERDICT = (
    1,
    ARTICLE[0],
    1,
    "rules-0",
    0.9,
    1,
    '[{"topic":"smuggling","probability":0.9,"evidence":[["body",0,4,"국가밀수"]]}]',
    "[]",
    "[]",
    "2024-05-01T01:00:00Z",
)


def rows(table: str, values: tuple[object, ...]) -> tuple[str, tuple[object, ...]]:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values


def old_file(path: Path, steps: int) -> None:
    """A file as a program with only the first steps would have left it, with one article."""
    db = Database(sqlite3.connect(path))
    STEPS.apply(db, stop_before=NAMES[steps:] or None)
    if steps >= 1:
        for statement, values in (
            (f"INSERT INTO pages ({PAGE_COLUMNS}) VALUES ({', '.join('?' * len(PAGE))})", PAGE),
            (f"INSERT INTO articles ({ARTICLE_COLUMNS}) VALUES ({', '.join('?' * len(ARTICLE))})", ARTICLE),
            (f"INSERT INTO versions ({VERSION_COLUMNS}) VALUES ({', '.join('?' * len(VERSION))})", VERSION),
            rows("urls", ("https://a.example/1", "a", ARTICLE[0], "ok", "2024-05-01T00:00:00Z")),
            (
                "INSERT INTO article_index (rowid, title, body) VALUES (?, ?, ?)",
                (ARTICLE[0], "old tokens", "old tokens"),
            ),
        ):
            db.execute(statement, values)
    if steps >= 3:
        marks = ", ".join("?" * len(VERDICT))
        db.execute(f"INSERT INTO verdicts ({VERDICT_COLUMNS}) VALUES ({marks})", VERDICT)
        if steps <= NAMES.index("0025_one_place_for_relevance"):
            db.execute(*rows("relevant_articles", (ARTICLE[0], 0.9)))
        db.execute(*rows("article_topics", ("smuggling", ARTICLE[0], 0.9)))
    if steps >= NAMES.index("0006_facets") + 1:
        db.execute(
            "INSERT INTO article_facets (article, source, publisher, language, version, judged_version,"
            " relevance, is_relevant) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (ARTICLE[0], "a", "A Press", "ko", 1, 1, 0.9, 1),
        )
    db.conn.commit()
    db.close()


ARTICLE_COLUMNS = (
    "id, url, source, publisher, language, published_at, first_seen_at, last_read_at, version, missing_since"
)
VERSION_COLUMNS = (
    "article, number, title, body, modified_at, fetched_at, authors, section, image_url, alternates, tables,"
    " found_by, extractor, content_sha256, page"
)
PAGE_COLUMNS = "id, url, fetched_at, sha256, file, offset, size"


@pytest.mark.parametrize("steps", range(len(NAMES) + 1))
def test_a_file_of_any_age_is_migrated(tmp_path: Path, steps: int) -> None:
    path = tmp_path / "yalu.db"
    old_file(path, steps)
    with open_archive(path) as archive, open_archive(tmp_path / "new.db") as new:
        assert schema_of(archive) == schema_of(new)
        if steps >= 1:
            wanted = "양강도 밀수 after:2024-04 before:2024-06 "
            judged = "relevant:any" if steps < 3 else "topic:smuggling"
            assert archive.search.count(parse_query(wanted + judged)) == 1
            assert archive.articles.get(ARTICLE[0]) is not None
        filled = NAMES.index("0008_tables_filled")
        if 1 <= steps <= filled:
            numbers = [cell.number for cell in archive.research.cells(ARTICLE[0], 1)]
            assert numbers == [None, 1995, None, 1023.541]
        if 1 <= steps <= NAMES.index("0010_chain_filled"):
            assert archive.maintenance.head().entry >= 1
            assert not any("does not follow" in problem for problem in archive.maintenance.verify().problems)
        assert len(archive.research.trade()) == 31
        ill = {finding.check for finding in archive.maintenance.doctor() if not finding.is_ok}
        assert ill <= {"page files"}
        archive.articles.add(article(url="https://a.example/2", fetched_at=NOW), page(), publisher="p")


def schema_of(archive: Archive) -> list[tuple[str, str]]:
    with connection_of(archive).read("reading the schema") as db:
        return sorted(db.execute("SELECT name, coalesce(sql, '') FROM sqlite_master").fetchall())


def test_a_migration_that_fails_leaves_the_file_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "yalu.db"
    old_file(path, 5)
    with sqlite3.connect(path) as before:
        dump = list(before.iterdump())
    before.close()

    def fail(_: Database) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("storage.sql.tables.article_index.rebuild", fail)
        with pytest.raises(ArchiveFull, match="free some space"):
            open_archive(path)
    with sqlite3.connect(path) as after:
        assert list(after.iterdump()) == dump
    after.close()
    with open_archive(path) as archive:
        assert archive.search.count(parse_query("양강도")) == 1


def test_migrations_are_numbered_in_order() -> None:
    numbers = [int(name[:4]) for name in NAMES]
    assert numbers == sorted(set(numbers))


def test_opening_an_old_file_read_only_asks_for_a_migration(tmp_path: Path) -> None:
    path = tmp_path / "yalu.db"
    old_file(path, 5)
    with pytest.raises(ArchiveError, match="older"):
        open_archive(path, read_only=True)


def test_what_older_files_say_in_sentences_becomes_columns(tmp_path: Path) -> None:
    path = tmp_path / "yalu.db"
    old_file(path, NAMES.index("0023_consent"))
    reasons = {
        "nothing like it before": "opens",
        "92% of the wording in common": "copy",
        "declared as the same article in another language": "translation",
        "the same event: dandong, 37 vehicles": "same_event",
        "joined from story 2 by hand": "by_hand",
    }
    with sqlite3.connect(path) as db:
        db.execute(
            'UPDATE versions SET found_by = \'{"title":"h1","published_at":"meta, but not plausible"}\''
        )
        db.execute(
            """
            INSERT INTO verdicts (article, version, classifier, relevance, is_relevant, tags, mentions, terms,
                tagged_at)
            VALUES (?, 1, 'old', 0.9, 1, '[]',
                '[{"id":"coal","kind":"good","gloss":"coal","span":["title",0,4,"coal"]}]', '[]',
                '2024-05-01T00:00:00Z')
            """,
            [ARTICLE[0]],
        )
        db.execute(
            "INSERT INTO article_mentions (mention, kind, article, times) VALUES ('coal', 'good', ?, 1)",
            [ARTICLE[0]],
        )
        db.execute("INSERT INTO stories (id, created_at) VALUES (1, '2024-05-01T00:00:00Z')")
        for number, reason in enumerate(reasons):
            db.execute(
                f"INSERT INTO articles ({ARTICLE_COLUMNS}) VALUES ({', '.join('?' * len(ARTICLE))})",
                (number + 1, f"https://a.example/old{number}", *ARTICLE[2:]),
            )
            db.execute("INSERT INTO story_articles VALUES (?, 1, ?, 1.0)", (number + 1, reason))
        db.execute(
            """
            INSERT INTO subscriptions (id, name, addresses, topics, places, languages, sources, minimum_score,
                rhythm, hour, timezone, max_stories, send_when_quiet, paused, created_at)
            VALUES ('desk', 'Desk', '["a@example.org", "b@example.org"]', '[]', '[]', '[]', '[]', 0.5,
                'daily', 8, 'UTC', 20, 1, 0, '2024-05-01T00:00:00Z')
            """
        )
        asked = ("desk", "b@example.org", "2024-05-02T00:00:00Z", None, 0, None, "")
        db.execute(*rows("recipients", asked))
    db.close()
    with open_archive(path) as archive:
        served = {known.address: known.is_served for known in archive.subscriptions.recipients()}
        assert served == {"a@example.org": True, "b@example.org": False}
        stored = archive.articles.get(ARTICLE[0])
        assert stored is not None
        assert stored.article.found_by["published_at"] == "rejected:meta"
        assert stored.verdict is not None
        assert [mention.kind for mention in stored.verdict.mentions] == ["goods"]
        assert archive.search.count(parse_query("goods:coal relevant:any")) == 1
    with sqlite3.connect(path) as db:
        assert dict(db.execute("SELECT reason, relation FROM story_articles").fetchall()) == reasons
    db.close()
