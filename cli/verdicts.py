"""A verdict as text for people."""

from yaluwatch.model import Verdict


def relevance_line(verdict: Verdict) -> str:
    """Whether an article is relevant, how probably, and which classifier says so."""
    word = "relevant" if verdict.is_relevant else "not relevant"
    return f"{word}: relevance {verdict.relevance:.0%} ({verdict.version})"
