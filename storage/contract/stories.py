"""Stories: groups of articles that report one event, and people's corrections to the grouping."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from yaluwatch.model import Placement, StoredArticle, Story


class StoryEdit(StrEnum):
    """What a person did to a story."""

    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryChange:
    """One merge or split, made by a person."""

    #: Aware UTC.
    at: datetime
    kind: StoryEdit
    #: The story that remains, and the one merged into it or split from it.
    story_id: int
    other_id: int
    #: The articles that moved.
    article_ids: tuple[int, ...]
    #: Who did it; empty when unknown.
    by: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story in a list."""

    id: int
    articles: int
    publishers: int
    first_seen_at: datetime
    #: Of its newest article.
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReport:
    """An article of a story in a list, without its text."""

    id: int
    title: str
    #: ISO 639-1.
    language: str
    source_id: str
    publisher: str
    #: According to the site; None if it gives no date. Aware UTC.
    published_at: datetime | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFeatures:
    """What a grouped article is compared by, as the program that made it packed it."""

    article_id: int
    #: What they were made from: number of the text, and classifier of its verdict ("" if it had none).
    version: int
    classifier: str
    #: What they were made with.
    fingerprint: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """An article in a story, as later ones are compared with it."""

    id: int
    story_id: int
    url: str
    #: Aware UTC.
    first_seen_at: datetime
    #: Number of its newest text.
    version: int
    #: Classifier of the verdict on it in force; "" if it has none yet.
    classifier: str


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """How far the changes of grouped articles have been read."""

    #: The last change of a row of story_articles.
    change: int
    #: The last entry of the ledger, and its link, which no other archive has.
    entry: int
    link: str


@dataclass(frozen=True, slots=True)
class KnownArticles:
    """Grouped articles: all of the last days, or those that have changed."""

    articles: list[Grouped]
    #: To go on from.
    mark: ChangeMark
    is_all: bool


class Stories(Protocol):
    """Stories: groups of articles that report one event, and people's corrections to the grouping."""

    def ungrouped(self, limit: int) -> list[StoredArticle]:
        """Relevant articles without a story, first seen first."""

    def grouped_since(self, since: datetime) -> list[StoredArticle]:
        """Articles in stories that were first seen at or after a time, first seen first."""

    def known(self, since: datetime, after: ChangeMark | None = None) -> KnownArticles:
        """Articles in stories that were first seen at or after a time.

        With `after`, only those that have changed since that mark: grouped, moved to another story or URL,
        edited, or judged again. One may be given twice. All are given if the mark is not of this archive,
        because a backup was restored.
        """

    def features(self, known: Iterable[Grouped], fingerprint: str) -> dict[int, bytes]:
        """Article id → stored features, of those that were made of this text, verdict and fingerprint.

        A few thousand bytes each, so that of many articles they are read some at a time.
        """

    def keep_features(self, features: Iterable[StoryFeatures]) -> None:
        """Store features in place of earlier ones."""

    def drop_features(self, before: datetime) -> None:
        """Delete the features of articles first seen before a time."""

    def add(self, placement: Placement, at: datetime, features: StoryFeatures | None = None) -> int:
        """Add an article to the story of `placement.beside`, or to a new one; returns the id of its story.

        Its features, if given, are stored with it.

        Changes nothing for an article that already has a story: the first placement stands, whoever makes the
        next, and only `merge` and `split` move articles.
        """

    def get(self, ids: Iterable[int]) -> dict[int, Story]:
        """The stories with these ids, each with its articles first seen first; unknown ids are left out."""

    def members(self, story_id: int, *, limit: int) -> list[StoryReport]:
        """The articles of a story, first seen first, without their texts: cheap for large stories, too."""

    def newest(self, limit: int) -> list[StoryLine]:
        """The stories with the most recently seen articles, latest first."""

    def opened(self, *, limit: int, before: int | None = None) -> list[StoryLine]:
        """At most `limit` stories, opened last first; with `before`, only those with a lower id.

        Stories whose articles were all merged into another are left out.
        """

    def mark(self) -> ChangeMark:
        """How far the archive has changed: an equal mark means the same texts, verdicts and stories."""

    def has_changed(self, after: ChangeMark) -> bool:
        """Whether an article in a story was grouped, moved, edited or judged again after a mark.

        Articles without a story, which are most of what a crawl collects, don't count. Also true if the mark
        is not of this archive, because a backup was restored.
        """

    def reasons(self, story_id: int) -> dict[int, str]:
        """Why each article of a story is in it: article id → a sentence for people."""

    def merge(
        self, story_id: int, others: Sequence[int], *, at: datetime, by: str = "", note: str = ""
    ) -> int:
        """Move the articles of other stories into one, and log the edits; returns how many moved.

        Later articles grouped with any of them join this story, and users' marks on them move to it. Raises
        ArchiveError when a story does not exist or has no articles, or an id is given twice.
        """

    def split(
        self, story_id: int, article_ids: Sequence[int], *, at: datetime, by: str = "", note: str = ""
    ) -> int:
        """Move articles of a story into a new one, and log the edit; returns the new story's id.

        Raises ArchiveError when an article is not in the story, or no article would remain in it.
        """

    def edits(self, limit: int) -> list[StoryChange]:
        """Merges and splits, newest first."""

    def edits_of(self, story_id: int) -> list[StoryChange]:
        """Merges and splits from or into one story, newest first."""
