"""The invented publications: `publications.toml`, one `[[publication]]` table each."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from yaluwatch.model import Selectors, Source, SourceKind

#: How a form of announcing articles is called in sources.toml.
_KINDS = {"news-sitemap": SourceKind.SITEMAP, "listing": SourceKind.LISTING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One invented outlet and how its site is built."""

    #: Unique, lower-case letters and hyphens.
    id: str
    name: str
    #: Family it belongs to.
    publisher: str
    #: One line under the name.
    tagline: str
    #: ISO 639-1, and the full tag its pages declare.
    language: str
    language_tag: str
    #: ISO 3166-1 alpha-2.
    country: str
    #: IANA zone of the times it prints.
    timezone: str
    #: Template of its feed: rss, rdf, atom, json-feed, news-sitemap, listing or dead.
    form: str
    #: Path of the feed, sitemap or listing; more than one only for the pages of a listing.
    paths: tuple[str, ...]
    #: Format of RSS dates, for strftime; empty = RFC 822 with zone.
    date_format: str = ""
    #: Template of its article pages; empty when they answer 403.
    layout: str = ""
    #: Path of an article, for str.format with `slug`, `number` and `date` (local time).
    permalink: str = "/"
    #: Number of the first article in its file.
    first_number: int = 1
    #: Charset its pages and feed declare, and the codec that really writes them.
    charset: str = "utf-8"
    codec: str = "utf-8"
    #: Whether the Content-Type header names the charset too.
    charset_in_header: bool = True
    #: The feed carries whole articles.
    full_text_feed: bool = False
    #: Path prefix robots.txt disallows; empty = none.
    disallow: str = ""
    tier: int = 2
    state_media: bool = False
    #: What its source entry needs beyond the generic rules.
    selectors: Selectors = Selectors()

    def path_of(self, slug: str, index: int, local_time: datetime) -> str:
        """Path of the article that stands at `index` (from 0) in the file."""
        return self.permalink.format(slug=slug, number=self.first_number + index, date=local_time)

    def source(self, base_url: str) -> Source:
        """The entry an operator would write for it."""
        return Source(
            id=self.id,
            name=self.name,
            publisher=self.publisher,
            homepage=f"{base_url}/",
            language=self.language,
            country=self.country,
            kind=_KINDS.get(self.form, SourceKind.FEED),
            urls=tuple(base_url + path for path in self.paths),
            tier=self.tier,
            timezone=self.timezone,
            state_media=self.state_media,
            delay_seconds=0.0,
            full_text_feed=self.full_text_feed,
            selectors=self.selectors,
            allow_private=True,
        )


def read_publications() -> tuple[Publication, ...]:
    """All publications in the order of the file."""
    text = (files(__package__) / "publications.toml").read_text(encoding="utf-8")
    return tuple(map(_publication, tomllib.loads(text)["publication"]))


def read_furniture() -> dict[str, dict[str, str]]:
    """Language tag → the words of a site around its articles: menu, share line, error pages."""
    words: dict[str, dict[str, str]] = tomllib.loads(
        (files(__package__) / "furniture.toml").read_text(encoding="utf-8")
    )
    return words


def _publication(entry: dict[str, Any]) -> Publication:
    """An unknown or missing key is a TypeError that names it."""
    fixed: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    if "selectors" in fixed:
        fixed["selectors"] = Selectors(**fixed["selectors"])
    return Publication(**fixed)
