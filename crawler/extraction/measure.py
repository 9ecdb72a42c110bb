"""Measures extraction on labelled pages, compared with trafilatura.

Usage: `python -m crawler.extraction.measure PAGES_DIR [--repeats N] [--days]`.
PAGES_DIR contains `ground-truth.jsonl` and the pages it names (gzip). Body F1 per page is over bags of
tokens: words of letters and digits, and single ideographs, Kana and Hangul syllables. For pages labelled with
segments, it is over segments that must, and must not, be found. `--days` compares only the publication day,
with that of htmldate.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import trafilatura
from htmldate import find_date

from crawler.extraction.extract import extract
from yaluwatch.errors import PageRefused
from yaluwatch.model import Article, Page, Source, SourceKind
from yaluwatch.patterns import lazy_regex

_TOKEN = lazy_regex(
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


def score(page: LabelledPage, result: Score, now: datetime, repeats: int = 1) -> None:
    """Extract one page with both extractors and add to the figures.

    Each extracts it `repeats` times in turn, and its shortest time counts: other programs only add to it.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(repeats):
        in_turn = (0, 1) if number % 2 == 0 else (1, 0)
        for which in in_turn:
            start = time.process_time()
            if which == 0:
                read_page = read(page, now)
            else:
                theirs = trafilatura.extract(page.body, url=page.truth["url"], with_metadata=True) or ""
            times[which].append(time.process_time() - start)
    result.cpu = [total + min(taken) for total, taken in zip(result.cpu, times, strict=True)]
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
    return truth["published"] in {day.isoformat() for day in _days(article, truth)}


def _days(article: Article, truth: dict[str, Any]) -> set[date]:
    """The article's day in the label's zone; if that has none, its days there, in UTC and in Seoul."""
    if article.published_at is None:
        return set()
    raw = truth["published_raw"] or ""
    try:
        zone = datetime.fromisoformat(raw).tzinfo or UTC
    except ValueError:
        zone = UTC
    places = (zone,) if "+" in raw else (zone, UTC, ZoneInfo("Asia/Seoul"))
    return {article.published_at.astimezone(place).date() for place in places}


class DayScore:
    """How many days are right, and right within a day, of ours and of htmldate's."""

    def __init__(self) -> None:
        self.pages = 0
        self.ours = [0, 0]
        self.theirs = [0, 0]

    def add(self, wanted: date, ours: set[date], theirs: set[date]) -> None:
        """Add a page labelled with the day `wanted`; a page without a day has an empty set."""
        self.pages += 1
        for counts, days in ((self.ours, ours), (self.theirs, theirs)):
            apart = min((abs(day - wanted) for day in days), default=timedelta.max)
            counts[0] += apart == timedelta(0)
            counts[1] += apart <= timedelta(days=1)

    def line(self, name: str) -> str:
        """The figures on one line."""
        ours, theirs = (
            [count / max(self.pages, 1) for count in counts] for counts in (self.ours, self.theirs)
        )
        return (
            f"{name:<14}  day {ours[0]:.3f} within a day {ours[1]:.3f}"
            f"  (htmldate {theirs[0]:.3f} {theirs[1]:.3f})  n={self.pages}"
        )


def score_day(page: LabelledPage, results: Sequence[DayScore], now: datetime) -> None:
    """Read the publication day of one page with both libraries and add to the figures."""
    read_page = read(page, now)
    ours = _days(read_page, page.truth) if isinstance(read_page, Article) else set()
    found = find_date(page.body, original_date=True, url=page.truth["url"])
    theirs = {date.fromisoformat(found)} if found else set()
    for result in results:
        result.add(date.fromisoformat(page.truth["published"]), ours, theirs)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m crawler.extraction.measure", description=__doc__)
    parser.add_argument("folder", metavar="PAGES_DIR", type=Path, help="folder with ground-truth.jsonl")
    parser.add_argument("--repeats", type=int, default=1, help="times each page is extracted (default 1)")
    parser.add_argument("--days", action="store_true", help="compare the publication day with htmldate's")
    arguments = parser.parse_args(argv)
    if not (arguments.folder / "ground-truth.jsonl").is_file():
        parser.error(f"{arguments.folder} has no ground-truth.jsonl")
    if arguments.repeats < 1:
        parser.error("--repeats must be at least 1")
    return arguments


def _body_lines(folder: Path, now: datetime, repeats: int) -> list[str]:
    scores: defaultdict[str, Score] = defaultdict(Score)
    for page in labelled_pages(folder):
        language = page.truth["lang"] or ""
        score(page, scores[page.truth["set"]], now, repeats)
        if page.truth["set"] == "fundus" and language in {"ko", "ja", "zh"}:
            score(page, scores[f"fundus {language}"], now, repeats)
    return [result.line(name) for name, result in sorted(scores.items())]


def _day_lines(folder: Path, now: datetime) -> list[str]:
    scores: defaultdict[str, DayScore] = defaultdict(DayScore)
    for page in labelled_pages(folder):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", page.truth["published"] or ""):
            score_day(page, (scores[page.truth["set"]], scores["all"]), now)
    return [result.line(name) for name, result in sorted(scores.items())]


def main(argv: list[str] | None = None) -> int:
    """Measure a folder of labelled pages and print a line per set."""
    arguments = _arguments(argv)
    now = datetime.now(UTC)
    if arguments.days:
        lines = _day_lines(arguments.folder, now)
    else:
        lines = _body_lines(arguments.folder, now, arguments.repeats)
    sys.stdout.write("".join(line + "\n" for line in lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
