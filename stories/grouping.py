"""Assigns articles to stories: declared translations, near-duplicates, reports of the same event.

A declared translation joins the article it names, a near-duplicate (see copies.py) its original. A text from
the same template with other figures, such as next month's statistics, is not a copy. An article that is not a
copy may still report the same event, in any language: see events.py.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from stories.copies import COPY_SIMILARITY, CopyIndex, jaccard, shingles
from stories.details import details_of
from stories.events import EventIndex
from stories.features import DetailReader, Profile, profiles
from stories.similarity import Features, have_other_figures
from yaluwatch.model import Placement, Relation, StoredArticle

# Maximum number of shared details given as reason for the same event.
_MAX_REASONS = 4

# Shingles of this many articles are kept: much copied ones are compared often.
_MAX_TEXTS = 50

#: Reads title and body of the articles with these ids.
TextReader = Callable[[Sequence[int]], Mapping[int, tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Known:
    """An article that belongs to a story, as later ones are compared with it."""

    id: int
    url: str
    #: Aware UTC.
    first_seen_at: datetime
    story_id: int
    profile: Profile


class Grouping:
    """The known articles, indexed by URL, by wording and by event.

    What `place` returns depends on the articles in it, not on the order in which they came.
    """

    def __init__(self, read: TextReader) -> None:
        """`read` gives the texts of known articles, to compare their wording."""
        self._read = read
        self._events = EventIndex()
        self._copies = CopyIndex()
        #: URL → (first seen, id) of the articles with it.
        self._by_url: dict[str, tuple[tuple[datetime, int], ...]] = {}
        #: Id → what `_by_url` holds of it.
        self._urls: dict[int, tuple[datetime, tuple[str, ...]]] = {}
        #: Shingles of the articles last compared.
        self._shingles: dict[int, frozenset[str]] = {}

    def count(self, article_id: int, profile: Profile) -> None:
        """Count an article that will be placed, so that its details are not taken for rarer than they are."""
        self._events.count(article_id, profile.features)

    def add(self, articles: Sequence[Known]) -> None:
        """Add articles that were counted."""
        self._events.add([(known.id, known.profile.features, known.story_id) for known in articles])
        for known in articles:
            self._copies.add(known.id, known.profile.signature)
            urls = (known.url, *known.profile.alternates)
            self._urls[known.id] = known.first_seen_at, urls
            for url in urls:
                same = self._by_url.get(url, ())
                self._by_url[url] = (*same, (known.first_seen_at, known.id))

    def remove(self, article_id: int) -> None:
        """Remove an article that was added."""
        self._events.remove(article_id)
        self._copies.remove(article_id)
        self._shingles.pop(article_id, None)
        first_seen_at, urls = self._urls.pop(article_id)
        for url in urls:
            one = first_seen_at, article_id
            if left := tuple(same for same in self._by_url.pop(url, ()) if same != one):
                self._by_url[url] = left

    def place(self, stored: StoredArticle, profile: Profile) -> Placement:
        """The story of a counted article: a known article beside it, or none."""
        for url in (stored.article.url, *profile.alternates):
            if same := self._by_url.get(url):
                reason = "declared as the same article in another language"
                return Placement(stored.id, min(same)[1], Relation.TRANSLATION, reason, 1.0)
        alike = self._alike(stored, profile)
        # The same wording with other figures is the next issue of a series, such as monthly statistics.
        issues = {
            other for other in alike if have_other_figures(profile.features, self._events.features(other))
        }
        copied = alike.keys() - issues
        if not copied:
            return self._event(stored, profile.features, issues)
        # Of equally similar ones the one with the lowest id.
        best = max(copied, key=lambda other: (alike[other], -other))
        reason = f"{alike[best]:.0%} of the wording in common"
        return Placement(stored.id, best, Relation.COPY, reason, alike[best])

    def _alike(self, stored: StoredArticle, profile: Profile) -> Mapping[int, float]:
        """Id → Jaccard similarity of the articles that are near-duplicates."""
        candidates = self._copies.find(profile.signature)
        if not candidates:
            return {}
        own = shingles(stored.article.title, stored.article.body)
        known = {other: self._shingles[other] for other in candidates if other in self._shingles}
        unread = [other for other in candidates if other not in known]
        known |= {other: shingles(*text) for other, text in self._read(unread).items()}
        self._shingles |= known
        while len(self._shingles) > _MAX_TEXTS:
            del self._shingles[next(iter(self._shingles))]
        found = {other: jaccard(own, others) for other, others in known.items()}
        return {other: value for other, value in found.items() if value >= COPY_SIMILARITY}

    def _event(self, stored: StoredArticle, features: Features, others: Container[int]) -> Placement:
        if event := self._events.find(features, others):
            shared = ", ".join(event.shared[:_MAX_REASONS])
            reason = f"the same event: {shared}"
            return Placement(stored.id, event.article_id, Relation.SAME_EVENT, reason, event.similarity)
        return Placement(stored.id, None, Relation.OPENS, "nothing like it before", 0.0)


def place(
    new: Sequence[StoredArticle], known: Sequence[StoredArticle], details: DetailReader = details_of
) -> list[Placement]:
    """The story each new article belongs to, compared with the known articles and the new ones before it.

    One placement per new article, in order. Known articles without a story are placed, too.
    """
    articles = [*known, *new]
    texts = {stored.id: (stored.article.title, stored.article.body) for stored in articles}
    grouping = Grouping(lambda ids: {article_id: texts[article_id] for article_id in ids})
    made = profiles(articles, details)
    for stored, profile in zip(articles, made, strict=True):
        grouping.count(stored.id, profile)
    stories: dict[int, int] = {}
    placements = []
    for number, (stored, profile) in enumerate(zip(articles, made, strict=True)):
        story = stored.story_id
        if story is None or number >= len(known):
            placement = grouping.place(stored, profile)
            placements.append(placement)
            # One that opens a story has no number yet.
            story = -stored.id if placement.beside is None else stories[placement.beside]
        stories[stored.id] = story
        grouping.add([Known(stored.id, stored.article.url, stored.first_seen_at, story, profile)])
    return placements[len(placements) - len(new) :]
