"""How prominently a story is shown: weights that add up to one. Pure."""

from collections.abc import Mapping

from alerts.digests.origins import independent
from yaluwatch.model import Story

#: The most relevant article's relevance; independent publishers, up to five; the best source's tier
#: (1 fully, 3 not at all); the tags of the most tagged article, up to ten.
WEIGHTS = {"relevance": 0.6, "publishers": 0.2, "tier": 0.1, "tags": 0.1}


def rank(story: Story, tiers: Mapping[str, int]) -> float:
    """The weighted sum, 0–1; `tiers` by source id. State media lose nothing."""
    verdicts = [stored.verdict for stored in story.articles if stored.verdict]
    tier = min((tiers.get(stored.article.source_id, 3) for stored in story.articles), default=3)
    parts = {
        "relevance": max((verdict.relevance for verdict in verdicts), default=0.0),
        "publishers": min(len(independent(story.articles)), 5) / 5,
        "tier": (3 - tier) / 2,
        "tags": min(max((len(verdict.tags) for verdict in verdicts), default=0), 10) / 10,
    }
    return sum(WEIGHTS[name] * part for name, part in parts.items())
