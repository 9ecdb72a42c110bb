"""`Stories` in SQL."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from typing_extensions import override

from storage.contract import (
    ChangeMark,
    Grouped,
    KnownArticles,
    Stories,
    StoryChange,
    StoryEdit,
    StoryFeatures,
    StoryLine,
    StoryReport,
)
from storage.sql import ledger
from storage.sql.database import Connection, Database
from storage.sql.rows import (
    AMONG_IDS,
    Row,
    among,
    insert,
    json_text,
    time_text,
    to_list,
    to_optional_time,
    to_time,
)
from storage.sql.tables import read_stored, stories
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Placement, Relation, StoredArticle, Story

_MEMBERS = """
    SELECT a.id, v.title, a.language, a.source, a.publisher, a.published_at, a.first_seen_at
    FROM story_articles s INDEXED BY story_articles_by_story
    CROSS JOIN articles a ON a.id = s.article
    JOIN versions v ON v.article = a.id AND v.number = a.version
    WHERE s.story = :story ORDER BY a.first_seen_at, a.id LIMIT :limit
"""


class SqlStories(Stories):
    """Stories and their edits, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def ungrouped(self, limit: int) -> list[StoredArticle]:
        with self._connection.read("looking for ungrouped articles") as db:
            wanted = stories.ungrouped(db, limit)
            found = {stored.id: stored for stored in read_stored(db, wanted)}
            return [found[article_id] for article_id in wanted]

    @override
    def grouped_since(self, since: datetime) -> list[StoredArticle]:
        with self._connection.read("looking for grouped articles") as db:
            pairs = stories.grouped_since(db, since)
            found = {stored.id: stored for stored in read_stored(db, [article for article, _ in pairs])}
            return [found[article_id] for article_id, _ in pairs]

    @override
    def known(self, since: datetime, after: ChangeMark | None = None) -> KnownArticles:
        with self._connection.read("looking for known stories") as db:
            # Before the articles: what changes meanwhile is given again next time.
            mark = stories.mark(db)
            if after == mark:
                return KnownArticles([], mark, is_all=False)
            if after is None or ledger.link_at(db, after.entry) != after.link:
                return KnownArticles(stories.known(db, since), mark, is_all=True)
            changed = stories.changed(db, after)
            return KnownArticles(stories.known(db, since, changed), mark, is_all=False)

    @override
    def features(self, known: Iterable[Grouped], fingerprint: str) -> dict[int, bytes]:
        with self._connection.read("reading features of articles") as db:
            return stories.features(db, known, fingerprint)

    @override
    def keep_features(self, features: Iterable[StoryFeatures]) -> None:
        with self._connection.write("keeping features of articles") as db:
            for each in features:
                stories.keep_features(db, each)

    @override
    def drop_features(self, before: datetime) -> None:
        with self._connection.write("dropping features of old articles") as db:
            stories.drop_features(db, before)

    @override
    def add(self, placement: Placement, at: datetime, features: StoryFeatures | None = None) -> int:
        with self._connection.write(f"grouping article {placement.article_id}") as db:
            story = stories.add(db, placement, at)
            if features is not None:
                stories.keep_features(db, features)
            return story

    @override
    def get(self, ids: Iterable[int]) -> dict[int, Story]:
        with self._connection.read("reading stories") as db:
            members = stories.members(db, ids)
            wanted = [article for story in members.values() for article in story]
            found = {stored.id: stored for stored in read_stored(db, wanted)}
        return {
            story_id: Story(id=story_id, articles=tuple(found[article] for article in member_ids))
            for story_id, member_ids in members.items()
        }

    @override
    def members(self, story_id: int, *, limit: int) -> list[StoryReport]:
        with self._connection.read(f"reading story {story_id}") as db:
            return [_to_member(row) for row in db.query(_MEMBERS, {"story": story_id, "limit": limit})]

    @override
    def newest(self, limit: int) -> list[StoryLine]:
        with self._connection.read("listing stories") as db:
            return [_to_line(row) for row in db.query(_NEWEST, [limit])]

    @override
    def opened(self, *, limit: int, before: int | None = None) -> list[StoryLine]:
        with self._connection.read("listing stories") as db:
            wanted = {"before": stories.NO_STORY if before is None else before, "limit": limit}
            return [_to_line(row) for row in db.query(_OPENED, wanted)]

    @override
    def mark(self) -> ChangeMark:
        with self._connection.read("reading the last changes") as db:
            return stories.mark(db)

    @override
    def has_changed(self, after: ChangeMark) -> bool:
        with self._connection.read("looking for changed stories") as db:
            return ledger.link_at(db, after.entry) != after.link or stories.has_changed(db, after)

    @override
    def reasons(self, story_id: int) -> dict[int, str]:
        with self._connection.read(f"reading story {story_id}") as db:
            rows = db.execute("SELECT article, reason FROM story_articles WHERE story = ?", [story_id])
            return dict(rows.fetchall())

    @override
    def merge(
        self, story_id: int, others: Sequence[int], *, at: datetime, by: str = "", note: str = ""
    ) -> int:
        with self._connection.write(f"merging stories into {story_id}", durable=True) as db:
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
                db.execute(_MOVE_MARKS, {"to": story_id, "other": other, "newline": "\n"})
                db.execute("DELETE FROM user_marks WHERE story = ?", [other])
            return sum(len(members[other]) for other in others)

    @override
    def split(
        self, story_id: int, article_ids: Sequence[int], *, at: datetime, by: str = "", note: str = ""
    ) -> int:
        with self._connection.write(f"splitting story {story_id}", durable=True) as db:
            members = stories.members(db, [story_id]).get(story_id, [])
            for wanted in article_ids:
                if wanted not in members:
                    raise ArchiveError(f"article {wanted} is not in story {story_id}")
            if not set(members) - set(article_ids):
                raise ArchiveError(f"story {story_id} would be left without articles; nothing was split")
            new_id = stories.open_new(db, at)
            change = StoryChange(
                at=at,
                kind=StoryEdit.SPLIT,
                story_id=story_id,
                other_id=new_id,
                article_ids=tuple(article_ids),
                by=by,
                note=note,
            )
            _move(db, change, to=new_id, why=f"split from story {story_id} by hand")
            return new_id

    @override
    def edits(self, limit: int) -> list[StoryChange]:
        with self._connection.read("reading story edits") as db:
            rows = db.query("SELECT * FROM story_edits ORDER BY id DESC LIMIT ?", [limit])
            return [_to_change(row) for row in rows]

    @override
    def edits_of(self, story_id: int) -> list[StoryChange]:
        with self._connection.read(f"reading edits of story {story_id}") as db:
            rows = db.query(
                "SELECT * FROM story_edits WHERE story = :story OR other = :story ORDER BY id DESC",
                {"story": story_id},
            )
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

# The titles are looked up after the limit, one for each story.
_OPENED = """
    WITH opened AS (
        SELECT s.id FROM stories s
        WHERE s.id < :before AND EXISTS (SELECT 1 FROM story_articles m WHERE m.story = s.id)
        ORDER BY s.id DESC LIMIT :limit
    ), counted AS (
        SELECT o.id AS story, count(*) AS articles, count(DISTINCT a.publisher) AS publishers,
               min(a.first_seen_at) AS first_seen_at, max(a.id) AS article
        FROM opened o CROSS JOIN story_articles s ON s.story = o.id JOIN articles a ON a.id = s.article
        GROUP BY o.id
    )
    SELECT counted.*, v.title FROM counted JOIN articles a ON a.id = counted.article
    JOIN versions v ON v.article = a.id AND v.number = a.version
    ORDER BY story DESC
"""


# A user who marked both keeps what either mark says. The story counts as read if both were; notes are joined.
_MOVE_MARKS = """
    INSERT INTO user_marks
    SELECT "user", :to, NULL, starred_at, followed_at, note, noted_at FROM user_marks WHERE story = :other
    ON CONFLICT ("user", story) DO UPDATE SET
        read_at = (
            SELECT min(user_marks.read_at, o.read_at) FROM user_marks o
            WHERE o.story = :other AND o."user" = user_marks."user"
        ),
        starred_at = coalesce(user_marks.starred_at, excluded.starred_at),
        followed_at = coalesce(user_marks.followed_at, excluded.followed_at),
        noted_at = coalesce(
            max(user_marks.noted_at, excluded.noted_at), user_marks.noted_at, excluded.noted_at
        ),
        note = trim(user_marks.note || :newline || excluded.note, :newline)
"""

# Rows whose relation becomes BY_HAND.
_MOVED_MANUALLY = {
    StoryEdit.MERGE: f"relation = 'opens' AND article IN {AMONG_IDS}",
    # In rows written before the column `beside` existed, it is NULL.
    StoryEdit.SPLIT: f"""
        relation != 'opens' AND (
            (beside IS NULL AND article IN {AMONG_IDS})
            OR story != (SELECT o.story FROM story_articles o WHERE o.article = story_articles.beside)
        )
    """,
}


def _move(db: Database, change: StoryChange, *, to: int, why: str) -> None:
    """Move articles to another story and log the edit.

    A copy or translation that stays in one story with its original keeps its relation, so it does not count
    as an independent report. An article that opened a story merged into another, and one separated from its
    original, gets the relation BY_HAND.
    """
    moved = among(change.article_ids)
    db.execute(
        f"UPDATE story_articles SET story = ?, reason = ? || '; ' || reason WHERE article IN {AMONG_IDS}",
        [to, why, moved],
    )
    stories.touch(db, change.article_ids)
    db.execute(
        f"""
        UPDATE story_articles SET relation = ?
        WHERE story IN (?, ?) AND {_MOVED_MANUALLY[change.kind]}
        """,
        [Relation.BY_HAND, change.story_id, change.other_id, moved],
    )
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


def _to_member(row: Row) -> StoryReport:
    return StoryReport(
        id=row["id"],
        title=row["title"],
        language=row["language"],
        source_id=row["source"],
        publisher=row["publisher"],
        published_at=to_optional_time(row["published_at"]),
        first_seen_at=to_time(row["first_seen_at"]),
    )


def _to_line(row: Row) -> StoryLine:
    return StoryLine(
        id=row["story"],
        articles=row["articles"],
        publishers=row["publishers"],
        first_seen_at=to_time(row["first_seen_at"]),
        title=row["title"],
    )
