"""CPU time of the pages that are opened most, beside a page without contents.

python -m benchmarks.web_pages FOLDER
"""

import asyncio
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx

from alerts.delivery import MessageDefaults, queue_due
from benchmarks.digest_runs import fill
from benchmarks.storage.measure import Row, least_seconds, say
from crawler.sources import read_sources
from storage import open_archive, parse_query
from web.app import create_app

_HOST = "127.0.0.1"
_PATHS = (
    "/search",
    "/search?q=topic:border",
    "/search?q=smuggling",
    "/search?q=smuggling&order=relevance",
    "/search?q=topic:border+smuggling",
    "/search/facets?q=smuggling&part=1",
    "/search/chart.svg?q=smuggling",
    "/sources",
    "/digests",
)


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
    asked = httpx.ASGITransport(create_app(archive, lambda: sources, hosts=[_HOST]))
    with open_archive(archive, read_only=True) as opened:
        newest = opened.search.find(parse_query(""), limit=1)[0].id
    for path in (*_PATHS, f"/articles/{newest}"):
        empty, page = (least_seconds(partial(_get, asked, one), 15) * 1e3 for one in ("/livez", path))
        yield path, empty, page


def _get(asked: httpx.ASGITransport, path: str) -> None:
    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=asked, base_url=f"http://{_HOST}") as client:
            return await client.get(path)

    assert asyncio.run(get()).status_code == 200


if __name__ == "__main__":
    for shown, floor, ours in times(Path(sys.argv[1]) / "yalu.db"):
        say(f"{shown:36} {ours:6.1f} ms, an empty answer {floor:.1f} ms")
