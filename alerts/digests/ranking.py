"""The score by which stories are ordered: a weighted sum. Pure."""

from collections.abc import Mapping

from alerts.digests.origins import independent
from yaluwatch.model import Story

#: Weights, summing to 1, of: the highest relevance of an article; the number of independent publishers,
#: capped at five; the tier of the best source (1 counts fully, 3 not at all); the highest number of tags on
#: one article, capped at ten.
WEIGHTS = {"relevance": 0.6, "publishers": 0.2, "tier": 0.1, "tags": 0.1}


def rank(story: Story, tiers: Mapping[str, int]) -> float:
    """The score, 0–1; `tiers` by source id, 1–3. State media are not penalised."""
    verdicts = [stored.verdict for stored in story.articles if stored.verdict]
    tier = min((tiers.get(stored.article.source_id, 3) for stored in story.articles), default=3)
    parts = {
        "relevance": max((verdict.relevance for verdict in verdicts), default=0.0),
        "publishers": min(len(independent(story.articles)), 5) / 5,
        "tier": (3 - tier) / 2,
        "tags": min(max((len(verdict.tags) for verdict in verdicts), default=0), 10) / 10,
    }
    return sum(WEIGHTS[name] * part for name, part in parts.items())
