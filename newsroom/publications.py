"""Reads the invented publications from `publications.toml`, one `[[publication]]` table each."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from yaluwatch.model import Selectors, Source, SourceKind

#: Source kind of each form; "feed" for the others.
_KINDS = {"news-sitemap": SourceKind.SITEMAP, "listing": SourceKind.LISTING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One invented publication and how its site works."""

    #: Unique, lower-case letters and hyphens.
    id: str
    name: str
    #: Publisher family.
    publisher: str
    #: Tagline shown under the name.
    tagline: str
    #: ISO 639-1.
    language: str
    #: Language tag declared in its pages, such as "zh-Hant".
    language_tag: str
    #: ISO 3166-1 alpha-2.
    country: str
    #: IANA time zone of the times it prints.
    timezone: str
    #: How it announces articles: rss, rdf, atom, json-feed, news-sitemap, listing or dead.
    form: str
    #: Path of the feed or sitemap, or of each listing page.
    paths: tuple[str, ...]
    #: strftime format of RSS dates; empty = RFC 822 with zone.
    date_format: str = ""
    #: Template of its article pages; empty if they answer 403.
    layout: str = ""
    #: Path of an article, for str.format with `slug`, `number` and `date` (local time).
    permalink: str = "/"
    #: Number of the first article in its file.
    first_number: int = 1
    #: Charset declared by its pages and feed.
    charset: str = "utf-8"
    #: Python codec that actually encodes them.
    codec: str = "utf-8"
    #: Whether the Content-Type header includes the charset.
    charset_in_header: bool = True
    #: Whether the feed contains whole articles.
    full_text_feed: bool = False
    #: Path prefix disallowed in robots.txt; empty = none.
    disallow: str = ""
    tier: int = 2
    state_media: bool = False
    #: Selectors for its source entry, if generic extraction is not enough.
    selectors: Selectors = Selectors()

    def path_of(self, slug: str, index: int, local_time: datetime) -> str:
        """Path of the article at `index` (from 0) in its file."""
        return self.permalink.format(slug=slug, number=self.first_number + index, date=local_time)

    def source(self, base_url: str) -> Source:
        """The source entry for it, as an operator would write it."""
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
    """Language tag → texts around the articles: menu, share line, error pages."""
    words: dict[str, dict[str, str]] = tomllib.loads(
        (files(__package__) / "furniture.toml").read_text(encoding="utf-8")
    )
    return words


def _publication(entry: dict[str, Any]) -> Publication:
    """Raises TypeError naming an unknown or missing key."""
    fixed: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    if "selectors" in fixed:
        fixed["selectors"] = Selectors(**fixed["selectors"])
    return Publication(**fixed)
