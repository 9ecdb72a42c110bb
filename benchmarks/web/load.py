"""Twenty readers ask for pages at once; what each page costs in the server."""

import asyncio
import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import httpx

from benchmarks.storage.measure import Row
from benchmarks.web.filling import READERS, fill, secret_of
from benchmarks.web.serving import Server, crawled, pages, served, tables
from storage import open_archive, parse_query

#: Words that 2 to 9 of 100 articles in their language have.
WORDS = ("smuggling", "customs", "밀수", "단둥", "走私", "丹东", "海关", "sinuiju", "신의주")
_FILTERED = (
    "topic:border",
    "place:dandong",
    "topic:smuggling customs",
    "lang:ko 밀수",
    "place:rason topic:trade",
)
_MONTHS = [f"{year}-{month:02}-01" for year in (2025, 2026) for month in range(1, 13)]
# Of the small form.
_SMALL, _FEW_REQUESTS = 2_000, 60
# Articles and stories that are opened.
_OPENED = 100


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page."""

    name: str
    #: Addresses that are asked for in turn.
    paths: Sequence[str]
    #: Most milliseconds of CPU time; None = none is set.
    bar: float | None = None
    #: The page of Datasette it is compared with: "table", "row" or "" for none.
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a kind of page costs."""

    kind: Kind
    #: CPU time of a request in the server, milliseconds.
    milliseconds: float
    #: Size of the largest page, bytes.
    largest: int
    #: The same of Datasette's page, milliseconds; None if there is nothing to compare with.
    floor: float | None = None


def kinds(archive: Path) -> list[Kind]:
    """The pages that people open often, with addresses of this archive."""
    with open_archive(archive, read_only=True) as opened:
        newest = opened.search.find(parse_query(""), limit=_OPENED)
        articles = [f"/articles/{one.id}" for one in newest]
        stories = [f"/stories/{line.id}" for line in opened.stories.newest(_OPENED)]
    found = [f"/search?q={word}" for word in WORDS]
    return [
        Kind("page Today", ["/"], 15, "table"),
        Kind("page Today, filtered", ["/?topic=border", "/?language=ko", "/?topic=trade&language=zh"], 15),
        Kind(
            "page Today, marks", [f"/?show={mark}" for mark in ("unread", "starred", "followed", "noted")], 15
        ),
        Kind("page search, newest", ["/search"], 15, "table"),
        Kind("page search, a word", found, 15, "table"),
        # Parts of pages that were shown before are kept: these were not.
        Kind(
            "page search, never asked", [f"{path}+after:{month}" for month in _MONTHS for path in found], 15
        ),
        Kind("page search, by relevance", [f"{path}&order=relevance" for path in found], 15, "table"),
        Kind("page search, filters", [f"/search?q={text}" for text in _FILTERED], 15, "table"),
        Kind("page search, counts", [f"/search/facets?part=1&q={word}" for word in WORDS]),
        Kind("page search, chart", [f"/search/chart.svg?q={word}" for word in WORDS]),
        Kind("page article", articles, 10, "row"),
        Kind("page story", stories),
        Kind("page place", ["/places/dandong", "/places/sinuiju", "/places/rason", "/places/hyesan"]),
        Kind("page actor", ["/actors/wpk", "/actors/kpa"]),
        Kind("page sources", ["/sources"]),
        Kind("page status", ["/status"]),
        Kind("page outbox", ["/outbox"]),
        Kind("page subscriptions", ["/subscriptions"]),
        Kind("page account", ["/account"]),
    ]


def small(folder: Path) -> Iterator[Row]:
    """An archive of 2,000 articles."""
    for cost in measured(fill(folder / "web", _SMALL), _FEW_REQUESTS):
        bar = f"≤ {cost.kind.bar:g}" if cost.kind.bar else ""
        yield Row(work=f"{cost.kind.name}: CPU ms", floor=cost.floor, ours=cost.milliseconds, bar=bar)


def measured(archive: Path, requests: int) -> Iterator[Cost]:
    """What each kind costs, over so many requests of twenty readers while a crawl writes."""
    with served(pages, archive) as ours, served(tables, archive) as theirs, crawled(archive):
        table = f"/{archive.stem}/articles"
        beside = {"table": [f"{table}?_size=25&_nofacet=1&_nocount=1"], "row": _rows(archive, table)}
        floors = {name: _cost(theirs, paths, requests // 4)[0] for name, paths in beside.items()}
        for kind in kinds(archive):
            milliseconds, largest = _cost(ours, kind.paths, requests)
            yield Cost(kind, milliseconds, largest, floors.get(kind.beside))


def _rows(archive: Path, table: str) -> list[str]:
    with open_archive(archive, read_only=True) as opened:
        return [f"{table}/{one.id}" for one in opened.search.find(parse_query(""), limit=_OPENED)]


def _cost(server: Server, paths: Sequence[str], requests: int) -> tuple[float, int]:
    """Milliseconds of CPU time a request, and bytes of the largest answer; first requests are not counted."""
    asyncio.run(_ask(server, paths, READERS))
    gc.collect()
    before = server.cpu_seconds()
    largest = asyncio.run(_ask(server, paths, requests))
    return (server.cpu_seconds() - before) / requests * 1e3, largest


async def _ask(server: Server, paths: Sequence[str], requests: int) -> int:
    """Ask so often, twenty at a time; returns the bytes of the largest answer."""
    waiting = iter(list(islice(cycle(paths), requests)))

    async def read(reader: int) -> int:
        largest = 0
        cookies = {"yalu_session": secret_of(reader), "yalu_browser": f"browser-{reader}"}
        async with httpx.AsyncClient(
            base_url=server.address, cookies=cookies, timeout=120, trust_env=False
        ) as client:
            # All take from the same list.
            for path in waiting:
                answer = await client.get(path)
                if answer.status_code != 200:
                    raise RuntimeError(f"{path} answered {answer.status_code}")
                largest = max(largest, len(answer.content))
        return largest

    return max(await asyncio.gather(*(read(number) for number in range(READERS))))
