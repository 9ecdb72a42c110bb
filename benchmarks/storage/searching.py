"""Latency of searches and counts, compared with hand-written SQL, Datasette's full-text search and LIKE.

python -m benchmarks.storage.searching FOLDER
"""

import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.storage.bare import Bare
from benchmarks.storage.corpus import PLANTED
from benchmarks.storage.measure import Row, latencies, percentile, say, shown
from storage import Archive, Facet, Order, Query, Step, open_archive, parse_query
from storage.query.tokens import phrases
from storage.sqlite.full_text import expression
from yaluwatch.text import fold

_TERMS = [f'"{word}"' for words in PLANTED.values() for word in words]
#: Searches for one term each, in all articles.
ONE_TERM = [f"{term} relevant:any" for term in _TERMS]
_TWO = [f"{one} {other} relevant:any" for one, other in pairwise(_TERMS)]
_THREE = [
    "밀수 단둥 세관 relevant:any",
    "走私 丹东 海关 relevant:any",
    "smuggling dandong customs relevant:any",
]


def _searches(
    archive: Archive, typed: Sequence[str], order: Order = Order.NEWEST
) -> list[Callable[[], object]]:
    return [_search(archive, parse_query(text), order) for text in typed]


def _search(archive: Archive, query: Query, order: Order) -> Callable[[], object]:
    return lambda: archive.search.find(query, limit=20, order=order)


def searches(archive: Archive) -> None:
    """Lists of hits, newest first and by relevance."""
    say(f"{'ms':42}      p50      p95  slowest")
    for name, typed in {
        "newest 20, 1 term": ONE_TERM,
        "newest 20, 2 terms": _TWO,
        "newest 20, 3 terms": _THREE,
        "newest 20, 1 term, relevant": _TERMS,
        "newest 20, 1 term, a year": [f"{text} after:2020 before:2021" for text in ONE_TERM],
        "newest 20, 1 term, a place": [f"{text} place:place-017" for text in ONE_TERM],
        "newest 20, 1 term, a topic": [f"{text} topic:smuggling" for text in ONE_TERM],
        "newest 20, 1 term, source and language": [
            f"{text} source:source-07 language:ko" for text in ONE_TERM
        ],
        "newest 20, OR of 3": ["밀수 OR 走私 OR smuggling", "단둥 OR 丹东 OR dandong"],
        "newest 20, no words, topic and place": ["topic:smuggling place:place-017", "topic:border"],
    }.items():
        say(f"{name:42} {shown(latencies(_searches(archive, typed)))}")
    for name, typed in {"relevance 20, 1 term": ONE_TERM, "relevance 20, 2 terms": _TWO}.items():
        say(f"{name:42} {shown(latencies(_searches(archive, typed, Order.RELEVANCE)))}")


def counts(archive: Archive) -> None:
    """Counts over the most frequent terms."""
    typed = sorted(ONE_TERM, key=lambda text: -archive.search.count(parse_query(text)))[:6]
    queries = [parse_query(text) for text in typed]
    hits = ", ".join(f"{archive.search.count(query):,}" for query in queries)
    say(f"{'hits of the queries below':42} {hits}")
    for facet in Facet:
        calls = [partial(archive.research.facet, query, facet) for query in queries]
        say(f"{f'facet: {facet}':42} {shown(latencies(calls, 3))}")
    counting = [partial(archive.search.count, query) for query in queries]
    say(f"{'count':42} {shown(latencies(counting, 3))}")
    drawing = [partial(archive.research.series, query, Step.MONTH) for query in queries]
    say(f"{'series by month':42} {shown(latencies(drawing, 3))}")
    pairing = [partial(archive.research.pairs, query) for query in queries]
    say(f"{'places named together':42} {shown(latencies(pairing, 3))}")


def counts_without_words(archive: Archive) -> None:
    """The front page, and counts over all relevant articles."""
    everything, topic = parse_query(""), parse_query("topic:smuggling")
    calls: dict[str, Callable[[], object]] = {
        "front page": lambda: (archive.search.count(everything), archive.search.find(everything, limit=25)),
        "count of one topic": partial(archive.search.count, topic),
        "series by month": partial(archive.research.series, everything, Step.MONTH),
        "places named together": partial(archive.research.pairs, everything),
        **{f"facet: {facet}": partial(archive.research.facet, everything, facet) for facet in Facet},
    }
    for name, call in calls.items():
        say(f"{name + ', no words':42} {shown(latencies([call], 3))}")


_HAND_WRITTEN = """
    SELECT a.id, a.url, v.title, v.body, a.language, a.source, a.publisher, a.published_at, a.first_seen_at,
           a.version, (SELECT json_group_array(topic) FROM (
               SELECT topic FROM article_topics t WHERE t.article = a.id ORDER BY probability DESC
           ))
    FROM articles a JOIN versions v ON v.article = a.id AND v.number = a.version
    WHERE a.id IN (SELECT rowid FROM article_index WHERE article_index MATCH ? ORDER BY rowid DESC LIMIT 20)
    ORDER BY a.id DESC
"""
_HAND_WRITTEN_TOPIC = """
    SELECT t.topic, count(*) FROM article_index i JOIN article_topics t ON t.article = i.rowid
    WHERE article_index MATCH ? GROUP BY 1 ORDER BY 2 DESC
"""


def compare_with_hand_written(archive: Archive, path: Path) -> None:
    """The same results from hand-written SQL over the same tables."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    db.execute("PRAGMA cache_size = -65536")
    queries = [parse_query(text) for text in ONE_TERM]
    expressions = [" OR ".join(map(expression, phrases(query.words[0]))) for query in queries]
    for name, statement, searched in (
        ("newest 20", _HAND_WRITTEN, [_search(archive, query, Order.NEWEST) for query in queries]),
        (
            "facet: topic",
            _HAND_WRITTEN_TOPIC,
            [partial(archive.research.facet, query, Facet.TOPIC) for query in queries],
        ),
    ):
        by_hand = latencies([partial(_all, db, statement, expression) for expression in expressions])
        by_archive = latencies(searched)
        ratio = percentile(by_archive, 0.5) / percentile(by_hand, 0.5)
        say(f"{name + ' by hand':42} {shown(by_hand)}  archive takes {ratio:.2f} times as long")
    db.close()


def _all(db: sqlite3.Connection, statement: str, expression: str) -> list[object]:
    return db.execute(statement, [expression]).fetchall()


def compare_with_datasette(archive: Archive, folder: Path) -> None:
    """Hits and times of the archive, Datasette's default full-text search and LIKE, for short words."""
    bare = sqlite3.connect(folder / "bare.db")
    if not bare.execute("SELECT 1 FROM sqlite_master WHERE name = 'raw'").fetchone():
        say("indexing the raw text as Datasette does …")
        bare.close()
        Bare.index_as_datasette_does(_reopened(folder))
        bare = sqlite3.connect(folder / "bare.db")
    say(
        f"{'word':16} {'truth':>8} {'archive':>8} {'Datasette':>9} {'LIKE':>8}   ms, newest 20, in that order"
    )
    words = [term.strip('"') for term in _TERMS]
    truths = _truths(bare, words)
    for word in words:
        _compare(archive, bare, word, truths[word])
    bare.close()


def _compare(archive: Archive, bare: sqlite3.Connection, word: str, truth: int) -> None:
    query = parse_query(f'"{word}" relevant:any')
    quoted, pattern = [f'"{word}"'], [f"%{word}%"] * 2
    raw = bare.execute("SELECT count(*) FROM raw WHERE raw MATCH ?", quoted).fetchone()[0]
    like = bare.execute("SELECT count(*) FROM texts WHERE title LIKE ? OR body LIKE ?", pattern).fetchone()[0]
    times = (
        latencies([_search(archive, query, Order.NEWEST)], 3),
        latencies([lambda: bare.execute(_NEWEST_RAW, quoted).fetchall()], 3),
        latencies([lambda: bare.execute(_NEWEST_LIKE, pattern).fetchall()], 3),
    )
    say(
        f"{word:16} {truth:8,} {archive.search.count(query):8,} {raw:9,} {like:8,}   "
        + " ".join(f"{percentile(found, 0.5):9.2f}" for found in times)
    )


_NEWEST_RAW = """
    SELECT t.id, t.title, t.body FROM texts t WHERE t.id IN (SELECT rowid FROM raw WHERE raw MATCH ?)
    ORDER BY t.id DESC LIMIT 20
"""
_NEWEST_LIKE = "SELECT id, title, body FROM texts WHERE title LIKE ? OR body LIKE ? ORDER BY id DESC LIMIT 20"


def _truths(bare: sqlite3.Connection, words: list[str]) -> dict[str, int]:
    """Number of texts with each word, by a plain scan over folded texts; Latin words match whole words."""
    found = dict.fromkeys(words, 0)
    for title, body in bare.execute("SELECT title, body FROM texts"):
        text = f"{title} \n {body}"
        folded = f" {fold(text)} ".replace(".", " ").replace("\n", " ")
        for word in words:
            found[word] += (f" {word} " if word.isascii() else word) in folded
    return found


def _reopened(folder: Path) -> Bare:
    bare = Bare.__new__(Bare)
    bare.db = sqlite3.connect(folder / "bare.db")
    return bare


def small(folder: Path) -> Iterator[Row]:
    """Searches and counts in the archive that `ingest.small` left."""
    yield from measured(folder / "archive" / "yalu.db")


def measured(path: Path) -> Iterator[Row]:
    """Searches and counts beside their bars at a million articles, some beside hand-written SQL."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    queries = [parse_query(text) for text in ONE_TERM]
    expressions = [" OR ".join(map(expression, phrases(query.words[0]))) for query in queries]
    newest, topics = (
        percentile(latencies([partial(_all, db, statement, one) for one in expressions], 3), 0.95)
        for statement in (_HAND_WRITTEN, _HAND_WRITTEN_TOPIC)
    )
    db.close()
    with open_archive(path, read_only=True) as archive:
        measured: list[tuple[str, float | None, str, list[Callable[[], object]]]] = [
            ("newest 20: p95, ms", newest, "≤ 5", _searches(archive, ONE_TERM)),
            ("by relevance 20: p95, ms", None, "≤ 150", _searches(archive, ONE_TERM, Order.RELEVANCE)),
            ("count: p95, ms", None, "≤ 50", [partial(archive.search.count, one) for one in queries]),
        ]
        drawing = [partial(archive.research.series, one, Step.MONTH) for one in queries]
        measured.append(("series by month: p95, ms", None, "≤ 50", [*drawing]))
        for facet in Facet:
            by_hand = topics if facet is Facet.TOPIC else None
            calls = [partial(archive.research.facet, one, facet) for one in queries]
            measured.append((f"facet {facet}: p95, ms", by_hand, "≤ 100", [*calls]))
        for work, floor, bar, searched in measured:
            yield Row(work=work, floor=floor, ours=percentile(latencies(searched, 3), 0.95), bar=bar)


def main(folder: Path) -> None:
    """Print all tables."""
    with open_archive(folder / "yalu.db", read_only=True) as archive:
        searches(archive)
        counts(archive)
        counts_without_words(archive)
        compare_with_hand_written(archive, folder / "yalu.db")
        if (folder / "bare.db").exists():
            compare_with_datasette(archive, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
