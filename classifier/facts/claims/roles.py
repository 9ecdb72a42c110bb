"""What a speaker is: a source, an official, a trader, a resident, in any of the four languages."""

import re
from functools import lru_cache
from typing import Final

from classifier.facts.claims.media import is_medium_name
from yaluwatch.patterns import lazy_regex

# The first that applies.
_ROLES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("source", lazy_regex(
        r"\b(?i:sources?|insiders?|informants?)\b|소식통|내부자|협력자|消息|知情|[内內]部人士|情報筋"
        r"|関係筋|消息筋|[^財]筋$|取材協力者|협력자")),
    (
        "spokesperson",
        lazy_regex(
            r"\b(?i:spokes(?:man|woman|person|people))\b|대변인|[发發]言人|報道官|副報道局長|報道局長"),
    ),
    ("trader", lazy_regex(
        r"\b(?i:traders?|merchants?|brokers?|businessm[ae]n|importers?|exporters?|vendors?"
        r"|shopkeepers?|smugglers?)\b"
        r"|무역업자|무역일꾼|상인|업자|장사꾼|돈주|브로커|商人|[贸貿]易商|商[户戶]|走私者"
        r"|[边邊][贸貿]商|業者|卸商|店主"
    )),
    ("resident", lazy_regex(r"\b(?i:residents?|locals|villagers|inhabitants?)\b|주민|居民|村民|住民")),
    ("diplomat", lazy_regex(r"\b(?i:diplomats?|ambassador)\b|외교관|대사(?!관)|外交官|大使(?![馆館])")),
    ("expert", lazy_regex(
        r"\b(?i:analysts?|experts?|observers?|professor|researchers?|economists?)\b|전문가|교수"
        r"|연구원|박사|[专專]家|分析|[学學]者|教授|専門家|研究員"
    )),
    ("worker", lazy_regex(
        r"\b(?i:workers?|drivers?|managers?|guides?|employees?)\b|노동자|운전사|기사$|지배인|工人"
        r"|[劳勞]工|司[机機]|[经經]理|運転手|労働者|従業員")),
    ("guard", lazy_regex(
        r"\b(?i:guards?|soldiers?|police(?:men|man)?)\b|군인|경비대원|경찰|士兵|[军軍]人|警察|兵士"
        r"|警備兵")),
    ("defector", lazy_regex(r"\b(?i:defectors?|refugees?)\b|탈북민|탈북자|脱北者|[脱逃]北者")),
    ("official", lazy_regex(
        r"\b(?i:officials?|authorit(?:y|ies)|ministry|department|government|administration|customs"
        r"|agency|minister|mayor|governor)\b"
        r"|당국|관계자|장관|정부|외교부|통일부|국정원|해관|세관|[官][员員]|[当當]局|政府"
        r"|[外财商][交政務务]部|[统統]一部|海[关關]|税関|当局者|外務省|統一省|省$|関係者"
    )),
)  # fmt: skip
#: Every role, and "medium": a news agency, paper or website.
ROLES: Final = (*(role for role, _ in _ROLES), "medium")


_LANGUAGES: Final = ("en", "ko", "zh", "ja")


# Texts name the same few speakers again and again.
@lru_cache(maxsize=4096)
def role_of_speaker(name: str) -> str:
    """One of ROLES for the words that name a speaker; "" if they say none.

    >>> role_of_speaker("a source in Pyongyang")
    'source'
    """
    found = next((role for role, words in _ROLES if words.search(name)), "")
    if found not in {"", "official"}:
        return found
    return "medium" if any(is_medium_name(name, language) for language in _LANGUAGES) else found
