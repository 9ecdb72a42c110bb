"""CPU of a backfill from a WARC file, compared with extracting every record of it, in the same run.

    python -m benchmarks.web_archives PAGES_DIR ARTICLES.jsonl... [--records 8000] [--relevant 0.015]

PAGES_DIR is a folder of labelled pages in the format of `crawler.extraction.measure`; the JSONL files have
labelled articles with `title`, `text`, `lang` and `relevant`. The records are the pages, again and again under
other addresses; in so many of them, evenly spread, a relevant article is put at the beginning of the page. With
`--cjk`, pages in Chinese, Japanese and Korean are among them; without, only the articles are.
"""

import argparse
import gzip
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.storage.measure import Row, least_seconds, say
from classifier import Classifier
from crawler.extraction.measure import labelled_pages
from scheduler.web_archives import FileReader
from scheduler.web_archives.prefilter import Automaton, Hyperscan, Prefilter, Scanner
from scheduler.web_archives.records import Capture, FileState, read_records
from storage import open_archive
from tests.story_pairs import read_reported
from tests.warc_files import OTHER, packed, page, record

NOW = datetime.fromisoformat("2026-11-24T08:00:00+00:00")
_BODY = re.compile(rb"<body[^>]*>", re.IGNORECASE)
_CJK = {"zh", "ja", "ko"}
_SMALL_RECORDS, _SMALL_EVERY = 400, 67


class _Everything(Prefilter):
    """A prefilter that passes all."""

    def passes(self, body: bytes) -> bool:  # noqa: ARG002
        return True


def write(
    file: Path, pages: Sequence[tuple[bytes, str]], articles: Sequence[bytes], count: int, share: float
) -> int:
    """Write records, so many of them relevant; returns how many are."""
    every = round(1 / share)
    shown, told = cycle(pages), cycle(articles)
    relevant = 0
    with file.open("wb") as stream:
        for number in range(count):
            body, content_type = next(shown)
            if number % every == 0:
                relevant += 1
                body = with_article(body, next(told), relevant)
            url = f"https://site{number % 97}.example/{number}/article.html"
            stream.write(packed(record(url, body, headers={"Content-Type": content_type})))
    return relevant


def with_article(body: bytes, article: bytes, number: int) -> bytes:
    """The page with an article at its beginning, each time another one."""
    start = _BODY.search(body)
    at = start.end() if start else 0
    return body[:at] + article.replace(b"</article>", b"<p>Copy %d.</p></article>" % number) + body[at:]


def markup(title: str, text: str) -> bytes:
    """An article as HTML; characters beyond ASCII by number, so that it fits a page in any encoding."""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f"<article><h1>{escape(title)}</h1>{paragraphs}</article>".encode("ascii", "xmlcharrefreplace")


def backfill(file: Path, classifier: Classifier, folder: Path) -> tuple[float, int, int, int]:
    """CPU seconds of a backfill with all that belongs to it; records passed, articles, and relevant ones."""
    started = time.process_time()
    reader = FileReader(classifier, [])
    with open_archive(folder / "yalu.db") as archive:
        (listed,) = archive.web_archives.enlist([str(file)], "files", NOW)
        done = archive.web_archives.store(listed.id, reader.read(file, NOW), NOW)
    assert done is not None
    return time.process_time() - started, done.passed, done.stored, done.relevant


def extract_all(file: Path, classifier: Classifier) -> float:
    """CPU seconds to read, extract and classify every record."""
    reader = FileReader(classifier, [])
    reader.prefilter = _Everything(())
    started = time.process_time()
    reader.read(file, NOW)
    return time.process_time() - started


def scan_seconds(
    bodies: Sequence[bytes], prefilter: Prefilter, scanner: Callable[[Sequence[bytes]], Scanner]
) -> float:
    """CPU seconds of a scanner for the names in all bodies."""
    made, lowered = scanner(prefilter.strings), [body.lower() for body in bodies]
    return least_seconds(lambda: [list(made.find(body)) for body in lowered])


def small(folder: Path) -> Iterator[Row]:
    """Pages written by us, one in 67 about the subject, with as much markup around as on the web."""
    folder.mkdir(exist_ok=True)
    classifier, file = Classifier.load(), folder / "web-archive.warc.gz"
    articles = [markup(each.stored.article.title, each.stored.article.body) for each in read_reported()]
    furniture = "".join(
        f'<li class="item-{number}"><a href="/{number}">More</a></li>' for number in range(1500)
    )
    pages = [
        (
            page(f"Council {number}", (*OTHER, *OTHER)).replace(
                b"</body>", f"<ul>{furniture}</ul></body>".encode()
            ),
            "text/html",
        )
        for number in range(20)
    ]
    write(file, pages, articles, _SMALL_RECORDS, 1 / _SMALL_EVERY)
    every = extract_all(file, classifier)
    ours, *_ = backfill(file, classifier, folder / "web-archive")
    yield Row(
        work="web archive: ms a record, with start",
        floor=every / _SMALL_RECORDS * 1e3,
        ours=ours / _SMALL_RECORDS * 1e3,
        bar="ratio ≤ 0.05",
    )


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path)
    parser.add_argument("articles", type=Path, nargs="+")
    parser.add_argument("--records", type=int, default=8000)
    parser.add_argument("--relevant", type=float, default=0.015)
    parser.add_argument("--cjk", action="store_true", help="pages in Chinese, Japanese and Korean, too")
    chosen = parser.parse_args()
    pages = [
        (each.body, each.content_type)
        for each in labelled_pages(chosen.pages)
        if chosen.cjk or (each.truth["set"] != "cjk" and each.truth["lang"] not in _CJK)
    ]
    rows = [json.loads(line) for file in chosen.articles for line in file.read_text("utf-8").splitlines()]
    articles = [
        markup(row.get("title") or "", row["text"]) for row in rows if row["relevant"] and row["text"]
    ]
    classifier = Classifier.load()
    with TemporaryDirectory() as name:
        file = Path(name) / "records.warc.gz"
        relevant = write(file, pages, articles, chosen.records, chosen.relevant)
        size = sum(len(body) for body, _ in pages) / len(pages) / 1e3
        say(
            f"{chosen.records:,} records of {len(pages)} pages, {size:.0f} KB each; {relevant} with an article"
        )
        say(f"{datetime.now(UTC):%H:%M} begins")
        ours, passed, stored, found = backfill(file, classifier, Path(name) / "archive")
        say(f"backfill: {ours:.1f} CPU s, {passed} records parsed, {stored} articles, {found} relevant")
        captures = read_records(file, FileState())
        bodies = [
            one.body for one, _ in zip(captures, range(len(pages)), strict=False) if isinstance(one, Capture)
        ]
        prefilter = Prefilter(classifier.words)
        scans = [scan_seconds(bodies, prefilter, scanner) for scanner in (Automaton, Hyperscan)]
        megabytes = sum(map(len, bodies)) / 1e6
        say(
            f"scanning: automaton {megabytes / scans[0]:,.0f} MB/s, Hyperscan {megabytes / scans[1]:,.0f}, ratio {scans[0] / scans[1]:.1f}"
        )
        every = extract_all(file, classifier)
        say(f"extracting every record: {every:.1f} CPU s; the backfill is {every / ours:.1f} times cheaper")


if __name__ == "__main__":
    main()
