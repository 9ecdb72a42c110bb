"""Figures that a text claims of trade between China and North Korea, and how they changed.

"Trade rose 31 % to $2.2 bn in 2024", 북중 교역액, 中朝贸易额, 中朝貿易額: each with its period, its flow, who
counted it, and what the change is measured against.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from classifier.facts.amounts import Amount
from classifier.facts.directions import direction_at
from classifier.facts.periods import Period, find_periods, period_text
from yaluwatch.patterns import lazy_regex

_AGENCIES: Final = lazy_regex(
    r"(?P<kotra>KOTRA|Korea\sTrade[-\s]Investment\sPromotion\sAgency|코트라|대한무역투자진흥공사|[大韩韓][韩韓国國]?(?:国|國)?[贸貿]易投[资資]振[兴興]公社)"
    r"|(?P<kita>KITA\b|Korea\sInternational\sTrade\sAssociation|(?:한국)?무역협회|[韩韓][国國][贸貿]易[协協][会會])"
    r"|(?P<comtrade>UN\sComtrade|Comtrade|컴트레이드)"
    r"|(?P<gacc>General\sAdministration\sof\sCustoms|Chin(?:a(?:['’]s)?|ese)\s[Cc]ustoms|해관총서|중국\s?(?:해관|세관)|海[关關]总署"
    r"|海關總署|中[国國]海[关關]|税関総署|中国税関|海関総署)"
)
_TRADE_WORDS: Final = (
    "rade", "xport", "mport", "turnover", "sold", "bought", "ship", "urchase", "xchange",
    "교역", "무역", "수출", "수입", "贸易", "貿易", "出口", "进口", "進口", "輸出", "輸入", "进出", "進出",
)  # fmt: skip
# Names of agencies that have "trade" or the name of a country in them.
_NAMED_TRADE: Final = lazy_regex(
    r"KOTRA|Korea\sTrade[-\s]Investment\sPromotion\sAgency|Korea\sInternational\sTrade\sAssociation"
    r"|대한무역투자진흥공사|(?:한국)?무역협회|(?:大韩|大韓|韩国|韓国|韓國)[贸貿]易(?:投[资資]振[兴興]公社|[协協][会會])"
)
_TOKEN: Final = lazy_regex(
    r"(?P<balance>surplus|deficit|imbalance|흑자|적자|무역수지|[顺順逆]差|黒字|赤字|収支)"
    r"|(?P<total>\b[Tt]rade\b(?!\s(?:union|official|lawyer|expert|war|fair|ban|route|talk|ministry|minister|partner|group|balance|gap))"
    r"|\bturnover\b|\b[Ee]xchange\sof\sgoods|수출입|교역(?!국)|무역(?!회사|상|업자|국|일꾼|협회)|[进進]出口|輸出入"
    r"|[贸貿]易(?!伙伴|夥伴|相手|公司|会社|商|関係者))"
    r"|(?P<out>수출|[Ee]xport(?:s|ed|ing)?\b|\bsold\b|\bshipped\b|\bshipments\b|出口|輸出)"
    r"|(?P<into>수입|[Ii]mport(?:s|ed|ing)?\b|\bbought\b|\bpurchase[sd]?\b|[进進]口|輸入)"
)
_CHINA: Final = lazy_regex(r"China|Chinese|Beijing|중국|대중|中[国國]|中방|[对對自][华華]|対中")
_NORTH: Final = lazy_regex(
    r"North\sKorea|N\.\s?Korea|DPRK|the\sNorth|hermit|Pyongyang|북한|대북|朝[鲜鮮]|北朝鮮|北[韩韓]|[对對対]朝"
)
# Both in one word.
_BOTH: Final = lazy_regex(
    r"북[·ㆍ・-]?중|北[·・]?中|중[·ㆍ]?북|조중|中[·・]?朝|朝[·・]?中|[对對対]朝|対北(?!海道|米|欧)|北朝鮮(?:から|への|向け)"
)
_OTHERS: Final = (
    r"Russia|Moscow|Japan\b|South\sKorea|inter-Korean|India\b|ASEAN|European\sUnion|United\sStates|\bWorld|external\strade|foreign\strade"
    r"|러시아|남북|일본|미국|대외\s?(?:무역|교역)|전체\s?(?:무역|교역)|俄[罗羅]斯|美[国國]|日本(?!円)|[对對]外[贸貿]易|外[贸貿]|韩国|韓国|南北"
    r"|ロシア|対外貿易"
)
_PARTNER: Final = lazy_regex(
    rf"(?P<other>{_OTHERS})|(?P<china>China|Beijing|북[·ㆍ・]?중|중국|대중|中[国國朝]|朝中|[对對対]朝|北朝鮮)"
)
_WITH_CHINA: Final = lazy_regex(r"\s(?:in\s)?(?:bilateral\s)?trade\s(?:with|between)\sChina")
_UP: Final = (
    r"r(?:ose|ise|isen|ising)\b|increas\w*|gr[eo]w\w*|jump\w*|surg\w*|soar\w*|climb\w*|\bup\b|expand\w*|gain\w*|higher\b|rebound\w*"
    r"|증가|늘|급증|상승|증대|확대|뛰|增[长長加]?|上升|大增|激增|増|伸|↑|\+"
)
_DOWN: Final = (
    r"f(?:ell|all|alls|allen|alling)\b|drop\w*|declin\w*|plung\w*|slump\w*|plummet\w*|decreas\w*|shr[aiu]nk\w*|sl(?:id|ipped)\b|\bdown\b"
    r"|lower\b|contract\w*|감소|줄|급감|하락|축소|떨어|减[少]?|減[少]?|下[降滑跌]|大[减減]|降|落ち|↓|△|▲|[-−](?=$)"
)
_CHANGE: Final = lazy_regex(rf"(?P<up>{_UP})|(?P<down>{_DOWN})", re.IGNORECASE)
# Fell to 98 %: a level, not a change.
_LEVEL: Final = lazy_regex(r"\s?(?:로\s|까지|に|まで|水準|수준)")
_SHARE: Final = lazy_regex(
    r"비중|share|占|比重|依存|의존|account(?:s|ed|ing)\sfor|ma(?:kes?|de)\sup|percentage\sof"
)
_SHARE_AFTER: Final = lazy_regex(r"\sof\s(?:all|total|its|the|China|Chinese|North|imports|exports)\b")
_CLAUSE_END: Final = lazy_regex(r"[,，、;；。](?!\d)|\b(?:from|since|than|while|but)\b|より|から|보다|부터")
# What begins a clause about something else.
_APART: Final = lazy_regex(r",\s(?:after|when|since|although|as|before)\s")
_DIGIT: Final = lazy_regex(r"\d")
_CLAUSE: Final = lazy_regex(r"[,，、;；]")
# "up from nearly $243.6 million": what was before.
_FROM: Final = lazy_regex(
    r"\b(?:from|compared\s(?:with|to)|against|versus)\s(?:(?:about|nearly|almost|around|over|just|more\sthan|less\sthan)\s)?$"
)
_IN_PERIOD: Final = lazy_regex(
    r"\)?(?:[^,.;()\d]{0,44}\b(?:in|for|of|during|from)\s(?:the\s)?(?:period\sfrom\s)?|\s"
    # 127만 달러까지 쪼그라들었던 2020년 11월
    r"|(?:까지|[로을를에이])?\s?[가-힣\s]{0,14}(?:던|한|된|인)\s)$"
)
# An amount by which something grew, no figure: 3억 달러 늘어난, rose by $300 million, 增加3亿美元.
_BY_AFTER: Final = lazy_regex(
    r"(?:\s?\([^()]*\))?[이가]?\s?(?:정도|가량)?\s?(?:증가|늘어|늘었|감소|줄어|줄었)|(?:ほど|余り)?(?:[増減]え|[増減](?:少|加)?し|[増減](?=[。、]))"
)
_BY_BEFORE: Final = lazy_regex(
    r"\bby\s(?:(?:about|nearly|almost|around|over|some|more\sthan)\s)?$|(?:增加|[减減]少)了?(?:约|約|近)?$"
)
_BALANCE_AFTER: Final = lazy_regex(
    r"(?:\s?(?:의\s)?(?:[무교]역\s?)?(?:흑자|적자)|의\s?[흑적]자|の[黒赤]字|的?(?:贸易)?[顺順逆]差|\s(?:trade\s)?(?:surplus|deficit))"
)
# What a figure is above or below: 20億ドルを下回る18億ドル.
_THRESHOLD_AFTER: Final = lazy_regex(
    r"を(?:下回る|上回る|超える|割る|割り込む)(?=[約\d])|[를을]\s?(?:밑도는|웃도는|넘는|밑돈)\s(?=[약\d])"
)
# Contracts, investment and letters of intent are no trade yet.
_NOT_YET: Final = lazy_regex(
    r"의향서|양해각서|계약|투자|[Ll]etters?\sof\sintent|\bcontracts?\b|\bdeals\b|意向|合同|契約|投[资資じ]"
)
# 9月の1億4580万ドルから9075万ドルに: the second amount is of another period.
_FROM_AMOUNT: Final = lazy_regex(r"(?:ドル|달러|元|위안)\s?(?:から|에서)")
# A sentence with so many periods lists them.
_LISTED_YEARS: Final = 3
_OTHER_WAY: Final = {"to-north": "from-north", "from-north": "to-north"}
# In a list whose verb stands at its end.
_EACH: Final = lazy_regex(r"それぞれ|각각|分[别別]|\brespectively\b")
# Figures of trade between the two are larger, in any currency.
_SMALLEST: Final = 100_000
# A sentence that goes on about the figure of the one before.
_GOES_ON: Final = lazy_regex(
    r"\s*(?:It|That|This|The\s(?:figure|total|amount))\s"
    r"|\s*(?:前年同[月期]|前月|전년\s?동[기월]|전[달월][은에]|지난해\s?같은|[去上]年同期|上[个個]?月[为為是])"
)
# "$1.6 billion, up": a percentage in a list has the sign of the next one.
_LISTED_BEFORE: Final = lazy_regex(r"(?:달러|ドル|美元)(?:\([^)]*\))?(?:로|で)?[\s,，]?$|(?:대비|비해)\s?$")
_PARTICLE: Final = lazy_regex(r"(?:[의の的은는はがに为為是]|에[는도]?)?\s?[(（]?\s?(?:총|약|約|约)?\s?$")
_LONGEST_BEFORE, _LONGEST_AFTER = 46, 22
_UNITS: Final = frozenset(["USD", "CNY", "percent"])
_SPELLED: Final = lazy_regex(
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten)\b.*(?:percent|illion)", re.IGNORECASE
)
# How far back a country is taken from earlier sentences, characters.
_CARRIED: Final = 300
# The same for who counted.
_NAMED_BEFORE: Final = 500
# Characters between two sentences that follow each other.
_NEXT: Final = 4


@dataclass(frozen=True, slots=True)
class TradeClaim:
    """A figure of trade between China and North Korea, or a change of one, as a text claims it."""

    #: The amount it is about: money, or a percentage.
    amount: Amount
    #: Signed percentage of a change; None for a figure.
    growth: float | None
    #: ISO 8601: "2024", "2024-12", "2024-01/2024-07"; empty if the text does not say.
    period: str
    #: "printed", "last" or "relative"; empty without a period.
    inferred: str
    #: "to-north" (China's exports), "from-north", or empty for both together.
    direction: str
    #: What a change is measured against: "year" or "month" before, or a period; empty for a figure.
    base: str
    #: Id of who counted: "gacc", "kotra", "kita", "comtrade"; empty if it is not said.
    counted_by: str


def may_claim_trade(text: str, amounts: Sequence[Amount]) -> bool:
    """Whether a text with these amounts may claim a figure of trade: a quick look, for most texts do not."""
    return any(each.unit in _UNITS for each in amounts) and any(word in text for word in _TRADE_WORDS)


class TradeReader:
    """Reads the sentences of one article, in order; what a sentence leaves out is as in the one before."""

    def __init__(self, text: str, published: date | None) -> None:
        self._text = text
        self._published = published
        found = _CHINA.search(text), _NORTH.search(text), _BOTH.search(text)
        starts = [max(each.start() for each in found[:2] if each)] if all(found[:2]) else []
        starts += [found[2].start()] if found[2] else []
        # Where both countries have been named.
        self._both_from = min(starts, default=len(text))
        self._partners: list[tuple[int, str]] | None = None
        self._period: Period | None = None
        # Flow and direction of the last claim, and where its sentence ended.
        self._last: tuple[str, str, int] = ("", "", -1)
        self._counted_by = ""

    def claims(self, start: int, end: int, amounts: Sequence[Amount]) -> Iterator[TradeClaim]:
        """The claims in the sentence at `start` to `end` of the text; `amounts` are those within it."""
        money = [
            each for each in amounts if each.unit in _UNITS and not each.is_converted and _has_digits(each)
        ]
        if not money or self._both_from >= end:
            return
        sentence = _without_agencies(self._text[start:end])
        goes_on = _GOES_ON.match(sentence) is not None and 0 <= start - self._last[2] < _NEXT
        if not (goes_on or _TOKEN.search(sentence)):
            return
        own = _AGENCIES.search(self._text, start, end)
        before = list(_AGENCIES.finditer(self._text, max(0, start - _NAMED_BEFORE), start))
        agency = own or (before[-1] if before else None)
        self._counted_by = (agency.lastgroup or "") if agency else self._counted_by
        periods = find_periods(sentence, self._published)
        last: Period | None = None
        for amount in money:
            at, stop = amount.start - start, amount.end - start
            kind = _flow(sentence, at, stop) or (self._last[0] if goes_on else "")
            if kind in {"", "balance"} or self._is_of_others(sentence, amount, start):
                continue
            if amount.unit != "percent" and not _is_figure(sentence, amount, at, stop):
                continue
            period = _period_of(sentence, at, stop, periods, self._period)
            if claim := self._claim(sentence, amount, start, kind, period, periods):
                last = period or last
                self._last = kind, claim.direction, end
                yield claim
        named = [each for each in periods if not each.base]
        if len({each.first for each in named}) < _LISTED_YEARS:
            # 1999, 2000, 2001 and 2002 are what is compared with; the text goes on about what it was about.
            self._period = last or (named[-1] if named else self._period)

    def _claim(
        self,
        sentence: str,
        amount: Amount,
        start: int,
        kind: str,
        period: Period | None,
        periods: Sequence[Period],
    ) -> TradeClaim | None:
        at = amount.start - start
        growth, base, end = None, "", at + amount.end - amount.start
        if amount.unit == "percent":
            sign = _sign(sentence, at, end)
            if sign == 0:
                return None
            growth = sign * float(amount.value)
            base = _base_of_growth(sentence, at, end, periods, period)
        elif period:
            period = _shifted(sentence, at, end, periods, period)
        direction = "" if kind == "total" else direction_at(sentence, at) or self._view(kind, start)
        if _GOES_ON.match(sentence) and not _TOKEN.search(sentence):
            direction = self._last[1]
        return TradeClaim(
            amount=amount,
            growth=growth,
            period=period_text(period.first, period.last) if period else "",
            inferred=period.how if period else "",
            direction=direction,
            base=base,
            counted_by=self._counted_by,
        )

    def _view(self, kind: str, start: int) -> str:
        """The direction where nobody is named: as in the sentence before; else KOTRA's view or China's."""
        last, direction, until = self._last
        if direction and last in {"out", "into"} and start - until < _NEXT:
            return direction if last == kind else _OTHER_WAY[direction]
        return "to-north" if (kind == "out") != (self._counted_by == "kotra") else "from-north"

    def _is_of_others(self, sentence: str, amount: Amount, start: int) -> bool:
        """Whether the last country before an amount, in its sentence or shortly before, is another."""
        if _WITH_CHINA.match(sentence, amount.end - start):
            return False
        if self._partners is None:
            plain = _without_agencies(self._text)
            self._partners = [(each.start(), each.lastgroup or "") for each in _PARTNER.finditer(plain)]
        near = bisect_left(self._partners, (amount.start, "")) - 1
        if near < 0:
            return False
        position, who = self._partners[near]
        return who == "other" and position >= start - _CARRIED


def _without_agencies(sentence: str) -> str:
    """The sentence with names of agencies blanked: in them, "trade" and "Korea" say nothing of a figure."""
    return _NAMED_TRADE.sub(lambda match: " " * len(match.group()), sentence)


def _flow(sentence: str, at: int, end: int) -> str:
    """Which word an amount belongs to, the last before it or one right after: total, out, into, balance."""
    if after := re.match(
        r"(?:\s(?:worth\s)?(?:in|of)\s(?:\w+\s)?|어치[를을]?\s|[를을]\s|的)", sentence[end:]
    ):
        token = _TOKEN.match(sentence, end + after.end())
        if token:
            return token.lastgroup or ""
    before = [match.lastgroup or "" for match in _TOKEN.finditer(sentence, 0, at)]
    following = _TOKEN.search(sentence, end)
    if not before and following:
        return following.lastgroup or ""
    return before[-1] if before else ""


def _has_digits(amount: Amount) -> bool:
    """Whether it is printed as a number: "half" is none."""
    return _DIGIT.search(amount.text) is not None or _SPELLED.search(amount.text) is not None


def _is_figure(sentence: str, amount: Amount, at: int, end: int) -> bool:
    """Whether money is a figure of trade: not a balance, an investment, or by how much something grew."""
    others = (
        _BY_AFTER.match(sentence, end),
        _BALANCE_AFTER.match(sentence, end),
        _NOT_YET.search(sentence),
        _THRESHOLD_AFTER.match(sentence, end),
    )
    return amount.value >= _SMALLEST and not any(others) and _BY_BEFORE.search(sentence, 0, at) is None


def _sign(sentence: str, at: int, end: int) -> int:
    """1 if a percentage is a growth, -1 if it is a decline, 0 if it is neither."""
    if _SHARE.search(sentence[max(0, at - 24) : at]) or _SHARE_AFTER.match(sentence, end):
        return 0
    after = _DIGIT.split(sentence[end : end + _LONGEST_AFTER])[0]
    before = _DIGIT.split(sentence[max(0, at - _LONGEST_BEFORE) : at])[-1]
    if _LEVEL.match(sentence, end):
        return 0
    is_english = re.search(r"[가-힣\u3040-\u30ff\u4e00-\u9fff]", sentence) is None
    close = list(_CHANGE.finditer(before if is_english else before[-5:]))
    follows = _CHANGE.search(after if is_english else _CLAUSE.split(after)[0])
    found = close[-1] if close else follows
    is_listed = _LISTED_BEFORE.search(sentence, 0, at) or _EACH.search(sentence, end)
    if found is None and is_listed and _CLAUSE.match(sentence, end):
        found = _CHANGE.search(sentence, end)
    return 0 if found is None else 1 if found.lastgroup == "up" else -1


def _period_of(
    sentence: str, at: int, end: int, periods: Sequence[Period], carried: Period | None
) -> Period | None:
    """The period of an amount: one that follows with "in", the last before it, that of the text, the next."""
    named = [each for each in periods if each.base in {"", "named"} and each.first]
    after = [each for each in named if each.start >= end]
    close = [each for each in named if each.base and _PARTICLE.fullmatch(sentence, each.end, at)]
    if close:
        # 较11月的2.436亿美元: compared with a figure of its own.
        return close[-1]
    if after and not after[0].base and _IN_PERIOD.fullmatch(sentence, end, after[0].start):
        return after[0]
    before = [each for each in named if each.end <= at and not each.base]
    if before and not (carried and _FROM_AMOUNT.search(sentence, before[-1].end, at)):
        return before[-1]
    later = [each for each in after if not each.base]
    if later and not before and not _CLAUSE_END.search(sentence, end, later[0].start):
        # Trade grew by 10 percent to $2.6 billion in the first half.
        return later[0]
    is_apart = bool(later) and _APART.search(sentence, end, later[0].start) is not None
    return carried or (later[0] if later and not is_apart else None)


def _shifted(sentence: str, at: int, end: int, periods: Sequence[Period], period: Period) -> Period:
    """The year or month before a period, if the amount is said to be that: 前年同月の3765万ドル."""
    bases = [each for each in periods if each.base in {"year", "month"}]
    close = [each for each in bases if each.end <= at and _PARTICLE.fullmatch(sentence, each.end, at)]
    after = [each for each in bases if end <= each.start and not _CLAUSE.search(sentence[end : each.start])
             and not _DIGIT.search(sentence[end : each.start])]  # fmt: skip
    found = close or (after if _FROM.search(sentence, 0, at) else [])
    if not found:
        return period
    back = 1 if found[0].base == "month" else 12
    return Period(period.start, period.end, period.first - back, period.last - back, period.how)


def _base_of_growth(
    sentence: str, at: int, end: int, periods: Sequence[Period], period: Period | None
) -> str:
    """What a change is measured against: a period that is named, else the month or the year before."""
    named = [each for each in periods if each.base == "named" and each.first]
    before = [each for each in named if each.end <= at and not _DIGIT.search(sentence[each.end : at])]
    after = [each for each in named if end <= each.start and not _DIGIT.search(sentence[end : each.start])]
    others = [each for each in periods if each.base in {"year", "month"}]
    if found := (before[-1:] or after[:1] or (named if len(named) == 1 and not others else [])):
        return period_text(found[0].first, found[0].last)
    if period is None or period.first != period.last:
        return "year"
    kinds = [each for each in periods if each.base in {"year", "month"}]
    near = min(kinds, key=lambda each: min(abs(each.end - at), abs(each.start - end)), default=None)
    return near.base if near else "year"
