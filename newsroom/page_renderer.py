"""Renders the pages of a site: feeds, sitemaps, listings, article pages. Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from newsroom.publications import Publication, read_furniture
from newsroom.scenarios import Case
from newsroom.site_state import Published, last_change

#: Number of articles on one listing page.
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
    """Renders pages as text; they are encoded by `Site`."""

    def __init__(self) -> None:
        # Autoescape is always on: every template is markup except robots.txt, which has nothing to escape.
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

    def feed(self, publication: Publication, base_url: str, articles: Sequence[Published]) -> str:
        """The feed or news sitemap; for a dead publication, the page of a parked domain."""
        if publication.form == "json-feed":
            return _json_feed(publication, base_url, articles)
        template = _FEED_TEMPLATES[publication.form]
        return self._render(
            template, publication, base_url=base_url, articles=articles, changed=last_change(articles)
        )

    def listing(
        self, publication: Publication, base_url: str, articles: Sequence[Published], page: int
    ) -> str:
        """One listing page; `page` counts from 0, and the last page has all remaining articles."""
        start = page * LISTING_LENGTH
        last = page == len(publication.paths) - 1
        shown = articles[start:] if last else articles[start : start + LISTING_LENGTH]
        following = "" if last else publication.paths[page + 1]
        return self._render(
            "listing.html",
            publication,
            base_url=base_url,
            articles=shown,
            number=page + 1,
            following=following,
        )

    def home(self, publication: Publication, base_url: str, articles: Sequence[Published]) -> str:
        """The front page with all headlines."""
        feed_type = self.feed_type(publication)
        return self._render(
            "home.html", publication, base_url=base_url, articles=articles, feed_type=feed_type
        )

    def article(self, article: Published, base_url: str, others: Sequence[Published], layout: str) -> str:
        """The page of an article, with three others as related links; or a soft 404 or paywall page."""
        layout = "soft-404" if article.report.case is Case.SOFT_404 else f"page-{layout}"
        return self._render(
            f"{layout}.html",
            article.publication,
            base_url=base_url,
            article=article,
            # A paywall shows only the first block.
            blocks=article.blocks[:1] if article.report.case is Case.PAYWALL else article.blocks,
            paywall=article.report.case is Case.PAYWALL,
            others=[other for other in others if other is not article][:3],
            linked_data=_linked_data(article),
        )

    def notice(self, publication: Publication, base_url: str, name: str) -> str:
        """An error page; `name` is the key of its message in furniture.toml."""
        return self._render("notice.html", publication, base_url=base_url, name=name)

    def robots(self, publication: Publication, base_url: str) -> str:
        """The publication's robots.txt."""
        return self._render("robots.txt", publication, base_url=base_url)

    @staticmethod
    def feed_type(publication: Publication) -> str:
        """Media type of the feed."""
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


def _json_feed(publication: Publication, base_url: str, articles: Sequence[Published]) -> str:
    items = []
    for article in articles:
        item = {
            "id": article.report.id,
            "url": article.url,
            "title": article.title,
            "summary": article.summary,
        }
        if article.announced_at is not None:
            item["date_published"] = _iso(article.announced_at, publication.timezone)
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


def _linked_data(article: Published) -> dict[str, object]:
    """JSON-LD of a schema.org NewsArticle."""
    zone = article.publication.timezone
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": _iso(article.published_at, zone),
        "dateModified": _iso(article.updated_at, zone),
        "inLanguage": article.publication.language_tag,
        "articleSection": article.report.section,
        "isAccessibleForFree": article.report.case is not Case.PAYWALL,
        "mainEntityOfPage": article.url,
        "author": [{"@type": "Person", "name": article.report.author}] if article.report.author else [],
        "publisher": {"@type": "NewsMediaOrganization", "name": article.publication.name},
    }
