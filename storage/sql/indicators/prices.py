"""`Prices` in SQL."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from typing_extensions import override

from storage.contract import PriceDecision, PriceQuery, Prices, StoredPrice
from storage.sql.database import Connection, Database
from storage.sql.rows import AMONG, among, insert, time_text, to_optional_time, to_time
from yaluwatch.errors import ArchiveError
from yaluwatch.model import MarketPrice

# CROSS JOIN fixes the order: prices first, by their index (https://www.sqlite.org/optoverview.html#crossjoin).
_SELECT: Final = """
    SELECT p.article, p.number, p.good, p.place, p.day, p.is_day_printed, p.value, p.high, p.unit, p.per,
           p.quote, p.speaker, p.attribution, a.url, a.publisher, a.published_at, s.story,
           a.language
    FROM prices p
    CROSS JOIN articles a ON a.id = p.article AND a.version = p.version
    CROSS JOIN article_facets c ON c.article = p.article AND c.is_relevant
    LEFT JOIN story_articles s ON s.article = p.article
"""
# What a decision is about: article, good, place, value, unit.
_Subject = tuple[int, str, str, float, str]


class SqlPrices(Prices):
    """Prices in the table prices, decisions in price_decisions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def find(self, query: PriceQuery) -> list[StoredPrice]:
        condition, values = _condition(query)
        # The sign keeps SQLite from reading all prices in this order when only days are given.
        order = "p.good || '', p.place, p.day, p.article, p.number"
        with self._connection.read("looking for prices") as db:
            rows = db.execute(f"{_SELECT} WHERE {condition} ORDER BY {order}", values)
            found = [_to_price(row) for row in rows]
            decisions = _decisions(db, {each.price.good for each in found})
        return [replace(each, decision=decisions.get(_subject(each))) for each in found]

    @override
    def newest_day(self) -> date | None:
        with self._connection.read("looking for the newest price") as db:
            day = db.execute("SELECT max(day) FROM prices").fetchone()[0]
        return date.fromisoformat(day) if day else None

    @override
    def get(self, article_id: int, number: int) -> StoredPrice:
        with self._connection.read(f"reading a price of article {article_id}") as db:
            row = db.execute(
                f"{_SELECT} WHERE p.article = ? AND p.number = ?", [article_id, number]
            ).fetchone()
            if row is None:
                raise ArchiveError(
                    f"there is no price {article_id}-{number}; `yalu prices review` lists what to decide"
                )
            found = _to_price(row)
            return replace(found, decision=_decisions(db, [found.price.good]).get(_subject(found)))

    @override
    def decide(self, price: StoredPrice, decision: PriceDecision) -> None:
        if not decision.reason.strip():
            raise ArchiveError(f"a decision about price {price.id} needs a reason")
        article, good, place, value, unit = _subject(price)
        row = {
            "article": article,
            "good": good,
            "place": place,
            "value": value,
            "unit": unit,
            "is_accepted": int(decision.is_accepted),
            "reason": decision.reason.strip(),
            "at": time_text(decision.at),
        }
        with self._connection.write(f"deciding about price {price.id}") as db:
            insert(db, "price_decisions", row)


def _condition(query: PriceQuery) -> tuple[str, list[str]]:
    parts: list[tuple[str, str]] = []
    if query.goods:
        parts.append((f"p.good IN {AMONG}", among(query.goods)))
    if query.places:
        parts.append((f"p.place IN {AMONG}", among(query.places)))
    if query.since:
        parts.append(("p.day >= ?", query.since.isoformat()))
    if query.until:
        parts.append(("p.day <= ?", query.until.isoformat()))
    return " AND ".join(part for part, _ in parts) or "1 = 1", [value for _, value in parts]


def _subject(price: StoredPrice) -> _Subject:
    said = price.price
    return price.article_id, said.good, said.place, said.value, said.unit


def _decisions(db: Database, goods: Iterable[str]) -> Mapping[_Subject, PriceDecision]:
    """The newest decision by what it is about."""
    rows = db.execute(
        f"""
        SELECT article, good, place, value, unit, is_accepted, reason, at FROM price_decisions
        WHERE good IN {AMONG} ORDER BY id
        """,
        [among(sorted(goods))],
    )
    return {
        (article, good, place, value, unit): PriceDecision(
            is_accepted=bool(is_accepted), reason=reason, at=to_time(at)
        )
        for article, good, place, value, unit, is_accepted, reason, at in rows
    }


def _to_price(row: tuple[Any, ...]) -> StoredPrice:
    article, number, good, place, day, is_printed, value, high, unit, per, quote, speaker, attribution = row[
        :13
    ]
    url, publisher, published_at, story, language = row[13:]
    price = MarketPrice(
        good=good, place=place, day=day, is_day_printed=bool(is_printed), value=value, high=high, unit=unit,
        per=per, quote=quote, speaker=speaker, attribution=attribution,
    )  # fmt: skip
    return StoredPrice(
        article_id=article, number=number, price=price, url=url, publisher=publisher,
        published_at=to_optional_time(published_at), story=story, language=language,
    )  # fmt: skip
