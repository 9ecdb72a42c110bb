"""Cost of grouping: one new article a round beside many known ones, cold starts, and backfills.

    python -m benchmarks.grouping [KNOWN...] [--texts ARTICLES.jsonl...] [--backfill ARTICLES]

The articles are put together from sentences of the articles in `tests/stories/`, or of JSONL files with
`title`, `text` and `lang`, with other numbers in them. The encoder is replaced by a sum of headline vectors,
and timed by itself.
"""

import argparse
import json
import random
import re
import statistics
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy

from benchmarks.storage.measure import Row, say
from classifier import Classifier
from scheduler import jobs
from storage import Archive, open_archive
from stories import Memory, encoder, features
from tests.story_pairs import read_reported
from yaluwatch.model import Article, Placement, Relation

NOW = datetime.fromisoformat("2026-11-24T08:00:00+00:00")
# Days that known articles are spread over, and old ones.
_KNOWN_FOR, _OLD_DAYS = 13.8, 3650
_SMALL_ARCHIVES = 3
_SENTENCE = re.compile(r"(?<=[.!?。])\s*")
_NUMBER = re.compile(r"\d+")
_MORE_SENTENCES = 12
_ROUNDS = 20
_BATCH = 500
_COLUMNS = ("least", "median", "search", "without", "with", "memory")


@dataclass(frozen=True, slots=True)
class Text:
    """An article to take sentences from."""

    title: str
    sentences: tuple[str, ...]
    language: str


class Corpus:
    """Generates articles about events, one to four about each; the same for the same seed."""

    def __init__(self, texts: Sequence[Text], seed: int = 1) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._by_language: dict[str, list[Text]] = defaultdict(list)
        for text in texts:
            self._by_language[text.language].append(text)
        self._languages = sorted(self._by_language)
        self._titles = {text.title for text in texts}
        self._vectors = dict(zip(sorted(self._titles), encoder.encode(sorted(self._titles)), strict=True))
        #: Title → vector of a generated article.
        self.vectors: dict[str, encoder.Vector] = {}

    def articles(self, count: int, since: datetime, until: datetime) -> Iterator[tuple[Article, int]]:
        """`count` articles with the number of their event, in order of publication."""
        made: list[tuple[datetime, int, Article]] = []
        event = 0
        while len(made) < count:
            event += 1
            begins = since + self._chance.random() * (until - since)
            language = self._chance.choices(self._languages)[0]
            chosen = self._chance.sample(self._by_language[language], 4)
            for _ in range(self._chance.choice((1, 1, 1, 2, 4))):
                at = min(begins + self._chance.random() * timedelta(days=2), until)
                made.append((at, event, self._article(chosen, at, random.Random(event))))  # noqa: S311
        made.sort(key=lambda entry: entry[:2])
        for number, (_, event, article) in enumerate(made[:count]):
            yield replace(article, url=f"https://grouping.example/{number}"), event

    def _article(self, chosen: Sequence[Text], at: datetime, numbers: random.Random) -> Article:
        language = chosen[0].language
        # One event is told in the same sentences first, and then in others.
        sentences = [text.sentences[0] for text in chosen]
        for _ in range(_MORE_SENTENCES):
            text = self._chance.choice(self._by_language[language])
            sentences.append(self._chance.choice(text.sentences))
        body = "\n\n".join(sentences)
        changed = {found: str(numbers.randrange(1, 10 ** len(found))) for found in _NUMBER.findall(body)}
        first, second = (text.title for text in chosen[:2])
        title = f"{first[: len(first) // 2]} {second[len(second) // 2 :]}"
        noise = numpy.array([self._chance.gauss(0, 0.01) for _ in range(encoder.WIDTH)], dtype=numpy.float32)
        vector = self._vectors[first] + self._vectors[second] + noise
        self.vectors[title] = encoder.rounded(vector)
        return Article(
            source_id="grouping",
            url="",
            title=title,
            body=_NUMBER.sub(lambda found: changed[found[0]], body),
            language=language,
            published_at=at,
            fetched_at=at,
        )


def texts(files: Iterable[Path]) -> list[Text]:
    """The articles of JSONL files, or our own."""
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    found = [(row.get("title") or "", row["text"], row["lang"]) for row in rows]
    if not found:
        own = [item.stored.article for item in read_reported()]
        found = [(article.title, article.body, article.language) for article in own]
    return [
        Text(title, sentences, language)
        for title, body, language in found
        if title and (sentences := tuple(part for part in _SENTENCE.split(body.strip()) if part))
    ]


def fill(archive: Archive, corpus: Corpus, count: int, days: float, seen: datetime | None = None) -> None:
    """Store articles published over the last days, each in the story of its event.

    Those `seen` at one time are not grouped yet.
    """
    classifier = Classifier.load()
    opener: dict[int, int] = {}
    made = corpus.articles(count, NOW - timedelta(days=days), NOW)
    while batch := list(islice(made, _BATCH)):
        store(archive, classifier, [article for article, _ in batch], seen)
        if seen:
            continue
        for (_, event), stored in zip(batch, archive.stories.ungrouped(_BATCH), strict=True):
            beside = opener.setdefault(event, stored.id)
            relation = Relation.OPENS if beside == stored.id else Relation.SAME_EVENT
            placement = Placement(
                stored.id, None if beside == stored.id else beside, relation, "benchmark", 1.0
            )
            archive.stories.add(placement, NOW)


def store(
    archive: Archive, classifier: Classifier, articles: Iterable[Article], seen: datetime | None = None
) -> None:
    """Store articles, with verdicts that find them relevant."""
    read = [replace(article, fetched_at=seen or article.fetched_at) for article in articles]
    archive.articles.add_all((article, None, "grouping") for article in read)
    judged = [
        (stored, replace(jobs.classify(classifier, stored), is_relevant=True))
        for stored in archive.verdicts.untagged(len(read))
    ]
    archive.verdicts.add(judged, NOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What grouping costs beside a number of known articles."""

    #: CPU seconds of each round with one new article, and of the search for it.
    rounds: Sequence[float]
    waits: Sequence[float]
    #: CPU seconds of a first round without stored features, and with them.
    cold: Sequence[float]
    #: Bytes a known article.
    memory: float


def live(corpus: Corpus, count: int, folder: Path) -> Cost:
    """Rounds of one new article beside `count` known ones, and cold starts."""
    with open_archive(folder / f"live-{count}.db") as archive:
        fill(archive, corpus, count, _KNOWN_FOR)
        classifier = Classifier.load()
        new = [article for article, _ in corpus.articles(_ROUNDS + 2, NOW - timedelta(hours=3), NOW)]
        new = [
            replace(article, url=f"{article.url}-new", fetched_at=NOW + timedelta(minutes=number))
            for number, article in enumerate(new)
        ]
        # The first finds no stored features, if there are any.
        colds, rounds, waits = [], [], []
        memory = Memory()
        for number, article in enumerate(new):
            store(archive, classifier, [article])
            if number == 1:
                memory = Memory()
            started = time.process_time()
            jobs.group(archive, article.fetched_at, memory)
            took = time.process_time() - started
            if number < 2:
                colds.append(took)
                continue
            rounds.append(took)
            started = time.process_time()
            archive.stories.ungrouped(1)
            waits.append(time.process_time() - started)
        store(archive, classifier, [replace(new[0], url=f"{new[0].url}-last")])
        tracemalloc.start()
        memory = Memory()
        jobs.group(archive, NOW, memory)
        grown = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    return Cost(rounds=rounds, waits=waits, cold=colds, memory=grown / count)


def small(folder: Path) -> Iterator[Row]:
    """Rounds with one new article beside 300 and 3,000 known ones, with our own texts."""
    corpus = Corpus(texts(()))
    _without_encoder(corpus)
    folder = folder / "grouping"
    folder.mkdir()
    few, many = (live(corpus, count, folder) for count in (300, 3_000))
    yield Row(
        work="grouping: ms a new article, 10 × known",
        floor=min(few.rounds) * 1e3,
        ours=min(many.rounds) * 1e3,
        bar="≤ 10",
    )
    yield Row(work="grouping: KB of memory a known article", ours=many.memory / 1024, bar="≤ 8")


def _without_encoder(corpus: Corpus) -> None:
    vars(features)["encode"] = lambda titles: [corpus.vectors[title] for title in titles]


def _line(count: int, cost: Cost) -> str:
    milliseconds = [
        1e3 * value for value in (min(cost.rounds), statistics.median(cost.rounds), min(cost.waits))
    ]
    columns = (*milliseconds, *cost.cold, cost.memory / 1024)
    return f"{count:>8,}" + "".join(f"{value:>10.1f}" for value in columns)


def backfill(corpus: Corpus, count: int, archives: int, folder: Path) -> float:
    """CPU seconds to group old articles, all found today, in equal archives."""
    took = 0.0
    for number in range(archives):
        with open_archive(folder / f"backfill-{count}-{number}.db") as archive:
            fill(archive, corpus, count, _OLD_DAYS, NOW)
            started = time.process_time()
            jobs.group(archive, NOW)
            took += time.process_time() - started
    return took


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description="Measure the cost of grouping.")
    parser.add_argument("known", nargs="*", type=int, default=[1000, 3000], help="numbers of known articles")
    parser.add_argument(
        "--texts", nargs="*", type=Path, default=[], help="JSONL files to take sentences from"
    )
    parser.add_argument("--backfill", type=int, help="number of old articles grouped at once")
    chosen = parser.parse_args()
    corpus = Corpus(texts(chosen.texts))
    _without_encoder(corpus)
    with TemporaryDirectory() as folder:
        say("CPU time of a round with one new article (ms), and of the search for it;")
        say("of a first round without and with stored features (s); memory of an article (KB)")
        say(f"{'known':>8}" + "".join(f"{name:>10}" for name in _COLUMNS))
        for count in chosen.known:
            say(_line(count, live(corpus, count, Path(folder))))
        if count := chosen.backfill:
            apart = backfill(corpus, 1000, _SMALL_ARCHIVES, Path(folder)) * count / (1000 * _SMALL_ARCHIVES)
            large = backfill(corpus, count, 1, Path(folder))
            say(f"{count:,} old articles at once: {large:.0f} CPU s; in archives of 1,000: {apart:.0f}")
    titles = sorted(corpus.vectors)[:20]
    encoder.encode(titles[:1])
    started = time.process_time()
    for title in titles:
        encoder.encode([title])
    say(f"the encoder: {(time.process_time() - started) / len(titles) * 1e3:.1f} ms a headline alone")


if __name__ == "__main__":
    main()
