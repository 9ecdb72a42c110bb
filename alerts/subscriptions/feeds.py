"""Feeds: the recent stories of a subscription as Atom (RFC 4287) or JSON Feed 1.1."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from alerts import tokens
from alerts.delivery import DigestRun, QueryReader
from alerts.digests import DigestStory
from alerts.rendering import Renderer, story_data
from storage import Archive, parse_query
from yaluwatch.atom import AtomEntry, AtomWriter
from yaluwatch.model import Source, Subscription
from yaluwatch.times import time_text

#: How far back a feed goes.
LOOK_BACK = timedelta(days=14)
#: Maximum number of stories in a feed.
MAX_STORIES = 50
_PURPOSE = "feed"


def feed_token(secret: str, subscription_id: str) -> str:
    """The signed part of a feed's URL."""
    return tokens.sign(secret, _PURPOSE, subscription_id)


def read_feed_token(secret: str, token: str) -> str:
    """Subscription id of a feed's URL. Raises SubscriptionError for an invalid signature."""
    return str(tokens.read(secret, _PURPOSE, token))


def feed_stories(
    archive: Archive,
    subscription: Subscription,
    sources: Sequence[Source],
    now: datetime,
    read_query: QueryReader = parse_query,
) -> list[DigestStory]:
    """Stories of the last two weeks that match the subscription, reported or not, newest first.

    Raises QueryError for an invalid search.
    """
    # With an id that no subscription has, nothing counts as reported.
    unsent = replace(subscription, id=f"feed:{subscription.id}", max_stories=10_000)
    made = DigestRun(
        archive, [unsent], sources, now, Renderer(""), read_query, first_look_back=LOOK_BACK
    ).digest(unsent)
    return sorted(made.stories, key=lambda story: (story.first_seen_at, story.id), reverse=True)[:MAX_STORIES]


def as_atom(subscription: Subscription, stories: Sequence[DigestStory], address: str, now: datetime) -> bytes:
    """The stories as an Atom feed; `address` is the URL of the feed itself."""
    stream = BytesIO()
    feed = AtomWriter(stream)
    updated = max((story.first_seen_at for story in stories), default=now)
    feed.start(title=subscription.name, feed_id=address, updated=updated, address=address)
    for story in stories:
        lead = story.lead.article
        feed.entry(
            AtomEntry(
                id=_name(story),
                title=lead.title,
                url=lead.url,
                language=lead.language,
                updated=story.first_seen_at,
                authors=(story.lead_name,),
                categories=tuple(story.topics),
                summary=_quoted(story),
            )
        )
    feed.end()
    return stream.getvalue()


def as_json_feed(
    subscription: Subscription, stories: Sequence[DigestStory], address: str, web_url: str
) -> dict[str, Any]:
    """The stories as a JSON Feed; `_yaluwatch` has the same data as webhooks."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": subscription.name,
        "feed_url": address,
        "items": [
            {
                "id": _name(story),
                **_link(story.lead.article.url),
                "title": story.lead.article.title,
                "content_text": _quoted(story),
                "date_published": time_text(story.first_seen_at),
                "language": story.lead.article.language,
                "authors": [{"name": story.lead_name}],
                "tags": list(story.topics),
                "_yaluwatch": story_data(story, web_url),
            }
            for story in stories
        ],
    }


def _link(url: str) -> dict[str, str]:
    """The address, unless it is not one of the web."""
    return {"url": url} if url.startswith(("http://", "https://")) else {}


def _name(story: DigestStory) -> str:
    return f"urn:yaluwatch:story:{story.id}"


def _quoted(story: DigestStory) -> str:
    return "\n\n".join(f"“{quote.span.text}”" for quote in story.quotes)
