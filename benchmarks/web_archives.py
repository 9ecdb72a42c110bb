"""CPU of a backfill from a WARC file, compared with extracting every record of it, in the same run.

    python -m benchmarks.web_archives PAGES_DIR ARTICLES.jsonl... [--records 8000] [--relevant 0.015] [--cjk]

PAGES_DIR is a folder of labelled pages in the format of `crawler.extraction.measure`; the JSONL files have
labelled articles with `title`, `text`, `lang` and `relevant`. The records are the pages, again and again at
other addresses. In so many of them, evenly spread, the paragraphs are those of a relevant article. Pages in
Chinese, Japanese and Korean are among them only with `--cjk`; the articles are in four languages.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from html import escape
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.storage.measure import Row, least_seconds, say
from classifier import Classifier
from crawler.extraction.measure import labelled_pages
from scheduler.web_archives import FileReader
from scheduler.web_archives.prefilter import Automaton, Hyperscan, Prefilter
from storage import WebArchiveFile, open_archive
from tests.story_pairs import read_reported
from tests.warc_files import OTHER, packed, page, record

NOW = datetime.fromisoformat("2026-11-24T08:00:00+00:00")
_PARAGRAPH = re.compile(rb"<p\b[^>]*>.*?</p>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(rb"(?<=<title>)[^<]*", re.IGNORECASE)
_CJK = {"zh", "ja", "ko"}
_SMALL_RECORDS, _SMALL_EVERY = 150, 75


class _Everything(Prefilter):
    """A prefilter that passes all."""

    def passes(self, body: bytes) -> bool:  # noqa: ARG002
        return True


def write(
    file: Path,
    pages: Sequence[tuple[bytes, str]],
    articles: Sequence[Sequence[bytes]],
    count: int,
    share: float,
) -> int:
    """Write records, so many of them relevant; returns how many are."""
    every = round(1 / share) if share else count + 1
    shown, told = cycle(pages), cycle(articles)
    relevant = 0
    with file.open("wb") as stream:
        for number in range(count):
            body, content_type = next(shown)
            if number % every == every - 1:
                relevant += 1
                body = with_article(body, next(told), relevant)
            url = f"https://site{number % 97}.example/{number}/article.html"
            stream.write(packed(record(url, body, headers={"Content-Type": content_type})))
    return relevant


def with_article(body: bytes, article: Sequence[bytes], number: int) -> bytes:
    """The page with the title and paragraphs of an article for its own, each time another one."""
    title, *lines = article
    paragraphs = iter([*lines, b"Copy %d." % number])

    def other(_: re.Match[bytes]) -> bytes:
        line = next(paragraphs, None)
        return b"" if line is None else b"<p>" + line + b"</p>"

    changed = _PARAGRAPH.sub(other, _TITLE.sub(lambda _: title, body, count=1))
    rest = b"".join(b"<p>" + line + b"</p>" for line in paragraphs)
    return changed + b"<article>" + rest + b"</article>" if rest else changed


def lines_of(title: str, text: str) -> list[bytes]:
    """Title and paragraphs as HTML; characters beyond ASCII by number, to fit a page in any encoding."""
    lines = [title, *filter(str.strip, text.splitlines())]
    return [escape(line).encode("ascii", "xmlcharrefreplace") for line in lines]


def backfill(file: Path, reader: FileReader, folder: Path) -> tuple[float, WebArchiveFile]:
    """CPU seconds of a backfill with all that belongs to it, and what it found."""
    with open_archive(folder / "yalu.db") as archive:
        (listed,) = archive.web_archives.enlist([str(file)], "files", NOW)
        started = time.process_time()
        done = archive.web_archives.store(listed.id, reader.read(file, NOW), NOW)
        took = time.process_time() - started
    assert done is not None
    return took, done


def extract_all(file: Path, reader: FileReader) -> float:
    """CPU seconds to read, extract and classify every record; nothing is stored."""
    reader.prefilter = _Everything(())
    started = time.process_time()
    reader.read(file, NOW)
    return time.process_time() - started


def warmed_up(classifier: Classifier, pages: Sequence[tuple[bytes, str]], folder: Path) -> FileReader:
    """A reader that has extracted some pages, as the first ones take much longer."""
    reader = FileReader(classifier, [])
    file = folder / "first.warc.gz"
    write(file, pages[:20], [], 20, 0)
    extract_all(file, reader)
    return FileReader(classifier, [])


def compare_scanners(bodies: Sequence[bytes], prefilter: Prefilter) -> None:
    """Print the speed of both scanners for the names in all bodies, and of the whole prefilter."""
    megabytes = sum(map(len, bodies)) / 1e6

    def speed(work: Callable[[bytes], object]) -> float:
        return megabytes / least_seconds(lambda: [work(body) for body in bodies])

    automaton, hyperscan = Automaton(prefilter.strings), Hyperscan(prefilter.strings)
    plain, fast = (
        speed(lambda body: list(automaton.find(body))),
        speed(lambda body: list(hyperscan.find(body))),
    )
    say(f"scanning, MB a CPU second: automaton {plain:,.0f}, Hyperscan {fast:,.0f}, {fast / plain:.1f} times")
    say(f"the whole prefilter: {speed(prefilter.passes):,.0f}")


def small(folder: Path) -> Iterator[Row]:
    """Pages written by us, one in 75 about the subject, with as much markup around as on the web."""
    folder.mkdir(exist_ok=True)
    classifier, file = Classifier.load(), folder / "web-archive.warc.gz"
    articles = [lines_of(each.stored.article.title, each.stored.article.body) for each in read_reported()]
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
    reader = warmed_up(classifier, pages, folder)
    ours, _ = backfill(file, reader, folder / "web-archive")
    every = extract_all(file, reader)
    yield Row(
        work="web archive: ms a record",
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
        lines_of(row.get("title") or "", row["text"]) for row in rows if row["relevant"] and row["text"]
    ]
    classifier = Classifier.load()
    with TemporaryDirectory() as name:
        file = Path(name) / "records.warc.gz"
        relevant = write(file, pages, articles, chosen.records, chosen.relevant)
        size = sum(len(body) for body, _ in pages) / len(pages) / 1e3
        say(f"{chosen.records:,} records of {len(pages)} pages, {size:.0f} KB each; {relevant} with articles")
        reader = warmed_up(classifier, pages, Path(name))
        ours, done = backfill(file, reader, Path(name) / "archive")
        found = f"{done.passed} parsed, {done.stored} stored, {done.relevant} relevant"
        say(f"backfill: {ours:.1f} CPU s, {ours / chosen.records * 1e3:.2f} ms a record; {found}")
        compare_scanners([body for body, _ in pages], Prefilter(classifier.words))
        every = extract_all(file, reader)
        say(f"extracting every record: {every:.1f} CPU s, {every / ours:.1f} times as much")


if __name__ == "__main__":
    main()
