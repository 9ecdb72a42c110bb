"""Polarity of a quoted sentence: whether it asserts something, or denies, plans, supposes or remembers it.

Word lists are regular expressions by language. The first of denied, conditional, planned and past that
applies is the answer; a sentence without any sign is asserted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args

from classifier.facts import with_prefilter
from yaluwatch.patterns import lazy_regex

#: asserted: it is so, or just happened · denied: it is not so, not yet so, or somebody denies it ·
#: planned: announced, agreed or expected · conditional: depends on something, or is merely possible ·
#: past: background about an earlier time, not the news.
Polarity = Literal["asserted", "denied", "planned", "conditional", "past"]
POLARITIES: Final[tuple[Polarity, ...]] = get_args(Polarity)


@dataclass(frozen=True, slots=True)
class _Signs:
    """The signs of one language."""

    #: In lower case.
    denied: re.Pattern[str]
    conditional: re.Pattern[str]
    planned: re.Pattern[str]
    past: re.Pattern[str]
    #: With one of these an earlier time is news: newly reported, or compared with: "up 12% from last year".
    current: re.Pattern[str]
    #: Removed first: set phrases and clauses that look like a sign ("not only", 에 따르면).
    ignored: re.Pattern[str]


_ENGLISH: Final = _Signs(
    denied=lazy_regex(
        r"\b(?:den(?:y|ies|ied|ying|ial)|refut(?:e|es|ed)|dismiss(?:es|ed)|reject(?:s|ed)"
        r"|not true|untrue|groundless|baseless|unfounded|never"
        r"|no (?:sign|evidence|indication|plan|word|trace|intention)s?"
        r"|(?:is|are|was|were|has|have|did|does|do|will|would)(?: (?:still|so far|yet|also))?(?: not|n[’']t)"
        r"|(?:has|have|had|is|are) yet to|not yet|no longer)\b",
    ),
    conditional=lazy_regex(
        r"\b(?:[Ii]f|[Uu]nless|[Pp]rovided that|[Ii]n case|[Ii]n the event|[Aa]s long as"
        # Not what somebody lives on: depends on China for its oil.
        r"|depends? on(?! [^,.;]*\bfor\b)"
        r"|depending on|otherwise"
        r"|might|could|may(?! \d)|perhaps|possibly|would have)\b"
        r"|^Should\b",
    ),
    planned=lazy_regex(
        r"\b(?:will|would|shall|plan(?:s|ned|ning)?|(?:is|are|was|were) to|expect(?:s|ed|ing)?"
        r"|scheduled|slated"
        r"|going to (?!the\b|[A-Z])"
        r"|(?:set|about|preparing|ready|agreed|decided|intends?|intending|hopes?|aims?|promised|pledged"
        r"|vowed|wants?) to|intention|due to (?:be|open|reopen|start|begin|resume|arrive|leave|run|return)"
        r"|upcoming|forthcoming|next (?:week|month|year|spring|summer|autumn|fall|winter))\b",
    ),
    past=lazy_regex(
        r"\b(?:last year|(?:years?|decades?|months) (?:ago|earlier|before)|used to|formerly|previously|once"
        r"|in the past|at (?:the|that) time|[Bb]efore the (?:pandemic|border|closure|sanctions"
        r"|outbreak)|back then"
        r"|[Uu]ntil (?:then|\d{4}|the \w+)|[Ii]n the (?:19|20)\d0s|in those days|historically"
        r"|(?:[Ii]n|[Ff]rom|[Bb]etween|[Uu]ntil|[Dd]uring|[Bb]y)(?: (?:early|late|mid|[A-Z][a-z]+))?"
        r"[ -](?:19|20)\d\d)\b",
    ),
    current=lazy_regex(
        r"\b(?:compar(?:ed|ison)|than|from a year|year[- ]on[- ]year|since|up from|down from|percent|per cent"
        r"|now|today|recently|this (?:week|month|year|spring|summer|autumn|winter)|for the first time"
        r"|said|reported|says|according to|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b|%",
    ),
    ignored=lazy_regex(
        r"\bnot (?:only|just|least|merely)\b|\bno idea (?:when|if|whether|how)\b[^.;]*"
        r"|\b(?:[Aa]s|[Aa]sked|[Kk]now) if\b[^,.;]*|\bif any\b"
        r"|\bcould (?:be (?:seen|heard)|hardly|see|hear|not)\b"
        r"|\b(?:did|would|could|does) not (?:immediately |directly )?"
        r"(?:answer|respond|reply|comment|elaborate|specify|say|name|give|confirm)\b"
        # Clauses beside the statement, or after it.
        r"|\band (?:is|are) (?:expected|due|set|scheduled|likely) to\b[^.;]*"
        r"|\b(?:who|whom|whose|which|because|although|though|while|whether)\b[^,.;]*",
    ),
)
# Hangul syllables that end in the consonant of a future form: 할, 될, 열.
_FUTURE: Final = "[" + "".join(chr(0xAC00 + 28 * number + 8) for number in range(399)) + "]"
# And those that end in the consonant of a present form: 한, 된, 춘.
_PRESENT: Final = "[" + "".join(chr(0xAC00 + 28 * number + 4) for number in range(399)) + "]"
_KOREAN: Final = _Signs(
    denied=lazy_regex(
        # Denials; otherwise the predicate decides, and it comes last.
        r"부인[했하해한]|사실이 아니|사실무근|반박[했하해]|일축[했하해]|근거 없는"
        r"|(?:지(?:는|도|를)? ?(?:않|못)(?:았|했|는다|고 있|[은는을] 것|습니다|다[고는며]|하다|한다"
        r"|하고)|[이가은는도] 없|적 없|(?:것[은이]|[은는이가]) 아니|안 됐|안 된|못했|못하고)[^,]{0,24}$",
    ),
    conditional=lazy_regex(
        r"[가-힣]면[ ,]|[을할될일] 경우|조건(?:으로|부)|전제로"
        r"|가능성|수도 있|수 있을|지도? 모른|않는 한|만약|만일|따라 달라",
    ),
    planned=lazy_regex(
        rf"계획|예정|방침|추진[하할]|{_FUTURE} (?:것(?:으로|이라|이다|이며|이고|임)|전망|듯)|겠다|목표"
        rf"|기로 (?:했|합의|결정|하고|한)"
        r"|앞두|조만간|머지않아|내년|내달|다음 ?[달주해]|[준채]비[하를에]|나설|전망"
        r"|(?:오는 \d|(?<!난달)(?<!난해)(?<!전)부터|이날|하순|상순|중순)"
        rf"[^.]*{_PRESENT}다[”’\"]?고 .{{0,16}}(?:보도|전했|밝혔|발표)"
        r"|수 있게 된다",
    ),
    past=lazy_regex(
        r"지난해|작년|재작년|과거|한때|당시|예전|이전[에까]|옛날|(?:19|20)\d\d년|\d0년대"
        r"|코로나(?:19)? 이전|전에는|었었|했었",
    ),
    current=lazy_regex(
        r"보다|대비|이후 처음|이래|비해|비하면|만에|같은 기간|동기|최근|이번|올해|현재|요즘|지금|이달"
        r"|지난 ?\d+일|%|이후|전했|밝혔|보도했|따르면",
    ),
    ignored=lazy_regex(
        r"(?:에 |에)?따르면|반면|말하면|보면|이르면|[측화장전수국정평도외표단당대냉라]면[ ,]|수밖에 없"
        r"|틀림없|다름없|관계없"
        r"|끊임없|어김없|얼마 없|뿐만? 아니라|뿐 아니라|\S+지 (?:않|못)[은는던한] (?!것)"
        # A time of the day or year, not a condition: 밤 10시가 지나면, 겨울이 되면.
        r"|(?:\d시|\d분|새벽|아침|저녁|밤|낮|날|해|봄|여름|가을|겨울|주말|장날)(?:[이가을를만])? ?"
        r"(?:되|지나|넘|넘기|넘으|저물|새|밝으|지)면"
        # What somebody has to do first: 신청하면 … 할 수 있다.
        r"|\S+하면 (?=[^.]*수 있)",
    ),
)
_CHINESE: Final = _Signs(
    denied=lazy_regex(
        r"否[认認]|[辟闢]谣|不属实|不屬實|不实|不實|[并並]非|毫无根据|[并並]未|[尚仍还還]未"
        r"|[没沒]有(?:任何)?(?:发生|發生|重[开開新]|恢复|恢復|[开開]放|[这這]回事|此事|迹象|跡象"
        r"|[证證]据|[变變]化|[计計][划劃]|[过過])|[没沒]有[^，,。]{0,12}[过過]|还没|還沒"
        r"|未[能曾见見有获獲恢重开開再]"
        r"|不[会會是]|[无無](?:迹象|跡象|计划|計劃)|从未|從未|拒[绝絕]承[认認]",
    ),
    conditional=lazy_regex(
        r"如果|如(?:能|要|再)|若(?!干)|假如|假若|一旦|倘若|要是|除非|只要|的话[，,]|的話[，,]|可能|也许"
        r"|也許|或许|或許|取决于|取決於"
        r"|或[将將会會可]|視乎|视乎",
    ),
    planned=lazy_regex(
        r"[计計][划劃](?!经济|經濟)|[就快]要|[拟擬]|[预預][计計定]|打算|准备|準備|即[将將]|有望|定于"
        r"|定於|明年|下[个個]?月|下[周週]|[筹籌][备備]"
        r"|[规規][划劃]|争取|爭取|商定|同意|(?<!的)承[诺諾]|不久后|不久後"
        r"|[将將](?:[于於在会會要从從由是有举舉开開恢重继繼对對向达達成建启啟正进進再为為全与與免派增通首分陆陸提种種做]|共同|另)",
    ),
    past=lazy_regex(
        r"去年|前年|曾(?!任|祖)|此前|[过過]去|以前|[当當][年时時]|往年|昔日|(?:19|20)\d\d年"
        r"|上[世]?[世个個]?[纪紀]|早在|原有|原本|本来|本來|多年前",
    ),
    current=lazy_regex(
        r"同比|相比|比(?:去年|上年|前年)|[较較]|以[来來]|首次|今年|日前|近日|目前|最近|[现現]在|本月"
        r"|如今|上年同|仍|%|％|[说說]|估[计計]|披露|透露|[据據]",
    ),
    ignored=lazy_regex(
        r"可能是|未[来來]|不[但仅僅只]是?|[没沒]有[关關]|不可能|不是.{1,12}而是|是否|有[没沒]有|非但"
        r"|(?:19|20)\d\d年(?=以[来來]|至今)"
        r"|只要(?:一?到了?|[过過]了?)(?=[^，,]{0,6}(?:[时時点點夜晚季冬春夏秋早周]|[黎天]))",
    ),
)
_JAPANESE: Final = _Signs(
    denied=lazy_regex(
        r"否定|事実ではない|事実無根|根拠(?:が|の)ない|反論|打ち消し"
        r"|(?:(?<!かもしれ)ない|なかった|(?<!かもしれ)ません|おらず|なくなった)(?:ままだ"
        r"|状態だ)?(?:[」』]?(?:と|という|といい|とみ)[^、]{0,20})?[。」』]*$"
        r"|(?:まだ|いまだ|依然|一切)[^。]{0,30}(?:ない|なかった|ず|おらず)",
    ),
    conditional=lazy_regex(
        r"(?<!によ)れば[、 ]?|[たっだ]ら、|なら(?:ば|、)|場合|かもしれ|可能性|[おそ恐]れがある|おそれ"
        r"|もし|次第|限り|条件|得る。|うる。|けば|せば|めば|えば、",
    ),
    planned=lazy_regex(
        r"予定|計画|見通し|方針|見込[みま]|つもり|ことにな(?:る|った)|目指|準備|来年|来月|来週|近く"
        r"|今後|(?<!朝鮮に)(?<!北韓に)(?<!中国に)(?<!平壌に)(?<!丹東に)向けて|構想|合意|予想|運びだ"
        r"|(?<![あいた])[うくすつむるぐぶ]と(?:発表|報じ|伝え|明らか|述べ|表明|通告|約束)",
    ),
    past=lazy_regex(
        r"(?:昨年|一昨年|かつて|以前|当時|従来|昔|これまで|もともと|(?:19|20)?\d\d年(?:に|の|には|から"
        r"|まで|\d|代|秋|春|夏|冬|末|初)|この年)[^。]*た(?:[」』]?と[^、]*)?[。」』]*$",
    ),
    current=lazy_regex(
        r"比べ|同[月期]|以来|ぶり|最近|現在|今年|今月|今回|このほど|いま|今週|今は|になって|％|%|初めて"
        r"|報じ|伝え|によると|明らか|分かった",
    ),
    ignored=lazy_regex(
        r"(?:だけ|ばかり|のみ)で(?:は)?なく|しか[^、。]{0,15}ない|に違いない|ほかない|少なくない"
        r"|間違いない|にすぎない|[避欠]け?か?[らせ]れ?ない|のではないか"
        r"|(?:[時分]|夜|朝|夕方|春|夏|秋|冬|週末|日)[をがに]?(?:なれ|過ぎれ|回れ|暮れれ|来れ)ば",
    ),
)
_SIGNS: Final[Mapping[str, _Signs]] = {
    "en": _ENGLISH,
    "ko": _KOREAN,
    "zh": _CHINESE,
    "ja": _JAPANESE,
}


def polarity_of(text: str, language: str) -> Polarity:
    """Polarity of a sentence; `language` is ISO 639-1. In other languages every sentence is asserted.

    >>> polarity_of("The ministry denied that the bridge had reopened.", "en")
    'denied'
    """
    if language not in _SIGNS:
        return "asserted"
    signs = _prefiltered(language)
    plain = signs.ignored.sub(" ", text)
    if signs.denied.search(plain.lower()):
        return "denied"
    if signs.conditional.search(plain):
        return "conditional"
    if signs.planned.search(plain):
        return "planned"
    if signs.past.search(plain) and not signs.current.search(plain):
        return "past"
    return "asserted"


@cache
def _prefiltered(language: str) -> _Signs:
    """The signs of a language, each tried only in a text that can have it."""
    return with_prefilter(_SIGNS[language])
