"""CPU time of the pages that operators open, beside a page without contents.

python -m benchmarks.web_pages FOLDER
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from starlette.testclient import TestClient

from alerts.delivery import MessageDefaults, queue_due
from benchmarks.digest_runs import fill
from benchmarks.storage.measure import Row, least_seconds, say
from crawler.sources import read_sources
from storage import open_archive
from web.app import create_app

_HOST = "127.0.0.1"
_PATHS = ("/", "/sources", "/digests", "/?q=topic:border")


def small(folder: Path) -> Iterator[Row]:
    """The pages of an archive with 1,000 articles, the shipped sources and 60 mails."""
    archive = folder / "web" / "yalu.db"
    now = fill(archive, 60, 1_000)
    with open_archive(archive) as opened:
        queue_due(opened, [], MessageDefaults("yalu@example.org", f"http://{_HOST}", "secret"), now)
    for path, floor, ours in times(archive):
        yield Row(work=f"page {path}: ms", floor=floor, ours=ours)


def times(archive: Path) -> Iterator[tuple[str, float, float]]:
    """Path, and milliseconds of an empty answer and of the page."""
    sources = read_sources(Path("crawler/sources/sources.toml"))
    client = TestClient(create_app(archive, lambda: sources, hosts=[_HOST]), base_url=f"http://{_HOST}")
    for path in _PATHS:
        assert client.get(path).status_code == 200
        empty = least_seconds(lambda: client.get("/livez"), 15)
        # The client is not called in a loop after this one.
        yield path, empty * 1e3, least_seconds(lambda: client.get(path), 15) * 1e3  # noqa: B023


if __name__ == "__main__":
    for shown, floor, ours in times(Path(sys.argv[1]) / "yalu.db"):
        say(f"{shown:20} {ours:6.1f} ms, an empty answer {floor:.1f} ms")
