"""`archive.curation`: stories as people put them right. What they chose stands: grouping moves no article."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from storage import stories
from storage.connection import Connection
from storage.rows import Row, insert, json_text, time_text, to_list, to_time
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Relation


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


class Curation:
    """Listing, joining and parting stories."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def newest(self, limit: int) -> list[StoryLine]:
        """Stories by their newest article, newest first."""
        with self._connection.read("listing stories") as db:
            return [_to_line(row) for row in db.query(_NEWEST, [limit])]

    def reasons(self, story_id: int) -> dict[int, str]:
        """Why each article is in a story."""
        with self._connection.read(f"reading story {story_id}") as db:
            rows = db.execute("SELECT article, reason FROM story_articles WHERE story = ?", [story_id])
            return dict(rows.fetchall())

    def merge(
        self, story_id: int, others: Sequence[int], *, at: datetime, by: str = "", note: str = ""
    ) -> int:
        """Move the articles of other stories into one; how many moved.

        New reports of any of them join it. Raises ArchiveError when one is no story with articles.
        """
        with self._connection.write(f"joining stories into {story_id}", durable=True) as db:
            members = stories.members(db, [story_id, *others])
            for wanted in (story_id, *others):
                if wanted not in members:
                    raise ArchiveError(f"there is no story {wanted} with articles; `yalu stories` lists them")
            if story_id in others or len(set(others)) < len(others):
                raise ArchiveError("name each story once")
            for other in others:
                moved = tuple(members[other])
                change = StoryChange(
                    at=at,
                    kind=StoryEdit.MERGE,
                    story_id=story_id,
                    other_id=other,
                    article_ids=moved,
                    by=by,
                    note=note,
                )
                _move(db, change, to=story_id, why=f"merged from story {other} by hand")
            return sum(len(members[other]) for other in others)

    def split(
        self, story_id: int, article_ids: Sequence[int], *, at: datetime, by: str = "", note: str = ""
    ) -> int:
        """Move articles out of a story into a new one of their own; its id.

        Raises ArchiveError when one is not in the story, or none would be left in it.
        """
        with self._connection.write(f"parting story {story_id}", durable=True) as db:
            members = stories.members(db, [story_id]).get(story_id, [])
            for wanted in article_ids:
                if wanted not in members:
                    raise ArchiveError(f"article {wanted} is not in story {story_id}")
            if not set(members) - set(article_ids):
                raise ArchiveError(f"story {story_id} would be left without an article; nothing to part")
            fresh = stories.open_new(db, at)
            change = StoryChange(
                at=at,
                kind=StoryEdit.SPLIT,
                story_id=story_id,
                other_id=fresh,
                article_ids=tuple(article_ids),
                by=by,
                note=note,
            )
            _move(db, change, to=fresh, why=f"split from story {story_id} by hand")
            return fresh

    def changes(self, limit: int) -> list[StoryChange]:
        """What people did, newest first."""
        with self._connection.read("reading story edits") as db:
            rows = db.query("SELECT * FROM story_edits ORDER BY id DESC LIMIT ?", [limit])
            return [_to_change(row) for row in rows]


_NEWEST = """
    WITH newest AS (
        SELECT s.story, count(*) AS articles, count(DISTINCT a.publisher) AS publishers,
               min(a.first_seen_at) AS first_seen_at, max(a.first_seen_at) AS last_seen_at,
               max(a.id) AS article
        FROM story_articles s JOIN articles a ON a.id = s.article
        GROUP BY s.story ORDER BY last_seen_at DESC, s.story DESC LIMIT ?
    )
    SELECT newest.*, v.title FROM newest JOIN articles a ON a.id = newest.article
    JOIN versions v ON v.article = a.id AND v.number = a.version
    ORDER BY last_seen_at DESC, story DESC
"""


_RELATED_BY_HAND = {
    StoryEdit.MERGE: """
        UPDATE story_articles SET relation = :by_hand
        WHERE relation = 'opens' AND article IN (SELECT value FROM json_each(:moved)) AND :story != :other
    """,
    # Rows older than the column `beside` do not say what they are beside.
    StoryEdit.SPLIT: """
        UPDATE story_articles SET relation = :by_hand
        WHERE story IN (:story, :other) AND relation != 'opens' AND (
            (beside IS NULL AND article IN (SELECT value FROM json_each(:moved)))
            OR story != (SELECT o.story FROM story_articles o WHERE o.article = story_articles.beside)
        )
    """,
}


def _move(db: Database, change: StoryChange, *, to: int, why: str) -> None:
    """Move articles. A copy or translation that stays beside its original remains one: it is no second voice.

    What opened a story that is merged, and what is parted from its original, belongs there by hand.
    """
    moved = json_text(change.article_ids)
    db.execute(
        "UPDATE story_articles SET story = ?, reason = ? || '; ' || reason"
        " WHERE article IN (SELECT value FROM json_each(?))",
        [to, why, moved],
    )
    values = {"moved": moved, "by_hand": Relation.BY_HAND, "story": change.story_id, "other": change.other_id}
    db.execute(_RELATED_BY_HAND[change.kind], values)
    row: dict[str, str | int] = {
        "at": time_text(change.at),
        "kind": change.kind,
        "story": change.story_id,
        "other": change.other_id,
        "articles": json_text(change.article_ids),
        "by": change.by,
        "note": change.note,
    }
    insert(db, "story_edits", row)


def _to_change(row: Row) -> StoryChange:
    return StoryChange(
        at=to_time(row["at"]),
        kind=StoryEdit(row["kind"]),
        story_id=row["story"],
        other_id=row["other"],
        article_ids=tuple(to_list(row["articles"])),
        by=row["by"],
        note=row["note"],
    )


def _to_line(row: Row) -> StoryLine:
    return StoryLine(
        id=row["story"],
        articles=row["articles"],
        publishers=row["publishers"],
        first_seen_at=to_time(row["first_seen_at"]),
        title=row["title"],
    )
