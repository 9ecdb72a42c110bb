"""Speed of classification, compared with the speed of extraction in the same run.

python -m benchmarks.classifying PAGES_DIR

PAGES_DIR is a folder of labelled pages in the format of `crawler.extraction.measure`.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks.storage.measure import Row
from classifier import Classifier
from crawler.extraction.measure import labelled_pages, read
from tests.story_pairs import read_reported
from yaluwatch.model import Article

# Articles are cut or repeated to this many bytes, so that runs are comparable.
_BYTES = 2048
_ROUNDS = 5


def main(folder: Path) -> None:
    """Extract the pages, classify the articles, and print times, their ratio and articles per CPU second."""
    classifier, now = Classifier.load(), datetime.now(UTC)
    started = time.process_time()
    extracted = [read(page, now) for page in labelled_pages(folder)]
    extracting = (time.process_time() - started) / len(extracted)
    articles = [each for each in extracted if isinstance(each, Article)]
    classifying = min(_seconds(classifier, articles) for _ in range(2)) / len(articles)
    _say(f"{len(extracted)} pages: {extracting * 1e3:.1f} ms to extract, {classifying * 1e3:.2f} to classify")
    _say(f"classification takes 1/{extracting / classifying:.0f} of extraction (target 1/20)")
    sized = [_sized(article) for article in _mixed(articles)]
    rates = [len(sized) / _seconds(classifier, sized) for _ in range(_ROUNDS)]
    _say(f"{len(sized)} articles of 2 KB: {statistics.median(rates):,.0f} per CPU second "
         f"({min(rates):,.0f}–{max(rates):,.0f}; target 2,000)")  # fmt: skip
    # In a separate process, because this one has loaded the extractors.
    command = [sys.executable, "-c", _SEPARATE_PROCESS]
    _say(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())  # noqa: S603


def small(_folder: Path) -> Iterator[Row]:
    """The labelled articles of the tests, each with 2 KB of text."""
    classifier = Classifier.load()
    sized = [_sized(each.stored.article) for each in read_reported()]
    seconds = min(_seconds(classifier, sized) for _ in range(3))
    yield Row(work="classify: articles of 2 KB a CPU second", ours=len(sized) / seconds, bar="≥ 2,000")


_SEPARATE_PROCESS = """
import time
from pathlib import Path
from classifier import Classifier
started = time.perf_counter()
classifier = Classifier.load()
loaded = time.perf_counter() - started
classifier.classify("북중 무역 재개", "단둥 세관이 문을 열었다. " * 100, "ko")
# Not ru_maxrss, which is inherited from the parent process.
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
print(f"loading {loaded:.2f} s (target 0.5); peak memory {int(peak.split()[1]) / 1024:.0f} MB (target 150)")
"""


def _mixed(articles: list[Article]) -> list[Article]:
    """English, Korean and Chinese alternating in equal numbers; the rarer ones are repeated."""
    by_language = [
        [each for each in articles if each.language == language] for language in ("en", "ko", "zh")
    ]
    most = max(len(same) for same in by_language)
    repeated = [(same * (most // len(same) + 1))[:most] for same in by_language if same]
    return list(islice((each for group in zip(*repeated, strict=True) for each in group), 900))


def _sized(article: Article) -> Article:
    body = (article.body + "\n\n") * (_BYTES // max(1, len(article.body.encode())) + 1)
    cut = body.encode()[:_BYTES].decode(errors="ignore")
    return replace(article, body=cut)


def _seconds(classifier: Classifier, articles: list[Article]) -> float:
    started = time.process_time()
    for article in articles:
        classifier.classify(article.title, article.body, article.language)
    return time.process_time() - started


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
