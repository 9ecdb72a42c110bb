"""What is PostgreSQL's own: finding the same as SQLite, many writers, copies, errors."""

import random
import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from benchmarks.storage.corpus import LAST, Corpus
from storage import Archive, Facet, Order, Step, copy_archive, open_archive, parse_query, publish_archive
from storage.postgres.connection import PostgresConnection
from storage.sql import SqlArchive
from storage.sql.database import Connection
from tests.engines import Databases
from tests.postgres import Server, has_pooler, pooled
from tests.samples import article, page, subscription, verdict
from yaluwatch.errors import ArchiveError, ArchiveLocked, OutputError, QueryError
from yaluwatch.model import FactSet

NOW = LAST + timedelta(hours=1)
WORDS = (
    "단둥 밀수 세관 신의주 북한 무역 압록강 대교 노동신문 쌀"
    " 走私 丹东 海关 鸭绿江 朝鲜 煤炭 密輸 丹東 北朝鮮 密"
    " trade dandong coal customs border smuggling sinuiju bridge trucks traders a café ÉTÉ naïve straße ﬁne"
)
ALL_WORDS = WORDS.split()


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: Server
) -> Iterator[tuple[Archive, Archive, str]]:
    """The same articles in SQLite and, copied, in PostgreSQL."""
    folder = tmp_path_factory.mktemp("engines")
    with open_archive(folder / "yalu.db") as archive:
        _fill(archive)
    url = f"{postgresql_server.new_archive()}&pages={folder / 'copied'}"
    copied = copy_archive(folder / "yalu.db", url)
    assert copied.rows["articles"] == 403
    assert copied.files == 1
    with open_archive(folder / "yalu.db", read_only=True) as old, open_archive(url, read_only=True) as new:
        yield old, new, url
    postgresql_server.drop(url)


def test_what_is_published_of_a_database_is_a_file_without_readers(
    pair: tuple[Archive, Archive, str], tmp_path: Path
) -> None:
    old, new, _ = pair
    file, heard = tmp_path / "public" / "yalu.db", dict[str, int]()
    publish_archive(new, file, progress=lambda table, rows: heard.update({table: rows}))
    assert heard["articles"] == 403
    # Nothing is left of the copy with readers in it.
    assert [path.name for path in file.parent.iterdir()] == ["yalu.db"]
    with open_archive(file, read_only=True) as public:
        assert public.subscriptions.all() == []
        assert new.subscriptions.all() != []
        for words in ("단둥", "走私 丹东", "dandong OR coal", "topic:border"):
            found = [hit.id for hit in public.search.find(parse_query(words), limit=1_000)]
            assert found == [hit.id for hit in old.search.find(parse_query(words), limit=1_000)]
    before, heard = file.read_bytes(), {}
    with pytest.raises(OutputError, match="exists already; --force replaces it"):
        publish_archive(new, file, progress=lambda table, rows: heard.update({table: rows}))
    # The other file is there, and nothing was read for it.
    assert (file.read_bytes(), heard) == (before, {})
    publish_archive(new, file, overwrite=True)


def _connection(archive: Archive) -> Connection:
    assert isinstance(archive, SqlArchive)
    return archive.connection


def _process(archive: Archive) -> int:
    connection = _connection(archive)
    assert isinstance(connection, PostgresConnection)
    return connection.process


def _fill(archive: Archive) -> None:
    texts = list(islice(Corpus().articles(400), 400))
    archive.articles.add_all((one, None, "Press") for one, _ in texts)
    judged = {one.url: found for one, found in texts}
    untagged = archive.verdicts.untagged(1_000)
    archive.verdicts.add([(stored, judged[stored.article.url]) for stored in untagged], NOW)
    archive.facts.add((stored, FactSet(1, (), ())) for stored in untagged)
    archive.subscriptions.save(subscription())
    # Longer than a tsvector's positions reach, and what PostgreSQL's own parser would fold or split.
    filler = "truck " * 17_000
    for number, text in enumerate(
        (
            f"{filler} sinuiju bridge {filler} 압록강 대교",
            "Café straße ﬁne ÉTÉ naïve: it's \\\\ a 'quote' & more",
            "대교 " * 300,
        )
    ):
        one = article(url=f"https://courier.example/{number}", body=text, fetched_at=NOW)
        archive.articles.add(one, page(url=one.url), publisher="Courier")


def _queries(count: int) -> Iterator[str]:
    chance = random.Random(17)
    filters = ("topic:border", "topic:trade", "place:dandong", "source:source-07", "lang:ko", "status:edited")
    for _ in range(count):
        words = [chance.choice(ALL_WORDS) for _ in range(chance.randint(1, 4))]
        words = [f'"{word} {chance.choice(ALL_WORDS)}"' if chance.random() < 0.2 else word for word in words]
        words = [f"{word}*" if chance.random() < 0.15 and not word.endswith('"') else word for word in words]
        words = [
            f"-{word}" if chance.random() < 0.1 and number else word for number, word in enumerate(words)
        ]
        glue = chance.choice((" ", " ", " OR ", " NEAR ", " NEAR/3 "))
        text = glue.join(words)
        yield f"{text} {chance.choice(filters)}" if chance.random() < 0.3 else f"{text} relevant:any"


def test_a_thousand_queries_find_the_same_articles_in_the_same_order(
    pair: tuple[Archive, Archive, str],
) -> None:
    asked = found = 0
    for text in _queries(1_000):
        try:
            query = parse_query(text)
        except QueryError:
            continue
        asked += 1
        here, there = ([hit.id for hit in one.search.find(query, limit=50)] for one in pair[:2])
        assert here == there, text
        found += bool(here)
        if asked % 4 == 0:
            ranked = [
                [hit.id for hit in one.search.find(query, limit=10, order=Order.RELEVANCE)]
                for one in pair[:2]
            ]
            assert ranked[0] == ranked[1], text
            assert pair[0].search.count(query) == pair[1].search.count(query), text
    assert asked > 700
    assert found > 200


@pytest.mark.parametrize("text", ["", "단둥", "topic:border", "trade OR 밀수 relevant:any"])
def test_facets_and_series_are_the_same(pair: tuple[Archive, Archive, str], text: str) -> None:
    query = parse_query(text)
    for facet in Facet:
        here, there = (sorted(one.research.facet(query, facet), key=repr) for one in pair[:2])
        assert here == there, facet
    for newest in (3, 10_000):
        at_once = [one.research.facets(query, limit=10_000, newest=newest) for one in pair[:2]]
        assert at_once[0] == at_once[1]
    assert pair[0].research.series(query, Step.MONTH) == pair[1].research.series(query, Step.MONTH)
    assert list(pair[0].research.records(query)) == list(pair[1].research.records(query))


def test_a_search_as_of_an_earlier_moment_is_the_same(pair: tuple[Archive, Archive, str]) -> None:
    for text in ("asof:2026-11-01 단둥", "asof:2020-01-01 relevant:any trade"):
        query = parse_query(text)
        assert pair[0].search.find(query, limit=20) == pair[1].search.find(query, limit=20)


def test_a_phrase_is_found_behind_the_last_position_of_a_tsvector(pair: tuple[Archive, Archive, str]) -> None:
    for text in ('"sinuiju bridge" relevant:any', '"압록강 대교" relevant:any'):
        assert [hit.url for hit in pair[1].search.find(parse_query(text), limit=200)].count(
            "https://courier.example/0"
        ) == 1


def test_a_copy_goes_back_to_a_file(pair: tuple[Archive, Archive, str], tmp_path: Path) -> None:
    copied = copy_archive(pair[2], tmp_path / "back.db")
    with open_archive(tmp_path / "back.db") as back:
        assert back.maintenance.verify().is_sound
        assert back.maintenance.head() == pair[0].maintenance.head()
        assert back.articles.get(1) == pair[0].articles.get(1)
        # And goes on from there.
        added = back.articles.add(article(url="https://new.example/1"), None, publisher="New")
        assert added.is_new
        assert back.maintenance.verify().is_sound
    assert copied.rows["articles"] == 403


def test_a_copy_is_refused_where_there_is_something(
    pair: tuple[Archive, Archive, str], tmp_path: Path
) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        archive.articles.add(article(), None, publisher="Press")
    with pytest.raises(ArchiveError, match="has articles already"):
        copy_archive(pair[2], tmp_path / "yalu.db")
    with pytest.raises(ArchiveError, match="say where its pages are"):
        copy_archive(tmp_path / "yalu.db", "postgresql://kim@db.example/yalu")
    with pytest.raises(ArchiveError, match="is the archive itself"):
        copy_archive(tmp_path / "yalu.db", tmp_path / "yalu.db")


def test_many_rows_are_inserted_as_one_by_one(databases: Databases, tmp_path: Path) -> None:
    """PostgreSQL gets them with COPY, or as arrays: whatever is in them, and whichever clause there is."""
    texts = ['"', "\\", "NULL", "", "{a,b}", "'", "%s", "\n\t", "단둥", "🚢"]
    translated = [(text, "ko", "en", "s", text * 2) for text in texts]
    twice = [(text, "ko", "en", "s", f"{text} again") for text in [*texts, *texts]]
    counts = [("topic", text, number) for number, text in enumerate(texts)]
    put = (
        "INSERT INTO translations (text, language, target, service, translation) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (text, language, target, service) DO UPDATE SET translation = excluded.translation"
    )
    count = (
        "INSERT INTO relevant_counts (kind, value, articles) VALUES (?, ?, ?) ON CONFLICT (kind, value)"
        " DO UPDATE SET articles = relevant_counts.articles + excluded.articles"
    )
    visits = "INSERT INTO urls (url, source, article, outcome, settled_at) VALUES (?, ?, ?, ?, ?)"
    missing = [(text, "s", None, "ok", "t") for text in texts]
    found = []
    for where in (tmp_path / "yalu.db", databases.url(tmp_path / "other.db")):
        with open_archive(where) as archive, _connection(archive).write("inserting") as db:
            for statement, rows in ((put, translated), (put, twice), (count, counts), (count, counts)):
                db.conn.executemany(statement, rows)
            db.conn.executemany(f"{visits} ON CONFLICT DO NOTHING", missing)
            db.conn.executemany(f"{visits} ON CONFLICT DO NOTHING", missing)
            db.conn.executemany("INSERT INTO fact_names (name) VALUES (?)", [[text] for text in texts])
            found.append(
                [
                    sorted(map(repr, db.execute(f"SELECT {columns} FROM {table}").fetchall()))
                    for table, columns in (
                        ("translations", "text, translation"),
                        ("relevant_counts", "kind, value, articles"),
                        ("urls", "url, article"),
                        ("fact_names", "name"),
                    )
                ]
            )
    databases.empty()
    assert found[0] == found[1]
    assert len(found[0][2]) == len(texts)


def test_a_late_commit_is_not_passed_over(databases: Databases, tmp_path: Path) -> None:
    """Numbers in order of commits: otherwise a digest up to 2 never reports 1, which was still open."""
    url = databases.url(tmp_path / "yalu.db")
    order: list[str] = []
    with open_archive(url) as first, open_archive(url) as second:
        for archive, name in ((first, "a"), (second, "b")):
            archive.articles.add(article(url=f"https://x.example/{name}"), None, publisher="Press")
        with _connection(first).write("the first writer") as db:
            number = db.execute("SELECT coalesce(max(id), 0) + 1 FROM ledger").fetchone()[0]

            def write() -> None:
                second.articles.add(article(url="https://x.example/late"), None, publisher="Press")
                order.append("second")

            writer = threading.Thread(target=write)
            writer.start()
            writer.join(0.5)
            assert writer.is_alive()
            order.append("first")
        writer.join(30)
        assert order == ["first", "second"]
        with _connection(second).read("reading") as db:
            assert db.execute("SELECT max(id) FROM ledger").fetchone()[0] >= number
    databases.empty()


def test_a_writer_that_waits_too_long_says_so(databases: Databases, tmp_path: Path) -> None:
    url = databases.url(tmp_path / "yalu.db")
    with open_archive(url) as first, open_archive(url, wait_seconds=0.2) as second:
        with _connection(first).write("working"), pytest.raises(ArchiveLocked, match="try again"):
            second.articles.add(article(), None, publisher="Press")
        assert second.articles.add(article(), None, publisher="Press").is_new
    databases.empty()


def test_a_lost_connection_is_opened_again(databases: Databases, tmp_path: Path) -> None:
    url = databases.url(tmp_path / "yalu.db")
    with open_archive(url) as archive:
        with psycopg.connect(url.partition("&pages=")[0], autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'yaluwatch' AND datname = current_database()"
            )
        with pytest.raises(ArchiveLocked, match="can't be reached"):
            archive.articles.unseen(["https://x.example"])
        assert archive.articles.unseen(["https://x.example"]) == {"https://x.example"}
    databases.empty()


def test_what_can_not_be_opened_is_said_in_a_sentence(postgresql_server: Server, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"can't be reached|does not exist"):
        open_archive(postgresql_server.url("nowhere"))
    with pytest.raises(ArchiveError, match="can't be reached"):
        open_archive(f"postgresql://kim:s3cret@/x?host={tmp_path}")
    empty = postgresql_server.new_database()
    with pytest.raises(ArchiveError, match="yalu upgrade"):
        open_archive(empty, read_only=True)
    with open_archive(empty) as archive, pytest.raises(ArchiveError, match="pg_dump"):
        archive.maintenance.backup(tmp_path / "backup")
    postgresql_server.drop(empty)


@pytest.mark.parametrize(
    "setting",
    [
        "extra_float_digits = 0",
        "client_encoding = 'EUC_KR'",
        "default_transaction_isolation = 'serializable'",
        "statement_timeout = '1ms'",
        "array_nulls = off",
        "standard_conforming_strings = off",
        "timezone = 'Asia/Seoul'",
    ],
)
def test_what_a_role_or_database_is_set_to_changes_nothing(
    postgresql_server: Server, databases: Databases, tmp_path: Path, setting: str
) -> None:
    """A number read back with 15 digits is not the one whose digest is in the ledger."""
    url = databases.url(tmp_path / "yalu.db")
    name = sql.Identifier(url.partition("?")[0].rpartition("/")[2])
    postgresql_server.execute(sql.SQL("ALTER DATABASE {} SET ").format(name) + sql.SQL(setting))
    try:
        with open_archive(url) as archive:
            titles = ["단둥 세관", "丹东海关", "'\\ NULL", "NULL", *map(str, range(8))]
            archive.articles.add_all(
                (article(url=f"https://x.example/{number}", title=title), None, "p")
                for number, title in enumerate(titles)
            )
            made = verdict(relevance=2 / 3)
            archive.verdicts.add([(one, made) for one in archive.verdicts.untagged(20)], NOW)
            assert archive.search.count(parse_query("丹东")) == 1
            assert archive.maintenance.verify().problems == ()
            with _connection(archive).write("looking") as db:
                assert db.execute("SHOW transaction_isolation").fetchone() == ("read committed",)
    finally:
        postgresql_server.execute(sql.SQL("ALTER DATABASE {} RESET ALL").format(name))
        databases.empty()


def test_a_transaction_that_lost_its_connection_is_undone(databases: Databases, tmp_path: Path) -> None:
    url = databases.url(tmp_path / "yalu.db")
    with open_archive(url) as archive:

        def read(number: int) -> None:
            one = page(url=f"https://x.example/{number}", requested_url="")
            archive.articles.add(article(url=one.url), one, publisher="p")

        def read_three() -> None:
            with archive.together():
                read(1)
                with psycopg.connect(url.partition("&pages=")[0], autocommit=True) as other:
                    other.execute("SELECT pg_terminate_backend(%s)", [_process(archive)])
                read(2)

        with pytest.raises(ArchiveLocked, match="try again"):
            read_three()
        assert archive.articles.unseen(["https://x.example/1"]) == {"https://x.example/1"}
        read(3)
        assert archive.maintenance.verify().is_sound
        assert [check.detail for check in archive.maintenance.doctor() if not check.is_ok] == []
    databases.empty()


def test_tables_that_a_newer_program_changed_cost_one_try(databases: Databases, tmp_path: Path) -> None:
    """As in a rolling upgrade: PostgreSQL refuses a prepared statement for the rest of its connection."""
    url = databases.url(tmp_path / "yalu.db")
    with open_archive(url) as archive, psycopg.connect(url.partition("&pages=")[0], autocommit=True) as other:
        stored = archive.articles.add(article(), None, publisher="p").id
        archive.verdicts.add([(one, verdict()) for one in archive.verdicts.untagged(1)], NOW)
        for _ in range(8):
            archive.articles.get(stored)
        other.execute("ALTER TABLE verdicts ADD COLUMN later TEXT")
        try:
            with pytest.raises(ArchiveLocked, match="were changed meanwhile"):
                archive.articles.get(stored)
            assert archive.articles.get(stored) is not None
        finally:
            other.execute("ALTER TABLE verdicts DROP COLUMN later")
    databases.empty()


def test_what_postgresql_limits_is_said_in_a_sentence(databases: Databases, tmp_path: Path) -> None:
    url = databases.url(tmp_path / "yalu.db")
    chance = random.Random(3)
    long = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=6_000))
    with open_archive(url) as archive:
        with pytest.raises(ArchiveError, match="longer than PostgreSQL takes"):
            archive.articles.add(article(url=f"https://x.example/{long}"), None, publisher="p")
        with pytest.raises(ArchiveError, match="NUL"):
            archive.articles.add(article(body="coal\x00"), None, publisher="p")
        # A word may be long, as in a page that was decoded wrongly.
        archive.articles.add(article(body=f"{long} coal"), None, publisher="p")
        assert archive.search.count(parse_query(f"{long[:3_000]}* relevant:any")) == 1
        assert archive.search.count(parse_query("coal relevant:any")) == 1
        with _connection(archive).read("searching") as db:
            db.execute("SET statement_timeout = '20ms'")
        with pytest.raises(ArchiveError, match="statement_timeout"), _connection(archive).read("searching"):
            db.execute("SELECT pg_sleep(5)")
    databases.empty()


def test_a_database_that_can_not_hold_every_text_is_refused(postgresql_server: Server) -> None:
    create = "CREATE DATABASE korean ENCODING 'EUC_KR' LOCALE 'C' TEMPLATE template0"
    postgresql_server.execute(sql.SQL(create).format())
    with pytest.raises(ArchiveError, match="--encoding=UTF8"):
        open_archive(postgresql_server.url("korean"))
    postgresql_server.drop(postgresql_server.url("korean"))


def test_a_password_is_never_in_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as raised:
        open_archive(f"postgresql://kim:s3cret@/x?host={tmp_path}")
    assert "s3cret" not in str(raised.value)


@pytest.mark.skipif(not has_pooler(), reason="PgBouncer is not installed; .ci/run installs it")
def test_a_pooler_that_changes_connections_is_refused(postgresql_server: Server) -> None:
    """Advisory locks of a session would be taken in one process of the server and given back in another."""
    database = postgresql_server.new_database()
    name = database.partition("?")[0].rpartition("/")[2]
    with (
        pooled(postgresql_server, name, "transaction") as url,
        pytest.raises(ArchiveError, match="pool_mode = session"),
    ):
        open_archive(url)
    with pooled(postgresql_server, name, "session") as url, open_archive(url) as archive:
        assert archive.search.count(parse_query("")) == 0
    postgresql_server.drop(database)


def test_both_engines_have_the_same_tables(pair: tuple[Archive, Archive, str]) -> None:
    found = []
    for archive in pair[:2]:
        with _connection(archive).read("reading the tables") as db:
            tables = db.table_columns()
        found.append({name: sorted(columns) for name, columns in tables.items()})
    assert found[0] == found[1]


def test_what_waits_for_a_story_is_found_by_its_own_index(pair: tuple[Archive, Archive, str]) -> None:
    with _connection(pair[1]).scratch("explaining") as db:
        db.execute("UPDATE article_facets SET is_grouped = 1")
        db.execute("ANALYZE article_facets")
        rows = db.execute(
            "EXPLAIN SELECT a.id FROM article_facets f CROSS JOIN articles a ON a.id = f.article"
            " WHERE f.is_relevant AND NOT f.is_grouped ORDER BY a.first_seen_at, a.id LIMIT 10"
        ).fetchall()
    plan = "\n".join(row for (row,) in rows)
    assert "article_facets_ungrouped" in plan
    assert "articles_by_arrival" not in plan


def test_the_newest_of_each_are_looked_up_once(pair: tuple[Archive, Archive, str]) -> None:
    statement = """
        SELECT s.id FROM json_each(:places) p CROSS JOIN json_each(:kinds) k
        CROSS JOIN reported_claims s ON s.id IN (
            SELECT n.id FROM reported_claims n WHERE n.subject = p.value AND n.kind = k.value
            ORDER BY n.known_on DESC, n.id DESC LIMIT 3
        )
    """
    with _connection(pair[1]).read("explaining") as db:
        rows = db.execute(f"EXPLAIN {statement}", {"places": '["a"]', "kinds": '["b"]'}).fetchall()
    plan = "\n".join(row for (row,) in rows)
    # Not "Join Filter: (SubPlan 1)", which runs for each pair of rows.
    assert "Index Cond: (id = ANY ((SubPlan" in plan
    assert "Filter: (SubPlan" not in plan
