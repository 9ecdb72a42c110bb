"""Who says a sentence: the words that name the speaker, and whether somebody else relays it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from classifier.facts.claims.attributions import Attribution
from classifier.facts.claims.citing import cited_in, is_medium_name
from classifier.facts.claims.naming import can_speak, is_unnamed
from classifier.facts.scanning import positions

_EN_VERB = re.compile(
    r"\b(?:said(?!\s(?:goodbye|farewell|nothing|yes|no\s))|says|told|wrote|writes|added"
    r"|reported(?!ly)|reports|announced|explained|claimed|stated|noted|confirmed|denies|dismissed"
    r"|rejected|refuted"
    r"|revealed"
    r"|disclosed|warned|denied|estimates|estimated|found\sthat|showed|shows?(?=\s(?:that|a|the|trade))"
    r"|quoted|suggests|argued"
    r"|expressed|pointed|urged|requested|state(?=\sthat)|ended\swith\sa\srequest|believes?|believed"
    r"|thinks|suspects?|insists|insisted|complained|recalled"
    r"|predicted|learned|expects|[Aa]ccording)\b"
)
_EN_STEMS: Final = (
    "said", "says", "told", "wrote", "writes", "dismissed", "rejected", "refuted", "citing", "added", "report", "announced", "explained", "claimed", "stated", "noted",
    "confirmed", "revealed", "disclosed", "warned", "denie", "estimate", "found that", "show", "quoted",
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
    r"[\w'’.-]+){0,7}?(?:\swho\s[\w'’.-]+(?:\s[\w'’.-]+){0,6}?(?=[,.;]|$))?)(?=[,.;]|$|\son\s"
    r"|\swho\s|\sin\s|\sby\s)"
)
_EN_INVERTED = re.compile(r"[,”\"’]\s?$")
# "said to carry" is no statement, "said to reporters" is one.
_SAID_TO = re.compile(r"\sto\s(?!reporters\b|journalists\b|the\b|a\b|us\b|me\b|him\b|her\b|them\b)[a-z]+\b")
_NOBODY = re.compile(r"(?:The\swording|Evidence|This|That|These|It)\b")
# The response did, however, state that …
_ASIDE = re.compile(
    r"(?:\sdid)?,\s(?:however|though|meanwhile|in\sturn|for\s(?:its|their|his|her)\spart),\s$"
)
_PASSIVE = re.compile(r"\b(?:been|be|being|was|were|is|are|to|not)\s(?:also\s)?$")
_NO_SUBJECT: Final = frozenset(("if", "when", "once", "unless", "as", "until", "though", "although", "while"))
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
    r"(?:말했|밝혔|전했|설명했|주장했|덧붙였|강조했|보도했|발표했|알렸|지적했|언급했|토로했|귀띔했"
    r"|예상했|추정했|확인했|내다봤|평가했|꼬집었|하소연했|부인했|일축했|반박했|시인했|선언했|예고했"
    r"|통보했|공지했|공개했|내비쳤|시사했)"
    r"|(?:고|라고|다고)\s(?:했다|한다|합니다|했습니다|말한다|전한다|설명한다|밝힌다)|에\s(?:따르면"
    r"|의하면)|나타났|집계|말을\s들었|전해\s들|말이라며"
)
_KO_WHO = re.compile(
    r"(?P<who>(?:(?![가-힣]*(?:고|며|면|서|데|자|에서|에게|은|는|이|가|을|를|으로)\s)"
    r"[가-힣A-Za-z0-9·’'‘.]+\s){0,4}?[가-힣A-Za-z0-9·]*(?:소식통|관계자|당국자|대변인|매체|통신|신문"
    r"|방송|일보|데일리NK|VOA|RFA|아시아프레스"
    r"|총서|해관총서|위원회|연구원|교수|"
    r"협회|코트라|공사|정부|외교부|통일부|국정원|단체|주민|상인|무역업자|업자|책임자|부장|국장|장관"
    r"|주석|위원장|박사|전문가|세관|당국|대사관|대사|대표|(?:\(\d+\)\s)?씨|워치|기자))"
    r"(?=[은는이가께도](?:서는)?\s|의\s말|에게|,\s)"
)
# 실무자를 만나 “…”는 말을 들었다 · 상인에게서 들었다
_KO_FROM = re.compile(
    r"(?:^|[은는,]\s)(?:[^,“”]{0,16}\s)?(?P<who>(?:[가-힣A-Za-z0-9·]+\s){0,2}?[가-힣A-Za-z0-9·]{2,})"
    r"(?:[을를]\s만나|에게서|로부터)\s.{1,120}(?:들었다|전해\s들)"
)
_KO_ACCORDING = re.compile(
    r"(?:^|[,.”’\s])(?P<who>(?:[가-힣A-Za-z0-9·]+\s){0,3}?[가-힣A-Za-z0-9·]+)에\s(?:따르면|의하면)"
)
# What somebody said, as another reports: 당국자가 … 밝혔다고 교도통신이 전했다.
_KO_INNER = re.compile(r"(?:밝혔|말했|주장했|설명했|발표했|강조했)다고\s")
_KO_HEARSAY = re.compile(r"[다라]고\s(?:한다|합니다)[.”\s]*$")
_KO_PRONOUN = re.compile(r"(?P<who>그|그녀|이들|그들)(?:는|은|도)\s")
_KO_LAST = re.compile(
    r"(?:^|고\s|[,”’]\s?|다고\s)(?:\d{1,2}일\s)?(?P<who>(?:(?![가-힣]*(?:고|며|면|은|는|을|를)\s)"
    r"[가-힣A-Za-z0-9·]+\s){0,3}?[가-힣A-Za-z0-9·()]{2,})[이가]\s"
    r"(?:(?:지난\s)?\S{1,5}일\s)?(?:\S{2,8}(?:에|에게|과의\s통화에서)\s)?(?:전했|보도했|밝혔|발표했"
    r"|말했|설명했"
    r"|지적했|주장했|알렸|집계했|확인했|부인했|일축했|반박했|공지했|예고했)"
)
_KO_FIRST = re.compile(
    r"(?:^|,\s|”고\s|\s)(?P<who>(?:(?![가-힣]*(?:만|진|던|운|한|된|고|며)\s)[가-힣A-Za-z0-9·]+\s){0,2}?"
    r"(?!요즘|최근|지금|이번|올해|지난|현재)[가-힣A-Za-z0-9·]{2,})(?=[은는]\s)"
)
_ZH_VERB = re.compile(
    r"(?:表示|[声聲]?(?<!被)[称稱](?![为為赞讚])|[说說](?![明法服])|指出|[强強][调調]|介[绍紹]"
    r"|[认認][为為]|[报報][道导導]|披露|透露|宣布|[通公]报(?!材料|批|[会會])称?"
    r"|回[应應]|[统統][计計](?=[，显顯])|[发發]布|公布|[显顯]示|引述|援引|主[张張]|呼[吁籲]|否[认認]"
    r"|(?<![得获獲被待经經])(?<!得到)(?:[证證][实實]|[确確][认認])|告[诉訴]|[举舉給给]出的?(?:原因"
    r"|理由|答案|解[释釋]|[说說]法|[数數]字)|[驳駁]斥|[辟闢]謠|[辟闢]谣|[补補]充|坦言|直言|重申"
    r"|推[测測]|估[计計])"
)
# 当地居民 are somebody, 当 and 在 begin a clause.
_ZH_NOBODY = re.compile(r"(?:在(?!华|華|朝)|从|從|按|根|[当當](?![地局])|若|如|但|直)")
_ZH_NO_END = re.compile(
    r"必[须須]|不得|[应應][当當]|追[问問]|[询詢][问問]|要求|等待|有待|^(?:[会會][上议議]|文中"
    r"|[报報]告中)$|(?:[没沒]有|被|未|不|[无無]法|[会會]|[将將]|要|可|[应應]|得到|首次|最[后後])$"
)
# In the clause of a verb, from its start or from 据.
_ZH_CLAUSE = re.compile(r"[，。；：”」!！]")
_ZH_FROM = re.compile(r"[据據](?!此|悉|说|說)")
_ZH_WHO = re.compile(
    r"(?:不[过過]|但是?|然而|此外|另外|因此|所以|而|[并並]且|同[时時]|最[后後]"
    r"|[据據])?(?P<who>(?:[^，。；：“”「」！\s]|(?<=[A-Za-z])\s(?=[A-Za-z])){1,28}?)\s?"
    r"(?:的?(?:[数數]据|数据|[统統][计計]|[报報]告)?(?:同[时時]|才|仍|都|均|一再|多次|[过過]去|曾"
    r"|再次|[随隨][后後]|稍早|也曾|还|還|也|并|並|则|則|又|今日|今天|当天|當天|上周首次|首次|只|供"
    r"|受[访訪][时時]|接受[^，。]{0,12}[时時]"
    r"|向[^，。]{1,8}|[对對](?:[^，。没沒未不]){1,8}|正式|公[开開]|明[确確]|日前|近日|昨[日天]"
    r"|(?:\d{1,2}月)?\d{1,2}日|周[一二三四五六日]|在[^，。的]{0,12}|對此|对此|通过[^，。]{0,10})?)*$"
)
_JA_VERB = re.compile(
    r"(?:と|を|て)(?:述べ|話し(?!合)|話す|語[っる]|伝え(?!られ)|明らかに|報じ(?!られ)|主張し|説明し"
    r"|指摘し|強調し|打ち明け|発表し|訴え|証言し|み[てる]い?る?)"
    r"|は(?:話した|話す|話している|語った|述べた|伝えた|報じた)|(?:を|と)(?:確認し|否定し"
    r"|認め(?!られ)|示唆し|表明し|打ち消し|答え)|(?:見方|考え|見解|意向|懸念|認識|姿勢)を示し"
    r"|が(?:伝え|報じ)(?!られ)|によ(?:ると|れば)|発表では|まとめで分かった|との報道"
)
_JA_ACCORDING = re.compile(
    r"(?:^|[、。」\s])(?P<who2>[^、。「」\s]{2,30}?)(?:の(?:\d{1,2}日の)?(?:発表|報告|データ|統計|話"
    r"|まとめ|調査|説明))では、|"
    r"(?:^|[、。」\s])(?P<who>[^、。「」\s]{2,30}?)(?:の(?:\d{1,2}日の)?(?:発表|報告|データ|統計|話"
    r"|まとめ))?(?:に(?:よると|よれば)|が"
    r"(?:\d{1,2}日に)?示したデータによれば)"
)
# Somebody at the end: …と恵山の住民は話した; or at the start: 複数の関係者が、…と明らかにした.
_JA_SUBJECT = re.compile(
    r"(?:と|、|」と)(?P<who>[^、。「」\s]{2,20}?)(?:は|が)(?:話し|語っ|述べ|伝え|報じ|明らかにし|証言し)"
    r"|^(?P<who2>[^、。「」\s]{2,20}?(?:者|筋|氏|人|住民))が、(?=[^が]*(?:明らかにし|語っ|述べ|話し))"
)
_JA_PRONOUNS: Final = frozenset(
    ("彼", "彼女", "同氏", "それ", "これ", "同筋", "同情報筋", "同消息筋", "同関係者", "同省", "同紙")
)
_JA_NOBODY = re.compile(
    r"報じ|引用し|伝え|(?:について|に関して|に対して|により|理由|背景|結果|場合|時|ため|こと|もの|量"
    r"|額|価格|状況|影響)$"
)
# Reports that nobody is named for.
_JA_REPORT = re.compile(r"(?:と|という)の?(?P<who>報道|情報|うわさ)(?:が|も)(?:あ|流|広)")
# A quotation that goes on in the next sentences.
_JA_QUOTE = re.compile(
    r"(?:しかし|また|一方、?)?(?P<who>[^、。「」\s]{2,24}(?:筋|氏|者|員|当局|住民|商人|長))[はも](?:、)?「"
)
_JA_FINDING = re.compile(
    r"(?:^|[、。」\s])(?P<who>[^、。「」\s]{2,30}?)の(?:まとめ|集計|調べ|資料|統計)で(?:分か|明らか|わか)"
)
_JA_WHO = re.compile(
    r"(?:^|[、。」\s]|(?<=[たるいうだ])と)(?P<who>(?:(?![たるいうだ]と)[^、。「」\s]){2,24}?)(?<!"
    r"[でにへ])(?<!から)(?<!まで)(?:は|も|が(?=[^、。がと]{0,16}(?:語った|伝えた|報じた"
    r"|明らかにした)))(?=[、「]|[^、。])"
)
# Between a subject and another one: NK지식인연대가 17일 내부 소식통.
_KO_BOUNDARY = re.compile(r"[가-힣A-Za-z][은는이가]\s")
# 【北京】 before the first words of a report.
_BYLINE = re.compile(r"(?:【[^】]*】|\[[^\]]*\])?\s*")
_RELAYED: Final = re.compile(
    r"\b(?:quoted|citing|cited|quoting|according\sto|reported)\b|인용|보도했|援引|引述"
    r"|[报報][道导導]|引用|報じ|伝えたところ"
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

    Of a sentence in which a medium cites somebody, the one cited. `attributions` are those of the whole text.
    """
    sentence = text[start:end]
    who = _chosen(sentence, language)
    inside = [each for each in attributions if start <= each.start and each.end <= end]
    if who is None:
        # A phrase such as "according to …" or a source alone is enough if something is said of it.
        said = next((each for each in inside if not each.is_anonymous), None)
        if said is None:
            return None
        return Speaker(said.start, said.end, False, bool(_RELAYED.search(sentence)) and len(inside) > 1)
    first, last, is_pronoun = who
    first, last = first + start, last + start
    touching = [each for each in inside if each.is_anonymous and each.start < last and each.end > first]
    for each in touching:
        if not _KO_BOUNDARY.search(text, each.start, first):
            first = min(first, each.start)
        last = max(last, each.end)
    first = _BYLINE.match(text, first, last).end()  # type: ignore[union-attr]
    name = text[first:last].rstrip(" .,")
    last = first + len(name)
    is_anonymous = is_unnamed(name) or bool(touching) or any(each.is_anonymous for each in inside)
    is_relayed = bool(_RELAYED.search(sentence)) and is_anonymous
    return Speaker(first, last, is_anonymous, is_relayed, is_pronoun)


def _chosen(sentence: str, language: str) -> "_Found | None":
    """The speaker of a sentence: whom a medium cites, else who speaks first and is no medium."""
    found = list(_FINDERS.get(language, _english)(sentence))
    first = found[0] if found else None
    if first is None or is_medium_name(sentence[first[0] : first[1]]):
        cited = cited_in(sentence, language)
        others = (each for each in found[1:] if can_speak(sentence[each[0] : each[1]]))
        return cited or next(others, None) or first
    return first


_Found = tuple[int, int, bool]


def _english(sentence: str) -> Iterator[_Found]:
    for verb in _EN_VERB.finditer(sentence):
        if verb.group() in {"according", "According"}:
            match = _EN_ACCORDING.match(sentence, verb.end())
            if match:
                yield match.start("who"), match.end("who"), False
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
                yield after.start("who"), after.end("who"), False
            continue
        subject = None
        for found in _subjects(before):
            subject = found
        if subject is not None:
            first, last = subject
            word = sentence[first:last].split(maxsplit=1)[0].casefold()
            if _NOBODY.match(sentence, first) or word in _NO_SUBJECT:
                continue
            if (
                word in {"which", "who", "that", "it", "there", "this"}
                and len(sentence[first:last].split()) == 1
            ):
                continue
            yield first, last, word in _PRONOUNS and len(sentence[first:last].split()) == 1


def _subjects(before: str) -> list[tuple[int, int]]:
    """The noun phrase directly before a verb, from the last boundary of a clause."""
    tail = re.sub(
        r"(?:\s(?:has|had|have|also|later|recently|reportedly|allegedly|strongly|further|then|once"
        r"|only|now|still|did|did,\showever,|did,\sthough,|who\s[^,]{0,40}))*\s*$",
        "",
        before,
    )
    cut = 0
    for boundary in re.finditer(
        r"[,;:”\"]\s|\s(?:and|but|as|that|while|because|which|when|after|before|since|if|where"
        r"|whereby)\s|^(?:[Ww]hen|[Aa]fter|[Bb]efore|[Ii]f|[Bb]ut|[Aa]nd)\s|—\s|--\s",
        tail,
    ):
        cut = boundary.end()
    first = cut
    phrase = tail[first:].strip()
    words = phrase.split()
    if not words or len(words) > 14 or words[-1] in {"and", "but", "or"}:
        return []
    if words[0] in {"but", "and", "But", "And", "where", "whom", "while", "though", "now", "then"}:
        phrase = " ".join(words[1:])
    at = tail.find(phrase, first)
    return [(at, at + len(phrase))]


def _korean(sentence: str) -> Iterator[_Found]:
    if not _KO_VERB.search(sentence):
        return
    if inner := _KO_INNER.search(sentence):
        for match in _KO_WHO.finditer(sentence, 0, inner.start()):
            if not _is_quoted(sentence, match.start("who"), "“”"):
                yield match.start("who"), match.end("who"), False
    if match := _KO_PRONOUN.match(sentence):
        yield match.start("who"), match.end("who"), True
    # 거래되고 있다고 한다 after a thing: nobody says it.
    is_hearsay = _KO_HEARSAY.search(sentence) is not None
    for pattern in (_KO_FROM, _KO_ACCORDING, _KO_LAST, _KO_WHO, _KO_FIRST):
        for match in pattern.finditer(sentence):
            if not _is_quoted(sentence, match.start("who"), "“”"):
                if pattern is _KO_FIRST and is_hearsay and not can_speak(match["who"]):
                    continue
                yield match.start("who"), match.end("who"), False


def _chinese(sentence: str) -> Iterator[_Found]:
    for verb in _ZH_VERB.finditer(sentence):
        if _is_quoted(sentence, verb.start(), "“”") or _is_quoted(sentence, verb.start(), "「」"):
            continue
        match = _chinese_subject(sentence, verb.start())
        if match:
            who = match["who"]
            if who.count("（") > who.count("）"):
                # （韩国称…）: another name.
                continue
            if _ZH_NOBODY.match(who) or _ZH_NO_END.search(who):
                continue
            yield (
                match.start("who"),
                match.end("who"),
                who in {"他", "她", "他们", "他們", "其"} or who.endswith("地"),
            )


def _chinese_subject(sentence: str, end: int) -> re.Match[str] | None:
    start = max((boundary.end() for boundary in _ZH_CLAUSE.finditer(sentence, 0, end)), default=0)
    origin = _ZH_FROM.search(sentence, start, end)
    return _ZH_WHO.match(sentence, origin.end() if origin else start, end)


def _japanese(sentence: str) -> Iterator[_Found]:
    if not _JA_VERB.search(sentence):
        if match := _JA_QUOTE.match(sentence):
            yield match.start("who"), match.end("who"), match["who"] in _JA_PRONOUNS
        return
    for pattern in (_JA_FINDING, _JA_ACCORDING, _JA_SUBJECT, _JA_WHO, _JA_REPORT):
        for match in pattern.finditer(sentence):
            group = match.lastgroup or "who"
            if not _is_quoted(sentence, match.start(group), "「」") and not _JA_NOBODY.search(match[group]):
                yield match.start(group), match.end(group), match[group] in _JA_PRONOUNS


def _is_quoted(sentence: str, at: int, marks: str) -> bool:
    return sentence.count(marks[0], 0, at) > sentence.count(marks[1], 0, at)


_FINDERS: Final = {"en": _english, "ko": _korean, "zh": _chinese, "ja": _japanese}
