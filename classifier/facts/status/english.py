"""English signs of a crossing's state."""

from typing import Final

from classifier.facts.scanning import Words
from classifier.facts.status.english_denials import ASIDE, NOT_OPEN, NOTHING
from classifier.facts.status.signs import Signs
from yaluwatch.patterns import lazy_regex

_STEMS: Final = (
    "rail ", "trade",
    "due", "complet", "accept",
    "enter", "traffic", "arrived", "accept", "visit", "told",
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
    stems=Words(_STEMS),
    border_stems=Words(
        (
            "from North Korea",
            "from China",
            "into China",
            "into North Korea",
            "with China",
            "with North Korea",
            "ross-border",
            "DPRK",
            "freight",
            "ourist",
            "oreigner",
            "isitor",
            "our group",
            "ravel",
            "order",
            "rontier",
            "passenger train",
            "rains to",
            "rains from",
            "rains between",
            "crossings",
            "verland",
            "entering North Korea",
            "North Korean ships",
            "lets in only",
            "Crossings",
        )
    ),
    about=lazy_regex(
        r"(?i)\b(?:mail|postal|rail|road|transport)\s(?:links?|routes?|services?)\b|"
        r"\b(?:(?:aid\sworkers|delegations?|athletes)\b|"
        r"(?:K27|K28|tours?|foreigners|holidaymakers|hikers|[Tt]rips?|[Tt]ravel|sightseers"
        r"|[Dd]ay-trippers|pilgrims|minibus(?:es)?|tourists?)\b|"
        r"(?:mail\sroute|locomotives?|wagons?|carriages?|coach(?:es)?|gates?|containers?|convoys?"
        r"|visitors|travell?ers?|drivers|services?|route|rail\slink|closed\sto|off[\s-]limits|people)\b|"
        r"(?:crossings?|customs|ports?(?:\sof\sentry)?|bridges?|checkpoints?|harbou?rs?|borders?"
        r"|frontier|trains?|rail(?:way|road)?s?|trucks?|lorr(?:y|ies)|bus(?:es)?|vehicles?|freight"
        r"|cargo|(?:[Tt]our(?:s|ist|ists|ism)?)|travel|passengers?|ships?|vessels?|boats?|ferr(?:y"
        r"|ies)|shipments?|overland\strade|land\strade|people|imports|exports|goods|iron\sore|coal"
        r"|walkers|pedestrians?|walk|traffic|road)\b)|"
        r"[Cc]rossing|Port\b",
    ),
    train=lazy_regex(r"\b[Tt]rains?\b|\brail"),
    facility=lazy_regex(
        r"(?i)\btraffic\b|"
        r"\b(?:K2[78]\b|(?:routes?|links?|gates?|yards?|roads?|closed\sto|off[\s-]limits)\b|"
        r"(?:goods\son|crossings?|customs|ports?|bridges?|checkpoints?|harbou?rs?|line|service|tours?"
        r"|trips?)\b)"
    ),
    via=lazy_regex(r"\b(?:through|via|by\sway\sof|between|between\s\w+\sand)\b"),
    border=lazy_regex(
        r"(?i)\bland\sborder\b[^,.;]{0,40}\b(?:clos|shut|open)\w*|"
        r"\b(?:cross\w*\s(?:\w+\s)?(?:from|into)\s(?:north\skorea|china)\b|"
        r"(?:trucks?|trains?|bus(?:es)?|travel\w*|cargo|freight|goods|lorr\w+|people"
        r"|passengers?)\b[^.;]{0,60}\b(?:between|from|into|to)\s(?:north\skorea"
        r"|china)\b[^.;]{0,30}\b(?:china|north\skorea)|"
        r"(?:customs\s(?:houses?|posts?|offices?)|crossings|checkpoints)\b[^,.;]{0,40}\bborder|"
        r"(?:borders?|frontier)\b[^,.;]{0,60}\b(?:clos\w*|shut\w*|seal\w*|lockdown|re-?open\w*|open\w*"
        r"|lift\w*|eas\w+|block\w*)|"
        r"(?:clos|shut|seal|re-?open|open|eas|block|loosen)\w*\s(?:[\w’']+\s){0,4}?(?:borders?"
        r"|frontier|crossings)\b|crossings\b[^,.;]{0,20}\b(?:closed|shut|reopened)|overland\strade|"
        r"border\slockdown|border\strade\s(?:has\s)?(?:resum|stop|halt))|"
        r"(?:\b(?:cross-border|North\sKorea)\b[^,.;]{0,30}\b(?:freight|cargo|goods)\s(?:traffic"
        r"|transport))|(?:barred\sfrom\s)?entering\sNorth\sKorea|North\sKorean\sships|lets\sin\sonly"
    ),
    entry=lazy_regex(
        r"(?i)\b(?:(?:north\skorea|pyongyang|dprk)\b[^,.;]{0,60}\b(?:foreigners|tourists?|tour\sgroups?"
        r"|visitors|travell?ers)\b|(?:foreigners|tourists?|tours?|tour\sgroups?|visitors|travell?ers"
        r"|citizens)\b[^,.;]{0,60}\b(?:into|to|in|enter\w*)\s(?:north\skorea|the\snorth|the\scountry"
        r"|dprk)\b)"
    ),
    contrast=lazy_regex(
        r"\bunlike\sat\s\w+|"
        r"[Uu]nlike\s[^,]+,|\b(?:instead\sof|rather\sthan)\s\w+"
    ),
    nothing=NOTHING,
    sanctions=lazy_regex(r"(?i)\b(?:security\scouncil|sanctions?|resolution|embargo)"),
    hidden=lazy_regex(r"(?i)\bsmuggl\w*|\bdefect\w*|\brefugees?\b"),
    aside=ASIDE,
    parts=lazy_regex(
        r",\sand\s(?=(?:nothing|only|no|not|nobody)\b)|"
        r";\s|,?\s(?:but|although|though|while|whereas)\s(?=[^,.]{0,60}\b(?:trains?|freight|trucks?"
        r"|passengers?|tours?|tourists?|goods|ships?|bridge|customs|port|crossing|service)\b)"
    ),
    not_open=NOT_OPEN,
    not_closed=lazy_regex(
        r"\b(?:no\s(?:\w+\s)?(?:change|impact|disruption|effect)\b[^,.;]{0,30}\b(?:at|on|to|for|in)\b|"
        r"(?:unaffected|undisturbed|not\saffected)\b|"
        r"(?:ha(?:s|ve)|is|are|did|does|do|was|were)(?:\snot|n[’']t)\s(?:been\s)?(?:stop\w*|clos\w*"
        r"|shut|halt\w*|suspend\w*|interrupt\w*|affected)|never\s(?:stopped|closed|shut|halted)|"
        r"without\s(?:interruption|a\sbreak)|"
        r"(?:lift(?:ed|s)?|end(?:ed|s)?|revok\w+|scrapp\w+|withdr[ae]wn?)\s(?:its\s|the\s|a\s|their\s"
        r"|all\s)?(?:\w+\s)?(?:ban|closure|lockdown|suspension|blockade|restrictions|border\s\w+)|"
        r"(?:ban|closure|lockdown|suspension|restrictions)\s(?:\w+\s){0,4}?(?:was|were|has\sbeen"
        r"|have\sbeen|is)\s(?:lifted|ended|removed))",
    ),
    negated=lazy_regex(
        r"\b(?:nothing|nobody|no|not|never|without|cannot|neither|nor|hardly|unable|impossible)\b|n[’']t\b"
    ),
    still=lazy_regex(r"\b(?:yet|still|remain\w*|never)\b"),
    decided=lazy_regex(
        r"\bforced\s[^,.;]{0,40}\bto\s(?:close|shut|halt|suspend)|"
        r"\b(?:decid|agree|order|instruct|tell|told|decision)\w*\s(?:\w+\s){0,4}?to\s(?:\w+ly\s)?"
        r"(?:suspend|halt|stop|clos|shut|seal|cancel|call\soff)"
    ),
    planned=lazy_regex(
        r"\bbefore\s(?:it|they|trains?|trucks?|service)\s(?:comes?|returns?|resumes?)\b|"
        r"\b(?:will|would|to)\s(?:soon\s)?be\s(?:lifted|eased|scrapped|removed|ended)\b|"
        r"\bso\sthat\b[^.;]{0,40}\bcan\s(?:start|begin|resume|restart|re-?open|run|cross)\b|"
        r"\b(?:settled|agreed)\son\s|"
        r"\b(?:is|are)\sto\s(?!date\b|blame\b|be\s(?:seen|found|heard)\b)[a-z]+|"
        r"\b(?:(?:taking|accepting)\s(?:bookings|reservations)|(?:would|will)\s(?:set\sout|depart|leave)|"
        r"(?:talks|discussions)\b[^,.;]{0,30}\bto\s(?:re-?open|resume|restart)|"
        r"for\s(?:a|its|the)\s(?:\w+\s)?(?:re-?opening|resumption|restart)|on\sthe\scards|"
        r"(?:will|would|shall)\s(?!not\b|never\b)(?:\w+\s){0,2}?(?:take|carry|receive|accept|admit"
        r"|bring|connect|link|go|travel|operate)|"
        r"(?:opening|re-?opening|resumption)\b[^,.;]{0,20}\b(?:before|by|in|this"
        r"|next)\s(?:the\s)?(?:end|spring|summer|autumn|fall|winter|year|month)|about\sto|poised|imminent|"
        r"on\sthe\sverge|gear(?:ing|ed)\sup|getting\sready|ready\sto|going\sto\s(?!china\b|(?:the\s)?north\b|[\w’-]+\s(?:through|via|by\sway)\b)|eye(?:s|ing)\s|"
        r"(?:announc|discuss|consider|mull|propos|seek|push)\w*\s(?:\w+\s){0,4}?(?:re-?opening"
        r"|resumption)\b|"
        r"(?:signs?|talks?|steps?|moves?)\s(?:of|on|to|towards?)\s(?:\w+\s){0,4}?(?:resum|re-?open"
        r"|restart)\w*|(?:will|would|shall)\s(?!not\b)(?:\w+\s){0,3}?(?:(?:be\s(?:able|allowed)\sto\s\w+)"
        r"|(?:be\s)?(?:re-?open|open|clos|shut|resum|restart|run|start|begin|launch|become|suspend"
        r"|halt|let|pass|cross|leave)\w*)|"
        r"(?:expect\w*|due(?!\sto\s(?!be\b|re-?open|open|resum|restart|start|begin|clos|halt|run\b|operat|go\b))"
        r"|scheduled|slated|plan(?:s|ned|ning)?|intend\w*|agreed|promised|want\w*"
        r"|prepar\w+|await\w*|postponed|delayed|put\soff|set\sfor|set\sto|pressing|negotiat\w+|aim\w*"
        r"|approv\w+)\b|under\sconstruction|"
        r"[Cc]onstruction\s(?:\w+\s){0,8}?(?:has\s)?(?:begun|began|started)|taking\sbookings|signing\sup|"
        r"next\s(?:week|month|year|spring|summer|autumn)\b|upcoming\b|"
        r"[Oo]pening\s(?:of|date)\b[^,]*\b(?:set|planned|scheduled|postponed))|"
        r"(?<!failed\s)(?<!fails\s)(?<!yet\s)(?<!unable\s)\b(?:to"
        r"|should)\s(?:be\s)?(?:\w+ly\s)?(?:re-?open|resume|restart|close|shut|open|run|launch|become"
        r"|lift|let|start|finish)\w*\b",
    ),
    limited=lazy_regex(
        r"\b(?:a\smere|merely|nothing\smore\sthan)\b|\bfirst\s(?:phase|stage|step)\b|\b(?:nobody|no\sone)\s(?:can\stell|knows)\swhen\sthe\snext\b|"
        r"\bclos(?:es|ed|ing)\s(?:\w+\s)?(?:at\s(?:noon|four|five|six|\d)|for\slunch|overnight|on\s(?:sun|satur)days?|at\sweekends)|"
        r"\b(?:a|one)\s(?:third|quarter|fifth|tenth|fraction)\sof\s(?:what|the\susual|before)|"
        r"\bbut\s\w+\s(?:cannot|can[’']t|may\snot|are\s(?:still\s)?(?:kept\sout|turned\s(?:away|back)))\b|"
        r"\bopen\w*\s(?:\w+\s)?for\s(?:(?:a\sfew|several|some|two|three|four|\d)\s(?:hours|days)|an?\s(?:\w+\s)?(?:day|hour))\b|"
        r"\btemporarily\s(?:re-?)?open\w*|\b(?:re-?)?opened\stemporarily\b|"
        r"\bonly\s(?:\w+\s){0,3}?(?:business\w*|traders|merchants|officials|holders)|"
        r"\b(?:other\sthan\s(?:chinese|diplomats|officials|traders)|nothing\s(?:except|other\sthan)|"
        r"no\w*\s\w+\sexcept\b|apart\sfrom\b|every\s(?:ten|five|seven|few|other|second)\s(?:days?|weeks?)|"
        r"single\s(?:convoy|truck|train|lorry)\b[^,.;]{0,20}\b(?:every|a\s(?:week|month)|per)|"
        r"just\s(?:\w+\s){0,3}?(?:trucks?|trains?|vehicles?|lorr\w+|people|wagons?)|at\smost|"
        r"no\smore\sthan|trickles?|trickled|sporadic\w*|irregular\w*|intermittent\w*|occasional(?:ly)?|"
        r"from\stime\sto\stime|now\sand\sthen|"
        r"(?:once|twice)\s(?:or\stwice\s|or\sthree\stimes\s)?a\s(?:week|month)|the\sodd|nothing\sbut|"
        r"none\sbut|no\sone\sbut|special\spermi\w+|weight\slimit|one[\s-]way|"
        r"(?:heavy|large|loaded|big)\s(?:vehicles?|trucks?|lorries)\b[^,.;]{0,40}\b(?:barred|banned"
        r"|forbidden|not\sallowed|kept\soff|turned\s(?:back|away))|"
        r"(?:one|two|three|four|five|six|seven|a\sfew|a\shandful\sof|\d)\s(?:trucks?|trains?|vehicles?"
        r"|lorries|wagons?)\s(?:a|per|each)\s(?:day|week)|"
        r"(?:[Oo]nly\s(?:\w+\s){0,6}?(?:trucks?|trains?|diplomats?|officials?|citizens?|urgent"
        r"|at\snight|in\sthe\smornings?|on\s\w+\sdays?|tour\sgroups?|vehicles?|passengers?|people"
        r"|residents|a\sfew|wagons?)|(?:diplomats|officials|citizens|Russian\s\w+\sgroups|nationals"
        r"|residents)\sonly|at\snight\sonly|(?:mornings?|afternoons?|days?(?:\sa\sweek)?|goods|hours"
        r"|weekdays)\sonly|only\sat\snight|part(?:ly|ially)\s(?:re-?)?open\w*|part(?:ly|ially)\s\w+"
        r"|limited|restrict(?:ed|ions|ing)|reduced|dwindled|cut\sto|fell\sto\sa\sfew|scaled\sback"
        r"|skeleton|eas(?:e[ds]?|ing)\s(?:\w+\s){0,2}(?:border|closure|lockdown|controls|grip)"
        r"|loosen\w*\s(?:\w+\s){0,3}(?:border|grip)|turns?\saway|lets?\sin\sonly|own\stimetable"
        r"|sluggish|thinn?ed)\b)|"
        r"^only\b",
    ),
    coming=lazy_regex(
        r"\b(?:start|begin|accept|take|complet\w+|inaugurat\w+)\b|\bbe\s(?:lifted|eased|scrapped|removed|ended)\b|"
        r"\b(?:(?:set\sout|depart|leave|bring\sback|reservations)\b|"
        r"(?:trains?|trucks?|ships?|bus(?:es)?|boats?)\b[^,.;]{0,40}\b(?:is|are)\sexpected|"
        r"will\s(?:take|carry|receive|accept|admit|bring)|piles\b)|"
        r"re-?opening|resumption|new\sbridge|under\sconstruction|construction|bookings|sign(?:ing|ed)\sup|"
        r"[Oo]pening|to\s(?:become|open|be\sbuilt|run|pass|launch|let|cross|finish)|"
        r"(?:will|should)\s(?:be\sable\sto\s)?(?:run|pass|cross|let|start)|"
        r"(?:build|building)\sa\s(?:highway|road|bridge)"
    ),
    moves=lazy_regex(
        r"\b(?:has|have)\scarried\b|\bbrought\s(?:home|back)\b|\b(?:berthed|docked|called)\sat\b|"
        r"\b(?:has|have)\s(?:again\s|now\s|once\smore\s)?been\s(?:again\s)?(?:going|coming|passing|crossing"
        r"|running|rolling|leaving|entering|clearing|shuttling|streaming|hauling)\b|"
        r"\bwalk(?:s|ed|ing)?\s(?:over|across)\b|"
        r"\b(?:take|taking|took)\sthe\s(?:train|bus)|\breturn(?:s|ed)?\sto\b|"
        r"\b(?:go(?:es)?|went)\son\s(?:crossing|running)|"
        r"\b(?:keep|keeps|kept|continue[sd]?\sto)\s(?:cross|run|roll)\w*|"
        r"\b(?:entered\s[^,.;]*\b(?:by\sland|overland|from\schina|from\shunchun)\b|"
        r"(?:ma[dk]es?\s(?:\w+\s)?(?:way|trip)|stroll(?:s|ed)?|for\s(?:the\s)?first\stime|(?:have"
        r"|has)\sgone\s(?:from|to|over|across)|being\s(?:taken|brought|driven|carried"
        r"|sent)\s[^,.;]{0,24}\b(?:home|over|across|by)|carry(?:ing)?\s(?:\w+\s){0,2}?again|(?:begun"
        r"|began|started)\s\w+ing|got\s(?:its|the)\sfirst|shuttl(?:es?|ed|ing)|is\slifted\sfor"
        r"|left\s\w+\sfor)\b|rode\s[^,.;]{0,40}\b(?:over|across|from)\b|"
        r"(?:now\s)?lets?\s[^,.;]{0,60}\b(?:pass|cross|enter|in|through)\b|"
        r"(?:carried\s(?:its|the|a)\sfirst|handed\sback\sto\straffic|queued|runs?\s(?:from|between|to"
        r"|via|on|every|twice|three|four|several|again)|(?:\d+|dozens|hundreds|scores"
        r"|hundred)\s(?:of\s)?(?:trucks|lorries|vehicles|wagons)\s(?:a|per|each|every)\s(?:day|week)"
        r"|(?:dozens|hundreds|scores)\sof\s(?:\w+\s){0,2}?(?:trucks|lorries|vehicles|tourists|people)"
        r"|hundred\s(?:trucks|lorries|vehicles)|first\s(?:\w+\s){0,4}?(?:in|since"
        r"|for)\s(?:\w+\s){0,2}?(?:years|months|weeks|19\d\d|20\d\d|january|the)|(?:allow|permit|let"
        r"|admit)(?:s|ted|ed|ting|ing)?\s[^,.;]{0,40}\b(?:enter|cross|pass|in|through)"
        r"|begun?\s(?:accepting|admitting|letting)|began\s(?:accepting|admitting|letting|allowing))\b|"
        r"went\s(?:over|across|through)(?!\s(?:every|each|all|their|our|his|her|its)\b)|"
        r"(?:is|are|was|were|been)\s(?:\w+\s)?(?:leaving|entering|arriving|departing|streaming|pouring"
        r"|heading\s(?:for|to|into|across)|lin(?:ing|ed)\sup|queu(?:e)?ing|coming\s(?:in|over|across"
        r"|through)|going\s(?:in|over|across|through))|(?:set\soff|pulled\sout|departed)\b|"
        r"(?:pull|roll|rumbl|trundl|chugg|driv|travel+|rid)(?:s|ed|e|es|ing)?\s(?:in(?:to)?|over"
        r"|across|out\sof|through)\b|(?:drove|rode|came|comes|come)\s(?:in(?:to)?|over|across|through)\b|"
        r"coming\sand\sgoing|in\sand\sout\b|to\sand\sfro|stood\sin\s(?:a\s)?(?:long\s)?line|queues?\sof|"
        r"lines?\sof\s(?:trucks|lorries)|waiting\sto\s(?:cross|be\scleared)|"
        r"entered\s[^,.;]*\b(?:through|via|by\sroad|over|at)\b|cleared\scustoms|"
        r"brought\s(?:\w+\s){0,4}(?:over|across|through)|"
        r"(?:(?:is|are|were|been)\s(?:\w+\s)?crossing|(?:once\smore|again)\scross|cross(?:es"
        r"|ed)?\s(?:at|over|the|into|from|through|back|via|every)|rolls?\s(?:over|across|into)"
        r"|(?:rolled|drove)\s(?:over|across|into)|pass(?:es|ed|ing)\s(?:through|over)"
        r"|can\s(?:again\s)?(?:walk|cross)|goes\sthrough|left\s\w+\sfor|(?:arrived|rolled"
        r"|pulled)\s(?:in|into)\s(?:dandong|sinuiju)|back\sand\sforth|make\sthe\strip|flowing"
        r"|moving\sthrough)\b)"
    ),
    opened=lazy_regex(
        r"\b(?:continue[sd]?|kept|keep)\s(?:to\s)?(?:run|cross|roll|sail|operat)\w*|"
        r"\b(?:lets?|letting|allow\w*|admit\w*)\s[^,.;]{0,30}\b(?:back\sin|in\sagain)\b|\bworks?\sagain\b|"
        r"\b(?:again|once\smore)\s(?:moving|running|rolling|crossing|operating|open)\b|"
        r"\b(?:(?:permit|allow|let)(?:s|ted|ed|ting|ing)?\s(?!not)[^,.;]{0,40}\b(?:to\s)?(?:enter|return"
        r"|come\shome)\b|"
        r"(?:went|came|come|put|taken|brought|entered)\s(?:into\s)?(?:use|service|operation)\b|"
        r"(?:the\s)?k2[78]\s(?:now\s)?runs|"
        r"(?:began|begun|started)\s(?:accepting|admitting|letting|allowing|clearing|handling|receiving)\b|"
        r"(?:went|has\sbeen|have\sbeen|is|are)\sback\s(?:to|at)\swork|"
        r"(?:(?:is|are|was|were|been|be)\s(?:\w+\s)?(?:moving|rolling|running|crossing|flowing"
        r"|operating|travelling|open|working)\s(?:again|once\smore)|(?:move|roll|run|cross|flow|travel"
        r"|sail|pass)s?\s(?:again|once\smore)|(?:went|gone|goes|going|got|is|are|were|was|come"
        r"|came)\sback\s(?:to\s(?:work|normal|business|life|service)|in(?:to)?\s(?:use|business"
        r"|service|operation))|return(?:s|ed)?\sto\s(?:service|normal|operation|work|use)|inaugurated"
        r"|restored|reinstated|reconnected|revived|unsealed|unblocked|unlocked|swung\sopen"
        r"|up\sand\srunning|in\suse\sagain|once\s(?:more|again)\s(?:open|running|moving|in\suse)"
        r"|(?:business|trade|work|traffic|services?|operations?|clearance)\b[^,.;]{0,40}\b(?:as\susual"
        r"|normal(?:ly)?|uninterrupted|unaffected))\b|"
        r"(?:re-?open(?:s|ed)?|(?:mark|confirm|announc|celebrat)\w*\s(?:the\s)?(?:re-?opening"
        r"|resumption)|resum(?:e[ds]?|ing)|restart(?:s|ed|ing)?|relaunch\w*|(?<!in\sthe\s)open(?:s|ed)?\b(?!-)"
        r"|back\s(?:in(?:to)?\sservice|on\strack|to\snormal|in\soperation)|(?:began|begun|started"
        r"|begin|begins)\s(?:to\s(?:use|cross|run|operate|arrive|flow|move|come|enter|pass)|crossing"
        r"|operating|running|again|moving|using|rolling)|(?:is|are|been|was|were)\s(?:again\s|now\s"
        r"|still\s)?(?:running|operating|sailing|working|calling)(?:\snormally)?|picked\sup"
        r"|run(?:s)?\s(?:every\sday|daily|again)|in\soperation|works?\snormally|operates?\snormally"
        r"|went\sback\sinto\sservice)\b)"
    ),
    closed=lazy_regex(
        r"\bcordoned\soff\b|\b(?:to|at)\sa\sstandstill\b|"
        r"\b(?:(?:stood|stands|has\sbeen)\s(?:barred|bolted|sealed|deserted)\b|"
        r"(?:shuttered|stayed\sdown|came\sdown(?!\s(?:to|from|the)\b)|refus(?:es|ed|ing)|stopped\scoming)\b|"
        r"(?:(?:brought|came|come|ground|bring\w*)\b[^,.;]{0,40}\bto\san?\s(?:\w+\s)?(?:stop|halt"
        r"|standstill|end)|forbid\w*|forbade|prohibit\w*)\b|"
        r"(?:(?:put|placed|is|are|was|were|been)\son\s(?:hold|ice)|called\soff|severed|den(?:y"
        r"|ied)\sentry|(?:turn(?:s|ed|ing)?|sen(?:t|ds))\s(?:\w+\s){0,3}?(?:back|away)|went\squiet"
        r"|dried\sup|frozen|froze|halt)\b|"
        r"(?:clos(?:e[ds]?|ing|ure)|shut(?:s|ting|down)?|seal(?:s|ed|ing)?(?:\soff)?|lockdown"
        r"|suspend(?:s|ed|ing)?|suspension|halt(?:s|ed|ing)?|paus(?:e[ds]?|ing)|stop(?:s|ped|ping)?"
        r"|ceased|cancel+ed|banned|bans|barred|bars|block(?:ed|s)|cut\soff|out\sof\s(?:service|use)"
        r"|not\sin\soperation|at\sa\sstandstill|paralys\w+|turned\sback)\b)",
    ),
    lasting=lazy_regex(
        r"\b(?:remain\w*|stay\w*|still|kept|keep\w*|continu\w*|since|for\s(?:years|months"
        r"|a\s\w+\smonth)|again\sthis|every|daily|is|are|no\slonger|yet|not|never|now|have\sbeen)\b"
    ),
    since=lazy_regex(r"\b(?:since|from|as\sof)(?:\s(?:early|late|mid|the|about))?[\s-]$"),
    past=lazy_regex(
        r"\b(?:[Bb]efore\sthe\s(?:pandemic|outbreak|closure|lockdown|border|virus|sanctions)|(?<!that\s)(?<!which\s)(?<!what\sit\s)(?<!what\sthey\s)used\sto|during\sthe\s(?:cultural|war)"
        r"|once\b(?!\smore|\sagain|\sthe|\sor\s|\sa\s|\severy|\sper)|formerly|previously|in\sthe\spast|back\sthen|at\sthe\stime"
        r"|(?:for|through|during)\s(?:most|much|all|the\s(?:height|worst))\sof\sthe\s(?:\S+\s)?(?:pandemic|outbreak|lockdowns?)"
        r"|would\s(?:normally|usually|ordinarily)|(?:normally|usually)\sby\snow|in\s(?:a\s)?normal\s(?:year|time)s?"
        r"|(?:years|decades)\s(?:ago|earlier)|last\syear|in\sthe\s(?:19|20)\d0s)\b"
    ),
    names={},
    named=None,
    described=(
        (
            lazy_regex(
                r"\b[Nn]ew\s(?:\w+\s){0,2}bridge\s(?:over|across)\sthe\s(?:Yalu|Amnok)|\b[Ss]econd\sbridge\s(?:over|across)\sthe\s(?:Yalu|Amnok)"
            ),
            "new-yalu-bridge",
        ),
        (
            lazy_regex(
                r"(?:(?:freight|passenger|cargo|goods)\strains?|rail\s(?:trade|freight|cargo))\s(?:\w+\s)?(?:to|with|between|from)\s"
                r"(?:North\sKorea|China|Pyongyang)"
            ),
            "beijing-pyongyang-train",
        ),
        (
            lazy_regex(
                r"(?:[Cc]ross-border|North\sKorea(?:[’']s)?|DPRK|China)\s?[-–]?\s?"
                r"(?:North\sKorea|DPRK|China)?\s(?:rail\s)?(?:freight|cargo|passenger)\s(?:trains?|rail)"
            ),
            "beijing-pyongyang-train",
        ),
    ),
    modes=(
        ("foot", lazy_regex(r"(?i)\b(?:walk(?:s|ed|ing|ers)?|pedestrians?|on\sfoot)\b")),
        (
            "ship",
            lazy_regex(
                r"(?i)\b(?:(?:coal|ore|bulk|sand)\scarriers?|barges?|berth(?:s|ed|ing)?|ships?|vessels?|boats?|ferr(?:y|ies)|sail\w*|seaport|harbou?r|Harbou?r"
                r"|freighters?)\b"
            ),
        ),
        (
            "rail",
            lazy_regex(
                r"(?i)\b(?:[Tt]rains?|[Rr]ail(?:way|road)?s?|locomotives?|wagons|carriages|K27|K28)\b"
            ),
        ),
        (
            "road",
            lazy_regex(
                r"(?i)\b(?:[Tt]rucks?|trailers?|lorr(?:y|ies)|[Bb]us(?:es)?|[Vv]ehicles?|[Rr]oads?|[Hh]ighway)\b"
            ),
        ),
        (
            "freight",
            lazy_regex(
                r"(?i)\b(?:[Ff]reight|[Cc]argo|[Gg]oods|[Ii]mports?|[Ee]xports?|[Tt]rade|shipments?|ore|flour|rice|fertili[sz]er|coal|timber|seafood|minerals|fruit|vegetables|fresh\sproduce|medicines?|cement|machinery)\b"
            ),
        ),
        (
            "passengers",
            lazy_regex(
                r"(?i)\b(?:citizens|nationals|[Pp]assengers?|[Tt]our(?:s|ist|ists|ism)?|travell?ers?"
                r"|visitors?|foreigners"
                r"|diplomats|[Bb]us(?:es)?|coach(?:es)?|minibus(?:es)?|holidaymakers|workers|delegations?|athletes|Russian\stour|everyone|closed\sto|off[\s-]limits"
                r"|(?:people|residents|traders|merchants|business\w*|locals)\b[^,.;]{0,40}\b(?:cross|enter|travel|visit|walk|pass)\w*|[Pp]eople\s(?:still\s|can\w*\s|may\s|to\s|not\s)*(?:cross|pass|enter|walk|leave))\b"
            ),
        ),
    ),
    is_verb_last=False,
)
