"""The speakers of one article: of each sentence, with pronouns and "the source" led back to a name."""

from bisect import bisect_left
from typing import Final

from classifier.facts.claims.attributions import find_attributions
from classifier.facts.claims.speakers import Speaker, has_statement, speaker_of
from yaluwatch.patterns import lazy_regex

# Words for somebody mentioned before; the group is the noun.
_DEFINITE: Final = lazy_regex(
    r"(?:[Tt]he|[Tt]his|[Tt]hat|[Tt]he\ssame)\s(?P<en>source|official|trader|resident|merchant"
    r"|broker|person|manager|expert"
    r"|analyst|diplomat|driver|spokes(?:man|woman|person)|ministry|department|agency|institute|group|company"
    r"|association|bureau)$"
    r"|(?:이|그|해당|같은)?\s?(?P<ko>소식통|관계자|당국자|협력자|상인|주민|업자|매체|신문|통신)$"
    r"|(?:[该該這这][名位个個]?|上述)(?P<zh>消息人士|知情人士|人士|官[员員]|商人|[贸貿]易商|居民"
    r"|[媒报報][体體纸紙]|[发發]言人)$"
    r"|(?:同|この|その)(?P<ja>情報筋|消息筋|関係筋|筋|関係者|業者|住民|商人|協力者|当局者|紙|通信)$"
)
# What a department can be called before: the Treasury, the Commerce Ministry.
_BODIES: Final = {
    "department": lazy_regex(r"(?:\b[A-Z][\w.]+\s){0,3}(?:Treasury|Department)(?:\sof(?:\sthe)?\s[A-Z]\w+)?"),
    "ministry": lazy_regex(
        r"(?:\b[A-Z][\w.]+\s|\b\w+[’']s\s)?(?:\w+\s)?(?:Ministry|ministry)(?:\sof\s[A-Z]\w+)?"
    ),
}
# What says something, but is nobody whom "she" or "the source" can mean.
_THINGS: Final = lazy_regex(
    r"\b(?:data|figures?|surveys?|records?|papers?|documents?|statistics|filing|draft|images?|photos?)\b"
    r"|통계|자료|보고서|[数數][据據]|[报報]告|調査|統計|資料"
)
# How far back somebody is looked for, speakers.
_MEMORY: Final = 12


class ArticleSpeakers:
    """Finds the speaker of a sentence; sentences are asked for in order, some more than once."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language
        self._said = has_statement(text, language)
        self._attributions = list(find_attributions(text))
        # By start of the sentence.
        self._found: dict[int, Speaker | None] = {}
        self._named: list[Speaker] = []

    def of(self, start: int, end: int) -> Speaker | None:
        """The speaker of the sentence at `start`–`end`; None if it is nobody's statement."""
        if not self._may_be_said(start, end):
            return None
        if start not in self._found:
            found = speaker_of(self._text, start, end, self._language, self._attributions)
            self._found[start] = self._led_back(found) if found else None
        return self._found[start]

    def _may_be_said(self, start: int, end: int) -> bool:
        at = bisect_left(self._said, start)
        return self._language != "en" or (at < len(self._said) and self._said[at] < end)

    def _led_back(self, found: Speaker) -> Speaker:
        """The one named before, if a pronoun or "the source" stands here."""
        earlier = self._before(found)
        if earlier is None:
            if not found.is_pronoun and not _THINGS.search(self._text, found.start, found.end):
                self._named = [*self._named, found][-_MEMORY:]
            return Speaker(found.start, found.end, found.is_anonymous, found.is_relayed)
        return Speaker(earlier.start, earlier.end, earlier.is_anonymous, found.is_relayed)

    def _before(self, found: Speaker) -> Speaker | None:
        if found.is_pronoun:
            return self._named[-1] if self._named else None
        name = self._text[found.start : found.end]
        definite = _DEFINITE.fullmatch(name)
        if definite is None:
            return None
        noun = definite[str(definite.lastgroup)]
        for each in reversed(self._named):
            if noun in self._text[each.start : each.end] and each.end - each.start > len(noun):
                return each
        return self._body(noun, found.start)

    def _body(self, noun: str, end: int) -> Speaker | None:
        """The ministry or department that was named last before a position."""
        found = list(_BODIES[noun].finditer(self._text, 0, end)) if noun in _BODIES else []
        return Speaker(*found[-1].span(), False, False) if found else None
