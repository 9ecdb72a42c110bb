"""A generated corpus in three languages: Zipf-distributed words, with terms planted at known rates."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from yaluwatch.model import Article, Evidence, Mention, Span, Tag, Term, Verdict

FIRST = datetime(2016, 1, 1, tzinfo=UTC)
LAST = datetime(2026, 11, 1, tzinfo=UTC)
LANGUAGES = ("en", "ko", "zh")
SOURCES = tuple(f"source-{number:02}" for number in range(60))
PLACES = tuple(f"place-{number:03}" for number in range(120))
TOPICS = ("border", "smuggling", "trade", "sanctions", "logistics", "markets", "labor", "tourism", "health")

# Planted terms → share of the articles in their language that contain them.
PLANTED = {
    "en": {"smuggling": 0.08, "dandong": 0.08, "customs": 0.08, "sinuiju": 0.04, "coal exports": 0.02},
    "ko": {"밀수": 0.09, "단둥": 0.08, "세관": 0.08, "신의주": 0.05, "대북제재": 0.03, "로동신문": 0.01},
    "zh": {"走私": 0.08, "丹东": 0.08, "海关": 0.08, "鸭绿江": 0.05, "对朝贸易": 0.03},
}
_SYLLABLES = {
    "en": [
        "ba",
        "con",
        "de",
        "er",
        "fi",
        "gra",
        "in",
        "ka",
        "lo",
        "men",
        "no",
        "pro",
        "ra",
        "st",
        "ti",
        "ver",
    ],
    "ko": [chr(0xAC00 + number * 37) for number in range(280)],
    "zh": [chr(0x4E00 + number * 23) for number in range(600)],
}
_PARTICLES = ["이", "가", "은", "는", "을", "를", "에서", "으로", "의", "에", "과", ""]
_WORDS = {"en": 215, "ko": 150, "zh": 240}


class Corpus:
    """Generates articles and verdicts, the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._rng = random.Random(seed)  # noqa: S311 - a corpus, no secret
        self._words = {language: self._vocabulary(language) for language in LANGUAGES}
        weights = list(accumulate(1 / (rank + 3) for rank in range(20_000)))
        self._weights = weights

    def articles(self, count: int) -> Iterator[tuple[Article, Verdict]]:
        """`count` articles spread over ten years, in order of arrival."""
        step = (LAST - FIRST) / count
        for number in range(count):
            yield self._article(number, FIRST + number * step)

    def _article(self, number: int, at: datetime) -> tuple[Article, Verdict]:
        rng = self._rng
        language = rng.choices(LANGUAGES, (40, 30, 30))[0]
        body = self._text(language, _WORDS[language])
        for word, share in PLANTED[language].items():
            if rng.random() < share:
                position = body.find("\n\n", rng.randrange(len(body))) + 2
                gap = "" if language == "zh" else " "
                body = f"{body[:position]}{word}{gap}{body[position:]}"
        source = rng.choice(SOURCES)
        article = Article(
            source_id=source,
            url=f"https://{source}.example/{number}",
            title=self._text(language, 8).replace("\n\n", " "),
            body=body,
            language=language,
            published_at=at - timedelta(minutes=rng.randrange(600)),
            fetched_at=at,
        )
        return article, self._verdict(body)

    def _verdict(self, body: str) -> Verdict:
        rng = self._rng
        is_relevant = rng.random() < 0.6
        evidence = Evidence("body", 0, 80, body[:80])
        tags = [
            Tag(topic, rng.uniform(0.5, 1), (evidence,)) for topic in rng.sample(TOPICS, rng.randint(1, 3))
        ]
        places = rng.sample(PLACES, rng.randint(1, 5))
        mentions = [Mention(place, "place", Span("body", 0, 6, body[:6]), place) for place in places]
        return Verdict(
            relevance=rng.uniform(0.5, 1) if is_relevant else rng.uniform(0, 0.5),
            is_relevant=is_relevant,
            tags=tuple(tags) if is_relevant else (),
            mentions=tuple(mentions),
            terms=(Term(body[:6], "planted"),),
            version="benchmark-1",
        )

    def _text(self, language: str, words: int) -> str:
        chosen = self._rng.choices(self._words[language], cum_weights=self._weights, k=words)
        if language == "ko":
            particles = self._rng.choices(_PARTICLES, k=words)
            chosen = [word + particle for word, particle in zip(chosen, particles, strict=True)]
        gap, stop = ("", "。\n\n") if language == "zh" else (" ", ".\n\n")
        return stop.join(gap.join(chosen[start : start + 24]) for start in range(0, words, 24)) + stop.strip()

    def _vocabulary(self, language: str) -> list[str]:
        rng = self._rng
        longest = 4 if language == "en" else 3
        found: dict[str, None] = {}
        while len(found) < 20_000:
            found["".join(rng.choices(_SYLLABLES[language], k=rng.randint(2, longest)))] = None
        return list(found)
