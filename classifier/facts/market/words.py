"""Words of market reports: goods and currencies, what else has a price, other money, units, days."""

from datetime import timedelta
from typing import Final

from yaluwatch.patterns import lazy_regex

_GOODS: Final = {
    "rice": (
        r"(?<!ticky\s)(?<!lutinous\s)(?<!bowl\sof\s)\b[Rr]ice\b(?!\s?(?:plant|harvest|field|padd|cake|wine|noodle"
        r"|cooker|transplant|hoard|farm|straw|seed))"
        r"|(?<![가-힣])(?:입쌀|백미|쌀|벼쌀)(?!밥|겨|떡|국수|자루)|(?<=북한)쌀|(?<=중국)쌀|(?<=산)\s?쌀"
        r"|대미"
        r"|大米|白米|稻米|粮价|米[价價]|コメ(?!ント|デ|ディ)"
        r"|(?<![欧南北中日玉万大白稻ロ小千平両])米(?=[1１一のがはもを（( \d]|価|$)|(?<=産)米"
    ),
    "corn": (
        r"\b(?:[Cc]orn|[Mm]aize)\b(?!\s?(?:noodle|field|harvest|flour|starch|seed|futures))"
        r"|(?:옥수수|강냉이)(?!\s?(?:국수|밭|가루|수확|밥|영양|씨))|玉米(?!面|地|饼|期[货貨])|[苞包]米(?!面|地|饼)"
        r"|トウモロコシ米?(?!麺|畑|粉)"
    ),
    "gasoline": (
        r"\b(?:[Gg]asoline|[Pp]etrol)\b(?!\s(?:car|truck|engine|coupon))|휘발유(?!\s?차)"
        r"|汽油(?![机機车車])|ガソリン(?![車エ])"
    ),
    "diesel": (
        r"\b[Dd]iesel\b(?!\s?(?:truck|generator|engine|locomotive|car|train|quota|shortage))"
        r"|디젤유?(?!\s?(?:발전|기관|엔진|차))|경유(?![해하지])|柴油(?![机机發发车車])|ディーゼル(?:油|燃料)|軽油(?!発電"
        r"|エンジン)"
    ),
    "usd": (
        r"(?:(?<!\d\s)\b(?:1|per|US|U\.S\.|American)|\b(?:[Tt]he|[Aa]|[Oo]ne))\s(?:US\s|U\.S\.\s"
        r"|American\s)?dollar\b|\b[Dd]ollar\b(?=\s(?:KPW\s)?\d[\d,]*\swon|\s(?:was|rate|exchange|trad|rose|fell|at))"
        r"|\bper\s(?:U\.?S\.?\s)?dollar\b|\bUSD\b(?!\s?\d)|1\s?USD\b|\$1(?![\d.,])"
        r"|(?<![\d만천백억])\s?(?:달러|딸라)(?!어치|짜리|화벌이|벌이)|원[·-]달러|1\s?(?:달러|딸라|불)"
        r"|美[元金](?=[汇匯兑对對为為（( ]|[^\d，。]{0,3}$)|1\s?美元|一美元"
        r"|(?<![\d万億千])(?:米?ドル)(?!建て|箱)|1\s?(?:米?ドル)|米?ドル(?=相場|の相場)|対ドル"
    ),
    "cny": (
        r"(?:(?<!\d\s)\b(?:1|per|Chinese)|\b(?:[Tt]he|[Aa]|[Oo]ne))\s(?:Chinese\s)?(?:yuan|renminbi|RMB)\b"
        r"|\b(?:[Yy]uan|RMB)\b(?=\s(?:KPW\s)?\d[\d,]*\swon|\s(?:was|rate|exchange|trad|rose|fell|at))"
        r"|\bper\s(?:Chinese\s)?yuan\b|\b1\s?(?:RMB|CNY)\b|(?<![\d만천백억])\s?(?:위안화?|인민폐(?!\s?[\d.,]+\s?위안))(?!어치|짜리)|원[·-]위안|1\s?위안"
        r"|중국\s?(?:돈\s?)?1?\s?[원元]"
        r"|人民[币幣](?=[汇匯兑对對]|[^\d，。]{0,3}$)|(?:1|100|一|一百)元?人民[币幣]?"
        r"|人民[币幣]\s?1?(?:元)?(?=[能可]?[换換兑=＝])|1\s?(?:人民元|元)|一元"
        r"|(?<![\d万億千])(?:中国の?)?(?:人民)?元(?=[はがもの相（( ]|$)|人民元"
    ),
}
#: A good or currency by group name, "other" for what else is sold.
_OTHER: Final = (
    r"\b(?:[Ss]ticky\s[Rr]ice|[Gg]lutinous\s[Rr]ice|[Pp]ork|[Ee]ggs?|[Ff]lour|(?:[Ss]oybean|[Cc]ooking"
    r"|[Ss]oy)[\s-]oil|[Ss]ugar|[Ss]alt|[Pp]otato(?:es)?|[Cc]abbages?"
    r"|[Bb]eans?|[Nn]oodles?|[Ss]hoes|[Cc]lothes|[Pp]hones?|[Ss]martphones?|[Bb]atter(?:y|ies)|[Cc]oal"
    r"|[Ff]irewood"
    r"|[Cc]igarettes?|[Aa]lcohol|[Bb]eer|[Mm]edicines?|[Ff]ertili[sz]er|[Cc]hicken|[Bb]eef|[Ff]ish"
    r"|[Aa]pples?|[Tt]yres?|[Tt]ires?"
    r"|[Ss]quid|[Tt]ickets?|[Ff]ares?|[Tt]axis?|[Bb]us|[Ff]lats?|[Aa]partments?|[Hh]ouses?|[Gg]old"
    r"|[Kk]erosene|[Pp]ropane|LPG|[Ss]olar)\b"
    r"|찹쌀|もち米|糯米|돼지고기|달걀|계란|밀가루|콩기름|식용유|설탕|사탕|소금|감자|배추|콩|국수|신발"
    r"|옷|손전화|휴대전화|태양광|석탄|땔감|장작|담배|술|맥주"
    r"|약|비료|닭고기|소고기|물고기|사과|타이어|승차권|택시|버스|살림집|아파트|집값|금값|석유|프로판"
    r"|가스|두부|기름|고추"
    r"|猪肉|豬肉|鸡蛋|面粉|麵粉|豆油|食用油|白糖|食盐|土豆|白菜|大豆|面条|鞋|衣服|手机|电池|煤炭|木柴"
    r"|香烟|白酒|啤酒|药|化肥|鸡肉"
    r"|牛肉|鱼|苹果|轮胎|车票|出租车|公交|房子|公寓|黄金|煤油|液化气|豚肉|卵|小麦粉|砂糖|塩|ジャガイモ"
    r"|白菜|大豆|麺|靴|服|携帯電話|スマホ"
    r"|電池|石炭|薪|タバコ|酒|ビール|薬|肥料|鶏肉|牛肉|魚|リンゴ|タイヤ|切符|タクシー|バス|アパート"
    r"|住宅|灯油|ガス"
)
TOPIC: Final = lazy_regex(
    "|".join(f"(?P<{name}>{form})" for name, form in _GOODS.items())
    + rf"|(?P<any_rate>(?:환율|시장환율)(?!도|은|는\s평양))|(?P<other>{_OTHER})"
)
#: One of these is in every sentence about a price of these goods, or about a rate.
GOOD_SIGNS: Final = (
    " rice", "Rice", "corn", "Corn", "aize", "asoline", "etrol", "iesel", "쌀", "백미", "옥수수", "강냉이",
    "휘발유",    "디젤", "경유", "米", "コメ", "粮价", "汽油", "柴油", "軽油",
    "ディーゼル", "トウモロコシ", "ガソリン",
)  # fmt: skip
RATE_SIGNS: Final = (
    " rate", "ollar", "yuan", "Yuan", "RMB", "USD", "enminbi", "달러", "딸라", "위안", "환율", "인민폐",
    "중국", "美元", "美金", "ドル",    "元", "人民",
)  # fmt: skip
#: Money that is no market price, in the same sentence.
NOISE: Final = lazy_regex(
    r"\b(?:owes?|makes|wages?|salar(?:y|ies)|earns?|earned|paid\s(?:workers|them|him|her)|pays?\sits|fined?|fines"
    r"|bribes?|confiscat\w*"
    r"|rewards?|bonus|contract|loan|lent|worth\s(?:of|\$|US)|a\smonth|per\smonth|monthly|hand\sin"
    r"|brokers?|cross(?:ing)?\sthe"
    r"|ration\w*|grain\sshops?|state[\s-](?:set\s)?price|official\sprice|price\scap|ceiling|exports?\sof|sold\sNorth"
    r"|customs\sdata|per\struck"
    r"|tariffs?|tax(?:es)?|levy|subsid\w*|donat\w*|rumou?rs?|forecast|compensation|lost|as\smuch\sas"
    r"|given|stole|debt|budget|must\spay|state[\s-](?:stores?|shops?|outlets?|run)|restaurants?|toll|expects?|predicts?|(?:could|may|might|will|would|to)\s(?:reach|hit|exceed|climb\sto|rise\sto))\b"
    r"|전망|예상(?!보다)|예측|통행료|식당|(?:양곡|식량|국영)\s?판매소|국영\s?상점|预计|預計|预测|将(?=[会會涨漲升跌达達突])|餐厅|饭馆|予測|見通し|見込|食堂|販売所"
    r"|월급|임금|노임|생활비|벌금|뇌물|몰수|압수|포상금|지원금|바쳐야|내야\s|계약|대출|빌려|수수료|도강"
    r"|건너는|배급|국정\s?가격|국가가격|상한|한도"
    r"|어치|세금|관세|잃었|훔|빚|요금|운임|장려금|보상|소문|공식\s?가격|噂|传言|传闻|分得|分到|得到|付了|支付|还(?=\d)|欠|挣|抢|缴|交给|(?<![斤升])要价|赚"
    r"|품삯|일당|工[钱錢]|劳动日|手間賃|日当|月薪|工资|工資|罚款|罰款|贿赂|賄賂|没收|沒收|奖金|贷款|贷给|合同|偷渡|配给|配給价|国定|国家定价"
    r"|上限|税|租金|车费|車費|运费|补贴|捐|给工人"
    r"|月給|給料|賃金|罰金|賄賂|没収|報奨金|納め|契約|融資|貸し|渡る|川越え|配給|国定|上限"
    r"|売ってはならない|税|料金|運賃|補助金|相当"
)
#: A rate that the state sets, named right before a currency or after its amount.
OFFICIAL_RATE: Final = lazy_regex(
    r"\b[Oo]fficial\s(?:exchange\s)?rate\b|공식\s?환율|국정\s?환율|국가(?:가\s정한)?\s?환율|官方(?:汇率|匯率|兑)|公式の?(?:為替|レート|相場)"
)
#: A sentence that speaks of prices.
PRICE_WORD: Final = lazy_regex(
    r"\bpric|\brates?\b|\bcosts?\b|\bsold\b|\bselling\b|\btraded\b|\bmarkets?\b|가격|값|시세|환율|시장"
    r"|장마당|팔[리렸린]|거래"
    r"|물가|物[価价價]|[价價]|汇率|匯率|市场|市場|卖|値|価格|相場|レート|売"
)
#: What makes an amount a price of what was named: a word between them, or right before or after the amount.
SOLD: Final = lazy_regex(
    r"\b(?:costs?|costing|sold|sells?|selling|pric(?:e|ed|es)|trad(?:ed?|es|ing)|went|goes|fetch\w*|bought|buys|valued"
    r"|reach(?:ed|ing)|hit|rose|risen|fell|fallen|dropped|climbed|jumped|slid|slipped|surged|soared|passed|stood|stands|touch\w*"
    r"|changed\shands|rates?)\b|가격|값|시세|환율|팔리|팔려|팔렸|거래|판매|오르|올라|올랐|내려|떨어"
    r"|値|価格|相場|レート|為替|売|取引|上が|下が|両替|(?<!要)[价價]|(?<=[斤升])要[价價]|卖|賣|售|收[购購]|换到|換到|换得|兑|兌|可换|可換|换(?=\d)|汇率|匯率|[涨漲跌]|[升降]至|为|為"
)
SOLD_BEFORE: Final = lazy_regex(r"\b(?:was|were|is|are|been|at|to|for)\s(?:[a-z]+\s){0,2}(?:KPW\s?|\$)?$")
SOLD_AFTER: Final = lazy_regex(
    r"\s?이?라고\s?(?:한다|했|말|전했|밝)|\s?(?:안팎|가량|정도|선)?(?:에|으로|로|까지|이|을|를)?\s?(?:이다|이었|였|인\s|이며|이고|인데|다\.|팔|거래|판매|바뀌|교환|기록|나타|조사|알려|올|오르|떨어"
    r"|내[려렸]|육박|수준|넘|[.,。)(]|$)"
    r"|(?:前後|ほど|程度|弱|強)?(?:だ|で(?!き)|と|に(?:上|下|達|な|迫|跳|届|落)|まで|を(?:超|つけ|付け|記録)|、|。|（|\(|から)"
    r"|\s(?:a|per|an)\s(?:kilo|litre|liter|kg)|[,.;)]"
)
#: Words that say nothing about what stands between a good and its price.
PLAIN: Final = lazy_regex(
    r"\b(?:and|for|in|about|per|an?|the|of|while|at|to|on|around|some|only|just|both|also|there|North\sKorean|one)\b"
    r"|[^A-Za-z가-힣ぁ-ヿ一-龥]|[은는이가도의당약만]|에서|[はがもでのに]|[的则則也是只仅就约約为為在每]|市[场場]|市場|시장|장마당|ウォン|朝元|각각|分别|それぞれ"
)
#: A sentence that speaks of how prices moved, without saying of what.
MOVED: Final = lazy_regex(
    r"\d\s?(?:%|％|percent|割|成|퍼센트).*(?:上が|下が|올|내렸|떨어|rose|fell|up|down|[涨漲跌升降])"
    r"|(?:rose|fell|up|down)\s[\d.]+\s?(?:%|percent)"
)
#: In the clause of a price that was, when another stands beside it.
OLD_AFTER: Final = lazy_regex(
    r"(?:이?던|였던|에\s?비해|보다|대비|에서(?=\s?\d)|에서\s|이?다가|だった(?!。|が|と|、)|から|より"
    r"|に比べ)"
    r"|的(?=\d)|\sto\s(?:about\s|some\s)?(?=[\d$])"
)
#: A noun follows, which was at that price before: 8,300원이던 환율.
OLD_ATTRIBUTIVE: Final = lazy_regex(r"(?:이?던|였던)\s")
COMPARED: Final = lazy_regex(
    r"보다|에\s?(?:비해|견줘)|より|に比べ|(?:에서|から)\s?(?:약|約)?\s?[\d.]+\s?(?:%|％|퍼센트|프로)"
)
#: What is so at the time of the survey.
SURVEYED: Final = lazy_regex(
    r"조사됐|조사되|거래되고|팔리고|\b(?:is|are)\s(?:sold|selling|trading|traded)|调查显示|正在|売られている|取引されている"
)
#: What may be asked at most, as authorities order.
ORDERED: Final = lazy_regex(
    r"state[\s-](?:(?:set\s)?price|(?:stores?|shops?|outlets?)\b)|양곡판매소|official\sprice|공식\s?가격|国家(?:定)?价|売ってはならない|以下で売|上限|国定|국정\s?가격|국가가격|상한|한도\s?가격|초과해\s?(?:팔|판매)"
    r"|not\sbe\ssold|sell\s(?:above|for\smore)"
    r"|price\s(?:cap|ceiling|limit)|限[价價]|不得(?:高于|超过)"
)
#: Right before an amount that is asked by the state, beside market prices.
STATE_BEFORE: Final = lazy_regex(r"(?:牌[价價]|[粮糧]店)[^，。；,;]{0,8}$")
OLD_BEFORE: Final = lazy_regex(
    r"(?:(?:up|down|from|than|against|compared\s(?:with|to)|versus|instead\sof)\s(?:(?:about|some|the|a"
    r"|just|from)\s)*"
    r"(?:KPW\s?|\$)?|从(?:每公斤|每升|一?公斤)?(?:约)?|(?:(?<![\d一])比|[低高]于|不及|相比)[^，。]{0,14}|由(?:每公斤)?)$"
)
#: No price of the day: a round figure, a threshold passed for the first time, a range of months.
ROUND_AFTER: Final = lazy_regex(
    r"\s?(?:대(?=[로에를의까,.\s])|台|の大台)|\s?-?(?:range|mark|level|threshold|barrier)\b|を(?:突破"
    r"|超え)したのは|を超えたのは"
    r"|[을를]?\s?(?:넘은|돌파한|넘어선)\s?(?:것은|건)|[^。]{0,12}のは[^。]{0,16}以来"
)
ROUND_BEFORE: Final = lazy_regex(
    r"(?:towards?|approaching|nearing|near|close\sto|mid-|first\stime\s[\w\s]{0,24}?(?:exceeded|passed"
    r"|topped|surpassed)"
    r"|first\stime\sthe\s[\w\s]{0,20}(?:exceeded|passed|topped|surpassed)|首次(?:突破|超过)"
    r"|初めて)\s?(?:the\s)?(?:KPW\s?)?$"
)
#: The new one after an old one, which stands before in the same sentence.
NEW_AFTER_VERB: Final = lazy_regex(
    r"\b(?:dropped|fell|fallen|slid|slipped|declined|rose|risen|climbed|jumped|soared|surged|shot\sup"
    r"|increased|decreased|went|gone)"
    r"\s(?:\w+\s)?(?:back\s)?to\s(?:about\s|some\s|over\s|around\s)?(?:KPW\s?)?$"
)
#: The new one after an old one.
NEW_BEFORE: Final = lazy_regex(
    r"(?:\bto\s(?:about\s|some\s|over\s|more\sthan\s)?(?:KPW\s?)?|에서\s?|から|[涨漲跌升降][到至]"
    r"|에서\s약\s?)$"
)
#: "each in this order": values follow as the places or goods do.
RESPECTIVELY: Final = lazy_regex(r"respectively|각각|각기|分[别別]|それぞれ|順に")
#: Between amounts of one list.
LISTED: Final = lazy_regex(
    r"(?:\s?(?:won|원|ウォン|朝元))?\s?(?:,\sand|,|、|，|·|와|과|및|and|[和与與及]|と|/"
    r"|그리고)\s?(?:KPW\s?|\$)?"
)
#: Units before or after an amount: 쌀 1kg, 500g, a kilogram of, 每公斤.
UNIT: Final = lazy_regex(
    r"(?P<count>(?<![\d.,])\d{1,3}(?:\.\d)?)?[\s-]?(?:(?P<litre>\blit(?:re|er)s?\b|리터|リットル|公?升"
    r"|ℓ|(?<=\d)L\b)"
    r"|(?P<jin>(?<!公)斤)"
    r"|(?P<kg>\bkilograms?\b|\bkilos?\b|(?<![A-Za-z])[kK][gG]\b|㎏|kg|Kg|[킬키]로(?:그램|그람)?"
    r"|キロ(?:グラム)?|公斤|千克)"
    r"|(?P<tonne>\btons?\b|\btonnes?\b|톤|トン|吨|\bgallons?\b|갤런|\bbarrels?\b|배럴)"
    r"|(?P<g>(?<=\d)\s?g(?![A-Za-z])|(?<=\d)\s?(?:그램|그람|グラム|克)))"
)
#: A day told by its distance: weeks, days; the direction is back unless it is the same day.
RELATIVE: Final = lazy_regex(
    r"(?P<same>\b(?:[Tt]he\s)?same\sday|[Tt]hat\s(?:same\s)?day|같은\s?날|同じ(?:日|日の)|同日|当天"
    r"|當天|当日|この日|同一天)"
    r"|(?P<day>\b(?:[Tt]he|[Aa])\sday\s(?:before|earlier)|하루\s?전|전날|前日|前一[天日])"
    r"|(?P<week>\b(?:[Aa]|[Oo]ne)\sweek\s(?:before|earlier|ago|prior|after(?=\s(?:hitting|reaching|touching|passing|trading|falling|rising)))|\b[Tt]he\sweek\sbefore|(?:한|일"
    r"|1)\s?주(?:일)?\s?전|지난주\s같은"
    r"|一[周週個个]{1,2}(?:星期)?前|1\s?[周週](?:間)?前|一[个個]星期前|一週間前)"
    r"|(?P<fortnight>\b(?:[Tt]wo\sweeks|[Aa]\sfortnight)\s(?:before|earlier|ago|prior)|(?:두|2"
    r"|이)\s?주(?:일)?\s?전|보름\s?전|两[周週]前|2\s?[周週](?:間)?前|二週間前)"
    r"|(?P<days>\b(?:(?P<en>\d{1,2}|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Tt]en)\sdays\s(?:before"
    r"|earlier|ago))|(?P<ko>\d{1,2})일\s?전(?![했하한해화])|(?P<zh>\d{1,2})[天日]前)"
    r"|(?P<vague>\b(?:a|one|last|the\sprevious|two|three|six|several|few|\d+)\s(?:months?"
    r"|years?)(?:\s(?:before|earlier|ago))?\b|(?:한|두|석|몇|\d+)\s?(?:달|개월|년)\s?전"
    r"|지난해|작년|지난달|전달|去年|上[个個]?月|(?<![比较較])上一?次(?=[为為是的]|调查[为為是])|지난번(?:에는|엔|은)|前回は|[一两三数\d]+[个個]?月前|昨年|先月|前月"
    r"|[\d一二三数]+(?:か月|ヶ月|カ月|年)前|年前|year\searlier|(?:start|beginning)\sof\sthe\syear"
    r"|\bearly\s(?:this|last|in\sthe)\syear|연초|올해\s초|年初|今年初め?|年頭)"
)
STEPS: Final = {
    "same": timedelta(),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "fortnight": timedelta(days=14),
}
DAYS: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
#: Money for one unit is no price above this, in won, or below that. A zero too many is for a person to see.
MOST: Final = {
    "rice": 999_999, "corn": 999_999, "gasoline": 999_999, "diesel": 999_999, "usd": 999_999, "cny": 499_999,
}  # fmt: skip
LEAST: Final = {"rice": 20, "corn": 10, "gasoline": 50, "diesel": 50, "usd": 90, "cny": 12}
#: The same for prices in yuan and dollars.
MOST_ABROAD: Final = 60
