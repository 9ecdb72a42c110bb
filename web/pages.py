"""The pages, one function each: read the arguments, query the archive, render."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as email_policy
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi import Query as Argument
from fastapi.responses import HTMLResponse

from alerts.subscriptions import (
    as_atom,
    as_json_feed,
    feed_stories,
    read_feed_token,
)
from alerts.transports import shown_address
from classifier.lexicon import place_names
from storage import Archive, Hit, SnippetPart, caption_snippet, parse_query, snippet
from web.context import LARGEST_ID, Id, Opened, Shown
from web.filters import filter_values
from web.marking import paragraphs
from web.templating import TEMPLATES
from yaluwatch.errors import QueryError
from yaluwatch.model import Source, SourceState

router = APIRouter()

_LINES = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One search result."""

    hit: Hit
    snippet: Sequence[SnippetPart]
    #: A caption with a word that is only there; empty if all words are in title or body.
    caption: Sequence[SnippetPart]
    source: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One row of the source table."""

    source: Source
    state: SourceState
    #: New articles per day over the last week, oldest first.
    week: Sequence[int]

    @property
    def bars(self) -> list[tuple[int, float, float]]:
        """A bar of each day in the chart of 70 × 20: left edge, top and height."""
        most = max(self.week)
        heights = [18 * count / most if most else 0 for count in self.week]
        return [(10 * day, 19 - height, height + 1) for day, height in enumerate(heights)]

    @property
    def is_well(self) -> bool:
        """Whether its last poll succeeded and it is not silent."""
        return self.state.is_healthy and not self.state.silent_since


@router.get("/")
def articles(
    request: Request,
    site: Shown,
    archive: Opened,
    q: str = "",
    page: Annotated[int, Argument(ge=1, le=100_000)] = 1,
) -> Response:
    """The newest articles, or those that match a query."""
    words = {"q": q, "page": "articles", "mistake": "", "lines": [], "total": 0, "more": ""}
    try:
        query = parse_query(q, place_names(), filter_values(site, archive))
    except QueryError as error:
        words["mistake"] = str(error)
        return TEMPLATES.TemplateResponse(request, "articles.html", words, 400)
    offset = (page - 1) * _LINES
    names = site.names()
    words["total"] = total = archive.search.count(query)
    words["lines"] = [
        Line(
            hit,
            snippet(hit.body, query.words),
            caption_snippet(hit.title, hit.body, hit.captions, query.words),
            names.get(hit.source_id, hit.publisher),
        )
        for hit in archive.search.find(query, limit=_LINES, offset=offset)
    ]
    if offset + _LINES < total:
        words["more"] = "?" + urlencode({"q": q, "page": page + 1})
    return TEMPLATES.TemplateResponse(request, "articles.html", words)


@router.get("/articles/{article_id}")
def article(
    request: Request,
    site: Shown,
    archive: Opened,
    article_id: Id,
    version: Annotated[int | None, Argument(ge=1, le=LARGEST_ID)] = None,
) -> Response:
    """One article, why it was tagged, and other reports of its story; an older version on request."""
    stored = archive.articles.get(article_id, version=version)
    if stored is None:
        what = f"article {article_id}" if version is None else f"version {version} of article {article_id}"
        raise HTTPException(404, f"There is no {what}.")
    versions = archive.research.versions(article_id)
    story = archive.stories.get([stored.story_id]).get(stored.story_id) if stored.story_id else None
    words = {
        "page": "",
        "stored": stored,
        "versions": versions,
        "changes": archive.research.changes(article_id, stored.version - 1, stored.version)
        if stored.version > 1
        else None,
        "paragraphs": paragraphs(stored),
        "others": [other for other in story.articles if other.id != stored.id] if story else [],
        "names": site.names(),
    }
    return TEMPLATES.TemplateResponse(request, "article.html", words)


@router.get("/sources")
def sources(request: Request, site: Shown, archive: Opened) -> Response:
    """The state of every source."""
    now = datetime.now(UTC)
    words = {
        "page": "sources",
        "lines": source_lines(site.read_sources(), archive, now),
        "outages": archive.sources.own_outages(now - timedelta(days=7)),
    }
    return TEMPLATES.TemplateResponse(request, "sources.html", words)


@router.get("/digests")
def digests(request: Request, archive: Opened) -> Response:
    """The newest messages."""
    messages = [(message, shown_address(message.address)) for message in archive.outbox.listed(limit=50)]
    words = {"page": "digests", "messages": messages}
    return TEMPLATES.TemplateResponse(request, "digests.html", words)


@router.get("/digests/{delivery_id}")
def digest(archive: Opened, delivery_id: Id) -> Response:
    """One message as an e-mail program would show it."""
    delivery = archive.outbox.get(delivery_id)
    if delivery is None:
        raise HTTPException(404, f"There is no digest {delivery_id}.")
    if "://" in delivery.address:
        return Response(delivery.content, media_type="application/json")
    part = _message(delivery.content).get_body(("html",))
    return HTMLResponse(part.get_content() if part else "")


@router.get("/feeds/{token}/{form}")
def feed(
    request: Request, site: Shown, archive: Opened, token: str, form: Literal["atom", "json"]
) -> Response:
    """A subscription's stories for feed readers, at a URL nobody can guess."""
    subscription_id = read_feed_token(site.secret, token)
    chosen = [item for item in archive.subscriptions.all() if item.id == subscription_id]
    if not chosen:
        raise HTTPException(404, "This subscription no longer exists.")
    now, address = datetime.now(UTC), str(request.url)
    values = filter_values(site, archive).lenient()
    stories = feed_stories(
        archive, chosen[0], site.read_sources(), now, lambda text: parse_query(text, place_names(), values)
    )
    if form == "json":
        web_url = str(request.base_url).rstrip("/")
        content = json.dumps(as_json_feed(chosen[0], stories, address, web_url), ensure_ascii=False)
        return Response(content, media_type="application/feed+json")
    return Response(as_atom(chosen[0], stories, address, now), media_type="application/atom+xml")


def source_lines(sources: Sequence[Source], archive: Archive, now: datetime) -> list[SourceLine]:
    """Every source with its state and its last week; those needing attention first, paused ones last."""
    states = archive.sources.states()
    days = [(now - timedelta(days=ago)).date().isoformat() for ago in range(6, -1, -1)]
    counts = archive.sources.daily_new(now - timedelta(days=7))
    lines = [
        SourceLine(
            source,
            states.get(source.id, SourceState(source_id=source.id)),
            [counts.get(source.id, {}).get(day, 0) for day in days],
        )
        for source in sources
    ]
    return sorted(lines, key=lambda line: (line.source.paused, line.is_well, line.source.id))


def _message(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=email_policy)
    assert isinstance(message, EmailMessage)
    return message
