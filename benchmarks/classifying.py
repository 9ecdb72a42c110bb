"""How fast articles are judged, beside how fast they are read from their pages, in one run.

python -m benchmarks.classifying PAGES_DIR

PAGES_DIR is a folder of labelled pages as `crawler.extraction.measure` reads it.
"""

import statistics
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from classifier import Classifier
from crawler.extraction.measure import labelled_pages, read
from yaluwatch.model import Article

#: Articles are cut or repeated to this many bytes, so that runs can be compared.
_BYTES = 2048
_ROUNDS = 5


def main(folder: Path) -> None:
    """Read the pages, judge what was read in turns, and print articles per CPU second and the ratio."""
    classifier, now = Classifier.load(), datetime.now(UTC)
    started = time.process_time()
    read_pages = [read(page, now) for page in labelled_pages(folder)]
    reading = (time.process_time() - started) / len(read_pages)
    articles = [each for each in read_pages if isinstance(each, Article)]
    as_read = min(_seconds(classifier, articles) for _ in range(2)) / len(articles)
    _say(f"{len(read_pages)} pages: one is read in {reading * 1e3:.1f} ms, judged in {as_read * 1e3:.2f} ms")
    _say(f"judging takes 1/{reading / as_read:.0f} of reading (bar 1/20)")
    sized = [_sized(article) for article in _mixed(articles)]
    rates = [len(sized) / _seconds(classifier, sized) for _ in range(_ROUNDS)]
    _say(f"{len(sized)} articles of 2 KB: {statistics.median(rates):,.0f} a CPU second "
         f"({min(rates):,.0f}–{max(rates):,.0f}; bar 2,000)")  # fmt: skip
    # A process of its own: this one has read pages.
    command = [sys.executable, "-c", _ALONE]
    _say(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())  # noqa: S603


_ALONE = """
import time
from pathlib import Path
from classifier import Classifier
started = time.perf_counter()
classifier = Classifier.load()
loaded = time.perf_counter() - started
classifier.classify("북중 무역 재개", "단둥 세관이 문을 열었다. " * 100, "ko")
# ru_maxrss would tell of the process that started this one.
most = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
print(f"loading takes {loaded:.2f} s (bar 0.5); at most {int(most.split()[1]) / 1024:.0f} MB (bar 150)")
"""


def _mixed(articles: list[Article]) -> list[Article]:
    """English, Korean and Chinese in turns, as many of each; the rarer ones repeated."""
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
