"""Export a whole archive in every format: time, size and peak memory; CSV beside a loop written by hand.

python -m benchmarks.storage.exporting FOLDER [FORMAT …]
"""

import csv
import json
import resource
import sqlite3
import sys
import time
from collections.abc import Iterator
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path

from benchmarks.storage.measure import Row, least_seconds, say
from storage import Format, open_archive, parse_query
from storage.exports.fields import FIELDS
from storage.sql.tables import reference

# The same columns and the same bytes as `yalu export --format csv` for an archive without a site. Facts,
# listed names and contradictions are looked for; the articles of the benchmark have none.
_BY_HAND = """
    SELECT a.id, v.number, '', a.url, v.title, v.body, a.language, a.source, a.publisher, v.authors,
           v.section, a.published_at, a.first_seen_at, v.fetched_at, coalesce(a.missing_since, ''),
           f.relevance,
           (SELECT group_concat(topic, '; ') FROM (
               SELECT topic FROM article_topics t WHERE t.article = a.id ORDER BY probability DESC
           )),
           (SELECT group_concat(mention, '; ') FROM (
               SELECT mention FROM article_mentions m
               WHERE m.article = a.id AND m.kind = 'place' ORDER BY mention
           )),
           (SELECT story FROM story_articles s WHERE s.article = a.id), v.content_sha256,
           coalesce(p.sha256, ''), v.captions, v.organisation,
           coalesce((
               SELECT group_concat(f.number) FROM facts f WHERE f.article = a.id AND f.version = v.number
           ), ''), v.is_partial,
           coalesce((
               SELECT group_concat(m.number) FROM listed_mentions m
               WHERE m.article = a.id AND m.version = v.number
           ), ''), '', coalesce((
               SELECT group_concat(c.number) FROM contradictions c
               WHERE c.article = a.id AND c.version = v.number
           ), '')
    FROM articles a JOIN versions v ON v.article = a.id AND v.number = a.version
    LEFT JOIN article_facets f ON f.article = a.id LEFT JOIN pages p ON p.id = v.page ORDER BY a.id DESC
"""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def small(folder: Path) -> Iterator[Row]:
    """CSV of the archive that `ingest.small` left."""
    path = folder / "archive" / "yalu.db"
    with open_archive(path, read_only=True) as archive:
        sinks = [BytesIO(), BytesIO()]
        count = archive.research.export(parse_query("relevant:any"), Format.CSV, sinks[0])
        by_hand(path, sinks[1])
        assert sinks[0].getvalue() == sinks[1].getvalue()
        # Alternating, because the load of the machine changes.
        seconds = [
            (
                least_seconds(partial(by_hand, path, BytesIO()), 1),
                least_seconds(
                    partial(archive.research.export, parse_query("relevant:any"), Format.CSV, BytesIO()), 1
                ),
            )
            for _ in range(5)
        ]
    floor, ours = (count / min(found) for found in zip(*seconds, strict=True))
    yield Row(work="export: rows of CSV a CPU second", floor=floor, ours=ours, bar="ratio ≥ 0.80")


def by_hand(path: Path, stream: BytesIO) -> None:
    """What one would write for this export alone."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    text = TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(FIELDS)
    items = reference.items()
    for row in db.execute(_BY_HAND):
        cells = list(row)
        for number in (9, 21):
            cells[number] = "; ".join(json.loads(cells[number]))
        cells[24] = bool(cells[24])
        cells[26] = (
            "; ".join(items[place] for place in cells[17].split("; ") if place in items) if cells[17] else ""
        )
        writer.writerow(
            [f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in cells]
        )
    text.detach()
    db.close()


def main(folder: Path, kinds: list[Format]) -> None:
    """Export one file per format and delete it again."""
    with open_archive(folder / "yalu.db", read_only=True) as archive:
        for kind in kinds:
            file = folder / f"export.{kind}"
            started = time.perf_counter()
            with file.open("wb") as stream:
                count = archive.research.export(parse_query("relevant:any"), kind, stream)
            seconds = time.perf_counter() - started
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
            say(
                f"{kind:8} {count:9,} articles, {file.stat().st_size / 1e6:7,.0f} MB, {seconds:6.1f} s, "
                f"peak memory {peak:,.0f} MB"
            )
            file.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Format(name) for name in sys.argv[2:]] or list(Format))
