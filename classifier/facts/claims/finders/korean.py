"""Who speaks in Korean sentences."""

from collections.abc import Iterator

from classifier.facts.claims.finders.quoted import Found, is_quoted
from classifier.facts.claims.naming import can_speak
from yaluwatch.patterns import lazy_regex

_KO_VERB = lazy_regex(
    r"(?:말했|밝혔|전했|설명했|주장했|덧붙였|강조했|보도했|발표했|알렸|지적했|언급했|토로했|귀띔했"
    r"|예상했|추정했|확인했|내다봤|평가했|꼬집었|하소연했|부인했|일축했|반박했|시인했|선언했|예고했"
    r"|통보했|공지했|공개했|내비쳤|시사했|보고했|답했|되물었|분석했|진단했|전망했|추산했|판단했|증언했|고백했|호소했|당부했|경고했|비판했"
    r"|회고했|회상했|부연했|반문했|불평했|푸념했|추측했|(?:알려|전해)\s?왔|며\s(?:한숨|혀를|고개를|분통)|털어놓|털어놨|표명했|우려했|해석했|풀이했|꼽았|소개했|항변했|[을를]\s나타냈)"
    r"|(?:고|라고|다고)\s(?:했다|한다|합니다|했습니다|말한다|전한다|설명한다|밝힌다)|에\s(?:따르면"
    r"|의하면)|나타났|집계|말을\s들었|전해\s들|말이라며"
)
_KO_WHO = lazy_regex(
    r"(?<![가-힣A-Za-z0-9])(?!(?:또한|또|한편|그러나|하지만|이어|특히|앞서|다만)\s)(?P<who>(?:(?!\S*(?:고|며|면|서|데|자|에서|에게|은|는|이|가|을|를|으로)\s|\d+일\s)"
    r"[가-힣A-Za-z0-9·’'‘.]+\s){0,4}?[가-힣A-Za-z0-9·]*(?:소식통|관계자|당국자|대변인|매체|통신|신문"
    r"|방송|일보|데일리NK|VOA|RFA|아시아프레스"
    r"|총서|해관총서|위원회|연구원|교수|"
    r"협회|코트라|공사|정부|외교부|통일부|국정원|단체|주민|상인|무역업자|업자|책임자|부장|국장|장관"
    r"|주석|위원장|박사|전문가|세관|당국|대사관|대사|대표|(?:\(\d+\)\s)?씨|워치|기자)들?)"
    r"(?=(?:\([^()]{1,20}\))?[은는이가께도](?:서는)?\s|의\s말|에게|,\s)"
)
# 실무자를 만나 “…”는 말을 들었다 · 상인에게서 들었다
_KO_FROM = lazy_regex(
    r"(?:^|[은는,]\s)(?:[^,“”]{0,16}\s)?(?P<who>(?:[가-힣A-Za-z0-9·]+\s){0,2}?[가-힣A-Za-z0-9·]{2,})"
    r"(?:[을를]\s만나|에게서|로부터)\s.{1,120}(?:들었다|전해\s들)"
)
_KO_ACCORDING = lazy_regex(
    r"(?:^|[,.”’\s])(?P<who>(?!\d+[일시분]|오[전후]\s|(?:입수|발표|공개|집계|분석|작성|인용|보도|정리|조사)한\s|(?:펴?낸|밝힌)\s)(?:[가-힣A-Za-z0-9·]+(?:\([^()]{1,20}\))?\s){0,3}?[가-힣A-Za-z0-9·]+)에\s(?:따르면|의하면)"
)
# What somebody said, as another reports: 당국자가 … 밝혔다고 교도통신이 전했다.
_KO_INNER = lazy_regex(r"(?:밝혔|말했|주장했|설명했|발표했|강조했)다고\s")
_KO_HEARSAY = lazy_regex(r"[다라]고\s(?:한다|합니다)[.”\s]*$")
_KO_PRONOUN = lazy_regex(r"(?P<who>그|그녀|이들|그들)(?:는|은|도)\s")
_KO_LAST = lazy_regex(
    r"(?:^|고\s|[,”’]\s?|다고\s)(?:\d{1,2}일\s)?(?P<who>(?:(?![가-힣]*(?:고|며|면|은|는|을|를)\s)"
    r"[가-힣A-Za-z0-9·]+\s){0,3}?[가-힣A-Za-z0-9·()]{2,})[이가]\s"
    r"(?:(?:지난\s)?\S{1,5}일\s)?(?:\S{2,8}(?:에|에게|과의\s통화에서)\s)?(?:전했|보도했|밝혔|발표했"
    r"|말했|설명했"
    r"|지적했|주장했|알렸|집계했|확인했|부인했|일축했|반박했|공지했|예고했|보고했|답했)"
)
_KO_FIRST = lazy_regex(
    r"(?:^|,\s|”고\s|\s)(?P<who>(?:(?![가-힣]*(?:만|진|던|운|한|된|고|며)\s)[가-힣A-Za-z0-9·]+\s){0,2}?"
    r"(?!요즘|최근|지금|이번|올해|지난|현재)[가-힣A-Za-z0-9·]{2,})(?=[은는]\s)"
)
# What figures are of: it says nothing.
_KO_THING = lazy_regex(
    r"(?:(?:수출|수입|교역|무역|판매|거래|생산|투자)(?:액|량|품|규모|총액|실적)?|가격|값|물가|시세|환율|규모|물량|총액|비중|적자|흑자|인원|숫자|경제|시장"
    r"|석탄|원유|쌀|식량|곡물)$"
)
# Figures come out so, are counted so: only somebody who counts them says it.
_KO_SHOWN = lazy_regex(r"나타났|집계")


def korean_speakers(sentence: str) -> Iterator[Found]:
    """Who speaks in a sentence, most likely first."""
    if not _KO_VERB.search(sentence):
        return
    if inner := _KO_INNER.search(sentence):
        for match in _KO_WHO.finditer(sentence, 0, inner.start()):
            if not is_quoted(sentence, match.start("who"), "“”"):
                yield match.start("who"), match.end("who"), False
    if pronoun := _KO_PRONOUN.match(sentence):
        yield pronoun.start("who"), pronoun.end("who"), True
    # 거래되고 있다고 한다 after a thing: nobody says it.
    is_hearsay = _KO_HEARSAY.search(sentence) is not None
    is_shown = _is_only_shown(sentence)
    for pattern in (_KO_FROM, _KO_ACCORDING, _KO_LAST, _KO_WHO, _KO_FIRST):
        for match in pattern.finditer(sentence):
            if not is_quoted(sentence, match.start("who"), "“”"):
                if pattern is _KO_FIRST and (is_hearsay or is_shown) and not can_speak(match["who"]):
                    continue
                if pattern in {_KO_FIRST, _KO_LAST} and _KO_THING.search(match["who"]):
                    continue
                yield match.start("who"), match.end("who"), False


def _is_only_shown(sentence: str) -> bool:
    """Whether a sentence has no other verb of saying than that figures came out so."""
    return all(_KO_SHOWN.fullmatch(verb.group()) for verb in _KO_VERB.finditer(sentence))
