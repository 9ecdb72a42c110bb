"""Finds the contradictions of an article: each kind has a reader of its own."""

from collections.abc import Sequence
from dataclasses import replace

from classifier import find_article_facts
from indicators.contradictions.conversions import conversions
from indicators.contradictions.counts import counts
from indicators.contradictions.figures import figures
from indicators.contradictions.headers import headers
from indicators.contradictions.names import names
from indicators.contradictions.treaties import treaties
from indicators.contradictions.values import Contradiction, ReadArticle, as_stored
from indicators.contradictions.weekdays import weekdays
from yaluwatch.model import Article, Fact, FactSet, MarketPrice, Mention, StoredArticle


def contradictions_of(
    stored: StoredArticle, facts: Sequence[Fact] | None = None
) -> tuple[Contradiction, ...]:
    """Those of a stored article in its version; none if it has no verdict or is off-topic.

    `facts` are those that are stored of it: to read them again costs many times as much as to compare them.
    """
    verdict = stored.verdict
    if not (verdict and verdict.is_relevant):
        return ()
    return contradictions_in(stored.article, verdict.mentions, facts)


def contradictions_in(
    article: Article, mentions: tuple[Mention, ...], facts: Sequence[Fact] | None = None
) -> tuple[Contradiction, ...]:
    """Passages that disagree, by kind in the order of KINDS. Pure."""
    prices: tuple[MarketPrice, ...] = ()
    # Of prices, one in a table is compared with one in a sentence.
    if facts is None or (article.tables and any(fact.kind == "price" for fact in facts)):
        published = article.published_at.date() if article.published_at else None
        found = find_article_facts(
            article.title, article.body, article.language, published, mentions, article.tables
        )
        facts, prices = found.facts, found.prices
    return _found(ReadArticle(article, tuple(facts), mentions), prices)


def with_contradictions(found: FactSet, article: Article, mentions: tuple[Mention, ...]) -> FactSet:
    """The facts just read from an article, with its contradictions. Pure."""
    read = ReadArticle(article, found.facts, mentions)
    return replace(found, contradictions=tuple(as_stored(each) for each in _found(read, found.prices)))


def _found(read: ReadArticle, prices: tuple[MarketPrice, ...]) -> tuple[Contradiction, ...]:
    return (
        *figures(read, prices),
        *treaties(read),
        *counts(read),
        *conversions(read),
        *weekdays(read),
        *headers(read),
        *names(read),
    )
