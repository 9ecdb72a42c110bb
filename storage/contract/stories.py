"""Which articles tell one event, and what people corrected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from yaluwatch.model import Placement, StoredArticle, Story


class StoryEdit(StrEnum):
    """What a person did."""

    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryChange:
    """One joining or parting."""

    at: datetime
    kind: StoryEdit
    #: The story that stays, and the one that went into it or came out of it.
    story_id: int
    other_id: int
    #: The articles that moved.
    article_ids: tuple[int, ...]
    #: Who did it; empty when not told.
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


class Stories(Protocol):
    """Which articles tell one event, and what people corrected."""

    def ungrouped(self, limit: int) -> list[StoredArticle]:
        """Relevant articles without a story, oldest arrival first."""

    def grouped_since(self, since: datetime) -> list[StoredArticle]:
        """Articles in stories, first seen since a time, oldest arrival first."""

    def add(self, placement: Placement, at: datetime) -> int:
        """Put an article beside another, or into a story of its own; the story it is in now.

        An article stays where it was put first, whoever puts it where.
        """

    def get(self, ids: Iterable[int]) -> dict[int, Story]:
        """The stories with these ids, their articles first seen first."""

    def newest(self, limit: int) -> list[StoryLine]:
        """Stories by their newest article, newest first."""

    def reasons(self, story_id: int) -> dict[int, str]:
        """Why each article is in a story."""

    def merge(
        self, story_id: int, others: Sequence[int], *, at: datetime, by: str = "", note: str = ""
    ) -> int:
        """Move the articles of other stories into one; how many moved.

        New reports of any of them join it. Raises ArchiveError when one is no story with articles.
        """

    def split(
        self, story_id: int, article_ids: Sequence[int], *, at: datetime, by: str = "", note: str = ""
    ) -> int:
        """Move articles out of a story into a new one of their own; its id.

        Raises ArchiveError when one is not in the story, or none would be left in it.
        """

    def edits(self, limit: int) -> list[StoryChange]:
        """What people did, newest first."""
