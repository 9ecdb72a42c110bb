"""`Translations` in SQL."""

from collections.abc import Mapping, Sequence

from typing_extensions import override

from storage.contract import Translations
from storage.sql.database import Connection
from storage.sql.rows import AMONG, among


class SqlTranslations(Translations):
    """Machine translations in the table translations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def get(self, texts: Sequence[str], source: str, target: str, engine: str) -> dict[str, str]:
        with self._connection.read("reading translations") as db:
            rows = db.execute(
                f"""
                SELECT text, translation FROM translations
                WHERE text IN {AMONG} AND language = ? AND target = ? AND service = ?
                """,
                [among(texts), source, target, engine],
            )
            return dict(rows.fetchall())

    @override
    def put(self, translations: Mapping[str, str], source: str, target: str, engine: str) -> None:
        with self._connection.write("storing translations") as db:
            db.conn.executemany(
                """
                INSERT INTO translations (text, language, target, service, translation)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (text, language, target, service) DO UPDATE SET translation = excluded.translation
                """,
                [(text, source, target, engine, made) for text, made in translations.items()],
            )
