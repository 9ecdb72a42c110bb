"""The path of one article or URL: what happened to it, in order, and why it is in no digest of a reader."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.transports import shown_address
from storage import Archive, ArticleTrace, DigestMention
from yaluwatch.model import StoredArticle, Subscription
from yaluwatch.shown import shown_url, without_secrets

# What SQLite can compare with a row's id.
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened."""

    #: Aware UTC.
    at: datetime
    #: "fetch", "url", "version", "verdict", "story", "digest" or "delivery".
    stage: str
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole path."""

    #: None if no article is stored under the URL.
    article_id: int | None
    title: str
    #: Oldest first.
    steps: Sequence[Step]
    #: Subscription id → why it has not reported the article, one sentence.
    not_reported: Mapping[str, str]
    #: What is known if nothing is stored; "" otherwise.
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What decides whether a subscription reports an article."""

    #: The first verdict on its newest version; 0 without any.
    first_verdict: int
    is_backfilled: bool
    #: The last verdict covered by a digest of the subscription.
    covered: int
    #: Ids that its search matches; None if it has none.
    found: Container[int] | None = None
    #: When an earlier digest of the subscription reported another article of the story; None if none did.
    story_told_at: datetime | None = None


def why_not(subscription: Subscription, stored: StoredArticle, reading: Reading) -> str:
    """Why a subscription has not reported an article, in one sentence. Pure."""
    verdict = stored.verdict
    if subscription.paused:
        return "The subscription is paused."
    if verdict is None:
        return "The article is not classified yet."
    if not verdict.is_relevant:
        return f"Not relevant: {verdict.relevance:.2f}."
    if verdict.relevance < subscription.minimum_score:
        return f"Its relevance {verdict.relevance:.2f} is below the minimum {subscription.minimum_score:.2f}."
    for name, wanted, present in (
        ("topics", subscription.topics, [tag.topic for tag in verdict.tags]),
        ("places", subscription.places, [mention.id for mention in verdict.mentions]),
        ("languages", subscription.languages, [stored.article.language]),
        ("sources", subscription.sources, [stored.article.source_id]),
    ):
        if wanted and not set(wanted) & set(present):
            has = ", ".join(dict.fromkeys(present)) or "none"
            return f"Other {name} are asked for: {', '.join(wanted)}; it has {has}."
    if reading.found is not None and stored.id not in reading.found:
        return f"The search {subscription.query!r} does not match it."
    if reading.is_backfilled:
        return "A backfill brought it, so it is never news."
    if stored.story_id is None:
        return "It is not grouped into a story yet."
    if reading.first_verdict > reading.covered:
        return "It is due in the next digest."
    if stored.first_seen_at < subscription.created_at:
        return "It was found before the subscription was made."
    if reading.story_told_at:
        return (
            f"Its story was reported on {reading.story_told_at:%Y-%m-%d %H:%M} UTC, and it added nothing new."
        )
    return "A digest covered it and left it out: too old when it was found, or past of a new source."


def article_number(wanted: str) -> int | None:
    """The number that is written so; None for a URL, and for more digits than any article's number has."""
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) <= _MOST_DIGITS
    return int(wanted) if is_number else None


def trace_of(archive: Archive, wanted: str, matches: Mapping[str, Container[int]] | None = None) -> Trace:
    """The path of an article by its number, or of a URL.

    `matches` are, by subscription id, the ids of articles that its search finds.
    """
    article_id = article_number(wanted) or archive.traces.article_at(wanted)
    stored = archive.articles.get(article_id) if article_id is not None else None
    record = archive.traces.article(article_id) if article_id is not None else None
    if stored is None or record is None:
        return _unknown(archive, wanted)
    steps = [
        *_url_steps(archive, stored.article.url, stored.id, stored.article.source_id),
        *_article_steps(archive, stored, record),
        *(step for mention in record.mentions for step in _told(mention)),
    ]
    return Trace(
        stored.id,
        stored.article.title,
        sorted(steps, key=lambda step: step.at),
        dict(_not_reported(archive, stored, record, matches or {})),
    )


def _unknown(archive: Archive, wanted: str) -> Trace:
    steps = list(_url_steps(archive, wanted, None, ""))
    waiting = archive.traces.waiting(wanted)
    if waiting:
        summary = f"A backfill of {', '.join(waiting)} has listed it and not fetched it yet."
    elif any(step.stage == "url" for step in steps):
        summary = "It was refused, and is not fetched again."
    elif steps:
        summary = "It was fetched, and no article is stored under it."
    else:
        summary = "It was never seen: no source has announced it, or it was not fetched yet."
    return Trace(None, "", sorted(steps, key=lambda step: step.at), {}, summary)


def _url_steps(archive: Archive, url: str, article_id: int | None, source_id: str) -> Iterator[Step]:
    known = archive.traces.urls(url, article_id)
    for fetch in archive.traces.fetches([url, *(one.url for one in known)], source_id):
        detail = f" ({fetch.detail})" if fetch.detail else ""
        status = f" {fetch.status}" if fetch.status else ""
        what = "poll" if fetch.kind == "poll" else "fetched"
        text = f"{what} by {fetch.source_id}:{status} {fetch.outcome}{detail}"
        yield Step(fetch.at, "fetch", without_secrets(text))
    for one in known:
        if one.article_id is None:
            refused = str(one.outcome).replace("_", " ")
            text = f"{shown_url(one.url)} of {one.source_id} was refused: {refused}"
            yield Step(one.at, "url", text)
        elif one.url != url:
            yield Step(one.at, "url", f"{shown_url(one.url)} of {one.source_id} is the same article")


def _article_steps(archive: Archive, stored: StoredArticle, record: ArticleTrace) -> Iterator[Step]:
    how = "brought by a backfill" if record.is_backfilled else "first seen"
    yield Step(record.first_seen_at, "version", f"{how} in {stored.article.source_id}")
    if (origin := archive.web_archives.origin(stored.id)) is not None:
        place = "" if origin.offset is None else f" at byte {origin.offset}"
        yield Step(origin.captured_at, "fetch", f"captured; read from {shown_url(origin.file)}{place}")
    for version in archive.research.versions(stored.id):
        yield Step(version.fetched_at, "version", f"version {version.number}: {version.title}")
    for verdict in record.verdicts:
        judged = "relevant" if verdict.is_relevant else "not relevant"
        text = f"version {verdict.version} is {judged}, {verdict.relevance:.2f}, by {verdict.classifier}"
        yield Step(verdict.at, "verdict", text)
    if stored.removed_at:
        yield Step(stored.removed_at, "version", "no longer on the site")
    if stored.story_id is not None:
        reason = archive.stories.reasons(stored.story_id).get(stored.id, "")
        at = max((verdict.at for verdict in record.verdicts), default=record.first_seen_at)
        yield Step(at, "story", f"in story {stored.story_id}: {reason}")


def _told(mention: DigestMention) -> Iterator[Step]:
    what = (
        "carried over to the next one" if mention.version is None else f"version {mention.version} reported"
    )
    name = f"{mention.kind} {mention.digest_id} of {mention.subscription_id}"
    yield Step(mention.composed_at, "digest", f"{name}: {what}")
    if mention.state is not None and mention.version is not None:
        to = shown_address(mention.address) or "the outbox folder"
        detail = f" ({mention.detail})" if mention.detail else ""
        text = f"{name} to {to}: {mention.state}{detail}"
        yield Step(mention.sent_at or mention.composed_at, "delivery", text)


def _not_reported(
    archive: Archive, stored: StoredArticle, record: ArticleTrace, matches: Mapping[str, Container[int]]
) -> Iterator[tuple[str, str]]:
    told = {mention.subscription_id for mention in record.mentions}
    verdicts = [verdict.id for verdict in record.verdicts if verdict.version == stored.version]
    for subscription in archive.subscriptions.all():
        if subscription.id in told:
            continue
        covered, _ = archive.outbox.last_covered(subscription.id)
        reading = Reading(
            first_verdict=min(verdicts, default=0),
            is_backfilled=record.is_backfilled,
            covered=covered,
            found=matches.get(subscription.id),
            story_told_at=_story_told_at(archive, stored, subscription.id),
        )
        yield subscription.id, why_not(subscription, stored, reading)


def _story_told_at(archive: Archive, stored: StoredArticle, subscription_id: str) -> datetime | None:
    """When a digest of the subscription first reported another article of the story."""
    if stored.story_id is None:
        return None
    for reported in archive.digest_inputs.reported([stored.story_id]):
        if reported.subscription_id == subscription_id:
            traces = filter(None, map(archive.traces.article, reported.versions))
            times = [
                mention.composed_at
                for trace in traces
                for mention in trace.mentions
                if mention.subscription_id == subscription_id
            ]
            return min(times, default=None)
    return None
