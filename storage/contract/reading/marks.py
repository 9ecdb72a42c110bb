"""What each user has read, starred, followed and noted, and when they were last here. Private."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Visit:
    """A user's visit to the pages, as far as it has come. Times are aware UTC."""

    #: The end of the visit before: what came since then is new. None during a user's first visit.
    new_since: datetime | None
    #: Their last request.
    last_at: datetime


class Mark(StrEnum):
    """A mark on a story, which has a time and is there or not."""

    READ = "read"
    STARRED = "starred"
    #: The user wants to see everything that is added to it.
    FOLLOWED = "followed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMarks:
    """What one user marked on one story. Times are aware UTC, None = not marked."""

    story_id: int
    read_at: datetime | None = None
    starred_at: datetime | None = None
    followed_at: datetime | None = None
    #: Their own note; "" for none.
    note: str = ""
    noted_at: datetime | None = None


class Marks(Protocol):
    """What each user has read, starred, followed and noted, and when they were last here.

    Users are named by the id of their account, 0 without accounts. Every method concerns one user only.
    """

    def visit(self, user_id: int) -> Visit | None:
        """A user's latest visit; None if there was none."""

    def keep_visit(self, user_id: int, visit: Visit) -> None:
        """Store a user's latest visit, unless a later one is stored."""

    def of(self, user_id: int, story_ids: Iterable[int]) -> dict[int, StoryMarks]:
        """A user's marks on these stories, by story id; without the stories they did not mark."""

    def listed(self, user_id: int, mark: Mark, limit: int) -> list[StoryMarks]:
        """A user's newest marks of a kind, newest first."""

    def noted(self, user_id: int, limit: int) -> list[StoryMarks]:
        """A user's newest notes, newest first."""

    def set(self, user_id: int, story_ids: Iterable[int], mark: Mark, at: datetime | None) -> None:
        """Put a mark on stories, or take it away (None). Unknown stories are left out."""

    def note(self, user_id: int, story_id: int, text: str, at: datetime) -> None:
        """Replace a user's note on a story; "" removes it. Raises ArchiveError for an unknown story."""
