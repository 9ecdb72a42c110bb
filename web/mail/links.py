"""The pages readers reach from an e-mail by a signed link: GET shows, POST acts.

Mail scanners follow links but press no buttons, so only POST changes anything.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from alerts.delivery import carried_articles, read_feedback_token, read_token, unsubscribe
from alerts.rendering import labels_in
from alerts.subscriptions import confirm, read_confirmation
from storage import Archive, Feedback, Judgement, open_archive
from web.context import Opened, Shown
from web.headlines import Sense, headline_of, senses
from web.templating import TEMPLATES, language_of
from yaluwatch.model import StoredArticle

router = APIRouter()

# Longest note a reader may send, characters.
_MAX_NOTE = 1_000


@router.get("/unsubscribe/{token}")
def ask_unsubscribe(request: Request, site: Shown, token: str) -> Response:
    """Ask before acting, because mail scanners follow links but do not press buttons."""
    subscription_id, address = read_token(site.secret, token)
    words = {"page": "", "subscription": subscription_id, "address": address, "is_done": False}
    return TEMPLATES.TemplateResponse(request, "mail/unsubscribe.html", words)


@router.post("/unsubscribe/{token}")
def do_unsubscribe(request: Request, site: Shown, token: str) -> Response:
    """Unsubscribe one reader: the button on the page, or in an e-mail program (RFC 8058)."""
    subscription_id, address = read_token(site.secret, token)
    with open_archive(site.archive) as archive:
        unsubscribe(archive, subscription_id, address)
    words = {"page": "", "subscription": subscription_id, "address": address, "is_done": True}
    return TEMPLATES.TemplateResponse(request, "mail/unsubscribe.html", words)


@router.get("/confirm/{token}")
def ask_confirmation(request: Request, site: Shown, token: str) -> Response:
    """Show the button, because a mail scanner that follows the link must not confirm anything."""
    subscription_id, address = read_confirmation(site.secret, token)
    words = {"page": "", "subscription": subscription_id, "address": address, "is_done": False}
    return TEMPLATES.TemplateResponse(request, "mail/confirm.html", words)


@router.post("/confirm/{token}")
def do_confirm(request: Request, site: Shown, token: str) -> Response:
    """Record that an address confirms a subscription."""
    subscription_id, address = read_confirmation(site.secret, token)
    with open_archive(site.archive) as archive:
        confirm(archive, subscription_id, address, datetime.now(UTC))
    words = {"page": "", "subscription": subscription_id, "address": address, "is_done": True}
    return TEMPLATES.TemplateResponse(request, "mail/confirm.html", words)


@router.get("/carried/{token}")
def carried(request: Request, site: Shown, archive: Opened, token: str) -> Response:
    """The stories that did not fit into a digest and come with the next one."""
    found = [archive.articles.get(article) for article in carried_articles(archive, site.secret, token)]
    stories: dict[int, StoredArticle] = {}
    for stored in sorted(filter(None, found), key=lambda stored: stored.first_seen_at):
        stories.setdefault(stored.story_id or stored.id, stored)
    shown = list(stories.values())
    words = {
        "page": "",
        "articles": shown,
        "names": site.names(),
        "senses": senses(site, archive, map(headline_of, shown), language_of(request)),
    }
    return TEMPLATES.TemplateResponse(request, "mail/carried.html", words)


@router.get("/feedback/{token}")
def ask_feedback(request: Request, site: Shown, archive: Opened, token: str) -> Response:
    """Show a story and what can be wrong with it."""
    link = read_feedback_token(site.secret, token)
    stored = _judged(archive, link.article_id, link.version)
    known = senses(site, archive, [headline_of(stored)], language_of(request))
    return _feedback_page(request, stored, known, is_done=False)


@router.post("/feedback/{token}")
def do_feedback(
    request: Request,
    site: Shown,
    token: str,
    what: Annotated[str, Form()],
    topics: Annotated[tuple[str, ...], Form()] = (),
    note: Annotated[str, Form(max_length=_MAX_NOTE)] = "",
) -> Response:
    """Store a reader's feedback under the address the e-mail was sent to."""
    link = read_feedback_token(site.secret, token)
    if what not in {Judgement.NOT_RELEVANT, Judgement.WRONG, Judgement.SPLIT, Judgement.MERGE}:
        raise HTTPException(400, "Please choose what is wrong.")
    with open_archive(site.archive) as archive:
        stored = _judged(archive, link.article_id, link.version)
        named = {tag.topic for tag in stored.verdict.tags} if stored.verdict else set()
        archive.feedback.add(
            Feedback(
                article_id=link.article_id,
                version=link.version,
                judgement=Judgement(what),
                topics=tuple(topic for topic in topics if topic in named),
                by=link.address,
                note=note.strip(),
                at=datetime.now(UTC),
            )
        )
    return _feedback_page(request, stored, {}, is_done=True)


def _judged(archive: Archive, article_id: int, version: int) -> StoredArticle:
    if (stored := archive.articles.get(article_id, version=version)) is None:
        raise HTTPException(404, "This article is no longer in the archive.")
    return stored


def _feedback_page(
    request: Request, stored: StoredArticle, known: Mapping[int, Sense], *, is_done: bool
) -> Response:
    topic = labels_in(language_of(request)).topic
    words = {"page": "", "stored": stored, "senses": known, "topic_name": topic, "is_done": is_done}
    return TEMPLATES.TemplateResponse(request, "mail/feedback.html", words)
