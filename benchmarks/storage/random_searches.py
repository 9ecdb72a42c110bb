"""Searches made at random: words of the corpus alone and combined, in every form of the query language."""

import random
from collections.abc import Callable, Iterator

from benchmarks.storage.corpus import PLACES, PLANTED, SOURCES, TOPICS, Corpus

_PLANTED = [word for words in PLANTED.values() for word in words]


def random_searches(rng: random.Random) -> Iterator[str]:
    """Searches without end, the same for the same state of `rng`."""
    words = [word for article, _ in Corpus(seed=1).articles(60) for word in _words(article.body)]
    while True:
        parts = [_expression(rng, words) for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
        filters = [_filter(rng) for _ in range(rng.choice((0, 0, 1, 1, 2)))]
        chosen = [*parts, *filters, *rng.choices(("relevant:any", ""), (3, 1))]
        rng.shuffle(chosen)
        yield " ".join(filter(None, chosen))


def _words(body: str) -> list[str]:
    """Words as they stand in the text; of Chinese, stretches of one to four characters."""
    found = body.replace("。", " ").replace(".", " ").split()
    return [word if len(word) < 16 else word[: 1 + len(word) % 4] for word in found]


def _expression(rng: random.Random, words: list[str]) -> str:
    def word() -> str:
        return rng.choice(_PLANTED if rng.random() < 0.5 else words)

    forms: list[Callable[[], str]] = [
        word,
        word,
        lambda: f'"{word()}"',
        lambda: f'"{word()} {word()}"',
        lambda: f"{word()}*",
        lambda: word()[0],
        lambda: word()[: rng.randint(1, 3)] + "*",
        lambda: f"({word()} OR {word()})",
        lambda: f"({word()} OR {word()} {word()})",
        lambda: f"{word()} -{word()}",
        lambda: f'{word()} -"{word()} {word()}"',
        lambda: f"{word()} NEAR {word()}",
        lambda: f"{word()} NEAR/{rng.randint(1, 40)} {word()}",
        lambda: f"title:{word()}",
        lambda: "",
    ]
    return rng.choice(forms)()


def _filter(rng: random.Random) -> str:
    year, month = rng.randint(2016, 2026), rng.randint(1, 12)
    return rng.choice(
        (
            f"source:{rng.choice(SOURCES)}",
            f"language:{rng.choice(('en', 'ko', 'zh', 'ja'))}",
            f"topic:{rng.choice(TOPICS)}",
            f"place:{rng.choice(PLACES)}",
            f"-place:{rng.choice(PLACES)}",
            f"after:{year}-{month:02}",
            f"before:{year}-{month:02}-15",
            f"after:{year} before:{year + 1}",
            f"score:>0.{rng.randint(1, 9)}",
            "publisher:Press",
            "status:edited",
        )
    )
