"""The spider for the posts of WordPress sites."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from crawler.discovery import Announcement
from crawler.discovery.wordpress import asks_for_changes, endpoint_of, is_poll_of, poll_addresses, read_poll
from crawler.extraction import article_from_feed, organisation_in, people_in
from crawler.spiders.items import ReadArticle
from crawler.spiders.source_spider import SourceSpider
from yaluwatch.errors import PageRefused
from yaluwatch.model import Article, Candidate, Outcome, Page, Source


def article_from_post(candidate: Candidate, source: Source, at: datetime) -> Article:
    """The article in a post of a WordPress API, read at `at` (aware UTC).

    Raises PageRefused when the post carries too little text; its page has to be read then.
    """
    if not candidate.content:
        raise PageRefused(Outcome.TOO_THIN, "the API has no text of it")
    article = article_from_feed(candidate, source, at)
    own_names = {source.name, source.publisher}
    people = (name for byline in candidate.authors for name in people_in(byline))
    authors = tuple(dict.fromkeys(name for name in people if name not in own_names))
    organisations = (article.organisation, *map(organisation_in, candidate.authors))
    found = {"title": True, "body": True, "published_at": article.published_at, "authors": authors}
    return replace(
        article,
        authors=authors,
        organisation=next(filter(None, organisations), ""),
        modified_at=candidate.updated_at,
        found_by={field: "wordpress" if value else "none" for field, value in found.items()},
    )


class WordPressSpider(SourceSpider):
    """Polls the posts of WordPress sites: the newest, and those changed since the last poll."""

    name = "wordpress"
    follows_news_only = True
    # The API says what was changed, and its articles must not be compared with their pages.
    revisits = False
    accept = "application/json"

    def addresses(self) -> Sequence[str]:
        """The URLs of the newest and of the changed posts."""
        return poll_addresses(self.source, self._state.last_ok_at)

    def read(self, page: Page) -> Announcement:
        """The posts in the answer."""
        return read_poll(page, self.source)

    def read_refusal(self, page: Page, outcome: Outcome) -> Announcement:
        """What the site's error says; a page beyond the last is none."""
        reading = read_poll(page, self.source)
        return reading if reading.outcome is Outcome.EMPTY else replace(reading, outcome=outcome)

    def _is_extra(self, url: str) -> bool:
        return asks_for_changes(url)

    def _note_move(self, asked: str, target: str) -> None:
        for url in self.source.urls:
            if is_poll_of(asked, url):
                self.tally.moved[url] = endpoint_of(target)

    def _with_gap(self, reading: Announcement, asked: str) -> Announcement:
        # What was changed is another selection at each poll.
        return reading if asks_for_changes(asked) else super()._with_gap(reading, asked)

    def _after_poll(self) -> Iterator[Any]:
        if self._open_polls == 1:
            yield from self._articles_in_posts()
        yield from super()._after_poll()

    def _articles_in_posts(self) -> Iterator[ReadArticle]:
        """Articles from posts, known ones too, so that edits are noticed; the rest is left to be fetched."""
        for url, candidate in list(self._announced.items()):
            try:
                article = article_from_post(candidate, self.source, self._clock())
            except PageRefused:
                continue
            del self._announced[url]
            yield ReadArticle(article=article, page=None, fetch=None, guid=candidate.guid)
