"""Articles joined with their newest version, verdict and story."""

from collections.abc import Iterable
from dataclasses import replace

from sqlite_utils import Database

from storage.sqlite.tables import articles, stories, verdicts
from yaluwatch.model import StoredArticle


def read_stored(db: Database, ids: Iterable[int]) -> list[StoredArticle]:
    """The articles with these ids, newest id first."""
    wanted = list(ids)
    judged = verdicts.newest(db, wanted)
    grouped = stories.of_articles(db, wanted)
    return [
        replace(stored, verdict=judged.get(stored.id), story_id=grouped.get(stored.id))
        for stored in articles.read(db, wanted)
    ]
