"""What an amount of money is: a price, a rate of exchange or another value; and of what goods."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from classifier.facts.amounts import Amount
from classifier.facts.numbers import parse_number
from classifier.facts.scanning import has_any
from yaluwatch.patterns import lazy_regex

# One unit of a currency that another is counted in: 1달러는 8,212원, 1元は120ウォン, 8,000 won per dollar.
_BASE = lazy_regex(
    r"(?<![\d.,])(?:1|100|一|[Oo]ne)?\s?(?:(?P<USD>(?<=1)\s?(?:달러|딸라|ドル|美元|米ドル)|(?<=1\s)(?:달러"
    r"|U\.?S\.?\sdollar|dollar)|(?<=[Oo]ne\s)dollar|\$1(?![\d.,])|1\s?USD\b)"
    r"|(?P<CNY>(?<=1)\s?(?:위안|元|人民[币幣]|人民元|원(?=[에은])|중국\s?원)|(?<=1\s)(?:위안|yuan|RMB|Chinese\syuan)|"
    r"(?<=[Oo]ne\s)yuan|중국\s?(?:돈\s?)?1\s?원|人民[币幣]1元|中国の?1元|1\s?RMB\b|1\s?CNY\b))"
)
_PER_CURRENCY = lazy_regex(
    r"\s?(?:(?:per|to|for|against|/)\s?(?:the\s|one\s|a\s|1\s)?(?:U\.?S\.?\s)?(?:(?P<USD>dollar|USD)|"
    r"(?P<CNY>(?:Chinese\s)?yuan|RMB|renminbi))\b|an?\s(?:(?P<USD2>dollar)|(?P<CNY2>yuan))\b)"
)
_RATE_WORD = lazy_regex(
    r"(?P<USD>(?:달러|딸라)\s?(?:환율|시세|당)|(?:^|\s)(?:달러|딸라)(?:\s?값|[가는은])|ドルが|ドルも|(?:dollar|USD)(?:['’]s)?\s"
    r"(?:exchange\s)?(?:rate|price)|(?:rate|price)\s(?:of|for)\s(?:the\s)?(?:U\.?S\.?\s)?dollar|美元(?:汇率|匯率"
    r"|兑)|ドル(?:の|は|相場|の相場)"
    r"|against\s(?:the\s)?(?:U\.?S\.?\s)?dollar|[Tt]he\s(?:U\.?S\.?\s)?dollar\b"
    r"|\b(?:[Aa]|[Oo]ne)\s(?:U\.?S\.?\s)?dollar\s(?:buys|bought|fetche[ds]|was|is|traded|costs?)\b)"
    r"|(?P<CNY>(?:위안화?|인민폐|중국\s?돈)\s?(?:환율|시세|당)|(?:yuan|RMB)(?:['’]s)?\s(?:exchange\s)?(?:rate|price)|"
    r"(?:rate|price)\s(?:of|for)\s(?:the\s)?(?:Chinese\s)?yuan|人民[币幣](?:汇率|匯率|兑)|(?:中国の)?(?<![\d万億])元(?:の相場"
    r"|相場|は)|人民元(?:の相場|相場|は)?|(?:中国・?|人民)?元の?(?:為替|レート)|(?:위안화|(?:^|\s)위안|인민폐|중국\s?돈)(?:\s?값|[가는은]|\s(?!\d))|(?<![\d万億])元[がも]"
    r"|against\s(?:the\s)?(?:Chinese\s)?yuan|[Tt]he\s(?:Chinese\s)?yuan\b"
    r"|\b(?:[Aa]|[Oo]ne)\s(?:Chinese\s)?yuan\s(?:buys|bought|fetche[ds]|was|is|traded|costs?)\b)"
    r"|(?P<any>환율|exchange\srate|汇率|匯率|為替|レート)"
)
_PER_BEFORE = lazy_regex(
    r"(?<![\d.,A-Za-z])(?:1|一|每|毎|[Pp]er\s|[Oo]ne\s|[Aa]\s|[Aa]n\s|[Ee]ach\s|[Ee]very\s)\s?(?P<unit>kg|KG"
    r"|Kg|㎏|[킬키]로(?:그램)?|キロ(?:グラム)?|公斤|千克|kilo(?:gram)?|斤|(?P<litre>lit(?:re|er)|リットル|리터|升|L\b)|(?P<tonne>ton"
    r"(?:ne)?|トン|톤|[吨噸])|(?P<barrel>barrel|배럴|バレル|桶))"
    r"|(?P<kg2>[킬키]로|kg|㎏)(?:당|에)|キロ当たり|リットル(?P<litre2>当たり)|(?P<person2>(?<!\d)[1１一]人(?:当た?り|당)|(?<!\d)[1일]인당|每人(?!每?[月日天年]))|(?P<tonne2>톤당|トン当たり)"
)
_PER_AFTER = lazy_regex(
    r"[^.;。\d]{0,14}?(?:per\s|an?\s|/\s?|each\s|for\sa\s|for\sone\s)\s?(?P<unit>kg|KG|Kg|㎏|kilo(?:gram)?s?"
    r"|公斤|(?P<litre>lit(?:re|er))|(?P<tonne>ton(?:ne)?)|(?P<barrel>barrel)|(?P<person>person|head)|"
    r"(?P<month>month)|(?P<year>year)|(?P<day>day|night))\b"
)
_PRICE_WORD = lazy_regex(
    r"pric(?:e|ed|es)\b|\bcosts?\b|\bsold\s(?:at|for)\b|\bselling\s(?:at|for)\b|\bfares?\b|\bfees?\b"
    r"|\btickets?\b|\bcharg(?:e|ed|es)\b|\bfetch(?:es|ed)?\b|\brates?\b|\bpaid\b|\brose\s(?:to|from)\b"
    r"|\bfell\s(?:to|from)\b|\btraded\b"
    r"|가격|값|시세|팔려|팔리|팔렸|판매|거래(?:되|됐|돼|된)|요금|비용|참가비|관광비|환율|[价價]|售|票|[卖賣]|[费費]用|収費|值(?![得班])|値段|価格|値上|値下|相場|売"
    r"|料金|入場料|運賃|代金|ツアー|メーター|払う|急騰|だった(?:コメ|米)"
)
_NO_PRICE = lazy_regex(
    r"\btrade\b|\bexports?\b|\bimports?\b|\bshipments\b|\bworth\b|\bfined?\b|\bbribes?\b|\bconfiscat|\bseiz"
    r"|\bsmuggled\b|\brevenue|\bsalar|\bwages?\b|\bearn|\binvest|\baid\b|\bloan|\bcontract|\bdeals?\b"
    r"|\bremit"
    r"|교역|무역액|수출|수입|벌금|뇌물|압수|몰수|월급|임금|투자|송금|지원금|매출|[贸貿]易|出口|[进進]口|[罚罰]款|[贿賄]|工[资資]|投[资資]|援助|罰金|輸出|輸入|賄賂|投資"
    r"|給料|月給|送金|没収"
)
#: Goods of markets by id, more finely than in the lexicon: prices of gasoline and diesel differ.
_GOODS: Final = {
    "rice": (
        r"쌀(?!쌀)|백미|입쌀|찹쌀|\b[Rr]ice\b|大米|白米|コメ(?!ント|デ|ディ)"
        r"|(?<![欧南北中日])米(?=[1一の価はがも]|、)|稻米|粮价"
    ),
    "corn": r"옥수수|강냉이|\b[Cc]orn\b|\b[Mm]aize\b|玉米|トウモロコシ米?",
    "gasoline": r"휘발유|\b[Gg]asoline\b|\b[Pp]etrol\b|汽油|ガソリン",
    "diesel": r"디젤유?|경유(?![해하])|\b[Dd]iesel\b|柴油|軽油|ディーゼル",
    "flour": r"밀가루|\b[Ff]lour\b|面粉|麵粉|小麦粉",
    "soybean-oil": r"콩기름|식용유|\b(?:[Ss]oybean|[Cc]ooking)\soil\b|豆油|食用油|大豆油",
    "sugar": r"설탕|사탕가루|\b[Ss]ugar\b|白糖|砂糖",
    "pork": r"돼지고기|\b[Pp]ork\b|猪肉|豚肉",
}
# One of these is in every text that _GOOD finds something in; looking for them first is faster.
_SIGNS_OF_GOODS: Final = (
    "쌀", "백미", "옥수수", "강냉이", "휘발유", "디젤", "경유", "밀가루", "콩기름", "식용유", "설탕",
    "사탕가루", "돼지고기", "rice", "Rice", "corn", "Corn", "aize", "asoline", "etrol", "iesel", "lour",
    "ing oil", "bean oil", "ugar", "pork", "Pork", "米", "コメ", "粮价", "汽油", "柴油", "軽油", "豆油",
    "食用油", "トウモロコシ", "ガソリン", "ディーゼル", "面粉", "麵粉", "小麦粉", "白糖", "砂糖", "猪肉",
    "豚肉",
)  # fmt: skip
_GOOD = lazy_regex("|".join(f"(?P<{name.replace('-', '_')}>{form})" for name, form in _GOODS.items()))
# 150 won dearer, not the price itself: 150원가량 올랐다, 涨了500元, rose by 500 won.
_CHANGE_AFTER = lazy_regex(
    r"(?:\s?\([^()\n]{1,20}\))?(?:\s?(?:가량|정도|이나|안팎|씩|넘게|이상|쯤|선))*[이가]?\s?(?:각각\s)?(?:더\s)?(?:올랐|오른|올라|내렸|내린|내려|떨어졌|떨어진"
    r"|비쌌|비싼|비싸|상승|하락|싼\s|싸게|쌌|인상|인하|낮게|높게|낮은|높은|낮아|높아|뛴\s|뛰었|뛰어|치솟|급등|급락|폭등|폭락|빠졌)"
    r"|에서\s?(?P<to>[\d,.만천백]+)원(?:가량|정도|이나|안팎)?[이가]?\s?(?:올랐|오른|올라|내렸|내린|떨어|비쌌|비싸)"
    r"|(?:ほど|も|近く|以上)?が?(?:上が|下が|値上が|値下が|上昇|下落|高く|安く|高い|安い)|(?:ほど)?[高安](?:の|と|で)|\s(?:higher|lower|more|less|cheaper|dearer)\b"
)
# What something costs each year is a price, however much it is.
_PERIOD = lazy_regex(
    r"\b(?:costs?|fees?|licen[cs]e)\b.*\b(?:a\syear|per\syear|annually|yearly|each\syear)\b"
    r"|\b(?:annual|yearly)\s(?:\w+\s){0,5}(?:costs?|fees?)\b"
)
# 평양은 5,100원으로 150원, 혜산은 5,500원으로 650원이 각각 올랐다: all but the last have no verb.
_CHANGE_LISTED = lazy_regex(
    r"[이가]?[,，]\s[^.。\n]*?\d\s?원(?:가량|정도)?[이가]?\s(?:각각\s)?(?:올|오르|내[려리렸]|떨어|상승|하락)"
)
_CHANGE_NEXT = lazy_regex(
    r"[이가]?[,，]\s(?:쌀값?|옥수수|강냉이|휘발유|디젤유?|경유|위안화?|달러|돼지고기|콩기름|밀가루)[은는이가]\s(?:약\s)?(?P<next>\d[\d,만천백.]*)\s?원(?:가량|정도)?[이가]?\s"
    r"(?:각각\s)?(?:올랐|오른|내렸|내린|떨어|뛴|뛰었|상승|하락)"
)
_COMMA: Final = frozenset(",，")
_ALIKE: Final = 8
_AFTER_LEVEL = lazy_regex(r"\d\s?원(?:으로|에서)\s$")
_CHANGE_BEFORE = lazy_regex(
    r"(?:(?<![一\d])比[^，。,；\n]{1,20}(?:便宜|[贵貴]|(?<!最)[高低])了?(?:大?约|約|近)?|(?:[涨漲跌降]|(?<![每公])升)了?约?|\b(?:rose|fell|up|down|climbed|dropped|increased?|decreased?|gained|lost)\sby\s"
    r"(?:about\s|some\s)?|\blost\s(?:about\s|some\s)?"
    r"|\b(?:rise|increase|drop|fall|decline|decrease|gain|jump|hike|slide|dip|loss)\sof\s(?:about\s|some\s)?)$"
)
_CLAUSE_MARKS: Final = ", ", "，", "、", ";", "；"
_MARKET_MOST: Final = Decimal(1_000_000)
# Of other currencies: a larger amount is no price, unless it says of what.
_PRICE_MOST: Final = {"JPY": Decimal(10_000_000), "VND": Decimal(10_000_000)}
_OTHER_MOST: Final = Decimal(100_000)
# In a sentence without a currency, and how far back the currency of its rate may be named, characters.
_TRADED = lazy_regex(r"거래|取り?引き?|交易|成交|\btraded?\b|両替|兑|兌")
_NEAR: Final = 300
_SMALL: Final = Decimal(1_000)
_WON: Final = frozenset(("KPW", "KRW", "won"))


class SentenceCues:
    """The signs of one sentence that decide what its amounts of money are; positions are in the sentence."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def bases(self) -> list[tuple[int, str]]:
        """(position, currency) of one unit of a currency, and of words about its rate."""
        bases = [
            (m.start(), "" if m.lastgroup == "any" else m.lastgroup or "")
            for m in _RATE_WORD.finditer(self.text)
        ]
        if "1" in self.text or "one" in self.text or "一" in self.text:
            bases += [(match.start(), match.lastgroup or "") for match in _BASE.finditer(self.text)]
        return sorted(bases)

    @cached_property
    def goods(self) -> list[tuple[int, int, str]]:
        """(start, end, id) of goods of markets."""
        return goods_in(self.text)

    @cached_property
    def has_price(self) -> bool:
        """Whether a word speaks of a price."""
        return _PRICE_WORD.search(self.text) is not None

    @cached_property
    def has_other(self) -> bool:
        """Whether a word speaks of money that is no price: trade, fines, wages."""
        return _NO_PRICE.search(self.text) is not None


def goods_in(text: str) -> list[tuple[int, int, str]]:
    """(start, end, id) of goods of markets."""
    if not has_any(text, _SIGNS_OF_GOODS):
        return []
    return [(*m.span(), (m.lastgroup or "").replace("_", "-")) for m in _GOOD.finditer(text)]


def is_change(text: str, start: int, end: int) -> bool:
    """Whether an amount is what a price rose or fell by, not the price."""
    after = _CHANGE_AFTER.match(text, end)
    if after and after["to"]:
        # From 50 to 150 won is by how much; from 21,000 won by 2,800 won begins with a price.
        low, high = parse_number(text[start:end].rstrip("원 ")), parse_number(after["to"].replace(",", ""))
        return low is None or high is None or low < high
    is_before_comma = text[end : end + 1] in _COMMA or text[end + 1 : end + 2] in _COMMA
    if is_before_comma and (following := _CHANGE_NEXT.match(text, end)):
        # 쌀은 200원, 옥수수는 90원 오른: unless the first is so large that it is a price.
        first, second = (
            parse_number(text[start:end].rstrip("원 ")),
            parse_number(following["next"].replace(",", "")),
        )
        if first is not None and second is not None and first < second * _ALIKE:
            return True
    is_listed = (
        is_before_comma
        and _AFTER_LEVEL.search(text, max(0, start - 8), start)
        and _CHANGE_LISTED.match(text, end)
    )
    if is_listed or after:
        return True
    width = 40 if "比" in text[max(0, start - 40) : start] else 24
    return _CHANGE_BEFORE.search(text, max(0, start - width), start) is not None


def role_of(amount: Amount, cues: SentenceCues, start: int, context: "Context") -> tuple[str, str]:
    """(kind, per) of money: "price" and what for, "rate" and the other currency, "change", or "value".

    `start` is where the sentence starts in the text. `context` is updated for the sentences after.
    """
    at, end = amount.start - start, amount.end - start
    text = cues.text
    if is_change(text, at, end):
        return "change", ""
    if after := _PER_CURRENCY.match(text, end):
        other = (after.lastgroup or "")[:3]
        if other != amount.unit:
            return "rate", other
    is_market = amount.unit in _WON and amount.value < _MARKET_MOST
    goods: list[tuple[int, int, str]] = []
    if is_market:
        bases = [base for base in cues.bases if base[0] < at and base[1] != amount.unit]
        goods = [good for good in cues.goods if good[0] < at]
        if bases and (not goods or bases[-1][0] > goods[-1][0]):
            named = [name for _, name in bases if name]
            context.rate, context.rate_at = bases[-1][1] or (named[-1] if named else context.rate), start
            return "rate", context.rate
        if not cues.goods and context.rate and _TRADED.search(text) and 0 < start - context.rate_at < _NEAR:
            return "rate", context.rate
    if not _PER_AFTER.match(text, end) and _is_of_other(text, at):
        return "value", ""
    per = _per(text, at, end)
    if per == "person" and cues.has_other:
        per = ""
    if per and per != "person":
        context.per = per
    if is_market and (per or (_is_priced(cues, context) and not cues.has_other)):
        context.is_market = True
        return "price", per or (context.per if goods or context.per else "")
    if per and amount.value < _MARKET_MOST:
        return "price", per
    # Without a scale: the larger amounts are values, whatever else is said.
    if cues.has_price and not cues.has_other and _PERIOD.search(text):
        return "price", "year"
    most = _PRICE_MOST.get(amount.unit, _OTHER_MOST)
    if amount.value < most and not cues.has_other and (cues.has_price or amount.value < _SMALL):
        return "price", ""
    return "value", ""


def _is_of_other(text: str, at: int) -> bool:
    """Whether the clause before an amount is about a fine, a wage or trade, and about no price or good."""
    clause = text[max(text.rfind(mark, 0, at) for mark in _CLAUSE_MARKS) + 1 : at]
    if not _NO_PRICE.search(clause):
        return False
    return not _PRICE_WORD.search(clause) and not goods_in(clause)


@dataclass(slots=True)
class Context:
    """What earlier sentences of the text say about prices."""

    per: str = ""
    is_market: bool = False
    #: The other currency of the last rate, and where its sentence starts.
    rate: str = ""
    rate_at: int = 0


def _is_priced(cues: SentenceCues, context: Context) -> bool:
    return bool(cues.goods) or cues.has_price or context.is_market


def is_unit_of_price(amount: Amount, cues: SentenceCues) -> bool:
    """Whether it is only what a price or rate is for: 1kg, 1달러, one dollar."""
    if amount.unit == "g" and amount.value in {100, 500}:
        return cues.has_price
    if amount.value != 1:
        return False
    if amount.unit == "tonne":
        return cues.has_price
    return bool(cues.bases) if amount.unit in {"USD", "CNY", "won"} else True


def _per(text: str, at: int, end: int) -> str:
    after = _PER_AFTER.match(text, end)
    if after:
        return _unit_name(after)
    before = list(_PER_BEFORE.finditer(text, 0, at))
    return _unit_name(before[-1]) if before else ""


def _unit_name(match: re.Match[str]) -> str:
    for name in ("litre", "litre2", "tonne", "tonne2", "barrel", "person", "person2", "month", "year", "day"):
        if match.groupdict().get(name):
            return name.rstrip("2")
    return "kg"
