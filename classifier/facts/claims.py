"""Who says a sentence: the words that name the speaker, and whether somebody else relays it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from classifier.facts.attributions import Attribution
from classifier.facts.scanning import positions

_EN_VERB = re.compile(
    r"\b(?:said|says|told|added|reported(?!ly)|reports|announced|explained|claimed|stated|noted|confirmed"
    r"|revealed"
    r"|disclosed|warned|denied|estimates|estimated|found\sthat|showed|shows?(?=\s(?:that|a|the|trade))"
    r"|quoted|suggests|argued"
    r"|expressed|pointed|urged|requested|state(?=\sthat)|ended\swith\sa\srequest|believes?|believed|thinks|suspects?|insists|insisted|complained|recalled"
    r"|predicted|learned|expects|[Aa]ccording)\b"
)
_EN_STEMS: Final = (
    "said", "says", "told", "added", "report", "announced", "explained", "claimed", "stated", "noted",
    "confirmed", "revealed", "disclosed", "warned", "denied", "estimate", "found that", "show", "quoted",
    "suggests", "argued", "expressed", "pointed", "urged", "requested", "state that", "ended with",
    "believe", "thinks", "suspect", "insist", "complained", "recalled", "predicted", "learned", "expects",
    "ccording",
)  # fmt: skip
_EN_SUBJECT = re.compile(
    r"(?:^|[,;:”\"’]\s|\s(?:and|but|as|that|while|because)\s)(?P<who>(?:(?!that\b|which\b|who\b)"
    r"[\w.'’/&()–-]+\s){1,12}?)"
    r"(?:(?:has|had|have|also|later|recently|reportedly|further|then)\s)*$"
)
_EN_ACCORDING = re.compile(
    r"\sto\s(?P<who>[\w.'’/&-]+(?:\s[\w.'’/&-]+){0,9}?)(?=[,;”]|\.\s|\.?$|\son\b|\sin\b|\sthat\b)"
)
_EN_AFTER = re.compile(
    r"\s(?P<who>(?:(?:a|an|the|one|another)\s)?(?!on\b|in\b|that\b)[\w'’.-]+(?:\s(?!on\b|in\b|that\b)"
    r"[\w'’.-]+){0,7}?)(?=[,.;]|$|\son\s|\swho\s|\sin\s)"
)
_EN_INVERTED = re.compile(r"[,”\"’]\s?$")
_SAID_TO = re.compile(r"\sto\s(?:have|be)\b")
_NOBODY = re.compile(r"(?:The\swording|Evidence|This|That|These|It)\b")
# The response did, however, state that …
_ASIDE = re.compile(
    r"(?:\sdid)?,\s(?:however|though|meanwhile|in\sturn|for\s(?:its|their|his|her)\spart),\s$"
)
_PASSIVE = re.compile(r"\b(?:been|be|being|was|were|is|are|to|not)\s(?:also\s)?$")
_PRONOUNS: Final = frozenset(
    [
        "he",
        "she",
        "they",
        "it",
        "who",
        "this",
        "which",
        "we",
        "i",
        "that",
        "there",
        "also",
        "nobody",
        "one",
        "and",
        "but",
        "few",
    ]
)
_KO_VERB = re.compile(
    r"(?:말했|밝혔|전했|설명했|주장했|덧붙였|강조했|보도했|발표했|알렸|지적했|언급했|토로했|귀띔했|예상했|추정했|확인했|내다봤|평가했|꼬집었|하소연했)"
    r"|(?:고|라고|다고)\s(?:했다|한다|합니다|했습니다|말한다|전한다|설명한다|밝힌다)|에\s(?:따르면|의하면)|나타났|집계"
)
_KO_WHO = re.compile(
    r"(?P<who>(?:(?![가-힣]*(?:고|며|면|서|데|자|에서|에게|은|는|이|가|을|를|으로)\s)"
    r"[가-힣A-Za-z0-9·’'‘.]+\s){0,4}?[가-힣A-Za-z0-9·]*(?:소식통|관계자|당국자|대변인|매체|통신|신문|방송|일보|데일리NK|VOA|RFA|아시아프레스"
    r"|총서|해관총서|위원회|연구원|교수|"
    r"협회|코트라|공사|정부|외교부|통일부|국정원|단체|주민|상인|무역업자|업자|책임자|부장|국장|장관|주석|위원장|박사|전문가|세관|당국|대사관|대사|대표|씨|워치|기자))"
    r"(?=[은는이가께도](?:서는)?\s|의\s말|에게|,\s)"
)
_KO_ACCORDING = re.compile(
    r"(?:^|[,.”’\s])(?P<who>(?:[가-힣A-Za-z0-9·]+\s){0,3}?[가-힣A-Za-z0-9·]+)에\s(?:따르면|의하면)"
)
# What somebody said, as another reports: 당국자가 … 밝혔다고 교도통신이 전했다.
_KO_INNER = re.compile(r"(?:밝혔|말했|주장했|설명했|발표했|강조했)다고\s")
_KO_PRONOUN = re.compile(r"(?P<who>그|그녀|이들|그들)(?:는|은|도)\s")
_KO_LAST = re.compile(
    r"(?:^|고\s|[,”’]\s?|다고\s)(?:\d{1,2}일\s)?(?P<who>(?:(?![가-힣]*(?:고|며|면|은|는|을|를)\s)"
    r"[가-힣A-Za-z0-9·]+\s){0,3}?[가-힣A-Za-z0-9·()]{2,})[이가]\s"
    r"(?:(?:지난\s)?\S{1,5}일\s)?(?:\S{2,8}(?:에|에게|과의\s통화에서)\s)?(?:전했|보도했|밝혔|발표했|말했|설명했"
    r"|지적했|주장했|알렸|집계했|확인했)"
)
_KO_FIRST = re.compile(
    r"(?:^|,\s|”고\s|\s)(?P<who>(?:(?![가-힣]*(?:만|진|던|운|한|된|고|며)\s)[가-힣A-Za-z0-9·]+\s){0,2}?"
    r"(?!요즘|최근|지금|이번|올해|지난|현재)[가-힣A-Za-z0-9·]{2,})(?=[은는]\s)"
)
_ZH_VERB = re.compile(
    r"(?:表示|[声聲]?(?<!被)[称稱](?![为為赞讚])|[说說](?![明法服])|指出|[强強][调調]|介[绍紹]|[认認][为為]|[报報][道导導]|披露|透露|宣布|[通公]报称?"
    r"|回[应應]|[统統][计計](?=[，显顯])|[发發]布|公布|[显顯]示|引述|援引|主[张張]|呼[吁籲])"
)
# In the clause of a verb, from its start or from 据.
_ZH_CLAUSE = re.compile(r"[，。；：”」!！]")
_ZH_FROM = re.compile(r"[据據](?!此|悉|说|說)")
_ZH_WHO = re.compile(
    r"(?P<who>(?:[^，。；：“”「」！\s]|(?<=[A-Za-z])\s(?=[A-Za-z])){1,28}?)\s?"
    r"(?:的?(?:[数數]据|数据|[统統][计計]|[报報]告)?(?:同[时時]|才|仍|再次|[随隨][后後]|稍早|也曾|还|還|也|并|並|则|則|又|今日|今天|当天|當天|上周首次|首次|只|供|受[访訪][时時]|接受[^，。]{0,12}[时時]"
    r"|日前|近日|昨[日天]|(?:\d{1,2}月)?\d{1,2}日|周[一二三四五六日]|在[^，。的]{0,12}|對此|对此|通过[^，。]{0,10})?)*$"
)
_JA_VERB = re.compile(
    r"(?:と|を|て)(?:述べ|話し(?!合)|話す|語[っる]|伝え(?!られ)|明らかに|報じ(?!られ)|主張し|説明し|指摘し|強調し|打ち明け|発表し|訴え|証言し|み[てる]い?る?)"
    r"|が(?:伝え|報じ)(?!られ)|によ[るれ]|発表では|まとめで分かった|との報道"
)
_JA_ACCORDING = re.compile(
    r"(?:^|[、。」\s])(?P<who>[^、。「」\s]{2,30}?)(?:の(?:\d{1,2}日の)?(?:発表|報告|データ|統計|話|まとめ))?(?:に(?:よると|よれば)|では、|が"
    r"(?:\d{1,2}日に)?示したデータによれば)"
)
# A quotation that goes on in the next sentences.
_JA_QUOTE = re.compile(
    r"(?:しかし|また|一方、?)?(?P<who>[^、。「」\s]{2,24}(?:筋|氏|者|員|当局|住民|商人|長))[はも](?:、)?「"
)
_JA_FINDING = re.compile(
    r"(?:^|[、。」\s])(?P<who>[^、。「」\s]{2,30}?)の(?:まとめ|集計|調べ|資料|統計)で(?:分か|明らか|わか)"
)
_JA_WHO = re.compile(
    r"(?:^|[、。」\s]|(?<=[たるいうだ])と)(?P<who>(?:(?![たるいうだ]と)[^、。「」\s]){2,24}?)(?<![でにへ])(?<!から)(?<!まで)(?:は|も|が(?=[^、。がと]{0,16}(?:語った|伝えた|報じた|明らかにした)))(?=[、「]|[^、。])"
)
_ANONYMOUS: Final = re.compile(
    r"^(?:an?|one|another|two|three|several|some|\d+)\s|source|resident|trader|official|insider|merchant"
    r"|broker|driver|소식통|관계자|주민|상인|당국자|업자|人士|消息|筋|関係者|協力者|업자|manager",
    re.IGNORECASE,
)
_RELAYED: Final = re.compile(
    r"\b(?:quoted|citing|cited|quoting|according\sto|reported)\b|인용|보도했|援引|引述|[报報][道导導]|引用|報じ|伝えたところ"
)
_REPORT = re.compile(r"\breported(?:ly)?\b")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a sentence is attributed to; positions in the text."""

    start: int
    end: int
    is_anonymous: bool
    #: Whether another medium or person passes it on.
    is_relayed: bool
    #: Whether only a pronoun stands there, so that it is the speaker before.
    is_pronoun: bool = False


def has_statement(text: str, language: str) -> list[int]:
    """Where words stand, in order, without which no English sentence is a statement."""
    return positions(text, _EN_STEMS) if language == "en" else []


def speaker_of(
    text: str, start: int, end: int, language: str, attributions: Sequence[Attribution]
) -> Speaker | None:
    """The speaker of the sentence at `start`–`end`; None if it is nobody's statement.

    `attributions` are those of the whole text.
    """
    sentence = text[start:end]
    who = _FINDERS.get(language, _english)(sentence)
    inside = [each for each in attributions if start <= each.start and each.end <= end]
    if who is None:
        # A phrase such as "according to …" or a source alone is enough if something is said of it.
        said = next((each for each in inside if not each.is_anonymous), None)
        if said is None:
            return None
        return Speaker(said.start, said.end, False, bool(_RELAYED.search(sentence)) and len(inside) > 1)
    first, last, is_pronoun = who
    first, last = first + start, last + start
    for each in inside:
        if each.start < last and each.end > first:
            first, last = (
                min(first, each.start) if each.is_anonymous else first,
                max(last, each.end) if each.is_anonymous else last,
            )
    name = text[first:last].rstrip(" .,")
    last = first + len(name)
    is_anonymous = bool(_ANONYMOUS.search(name)) or any(each.is_anonymous for each in inside)
    is_relayed = bool(_RELAYED.search(sentence)) and is_anonymous
    return Speaker(first, last, is_anonymous, is_relayed, is_pronoun)


_Found = tuple[int, int, bool] | None


def _english(sentence: str) -> _Found:
    for verb in _EN_VERB.finditer(sentence):
        if verb.group() in {"according", "According"}:
            match = _EN_ACCORDING.match(sentence, verb.end())
            if match:
                return match.start("who"), match.end("who"), False
            continue
        before = sentence[: verb.start()]
        if aside := _ASIDE.search(before):
            before = before[: aside.start()] + " "
        if before.count('"') % 2 or _is_quoted(sentence, verb.start(), "“”"):
            continue
        if _PASSIVE.search(before) or _SAID_TO.match(sentence, verb.end()):
            continue
        if not before.strip() or _EN_INVERTED.search(before):
            after = _EN_AFTER.match(sentence, verb.end())
            if after and before:
                return after.start("who"), after.end("who"), False
            continue
        subject = None
        for found in _subjects(before):
            subject = found
        if subject is not None:
            first, last = subject
            word = sentence[first:last].split(maxsplit=1)[0].casefold()
            if _NOBODY.match(sentence, first):
                continue
            if (
                word in {"which", "who", "that", "it", "there", "this"}
                and len(sentence[first:last].split()) == 1
            ):
                continue
            return first, last, word in _PRONOUNS and len(sentence[first:last].split()) == 1
    return None


def _subjects(before: str) -> list[tuple[int, int]]:
    """The noun phrase directly before a verb, from the last boundary of a clause."""
    tail = re.sub(
        r"(?:\s(?:has|had|have|also|later|recently|reportedly|allegedly|strongly|further|then|once|only|did|did,\showever,|did,\sthough,|who\s[^,]{0,40}))*\s*$",
        "",
        before,
    )
    cut = 0
    for boundary in re.finditer(
        r"[,;:”\"]\s|\s(?:and|but|as|that|while|because|which|when|after|before|since|if|where|whereby)\s|^(?:[Ww]hen|[Aa]fter|[Bb]efore|[Ii]f|[Bb]ut|[Aa]nd)\s|—\s|--\s",
        tail,
    ):
        cut = boundary.end()
    first = cut
    phrase = tail[first:].strip()
    words = phrase.split()
    if not words or len(words) > 14 or words[-1] in {"and", "but", "or"}:
        return []
    at = tail.find(phrase, first)
    return [(at, at + len(phrase))]


def _korean(sentence: str) -> _Found:
    if not _KO_VERB.search(sentence):
        return None
    if inner := _KO_INNER.search(sentence):
        within = [
            each
            for each in _KO_WHO.finditer(sentence, 0, inner.start())
            if not _is_quoted(sentence, each.start("who"), "“”")
        ]
        if within:
            return within[0].start("who"), within[0].end("who"), False
    if match := _KO_PRONOUN.match(sentence):
        return match.start("who"), match.end("who"), True
    for pattern in (_KO_ACCORDING, _KO_LAST, _KO_WHO, _KO_FIRST):
        found = [
            match
            for match in pattern.finditer(sentence)
            if not _is_quoted(sentence, match.start("who"), "“”")
        ]
        if found:
            match = found[0]
            return match.start("who"), match.end("who"), False
    return None


def _chinese(sentence: str) -> _Found:
    for verb in _ZH_VERB.finditer(sentence):
        if _is_quoted(sentence, verb.start(), "“”") or _is_quoted(sentence, verb.start(), "「」"):
            continue
        match = _chinese_subject(sentence, verb.start())
        if match:
            who = match["who"]
            if who.count("（") > who.count("）"):
                # （韩国称…）: another name.
                continue
            if who[0] in "在从從按根當当若如但直" or who.endswith(("没有", "沒有", "被", "未")):
                continue
            return match.start("who"), match.end("who"), who in {"他", "她", "他们", "他們", "其"}
    return None


def _chinese_subject(sentence: str, end: int) -> re.Match[str] | None:
    start = max((boundary.end() for boundary in _ZH_CLAUSE.finditer(sentence, 0, end)), default=0)
    origin = _ZH_FROM.search(sentence, start, end)
    return _ZH_WHO.match(sentence, origin.end() if origin else start, end)


def _japanese(sentence: str) -> _Found:
    if not _JA_VERB.search(sentence):
        match = _JA_QUOTE.match(sentence)
        return (match.start("who"), match.end("who"), False) if match else None
    for pattern in (_JA_FINDING, _JA_ACCORDING, _JA_WHO):
        for match in pattern.finditer(sentence):
            if not _is_quoted(sentence, match.start("who"), "「」"):
                return (
                    match.start("who"),
                    match.end("who"),
                    match["who"] in {"彼", "彼女", "同氏", "それ", "これ"},
                )
    return None


def _is_quoted(sentence: str, at: int, marks: str) -> bool:
    return sentence.count(marks[0], 0, at) > sentence.count(marks[1], 0, at)


_FINDERS: Final = {"en": _english, "ko": _korean, "zh": _chinese, "ja": _japanese}
