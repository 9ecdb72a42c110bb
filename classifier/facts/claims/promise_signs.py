"""The words of promises in each language, as regular expressions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PromiseSigns:
    """The signs of one language; all but `split` are asked of one clause or its sentence."""

    #: One of these stands in every sentence that can promise something.
    stems: tuple[str, ...]
    #: Ends a clause.
    split: re.Pattern[str]
    #: What opens, resumes, is delivered · what closes, stops, is banned.
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    #: Announces an action that is to come.
    plan: re.Pattern[str]
    #: It has happened, in the clause of the action.
    done: re.Pattern[str]
    #: A plan of an earlier time: "was to have opened", 예정이었으나.
    history: re.Pattern[str]
    #: Put off, or given up.
    put_off: re.Pattern[str]
    #: Somebody denies it, or it is not planned.
    denied: re.Pattern[str]
    #: Depends on something, may be, is wished, asked or rumoured: nothing is promised.
    nothing: re.Pattern[str]
    #: What is opened is an event, an office or a plant, or lies at another border.
    elsewhere: re.Pattern[str]
    #: What can be open: crossings, bridges, trains, tours.
    about: re.Pattern[str]
    #: By kind of traffic; the first that applies.
    modes: tuple[tuple[str, re.Pattern[str]], ...]
    #: The border as a whole.
    border: re.Pattern[str]
    #: Goods go to the North: it buys, China sells.
    to_north: re.Pattern[str]
    from_north: re.Pattern[str]
    #: Words of commerce: the clause is about goods.
    trade: re.Pattern[str]


_ENGLISH: Final = PromiseSigns(
    stems=("open", "resum", "restart", "start", "begin", "clos", "suspend", "halt", "stop", "ban", "lift", "carry", "ship",
           "deliver", "send", "supply", "run", "shut", "operat"),
    split=re.compile(r"[;:]\s|,\s(?=(?:but|and|while|although|though|which|where)\s)|\sbut\s|(?<=[”\"]),?\s"),
    opening=re.compile(
        r"\b(?:re-?)?open(?:s|ed|ing)?\b|\bresum(?:e|es|ed|ing|ption)\b|\brestart(?:s|ed|ing)?\b"
        r"|\b(?:re-?)?start(?:s|ed|ing)?\b"
        r"|\bbegin(?:s|ning)?\b|\blift(?:s|ed|ing)?\b|\bcarry\b|\b(?:ship|send|deliver|supply)\b"
        r"|\brun(?:s|ning)?\s(?:again|once\smore)\b"
        r"|\boperat(?:e|ing)\sagain\b|\bgo\sinto\s(?:service|operation)\b|\benter\sservice\b"
        r"|\bback\sin\sservice\b|\bstarting\s(?:on|from)\b", re.IGNORECASE
    ),
    closing=re.compile(
        r"\b(?:re-?)?clos(?:e|es|ed|ing|ure)\b|\bsuspen(?:d|ds|ded|ding|sion)\b|\bhalt(?:s|ed"
        r"|ing)?\b|\bstop(?:s|ped|ping)?\b"
        r"|\bbans?\b|\bbann(?:ed|ing)\b|\bshut(?:s|ting)?\b|\bcut\soff\b|\bcancel(?:s|led|ed"
        r"|ling)?\b", re.IGNORECASE
    ),
    plan=re.compile(
        r"\b(?:will|shall|to\sbe|(?:is|are|was\s(?=today))\s(?:all\s)?(?:set|due|about|to|scheduled"
        r"|slated|expected|likely|planned|going|ready|preparing|poised)"
        r"|plans?\s(?:to|on)|planning\sto|scheduled|slated|expect(?:s|ed)?|set\s(?:to|for)"
        r"|due\s(?:to|for|on|in)|intends?\sto|aims?\sto|decided\sto"
        r"|(?:has|have)\s(?:agreed|decided|promised|pledged)\sto|agreed\sto|announced\s(?:plans"
        r"|that\s\w+\swould)|pledged|promised|vowed"
        r"|would(?!\shave)|looks\sset|ahead\sof\s(?:its|the)\s(?:re)?opening|\w+ing\s(?=(?:June|July"
        r"|August|September|October|November|December|January|February|March|April)\b)|from\snext)\b"
    ),
    done=re.compile(
        r"\b(?:has|have|had)\s(?:now\s|already\s|been\s|again\s|once\smore\s)*(?:re-?opened|opened"
        r"|resumed|restarted|started|closed|halted|stopped|suspended|banned|shut|lifted|begun)\b"
        r"|(?<!be\s)(?<!been\s)\b(?:re-?opened|resumed|restarted|halted|suspended|banned"
        r"|stopped)\b(?!\s(?:by|before|in)\s(?:the\send|next))"
        r"|\b(?:was|were)\s(?:re-?opened|opened|closed|halted|suspended|banned|lifted)\b"
    ),
    history=re.compile(
        r"\b(?:was|were)\s(?:once\s|originally\s|first\s|initially\s)?(?:to\s(?:have\s)?\w+"
        r"|supposed\sto|due\sto|expected\sto|scheduled\s(?:to|for)|slated\s(?:to|for)|meant\sto"
        r"|planned\s(?:to|for))"
        r"|\bhad\s(?:been\s)?(?:promised|planned|agreed|vowed|pledged|expected|hoped|scheduled"
        r"|slated|intended|said)"
        r"|\boriginally\b|\bonce\splanned\b|\bwould\shave\b|\bat\sthe\stime\b|\bback\sthen\b"
        r"|\byears?\sago\b|\bthe\snext\s(?:spring|summer|year|month)\b"
    ),
    put_off=re.compile(
        r"\b(?:postpon(?:e|es|ed|ing|ement)|put\soff|delay(?:s|ed|ing)?|pushed\sback|shelved"
        r"|called\soff|cancel(?:s|led|ed|ling)|scrapp(?:ed|ing)|abandoned)\b"
    ),
    denied=re.compile(
        r"\b(?:denie[sd]|deny|denying|dismissed|rejected|refuted)\b|\bno\s(?:plans?|intention|date"
        r"|timetable|schedule|sign|notice|indication)\b"
        r"|\b(?:will|would|does|do|did|is|are|has|have)\s?(?:not|n[’']t)\b(?!\sonly)|\bnot\s(?:true"
        r"|yet|be|been|received)\b|\bfalse\b|\buntrue\b|\bnever\b"
    ),
    nothing=re.compile(
        r"(?:^|[\s“\"])(?:[Ii]f|[Uu]nless|[Oo]nce|[Ww]hether|[Pp]rovided|[Aa]s\slong\sas)\s"
        r"|\b(?:could|might|may(?!\s\d)|would\s\w+\sonly|only\sif|depends?|possib(?:le|ly|ility)"
        r"|perhaps|maybe)\b"
        r"|\b(?:hopes?|hoping|hoped|wants?|wanted|wish(?:es)?|urged?|urges|calls?\s(?:for|on)"
        r"|called\s(?:for|on)|demand(?:s|ed)?|ask(?:s|ed)\s\w+\sto|should|proposed?|fears?|feared)\b"
        r"|\b(?:[Rr]umou?rs?|[Ss]peculation|doubt(?:s|ed|ful)?|unclear|unlikely|uncertain"
        r"|question)\b|\?|^(?:When|How|Will|Why)\b|\bafter\sthe\s(?:re)?opening\b|\b(?:hard"
        r"|difficult|impossible|too\searly)\sto\s(?:say|predict|tell|know)\b|\b(?:predict|say|know"
        r"|clear|asked|told)\s(?:exactly\s)?when\b"
    ),
    elsewhere=re.compile(
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
    about=re.compile(
        r"\b(?:border|crossing|bridge|customs|ports?|gate|trains?|rail(?:way)?|buses|bus|tours?"
        r"|tourism|tourists?|freight|cargo|trucks?|traffic|trade|road|route|ferr(?:y|ies)|line"
        r"|checkpoint|travell?ers?)\b", re.IGNORECASE
    ),
    modes=(
        ("passengers", re.compile(
            r"\b(?:passengers?|tours?|tourism|tourists?|travell?ers?|bus(?:es)?|visitors?"
            r"|sightseeing)\b", re.IGNORECASE)),
        ("rail", re.compile(r"\b(?:trains?|rail(?:way)?s?)\b", re.IGNORECASE)),
        ("ship", re.compile(
            r"\b(?:ships?|ferr(?:y|ies)|vessels?|boats?|harbou?r)\b(?!\s(?:to|of)\b)", re.IGNORECASE)),
        ("freight", re.compile(r"\b(?:freight|cargo|goods|ore|container)\b", re.IGNORECASE)),
        ("road", re.compile(r"\b(?:bridge|road|trucks?|crossing|port|customs)\b", re.IGNORECASE)),
    ),
    border=re.compile(r"\b(?:the|its|their|land|China|Chinese|Korean?|common)\s(?:land\s)?borders?\b"),
    to_north=re.compile(
        r"\b(?:exports?|sales|shipments?|deliver(?:y|ies)|supply|supplies|ship|send"
        r"|deliver)\b[^.;]{0,40}\bto\s(?:the\s)?(?:North|DPRK)|\b(?:North\sKorea|the\sNorth"
        r"|Pyongyang)(?:n)?(?:’s|'s)?\s(?:\w+\s){0,4}?imports?\b"
        r"|\bChin(?:a|ese)(?:’s|'s)?\s(?:\w+\s){0,4}?exports?\b|\binto\s(?:the\s)?North\b", re.IGNORECASE
    ),
    from_north=re.compile(
        r"\bimports?\b[^.;]{0,30}\b(?:of|from)\s(?:the\s)?(?:North|DPRK)|\bChin(?:a|ese)(?:’s"
        r"|'s)?\s(?:\w+\s){0,4}?imports?\b|\b(?:North\sKorea|the\sNorth|Pyongyang)n?(?:’s"
        r"|'s)?\s(?:\w+\s){0,4}?exports?\b|\bfrom\s(?:the\s)?North\b|\bto\sChina\b"
        r"|\bNorth\sKorean\s(?:\w+\s)?(?:coal|seafood|ore|textiles)\b", re.IGNORECASE
    ),
    trade=re.compile(
        r"\b(?:exports?|imports?|shipments?|sales|deliver(?:y|ies)|suppl(?:y|ies)|ship|send"
        r"|deliver)\b", re.IGNORECASE),
)  # fmt: skip
_KOREAN: Final = PromiseSigns(
    stems=("재개", "개통", "개방", "열", "운행", "중단", "폐쇄", "닫", "허용", "보낼", "수출", "수입", "금지", "정상화", "다닌", "다닐", "시작"),
    split=re.compile(r"(?<=지만)[, ]|(?<=으나)[, ]|(?<=는데)[, ]|;\s|(?<=했고)\s|(?<=다며)\s"),
    opening=re.compile(
        r"재개|개통|개방|개시|(?:문을\s)?(?:열(?!차|흘|악|병|량|기|도|풍|매)|연다)|운행(?!이?\s?중단"
        r"|을?\s?중단)|다시\s?(?:다니|다닌|다닐|오가)|허용|정상화|보낼|보내기로|보낸다|해제|풀기로|푼다"
        r"|시작|통행을?\s허용|수출한다|수입한다|공급할"),
    closing=re.compile(r"중단|폐쇄|봉쇄(?!\s?(?:해제|완화))|닫|금지|멈추|멈춘|끊|운휴|취소"),
    plan=re.compile(
        r"예정|계획|방침|하기로|되기로|보내기로|기로\s(?:했|합의|하고|한)|(?:할|될|열릴|보낼|열|갈"
        r"|질|칠|낼)\s(?:것(?:으로|이라|이다|이며|임|입니다)|전망|듯|거라)|겠다|전망|앞두|(?:곧"
        r"|조만간|이르면)"
        r"|(?:오는|내달|다음\s?[달주해]|내년|\d+일부터|\d+월부터|연내)[^.]{0,40}?(?:한다|된다|열린다"
        r"|연다|다닌다|운행한다|닫는다|보낸다|시작한다|재개한다|간다)(?:고|는|며|면서|[.”\s]|$)"
    ),
    done=re.compile(
        r"(?:재개|개통|개방|중단|폐쇄|허용|금지|시작|운행|정상화|해제)(?:했|됐|되었|하였)|열렸|열었|닫았"
        r"|닫혔|멈췄|멈추었|끊겼|보냈"),
    history=re.compile(
        r"예정이(?:었|던)|계획이었|하기로\s했었|(?:했|됐|이)었(?:지만|으나|다)|당시|이듬해|원래|당초"
        r"|약속했었|합의했(?:고|으나|지만)|\d년\s?전|지난해|작년|(?:^|\s)한때"),
    put_off=re.compile(r"연기(?:됐|했|되|하|를|된)|미뤄|미뤘|미루|늦춰|늦췄|무산|보류|취소(?:됐|했)|지연"),
    denied=re.compile(
        r"부인(?:했|하|한)|일축|사실(?:이\s)?(?:무근|아니)|계획(?:이|은|도)\s없|예정(?:이|은|도)\s없"
        r"|않(?:을|는다|고|았|기로)|없다고|아니라고|확인되지\s않|정해지지\s않|못(?:하|했|할)|아니었"),
    nothing=re.compile(
        r"(?:[가-힣](?<!반)(?<!따르)(?<!의하)(?<!측)(?<!장)(?<!화)(?<!전)(?<!정)(?<!표)(?<!한)"
        r"(?<!이르)면(?=[ ,])|[할될릴]\s경우|가능성|수\s(?:있|도)|[을할될]지|만약|만일|조건)|바라|바란"
        r"|희망|촉구|기대|요구|요청|원한다|싶|소문|풍문|추측|관측만|(?:까|나|는가|을까)[?？]?[.”\s]*$"
        r"|언제|[?？]|의문|불투명|우려"),
    elsewhere=re.compile(
        r"박람회|전시회|식당|사무소|영사관|대사관|학교|공장|병원|호텔|회담|회의|대회|축제|공항|항공"
        r"|여객기|박물관|경기장|입찰|재판|수사|상점|가게|러시아|하산|두만강역|개성|금강산|판문점|비무장"
        r"|경의선|동해선|베트남|미얀마|라오스|몽골|남북|땅값|집값|입학|개학|개막"),
    about=re.compile(
        r"국경|세관|통상구|해관|다리|대교|철교|교량|열차|철도|기차|버스|관광|여객|화물|트럭|통행|교역"
        r"|무역|도로|노선|항로|왕래|운송|물류|부두|[가-힣]항(?=[이은을])|선박"),
    modes=(
        ("passengers", re.compile(r"여객|관광|버스|여행객|승객|국제열차")),
        ("rail", re.compile(r"열차|철도|기차")),
        ("ship", re.compile(r"선박|여객선|뱃길|항로|배편")),
        ("freight", re.compile(r"화물|물자|철광석|물류|짐|트럭")),
        ("road", re.compile(r"다리|대교|트럭|도로|통상구|세관|차량")),
    ),
    border=re.compile(r"국경"),
    to_north=re.compile(
        r"대북|북한에|북한으로|북측에|(?:중국의|중국산)\s?[^.]{0,12}수출|북한의?\s[^.]{0,14}수입"),
    from_north=re.compile(r"북한산|대중|북한에서|북한의?\s[^.]{0,14}수출|중국으로|중국에\s"),
    trade=re.compile(r"수출|수입|반입|반출|보낼|보내|공급|지원|판매|들여"),
)  # fmt: skip
_CHINESE: Final = PromiseSigns(
    stems=("开", "開", "恢复", "恢復", "重启", "重啟", "停", "关", "關", "禁", "出口", "进口", "進口", "启", "啟", "通车", "通車", "通关", "解除"),
    split=re.compile(r"[；;]|，(?=但|而|不过|不過|然而|后|後被)"),
    opening=re.compile(
        r"[开開](?:通|放|行|[启啟]|[关關]|[业業]|始)|重[开開]|恢[复復]|重[启啟]|复[运運航开通]"
        r"|復[運航開通駛]|通[车車]|通[关關]|放行|解除|[启啟][动動用]|出口|[进進]口|交付|[输輸]送"
        r"|投入(?:使用|[运運][营營])"),
    closing=re.compile(
        r"停(?:[运運止航]|[关關]|[办辦])|[闭閉][关關]|[关關](?:[闭閉停]|[上掉])|封[闭閉锁鎖]|[暂暫]停"
        r"|中[断斷]|禁[止运運]|叫停|取消"),
    plan=re.compile(
        r"(?<!即)[将將](?!近|军|軍|领|領)|[拟擬](?:于|於|[在从從])?|[计計][划劃](?!经济|經濟)"
        r"|[预預](?:计|計|定)|定于|定於|即[将將]|商定|同意|有望|(?<!不)[准準][备備]|[决決]定"
        r"|承[诺諾]|[筹籌][备備]|[争力爭][取争爭]|打算"
        r"|(?:\d+日|\d+月|下[个個]?月|下[周週]|明年|年[内內底])起[^，。]{0,20}(?:恢|开|開|停|关|關|禁)"
    ),
    done=re.compile(
        r"已(?:[经經])?(?:[对對]\S{1,6})?(?:重新|全面|正式)?(?:[开開恢重停关關禁])|(?:[开開]通|[开開]放"
        r"|恢[复復]|重[启啟]|停[运運止]|[关關][闭閉])了|[时時]隔|日前恢|近日恢|(?:昨|今"
        r"|周[一二三四五六日])[日天]?(?:[开開恢重停])|开行了|開行了"),
    history=re.compile(
        r"原定|原[计計][划劃]|曾(?:[经經])?|[当當](?:年|[时時])|次年|此前[预計计]|一度|本[应應該该来來]"
        r"|(?:商定|同意|[决決]定)(?:修建|建[设設]|[兴興]建)"),
    put_off=re.compile(r"推[迟遲]|延[期迟遲后後]|押后|押後|[搁擱]置|取消|[无無]限期|[暂暫][缓緩]"),
    denied=re.compile(
        r"否[认認]|[辟闢][谣謠]|不[属屬][实實]|[没沒]有[^，。]{0,16}(?:[计計][划劃]|安排|打算|[时時]间表"
        r"|通知)|[并並]?[无無](?:[计計][划劃]|意|[时時]间表)|不[会會]|未[收接获獲能]|尚未|[并並]未"
        r"|不打算|[没沒]有[开開恢重]|未有"),
    nothing=re.compile(
        r"如果|若|一旦|假如|倘|除非|只要|可能|或[将將許许可会會]|也[许許]|的[话話]|取[决決]于|希望"
        r"|期[待望盼]|盼|呼[吁籲]|要求|敦促|建[议議](?!人)|[传傳][闻聞言](?!道)|[谣謠]言|是否|何[时時]"
        r"|什么[时時]|什麼時|[吗嗎?？]|[质質]疑|有待|担心|擔心|(?:开通|開通|开放|恢复|重启)[后後]"),
    elsewhere=re.compile(
        r"展[览覽会會]|博[览覽]会|交易会|餐[厅廳馆館]|[办辦]事[处處]|[领領]事[馆館]|大使[馆館]|[学學]校"
        r"|工[厂廠]|[医醫]院|酒店|峰会|会[谈談议議]|大会|[机機]场|機場|航班|航[线線空]|博物[馆館]|[赛賽]"
        r"|招[标標]|[法庭]院|商店|俄[罗羅]?|哈桑|豆[满滿]江|[开開]城|金[刚剛]山|板[门門]店|中越|越南"
        r"|[缅緬]甸|老[挝撾]|蒙古|[韩韓]朝[铁鐵]|[房地][价價]|[开開][幕学學]|股"),
    about=re.compile(
        r"[边邊]境|口岸|海[关關]|[桥橋]|列[车車]|[铁鐵]路|火[车車]|班列|大巴|旅游|旅遊|[观觀]光|旅客"
        r"|[货貨][运運物車车]|卡[车車]|[贸貿]易|通[关關]|公路|往[来來]|[陆陸]路|[运運][输輸]"
        r"|[国國][门門]|[码碼][头頭]|[货貨客]?[轮輪]|港口"),
    modes=(
        ("passengers", re.compile(r"旅客|客[运運]|旅游|旅遊|[观觀]光|大巴|游客|遊客|[国國][际際]列[车車]")),
        ("rail", re.compile(r"列[车車]|[铁鐵]路(?!口岸)|火[车車]|班列")),
        ("ship", re.compile(r"[渡货貨客]?[轮輪船]|[码碼][头頭]")),
        ("freight", re.compile(r"[货貨][运運物]|[矿礦]石|[运運][输輸]")),
        ("road", re.compile(r"[桥橋]|卡[车車]|公路|口岸|海[关關]|[货貨][车車]")),
    ),
    border=re.compile(r"[边邊]境|[国國][门門]"),
    to_north=re.compile(
        r"(?:向|[对對])(?:朝[鲜鮮]?|北[韩韓])[^，。]{0,4}(?:出口|[输輸]|提供|[运運]送)"
        r"|[对對]朝[^，。]{0,6}出口|(?:朝[鲜鮮]|北[韩韓])(?:[从從]中[国國])?[进進]口"),
    from_north=re.compile(
        r"[进進]口(?:朝[鲜鮮]|北[韩韓])|[从從](?:朝[鲜鮮]|北[韩韓])[^，。]{0,4}[进進]口"
        r"|[对對][华華][^，。]{0,6}出口|(?:朝[鲜鮮]|北[韩韓])[^，。]{0,8}出口"),
    trade=re.compile(r"出口|[进進]口|[输輸](?:送|入|出)|[供交][应應付货貨]|采[购購]|採購|援助"),
)  # fmt: skip
_JAPANESE: Final = PromiseSigns(
    stems=("開", "再", "運", "閉", "停", "止", "禁", "輸", "送", "始", "解除", "通"),
    split=re.compile(r"(?<=だったが)、|(?<=であったが)、|(?<=したが)、|(?<=ものの)、|；"),
    opening=re.compile(
        r"開通|開放|再開|開業|開[くけき]|開始|再び(?:走|通|開|始)|運行(?!を?(?:停止|中断|休止))|解除"
        r"|始め|始ま|通関|許可|認め|送る|輸出する|輸入する|正常化|受け入れ"),
    closing=re.compile(r"閉鎖|封鎖(?!を?解)|閉[じめ]|停止|中断|運休|休止|禁止|止める|打ち切|取りやめ"),
    plan=re.compile(
        r"予定|計画|見通し|方針|見込[みま]|ことにな(?:る|った)|ことで合意|(?:こと|と)を?(?:決め"
        r"|決定)|合意し|つもり|近く|年内に?[^。]{0,20}(?:する|る)|目指[しす]|準備(?:を|に)(?:進め"
        r"|入)"
        r"|(?:開通|再開|運行|開放|開始|停止|閉鎖|中断|運休)する(?:と|。|」)|[くるむうぐつ](?:と"
        r"|、と)(?:発表|報じ|伝え|明らか|述べ|表明|通告|語|話|説明|約束|[^。、]{0,10}聞いた)|意向"
        r"|(?:再開|開通|開放|停止|閉鎖|解除)へ$|される(?:と|見)"
    ),
    done=re.compile(
        r"(?:開通|開放|再開|運行|停止|閉鎖|封鎖|中断|禁止|許可|開始|解除|運休|正常化)(?:した|され(?:た"
        r"|て)|してい)|開い(?:た|て)|閉じ(?:た|て)|始め(?:た|て)|始まった|送った|ぶりに"),
    history=re.compile(
        r"予定だった|計画だった|はずだった|当初|当時|翌年|かつて|約束していた|見込みだった|見通しだった"
        r"|(?:で|に)合意し、|もともと|\d年前"),
    put_off=re.compile(r"延期|先送り|遅れ|見送|取りやめ|中止|棚上げ|白紙"),
    denied=re.compile(
        r"否定し|否認|事実(?:で)?は?(?:な|無根)|計画は?が?な[いか]|予定は?が?な[いか]|(?:し|され|開か"
        r"|始め|走ら|認め)ない(?:と|。|方針|$)|未定|決まっていない|立っていない|ていない|打ち消し"),
    nothing=re.compile(
        r"れば|たら、|なら、|場合|可能性|かもしれ|恐れ|おそれ|望[んむみ](?!ま)|望まし|期待|希望|願|求め"
        r"|要請|促し|うわさ|噂|疑問|不透明|懸念|(?:のか|だろうか|か)[。」]?$|いつ|[?？]"),
    elsewhere=re.compile(
        r"展示会|見本市|博覧会|食堂|レストラン|事務所|領事館|大使館|学校|工場|病院|ホテル|会談|会議|大会"
        r"|空港|航空|便|博物館|競技|入札|裁判|捜査|商店|ロシア|ハサン|豆満江駅|開城|金剛山|板門店"
        r"|ベトナム|ミャンマー|ラオス|モンゴル|韓国は|南北|地価|開幕|開催|開かれ"),
    about=re.compile(
        r"国境|税関|口岸|橋|列車|鉄道|汽車|バス|観光|ツアー|旅客|乗客|貨物|トラック|通行|貿易|通関|道路"
        r"|往来|陸路|輸送|検問|埠頭|[^\W\d]港|航路|フェリー|渡し船"),
    modes=(
        ("passengers", re.compile(r"旅客|観光|ツアー|バス|旅行者|乗客|国際列車")),
        ("rail", re.compile(r"列車|鉄道|汽車")),
        ("ship", re.compile(r"船|フェリー|埠頭")),
        ("freight", re.compile(r"貨物|物資|鉱石|輸送")),
        ("road", re.compile(r"橋|トラック|道路|口岸|税関")),
    ),
    border=re.compile(r"国境"),
    to_north=re.compile(r"北朝鮮(?:へ|に|向け)|対北|北朝鮮[はが][^。]{0,12}輸入"),
    from_north=re.compile(
        r"北朝鮮産|北朝鮮から|対中輸出|北朝鮮[はが][^。]{0,12}輸出|北朝鮮の[^。、]{0,8}輸出"),
    trade=re.compile(r"輸出|輸入|送る|送り|供給|支援|出荷|販売"),
)  # fmt: skip
SIGNS: Final[Mapping[str, PromiseSigns]] = {
    "en": _ENGLISH,
    "ko": _KOREAN,
    "zh": _CHINESE,
    "ja": _JAPANESE,
}
