"""`Marks` in SQL: the tables user_visits and user_marks."""

from collections.abc import Iterable
from datetime import datetime

from typing_extensions import override

from storage.contract import Mark, Marks, StoryMarks, Visit
from storage.sql.database import Connection, Database
from storage.sql.rows import AMONG_IDS, Row, among, optional_time_text, time_text, to_optional_time, to_time
from yaluwatch.errors import ArchiveError

_COLUMNS = {Mark.READ: "read_at", Mark.STARRED: "starred_at", Mark.FOLLOWED: "followed_at"}


class SqlMarks(Marks):
    """Marks of users on stories."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def visit(self, user_id: int) -> Visit | None:
        with self._connection.read("reading a visit") as db:
            row = db.execute(
                'SELECT new_since, last_at FROM user_visits WHERE "user" = ?', [user_id]
            ).fetchone()
            return Visit(to_optional_time(row[0]), to_time(row[1])) if row else None

    @override
    def keep_visit(self, user_id: int, visit: Visit) -> None:
        with self._connection.write("keeping a visit") as db:
            db.execute(
                """
                INSERT INTO user_visits ("user", new_since, last_at) VALUES (?, ?, ?)
                ON CONFLICT ("user") DO UPDATE SET new_since = excluded.new_since, last_at = excluded.last_at
                WHERE excluded.last_at > user_visits.last_at
                """,
                [user_id, optional_time_text(visit.new_since), time_text(visit.last_at)],
            )

    @override
    def of(self, user_id: int, story_ids: Iterable[int]) -> dict[int, StoryMarks]:
        with self._connection.read("reading marks") as db:
            rows = db.query(
                f'SELECT * FROM user_marks WHERE "user" = ? AND story IN {AMONG_IDS}',
                [user_id, among(story_ids)],
            )
            return {row["story"]: _to_marks(row) for row in rows}

    @override
    def listed(self, user_id: int, mark: Mark, limit: int) -> list[StoryMarks]:
        with self._connection.read("reading marks") as db:
            return _newest(db, user_id, _COLUMNS[mark], limit)

    @override
    def noted(self, user_id: int, limit: int) -> list[StoryMarks]:
        with self._connection.read("reading notes") as db:
            return _newest(db, user_id, "noted_at", limit)

    @override
    def set(self, user_id: int, story_ids: Iterable[int], mark: Mark, at: datetime | None) -> None:
        column = _COLUMNS[mark]
        with self._connection.write("marking stories") as db:
            db.execute(
                f"""
                INSERT INTO user_marks ("user", story, {column})
                SELECT ?, id, ? FROM stories WHERE id IN {AMONG_IDS}
                ON CONFLICT ("user", story) DO UPDATE SET {column} = excluded.{column}
                """,
                [user_id, optional_time_text(at), among(story_ids)],
            )

    @override
    def note(self, user_id: int, story_id: int, text: str, at: datetime) -> None:
        with self._connection.write(f"keeping a note on story {story_id}") as db:
            if not db.execute("SELECT 1 FROM stories WHERE id = ?", [story_id]).fetchone():
                raise ArchiveError(f"there is no story {story_id}")
            db.execute(
                """
                INSERT INTO user_marks ("user", story, note, noted_at) VALUES (?, ?, ?, ?)
                ON CONFLICT ("user", story) DO UPDATE SET note = excluded.note, noted_at = excluded.noted_at
                """,
                [user_id, story_id, text, time_text(at) if text else None],
            )


def _newest(db: Database, user_id: int, column: str, limit: int) -> list[StoryMarks]:
    rows = db.query(
        f"""
        SELECT * FROM user_marks WHERE "user" = ? AND {column} IS NOT NULL
        ORDER BY {column} DESC, story DESC LIMIT ?
        """,
        [user_id, limit],
    )
    return [_to_marks(row) for row in rows]


def _to_marks(row: Row) -> StoryMarks:
    return StoryMarks(
        story_id=row["story"],
        read_at=to_optional_time(row["read_at"]),
        starred_at=to_optional_time(row["starred_at"]),
        followed_at=to_optional_time(row["followed_at"]),
        note=row["note"],
        noted_at=to_optional_time(row["noted_at"]),
    )
