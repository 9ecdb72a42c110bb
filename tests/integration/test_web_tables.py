"""The tables under /data: for those who may export, read-only, and without readers' data."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from storage import open_archive
from storage.datasette import CLOSED_TABLES
from tests.samples import NOW, article, page, placement, verdict
from tests.web_server import served
from web import create_app
from web.access import Role, Visitor
from web.research import TABLES_PATH, Tables
from web.research.tables.read_only import ReadOnlyArchive, datasette_over

# Stands in every text of every closed table.
SECRET = "reader-secret-4711"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an article, and a row with the secret in each closed table."""
    path = tmp_path_factory.mktemp("tables") / "yalu.db"
    with open_archive(path) as archive:
        archive.articles.add(article(), page(), publisher="Courier Press")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(9)], NOW)
        for stored in archive.stories.ungrouped(9):
            archive.stories.add(placement(stored.id), NOW)
    with closing(sqlite3.connect(path)) as db, db:
        articles = [row[0] for row in db.execute("SELECT id FROM articles")]
        for table in CLOSED_TABLES:
            _add_secret(db, table, articles[0])
        for table in ("web_archive_files", "backfill_pages"):
            _add_secret(db, table, articles[0])
    return path


def _add_secret(db: sqlite3.Connection, table: str, article_id: int) -> None:
    """A row whose texts are the secret and whose numbers lead to the article, where the schema lets them."""
    columns = db.execute(f"PRAGMA table_info({table})").fetchall()
    values: dict[str, Any] = {}
    for _, name, kind, not_null, default, key in columns:
        if name == "article":
            values[name] = article_id
        elif kind == "TEXT":
            values[name] = SECRET
        elif kind == "BLOB":
            values[name] = SECRET.encode()
        elif key or (not_null and default is None):
            values[name] = 1
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))


def at_this_computer(app: FastAPI) -> FastAPI:
    """The application for somebody at this computer, although an account has the secret."""
    visitor = Visitor(0, "local", Role.ADMIN, form_key="x")
    app.state.site.identifier.visitor = lambda *_: visitor
    return app


@pytest.fixture(scope="module")
def client(archive: Path) -> Iterator[httpx.Client]:
    with served(at_this_computer(create_app(archive, list, hosts=["127.0.0.1"]))) as opened:
        yield opened


def test_every_closed_table_has_the_secret(archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as db:
        for table in CLOSED_TABLES:
            (row,) = db.execute(f"SELECT * FROM {table}").fetchall()
            kinds = {column[2] for column in db.execute(f"PRAGMA table_info({table})")}
            assert SECRET in str(row) or not kinds & {"TEXT", "BLOB"}, table


def test_the_archive_is_shown_with_links_that_stay_under_the_prefix(client: httpx.Client) -> None:
    assert client.get("/data").headers["location"].endswith("/data/")
    for path in ("/data/", "/data/yalu", "/data/yalu/articles", "/data/yalu/facts_in_words"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert 'href="/data/-/static/app.css' in answer.text
    rows = client.get("/data/yalu/articles.json?_shape=array").json()
    assert [row["url"] for row in rows] == [article().url]
    found = client.get("/data/yalu/by_topic_and_place.json?topic=border&place=dandong").json()
    assert len(found["rows"]) == 1
    assert client.get("/data/-/static/app.css").headers["content-type"].startswith("text/css")


def test_row_pages_work_and_do_not_count_what_readers_got(client: httpx.Client, archive: Path) -> None:
    (row,) = client.get("/data/yalu/articles.json?_shape=array").json()
    answer = client.get(f"/data/yalu/articles/{row['id']}")
    assert answer.status_code == 200
    assert "versions" in answer.text
    for table in CLOSED_TABLES:
        assert f"/{table}?" not in answer.text


def test_rows_that_refer_to_closed_tables_are_shown_without_them(client: httpx.Client) -> None:
    for path in ("/data/yalu/backfill_pages", "/data/yalu/backfill_pages.json?_labels=on&_shape=array"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "/data/yalu/backfills/" not in answer.text


@pytest.mark.parametrize("path", ["/yalu/data/yalu/articles", "/data/yalu/articles"])
def test_behind_a_proxy_links_have_its_prefix(archive: Path, path: str) -> None:
    asked = httpx.ASGITransport(
        at_this_computer(create_app(archive, list, hosts=["127.0.0.1"])), root_path="/yalu"
    )

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=asked, base_url="http://127.0.0.1") as client:
            return await client.get(path)

    answer = asyncio.run(ask())
    assert answer.status_code == 200
    assert 'href="/yalu/data/-/static/app.css' in answer.text
    assert 'href="/yalu/data/yalu/articles' in answer.text


_WAYS = (
    "/data/yalu/{table}",
    "/data/yalu/{table}.json",
    "/data/yalu/{table}.csv?_stream=1",
    "/data/yalu/{table}.json?_shape=array&_nl=on",
    "/data/yalu/{table}.json?_shape=objects&_labels=on",
    "/data/yalu/{table}/1",
    "/data/yalu/{table}/1.json",
    "/data/yalu/{table}/1.json?_extras=foreign_key_tables",
    "/data/yalu/{table}/1.blob?_blob_column=content",
    "/data/yalu/{table}?_facet=id",
    "/data/yalu/{table}?_search=reader",
    "/data/yalu/{table}?_where=1=1",
    "/data/yalu/{table}?_sort=rowid&_size=max",
    "/data/yalu?sql=select+*+from+{table}",
    "/data/yalu.json?sql=select+*+from+{table}",
    "/data/yalu.csv?sql=select+*+from+{table}",
    "/data/yalu/articles.json?_where=id+in+(select+1+from+{table})",
    "/data/yalu/articles.json?_through=%7B%22table%22%3A%22{table}%22%2C%22column%22%3A%22id%22%2C%22value%22%3A%221%22%7D",
    "/data/yalu/articles.json?_facet={table}",
    "/data/yalu/articles?_fts_table={table}&_search=reader",
    "/data/yalu/articles.json?_searchmode=raw&_search={table}%3Areader",
    "/data/yalu/by_topic_and_place.json?sql=select+*+from+{table}",
    "/data/yalu/by_topic_and_place.json?topic=' union select * from {table} --&place=x",
    "/data/_internal/tables.json?table_name={table}",
    "/data/~79alu/{table}.json",
    "/data/yalu/~2e~2e/yalu/{table}.json",
)


# Every way to the tables with the most in them, and the plainest ways to all others.
_TRIED = {*product(("deliveries", "recipients", "subscriptions"), _WAYS), *product(CLOSED_TABLES, _WAYS[:2])}


# Datasette leaves coroutines behind when a facet does not exist.
@pytest.mark.filterwarnings("ignore:coroutine '(TableView|ColumnFacet|DateFacet|ArrayFacet)")
def test_no_address_shows_what_is_readers_own(archive: Path) -> None:
    asked = httpx.ASGITransport(at_this_computer(create_app(archive, list, hosts=["127.0.0.1"])))

    async def ask() -> None:
        async with httpx.AsyncClient(transport=asked, base_url="http://127.0.0.1") as client:
            for table, way in sorted(_TRIED):
                answer = await client.get(way.format(table=table))
                assert SECRET not in answer.text, (table, way)
                assert answer.status_code < 500, (table, way)

    asyncio.run(ask())


def test_closed_tables_are_not_listed_and_other_paths_are_closed(client: httpx.Client) -> None:
    for path in ("/data/", "/data/.json", "/data/yalu", "/data/yalu.json", "/data/yalu?_show_hidden=1"):
        listed = client.get(path).text
        for table in CLOSED_TABLES:
            assert f"/yalu/{table}" not in listed, (path, table)
            assert f'"{table}"' not in listed, (path, table)
    own = ("settings.json", "actor.json", "auth-token?token=x", "plugins.json", "databases.json", "messages",
           "threads.json", "static/../settings.json")  # fmt: skip
    closed = [f"/data/-/{name}" for name in own]
    for path in (*closed, "/data/yalu.db", "/data/_internal", "/data/_memory", "/data/yalu.db?x=1"):
        assert client.get(path).status_code in {403, 404}, path


def test_datasette_is_told_of_no_closed_table_and_to_allow_no_sql(archive: Path) -> None:
    """What Datasette is told would hold without the rules of its metadata, and those of our own paths."""
    datasette = datasette_over(archive, "/data/")
    names = asyncio.run(datasette.get_database("yalu").table_names())
    assert "articles" in names
    assert not set(CLOSED_TABLES) & set(names)
    assert datasette.setting("default_allow_sql") is False
    assert datasette.setting("allow_download") is False


@pytest.mark.parametrize("form", ["", ".json", ".csv"])
def test_free_sql_is_refused_even_where_it_reads_nothing(client: httpx.Client, form: str) -> None:
    assert client.get(f"/data/yalu{form}?sql=select+1").status_code in {403, 404}
    assert client.get(f"/data/yalu/articles{form}?_where=1=1").status_code == 403


def test_where_files_are_on_the_server_is_not_shown(client: httpx.Client) -> None:
    answer = client.get("/data/yalu/web_archive_files.json?_shape=array")
    assert [row["name"] for row in answer.json()] == [None]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_changed_over_the_web(client: httpx.Client, method: str) -> None:
    for path in ("/data/yalu", "/data/yalu/articles", "/data/yalu/-/create", "/data/yalu/articles/-/insert"):
        assert client.request(method, path, json={"row": {"id": 1}}).status_code == 405


@pytest.fixture
def connection(archive: Path) -> Iterator[sqlite3.Connection]:
    database = ReadOnlyArchive(Datasette([], memory=True), path=str(archive), is_mutable=True)
    with closing(database.connect()) as opened:
        yield opened
    with pytest.raises(PermissionError):
        database.connect(write=True)


@pytest.mark.parametrize("table", CLOSED_TABLES)
def test_sqlite_itself_refuses_closed_tables(connection: sqlite3.Connection, table: str) -> None:
    for statement in (
        f"SELECT * FROM {table}",
        f"SELECT count(*) FROM {table}",
        f"SELECT 1 FROM articles WHERE EXISTS (SELECT rowid FROM main.{table})",
        f"WITH x AS (SELECT * FROM {table}) SELECT * FROM x",
    ):
        with pytest.raises(sqlite3.DatabaseError, match=r"prohibited|not authorized"):
            connection.execute(statement).fetchall()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM articles",
        "INSERT INTO stories DEFAULT VALUES",
        "UPDATE articles SET url = ''",
        "CREATE TABLE x (y)",
        "CREATE TEMP TABLE x AS SELECT 1",
        "CREATE TEMP VIEW x AS SELECT * FROM recipients",
        "DROP TABLE articles",
        "PRAGMA query_only = 0",
        "PRAGMA writable_schema = 1",
        "PRAGMA journal_mode = DELETE",
        "ATTACH ':memory:' AS x",
        "VACUUM INTO 'x.db'",
        "SELECT load_extension('x')",
        "INSERT INTO article_index (article_index) VALUES ('rebuild')",
    ],
)
def test_sqlite_itself_refuses_to_change_anything(connection: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.DatabaseError):
        connection.execute(statement).fetchall()


def test_full_text_search_works_behind_the_guard(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "SELECT count(*) FROM article_index WHERE article_index MATCH 'dandong'"
    ).fetchone()
    assert rows[0] == 1


def test_pages_have_a_policy_that_allows_only_their_own_scripts(client: httpx.Client) -> None:
    answer = client.get("/data/yalu/articles")
    policy = answer.headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts.startswith("script-src 'self' 'sha256-")
    assert "unsafe" not in scripts
    assert "frame-ancestors 'none'" in policy
    assert "no-cache" in answer.headers.get("cache-control", "no-cache")
    assert not [
        value for name, value in answer.headers.multi_items() if name == "set-cookie" and "ds_" in value
    ]


class _As:
    """Sets who makes a request, as the gate does."""

    def __init__(self, app: ASGIApp, visitor: Visitor | None) -> None:
        self._app, self._visitor = app, visitor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["visitor"] = self._visitor
        await self._app(scope, receive, send)


def _asked_by(archive: Path, visitor: Visitor | None, path: str, headers: Mapping[str, str] = {}) -> int:
    app = FastAPI(middleware=[Middleware(_As, visitor=visitor)])
    app.mount(TABLES_PATH, Tables(archive))

    async def ask() -> int:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.get(path, headers=dict(headers))).status_code

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 401),
        (Role.READER, 403),
        (Role.ANALYST, 403),
        (Role.OPERATOR, 403),
        (Role.RESEARCHER, 200),
        (Role.ADMIN, 200),
    ],
)
def test_only_who_may_export_gets_in(archive: Path, role: Role | None, status: int) -> None:
    visitor = Visitor(1, "x", role) if role else None
    for path in ("/data/", "/data/yalu/articles.json", "/data/-/static/app.css"):
        assert _asked_by(archive, visitor, path) == status


def test_an_archive_that_is_not_there_is_said(archive: Path) -> None:
    with served(create_app(archive.with_name("none.db"), list, hosts=["127.0.0.1"])) as client:
        answer = client.get("/data/")
    assert (answer.status_code, "no archive" in answer.text) == (503, True)


def test_a_restored_archive_is_read_in_place_of_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "yalu.db"
    for number in (1, 2):
        fresh = tmp_path / f"{number}.db"
        with open_archive(fresh) as archive:
            for count in range(number):
                archive.articles.add(
                    article(url=f"https://a.example/{count}", title=f"A {count} b"), None, publisher="p"
                )
    (tmp_path / "1.db").rename(path)
    asked = httpx.ASGITransport(at_this_computer(create_app(path, list, hosts=["127.0.0.1"])))

    async def rows() -> int:
        async with httpx.AsyncClient(transport=asked, base_url="http://127.0.0.1") as client:
            return len((await client.get("/data/yalu/articles.json?_shape=array")).json())

    async def ask() -> tuple[int, int]:
        before = await rows()
        (tmp_path / "2.db").rename(path)
        return before, await rows()

    assert asyncio.run(ask()) == (1, 2)


def test_without_datasette_the_page_says_how_to_install_it(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    answer = client.get("/data/")
    assert answer.status_code == 501
    assert "pip install" in answer.text


def test_what_goes_wrong_inside_is_logged_and_not_shown(
    archive: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(ReadOnlyArchive, "view_names", fail)
    asked = httpx.ASGITransport(at_this_computer(create_app(archive, list, hosts=["127.0.0.1"])))

    async def ask() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=asked, base_url="http://127.0.0.1") as client:
            return [await client.get(path) for path in ("/data/", "/data/yalu.json")]

    for answer in asyncio.run(ask()):
        assert (answer.status_code, SECRET in answer.text) == (500, False)
        assert "can't be shown" in answer.text.replace("&#39;", "'")
    assert SECRET in caplog.text
