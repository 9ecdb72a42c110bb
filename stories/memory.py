"""The known articles, kept from one round of grouping to the next.

A round reads what has changed in the archive and pays for that; only the first one reads the features of all
articles of the last days, which are stored. Features that are missing, or were made with another encoder or
other word lists, are made again from the texts.
"""

import heapq
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from storage import Archive, ChangeMark, Grouped, StoryFeatures
from stories.features import Profile, fingerprint, pack, profiles, unpack
from stories.grouping import Grouping, Known
from yaluwatch.model import StoredArticle

# Articles added at once, with features that may have to be made again.
_BATCH = 200

#: Version, classifier, story and URL of an article.
_State = tuple[int, str, int, str]


class Memory:
    """The articles of the last days as `Grouping` needs them, up to date with one archive."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        """Forget everything; the next round starts from the archive."""
        self._since: datetime | None = None
        self._mark: ChangeMark | None = None
        self._states: dict[int, _State] = {}
        #: When each article was first seen, earliest first; also of articles that are gone.
        self._arrivals: list[tuple[datetime, int]] = []
        self._archive: Archive | None = None
        self._grouping = Grouping(self._texts)

    def update(self, archive: Archive, since: datetime, stop: threading.Event | None = None) -> bool:
        """Learn what has changed about the articles first seen since a time.

        Returns whether it is up to date, which it is not if `stop` was set meanwhile.
        """
        # A clock that was set back needs articles that have been dropped.
        if self._since is None or since < self._since:
            self._clear()
        self._archive = archive
        try:
            self._drop(archive, since)
            known = archive.stories.known(since, self._mark)
            if known.is_all:
                # The archive may be another one, such as a restored backup.
                self._clear()
                self._archive = archive
            changed = {each.id: each for each in known.articles if self._states.get(each.id) != _state(each)}
            waiting = iter(changed.values())
            while batch := list(islice(waiting, _BATCH)):
                if stop and stop.is_set():
                    return False
                self._replace(archive, batch)
        except BaseException:
            self._clear()
            raise
        self._mark, self._since = known.mark, since
        return True

    def group(self, archive: Archive, batch: Sequence[StoredArticle], now: datetime) -> None:
        """Place articles without a story, and store their stories and features. `update` comes first."""
        self._archive = archive
        try:
            made = profiles(batch)
            for stored, profile in zip(batch, made, strict=True):
                self._grouping.count(stored.id, profile)
            for stored, profile in zip(batch, made, strict=True):
                placement = self._grouping.place(stored, profile)
                story = archive.stories.add(placement, now, _features(stored, profile))
                self._add([(_grouped(stored, story), profile)])
        except BaseException:
            self._clear()
            raise

    def _drop(self, archive: Archive, since: datetime) -> None:
        """Drop the articles first seen before a time, here and in the archive."""
        is_any = self._mark is None
        while self._arrivals and self._arrivals[0][0] < since:
            _, article_id = heapq.heappop(self._arrivals)
            if self._states.pop(article_id, None):
                self._grouping.remove(article_id)
                is_any = True
        if is_any:
            archive.stories.drop_features(since)

    def _replace(self, archive: Archive, changed: Sequence[Grouped]) -> None:
        """Add articles, in place of what was known of them."""
        stored = archive.stories.features(changed, fingerprint())
        made = self._make(archive, [known.id for known in changed if known.id not in stored])
        made |= {article_id: unpack(content) for article_id, content in stored.items()}
        added = [(known, made[known.id]) for known in changed if known.id in made]
        for known, profile in added:
            if known.id in self._states:
                self._grouping.remove(known.id)
            self._grouping.count(known.id, profile)
        self._add(added)

    def _add(self, counted: Sequence[tuple[Grouped, Profile]]) -> None:
        self._grouping.add(
            [
                Known(known.id, known.url, known.first_seen_at, known.story_id, profile)
                for known, profile in counted
            ]
        )
        for known, _ in counted:
            if known.id not in self._states:
                heapq.heappush(self._arrivals, (known.first_seen_at, known.id))
            self._states[known.id] = _state(known)

    def _make(self, archive: Archive, missing: Sequence[int]) -> dict[int, Profile]:
        """Compute the features of articles again and store them; the profiles by article id."""
        if not missing:
            return {}
        batch = list(self._read(missing))
        made = profiles(batch)
        archive.stories.keep_features(map(_features, batch, made))
        return {stored.id: profile for stored, profile in zip(batch, made, strict=True)}

    def _texts(self, ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
        return self._archive.articles.texts(ids) if self._archive is not None and ids else {}

    def _read(self, ids: Iterable[int]) -> Iterator[StoredArticle]:
        if self._archive is not None:
            found = map(self._archive.articles.get, ids)
            yield from (stored for stored in found if stored is not None)


def _state(known: Grouped) -> _State:
    return known.version, known.classifier, known.story_id, known.url


def _grouped(stored: StoredArticle, story: int) -> Grouped:
    return Grouped(
        id=stored.id,
        story_id=story,
        url=stored.article.url,
        first_seen_at=stored.first_seen_at,
        version=stored.version,
        classifier=_classifier(stored),
    )


def _features(stored: StoredArticle, profile: Profile) -> StoryFeatures:
    return StoryFeatures(
        article_id=stored.id,
        version=stored.version,
        classifier=_classifier(stored),
        fingerprint=fingerprint(),
        content=pack(profile),
    )


def _classifier(stored: StoredArticle) -> str:
    return stored.verdict.version if stored.verdict else ""
