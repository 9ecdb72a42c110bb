"""Adding a source: what a site offers is looked for, shown with samples, and added when somebody says so."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from crawler.autodiscovery import PRIVATE_HINT, Discovered, discover, homepage_of, source_entry_for
from crawler.sources import append_sources, mistakes_in, source_of
from crawler.text import clean_url
from crawler.workers import PageFetcher
from storage import open_archive
from web.access import Right, changing_file, needs
from web.context import AtDesk, Shown
from web.desk import Desk
from web.operator.fields import Field
from web.operator.listed import Texts
from web.operator.said import to
from web.operator.tasks import Work
from web.templating import TEMPLATES
from yaluwatch.errors import CrawlError, SourceListError
from yaluwatch.model import Source
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence, sentence_of
from yaluwatch.shown import shown_url

router = APIRouter(dependencies=[needs(Right.OPERATE)])

#: Seconds that looking at one site may take, and one of its pages.
SITE_SECONDS, PAGE_SECONDS = 90.0, 20.0

_FEED_SCHEME = lazy_regex(r"feed:(?://)?(?=\S)", re.IGNORECASE)
# A host with a port has no scheme.
_SCHEME = lazy_regex(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)

#: What may be changed before a result is added.
FIELDS = (
    Field("id", "Id", help="lower-case letters, digits, hyphens; it can't be changed later"),
    Field("name", "Name"),
    Field("publisher", "Publisher", help="reports of one publisher don't corroborate each other"),
    Field("language", "Language", help="two letters, such as ko"),
    Field("country", "Country", help="two letters, such as KR"),
    Field("timezone", "Time zone", help="of times printed without one, such as Asia/Seoul"),
    Field("tier", "Tier", "choice", "1 specialist, 2 regular, 3 occasional", ("1", "2", "3")),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a site offers."""

    url: str
    #: Best first.
    found: Sequence[Discovered]


@router.get("/source-list/add")
def ask(request: Request, _desk: AtDesk) -> Response:
    """The form for an address."""
    return _page(request, "operator/add.html", {"url": "", "mistake": False})


@router.post("/source-list/add")
def look(
    request: Request,
    site: Shown,
    desk: AtDesk,
    tasks: Work,
    url: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Begin to look at a site. Only what is on the web is looked at, never an address inside a network."""
    address = address_of(url)
    if address is None:
        return _page(request, "operator/add.html", {"url": url, "mistake": True}, 400)
    task = tasks.start(f"add {address}", lambda: _look(site.archive, desk, address))
    return RedirectResponse(f"/source-list/add/{task.token}", 303)


@router.get("/source-list/add/{token}")
def offered(request: Request, site: Shown, tasks: Work, token: str) -> Response:
    """What the site offers, or that it is still being looked at."""
    return _offer_page(request, site, tasks, token, {}, {})


@router.post("/source-list/add/{token}")
def add(
    request: Request,
    site: Shown,
    desk: AtDesk,
    tasks: Work,
    token: str,
    result: Annotated[int, Form(ge=1, le=1_000)],
    values: Texts,
) -> Response:
    """Add one result to the source list."""
    offer = tasks.get(token).result
    if not isinstance(offer, Offer) or result > len(offer.found):
        raise HTTPException(404, "There is no such result.")
    proposed = _entry(site, offer, offer.found[result - 1])
    entry = asdict(proposed) | {field.name: values.get(field.name, "").strip() for field in FIELDS}
    if mistakes := mistakes_in(entry):
        return _offer_page(request, site, tasks, token, {result: values}, {result: mistakes}, 400)
    source = source_of(entry)
    try:
        with changing_file(request, "source added", source.id, after=shown_url(source.urls[0])):
            append_sources(desk.sources, [source])
    except SourceListError as error:
        return _offer_page(
            request, site, tasks, token, {result: values}, {result: {"": sentence_of(error)}}, 409
        )
    return to(f"/sources/{source.id}", "added")


def address_of(typed: str) -> str | None:
    """The address somebody typed or pasted; None if it is not one of the web.

    Without a scheme it is https. Programs that subscribe to feeds write "feed:" before the address, or
    instead of its scheme.

    >>> address_of(" feed://news.example/rss ")
    'https://news.example/rss'
    """
    text = _FEED_SCHEME.sub("", typed.strip())
    if not text:
        return None
    return clean_url(text if _SCHEME.match(text) else "https://" + text.removeprefix("//"))


def _look(archive: Path, desk: Desk, url: str) -> Offer:
    limits = replace(desk.limits, seconds=min(desk.limits.seconds, PAGE_SECONDS))
    try:
        with (
            open_archive(archive) as opened,
            PageFetcher(
                opened, desk.user_agent, datetime.now(UTC), limits=limits, seconds=SITE_SECONDS
            ) as fetcher,
        ):
            found = discover(url, fetcher.get)
    except CrawlError as error:
        hint = "; `yalu sources add --allow-private` does for a site inside your own network"
        raise CrawlError(str(error).replace(PRIVATE_HINT, hint)) from error
    if not found:
        raise CrawlError(
            Sentence(
                "%(url)s has no feed, sitemap or recognisable list of articles; try its news section", url=url
            )
        )
    return Offer(url, found)


def _entry(site: Shown, offer: Offer, found: Discovered) -> Source:
    taken = {source.id for source in site.read_sources()}
    return source_entry_for(found, homepage_of(offer.url, found), taken=taken)


def _offer_page(
    request: Request,
    site: Shown,
    tasks: Work,
    token: str,
    values: Mapping[int, Mapping[str, str]],
    mistakes: Mapping[int, Mapping[str, str]],
    status: int = 200,
) -> Response:
    task = tasks.get(token)
    offer = task.result if isinstance(task.result, Offer) else None
    results = []
    for number, found in enumerate(offer.found if offer else (), 1):
        proposed = asdict(_entry(site, offer, found)) if offer else {}
        shown = {field.name: str(proposed[field.name]) for field in FIELDS} | dict(values.get(number, {}))
        results.append((number, found, shown, mistakes.get(number, {})))
    words = {
        "task": task,
        "results": results,
        "fields": FIELDS,
        "address": shown_url(task.subject.partition(" ")[2]),
        "shown_url": shown_url,
    }
    return _page(request, "operator/offer.html", words, status)


def _page(request: Request, template: str, words: Mapping[str, object], status: int = 200) -> Response:
    return TEMPLATES.TemplateResponse(request, template, {"page": "sources", **words}, status)
