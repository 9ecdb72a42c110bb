"""Whether words that name a speaker name a person or body, or only a kind of person."""

from typing import Final

from yaluwatch.patterns import lazy_regex

_ENGLISH: Final = lazy_regex(
    r"^(?i:an?|one|another|two|three|four|several|some|many|most|multiple|\d+(?!\sNorth\b))\s"
    r"|\b(?i:sources?|residents?|traders?|officials?|insiders?|merchants?|brokers?|drivers?"
    r"|managers?|analysts?"
    r"|experts?|observers?|diplomats?|smugglers?|workers?|defectors?|businessm[ae]n|shopkeepers?|vendors?"
    r"|locals|villagers|people|persons?|guards?|soldiers?|guides?|operators?|importers?|exporters?|partners?"
    r"|informants?|reports|those)\b"
)
# Official Wang Wei, trader Kim: a name after the kind of person.
_NAMED_AFTER: Final = lazy_regex(
    r"\b(?:official|trader|resident|merchant|broker|driver|manager|analyst|expert|diplomat|defector|guide"
    r"|businessm[ae]n|operator)s?\s(?:[A-Z][\w'’-]+)"
)
_EAST_ASIAN: Final = lazy_regex(
    r"^(?:[记記]者|[一几幾多两兩数數三四][名位个個]|某)|소식통|관계자|내부자|협력자"
    r"|(?:주민|상인|무역상|당국자|업자|일꾼|전문가|외교관|기사|운전사|노동자|탈북민|탈북자|군인|장사꾼"
    r"|브로커|돈주|사업가|여행사|실무자|사람|지배인|간부|관리|교민)(?:들)?$"
    r"|人士|消息人|[来來]源|不愿具名|不願具名|匿名"
    r"|(?:商人|居民|官[员員]|[贸貿]易商|商[户戶]|司[机機]|[专專]家|[学學]者|分析|外交官|走私者"
    r"|[劳勞]工|工人|村民|[边邊][贸貿]商|[导導]游|[导導]遊|中介|[员員]工|老[板闆]|[经經][营營]者|[经經]理|旅行社"
    r"|一人|疑犯|村民|被告|男子|女子|代理|[进進]口商|出口商|人[员員])$"
    r"|筋|関係者|協力者|取材"
    r"|(?:業者|住民|専門家|商人|当局者|運転手|労働者|脱北者|外交官|実務者|当局の人|軍人|幹部|人々"
    r"|市民|案内人|店主|担当者|旅行会社|男性|女性)(?:ら|たち)?$"
)  # fmt: skip


def is_unnamed(name: str) -> bool:
    """Whether a speaker is only a kind of person: "a source in Pyongyang", 현지 주민, 消息人士."""
    if _EAST_ASIAN.search(name):
        return True
    return _ENGLISH.search(name) is not None and _NAMED_AFTER.search(name) is None


_OFFICE: Final = lazy_regex(
    r"\b(?i:ministry|ministries|department|government|spokes\w+|minister|president|ambassador|mayor"
    r"|governor|agency"
    r"|administration|authorit\w+|office|committee|council|company|secretary|director|professor"
    r"|police|court)\b"
    r"|(?:대변인|장관|대사|외교부|통일부|국정원|당국|정부|위원회|대사관|교수|박사|대표|총서|세관|공사|협회)$"
    r"|(?:部|省|局|署|院|府|委|[会會]|[员員]|[长長]|[海税稅][关関關]|氏|[发發]言人|[书書][记記]|主席"
    r"|大使|教授|公司|[当當]局|庁)$"
)


def can_speak(name: str) -> bool:
    """Whether words name somebody who speaks: a kind of person, an office or a body."""
    return is_unnamed(name) or _OFFICE.search(name) is not None
