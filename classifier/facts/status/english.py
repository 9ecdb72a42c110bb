"""English signs of a crossing's state."""

import re
from typing import Final

from classifier.facts.status.signs import Signs

_OPENING = (
    r"(?:re-?)?open(?:s|ing)?|re-?opening|resum\w+|restart\w*|relaunch\w*|run|start|begin|begun|started"
    r"|return|go\sahead"
)
_NOT = r"(?:\snot|n[’']t)"

_STEMS: Final = (
    "permit", "into use", "into service", "change", "unaffected", "set out", "entered",
    "reservation", "bring", "other than", "nothing has", "delegation", "plan",
    "make ", "made ", "stroll", "stay", "down", "shuttered", "handles", "refus", "will",
    "expected", "gone ", "taken", "carrying", "begun", "shuttl", "got ", "first", "except",
    "seen no", "wait", "reopen", "opening",
    "shut", "carried", "handed back", "runs ", "lets ", "accept", "first", "abrupt", "stop",
    "no way", "quiet", "silent", "dormant", "forbid", "prohibit", "bars", "allow", "may ",
    "nothing", "no f", "day", "week",
    "moving again", "roll", "went", "again", "inaugurat", "restor", "hold", "leaving", "as usual",
    "not one", "cannot", "can’t", "can't", "tied", "locked", "queu", "line", "waiting", "deserted",
    "empty", "called off", "sever", "turned", "entered", "through", "gets", "trickle", "sporadic",
    "occasional", "just ", "nothing but", "imminent", "about to", "ready", "poised", "no sign",
    "refus", "off limits", "pulled", "set off", "depart", "over ", "arriv", "cleared", "normal",
    "frozen", "froze", "used", "brought", "carr", "heading", "streaming", "coming",
    "open", "Open", "clos", "Clos", "shut", "Shut", "resum", "Resum", "seal", "suspend", "paus",
    "drove", "halt", "stop", "cross", "Cross", "banned", "barred", "lift", "running", "run ", "only",
    "Only", "partly", "partial", "limit", "restrict", "allowed", "flowing", "moving", "operat",
    "launch", "lockdown", "eas", "sail", "back", "cancel", "out of service", "began", "begun", "start",
    "admit", "without interruption", "works", "working", "no longer", "through", "calling", "picked up",
    "dwindl", "expect", "set for", "promised", "wants", "cut ", "left ", "rolled", "rolls", "yet to",
    "fail", "not ", "trip", "blocked", "accepting", "pass", "standstill", "unused", "idle", "loosen",
)  # fmt: skip
ENGLISH: Final = Signs(
    stems=_STEMS,
    border_stems=(
    "from North Korea", "from China", "into China", "into North Korea", "with China",
    "with North Korea",
    "ross-border", "DPRK", "freight",
    "ourist", "oreigner", "isitor", "our group", "ravel",
        "order",
        "rontier",
        "crossings",
        "verland",
        "entering North Korea",
        "North Korean ships",
        "lets in only",
        "Crossings",
    ),
    about=re.compile(
        r"(?i)\b(?:aid\sworkers|delegations?|athletes)\b|"
        r"\b(?:K27|K28|tours?|foreigners|holidaymakers|hikers|[Tt]rips?|[Tt]ravel|sightseers|[Dd]ay-trippers|pilgrims|minibus(?:es)?|tourists?)\b|"
        r"\b(?:mail\sroute|locomotives?|wagons?|carriages?|coach(?:es)?|gates?|containers?"
        r"|convoys?|visitors|travell?ers?|drivers|services?|route|rail\slink|closed\sto"
        r"|off[\s-]limits|people)\b|"
        r"\b(?:crossings?|customs|ports?(?:\sof\sentry)?|bridges?|checkpoints?|harbou?rs?|borders?"
        r"|frontier|trains?"
        r"|rail(?:way|road)?s?|trucks?|lorr(?:y|ies)|bus(?:es)?|vehicles?|freight|cargo|(?:[Tt]our(?:s"
        r"|ist|ists|ism)?)|travel"
        r"|passengers?|ships?|vessels?|boats?|ferr(?:y|ies)|shipments?|overland\strade|land\strade|people"
        r"|imports|exports|goods"
        r"|iron\sore|coal|walkers|pedestrians?|walk|traffic|road)\b|[Cc]rossing|Port\b",
    ),
    train=re.compile(r"\b[Tt]rains?\b|\brail"),
    facility=re.compile(
        r"(?i)\bK2[78]\b|"
        r"\b(?:routes?|links?|gates?|yards?|roads?|closed\sto|off[\s-]limits)\b|"
        r"\b(?:goods\son|crossings?|customs|ports?|bridges?|checkpoints?|harbou?rs?|line|service"
        r"|tours?|trips?)\b"
    ),
    via=re.compile(r"\b(?:through|via|by\sway\sof|between|between\s\w+\sand)\b"),
    border=re.compile(
        r"(?i)\bcross\w*\s(?:\w+\s)?(?:from|into)\s(?:north\skorea|china)\b|"
        r"\b(?:trucks?|trains?|bus(?:es)?|travel\w*|cargo|freight|goods|lorr\w+|people"
        r"|passengers?)\b[^.;]{0,60}\b(?:between|from|into|to)\s(?:north\skorea"
        r"|china)\b[^.;]{0,30}\b(?:china|north\skorea)|"
        r"\b(?:customs\s(?:houses?|posts?|offices?)|crossings|checkpoints)\b[^,.;]{0,40}\bborder|"
        r"(?:\b(?:cross-border|North\sKorea)\b[^,.;]{0,30}\b(?:freight|cargo|goods)\s(?:traffic"
        r"|transport))|"
        r"\b(?:borders?|frontier)\b[^,.;]{0,60}\b(?:clos\w*|shut\w*|seal\w*|lockdown|re-?open\w*"
        r"|open\w*|lift\w*|eas\w+|block\w*)"
        r"|\b(?:clos|shut|seal|re-?open|open|eas|block|loosen)\w*\s(?:[\w’']+\s){0,4}?(?:borders?"
        r"|frontier|crossings)\b|\bcrossings\b[^,.;]{0,20}\b(?:closed|shut|reopened)|\boverland\strade"
        r"|\bborder\slockdown"
        r"|(?:barred\sfrom\s)?entering\sNorth\sKorea|North\sKorean\sships|lets\sin\sonly"
        r"|\bborder\strade\s(?:has\s)?(?:resum|stop|halt)"
    ),
    entry=re.compile(
        r"(?i)\b(?:north\skorea|pyongyang|dprk)\b[^,.;]{0,60}\b(?:foreigners|tourists?"
        r"|tour\sgroups?|visitors|travell?ers)\b|"
        r"\b(?:foreigners|tourists?|tours?|tour\sgroups?|visitors|travell?ers"
        r"|citizens)\b[^,.;]{0,60}\b(?:into|to|in|enter\w*)\s(?:north\skorea|the\snorth"
        r"|the\scountry|dprk)\b"
    ),
    contrast=re.compile(
        r"\b[Uu]nlike\s[^,]+,|\b(?:instead\sof|rather\sthan)\s\w+"
    ),
    nothing=re.compile(
        r"(?i)\bairspace\b|\bdelegation\b[^.]*\btrain\b|\btrain\b[^.]*\bdelegation\b|\bno\sinformation\b|"
        r"\btoo\searly\b|"
        r"\b(?:special|private|armou?red)\strain\b|\bkim(?:[’']s)?\s(?:jong[\s-]un[’']?s?\s)?train\b|"
        r"^(?:Hotels|Restaurants|Shops|Schools|Factories|Markets|Banks|Casinos?)\b|"
        r"\bhotels?\b[^,.]*\bbookings|"
        r"\b(?:analysts?|experts?|observers?)\b[^.]*\b(?:likely|probabl\w+|predict\w*|believ\w+)|"
        r"\blikely\sthat\b|\bcasino\b|"
        r"\bit\sis\s(?:\w+\s)?possible\sthat|\bthere\sis\sa\s(?:chance|possibility)|"
        r"\bword\s(?:has|had|is|was)\b|\bno\slonger\sbelieve|"
        r"\b(?:give|name|offer|set)\sno\s(?:date|timetable)|\bspeculation\b|\bunconfirmed\b|"
        r"\bhearsay\b|\bgossip\b|"
        r"\b(?:ask|wonder|guess|speculat)\w*\s(?:about\s)?(?:when|whether|if)\b|"
        r"\brumou?r(?:s|ed)?\b(?!\sof)|"
        r"\?\s*[”\"]?$|^(?:Will|Would|What|When|Could|Should|How\slong|Had|Were|Whoever|If|Unless)\b"
        r"|,\s(?:if|unless|provided|should)\b|\b[Ii]f\b|\b[Uu]nless\b"
        r"|\b(?:den(?:y|ies|ied|ying)|dismiss(?:es|ed)|refut\w+|reject\w*|untrue|groundless|baseless"
        r"|false|lying\b(?!\s(?:unused|idle|empty))|wrongly\sreported"
        r"|mistakenly)\b"
        r"|\b(?:could|might|may)\s(?:not\s)?(?:well\s|soon\s|even\s|again\s)?(?:be\s(?:\w+ly\s)?"
        r"|have\s)?(?:re-?open|clos|shut|resum|restart|stop|suspend|halt|the\sborder)"
        r"|\b(?:unclear|unknown|unsure|wonder\w*|disagree\w*|(?:not|nobody|no\sone)\s(?:said|say|know"
        r"|knows|clear))\b(?!,)[^,]*\b(?:when|whether|if)\b|\b[Hh]ow\slong\b[^.]*,\snobody"
        r"|\b(?:ask(?:ed)?|know|clear|said|say)\s(?:when|whether)\b|\bwhether\b"
        r"|\b(?:hope(?:s|d|ful)?|call(?:s|ed|ing)\s(?:on|for)|appeal\w*|dream\w*)\b"
        r"|\b(?:closed|closing|opened)\s(?:higher|lower|up|down\sat)|\bclosed-door|\bopen(?:s|ed"
        r"|ing)?\s(?:fire|letter|an?\s(?!hour|(?:[\w-]+\s){0,2}(?:rail|road|tour|route|bridge|crossing|port|line|border|customs))|with|bank|account|its\saccount)"
        r"|\bclosed\sto\sfishing|\b(?:talks|meeting|negotiations|hearing)\b[^,]*\b(?:resum|open|halt"
        r"|suspend|clos)\w*|\bresum\w+\s(?:talks|negotiations|contacts|dialogue)"
        r"|\b(?:factor(?:y|ies)|restaurant|market|markets|caf[eé]|museum|exhibition|school|schools"
        r"|embassy|consulate|(?<!customs\s)office|bank|account|accounts|shop|shops|hotel|plant|mine|app)\s"
        r"(?:[\w\s]{0,30}\s)?(?:in\s\w+\s)?(?:has\s|have\s|was\s|were\s|is\s|are\s)?(?:been\s)?(?:clos"
        r"|open|shut|re-?open|launch)"
        r"|\b(?:trade\s(?:show|fair|volume)|percent|dealers"
        r"|markets?\shave)\b|\b(?:coal|seafood|minerals?)\s(?:exports|imports|ban)\b|^(?:An?\s"
        r"|The\s)?(?:\w+\s){0,2}(?:factory|restaurant|market|caf[eé]|museum|exhibition|fair|school"
        r"|hotel|shop|store|bank|embassy|(?<!customs\s)office)\b(?!,)"
        r"|\bwould\shave\b|\b[Rr]umou?rs\sthat|\bbanks?\swill|\bchat(?:ted)?\s"
        r"|[“\"‘'](?:[^”\"’']*\b)?[Oo]pen\sthe\sborder"
        r"|\bcross(?:ed|ing|es)?\s(?:illegally|secretly)"
        r"|\bopen\ssource|\bopen\s(?:market|secret)",
    ),
    sanctions=re.compile(r"(?i)\b(?:security\scouncil|sanctions?|resolution|embargo)"),
    hidden=re.compile(r"(?i)\bsmuggl\w*|\bdefect\w*|\brefugees?\b"),
    aside=re.compile(
        r"\b(?:only|just|barely|less\sthan)\s(?:\w+\s){1,3}?(?:days?|weeks?|months?"
        r"|years?)\s(?:after|since)\b[^,.]*|\bafter\s(?:lying|standing|sitting|being)\s[^,]*,|"
        r",\shaving\s[^,.]*|\bunlike\s[^,]+,|"
        r"\b(?:than|before)\s(?:in\s|before\s)?(?:19|20)\d\d|"
        r"\b(?:was|were)\s(?:supposed|meant|originally\s\w+)\sto\b[^,.;]*|"
        r"\bwhen\s(?:the\s|North\sKorea\s|Pyongyang\s)?(?:\w+\s)?clos\w+[^,.]*|\b(?:after|since"
        r"|despite|contrary\sto|before|following|because\sof|than|until)\s(?:(?!and\b"
        r"|but\b)[\w’'-]+\s){0,5}?(?:being\s|been\s|it\s(?:had|was)\s|letting\s)?"
        r"(?:closed|shut|shutdown|closure|closures|lockdown|suspen\w+|stop\w*|halt\w*|re-?open\w*|resum\w*"
        r"|expectations|letting|the\sclosure)\b(?:\s(?:had|has"
        r"|was)\s\w+)?(?:\sended)?(?:\sfor\s[\w\s]+?(?=[.,]|$))?"
        r"|\b(?:after|since|until|before)\s(?:the\s)?closing\b[^,.]*"
        r"|,\s(?:once\s|which\s(?:had\s|was\s|were\s|has\s)?(?:been\s)?)?(?:long\s)?(?:closed|shut"
        r"|suspended|halted|sealed|stopped|idle)\s[^,]*,"
        r"|\bonly\s(?:a|one|two|three)\s\w+\safter\s[^,.]*|\b(?:rumou?rs|reports)\sof\s[^,]*"
        r"|\bnot\sonly\b|\ba\sbreak\sof\b"
        r"|\bhad\sbeen\sannounced|\bif\sany\b|\b(?:who|whose)\s[^,.]{0,40},|\bopen\squestion"
        r"|\bsince\s(?:the\s)?(?:last|first)\b"
        r"|\bas\susual|\bmore\sthan\b|\bless\sthan\sthree\sweeks\safter[^.]*|\blockdown\sof\b",
    ),
    parts=re.compile(
        r",\sand\s(?=(?:nothing|only|no|not|nobody)\b)|"
        r";\s|,?\s(?:but|although|though|while|whereas)\s(?=[^,.]{0,60}\b(?:trains?|freight|trucks?"
        r"|passengers?|tours?|tourists?|goods|ships?|bridge|customs|port|crossing|service)\b)"
    ),
    not_open=re.compile(
        r"\bnothing\shas\s(?:passed|crossed|gone|come|moved)|"
        r"\b(?:has|have|had|having)\s(?:not\s)?seen\sno\b|\bsaw\sno\b|"
        r"\bwait(?:s|ed|ing)?\b[^,.;]{0,30}\bfor\b[^,.;]{0,30}\bto\s(?:take|re-?open|open|let"
        r"|resume|receive|admit|accept)|"
        r"\bno\s(?:\w+\s){0,2}?(?:tourists?|trucks?|lorr\w+|freight|trains?|visitors?"
        r"|vehicles?)\b[^,.;]{0,30}\b(?:let|allowed|gets?|admitted|pass\w*|cross\w*|through|past)\b|"
        r"\bno\sway\s(?:in|into|across|over|through)\b|"
        r"\bremain\w*\s(?:quiet|silent|dormant|lifeless)\b|"
        r"\bnothing\s(?:moves|crosses|passes|points\sto)|"
        r"\b(?:not|never)\s(?:one|once|a\ssingle|even\sone)\b[^,.;]{0,40}\b(?:cross|us|pass|r[ua]n"
        r"|driv|gone|come|came|mov)\w*|"
        r"\b(?:cannot|can[’']t|can\snot|could\snot|couldn[’']t|may\snot|must\snot"
        r"|unable\sto)\s(?:\w+\s){0,2}?(?:cross|enter|pass|get\sthrough|travel|use|visit)|"
        r"\bnot\s(?:being\s|yet\sbeing\s|yet\s)?(?:admitted|let\s(?:in|through|across)|accepted"
        r"|cleared|re-?opened|resumed|restarted)|"
        r"\brefus\w+\sto\s(?:re-?open|open|resume|let|admit|accept)|"
        r"\bno\s(?:sign|trace|hint)s?\sof\s(?:\w+\s){0,3}?(?:traffic|movement|activity|trucks"
        r"|trains|re-?opening|resum\w+)|"
        r"\bthere\s(?:is|are|was|were|has\sbeen"
        r"|have\sbeen)\s(?:still\s)?no\s(?:\w+\s){0,2}?(?:traffic|trucks?|trains?|movement"
        r"|activity|service)|\b(?:off[\s-]limits|out\sof\sbounds)|"
        r"\b(?:gates?|yard|crossing|customs\w*|door)\b[^,.;]{0,40}\b(?:locked|chained|tied"
        r"|barricaded|bolted|padlocked)|"
        r"\b(?:bridge|customs|yard|crossing|port|road|line|gate)\b[^,.;]{0,30}\b(?:stands?|stood"
        r"|is|was|lies|lay|remain\w*|looks?|looked)\s(?:\w+\s)?(?:empty|deserted|silent|abandoned)|"
        r"\bnot\s(?:begun|started)\s(?:to\s)?(?:work|operat|run)|"
        r"\bnot\s(?:a\ssingle|one|a)\s(?:\w+\s)?(?:trucks?|trains?|bus|ships?|vehicles?|tourists?"
        r"|boats?|cars?)\b|\b(?:none|neither)\sof\sthe\s|\bno\s(?:date|timetable|schedule)\s(?:has|for"
        r"|is|was)|"
        rf"\b(?:ha(?:s|ve|d)|is|are|was|were|does|do|did|will|can|could){_NOT}\s(?:yet\s|still\s"
        rf"|been\s|be\s|being\s|fully\s|all\s)*(?:{_OPENING}|operating|running|in\soperation"
        rf"|in\sservice|allowed|permitted|back|used|opened)\b"
        r"|\byet\sto\s\w+|\bfail(?:s|ed)\sto\s(?:re-?open|open|resume|restart)"
        r"|\bnever\s(?:been\s)?(?:opened|open|used|gone\sinto)"
        r"|\bno\slonger\s(?:allow\w*|admit\w*|permit\w*|open|run|cross|accept\w*|operat\w*|be|let)"
        r"|\bno\s(?:trains?|trucks?|vehicles?|ships?|buses|tourists?|traffic|passengers?|freight|goods"
        r"|vessels?)\s(?:\w+\s){0,3}?(?:cross\w*|gets?|pass\w*|run\w*|sail\w*|allowed|moving|moved|came"
        r"|come|through|left|leaves?)"
        r"|\bnot\s(?:allowed|permitted|in\soperation|in\suse|yet\s\w+ed|running|operating)|\b(?:stay"
        r"|remain|kept|keep|still|again)\w*\s(?:\w+\s){0,2}?(?:closed|shut|sealed|suspended|unused|idle"
        r"|blocked|barred|banned)"
        r"|\bclosed\ssince|\bunused\b|\bstood\sidle|\bleft\sidle|\bsits?\sidle",
    ),
    not_closed=re.compile(
        r"\bno\s(?:\w+\s)?(?:change|impact|disruption|effect)\b[^,.;]{0,30}\b(?:at|on|to|for|in)\b|"
        r"\b(?:unaffected|undisturbed|not\saffected)\b|"
        rf"\b(?:ha(?:s|ve)|is|are|did|does|do|was|were){_NOT}\s(?:been\s)?(?:stop\w*|clos\w*|shut"
        rf"|halt\w*|suspend\w*|interrupt\w*|affected)"
        r"|\bnever\s(?:stopped|closed|shut|halted)|\bwithout\s(?:interruption|a\sbreak)"
        r"|\b(?:lift(?:ed|s)?|end(?:ed|s)?|revok\w+|scrapp\w+)\s(?:its\s|the\s|a\s|their\s"
        r"|all\s)?(?:\w+\s)?(?:ban|closure|lockdown|suspension|blockade|restrictions|border\s\w+)"
        r"|\b(?:ban|closure|lockdown|suspension|restrictions)\s(?:\w+\s){0,4}?(?:was|were|has\sbeen"
        r"|have\sbeen|is)\s(?:lifted|ended|removed)",
    ),
    decided=re.compile(
        r"\b(?:decid|agree|order|instruct|tell|told|decision)\w*\s(?:\w+\s){0,4}?to\s(?:\w+ly\s)?"
        r"(?:suspend|halt|stop|clos|shut|seal|cancel|call\soff)"
    ),
    planned=re.compile(
        r"\b(?:taking|accepting)\s(?:bookings|reservations)|"
        r"\b(?:would|will)\s(?:set\sout|depart|leave)|"
        r"\b(?:talks|discussions)\b[^,.;]{0,30}\bto\s(?:re-?open|resume|restart)|"
        r"\bfor\s(?:a|its|the)\s(?:\w+\s)?(?:re-?opening|resumption|restart)|\bon\sthe\scards|"
        r"\b(?:will|would|shall)\s(?!not\b|never\b)(?:\w+\s){0,2}?(?:take|carry|receive|accept"
        r"|admit|bring|connect|link|go|travel|operate)|"
        r"\b(?:opening|re-?opening|resumption)\b[^,.;]{0,20}\b(?:before|by|in|this"
        r"|next)\s(?:the\s)?(?:end|spring|summer|autumn|fall|winter|year|month)|"
        r"\b(?:about\sto|poised|imminent|on\sthe\sverge|gear(?:ing|ed)\sup|getting\sready"
        r"|ready\sto|going\sto|eye(?:s|ing)\s)|"
        r"\b(?:announc|discuss|consider|mull|propos|seek|push)\w*\s(?:\w+\s){0,4}?(?:re-?opening"
        r"|resumption)\b|"
        r"\b(?:signs?|talks?|steps?|moves?)\s(?:of|on|to|towards?)\s(?:\w+\s){0,4}?(?:resum|re-?open"
        r"|restart)\w*|"
        r"\b(?:will|would|shall)\s(?!not\b)(?:\w+\s){0,3}?(?:(?:be\s(?:able|allowed)\sto\s\w+)"
        r"|(?:be\s)?(?:re-?open|open|clos|shut|resum|restart|run|start|begin|launch|become|suspend|halt"
        r"|let|pass|cross|leave)\w*)"
        r"|(?<!failed\s)(?<!fails\s)(?<!yet\s)(?<!unable\s)\b(?:to"
        r"|should)\s(?:be\s)?(?:\w+ly\s)?(?:re-?open|resume|restart|close|shut|open|run|launch|become"
        r"|lift|let|start|finish)\w*\b"
        r"|\b(?:expect\w*|due|scheduled|slated|plan(?:s|ned|ning)?|intend\w*|agreed|promised|want\w*"
        r"|prepar\w+|await\w*|postponed|delayed|put\soff|set\sfor|set\sto|pressing|negotiat\w+|aim\w*"
        r"|approv\w+)\b"
        r"|\bunder\sconstruction|\b[Cc]onstruction\s(?:\w+\s){0,8}?(?:has\s)?(?:begun|began|started)"
        r"|\btaking\sbookings|\bsigning\sup|\bnext\s(?:week|month|year|spring|summer|autumn)\b"
        r"|\bupcoming\b"
        r"|\b[Oo]pening\s(?:of|date)\b[^,]*\b(?:set|planned|scheduled|postponed)",
    ),
    limited=re.compile(
        r"\bother\sthan\s(?:chinese|diplomats|officials|traders)|"
        r"\bnothing\s(?:except|other\sthan)|\bno\w*\s\w+\sexcept\b|\bapart\sfrom\b|"
        r"\bevery\s(?:ten|five|seven|few|other|second)\s(?:days?|weeks?)|"
        r"\bsingle\s(?:convoy|truck|train|lorry)\b[^,.;]{0,20}\b(?:every|a\s(?:week|month)|per)|"
        r"\b(?:just\s(?:\w+\s){0,3}?(?:trucks?|trains?|vehicles?|lorr\w+|people|wagons?)|at\smost"
        r"|no\smore\sthan|trickles?|trickled|sporadic\w*|irregular\w*|intermittent\w*"
        r"|occasional(?:ly)?|from\stime\sto\stime|now\sand\sthen|(?:once|twice)\s(?:or\stwice\s"
        r"|or\sthree\stimes\s)?a\s(?:week|month)|the\sodd|nothing\sbut|none\sbut|no\sone\sbut"
        r"|special\spermi\w+|weight\slimit|one[\s-]way|(?:heavy|large|loaded|big)\s(?:vehicles?"
        r"|trucks?|lorries)\b[^,.;]{0,40}\b(?:barred|banned|forbidden|not\sallowed|kept\soff"
        r"|turned\s(?:back|away)))|"
        r"\b(?:one|two|three|four|five|six|seven|a\sfew|a\shandful\sof|\d)\s(?:trucks?|trains?"
        r"|vehicles?|lorries|wagons?)\s(?:a|per|each)\s(?:day|week)|"
        r"\b(?:[Oo]nly\s(?:\w+\s){0,6}?(?:trucks?|trains?|diplomats?|officials?|citizens?|urgent"
        r"|at\snight|in\sthe\smornings?|on\s\w+\sdays?|tour\sgroups?|vehicles?|passengers?|people"
        r"|residents|a\sfew|wagons?)"
        r"|(?:diplomats|officials|citizens|Russian\s\w+\sgroups|nationals|residents)\sonly"
        r"|at\snight\sonly|(?:mornings?|afternoons?|days?(?:\sa\sweek)?|goods|hours|weekdays)\sonly"
        r"|only\sat\snight"
        r"|part(?:ly|ially)\s(?:re-?)?open\w*|part(?:ly|ially)\s\w+|limited|restrict(?:ed|ions|ing)"
        r"|reduced|dwindled|cut\sto|fell\sto\sa\sfew|scaled\sback|skeleton|"
        r"eas(?:e[ds]?|ing)\s(?:\w+\s){0,2}(?:border|closure|lockdown|controls|grip)"
        r"|loosen\w*\s(?:\w+\s){0,3}(?:border|grip)|turns?\saway|lets?\sin\sonly|own\stimetable"
        r"|sluggish|thinn?ed)\b|^only\b",
    ),
    coming=re.compile(
        r"\b(?:set\sout|depart|leave|bring\sback|reservations)\b|"
        r"\b(?:trains?|trucks?|ships?|bus(?:es)?|boats?)\b[^,.;]{0,40}\b(?:is|are)\sexpected|"
        r"\bwill\s(?:take|carry|receive|accept|admit|bring)|re-?opening|resumption|\bpiles\b|"
        r"new\sbridge|"
        r"under\sconstruction|construction|bookings|sign(?:ing|ed)\sup|[Oo]pening|to\s(?:become"
        r"|open|be\sbuilt|run|pass|launch|let|cross|finish)|(?:will|should)\s(?:be\sable\sto\s)?(?:run"
        r"|pass|cross|let|start)|(?:build|building)\sa\s(?:highway|road|bridge)"
    ),
    moves=re.compile(
        r"\bentered\s[^,.;]*\b(?:by\sland|overland|from\schina|from\shunchun)\b|"
        r"\b(?:ma[dk]es?\s(?:\w+\s)?(?:way|trip)|stroll(?:s|ed)?|for\s(?:the\s)?first\stime"
        r"|(?:have|has)\sgone\s(?:from|to|over|across)|being\s(?:taken|brought|driven|carried"
        r"|sent)\s[^,.;]{0,24}\b(?:home|over|across|by)|carry(?:ing)?\s(?:\w+\s){0,2}?again"
        r"|(?:begun|began|started)\s\w+ing|got\s(?:its|the)\sfirst|shuttl(?:es?|ed|ing)"
        r"|is\slifted\sfor|left\s\w+\sfor)\b|"
        r"\brode\s[^,.;]{0,40}\b(?:over|across|from)\b|"
        r"\b(?:now\s)?lets?\s[^,.;]{0,60}\b(?:pass|cross|enter|in|through)\b|"
        r"\b(?:carried\s(?:its|the|a)\sfirst|handed\sback\sto\straffic|queued|runs?\s(?:from"
        r"|between|to|via|on|every|twice|three|four|several|again)|(?:\d+|dozens|hundreds|scores"
        r"|hundred)\s(?:of\s)?(?:trucks|lorries|vehicles|wagons)\s(?:a|per|each|every)\s(?:day"
        r"|week)|(?:dozens|hundreds|scores)\sof\s(?:\w+\s){0,2}?(?:trucks|lorries|vehicles"
        r"|tourists|people)|hundred\s(?:trucks|lorries|vehicles)|first\s(?:\w+\s){0,4}?(?:in|since"
        r"|for)\s(?:\w+\s){0,2}?(?:years|months|weeks|19\d\d|20\d\d|january|the)|(?:allow|permit"
        r"|let|admit)(?:s|ted|ed|ting|ing)?\s[^,.;]{0,40}\b(?:enter|cross|pass|in|through)"
        r"|begun?\s(?:accepting|admitting|letting)|began\s(?:accepting|admitting|letting|allowing))\b|"
        r"\b(?:went\s(?:over|across|through)|(?:is|are|was|were|been)\s(?:\w+\s)?(?:leaving"
        r"|entering|arriving|departing|streaming|pouring|heading\s(?:for|to|into|across)|lin(?:ing"
        r"|ed)\sup|queu(?:e)?ing|coming\s(?:in|over|across|through)|going\s(?:in|over|across"
        r"|through))|(?:set\soff|pulled\sout|departed)\b|(?:pull|roll|rumbl|trundl|chugg|driv|walk"
        r"|travel+|rid)(?:s|ed|e|es|ing)?\s(?:in(?:to)?|over|across|out\sof|through)\b|(?:drove"
        r"|rode|came|comes|come)\s(?:in(?:to)?|over|across|through)\b|coming\sand\sgoing"
        r"|in\sand\sout\b|to\sand\sfro|stood\sin\s(?:a\s)?(?:long\s)?line|queues?\sof"
        r"|lines?\sof\s(?:trucks|lorries)|waiting\sto\s(?:cross|be\scleared)"
        r"|entered\s[^,.;]*\b(?:through|via|by\sroad|over|at)\b|cleared\scustoms"
        r"|brought\s(?:\w+\s){0,4}(?:over|across|through))|"
        r"\b(?:(?:is|are|were|been)\s(?:\w+\s)?crossing|(?:once\smore|again)\scross|cross(?:es"
        r"|ed)?\s(?:at|over|the|into|from|through|back|via|every)|rolls?\s(?:over|across|into)"
        r"|(?:rolled|drove)\s(?:over|across|into)|pass(?:es|ed|ing)\s(?:through|over)"
        r"|can\s(?:again\s)?(?:walk|cross)"
        r"|goes\sthrough"
        r"|left\s\w+\sfor|(?:arrived|rolled|pulled)\s(?:in|into)\s(?:dandong|sinuiju)"
        r"|back\sand\sforth|make\sthe\strip|flowing|moving\sthrough)\b"
    ),
    opened=re.compile(
        r"\b(?:permit|allow|let)(?:s|ted|ed|ting|ing)?\s(?!not)[^,.;]{0,40}\b(?:to\s)?(?:enter"
        r"|return|come\shome)\b|"
        r"\b(?:went|came|come|put|taken|brought|entered)\s(?:into\s)?(?:use|service|operation)\b|"
        r"\b(?:the\s)?k2[78]\s(?:now\s)?runs|"
        r"\b(?:began|begun|started)\s(?:accepting|admitting|letting|allowing|clearing|handling"
        r"|receiving)\b|"
        r"\bwent\sback\sto\swork|"
        r"\b(?:(?:is|are|was|were|been|be)\s(?:\w+\s)?(?:moving|rolling|running|crossing|flowing"
        r"|operating|travelling|open|working)\s(?:again|once\smore)|(?:move|roll|run|cross|flow"
        r"|travel|sail|pass)s?\s(?:again|once\smore)|(?:went|gone|goes|going|got|is|are|were|was"
        r"|come|came)\sback\s(?:to\s(?:work|normal|business|life|service)|in(?:to)?\s(?:use"
        r"|business|service|operation))|return(?:s|ed)?\sto\s(?:service|normal|operation|work|use)"
        r"|inaugurated|restored|reinstated|reconnected|revived|unsealed|unblocked|unlocked"
        r"|swung\sopen|up\sand\srunning|in\suse\sagain|once\s(?:more|again)\s(?:open|running"
        r"|moving|in\suse)|(?:business|trade|work|traffic|services?|operations?"
        r"|clearance)\b[^,.;]{0,40}\b(?:as\susual|normal(?:ly)?|uninterrupted|unaffected))\b|"
        r"\b(?:re-?open(?:s|ed)?|(?:mark|confirm|announc|celebrat)\w*\s(?:the\s)?(?:re-?opening|resumption)|resum(?:e[ds]?|ing)|restart(?:s|ed|ing)?|relaunch\w*"
        r"|open(?:s|ed)?\b(?!-)|back\s(?:in(?:to)?\sservice|on\strack|to\snormal|in\soperation)"
        r"|(?:began|begun|started|begin|begins)\s(?:to\s(?:use|cross|run|operate|arrive|flow|move|come"
        r"|enter|pass)"
        r"|crossing|operating|running|again|moving|using|rolling)"
        r"|(?:is|are|been|was|were)\s(?:again\s|now\s|still\s)?(?:running|operating|sailing|working"
        r"|calling)(?:\snormally)?"
        r"|picked\sup|run(?:s)?\s(?:every\sday|daily|again)|in\soperation|works?\snormally"
        r"|operates?\snormally|went\sback\sinto\sservice)\b"
    ),
    closed=re.compile(
        r"\b(?:shuttered|stayed\sdown|came\sdown|refus(?:es|ed|ing)|stopped\scoming)\b|"
        r"\b(?:(?:brought|came|come|ground|bring\w*)\b[^,.;]{0,40}\bto\san?\s(?:\w+\s)?(?:stop"
        r"|halt|standstill|end)|forbid\w*|forbade|prohibit\w*)\b|"
        r"\b(?:(?:put|placed|is|are|was|were|been)\son\s(?:hold|ice)|called\soff|severed|den(?:y"
        r"|ied)\sentry|(?:turn(?:s|ed|ing)?|sen(?:t|ds))\s(?:\w+\s){0,3}?(?:back|away)|went\squiet"
        r"|dried\sup|frozen|froze|halt)\b|"
        r"\b(?:clos(?:e[ds]?|ing|ure)|shut(?:s|ting|down)?|seal(?:s|ed|ing)?(?:\soff)?|lockdown"
        r"|suspend(?:s|ed|ing)?|suspension|halt(?:s|ed|ing)?|paus(?:e[ds]?|ing)"
        r"|stop(?:s|ped|ping)?|ceased|cancel+ed"
        r"|banned|bans|barred|bars|block(?:ed|s)"
        r"|cut\soff|out\sof\s(?:service|use)|not\sin\soperation|at\sa\sstandstill|paralys\w+"
        r"|turned\sback)\b",
    ),
    lasting=re.compile(
        r"\b(?:remain\w*|stay\w*|still|kept|keep\w*|continu\w*|since|for\s(?:years|months"
        r"|a\s\w+\smonth)|again\sthis|every|daily|is|are|no\slonger|yet|not|never|now|have\sbeen)\b"
    ),
    since=re.compile(r"\b(?:since|from|as\sof)(?:\s(?:early|late|mid|the|about))?[\s-]$"),
    past=re.compile(
        r"\b(?:[Bb]efore\sthe\s(?:pandemic|outbreak|closure|lockdown|border|virus|sanctions)|(?<!that\s)(?<!which\s)used\sto"
        r"|once\b(?!\smore|\sagain|\sthe)|formerly|previously|in\sthe\spast|back\sthen|at\sthe\stime"
        r"|(?:years|decades)\s(?:ago|earlier)|last\syear|in\sthe\s(?:19|20)\d0s)\b"
    ),
    named=(
        (
            re.compile(
                r"(?:[Cc]ross-border|North\sKorea(?:[’']s)?|DPRK|China)\s?[-–]?\s?"
                r"(?:North\sKorea|DPRK|China)?\s(?:rail\s)?(?:freight|cargo|passenger)\s(?:trains?|rail)"
            ),
            "beijing-pyongyang-train",
        ),
    ),
    modes=(
        ("foot", re.compile(r"\b(?:walk(?:s|ed|ing|ers)?|pedestrians?|on\sfoot)\b")),
        (
            "ship",
            re.compile(
                r"\b(?:ships?|vessels?|boats?|ferr(?:y|ies)|sail\w*|seaport|harbou?r|Harbou?r"
                r"|freighters?)\b"
            ),
        ),
        ("rail", re.compile(r"\b(?:[Tt]rains?|[Rr]ail(?:way|road)?s?|locomotives?|wagons|carriages|K27|K28)\b")),
        (
            "road",
            re.compile(r"\b(?:[Tt]rucks?|lorr(?:y|ies)|[Bb]us(?:es)?|[Vv]ehicles?|[Rr]oads?|[Hh]ighway)\b"),
        ),
        (
            "freight",
            re.compile(
                r"\b(?:[Ff]reight|[Cc]argo|[Gg]oods|[Ii]mports?|[Ee]xports?|[Tt]rade|shipments?|ore|flour|rice|fertili[sz]er|coal|timber|seafood|minerals)\b"
            ),
        ),
        (
            "passengers",
            re.compile(
                r"\b(?:citizens|nationals|[Pp]assengers?|[Tt]our(?:s|ist|ists|ism)?|travell?ers?"
                r"|visitors?|foreigners"
                r"|diplomats|[Bb]us(?:es)?|coach(?:es)?|minibus(?:es)?|holidaymakers|workers|delegations?|athletes|Russian\stour|everyone|closed\sto|off[\s-]limits"
                r"|[Pp]eople\s(?:still\s|can\w*\s|may\s|to\s|not\s)*(?:cross|pass|enter|walk|leave))\b"
            ),
        ),
    ),
    is_verb_last=False,
)
