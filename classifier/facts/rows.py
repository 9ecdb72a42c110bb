"""Facts of an article as rows: each with its sentence, goods, place, day and speaker."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from classifier.facts.amounts import Amount, find_amounts
from classifier.facts.claims import (
    ArticleSpeakers,
    Promised,
    PromiseReader,
    Speaker,
    hedge_of,
    removed_of,
    role_of_speaker,
)
from classifier.facts.dates import DateMention, Inferred, find_dates
from classifier.facts.directions import direction_at
from classifier.facts.firms import find_firms
from classifier.facts.market import market_prices
from classifier.facts.roles import Context, SentenceCues, goods_in, is_unit_of_price, role_of
from classifier.facts.ships import find_resolutions, find_ships
from classifier.facts.status import (
    CARRIED,
    OFFICES,
    PLACES,
    Statement,
    may_have_status,
    statements_in,
    tell_time,
)
from classifier.facts.trade import TradeClaim, TradeReader, may_claim_trade
from classifier.facts.units import CURRENCIES, KINDS, VOLUMES
from yaluwatch.model import Fact, FactSet, MarketPrice, Mention, Table, full_text
from yaluwatch.patterns import lazy_regex

#: Grows with every change of what is found, so that `yalu facts rebuild` reads old articles again.
RULES: Final = 9

# Places that say little: a fact is in one of these only if its sentence names no other.
_WIDE: Final = frozenset(("china", "north-korea", "border", "south-korea", "russia", "japan"))
# Number of the second sentence of the body; the title is sentence 0.
_SECOND: Final = 2
# A date that long before publication is background.
_OLD: Final = timedelta(days=120)
# Explicit words for one of the two wons, anywhere in a text.
_NORTHERN = lazy_regex(
    r"(?:North|N\.)\s?Korean\swon|KPW|북한\s?(?:돈|원)|조선\s?돈|국돈|北朝鮮ウォン|朝[币幣]|朝[鲜鮮][元币幣]|北[韩韓][元圆圓]"
)
_SOUTHERN = lazy_regex(
    r"(?:South|S\.)\s?Korean\swon|KRW|₩|한국\s?(?:돈|원)|한화|韓国ウォン|[韩韓][元币幣圆圓]"
)
_COMPARED = lazy_regex(r"보다|より|に比べ|[에]?\s?(?:비해|견줘|대비)|\s?(?:levels?|figures?)\b")
_REPORTED_AFTER = lazy_regex(
    r"\s?(?:[报報][道导導]|[发發]布|公布|表示|宣布|[电電]|の発表|に発表|付|\s?(?:밝혔|전했|보도|발표|데일리)|\.$)"
)
_REPORTED_BEFORE = lazy_regex(r"(?:said|told\s\w+|showed|announced|reported|on)\s(?:on\s)?$")
# CHF 100 million (40.70M USD) in 1985: nothing else between an amount and its day.
_DAY_AFTER = lazy_regex(
    r"\)?[^\n,.;()]{0,32}(?:\s?\([^()\n]{0,30}\)){0,2}(?:\[\d+\])?,?\s(?:in|on|from|for|as\sof)\s$"
)
# 8,560 KPW in Sinuiju: nothing else between an amount and its place.
_IN = lazy_regex(r"^[^\n,.;]{0,22}\s(?:in|at|inside)\s(?:the\s)?(?:city\sof\s)?$")
_OF = lazy_regex(r"\s?(?:of|worth\sof|の|어치의?|的)\s?")


def article_facts(
    title: str,
    body: str,
    language: str,
    published: date | None,
    mentions: Sequence[Mention],
    sentences: Sequence[tuple[int, int]],
    tables: Sequence[Table] = (),
) -> FactSet:
    """Facts of an article in order of appearance, and its market prices.

    `language` is ISO 639-1, `mentions` are the verdict's, `sentences` the (start, end) of those of the body.
    """
    reader = _Reader(title, body, language, published, mentions, sentences)
    prices = reader.prices(title, body, published, tables)
    return FactSet(RULES, tuple(_with_market_days(reader.facts(), prices, reader.text)), prices)


def _with_market_days(facts: Iterator[Fact], prices: Sequence[MarketPrice], text: str) -> Iterator[Fact]:
    """The facts; amounts that are market prices have the day, and the place, that were read for these."""
    known: dict[tuple[str, float | None], list[MarketPrice]] = {}
    for price in prices:
        known.setdefault((price.quote, price.value), []).append(price)
    for fact in facts:
        same = known.get((text[fact.sentence_start : fact.sentence_end], fact.value)) if prices else None
        if not same or fact.kind not in {"price", "rate"} or any(each.day != same[0].day for each in same):
            yield fact
            continue
        places = {each.place for each in same}
        yield replace(
            fact,
            date=same[0].day,
            inferred=fact.inferred if fact.date == same[0].day else _how(same[0]),
            place=same[0].place if len(places) == 1 else fact.place,
        )


def _how(price: MarketPrice) -> str:
    return Inferred.LAST.value if price.is_day_printed else "published"


class _Reader:
    """Reads the facts of one article."""

    def __init__(
        self,
        title: str,
        body: str,
        language: str,
        published: date | None,
        mentions: Sequence[Mention],
        sentences: Sequence[tuple[int, int]],
    ) -> None:
        self.text = full_text(title, body)
        self.language = language
        shift = len(title) + 2
        self.sentences = [(0, len(title)), *((start + shift, end + shift) for start, end in sentences)]
        self.starts = [start for start, _ in self.sentences]
        self.published = published
        self.dates = list(find_dates(self.text, published))
        self.amounts = list(find_amounts(self.text))
        self.speakers = ArticleSpeakers(self.text, language)
        self.names = _everywhere(self.text, mentions)
        self.is_northern = _NORTHERN.search(self.text) is not None
        self.is_southern = _SOUTHERN.search(self.text) is not None
        # By start of the sentence.
        self._goods: dict[int, list[tuple[int, int, str]]] = {}
        self._places: dict[int, tuple[list[tuple[int, int, str]], ...]] = {}
        self._days: dict[int, list[DateMention]] = {}

    def facts(self) -> Iterator[Fact]:
        """The facts, by position."""
        found = [*self._dates(), *self._amounts(), *self._trade(), *self._claims(), *self._named()]
        found += [*self._statuses(), *self._promises()]
        yield from sorted(found, key=lambda fact: (fact.start, fact.end, fact.kind))

    def prices(
        self, title: str, body: str, published: date | None, tables: Sequence[Table]
    ) -> tuple[MarketPrice, ...]:
        """The prices in North Korean markets, with who says them."""
        return market_prices(
            title,
            body,
            tables,
            published,
            amounts=self.amounts,
            dates=self.dates,
            sentences=self.sentences,
            speaker_of=self._says,
            is_northern=self.is_northern or not self.is_southern,
        )

    def _says(self, start: int, end: int) -> tuple[str, str]:
        speaker = self.speakers.of(start, end)
        return (self.text[speaker.start : speaker.end] if speaker else "", _attribution(speaker))

    def sentence(self, position: int) -> tuple[int, int]:
        """Where the sentence around a position starts and ends."""
        return self.sentences[max(0, bisect_right(self.starts, position) - 1)]

    def _dates(self) -> Iterator[Fact]:
        for each in self.dates:
            start, end = self.sentence(each.start)
            yield Fact(
                kind="date", start=each.start, end=each.end, sentence_start=start, sentence_end=end,
                date=f"{each.value}T{each.time}" if each.time else each.value, inferred=each.how.value,
                place=self._place(each.start, start, end),
            )  # fmt: skip

    def _amounts(self) -> Iterator[Fact]:
        context = Context()
        cues: dict[int, SentenceCues] = {}
        kind = per = ""
        for amount in self.amounts:
            start, end = self.sentence(amount.start)
            unit = amount.unit
            if unit in CURRENCIES or (amount.value == 1 and unit in VOLUMES):
                read = cues.get(start) or cues.setdefault(start, SentenceCues(self.text[start:end]))
                if is_unit_of_price(amount, read):
                    context.per = unit if unit in VOLUMES else context.per
                    continue
                if not (amount.is_converted and kind in {"price", "rate", "value"}):
                    kind, per = role_of(amount, read, start, context)
            else:
                kind, per = KINDS[unit], ""
            yield self._amount(amount, kind, per, start, end)

    def _amount(self, amount: Amount, kind: str, per: str, start: int, end: int) -> Fact:
        speaker = self.speakers.of(start, end)
        day = self._day(amount.start, start, end, amount.end)
        return Fact(
            kind=kind,
            start=amount.start,
            end=amount.end,
            sentence_start=start,
            sentence_end=end,
            value=float(amount.value),
            high=None if amount.high is None else float(amount.high),
            unit=self._won(amount, kind) if amount.unit == "won" else amount.unit,
            per=per,
            date=day.value if day else "",
            inferred=day.how.value if day else "",
            good="" if kind == "rate" else self._good(amount, start, end),
            place=self._place(amount.start, start, end),
            direction=self._direction(amount.start, start, end),
            speaker=(speaker.start, speaker.end) if speaker else None,
            attribution=_attribution(speaker),
            is_converted=amount.is_converted,
        )

    def _trade(self) -> Iterator[Fact]:
        if not may_claim_trade(self.text, self.amounts):
            return
        reader = TradeReader(self.text, self.published)
        by_sentence: dict[tuple[int, int], list[Amount]] = {}
        for amount in self.amounts:
            by_sentence.setdefault(self.sentence(amount.start), []).append(amount)
        for (start, end), amounts in by_sentence.items():
            for claim in reader.claims(start, end, amounts):
                yield self._trade_fact(claim, start, end)

    def _trade_fact(self, claim: TradeClaim, start: int, end: int) -> Fact:
        amount = claim.amount
        speaker = self.speakers.of(start, end)
        return Fact(
            kind="trade" if claim.growth is None else "growth",
            start=amount.start,
            end=amount.end,
            sentence_start=start,
            sentence_end=end,
            value=float(amount.value) if claim.growth is None else claim.growth,
            high=None if amount.high is None else float(amount.high),
            unit=amount.unit,
            per=claim.base,
            date=claim.period,
            inferred=claim.inferred,
            good=self._good_of_trade(amount, start, end) if claim.direction else "",
            actor=claim.counted_by,
            direction=claim.direction,
            speaker=(speaker.start, speaker.end) if speaker else None,
            attribution=_attribution(speaker),
        )

    def _good_of_trade(self, amount: Amount, start: int, end: int) -> str:
        """Goods in the clause of an amount: coal imports of $1.2 bn are not all imports."""
        good = self._good(amount, start, end)
        clause = max(self.text.rfind(mark, start, amount.start) for mark in ",，、;；") + 1
        places = [each for each in self._goods[start] if max(start, clause) <= each[0] <= amount.end + 20]
        return good if any(each[2] == good for each in places) else ""

    def _won(self, amount: Amount, kind: str) -> str:
        """Which won: as the text says elsewhere; in a market report of the North, the North's."""
        if self.is_northern != self.is_southern:
            return "KPW" if self.is_northern else "KRW"
        return "KPW" if kind in {"price", "rate", "change"} else amount.unit

    def _claims(self) -> Iterator[Fact]:
        for number, (start, end) in enumerate(self.sentences):
            speaker = self.speakers.of(start, end) or self._continued(number)
            if speaker is None:
                continue
            day = self._day(speaker.start, start, end)
            removed = removed_of(
                self.text[start:end], self.language, speaker.start - start, speaker.end - start
            )
            yield Fact(
                kind="claim", start=start, end=end, sentence_start=start, sentence_end=end,
                date=day.value if day else "", inferred=day.how.value if day else "",
                place=self._place(speaker.end, start, end), actor=self._actor(speaker),
                speaker=(speaker.start, speaker.end), attribution=_attribution(speaker),
                hedge=hedge_of(self.text[start:end], self.language, removed), removed=removed,
                role=self._role(speaker), speaker_place=self._speaker_place(speaker),
            )  # fmt: skip

    def _promises(self) -> Iterator[Fact]:
        reader = PromiseReader(
            self.text, self.language, self.published,
            places=self.names["place"], goods=self.names["goods"], dates=self.dates,
        )  # fmt: skip
        for found, start, end in reader.read(self.sentences):
            yield self._promise(found, start, end)

    def _promise(self, found: Promised, start: int, end: int) -> Fact:
        speaker = self.speakers.of(start, end)
        sentence = self.text[start:end]
        removed = (
            removed_of(sentence, self.language, speaker.start - start, speaker.end - start) if speaker else 0
        )
        hedge = hedge_of(sentence, self.language, removed)
        return Fact(
            kind=found.kind, start=found.start, end=found.end, sentence_start=start, sentence_end=end,
            date=found.date, inferred=found.inferred, place=found.place, mode=found.mode, good=found.good,
            direction=found.direction, state=found.state, actor=self._actor(speaker) if speaker else "",
            speaker=(speaker.start, speaker.end) if speaker else None, attribution=_attribution(speaker),
            hedge="denied" if found.is_denied and found.kind == "outcome" else hedge, removed=removed,
            role=self._role(speaker) if speaker else "",
            speaker_place=self._speaker_place(speaker) if speaker else "",
        )  # fmt: skip

    def _continued(self, number: int) -> Speaker | None:
        """Who is unnamed and says the first sentence of the body, for the second one of its paragraph."""
        if number != _SECOND or "\n" in self.text[self.sentences[1][1] : self.sentences[2][0]]:
            return None
        lead = self.speakers.of(*self.sentences[1])
        old = self.published - _OLD if self.published else date.min
        day = self._day(self.sentences[2][0], *self.sentences[2])
        is_news = day is None or day.value >= old.isoformat()[: len(day.value)]
        is_person = lead is not None and self._role(lead) not in {"", "medium"}
        return lead if lead is not None and lead.is_anonymous and is_person and is_news else None

    def _named(self) -> Iterator[Fact]:
        for ship in find_ships(self.text):
            yield self._plain("ship", ship.start, ship.end, name=ship.imo or ship.name)
        for resolution in find_resolutions(self.text):
            yield self._plain("resolution", resolution.start, resolution.end, value=float(resolution.number))
        for firm in find_firms(self.text):
            yield self._plain("firm", firm.start, firm.end)

    def _statuses(self) -> Iterator[Fact]:
        found = list(self._statements())
        today = self.published.isoformat() if self.published else ""
        coming = {each.mode for each in found if each.state == "planned" and today and each.date > today}
        for each in found:
            # Where trains are to run again on the 12th, what is said of them before is how they will run.
            is_open = each.state == "open" and not each.is_past and each.date in {"", today}
            if not (is_open and each.mode in coming):
                yield each

    def _statements(self) -> Iterator[Fact]:
        names = self._border_names()
        starts = [each[0] for each in names]
        crossings = [each for each in names if each[2] in PLACES]
        # Number of the sentence and place of the last statement.
        last: tuple[int, str] | None = None
        for number in may_have_status(self.text, self.language, self.sentences, names):
            start, end = self.sentences[number]
            before = last[1] if last and number - last[0] <= CARRIED else self._crossing(crossings, number)
            inside = names[bisect_left(starts, start) : bisect_left(starts, end)]
            for said in statements_in(self.text, start, end, self.language, inside, before):
                last = number, said.place
                yield self._status(said, start, end)

    def _border_names(self) -> Sequence[tuple[int, int, str]]:
        """The places, with the offices at a crossing, which are actors."""
        offices = [(at, end, OFFICES[name]) for at, end, name in self.names["actor"] if name in OFFICES]
        return sorted([*self.names["place"], *offices], key=lambda each: (each[0], -each[1]))

    def _status(self, said: Statement, start: int, end: int) -> Fact:
        speaker = self.speakers.of(start, end)
        days = [each for each in self.dates if start <= each.start and each.end <= end]
        told = tell_time(said, days, self.text, self.language, self.published)
        return Fact(
            kind="status", start=said.start, end=said.end, sentence_start=start, sentence_end=end,
            date=told.date, inferred=told.inferred, place=said.place, mode=said.mode, state=told.state,
            is_past=told.is_past, speaker=(speaker.start, speaker.end) if speaker else None,
            attribution=_attribution(speaker),
        )  # fmt: skip

    def _crossing(self, crossings: Sequence[tuple[int, int, str]], number: int) -> str:
        """The last place of a crossing named in the few sentences before, or in the title."""
        first, start = self.starts[max(0, number - CARRIED)], self.starts[number]
        title = self.sentences[0][1]
        near = [name for at, _, name in crossings if first <= at < start]
        return near[-1] if near else next((name for at, _, name in crossings if at < title), "")

    def _plain(self, kind: str, start: int, end: int, *, value: float | None = None, name: str = "") -> Fact:
        first, last = self.sentence(start)
        number = float(name) if name.isdecimal() and len(name) == 7 else value
        return Fact(
            kind=kind, start=start, end=end, sentence_start=first, sentence_end=last, value=number,
            unit="imo" if name and number is not None else "", place=self._place(start, first, last),
        )  # fmt: skip

    def _day(self, at: int, start: int, end: int, after: int = 0) -> DateMention | None:
        """The last date before a position in its sentence, else the first after it.

        Not one that is compared with (9월보다); the day of the report (18日报道) only if there is no other.
        """
        near = self._days_near(start, end)
        for each in near:
            if after and each.start >= after and _DAY_AFTER.match(self.text[after : each.start]):
                return each
        for inside in ([each for each in near if not self._is_day_of_report(each)], near):
            before = [each for each in inside if each.start < at]
            if inside:
                return before[-1] if before else inside[0]
        return None

    def _days_near(self, start: int, end: int) -> list[DateMention]:
        if start not in self._days:
            self._days[start] = [
                each
                for each in self.dates
                if start <= each.start and each.end <= end and not _COMPARED.match(self.text, each.end)
            ]
        return self._days[start]

    def _is_day_of_report(self, day: DateMention) -> bool:
        return (
            _REPORTED_AFTER.match(self.text, day.end) is not None
            or _REPORTED_BEFORE.search(self.text, max(0, day.start - 12), day.start) is not None
        )

    def _good(self, amount: Amount, start: int, end: int) -> str:
        """Goods right after an amount, else the last before it, else the first after it in the sentence."""
        if start not in self._goods:
            market = [(a + start, b + start, name) for a, b, name in goods_in(self.text[start:end])]
            taken = {a for a, _, _ in market}
            named = [
                each[:3] for each in self.names["goods"] if start <= each[0] < end and each[0] not in taken
            ]
            self._goods[start] = sorted(market + named)
        goods = self._goods[start]
        after = [each for each in goods if each[0] >= amount.end]
        if after and (of := _OF.match(self.text, amount.end)) and after[0][0] - of.end() < 20:
            return after[0][2]
        before = [each for each in goods if each[0] < amount.start]
        return before[-1][2] if before else after[0][2] if after else ""

    def _place(self, at: int, start: int, end: int) -> str:
        """The last place before a position in its sentence, else the first after; cities before countries."""
        if start not in self._places:
            inside = [each for each in self.names["place"] if start <= each[0] < end]
            self._places[start] = ([each for each in inside if each[2] not in _WIDE], inside)
        for names in self._places[start]:
            near = [each for each in names if each[0] >= at and _IN.search(self.text, at, each[0])]
            if near:
                return near[0][2]
            before = [each for each in names if each[0] < at]
            if names:
                return before[-1][2] if before else names[0][2]
        return ""

    def _actor(self, speaker: Speaker) -> str:
        names = [each for each in self.names["actor"] if speaker.start <= each[0] < speaker.end]
        return names[-1][2] if names else ""

    def _role(self, speaker: Speaker) -> str:
        return role_of_speaker(self.text[speaker.start : speaker.end])

    def _speaker_place(self, speaker: Speaker) -> str:
        names = [each for each in self.names["place"] if speaker.start <= each[0] < speaker.end]
        near = [each[2] for each in names if each[2] not in _WIDE] or [each[2] for each in names]
        return near[-1] if near else ""

    def _direction(self, at: int, start: int, end: int) -> str:
        return direction_at(self.text[start:end], at - start)


def _attribution(speaker: Speaker | None) -> str:
    if speaker is None:
        return ""
    return ("anonymous" if speaker.is_anonymous else "named") + ("-relayed" if speaker.is_relayed else "")


def _everywhere(text: str, mentions: Sequence[Mention]) -> Mapping[str, list[tuple[int, int, str]]]:
    """(start, end, id) by kind, wherever the words mentioned stand; verdicts keep only the first few."""
    found: dict[str, list[tuple[int, int, str]]] = {"place": [], "goods": [], "actor": []}
    # In the order of the mentions: two names of the same words would else change places from run to run.
    for word, kind, name in dict.fromkeys(
        (m.span.text, m.kind, m.id) for m in mentions if m.kind in found and m.span.text
    ):
        at = text.find(word)
        while at >= 0:
            found[kind].append((at, at + len(word), name))
            at = text.find(word, at + len(word))
    for names in found.values():
        names.sort(key=lambda each: (each[0], -each[1]))
    return found
