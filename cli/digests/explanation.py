"""Shows why the stories of a digest stand in their order."""

from alerts.digests import PARTS, Digest, Weights
from cli.app import say
from cli.tables import Row, print_rows


def print_explanation(digest: Digest, weights: Weights) -> None:
    """Print each story's score and its parts, and where the digest puts it."""
    whole = sum(getattr(weights, name) for name in PARTS) or 1.0
    shares = ", ".join(f"{name} {100 * getattr(weights, name) / whole:.0f} %" for name in PARTS)
    say(f"Score: {shares}.")
    say("Weights and the importance of topics are settings: section [digest].")
    rows = []
    for place, stories in (
        ("card", digest.stories),
        ("line", digest.more),
        ("update", (*digest.updates, *digest.more_updates)),
        ("next mail", digest.carried),
        ("older", digest.older),
    ):
        for story in stories:
            parts = " ".join(f"{name} {story.score.parts[name]:.2f}" for name in PARTS)
            rows.append(
                Row(
                    (f"{story.score.total:.3f}", place, story.score.subject or "-"),
                    [story.lead.article.title, parts],
                )
            )
    if not rows:
        say("No story is due now.")
        return
    print_rows(("score", "place", "subject"), rows)
