"""Facts in and out of the table facts, where names are numbers and texts are positions."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from storage.contract import FoundFact
from storage.sql.database import Database
from storage.sql.facts import reported, statements
from storage.sql.rows import AMONG, among, json_text, to_optional_time
from yaluwatch.model import Contradiction, Fact, FactSet, MarketPrice, full_text

_NAMED: Final = (
    "kind", "unit", "per", "inferred", "good", "place", "actor", "direction", "attribution", "mode", "state",
    "hedge", "role", "speaker_place",
)  # fmt: skip
_names_of = attrgetter(*_NAMED)
_COLUMNS: Final = (
    "article", "version", "number", "start", "length", "sentence_start", "sentence_length", "value",
    "high", "date",
    "speaker_start", "speaker_length", "is_converted", "is_past", "removed", *_NAMED,
)  # fmt: skip
_INSERT = f"INSERT INTO facts ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_PRICE_COLUMNS: Final = ("article", "version", "number", *(field.name for field in fields(MarketPrice)))
_INSERT_PRICE = (
    f"INSERT INTO prices ({', '.join(_PRICE_COLUMNS)}) VALUES ({', '.join('?' * len(_PRICE_COLUMNS))})"
)
_CONTRADICTION_COLUMNS: Final = (
    "article", "version", "number", *(field.name for field in fields(Contradiction)),
)  # fmt: skip
_INSERT_CONTRADICTION = (
    f"INSERT INTO contradictions ({', '.join(_CONTRADICTION_COLUMNS)})"
    f" VALUES ({', '.join('?' * len(_CONTRADICTION_COLUMNS))})"
)
_NAMES_IN_ROW = ", ".join(
    f"(SELECT name FROM fact_names n WHERE n.id = f.{column}) AS {column}" for column in _NAMED
)
#: A SELECT of whole rows: of facts `f`, articles `a`, versions `v` and sets `s`.
SELECT = f"""
    SELECT f.article, f.version, f.number, f.start, f.length, f.sentence_start, f.sentence_length,
    f.value, f.high,
           f.date, f.speaker_start, f.speaker_length, f.is_converted, f.is_past, f.removed, {_NAMES_IN_ROW},
           s.rules, v.title, v.body, a.url, a.language, a.publisher, a.published_at
    FROM facts f
    JOIN articles a ON a.id = f.article
    JOIN versions v ON v.article = f.article AND v.number = f.version
    JOIN fact_sets s ON s.article = f.article AND s.version = f.version
"""


class Names:
    """The numbers of names in one transaction; new names are added."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._numbers: dict[str, int] = {}

    def learn(self, names: Iterable[str]) -> None:
        """Look up or add the numbers of all these names."""
        unknown = sorted(set(names) - self._numbers.keys() - {""})
        if not unknown:
            return
        self._read(unknown)
        if new := [(name,) for name in unknown if name not in self._numbers]:
            self._db.conn.executemany("INSERT INTO fact_names (name) VALUES (?)", new)
            self._read([name for (name,) in new])

    def _read(self, names: Sequence[str]) -> None:
        rows = self._db.execute(f"SELECT name, id FROM fact_names WHERE name IN {AMONG}", [among(names)])
        self._numbers.update(rows.fetchall())

    def number(self, name: str) -> int | None:
        """The number of a name that was learned; None for ""."""
        return self._numbers[name] if name else None


def add(db: Database, names: Names, article_id: int, version: int, found: FactSet) -> None:
    """Store the facts, prices and contradictions of a version in place of those that were there."""
    key = [article_id, version]
    if db.execute("SELECT 1 FROM fact_sets WHERE article = ? AND version = ?", key).fetchone():
        db.execute("DELETE FROM facts WHERE article = ? AND version = ?", key)
        statements.remove(db, article_id, version)
        reported.remove(db, article_id, version)
        db.execute("DELETE FROM prices WHERE article = ? AND version = ?", key)
        db.execute("DELETE FROM contradictions WHERE article = ? AND version = ?", key)
        db.execute("UPDATE fact_sets SET rules = ? WHERE article = ? AND version = ?", [found.rules, *key])
    else:
        db.execute("INSERT INTO fact_sets (article, version, rules) VALUES (?, ?, ?)", [*key, found.rules])
    names.learn(chain.from_iterable(map(_names_of, found.facts)))
    rows = (_row(names, article_id, version, number, fact) for number, fact in enumerate(found.facts, 1))
    db.conn.executemany(_INSERT, rows)
    known_on = known_from(db, article_id, version)
    statements.add(db, article_id, version, found, known_on)
    reported.add(db, article_id, version, found, known_on)
    if found.prices:
        db.conn.executemany(
            _INSERT_PRICE, [(*key, at, *astuple(one)) for at, one in enumerate(found.prices, 1)]
        )
    if found.contradictions:
        db.conn.executemany(
            _INSERT_CONTRADICTION,
            [(*key, at, *astuple(one)) for at, one in enumerate(found.contradictions, 1)],
        )


def known_from(db: Database, article_id: int, version: int) -> str:
    """The day from which readers could know a version: of its publication, of an edit the day it was read."""
    published, fetched = db.execute(
        """
        SELECT a.published_at, v.fetched_at FROM articles a JOIN versions v ON v.article = a.id
        WHERE a.id = ? AND v.number = ?
        """,
        [article_id, version],
    ).fetchone()
    return str(published if published and version == 1 else fetched)[:10]


def _row(names: Names, article_id: int, version: int, number: int, fact: Fact) -> tuple[Any, ...]:
    speaker_start, speaker_end = fact.speaker or (None, None)
    speaker_length = (
        speaker_end - speaker_start if speaker_start is not None and speaker_end is not None else None
    )
    return (
        article_id, version, number, fact.start, fact.end - fact.start, fact.sentence_start,
        fact.sentence_end - fact.sentence_start, fact.value, fact.high, fact.date or None, speaker_start,
        speaker_length,
        fact.is_converted or None, fact.is_past or None, fact.removed or None,
        *map(names.number, _names_of(fact)),
    )  # fmt: skip


def of_version(db: Database, article_id: int, version: int) -> list[FoundFact]:
    """The facts of a version, by position."""
    rows = db.execute(
        f"{SELECT} WHERE f.article = ? AND f.version = ? ORDER BY f.number", [article_id, version]
    )
    return [to_found(row) for row in rows]


def to_found(row: tuple[Any, ...]) -> FoundFact:
    """The fact of a row of `SELECT`."""
    (
        article, version, number, start, length, sentence_start, sentence_length, value, high, date,
        speaker_start, speaker_length, is_converted, is_past, removed, kind, unit, per, inferred, good, place,
        actor, direction, attribution, mode, state, hedge, role, speaker_place, rules, title, body, url,
        language, publisher, published_at,
    ) = row  # fmt: skip
    text = full_text(title, body)
    speaker = None if speaker_start is None else (speaker_start, speaker_start + speaker_length)
    fact = Fact(
        kind=kind,
        start=start,
        end=start + length,
        sentence_start=sentence_start,
        sentence_end=sentence_start + sentence_length,
        value=value,
        high=high,
        unit=unit or "",
        per=per or "",
        date=date or "",
        inferred=inferred or "",
        good=good or "",
        place=place or "",
        actor=actor or "",
        direction=direction or "",
        speaker=speaker,
        attribution=attribution or "",
        is_converted=bool(is_converted),
        mode=mode or "",
        state=state or "",
        is_past=bool(is_past),
        hedge=hedge or "",
        removed=removed or 0,
        role=role or "",
        speaker_place=speaker_place or "",
    )
    return FoundFact(
        article_id=article,
        version=version,
        number=number,
        rules=rules,
        fact=fact,
        text=text[fact.start : fact.end],
        sentence=text[fact.sentence_start : fact.sentence_end],
        speaker=text[slice(*speaker)] if speaker else "",
        url=url,
        title=title,
        language=language,
        publisher=publisher,
        published_at=to_optional_time(published_at),
    )


def of_articles(
    db: Database, condition: str, values: Sequence[Any], articles: Sequence[int]
) -> list[FoundFact]:
    """Facts of the newest versions of these articles that meet a condition, in the order of the ids."""
    rows = db.execute(
        f"""
        {SELECT} JOIN json_each(?) w ON CAST(w.value AS BIGINT) = f.article
        WHERE f.version = a.version {condition} ORDER BY CAST(w.key AS BIGINT), f.number
        """,
        [json_text(list(articles)), *values],
    )
    return [to_found(row) for row in rows]
