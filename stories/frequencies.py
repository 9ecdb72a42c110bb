"""How often places, goods, event types and other details occur in articles on the subject.

They tell a young archive which details are common. The counts are from articles of our own wording; see
stories/fitting.py.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from stories.details import Detail

#: Kinds of details that are counted; days and figures differ from event to event.
COUNTED = frozenset({"place", "actor", "goods", "rule", "event_type", "meaning"})

# Rarer details are left out of the file: they count as unseen.
_MIN_COUNT = 3
_ARTICLES = Detail("articles", "")


@dataclass(frozen=True)
class Frequencies:
    """Document frequencies of details."""

    #: Number of articles.
    articles: int
    #: Detail → number of articles with it.
    counts: Counter[Detail]

    @cached_property
    def most(self) -> int:
        """Number of articles with the most common detail."""
        return max(self.counts.values(), default=0)


@cache
def background() -> Frequencies:
    """The counts in `frequencies.tsv`: kind, value and number of articles on each line."""
    text = (files("stories") / "frequencies.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    counts = Counter({Detail(kind, value): int(number) for kind, value, number in rows})
    return Frequencies(counts.pop(_ARTICLES), counts)


def count(articles: Iterable[Iterable[Detail]]) -> Frequencies:
    """Document frequencies of the details of articles."""
    counts: Counter[Detail] = Counter()
    number = 0
    for details in articles:
        number += 1
        counts.update({detail for detail in details if detail.kind in COUNTED})
    return Frequencies(number, counts)


def lines(frequencies: Frequencies) -> Iterator[str]:
    """The lines of `frequencies.tsv`."""
    yield "# Number of articles with each detail, counted by stories/fitting.py."
    yield f"{_ARTICLES.kind}\t{_ARTICLES.value}\t{frequencies.articles}"
    for detail, number in sorted(frequencies.counts.items(), key=lambda item: (item[0].kind, item[0].value)):
        if number >= _MIN_COUNT:
            yield f"{detail.kind}\t{detail.value}\t{number}"
