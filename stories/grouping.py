"""Assigns articles to stories: declared translations, near-duplicates, reports of the same event.

Near-duplicates are found by MinHash over shingles of three search tokens, with LSH bands chosen so that a
pair of Jaccard similarity 0.35 is likely to become a candidate (126 permutations, 42 bands of 3). The exact
similarity then decides: edited or cut copies, and copies with added boilerplate, stay above the threshold.
A text from the same template with other figures, such as next month's statistics, is not a copy. An article
that is not a copy may still report the same event, in any language: see events.py.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rensa import RMinHash, RMinHashLSH

from storage.query import tokens
from stories.details import Detail, details_of
from stories.encoder import Vector, encode
from stories.events import EventIndex, features
from stories.similarity import Features, have_other_figures
from yaluwatch.model import Placement, Relation, StoredArticle

#: Minimum Jaccard similarity of two near-duplicates.
COPY_SIMILARITY = 0.35

# Maximum number of shared details given as reason for the same event.
_MAX_REASONS = 4

_PERMUTATIONS = 126
_BANDS = 42
_SEED = 20_200_218


#: Yields the details of an article's text: days, amounts, numbers, ships.
DetailReader = Callable[[StoredArticle], Iterable[Detail]]


@dataclass(frozen=True, slots=True)
class Profile:
    """What an article is compared by; takes a millisecond or two to compute."""

    features: Features
    signature: RMinHash


class Memory:
    """Caches profiles from one run to the next, so that each article version is profiled once."""

    def __init__(self) -> None:
        self._profiles: dict[tuple[int, int], Profile] = {}

    def keep(self, articles: Sequence[StoredArticle], details: DetailReader) -> dict[int, Profile]:
        """The profiles of these articles, by article id; all other profiles are dropped from the cache."""
        new = [stored for stored in articles if (stored.id, stored.version) not in self._profiles]
        vectors = encode([stored.article.title for stored in new])
        made = {
            (stored.id, stored.version): _profile(stored, details(stored), vector)
            for stored, vector in zip(new, vectors, strict=True)
        }
        kept = {}
        for stored in articles:
            key = (stored.id, stored.version)
            kept[key] = made.get(key) or self._profiles[key]
        self._profiles = kept
        return {article_id: profile for (article_id, _), profile in kept.items()}


def place(
    new: Sequence[StoredArticle],
    known: Sequence[StoredArticle],
    details: DetailReader = details_of,
    memory: Memory | None = None,
) -> list[Placement]:
    """The story each new article belongs to, compared with the known articles and the new ones before it.

    One placement per new article, in order.
    """
    index = _Index((memory or Memory()).keep((*known, *new), details))
    first: dict[int, int] = {}
    for stored in known:
        if stored.story_id is None:
            # Its story was not read from the archive.
            beside = index.place(stored).beside
        else:
            beside = first.get(stored.story_id)
            first.setdefault(stored.story_id, stored.id)
        index.add(stored, beside)
    placements = []
    for stored in new:
        placement = index.place(stored)
        placements.append(placement)
        index.add(stored, placement.beside)
    return placements


class _Index:
    """The articles seen so far, indexed by URL, by shingles and by event."""

    def __init__(self, profiles: Mapping[int, Profile]) -> None:
        self._profiles = profiles
        self._events = EventIndex([profile.features for profile in profiles.values()])
        self._by_url: dict[str, int] = {}
        self._articles: dict[int, StoredArticle] = {}
        self._near_duplicates = RMinHashLSH(
            threshold=COPY_SIMILARITY, num_perm=_PERMUTATIONS, num_bands=_BANDS
        )

    def add(self, stored: StoredArticle, beside: int | None) -> None:
        """Add an article, to the story of the article `beside` if there is one."""
        profile = self._profiles[stored.id]
        self._articles[stored.id] = stored
        self._near_duplicates.insert(stored.id, profile.signature)
        self._events.add(stored.id, profile.features, beside)
        for url in _urls(stored):
            self._by_url.setdefault(url, stored.id)

    def place(self, stored: StoredArticle) -> Placement:
        for url in _urls(stored):
            if (other := self._by_url.get(url)) is not None:
                reason = "declared as the same article in another language"
                return Placement(stored.id, other, Relation.TRANSLATION, reason, 1.0)
        shingles = _shingles(stored)
        profile = self._profiles[stored.id]
        alike = {
            other: _jaccard(shingles, _shingles(self._articles[other]))
            for other in (self._near_duplicates.query(profile.signature) if shingles else ())
        }
        alike = {other: value for other, value in alike.items() if value >= COPY_SIMILARITY}
        # The same wording with other figures is the next issue of a series, such as monthly statistics.
        issues = {
            other for other in alike if have_other_figures(profile.features, self._profiles[other].features)
        }
        copied = alike.keys() - issues
        if not copied:
            return self._event(stored, issues)
        # Of equally similar ones the one with the lowest id, because the index has no fixed order.
        best = max(copied, key=lambda other: (alike[other], -other))
        reason = f"{alike[best]:.0%} of the wording in common"
        return Placement(stored.id, best, Relation.COPY, reason, alike[best])

    def _event(self, stored: StoredArticle, others: Container[int]) -> Placement:
        if event := self._events.find(self._profiles[stored.id].features, others):
            shared = ", ".join(event.shared[:_MAX_REASONS])
            reason = f"the same event: {shared}"
            return Placement(stored.id, event.article_id, Relation.SAME_EVENT, reason, event.similarity)
        return Placement(stored.id, None, Relation.OPENS, "nothing like it before", 0.0)


def _profile(stored: StoredArticle, details: Iterable[Detail], vector: Vector) -> Profile:
    signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    signature.update(sorted(_shingles(stored)))
    return Profile(features(stored, details, vector), signature)


def _urls(stored: StoredArticle) -> Iterator[str]:
    yield stored.article.url
    for other in stored.article.alternates:
        yield other.url


def _shingles(stored: StoredArticle) -> frozenset[str]:
    words = tokens(f"{stored.article.title}\n{stored.article.body}")
    triples = zip(words, islice(words, 1, None), islice(words, 2, None), strict=False)
    return frozenset(" ".join(triple) for triple in triples)


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
