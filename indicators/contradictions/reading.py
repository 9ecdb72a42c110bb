"""Finds the contradictions of an article: each kind has a reader of its own."""

from classifier import find_article_facts
from indicators.contradictions.conversions import conversions
from indicators.contradictions.counts import counts
from indicators.contradictions.figures import figures
from indicators.contradictions.headers import headers
from indicators.contradictions.names import names
from indicators.contradictions.treaties import treaties
from indicators.contradictions.values import Contradiction, ReadArticle
from indicators.contradictions.weekdays import weekdays
from yaluwatch.model import Article, Mention, StoredArticle


def contradictions_of(stored: StoredArticle) -> tuple[Contradiction, ...]:
    """Those of a stored article in its version; none if it has no verdict or is off-topic."""
    verdict = stored.verdict
    return contradictions_in(stored.article, verdict.mentions) if verdict and verdict.is_relevant else ()


def contradictions_in(article: Article, mentions: tuple[Mention, ...]) -> tuple[Contradiction, ...]:
    """Passages that disagree, by kind in the order of KINDS. Pure."""
    published = article.published_at.date() if article.published_at else None
    found = find_article_facts(
        article.title, article.body, article.language, published, mentions, article.tables
    )
    read = ReadArticle(article, found.facts, mentions)
    return (
        *figures(read, found.prices),
        *treaties(read),
        *counts(read),
        *conversions(read),
        *weekdays(read),
        *headers(read),
        *names(read),
    )
