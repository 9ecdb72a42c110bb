"""Who speaks in English sentences."""

import re
from collections.abc import Iterator
from typing import Final

from classifier.facts.claims.finders.quoted import Found, is_quoted
from yaluwatch.patterns import lazy_regex

_EN_VERB = lazy_regex(
    r"\b(?:said(?!\s(?:goodbye|farewell|nothing|yes|no\s))|says(?!\snothing\b)|(?<![Tt]o\s)(?<!can\s)(?<!could\s)(?<!would\s)(?<!we\s)(?<!you\s)(?<!I\s)say(?=[,.”\"]|\sthat\b|\sthe(?:y|re)?\b)|told|wrote|writes|added(?!\s(?:at\sleast|about|some|more|over|new|another|an?\snew|[a-z]+\snew|two|three|four|five|six|seven|eight|nine|ten|\d))"
    r"|(?<!['’]s\s)(?<!the\s)(?<!all\s)reported(?!ly)|reports|announced|explained|claimed|stated|noted|confirmed|denies|dismissed"
    r"|rejected|refuted"
    r"|revealed|reiterated|lamented|acknowledged|admitted|testified|commented|cautioned|stressed"
    r"|emphasi[sz]ed|alleged|asserted|remarked|recounted|hinted|replied|concluded|conceded|clarified"
    r"|forecast(?=\s(?:that|a))|joked"
    r"|disclosed|warned|denied|estimates|estimated(?!\s(?:at|to)\b)|found\sthat|showed|shows?(?=\s(?:that|a|the|trade)|\.?$)"
    r"|quoted|suggests|argued"
    r"|(?:promised|pledged|vowed)(?=\s(?:that|to)\b)|expressed|pointed|urged|requested|state(?=\sthat)|ended\swith\sa\srequest|believes?|believed"
    r"|thinks|suspects?|insists|insisted|complained|recalled"
    r"|(?:went|goes)\son(?=[,.”\"]|$|\sto\ssay)|recalls|continued(?=:)|adds(?=[,.:]|\sthat|$)|(?<!which\s)(?<!this\s)explains|warns"
    r"|notes(?=\sthat)|complains|laments|sighed|grumbled|observed(?=\sthat)|maintain(?:s|ed)(?=\sthat)"
    r"|contends|contended|quipped|predicted|learned|expects|[Aa]ccording)\b"
)
#: One of these stands in every English sentence that is a statement.
STEMS: Final = (
    "said", "says", "told", "wrote", "writes", "dismissed", "rejected", "refuted", "citing", "added",
    "report", "announced", "explained", "claimed", "stated", "noted",
    "confirmed", "revealed", "disclosed", "warned", "denie", "estimate", "found that", "show", "quoted",
    "suggests", "argued", "expressed", "pointed", "urged", "requested", "state that", "ended with",
    "believe", "thinks", "suspect", "insist", "complained", "recalled", "predicted", "learned", "expects",
    "ccording", "reiterated", "lamented", "acknowledged", "admitted", "testified", "commented", "cautioned",
    "promised", "pledged", "vowed",
    "stressed", "emphasi", "alleged", "asserted", "remarked", "recounted", "hinted", "replied",
    "concluded", "conceded", "clarified", "forecast", "joked", " say", "went on", "goes on", "recalls",
    "continued", "adds", "explains", "warns", "notes that", "complains", "laments", "sighed",
    "grumbled", "observed that", "maintain", "conten", "quipped",
)  # fmt: skip
_EN_SUBJECT = lazy_regex(
    r"(?:^|[,;:”\"’]\s|\s(?:and|but|as|that|while|because)\s)(?P<who>(?:(?!that\b|which\b|who\b)"
    r"[\w.'’/&()–-]+\s){1,12}?)"
    r"(?:(?:has|had|have|also|later|recently|reportedly|further|then)\s)*$"
)
_EN_ACCORDING = lazy_regex(
    r"\sto\s(?P<who>[\w.'’/&-]+(?:\s[\w.'’/&-]+){0,9}?)(?=[,;”]|\.\s|\.?$|\son\b|\sin\b|\sthat\b|\s(?:based|released|published|compiled|seen|obtained)\b(?!\sby))"
)
_EN_AFTER = lazy_regex(
    r"\s(?P<who>(?:(?:a|an|the|one|another)\s)?(?!on\b|in\b|that\b)[\w'’.-]+(?:\s(?!on\b|in\b|that\b)"
    r"[\w'’.-]+){0,7}?(?:\swho\s[\w'’.-]+(?:\s[\w'’.-]+){0,6}?(?=[,.;]|$))?)(?=[,.;]|$|\son\s"
    r"|\swho\s|\sin\s|\sby\s)"
)
_EN_INVERTED = lazy_regex(r"[,”\"’]\s?$")
# "said to carry" is no statement, "said to reporters" is one.
_SAID_TO = lazy_regex(r"\sto\s(?!reporters\b|journalists\b|the\b|a\b|us\b|me\b|him\b|her\b|them\b)[a-z]+\b")
_NOBODY = lazy_regex(
    r"(?:[Tt]he\s(?:sign|board|label|plaque|clock|calendar)\b|[\w.,-]+\sper\s?cent\b|The\swording|Evidence|This|That|These|It)\b"
)
# It was first reported on Nov. 3 by …
_BY = lazy_regex(
    r"(?:\s(?:on\s)?(?:[A-Z][a-z]+\.?\s\d{1,2}|[A-Z][a-z]+day|last\s\w+|earlier|first))?\sby\s(?P<who>[\w.'’&-]+(?:\s[\w.'’&-]+){0,5}?)"
    r"(?=[,.;]|$|\s(?:on|in|that|last|this|which)\b)"
)
_TOLD: Final = frozenset(("reported", "announced", "confirmed", "disclosed", "revealed"))
_QUOTED_AS = lazy_regex(r"quoted\sas\s(?:saying|telling)\b")
# The response did, however, state that …
# Last month China announced: no part of who speaks.
_EARLY = lazy_regex(
    r"(?:Last|Earlier\s(?:this|last)|Later\sthis)\s(?:week|month|year|[A-Z][a-z]+day)\s(?=[A-Zat])"
)
_ASIDE = lazy_regex(
    r"(?:\sdid)?,\s(?:however|though|meanwhile|in\sturn|for\s(?:its|their|his|her)\spart"
    r"|(?:speaking|talking|asking|requesting|citing)\s[^,”\"]{1,80}),\s$"
)
_SHARED = lazy_regex(
    r"(?:^|[,;]\s)(?P<who>(?:(?:[Aa]n?|[Tt]he|[Oo]ne|[Aa]nother)\s[\w'’-]+|[A-Z][\w.'’-]+\s[A-Z][\w.'’-]+)(?:\s[\w'’-]+){0,4}?)\s\w+ed\s(?:[\w'’-]+\s){0,6}?and\s$"
)
# No subject ends in one of these.
_NO_END: Final = frozenset(("and", "but", "or", "the", "a", "an", "of", "in", "to"))
_SHOWING = lazy_regex(
    r"\b(?:data|figures?|surveys?|reports?|records?|papers?|documents?|statistics|filing|draft|images?|photos?)\b"
)
_PASSIVE = lazy_regex(
    r"\b(?:been|be|being|was|were|is|are|to|not)\s(?:(?:also|first|previously|earlier|initially|widely|originally|already)\s)?$"
)
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


def english_speakers(sentence: str) -> Iterator[Found]:
    """Who speaks in a sentence, most likely first."""
    if sentence.count('"') == 1 and sentence.count("”") == sentence.count("“") + 1:
        # A quotation that begins with a straight mark and ends with a curly one.
        sentence = sentence.replace('"', "“")
    first_told: re.Match[str] | None = None
    for verb in _EN_VERB.finditer(sentence):
        if verb.group() in {"according", "According"}:
            match = _EN_ACCORDING.match(sentence, verb.end())
            if match:
                yield match.start("who"), match.end("who"), False
            continue
        before = sentence[: verb.start()]
        if aside := _ASIDE.search(before):
            before = before[: aside.start()] + " "
        if before.count('"') % 2 or is_quoted(sentence, verb.start(), "“”"):
            continue
        passive = _PASSIVE.search(before)
        if passive and _QUOTED_AS.match(sentence, verb.start()):
            # An official was quoted as saying: it is the official who says it.
            before, passive = before[: passive.start()], None
        if passive and verb.group() in _TOLD:
            first_told = first_told or _BY.match(sentence, verb.end())
        if passive or _SAID_TO.match(sentence, verb.end()):
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
            is_end = verb.group() in {"show", "shows"} and not sentence[verb.end() :].strip(" .")
            if is_end and not _SHOWING.search(sentence, first, last):
                # "Goods on show", "the autumn shows".
                continue
            yield first, last, word in _PRONOUNS and len(sentence[first:last].split()) == 1
    if first_told:
        yield first_told.start("who"), first_told.end("who"), False


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
    if early := _EARLY.match(tail, first):
        first = early.end()
    phrase = tail[first:].strip()
    words = phrase.split()
    if not words or words[-1] == "and":
        # "A resident shrugged and said": the subject stands before the verb before.
        shared = _SHARED.search(before)
        return [shared.span("who")] if shared else []
    if len(words) > 14 or words[0] == "to" or words[-1] in _NO_END:
        return []
    if words[0] in {"but", "and", "But", "And", "where", "whom", "while", "though", "now", "then"} or (
        words[0] in {"which", "that"} and len(words) > 1
    ):
        phrase = " ".join(words[1:])
    at = tail.find(phrase, first)
    return [(at, at + len(phrase))]
