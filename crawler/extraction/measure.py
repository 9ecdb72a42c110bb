"""Measures extraction on labelled pages, compared with trafilatura.

Usage: `python -m crawler.extraction.measure PAGES_DIR`.
PAGES_DIR contains `ground-truth.jsonl` and the pages it names (gzip). Body F1 per page is over bags of
tokens: words of letters and digits, and single ideographs, Kana and Hangul syllables. For pages labelled with
segments, it is over segments that must, and must not, be found.
"""

import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import trafilatura

from crawler.extraction.extract import extract
from yaluwatch.errors import PageRefused
from yaluwatch.model import Article, Page, Source, SourceKind

_TOKEN = re.compile(
    r"[\u3041-\u30fa\u3400-\u9fff\uac00-\ud7a3]|[^\W_\u3041-\u30fa\u3400-\u9fff\uac00-\ud7a3]+"
)


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page and its labels."""

    #: A line of ground-truth.jsonl.
    truth: dict[str, Any]
    body: bytes
    #: The Content-Type header to assume; without a charset for pages stored as served.
    content_type: str


def token_f1(found: str, wanted: str) -> float:
    """F1 of two texts as bags of tokens, 0–1.

    >>> token_f1("trade at Dandong", "trade in Dandong") > 0.6
    True
    """
    have, want = Counter(_TOKEN.findall(found.casefold())), Counter(_TOKEN.findall(wanted.casefold()))
    shared = sum((have & want).values())
    return 2 * shared / (sum(have.values()) + sum(want.values())) if shared else float(not have and not want)


def segment_counts(found: str, wanted: list[str], unwanted: list[str]) -> tuple[int, int, int]:
    """Numbers of wanted segments found, unwanted segments found, and wanted segments missed."""
    text = _squeezed(found)
    hits = sum(_squeezed(segment) in text for segment in wanted)
    return hits, sum(_squeezed(segment) in text for segment in unwanted), len(wanted) - hits


def near_exact(found: str, wanted: str) -> bool:
    """Whether two titles are the same except for a few characters."""
    one, other = _squeezed(found), _squeezed(wanted)
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.9


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def labelled_pages(folder: Path) -> Iterator[LabelledPage]:
    """The pages of a folder in the order of its ground truth."""
    with (folder / "ground-truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            truth = json.loads(line)
            body = gzip.decompress((folder / truth["file"]).read_bytes())
            as_utf8 = truth["stored_as"] == "utf-8"
            yield LabelledPage(truth, body, "text/html; charset=utf-8" if as_utf8 else "text/html")


def read(page: LabelledPage, now: datetime) -> Article | PageRefused:
    """Our extractor's result, or its refusal."""
    url = page.truth["url"] or "https://unknown.example/article/1"
    source = Source(
        id="measured",
        name="measured",
        publisher="measured",
        homepage=url,
        language="en",
        country="KR",
        kind=SourceKind.LISTING,
        urls=(url,),
    )
    seen = Page(
        source_id=source.id,
        requested_url=url,
        url=url,
        status=200,
        headers={"content-type": page.content_type},
        body=page.body,
        fetched_at=now,
    )
    try:
        return extract(seen, source)
    except PageRefused as refused:
        return refused


class Score:
    """The running figures of one set of pages."""

    def __init__(self) -> None:
        self.ours: list[float] = []
        self.theirs: list[float] = []
        self.segments = {"ours": [0, 0, 0], "theirs": [0, 0, 0]}
        self.titles: list[bool] = []
        self.days: list[bool] = []
        self.refused: Counter[str] = Counter()
        self.cpu = [0.0, 0.0]

    def line(self, name: str) -> str:
        """The figures on one line."""
        parts = [f"{name:<14}"]
        if self.ours:
            parts.append(
                f"body {_mean(self.ours):.3f} (trafilatura {_mean(self.theirs):.3f}) n={len(self.ours)}"
            )
        if sum(self.segments["ours"]):
            parts.append(f"segments {_f1(self.segments['ours']):.3f} ({_f1(self.segments['theirs']):.3f})")
        if self.titles:
            parts.append(f"title {_mean(self.titles):.3f}")
        if self.days:
            parts.append(f"day {_mean(self.days):.3f} n={len(self.days)}")
        parts.append(f"cpu x{self.cpu[0] / max(self.cpu[1], 1e-9):.2f}")
        if self.refused:
            parts.append("refused " + ", ".join(f"{kind} {count}" for kind, count in self.refused.items()))
        return "  ".join(parts)


def _mean(values: list[float] | list[bool]) -> float:
    return sum(values) / len(values)


def _f1(counts: list[int]) -> float:
    hits, wrong, missed = counts
    return 2 * hits / (2 * hits + wrong + missed)


def score(page: LabelledPage, result: Score, now: datetime) -> None:
    """Extract one page with both extractors and add to the figures."""
    start = time.process_time()
    read_page = read(page, now)
    middle = time.process_time()
    theirs = trafilatura.extract(page.body, url=page.truth["url"], with_metadata=True) or ""
    result.cpu[0] += middle - start
    result.cpu[1] += time.process_time() - middle
    theirs = theirs.split("---\n", 2)[-1] if theirs.startswith("---\n") else theirs
    ours = read_page.body if isinstance(read_page, Article) else ""
    if isinstance(read_page, PageRefused):
        result.refused[read_page.outcome] += 1
    truth = page.truth
    if truth["body"] is not None:
        wanted = [text for text in (truth["body"], truth["body_alt"]) if text]
        result.ours.append(max(token_f1(ours, text) for text in wanted))
        result.theirs.append(max(token_f1(theirs, text) for text in wanted))
    if truth["segments_with"] is not None:
        for name, text in (("ours", ours), ("theirs", theirs)):
            counts = segment_counts(text, truth["segments_with"], truth["segments_without"] or [])
            result.segments[name] = [a + b for a, b in zip(result.segments[name], counts, strict=True)]
    if truth["title"]:
        result.titles.append(isinstance(read_page, Article) and near_exact(read_page.title, truth["title"]))
    if truth["published"]:
        result.days.append(isinstance(read_page, Article) and _day_fits(read_page, truth))


def _day_fits(article: Article, truth: dict[str, Any]) -> bool:
    """Whether the date is right in the label's zone, or, if it has none, in UTC or Seoul."""
    if article.published_at is None:
        return False
    raw = truth["published_raw"] or ""
    try:
        zone = datetime.fromisoformat(raw).tzinfo or UTC
    except ValueError:
        zone = UTC
    days = {
        article.published_at.astimezone(place).date().isoformat()
        for place in (zone, UTC, ZoneInfo("Asia/Seoul"))
    }
    return truth["published"] in (
        days if "+" not in raw else {article.published_at.astimezone(zone).date().isoformat()}
    )


def main() -> int:
    """Measure a folder of labelled pages and print a line per set."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m crawler.extraction.measure PAGES_DIR\n")
        return 2
    scores: defaultdict[str, Score] = defaultdict(Score)
    now = datetime.now(UTC)
    for page in labelled_pages(Path(sys.argv[1])):
        language = page.truth["lang"] or ""
        score(page, scores[page.truth["set"]], now)
        if page.truth["set"] == "fundus" and language in {"ko", "ja", "zh"}:
            score(page, scores[f"fundus {language}"], now)
    for name, result in sorted(scores.items()):
        sys.stdout.write(result.line(name) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
