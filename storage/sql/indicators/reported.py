"""`ReportedClaims` in SQL."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from typing_extensions import override

from storage.contract import ClaimQuery, ReportedClaim, ReportedClaims
from storage.sql.database import Connection, Database
from storage.sql.rows import AMONG, Row, among, json_text, to_optional_time
from storage.sql.search import as_of
from yaluwatch.errors import ArchiveError
from yaluwatch.model import full_text

# Articles are looked through this many at a time; a page begins with few and looks through a bounded number.
_CHUNK: Final = 500
_FIRST_CHUNK: Final = 20
_MAX_LOOKED_THROUGH: Final = 10_000
# Above the id of any article.
_NO_ARTICLE: Final = 1 << 62
_KINDS: Final = ("claim", "promise", "outcome")
_COLUMNS: Final = """
    c.id, c.kind, c.subject, c.mode, c.state, c.hedge, c.removed, c.is_anonymous, c.role, c.speaker_place,
    c.actor, c.date, c.known_on, c.article, c.version, c.number, f.speaker_start, f.speaker_length,
    f.sentence_start, f.sentence_length, (SELECT name FROM fact_names n WHERE n.id = f.inferred) AS inferred,
    v.title, v.body, a.url, a.publisher, a.language, a.published_at
"""
_JOINS: Final = """
    CROSS JOIN facts f ON f.article = c.article AND f.version = c.version AND f.number = c.number
    CROSS JOIN versions v ON v.article = c.article AND v.number = c.version
    CROSS JOIN articles a ON a.id = c.article
"""
# The newest version is told by the archive, or by what had been read at the end of a day. For NOT EXISTS,
# PostgreSQL would read all versions.
_NEWEST: Final = "c.version = a.version"
_KNOWN: Final = """
    c.known_on <= :known_by AND (
        SELECT count(*) FROM versions n
        WHERE n.article = c.article AND n.number > c.version AND n.fetched_at < :end
    ) = 0 AND (a.missing_since IS NULL OR a.missing_since >= :end)
"""
_ABOUT: Final = f"""
    SELECT {_COLUMNS}
    FROM json_each(:subjects) w CROSS JOIN json_each(:kinds) k
    CROSS JOIN reported_claims c ON c.id IN (
        SELECT n.id FROM reported_claims n
        WHERE n.subject = w.value AND n.subject <> '' AND n.kind = k.value
          AND n.known_on BETWEEN :first AND :known_by
        ORDER BY n.known_on DESC, n.id DESC LIMIT :each
    )
    {_JOINS}
    WHERE {_KNOWN} ORDER BY c.known_on, c.id
"""


class SqlReportedClaims(ReportedClaims):
    """Claims in reported_claims, their words in the versions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def find(self, query: ClaimQuery, *, limit: int | None = None) -> Iterator[ReportedClaim]:
        left = -1 if limit is None else limit
        before = _NO_ARTICLE
        while left != 0:
            ids, found = self._chunk(query, before, _CHUNK)
            yield from found[:left] if left > 0 else found
            left = max(0, left - len(found)) if left > 0 else left
            if len(ids) < _CHUNK:
                return
            before = ids[-1]

    @override
    def page(
        self, query: ClaimQuery, *, limit: int, after: tuple[int, int] | None = None
    ) -> tuple[list[ReportedClaim], tuple[int, int] | None]:
        found: list[ReportedClaim] = []
        # The article of the last claim may have more of them.
        before = _NO_ARTICLE if after is None else after[0] + 1
        size, left = _FIRST_CHUNK, _MAX_LOOKED_THROUGH
        while left > 0:
            ids, claims = self._chunk(query, before, size)
            found += [each for each in claims if after is None or _is_after(each, after)]
            if len(found) > limit:
                last = found[limit - 1]
                return found[:limit], (last.article_id, last.number)
            if len(ids) < size:
                return found, None
            before = ids[-1]
            left -= size
            size = min(2 * size, _CHUNK)
        return found, (before, _NO_ARTICLE)

    @override
    def about(self, subjects: Iterable[str], *, first: date, last: date, each: int) -> list[ReportedClaim]:
        values = {
            "subjects": among(subjects),
            "kinds": json_text(_KINDS),
            "first": first.isoformat(),
            "each": each,
            **_moment(last),
        }
        with self._connection.read("looking for what is said of a subject") as db:
            return [_to_claim(row) for row in db.query(_ABOUT, values)]

    @override
    def of_articles(self, articles: Sequence[int]) -> list[ReportedClaim]:
        with self._connection.read("reading claims of articles") as db:
            return _of(db, articles, _NEWEST, {})

    def _chunk(self, query: ClaimQuery, before: int, size: int) -> tuple[list[int], list[ReportedClaim]]:
        """The ids of the newest matching articles below an id, and their claims that match."""
        if query.articles.as_of is not None:
            raise ArchiveError("claims can't be searched with asof:; use --as-of DAY")
        condition, wanted = _condition(query)
        with self._connection.read("looking for claims") as db:
            found, values = as_of.selection(db, query.articles, more="AND {column} < :before")
            chosen = db.execute(f"{found} ORDER BY 1 DESC LIMIT {size}", {**values, "before": before})
            ids = [row[0] for row in chosen]
            claims = _of(db, ids, condition, wanted)
        speaker = query.speaker.casefold()
        return ids, [each for each in claims if speaker in each.speaker.casefold()]


def _of(db: Database, articles: Sequence[int], condition: str, values: dict[str, Any]) -> list[ReportedClaim]:
    """The claims of these articles that meet a condition, in the order of the ids."""
    rows = db.query(
        f"""
        SELECT {_COLUMNS} FROM json_each(:articles) w
        CROSS JOIN reported_claims c ON c.article = CAST(w.value AS BIGINT)
        {_JOINS} WHERE {condition} ORDER BY CAST(w.key AS BIGINT), c.number
        """,
        {"articles": json_text(list(articles)), **values},
    )
    return [_to_claim(row) for row in rows]


def _condition(query: ClaimQuery) -> tuple[str, dict[str, Any]]:
    """SQL for the rows of claims `c` of articles `a` that meet the query, and its parameters."""
    parts, values = [_NEWEST], dict[str, Any]()
    if query.known_by is not None:
        parts, values = [_KNOWN], _moment(query.known_by)
    wanted = {
        "kind": query.kinds, "hedge": query.hedges, "subject": query.subjects, "role": query.roles,
        "speaker_place": query.speaker_places,
    }  # fmt: skip
    for column, names in wanted.items():
        if names:
            parts.append(f"c.{column} IN {AMONG.replace('?', f':{column}')}")
            values[column] = among(names)
    if query.is_anonymous is not None:
        parts.append("c.is_anonymous = :is_anonymous")
        values["is_anonymous"] = int(query.is_anonymous)
    return " AND ".join(parts), values


def _moment(day: date) -> dict[str, Any]:
    return {"known_by": day.isoformat(), "end": (day + timedelta(days=1)).isoformat()}


def _is_after(found: ReportedClaim, after: tuple[int, int]) -> bool:
    article, number = after
    return found.article_id < article or (found.article_id == article and found.number > number)


def _to_claim(row: Row) -> ReportedClaim:
    text = full_text(row["title"], row["body"])
    speaker, sentence = row["speaker_start"], row["sentence_start"]
    return ReportedClaim(
        id=row["id"],
        kind=row["kind"],
        subject=row["subject"],
        mode=row["mode"],
        state=row["state"],
        hedge=row["hedge"],
        removed=row["removed"],
        is_anonymous=bool(row["is_anonymous"]),
        role=row["role"],
        speaker_place=row["speaker_place"],
        actor=row["actor"],
        date=row["date"],
        inferred=row["inferred"] or "",
        day=row["known_on"],
        speaker="" if speaker is None else text[speaker : speaker + row["speaker_length"]],
        sentence=text[sentence : sentence + row["sentence_length"]],
        article_id=row["article"],
        version=row["version"],
        number=row["number"],
        title=row["title"],
        url=row["url"],
        publisher=row["publisher"],
        language=row["language"],
        published_at=to_optional_time(row["published_at"]),
    )
