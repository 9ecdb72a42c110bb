"""English signs of promises."""

import re
from typing import Final

from classifier.facts.claims.promised.signs import PromiseSigns
from yaluwatch.patterns import lazy_regex

_STEMS: Final = (
    "open", "resum", "restart", "start", "begin", "clos", "suspend", "halt", "stop", "ban", "lift",
    "carry", "ship", "deliver", "send", "supply", "run", "shut", "operat",
)  # fmt: skip
# "Due to open", not "due to fears".
_DUE: Final = (
    r"due(?!\sto\s(?!be\b|re-?open|open|resum|restart|start|begin|clos|halt|stop|run\b|operat|enter|go\b"
    r"|end\b|carry|ship|arriv))"
)
ENGLISH: Final = PromiseSigns(
    stems=_STEMS,
    split=lazy_regex(r"[;:]\s|,\s(?=(?:but|and|while|although|though|which|where)\s)|\sbut\s|(?<=[”\"]),?\s"),
    opening=lazy_regex(
        r"\b(?:re-?)?open(?:s|ed|ing)?\b|\bresum(?:e|es|ed|ing|ption)\b|\brestart(?:s|ed|ing)?\b"
        r"|\b(?:re-?)?start(?:s|ed|ing)?\b"
        r"|\bbegin(?:s|ning)?\b|\blift(?:s|ed|ing)?\b|\bcarry\b|\b(?:ship|send|deliver|supply)\b"
        r"|\brun(?:s|ning)?\s(?:again|once\smore)\b"
        r"|\boperat(?:e|ing)\sagain\b|\bgo\sinto\s(?:service|operation)\b|\benter\sservice\b"
        r"|\bback\sin\sservice\b|\bstarting\s(?:on|from)\b",
        re.IGNORECASE,
    ),
    closing=lazy_regex(
        r"\b(?:re-?)?clos(?:e|es|ed|ing|ure)\b|\bsuspen(?:d|ds|ded|ding|sion)\b|\bhalt(?:s|ed"
        r"|ing)?\b|\bstop(?:s|ped|ping)?\b"
        r"|\bbans?\b|\bbann(?:ed|ing)\b|\bshut(?:s|ting)?\b|\bcut\soff\b|\bcancel(?:s|led|ed"
        r"|ling)?\b",
        re.IGNORECASE,
    ),
    plan=lazy_regex(
        r"\b(?:will|shall|to\sbe|(?:is|are|was\s(?=today))\s(?:all\s)?(?:set|" + _DUE + r"|about|to|scheduled"
        r"|slated|expected|likely|planned|going|ready|preparing|poised)"
        r"|plans?\s(?:to|on)|planning\sto|scheduled|slated|expect(?:s|ed)?|set\s(?:to|for)"
        r"|" + _DUE + r"\s(?:to|for|on|in)|intends?\sto|aims?\sto|decided\sto"
        r"|(?:has|have)\s(?:agreed|decided|promised|pledged)\sto|agreed\sto|announced\s(?:plans"
        r"|that\s\w+\swould)|pledged|promised|vowed"
        r"|would(?!\shave)|looks\sset|ahead\sof\s(?:its|the)\s(?:re)?opening|\w+ing\s(?=(?:June|July"
        r"|August|September|October|November|December|January|February|March|April)\b)|from\snext)\b"
    ),
    done=lazy_regex(
        r"\b(?:has|have|had)\s(?:now\s|already\s|been\s|again\s|once\smore\s)*(?:re-?opened|opened"
        r"|resumed|restarted|started|closed|halted|stopped|suspended|banned|shut|lifted|begun)\b"
        r"|(?<!be\s)(?<!been\s)\b(?:re-?opened|resumed|restarted|halted|suspended|banned"
        r"|stopped)\b(?!\s(?:by|before|in)\s(?:the\send|next))"
        r"|\b(?:was|were)\s(?:re-?opened|opened|closed|halted|suspended|banned|lifted)\b"
    ),
    history=lazy_regex(
        r"\b(?:was|were)\s(?:once\s|originally\s|first\s|initially\s)?(?:to\s(?:have\s)?\w+"
        r"|supposed\sto|due\sto|expected\sto|scheduled\s(?:to|for)|slated\s(?:to|for)|meant\sto"
        r"|planned\s(?:to|for))"
        r"|\bhad\s(?:been\s)?(?:promised|planned|agreed|vowed|pledged|expected|hoped|scheduled"
        r"|slated|intended|said)"
        r"|\boriginally\b|\bonce\splanned\b|\bwould\shave\b|\bat\sthe\stime\b|\bback\sthen\b"
        r"|\byears?\sago\b|\bthe\snext\s(?:spring|summer|year|month)\b"
    ),
    put_off=lazy_regex(
        r"\b(?:postpon(?:e|es|ed|ing|ement)|put\soff|delay(?:s|ed|ing)?|pushed\sback|shelved"
        r"|called\soff|cancel(?:s|led|ed|ling)|scrapp(?:ed|ing)|abandoned)\b"
    ),
    denied=lazy_regex(
        r"\b(?:denie[sd]|deny|denying|dismissed|rejected|refuted)\b|\bno\s(?:plans?|intention|date"
        r"|timetable|schedule|sign|notice|indication)\b"
        r"|\b(?:will|would|does|do|did|is|are|has|have)\s?(?:not|n[’']t)\b(?!\sonly)|\bnot\s(?:true"
        r"|yet|be|been|received)\b|\bfalse\b|\buntrue\b|\bnever\b"
    ),
    nothing=lazy_regex(
        r"(?:^|[\s“\"])(?:[Ii]f|[Uu]nless|[Oo]nce|[Ww]hether|[Pp]rovided|[Aa]s\slong\sas)\s"
        r"|\b(?:could|might|may(?!\s\d)|would\s\w+\sonly|only\sif|depends?|possib(?:le|ly|ility)"
        r"|perhaps|maybe)\b"
        r"|\b(?:hopes?|hoping|hoped|wants?|wanted|wish(?:es)?|urged?|urges|calls?\s(?:for|on)"
        r"|called\s(?:for|on)|demand(?:s|ed)?|ask(?:s|ed)\s\w+\sto|should|proposed?|fears?|feared)\b"
        r"|\b(?:[Rr]umou?rs?|[Ss]peculation|doubt(?:s|ed|ful)?|unclear|unlikely|uncertain"
        r"|question)\b|\?|^(?:When|How|Will|Why)\b|\bafter\sthe\s(?:re)?opening\b|\b(?:hard(?:er)?"
        r"|difficult|impossible|too\searly)\s(?:for\s[^,.;]{1,40}?\s)?to\s|\b(?:predict|say|know"
        r"|clear|asked|told)\s(?:exactly\s)?when\b"
    ),
    elsewhere=lazy_regex(
        r"\b(?:[Ff]air|[Ee]xpo|[Ee]xhibition|[Rr]estaurant|[Oo]ffice|[Cc]onsulate|[Ee]mbassy"
        r"|[Ss]chool|[Ff]actor(?:y|ies)|[Hh]ospital|[Hh]otel|[Ss]ummit|[Tt]alks|[Cc]ongress"
        r"|[Ff]estival|[Aa]irport"
        r"|[Ff]lights?|[Aa]irline|[Mm]useum|[Ss]tadium|[Rr]esort|[Bb]ids?|[Tt]ender|[Cc]ourt"
        r"|[Ii]nvestigation|[Ff]ire|[Ss]tores?|[Ss]hops?|[Tt]rade\sshow|[Aa]uction)\b"
        r"|\bTumangang\b|\bKhasan\b|\bRussian?\b|\bVladivostok\b|\bKaesong\b|\bKumgang\b"
        r"|\bPanmunjom\b|\bDMZ\b|\bVietnam(?:ese)?\b|\bMyanmar\b|\bLaos\b|\bMongolian?\b"
        r"|\binter-Korean\b"
        r"|\bSouth\sKorea\swill\b|\bHong\sKong\b|\bIndia\b|\bMexico\b|\bland\sprices?\b"
    ),
    about=lazy_regex(
        r"\b(?:border|crossing|bridge|customs|ports?|gate|trains?|rail(?:way)?|buses|bus|tours?"
        r"|tourism|tourists?|freight|cargo|trucks?|traffic|trade|road|route|ferr(?:y|ies)|line"
        r"|checkpoint|travell?ers?)\b",
        re.IGNORECASE,
    ),
    modes=(
        (
            "passengers",
            lazy_regex(
                r"\b(?:passengers?|tours?|tourism|tourists?|travell?ers?|bus(?:es)?|visitors?"
                r"|sightseeing)\b",
                re.IGNORECASE,
            ),
        ),
        ("rail", lazy_regex(r"\b(?:trains?|rail(?:way)?s?)\b", re.IGNORECASE)),
        (
            "ship",
            lazy_regex(
                r"\b(?:ships?|ferr(?:y|ies)|vessels?|boats?|harbou?r)\b(?!\s(?:to|of)\b)", re.IGNORECASE
            ),
        ),
        ("freight", lazy_regex(r"\b(?:freight|cargo|goods|ore|container)\b", re.IGNORECASE)),
        ("road", lazy_regex(r"\b(?:bridge|road|trucks?|crossing|port|customs)\b", re.IGNORECASE)),
    ),
    border=lazy_regex(r"\b(?:the|its|their|land|China|Chinese|Korean?|common)\s(?:land\s)?borders?\b"),
    to_north=lazy_regex(
        r"\b(?:exports?|sales|shipments?|deliver(?:y|ies)|supply|supplies|ship|send"
        r"|deliver)\b[^.;]{0,40}\bto\s(?:the\s)?(?:North|DPRK)|\b(?:North\sKorea|the\sNorth"
        r"|Pyongyang)(?:n)?(?:’s|'s)?\s(?:\w+\s){0,4}?imports?\b"
        r"|\bChin(?:a|ese)(?:’s|'s)?\s(?:\w+\s){0,4}?exports?\b|\binto\s(?:the\s)?North\b",
        re.IGNORECASE,
    ),
    from_north=lazy_regex(
        r"\bimports?\b[^.;]{0,30}\b(?:of|from)\s(?:the\s)?(?:North|DPRK)|\bChin(?:a|ese)(?:’s"
        r"|'s)?\s(?:\w+\s){0,4}?imports?\b|\b(?:North\sKorea|the\sNorth|Pyongyang)n?(?:’s"
        r"|'s)?\s(?:\w+\s){0,4}?exports?\b|\bfrom\s(?:the\s)?North\b|\bto\sChina\b"
        r"|\bNorth\sKorean\s(?:\w+\s)?(?:coal|seafood|ore|textiles)\b",
        re.IGNORECASE,
    ),
    trade=lazy_regex(
        r"\b(?:exports?|imports?|shipments?|sales|deliver(?:y|ies)|suppl(?:y|ies)|ship|send"
        r"|deliver)\b",
        re.IGNORECASE,
    ),
)
