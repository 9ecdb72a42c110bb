"""Turns pieces into what a site serves: feeds, sitemaps, listings, article pages. Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from newsroom.publications import Publication, read_furniture
from newsroom.scenarios import Case
from newsroom.site_state import Published, last_change

#: Articles on one listing page.
LISTING_LENGTH = 6

_FEED_TEMPLATES = {
    "rss": "feed-rss.xml",
    "rdf": "feed-rdf.xml",
    "atom": "feed-atom.xml",
    "news-sitemap": "news-sitemap.xml",
    "dead": "parked.html",
}
_FEED_TYPES = {
    "rss": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "atom": "application/atom+xml",
    "news-sitemap": "application/xml",
    "json-feed": "application/feed+json",
    "listing": "text/html",
    "dead": "text/html",
}


class PageRenderer:
    """Renders everything that is text; characters become bytes elsewhere."""

    def __init__(self) -> None:
        # Every template is markup, robots.txt has nothing to escape: everything is escaped.
        self._templates = Environment(
            loader=PackageLoader("newsroom"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["iso"] = _iso
        self._templates.filters["rss_date"] = _rss_date
        self._furniture = read_furniture()

    def feed(self, publication: Publication, base_url: str, pieces: Sequence[Published]) -> str:
        """The feed or news sitemap with these pieces; for a dead publication the page in its place."""
        if publication.form == "json-feed":
            return _json_feed(publication, base_url, pieces)
        template = _FEED_TEMPLATES[publication.form]
        return self._render(
            template, publication, base_url=base_url, pieces=pieces, changed=last_change(pieces)
        )

    def listing(self, publication: Publication, base_url: str, pieces: Sequence[Published], page: int) -> str:
        """Page `page`, from 0, of the list of all pieces."""
        start = page * LISTING_LENGTH
        last = page == len(publication.paths) - 1
        shown = pieces[start:] if last else pieces[start : start + LISTING_LENGTH]
        following = "" if last else publication.paths[page + 1]
        return self._render(
            "listing.html", publication, base_url=base_url, pieces=shown, number=page + 1, following=following
        )

    def home(self, publication: Publication, base_url: str, pieces: Sequence[Published]) -> str:
        """The front page: headlines with a line of text each."""
        feed_type = self.feed_type(publication)
        return self._render("home.html", publication, base_url=base_url, pieces=pieces, feed_type=feed_type)

    def article(self, piece: Published, base_url: str, others: Sequence[Published], layout: str) -> str:
        """The article's page, with some of the others as related links; or what is there instead of it."""
        layout = "soft-404" if piece.report.case is Case.SOFT_404 else f"page-{layout}"
        return self._render(
            f"{layout}.html",
            piece.publication,
            base_url=base_url,
            piece=piece,
            # A stub ends in the middle of the story.
            blocks=piece.blocks[:1] if piece.report.case is Case.PAYWALL else piece.blocks,
            paywall=piece.report.case is Case.PAYWALL,
            others=[other for other in others if other is not piece][:3],
            linked_data=_linked_data(piece),
        )

    def notice(self, publication: Publication, base_url: str, name: str) -> str:
        """An error page; `name` is the furniture word that explains it."""
        return self._render("notice.html", publication, base_url=base_url, name=name)

    def robots(self, publication: Publication, base_url: str) -> str:
        """The publication's robots.txt."""
        return self._render("robots.txt", publication, base_url=base_url)

    @staticmethod
    def feed_type(publication: Publication) -> str:
        """Media type under which the feed is served."""
        return _FEED_TYPES[publication.form]

    def _render(self, template: str, publication: Publication, **values: object) -> str:
        words: Mapping[str, str] = (
            self._furniture.get(publication.language_tag) or self._furniture[publication.language]
        )
        return self._templates.get_template(template).render(site=publication, words=words, **values)


def _iso(time: datetime, zone: str = "UTC") -> str:
    return time.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _rss_date(time: datetime, publication: Publication) -> str:
    local = time.astimezone(ZoneInfo(publication.timezone))
    return local.strftime(publication.date_format) if publication.date_format else format_datetime(local)


def _json_feed(publication: Publication, base_url: str, pieces: Sequence[Published]) -> str:
    items = []
    for piece in pieces:
        item = {"id": piece.report.id, "url": piece.url, "title": piece.title, "summary": piece.summary}
        if piece.announced_at is not None:
            item["date_published"] = _iso(piece.announced_at, publication.timezone)
        items.append(item)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": publication.name,
        "home_page_url": f"{base_url}/",
        "feed_url": base_url + publication.paths[0],
        "language": publication.language_tag,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _linked_data(piece: Published) -> dict[str, object]:
    """The page as schema.org describes a news article."""
    zone = piece.publication.timezone
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "datePublished": _iso(piece.published_at, zone),
        "dateModified": _iso(piece.updated_at, zone),
        "inLanguage": piece.publication.language_tag,
        "articleSection": piece.report.section,
        "isAccessibleForFree": piece.report.case is not Case.PAYWALL,
        "mainEntityOfPage": piece.url,
        "author": [{"@type": "Person", "name": piece.report.author}] if piece.report.author else [],
        "publisher": {"@type": "NewsMediaOrganization", "name": piece.publication.name},
    }
