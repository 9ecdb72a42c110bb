"""Writing the verdicts of a new model, beside plain inserts of the same rows.

python -m benchmarks.storage.judging FOLDER
"""

import json
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.storage.measure import Row, say
from storage import open_archive
from yaluwatch.model import StoredArticle, Verdict

_BATCH = 200
_NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def small(folder: Path) -> Iterator[Row]:
    """Judge a copy of the archive that `ingest.small` left again."""
    copy = folder / "judging"
    copy.mkdir()
    shutil.copy(folder / "archive" / "yalu.db", copy / "yalu.db")
    floor, ours = rates(copy)
    yield Row(work="rejudging: verdicts written a CPU second", floor=floor, ours=ours)


def rates(folder: Path) -> tuple[float, float]:
    """Verdicts a CPU second: inserted by hand, and written by the archive."""
    spent = [0.0, 0.0]
    count = after = 0
    bare = sqlite3.connect(folder / "bare-verdicts.db")
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = NORMAL")
    bare.execute("CREATE TABLE verdicts (id INTEGER PRIMARY KEY, article, version, relevance, details)")
    bare.execute("CREATE TABLE topics (topic, article, probability, PRIMARY KEY (topic, article))")
    with open_archive(folder / "yalu.db") as archive:
        while batch := archive.verdicts.outdated("new", after=after, limit=_BATCH):
            judged = [(each, replace(each.verdict, version="new")) for each in batch if each.verdict]
            # Rows that are ready: the archive encodes them, checks, links the ledger and fills filters too.
            rows = [_row(*each) for each in judged]
            topics = [
                (tag.topic, stored.id, tag.probability) for stored, verdict in judged for tag in verdict.tags
            ]
            started = time.process_time()
            with bare:
                bare.executemany(_VERDICT, rows)
                bare.executemany("INSERT INTO topics VALUES (?, ?, ?)", topics)
            between = time.process_time()
            archive.verdicts.add(judged, _NOW)
            spent[0] += between - started
            spent[1] += time.process_time() - between
            count, after = count + len(judged), batch[-1].id
    bare.close()
    return count / spent[0], count / spent[1]


_VERDICT = "INSERT INTO verdicts (article, version, relevance, details) VALUES (?, ?, ?, ?)"


def _row(stored: StoredArticle, verdict: Verdict) -> tuple[int, int, float, str]:
    details = asdict(verdict)
    text = json.dumps([details["tags"], details["mentions"]], ensure_ascii=False)
    return stored.id, stored.version, verdict.relevance, text


if __name__ == "__main__":
    inserted, written = rates(Path(sys.argv[1]))
    say(f"{inserted:,.0f} verdicts a CPU second by hand, {written:,.0f} by the archive")
