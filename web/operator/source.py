"""One source: its state, polls, newest articles, and a good page beside a bad one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from crawler.health import OUTCOME_WORDS, SELECTED, cause_words, examine, read_line
from crawler.polling import GOOD
from crawler.text import decode
from storage import Archive
from web.access import Right, needs
from web.context import Id, Opened, Shown
from web.headlines import headline_of, senses
from web.operator.listed import Listed, masked
from web.operator.said import Said, said
from web.operator.sources import spark
from web.templating import TEMPLATES, language_of
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Fetch, Page, Source, StoredArticle
from yaluwatch.sentence import Sentence
from yaluwatch.shown import shown_url, without_secrets

router = APIRouter()

_POLLS, _PAGES, _SAMPLES, _REFUSED = 20, 60, 10, 8
_OUTAGES = timedelta(days=7)
# Characters of a text, and of a page's markup, that are shown.
_TEXT, _MARKUP = 1_500, 60_000


@dataclass(frozen=True, slots=True)
class Row:
    """One request in the ledger."""

    fetch: Fetch
    #: How it ended, in plain words.
    words: str
    #: Without keys.
    url: str
    detail: str


@dataclass(frozen=True, slots=True)
class Example:
    """A stored article, and which of the source's selectors found nothing on its page."""

    stored: StoredArticle
    missed: tuple[str, ...]
    #: The beginning of its text.
    text: str


@router.get("/sources/{source_id}", dependencies=[needs(Right.READ)])
def source(
    request: Request,
    site: Shown,
    archive: Opened,
    listed: Listed,
    said_name: Annotated[Said, Query(alias="said")] = "",
) -> Response:
    """A source with what can be said and done about it."""
    now = datetime.now(UTC)
    newest = archive.sources.newest_stored(listed.id, limit=_SAMPLES)
    pages = archive.sources.fetch_log(listed.id, "page", limit=_PAGES)
    good, bad = examples(listed, newest)
    words = {
        "page": "sources",
        "source": listed,
        "line": read_line(listed, archive, now),
        "findings": [] if listed.paused else examine(listed, archive, now),
        "addresses": list(masked(listed).values()),
        "homepage": shown_url(listed.homepage),
        "polls": [_row(one) for one in reversed(archive.sources.fetch_log(listed.id, "poll", limit=_POLLS))],
        "newest": newest,
        "senses": senses(site, archive, map(headline_of, newest), language_of(request)),
        "good": good,
        "bad": bad,
        "refused": [_row(one) for one in reversed(pages) if one.outcome not in GOOD][:_REFUSED],
        "outages": archive.sources.own_outages(now - _OUTAGES),
        "can_change": site.read_desk is not None,
        "said": said(said_name),
        "spark": spark,
        "cause_words": cause_words,
    }
    return TEMPLATES.TemplateResponse(request, "operator/source.html", words)


@router.get("/sources/{source_id}/pages/{article_id}", dependencies=[needs(Right.OPERATE)])
def stored_page(request: Request, site: Shown, archive: Opened, listed: Listed, article_id: Id) -> Response:
    """The markup of a stored page, as text."""
    stored, page = page_of(archive, listed, article_id)
    decoded = decode(page.body, page.headers.get("content-type", ""), listed.encoding)
    words = {
        "page": "sources",
        "source": listed,
        "stored": stored,
        "senses": senses(site, archive, [headline_of(stored)], language_of(request)),
        "fetched": page,
        "url": shown_url(page.url),
        "encoding": decoded.encoding,
        "markup": decoded.text[:_MARKUP],
        "is_cut": len(decoded.text) > _MARKUP,
    }
    return TEMPLATES.TemplateResponse(request, "operator/stored_page.html", words)


def examples(source: Source, newest: Sequence[StoredArticle]) -> tuple[Example | None, Example | None]:
    """The newest article whose page the source's selectors fit, and the newest whose page they don't. Pure.

    Without selectors every article is a good one.
    """
    good = bad = None
    for stored in newest:
        rules = source.selectors_at(stored.article.fetched_at)
        missed = tuple(
            rule
            for field, rule in SELECTED.items()
            if getattr(rules, rule) and stored.article.found_by.get(field) != "selector"
        )
        example = Example(stored, missed, _beginning(stored.article.body))
        if missed:
            bad = bad or example
        else:
            good = good or example
    return good, bad


def page_of(archive: Archive, source: Source, article_id: int) -> tuple[StoredArticle, Page]:
    """An article of a source and its page. Raises HTTPException 404 with the reason."""
    stored = archive.articles.get(article_id)
    if stored is None or stored.article.source_id != source.id:
        raise HTTPException(
            404, Sentence("There is no article %(article_id)s of this source.", article_id=article_id)
        )
    try:
        page = archive.sources.page_of(article_id)
    except ArchiveError as error:
        raise HTTPException(
            404,
            Sentence(
                "The page of article %(article_id)s is not readable: %(error)s",
                article_id=article_id,
                error=error,
            ),
        ) from error
    if page is None:
        raise HTTPException(
            404,
            Sentence(
                "Article %(article_id)s came with the feed, so there is no page of it.", article_id=article_id
            ),
        )
    return stored, page


def _beginning(text: str) -> str:
    return text if len(text) <= _TEXT else text[:_TEXT].rstrip() + " …"


def _row(fetch: Fetch) -> Row:
    return Row(fetch, OUTCOME_WORDS[fetch.outcome], shown_url(fetch.url), without_secrets(fetch.detail))
