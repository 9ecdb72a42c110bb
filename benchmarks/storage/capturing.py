"""Storing pages as WARC records: time and size by gzip level.

python -m benchmarks.storage.capturing [FILE …]

FILEs are HTML pages; without any, pages are generated, which compress worse than real ones.
"""

import gzip
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.storage.corpus import Corpus
from benchmarks.storage.measure import Row, least_seconds, say
from storage.contract import PAGE_LEVEL
from storage.pages import to_record
from tests.samples import page
from yaluwatch.model import Page


def small(_folder: Path) -> Iterator[Row]:
    """Generated pages at the default level, beside compression alone."""
    pages = generated(40)
    floor = least_seconds(lambda: [gzip.compress(each.body, PAGE_LEVEL, mtime=0) for each in pages])
    ours = least_seconds(partial(_records, pages, PAGE_LEVEL))
    yield Row(work="a page of 40 KB as WARC record: ms", floor=floor / 40 * 1e3, ours=ours / 40 * 1e3)


def generated(count: int) -> list[Page]:
    """Pages of about 40 KB: an article in the markup of a site."""
    texts = Corpus().articles(10 * count)
    return [
        page(body="".join(_markup(article.body) for article, _ in islice(texts, 10)).encode())
        for _ in range(count)
    ]


def _markup(body: str) -> str:
    blocks = "".join(f'<p class="article__text">{block}</p>\n' for block in body.split("\n\n"))
    return f'<div class="article__body"><a class="link" href="/news/today">News</a>\n{blocks}</div>\n' * 2


def _records(pages: Sequence[Page], level: int) -> list[bytes]:
    return [to_record(each, level) for each in pages]


def main(files: Sequence[str]) -> None:
    """Print milliseconds and bytes by level."""
    pages = [page(body=Path(file).read_bytes()) for file in files] or generated(40)
    say(f"{len(pages)} pages, {sum(len(each.body) for each in pages) / len(pages) / 1000:.0f} KB on average")
    for level in range(1, 10):
        seconds = least_seconds(partial(_records, pages, level))
        size = sum(map(len, _records(pages, level))) / len(pages)
        say(f"level {level}: {seconds / len(pages) * 1e3:6.2f} ms, {size / 1000:6.2f} KB a page")


if __name__ == "__main__":
    main(sys.argv[1:])
