"""A digest as JSON data, for webhooks and feeds. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from alerts.digests import Digest, DigestStory, Quote
from alerts.indicators import IndicatorLine, Wording

#: Increased when a field is removed or changes its meaning; fields may be added at any time.
VERSION = 1


def digest_data(digest: Digest, subject: str, web_url: str) -> dict[str, Any]:
    """The digest without labels, so independent of the subscription's language; times are ISO 8601, UTC."""
    return {
        "version": VERSION,
        "kind": "alert" if digest.is_alert else "digest",
        "subscription": {"id": digest.subscription.id, "name": digest.subscription.name},
        "subject": subject,
        "period": {"start": _time(digest.period_start), "end": _time(digest.period_end)},
        "stories": [story_data(story, web_url) for story in (*digest.stories, *digest.more)],
        "updates": [story_data(story, web_url) for story in (*digest.updates, *digest.more_updates)],
        "older": [story_data(story, web_url) for story in digest.older],
        "corrections": [
            {
                "kind": each.kind,
                "title": each.title,
                "outlet": each.name,
                "url": each.url,
                "language": each.language,
                "article": each.article_id,
                "version": each.version,
                "sentence": each.sentence,
            }
            for each in digest.corrections
        ],
        "sections": [
            {
                "id": section.id,
                "counts": dict(section.counts),
                "lines": [line_data(line) for line in section.lines],
                "left_out": section.left_out,
            }
            for section in digest.sections
        ],
        "spikes": [
            {"subject": each.subject, "publishers": each.publishers, "usual_a_day": round(each.usual, 2)}
            for each in digest.spikes
        ],
        "left_out": len(digest.carried),
        "sources": {"healthy": digest.sources_healthy, "total": digest.sources_total},
        "blind_spots": [
            {"name": each.name, "since": _time(each.since), "reason": each.reason}
            for each in digest.blind_spots
        ],
        "own_outages": [
            {"start": _time(start), "end": _time(end)}
            for start, end in (
                *((outage.began_at, outage.ended_at) for outage in digest.ended_outages),
                *([(digest.outage_since, None)] if digest.outage_since else []),
            )
        ],
        "chain_head": digest.chain_head,
    }


def story_data(story: DigestStory, web_url: str) -> dict[str, Any]:
    """One story as it appears in `digest_data`."""
    lead = story.lead.article
    return {
        "id": story.id,
        "title": lead.title,
        "language": lead.language,
        "url": lead.url,
        "outlet": story.lead_name,
        "archive_url": f"{web_url}/articles/{story.lead.id}" if web_url else "",
        "published_at": _time(lead.published_at),
        "first_seen_at": _time(story.first_seen_at),
        "score": round(story.score.total, 4),
        "history": story.is_history,
        "topics": list(story.topics),
        "places": list(story.places),
        "gloss": list(story.gloss),
        "terms": [{"text": term.text, "gloss": term.gloss} for term in story.terms],
        "quotes": [quote_data(quote) for quote in story.quotes],
        "outlets": [
            {
                "name": each.name,
                "url": each.url,
                "language": each.language,
                "state_media": each.is_state_media,
            }
            for each in story.outlets
        ],
        "independent": list(story.origins),
        "news": [
            {"kind": each.kind, "what": each.what, "quote": quote_data(each.quote) if each.quote else None}
            for each in story.news
        ],
        "beside": [line_data(line) for line in story.beside],
    }


def line_data(line: IndicatorLine) -> dict[str, Any]:
    """One line about an indicator, by field."""
    return {
        **_wording_data(line),
        "details": [_wording_data(each) for each in line.details],
        "quote": line.quote,
        "language": line.language,
        "publisher": line.publisher,
        "url": line.url,
        "article": line.article_id,
        "articles": [
            {"id": each.id, "title": each.title, "publisher": each.publisher, "url": each.url}
            for each in line.articles
        ],
    }


def _wording_data(wording: Wording) -> dict[str, Any]:
    return {
        "what": wording.phrase,
        **wording.names,
        **({} if wording.value is None else {"value": wording.value}),
        **{name: key.partition("_")[2] for name, key in wording.terms.items()},
        **{name: [_wording_data(part) for part in parts] for name, parts in wording.parts.items()},
    }


def quote_data(quote: Quote) -> Mapping[str, Any]:
    """One quoted sentence with its position in the article, in characters."""
    return {
        "text": quote.span.text,
        "part": quote.span.part,
        "start": quote.span.start,
        "end": quote.span.end,
        "language": quote.language,
        "topics": list(quote.topics),
        "polarity": quote.span.polarity,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
