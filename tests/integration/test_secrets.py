"""A key in the address of a feed stays with the operator, from the crawl to the reader."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database
from typer.testing import CliRunner

from cli.app import app
from crawler.sources.source_list import write_sources
from storage import Retention, open_archive
from storage.datasette import metadata
from storage.sqlite.schema import NAMES, STEPS
from tests.samples import source
from tests.site import Site
from tests.web_server import served
from web import create_app
from yaluwatch.model import Fetch, Outcome, Source, SourceKind, SourceState

SECRET = "SECRET123"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PARTS = [f"/part?n={number}&key={SECRET}" for number in range(6)]

COMMANDS = (
    ("sources",),
    ("sources", "--long"),
    ("sources", "--json"),
    ("sources", "check"),
    ("sources", "check", "--json"),
    ("sources", "try", "good"),
    ("sources", "try", "gone", "--json"),
    ("sources", "try", "map", "--json"),
    ("sources", "doctor"),
    ("sources", "doctor", "--json"),
    ("sources", "export"),
    ("sources", "export", "--format", "opml"),
    ("export", "--format", "json", "relevant:any"),
    ("doctor", "--timeout", "60"),
    ("digest", "everything", "--preview"),
    ("digest", "everything"),
    ("outbox",),
)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    made.feed(f"/feed?api_key={SECRET}", "/a/1001", headers={"ETag": '"v1"'})
    made.article("/a/1001", "Customs reopen")
    parts = "".join(f"<sitemap><loc>{made.address}{part}</loc></sitemap>" for part in PARTS)
    parts = parts.replace("&", "&amp;")
    made.page(f"/map?key={SECRET}", f"<sitemapindex {NAMESPACE}>{parts}</sitemapindex>", "text/xml")
    for number, part in enumerate(PARTS):
        loc = f"<url><loc>{made.address}/b/{number}</loc></url>"
        made.page(part, f"<urlset {NAMESPACE}>{loc}</urlset>", "text/xml")
        made.article(f"/b/{number}", f"Part {number}")
    yield made
    made.close()


def listed(site: Site) -> list[Source]:
    closed = Site()
    closed.close()
    common = {"homepage": site.address, "allow_private": True, "delay_seconds": 0.0}
    addresses = {
        "good": f"{site.address}/feed?api_key={SECRET}",
        "gone": f"{site.address}/gone?access_token={SECRET}",
        "dead": f"{closed.address}/feed?token={SECRET}",
    }
    feeds = [source(id=name, name=name, urls=(url,), **common) for name, url in addresses.items()]
    index = f"{site.address}/map?key={SECRET}"
    return [*feeds, source(id="map", name="Map", kind=SourceKind.SITEMAP, urls=(index,), **common)]


@pytest.fixture
def data(site: Site, tmp_path: Path) -> Path:
    ran(tmp_path, "init")
    write_sources(tmp_path / "sources.toml", listed(site))
    return tmp_path


def ran(data: Path, *arguments: str) -> str:
    """Everything that a command prints, its log included."""
    command = [sys.executable, "-m", "cli", "--data", str(data), "--verbose", *arguments]
    wide = {**os.environ, "COLUMNS": "400"}
    ended = subprocess.run(command, capture_output=True, text=True, env=wide, timeout=600, check=False)
    assert "Traceback" not in ended.stderr
    return f"{arguments}\n{ended.stdout}\n{ended.stderr}"


def shown(data: Path, *arguments: str) -> str:
    """What a command of this process prints."""
    return CliRunner(env={"COLUMNS": "400"}).invoke(app, ["--data", str(data), *arguments]).output


def shown_rows(file: Path) -> Iterator[str]:
    """The rows that Datasette shows of an archive, hidden tables included."""
    tables = metadata()["databases"]["yalu"]["tables"]
    with sqlite3.connect(file) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if tables.get(name, {}).get("allow", True):
                yield from map(repr, db.execute(f"SELECT * FROM {name}"))
    db.close()


def test_a_key_in_a_feeds_address_is_sent_to_its_site_and_shown_to_nobody(site: Site, data: Path) -> None:
    printed = [ran(data, "crawl", "--all"), ran(data, "crawl", "--all")]
    printed.append(ran(data, "sources", "try", "gone"))
    printed += [shown(data, *command) for command in COMMANDS]
    printed.append(shown(data, "publish", str(data / "copy.db")))
    asked = [path for path, _ in site.asked]
    assert {f"/feed?api_key={SECRET}", f"/gone?access_token={SECRET}", *PARTS} <= set(asked)
    tags = [
        headers.get("if-none-match")
        for headers, path in zip(site.headers, asked, strict=True)
        if "feed" in path
    ]
    assert '"v1"' in tags

    assert "moved feed" in "".join(printed)
    assert "access_token=***" in "".join(printed)
    assert [text for text in printed if SECRET in text] == []

    assert [row for row in shown_rows(data / "yalu.db") if SECRET in row] == []
    assert SECRET.encode() not in (data / "copy.db").read_bytes()
    for file in (data / "outbox").rglob("*"):
        assert file.is_dir() or SECRET.encode() not in file.read_bytes()

    sources = listed(site)
    with served(create_app(data / "yalu.db", lambda: sources, hosts=["127.0.0.1"], secret="s")) as client:
        for path in (
            "/",
            "/search?q=relevant:any",
            "/sources",
            "/digests",
            "/digests/1",
            "/health",
            "/nowhere",
        ):
            assert SECRET not in client.get(path).text, path


def test_an_archive_of_an_older_program_keeps_its_addresses_for_the_operator_only(tmp_path: Path) -> None:
    file, url = tmp_path / "yalu.db", f"https://news.example/feed?api_key={SECRET}"
    db = Database(sqlite3.connect(file))
    STEPS.apply(db, stop_before="0033_own_outages")
    row = ("gone", url, "poll", "not_found", "2026-11-24T05:00:00Z", 404, 0, 0, 0, 0, f"{url} was not found")
    db.execute(
        "INSERT INTO fetches "
        "(source, url, kind, outcome, at, status, size, milliseconds, announced, new, detail) "
        f"VALUES ({', '.join('?' * len(row))})",
        row,
    )
    db.conn.commit()
    db.close()
    with open_archive(file) as archive:
        (fetch,) = archive.sources.fetch_log("gone", "poll", limit=5)
    assert "0033_own_outages" in NAMES
    assert fetch.url == url
    assert fetch.detail == "https://news.example/feed?api_key=*** was not found"
    assert [row for row in shown_rows(file) if SECRET in row] == []


def test_rows_of_the_log_and_their_addresses_are_dropped_together(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    with open_archive(tmp_path / "yalu.db") as archive:
        fetch = Fetch(
            source_id="s", url=f"https://a.example/?token={SECRET}", kind="poll", outcome=Outcome.OK, at=now
        )
        archive.sources.record(fetch)
        archive.sources.save_state(SourceState(source_id="s"))
        archive.maintenance.retain(Retention(fetches=now + timedelta(days=1)), now)
        archive.maintenance.optimize()
    with sqlite3.connect(tmp_path / "yalu.db") as db:
        assert db.execute("SELECT count(*) FROM private_addresses").fetchone() == (0,)
    db.close()
