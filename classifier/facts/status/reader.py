"""Reads statements on the state of crossings from a sentence.

A sentence falls into parts. Signs are asked in a fixed order: questions, denials and conditions say nothing;
then not open, not closed, planned, limited; only what is left can be open. So an opening is believed
only where nothing speaks against it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from classifier.facts.prefilter import Pattern, with_prefilter
from classifier.facts.status.agreement import AT_ONCE, Part, agreed, overrules_opening, unsigned
from classifier.facts.status.chinese import CHINESE
from classifier.facts.status.concepts import concepts
from classifier.facts.status.crossings import CROSSINGS
from classifier.facts.status.english import ENGLISH
from classifier.facts.status.japanese import JAPANESE
from classifier.facts.status.korean import KOREAN
from classifier.facts.status.signs import Signs
from yaluwatch.patterns import lazy_regex

_SIGNS: Final[Mapping[str, Signs]] = {"en": ENGLISH, "ko": KOREAN, "zh": CHINESE, "ja": JAPANESE}
# Ports and bridges come before towns.
_PORTS: Final = frozenset(place for crossing in CROSSINGS for place in crossing.ports)
_TOWNS: Final = frozenset(place for crossing in CROSSINGS for place in crossing.towns)
#: All places that mean a crossing.
PLACES: Final = _PORTS | _TOWNS
# Ports and bridges for one kind of traffic.
_BUILT_FOR: Final[Mapping[str, str]] = {
    **dict.fromkeys(("jian-road", "jian-road-bridge"), "road"),
    **dict.fromkeys(
        ("jian-rail", "jian-rail-bridge", "tumen-rail", "shanghekou", "shanghekou-bridge"), "rail"
    ),
    "beijing-pyongyang-train": "rail",
}
_COUNTRIES: Final = frozenset(("china", "north-korea", "border", "yalu-river", "tumen-river"))
_CAPITALS: Final = frozenset(("pyongyang", "beijing"))
# Other borders of North Korea.
_OTHER: Final = frozenset(("hunchun-ru", "ru-kp-bridge", "rajin-khasan", "tumangang"))
_OTHER_BORDER = lazy_regex(
    r"DMZ|[Ii]nter-Korean|Demarcation|Kaesong|Panmunjom|Khasan|Vladivostok|Russian\sborder"
    r"|border\swith\s(?:Russia|South)"
    r"|군사분계선|개성공단|남북|판문점|경의선|동해선|하산|러시아와의|북러|조러|韩朝|朝韩|南北|板门店"
    r"|板門店|开城工|哈桑|朝俄|俄朝|軍事境界線|ハサン|露朝|朝露|開城"
    r"|Viet\s?[Nn]am|Mongolia|Myanmar|Nepal|\bLaos|Kazakh|베트남|몽골|미얀마|越南|蒙古|[缅緬]甸|ベトナム|モンゴル|ミャンマー"
)
# Foreigners who come by air or to the sea say nothing of the border.
_BY_AIR = lazy_regex(
    r"\b[Ff]lights?\b|\bflew\b|[Aa]irport|Air\sKoryo|항공|여객기|공항|航班|航空|飞机|飛機|空港|空路|[Rr]esort|リゾート|리조트"
)
# Towns with a crossing to Russia too.
_BESIDE_RUSSIA: Final = frozenset(("hunchun", "rason"))
_RUSSIA = lazy_regex(r"Russia(?!n\s(?:tour|visitor|group))|러시아|俄[国國罗羅方]|[对對中]俄|ロシア|[対中]露")
# Goods that are turned back close no crossing; lorries, trains or people would be named.
_TURNED_BACK = lazy_regex(
    r"\b(?:turn|send)(?:s|ed|ing)?\s(?:\w+\s){0,3}?(?:back|away)\b|\bsent\s(?:\w+\s){0,3}?back\b|돌려보|退回|退[运運]|送り返"
)
# Goods that are seized, or that travellers may not carry: the crossing works. Said of a clause.
_GOODS_HELD = lazy_regex(
    r"\b(?:seiz|confiscat|impound)\w*|압수|압류|몰수|적발|[没沒]收(?![过過到])|查[获獲]|扣[押留]|押収|没収|摘発"
    r"|\b(?:not|n[’']t|no\slonger|never|forb\w+|ban\w*|stopped)\b[^,.;]{0,40}\b(?:take|taking|bring|bringing|carry|carrying)\b"
    r"|(?:가지고|들고|챙겨|갖고)\s?(?:나가|들어가|들어오|나오|오|가)지?\s?(?:못|않)|(?:반입|반출|휴대)[을를이]?\s?(?:금지|불허|막|못)"
    r"|(?:不[准许許让讓得]|禁止|严禁|嚴禁)[^，。；]{0,8}(?:携带|攜帶|带|帶)[^，。；]*|持ち(?:出|込|帰)[^、。]{0,10}(?:禁|認め(?:てい)?(?:ない|ず)|許(?:さ(?:ない|れ)|して(?:い)?ない)|できな)"
)
_CLAUSES = lazy_regex(r"[^,;，；、]+[,;，；、]?|[,;，；、]")
_JOINED = lazy_regex(
    r"\s(?:and|but|while|although|after|because|when)\s|(?<=[^지]고)\s|(?<=[며뒤후돼해])\s|(?<=지만)\s|(?<=는데)\s"
    r"|(?<=[后後])(?=[^，。])|(?<=して)"
)
# Regular hours: of what, and from when, only the sentence before may tell.
_REGULAR = lazy_regex(
    r"(?i)\b(?:once|twice|times)\sa\s(?:week|month)\b|\bon\s(?:satur|sun)days\b|(?:한\s달|일주일|한\s주)에\s|(?:토|일)요일에도|주말에도"
    r"|每[月周週]|周[六日末]也|月に[\d一二]|週に[\d一二]|[土日]曜日?も"
)
# Up to so many a day: that many pass, and few would be fewer.
_MANY = lazy_regex(
    r"(?:\b(?:[Uu]p\sto|[Aa]s\smany\sas|[Aa]t\smost|[Aa]\smaximum\sof)\s|(?:최대|최고|많게는)\s|(?:하루\s)?많을\s때는?\s"
    r"|(?:最多|多[达達]|高[达達]|至多|最高)(?:有|可)?|最大|多い(?:日|時|とき)[でに]?は?)(?=(?:하루\s)?(?:[2-9]\d|\d{3}))"
)
# A border is limited only where it is eased or open to some; that trade shrinks says nothing of it.
_EASED = lazy_regex(
    r"\b(?:eas|loosen|part|[Oo]nly|limited\sto)|완화|부분|단계|만\s|放[宽寬]|部分|只|[仅僅]|緩和|一部|だけ|限ら|段階"
)
# Place → the crossings it belongs to.
_ENDS: Final[Mapping[str, frozenset[str]]] = {
    place: frozenset(crossing.id for crossing in CROSSINGS if place in crossing.places) for place in PLACES
}
# Ships at a town call at its harbour.
_HARBOURS: Final = {"dandong": "dandong-seaport", "dandong-port": "dandong-seaport"}
# Concepts of what crosses, or of where.
_TRAFFIC: Final = frozenset(("crossing", "rail", "road", "ship", "foot", "freight", "people"))
# What comes back is a measure, not the traffic.
_MEASURE = lazy_regex(
    r"(?i)\b(?:resum|reinstat|re-?impos|restart)\w*\s(?:\w+\s){0,3}?(?:quarantine|isolation|inspections?|checks|controls)\b"
    r"|\b(?:quarantine|isolation|inspections?|checks|controls)\b[^,.;]{0,30}\b(?:resum|reinstat|re-?impos|restart)"
    r"|(?:격리|검역|검사|통제|단속)[^.,]{0,14}(?:재개|다시)|(?:隔離|検疫|検査|規制|取り締まり)[^。、]{0,12}再開"
    r"|(?:恢复|重启|重新)(?:实行|实施|执行)?[^。，]{0,6}(?:隔离|检疫|检查|管控)"
)
_UNTIL_NOW = lazy_regex(
    r"(?:以来|以來|至今|自[^，。]{1,12}(?:关闭|關閉)[^。]*(?:没有|未|无))|まま(?:だ|で|に|と|。|$)|지금까지|아직까지"
    r"|\b(?:ever\ssince|to\sthis\sday|has\s(?:stood|stayed|remained))\b"
)
# From then on it can be as it is now.
_LAST_YEAR = lazy_regex(r"\blast\syear\b|지난해|작년|去年|昨年")
_COMMA = lazy_regex(r"[,;，；、]")
_BUSES = lazy_regex(r"[Bb]us(?:es)?\b|버스|大巴|客[车車]|バス")
#: A sentence without a place is about the crossing named at most this many sentences before.
CARRIED: Final = 2
#: Modes that say whether one kind of traffic passes; "all" is about the crossing as a whole.
ALL: Final = "all"


@cache
def signs_of(language: str) -> Signs:
    """The signs of one of the four languages, each tried only where it can match."""
    return with_prefilter(_SIGNS[language])


@dataclass(frozen=True, slots=True)
class Statement:
    """What a part of a sentence says about a crossing. Positions are in the text."""

    start: int
    end: int
    #: open, limited, closed or planned.
    state: str
    #: road, rail, foot, freight, passengers, ship or all.
    mode: str
    #: Place id; "border" for every crossing.
    place: str
    #: Whether it is about an earlier time, not about now.
    is_past: bool
    #: Whether the state lasts, and did not begin just now.
    is_lasting: bool
    #: Whether it says that something still is so, or is not yet.
    is_still: bool = False


def may_have_status(
    text: str, language: str, sentences: Sequence[tuple[int, int]], names: Sequence[tuple[int, int, str]]
) -> Iterator[int]:
    """The numbers of the sentences to read: near a place of a crossing, or about the border."""
    signs = _SIGNS.get(language)
    if signs is None:
        return
    places = [at for at, _, name in names if name in _PORTS or name in _TOWNS or name == "pyongyang"]
    border = signs.border_stems.positions(text)
    if not places and not border:
        return
    told = signs.stems.positions(text)
    last = -CARRIED - 1
    for number, (start, end) in enumerate(sentences):
        is_here = _is_between(places, start, end)
        if is_here:
            last = number
        is_near = number - last <= CARRIED or _is_between(border, start, end)
        if is_here or (is_near and _is_between(told, start, end)):
            yield number


def _is_between(positions: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(positions, start)
    return at < len(positions) and positions[at] < end


def statements_in(
    text: str, start: int, end: int, language: str, names: Sequence[tuple[int, int, str]], before: str = ""
) -> Iterator[Statement]:
    """The statements of the sentence at `start`–`end`, in order.

    `names` are the (start, end, id) of the places in it; `before` is the crossing the text was about last, ""
    if none.
    """
    signs = signs_of(language)
    sentence = text[start:end]
    beside = [match.span() for match in signs.contrast.finditer(sentence)]
    inside = [
        each
        for each in (*names, *_named(sentence, start, signs, language, names))
        if not any(a <= each[0] - start < b for a, b in beside)
    ]
    ids = [name for _, _, name in inside]
    traffic = _traffic(sentence, signs)
    held = (_GOODS_HELD, _TURNED_BACK) if traffic <= {"freight"} else (_GOODS_HELD,)
    sentence = _without_clauses(held, _MANY.sub(lambda match: " " * len(match.group()), sentence))
    place = ""
    if traffic or any(name in _PORTS for name in ids) or signs.about.search(sentence):
        place = _place(ids, sentence, signs, before, traffic)
    told = list(_told(sentence, signs, traffic, is_named=place != "border")) if place else []
    if not told:
        # Weights alone say nothing of the whole border.
        place = place or _likely_place(ids, sentence, language)
        if place in {"", "border"}:
            return
    is_named = any(name in _PORTS or name in _TOWNS for name in ids)
    if _is_nothing(sentence, signs, told, is_named=is_named):
        return
    told = list(agreed(sentence, language, told, signs)) or [
        part
        for part in (unsigned(sentence, language, traffic, signs) if place != "border" else ())
        if _may_count(part, sentence, signs, told, language, is_named=is_named)
    ]
    if told:
        yield from _careful(list(_statements(sentence, start, signs, told, inside, place)))


def _may_count(
    part: Part, sentence: str, signs: Signs, told: Sequence[Part], language: str, *, is_named: bool
) -> bool:
    """Whether what the weights alone are sure of can be, beside what the signs tell."""
    state = part[2]
    if any(each[2] == "open" for each in told):
        return overrules_opening(state, sentence, language, signs)
    if state in {"closed", "limited"}:
        return True
    is_free = not told and not _is_no_opening(sentence, signs)
    return is_free and (is_named or state == "planned")


def _without_clauses(patterns: Sequence[Pattern], sentence: str) -> str:
    """A sentence as long as before, with blanks for the clauses in which one of the patterns is found."""
    if not any(pattern.search(sentence) for pattern in patterns):
        return sentence
    clauses = []
    for match in _CLAUSES.finditer(sentence):
        first = match.start()
        for cut in _JOINED.finditer(sentence, *match.span()):
            clauses.append(sentence[first : cut.start()])
            first = cut.start()
        clauses.append(sentence[first : match.end()])
    return "".join(
        " " * len(each) if any(pattern.search(each) for pattern in patterns) else each for each in clauses
    )


def _told(sentence: str, signs: Signs, traffic: frozenset[str], *, is_named: bool) -> Iterator[Part]:
    """What the signs of each part of a sentence tell of the crossing, or the border, that it is about."""
    for first, last in _parts(sentence, signs):
        part = sentence[first:last]
        modes = traffic if part == sentence else _traffic(part, signs)
        if state := _state(part, signs, is_named=is_named, is_moving=bool(modes)):
            yield first, last, state, modes or traffic


def _likely_place(ids: Sequence[str], sentence: str, language: str) -> str:
    """The place of a sentence that has none by its signs: both banks, or a town beside traffic.

    Only the weights read such a sentence.
    """
    towns = [name for name in ids if name in _TOWNS or name in _PORTS]
    if not towns or any(name in _OTHER for name in ids):
        return ""
    if _OTHER_BORDER.search(sentence) or _RUSSIA.search(sentence):
        return ""
    if any(len(_ENDS[one] & _ENDS[other]) and one != other for one, other in pairwise(towns)):
        return towns[0]
    return "" if _TRAFFIC.isdisjoint(concepts(sentence, language)) else towns[0]


def _careful(said: Sequence[Statement]) -> Iterator[Statement]:
    """Without what is called open where the same sentence goes on to say that it is limited."""
    limited = [each for each in said if each.state == "limited"]
    for each in said:
        if not (
            each.state == "open"
            and any(
                other.place == each.place and (other.mode == each.mode or ALL in {other.mode, each.mode})
                for other in limited
            )
        ):
            yield each


def _statements(
    sentence: str,
    start: int,
    signs: Signs,
    told: Sequence[Part],
    inside: Sequence[tuple[int, int, str]],
    place: str,
) -> Iterator[Statement]:
    for first, last, state, modes in told:
        part = sentence[first:last]
        own = _place([name for at, _, name in inside if first <= at - start < last], "", signs, "", modes)
        is_past = signs.past.search(part) is not None and state != "planned"
        # Closed since last year, and until now.
        is_past = is_past and not (state == "closed" and _is_until_now(part, signs))
        is_lasting = signs.lasting.search(part) is not None
        is_still = state in {"closed", "limited"} and signs.still.search(part) is not None
        for mode in _modes(set(modes), part, signs, state, own or place):
            there = own or place
            if mode == "ship":
                there = _HARBOURS.get(there, there)
            yield Statement(start + first, start + last, state, mode, there, is_past, is_lasting, is_still)


def _is_until_now(part: str, signs: Signs) -> bool:
    """Whether what began at an earlier time still is so."""
    if _UNTIL_NOW.search(part):
        return True
    return signs.still.search(part) is not None and not signs.past.search(_LAST_YEAR.sub(" ", part))


def _traffic(sentence: str, signs: Signs) -> frozenset[str]:
    return frozenset(mode for mode, pattern in signs.modes if pattern.search(sentence))


def _named(
    sentence: str, start: int, signs: Signs, language: str, names: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[int, int, str]]:
    """Places that the gazetteer does not know: short names beside a word for a crossing or its other bank."""
    for match in signs.named.finditer(sentence) if signs.named else ():
        yield start + match.start(), start + match.end(), signs.names[match.group()]
    for name in {name for _, _, name in names}:
        for short, place in _other_banks(language).get(name, ()):
            if (at := sentence.find(short)) >= 0:
                yield start + at, start + at + len(short), place
    for pattern, place in signs.described:
        for match in pattern.finditer(sentence):
            yield start + match.start(), start + match.end(), place


@cache
def _other_banks(language: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Place → short names on the other bank of its crossing, with the town, or the post if there is none."""
    names = _SIGNS[language].names
    found: dict[str, list[tuple[str, str]]] = {}
    for crossing in CROSSINGS:
        china = ({*crossing.china, crossing.chinese_town}, crossing.chinese_town)
        korea = ({*crossing.korea, crossing.korean_town}, crossing.korean_town)
        for (posts, town), (others, _) in ((china, korea), (korea, china)):
            near = [
                (short, town if town in _TOWNS else place) for short, place in names.items() if place in posts
            ]
            for other in filter(_ENDS.__contains__, others):
                found.setdefault(other, []).extend(near)
    return found


def _is_nothing(sentence: str, signs: Signs, told: Sequence[Part], *, is_named: bool) -> bool:
    """Whether a question, a denial, a condition or bans on goods stand against all that a sentence tells."""
    if signs.nothing.search(sentence) or (not is_named and signs.sanctions.search(sentence)):
        return True
    is_no_opening = _is_no_opening(sentence, signs) or (
        not is_named and _REGULAR.search(sentence) is not None
    )
    return any(state in {"open", "planned"} for _, _, state, _ in told) and is_no_opening


def _is_no_opening(sentence: str, signs: Signs) -> bool:
    """Whether it is about smuggling or flight, or about a measure that comes back."""
    return (signs.hidden.search(sentence) or _MEASURE.search(sentence)) is not None


def _parts(sentence: str, signs: Signs) -> Iterator[tuple[int, int]]:
    first = 0
    for cut in signs.parts.finditer(sentence):
        yield first, cut.start()
        first = cut.end()
    yield first, len(sentence)


def _state(part: str, signs: Signs, *, is_named: bool, is_moving: bool) -> str:
    """The state a part of a sentence tells, or "".

    `is_named`: whether it is about one crossing; `is_moving`: whether it names traffic.
    """
    part = part.lower()
    plain = signs.aside.sub(" ", part)
    openings = (signs.opened, signs.moves) if is_named and is_moving else (signs.opened,)
    found = [
        (match.start(), state)
        for state, patterns in (("open", openings), ("closed", (signs.closed,)))
        for pattern in patterns
        for match in pattern.finditer(plain)
    ]
    if signs.decided.search(plain):
        return "closed"
    if signs.planned.search(plain) and (found or signs.moves.search(plain) or signs.coming.search(plain)):
        return "planned"
    if signs.not_closed.search(plain):
        return "limited" if signs.limited.search(plain) else "open"
    if signs.limited.search(plain) and (is_named or _EASED.search(plain)):
        return "limited"
    if signs.not_open.search(plain):
        is_slow = AT_ONCE.search(plain) is not None and signs.opened.search(plain) is None
        return "" if is_slow else "closed"
    if not found:
        return ""
    at, state = max(found) if signs.is_verb_last else min(found)
    return "" if state == "open" and signs.negated.search(_clause(plain, at)) else state


def _clause(part: str, at: int) -> str:
    """The clause around a position: from comma to comma."""
    starts = [cut.end() for cut in _COMMA.finditer(part, 0, at)]
    end = _COMMA.search(part, at)
    return part[starts[-1] if starts else 0 : end.start() if end else len(part)]


def _place(ids: Sequence[str], sentence: str, signs: Signs, before: str, traffic: frozenset[str]) -> str:
    """The most specific place of a sentence that belongs to a crossing; "border" if it is about all; or "".

    A port or bridge is enough; a town needs words for its crossing or for traffic through it.
    """
    if any(name in _OTHER for name in ids):
        return ""
    if ports := [name for name in ids if name in _PORTS]:
        return ports[0]
    towns = [name for name in ids if name in _TOWNS]
    if towns and set(towns) <= _BESIDE_RUSSIA and _RUSSIA.search(sentence):
        return ""
    if towns and (not sentence or _is_about_crossing(sentence, signs, traffic)):
        return towns[0]
    if not sentence or _OTHER_BORDER.search(sentence):
        return ""
    if towns:
        return "border" if signs.border.search(sentence) else ""
    if "pyongyang" in ids and "beijing" in ids:
        return "beijing-pyongyang-train" if signs.train.search(sentence) else ""
    if signs.border.search(sentence):
        return "border"
    if (
        signs.entry.search(sentence)
        and not _BY_AIR.search(sentence)
        and all(name in _COUNTRIES or name in _CAPITALS for name in ids)
    ):
        return "border"
    is_elsewhere = any(name not in _COUNTRIES for name in ids)
    return before if before and not is_elsewhere and _is_about_crossing(sentence, signs, traffic) else ""


def _is_about_crossing(sentence: str, signs: Signs, traffic: frozenset[str]) -> bool:
    if traffic - {"freight"} or signs.facility.search(sentence):
        return True
    return "freight" in traffic and signs.via.search(sentence) is not None


def _has_trucks(part: str, signs: Signs) -> bool:
    return dict(signs.modes)["road"].search(_BUSES.sub(" ", part)) is not None


def _modes(found: set[str], part: str, signs: Signs, state: str, place: str) -> tuple[str, ...]:
    """The traffic a part is about: the main one first."""
    if place in {"langtou-water", "dandong-seaport"} and found <= {"freight"}:
        found.add("ship")
    if place == "new-yalu-bridge":
        found = (found - {"rail"}) | {"road"}
    if not found & {"rail", "road"} and place in _BUILT_FOR:
        found.add(_BUILT_FOR[place])
    for main in ("foot", "ship"):
        if main in found:
            return (main,)
    is_open = state in {"open", "planned"}
    if "rail" in found:
        if "passengers" in found:
            return ("passengers", "rail") if is_open else ("passengers",)
        return ("rail", "freight") if is_open and "freight" in found else ("rail",)
    if "road" in found and "passengers" in found:
        # Buses that stop say nothing of trucks.
        return ("passengers", "road") if is_open or _has_trucks(part, signs) else ("passengers",)
    if "road" in found:
        return ("road", "freight") if is_open and place != "new-yalu-bridge" else ("road",)
    for main in ("passengers", "freight"):
        if main in found:
            return (main,)
    return (ALL,)
