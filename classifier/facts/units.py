"""Units of amounts: how they are written after and before a number, and what kind of fact they make."""

from collections.abc import Mapping
from typing import Final

from yaluwatch.patterns import lazy_regex

#: Units of money: ISO 4217 codes, and "won" if North or South Korean is not stated.
CURRENCIES: Final = frozenset(
    ["USD", "CNY", "KPW", "KRW", "won", "JPY", "EUR", "CHF", "RUB", "HKD", "GBP", "TWD", "VND"]
)
#: Units of weight and volume of goods. "jin" is 500 g, "teu" a container of twenty feet.
VOLUMES: Final = frozenset(["tonne", "kg", "g", "jin", "litre", "barrel", "gallon", "m3", "teu"])
LENGTHS: Final = frozenset(["km", "m", "mile"])
AREAS: Final = frozenset(["km2", "m2", "hectare", "acre", "mu", "pyeong"])
SHARES: Final = frozenset(("percent", "points"))
#: Units of what is counted one by one.
COUNTS: Final = frozenset(
    [
        "rank",
        "people",
        "households",
        "vehicles",
        "wagons",
        "trains",
        "ships",
        "trips",
        "firms",
        "places",
        "cases",
        "items",
        "animals",
        "containers",
    ]
)
#: Unit → kind of fact it makes; of money it is "value" unless the sentence tells more.
KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(CURRENCIES, "value"),
    **dict.fromkeys(VOLUMES, "volume"),
    **dict.fromkeys(LENGTHS, "distance"),
    **dict.fromkeys(AREAS, "area"),
    **dict.fromkeys(SHARES, "share"),
    **dict.fromkeys(COUNTS, "count"),
}

_PEOPLE = (
    r"people|persons?|workers?|labou?rers?|residents?|inhabitants|soldiers?|troops|guards?|guardsmen"
    r"|officers?"
    r"|police(?:men|\sofficers)?|officials?|defectors?|refugees?|women|men|children|girls|boys|tourists?"
    r"|visitors?|travell?ers?|passengers?|traders?|smugglers?|merchants?|businessmen|students?|employees?"
    r"|staff(?:ers)?|(?:North\s|South\s)?Koreans|Chinese\snationals|leaders?|members?|victims?|drivers?"
    r"|sailors?|seamen|fishermen|crew(?:\smembers|men)?|engineers?|executives?|delegates?|participants?"
    r"|nationals|citizens?|brokers?|agents?|inmates?|prisoners?|deaths|casualties|suspects?|experts?"
    r"|customers?|buyers?|dealers?|guests?|escapees?|migrants?|villagers?|farmers?|technicians?|specialists?"
    r"|representatives?|individuals?|businesspeople|athletes|performers|waitresses|seamstresses|personnel"
)
# After a word for people, which then only says what kind of thing is counted: guard posts.
_NOT_PEOPLE = (
    r"posts?|towers?|stations?|houses?|units?|camps?|trains?|ships?|boats?|vessels?|buses|cars?|visas?|permits?|schools?"
    r"|dormitor(?:y|ies)|barracks|checkpoints?"
)
_VEHICLES = (
    r"trucks?|lorries|lorry|vehicles?|cars?|buses|vans?|tankers?\strucks?|trailers?|tractors?|excavators?"
    r"|motorcycles?|bicycles?|taxis?"
)
_FIRMS = (
    r"firms?|companies|company|enterprises?|businesses|factories|factory|plants?|restaurants?|hotels?|shops"
    r"|stores?|banks?|travel\sagencies|entities|manufacturers?|exhibitors?|organi[sz]ations?|agencies"
)
# Words between a number and a noun that is counted: 130 North Korean firms.
_BETWEEN = (
    r"(?:(?!(?:of|to|in|on|at|and|or|for|from|by|with|the|a|an|as|is|was|were|are|per|than|after|before"
    r"|a\.m|p\.m"
    r"|January|February|March|April|May|June|July|August|September|October|November|December|who|that|which"
    r"|hours?|days?|weeks?|months?|years?|minutes?|times?|hundred|thousand|percent)\b)"
    r"(?:[A-Za-z][\w'’-]*|(?:[A-Z][a-z]?\.)+(?:[A-Z][a-z]+)?)[^\S\n]){0,3}?"
)
# After an English or symbol character.
_LATIN: Final = (
    ("percent", r"%(?!p|P|\s?포인트|ポイント)|[Pp]er\s?cent(?:age)?(?!\s?points?)\b|pct\b"),
    ("points", r"%p|%P|%\s?포인트|％?ポイント|percentage\spoints?"),
    ("KPW", r"\(?(?:(?:[Nn]ew\s)?North\sKorean|N\.\s?Korean|NK|DPRK)\)?\swon|KPW\b"),
    ("KRW", r"(?:South\sKorean|S\.\s?Korean)\swon|KRW\b"),
    ("won", (
        r"(?:[Nn]ew\s)?won\b(?!\s(?:the(?!\s(?:same|day|week|previous|next)\b)|his|her|its|their|by|over|praise|support|gold|medals?)\b|\san?\s(?!kilo|kg|lit"
        r"|dollar|yuan|ton|person|month|week|fortnight|few|day|gallon|barrel|year|night|head|pair|piece|sack|bag))"
    )),
    ("HKD", r"Hong\sKong\sdollars?|HKD\b"),
    ("USD", r"(?:US\s?|U\.S\.\s?|American\s)?dollars?\b|dlrs?\b|USD\b|bucks\b"),
    ("CNY", r"(?:Chinese\s)?(?:yuan|renminbi)\b(?:\srenminbi)?|RMB\b|CNY\b"),
    ("JPY", r"(?:Japanese\s)?yen\b|JPY\b"),
    ("EUR", r"euros?\b|EUR\b"),
    ("CHF", r"Swiss\sfrancs?\b(?:\s\(CHF\))?|CHF\b"),
    ("RUB", r"(?:Soviet\s|Russian\s)?ro?ubles?\b|RUB\b"),
    ("GBP", r"pounds?\ssterling\b|GBP\b"),
    ("VND", r"(?:Vietnamese\s)?dong\b"),
    ("kg", r"kilogram(?:me)?s?\b|kilos?\b|kgs?(?![A-Za-z])|KG\b|Kg\b"),
    ("tonne", r"(?:metric\s)?tons?\b(?!-?\s?class)|tonnes?\b|mt\b|MT\b|t(?![A-Za-z])"),
    ("g", r"grams?\b|g(?![A-Za-z-])"),
    ("gallon", r"gallons?\b"),
    ("litre", r"lit(?:re|er)s?\b|L\b|ℓ"),
    ("barrel", r"barrels?\b|bbl\b"),
    ("teu", r"TEUs?\b"),
    ("km2", r"(?:square|sq\.?)[\s-](?:kilomet(?:re|er)s?|km)\b|km²|km2\b"),
    ("m2", r"(?:square|sq\.?)[\s-](?:met(?:re|er)s?|m)\b|m²|m2\b"),
    ("m3", r"cubic[\s-]met(?:re|er)s?\b|m³|m3\b"),
    ("hectare", r"hectares?\b|ha\b"),
    ("acre", r"acres?\b"),
    ("km", r"kilomet(?:re|er)s?\b|kms?(?![A-Za-z0-9])"),
    ("mile", r"miles?\b"),
    ("m", r"met(?:re|er)s?\b"),
)  # fmt: skip
# Nouns that are counted, after up to three other words.
_NOUNS: Final = (
    ("wagons", r"(?:freight|railway|rail|cargo)\s(?:cars|wagons)|wagons?|carriages|boxcars?|railcars?"),
    ("containers", r"containers?"),
    ("ships", r"ships?|vessels?|boats?|tankers?(?!\strucks?)|freighters?|barges?|trawlers?"),
    ("trains", r"trains?"),
    ("trips", r"flights?|round\strips?|sailings|voyages?"),
    ("vehicles", rf"(?:{_VEHICLES})(?!\s(?:drivers?|makers?)\b)"),
    ("households", r"households?|families|homes"),
    ("firms", rf"(?:{_FIRMS})(?!\s(?:workers?|officials?|employees?|managers?)\b)"),
    ("people", rf"(?:{_PEOPLE})(?!['’]s?|\s(?:{_NOT_PEOPLE})\b)"),
    ("places", (
        r"sites|places|(?:border\s)?crossings?|areas|locations|villages|posts|checkpoints|warehouses"
        r"|buildings"
    )),
    ("items", r"boxes|crates|cartons|packs|parcels|shipments"),
    ("cases", r"cases|incidents|deals|contracts|projects|agreements"),
)  # fmt: skip
# After a number in East Asian text. A longer form stands before a shorter one that begins alike.
_EAST_ASIAN: Final = (
    ("percent", "%|％|퍼센트|프로(?![가-힣])|パーセント"),
    ("points", "(?:个|個)?百分[点點]|ポイント"),
    ("KPW", (
        "朝元|朝[鲜鮮](?:元|币|幣|[圆圓])|朝币|朝幣|北[韩韓](?:元|[圆圓])"
        "|북한\\s?(?:돈|원)|조선\\s?(?:돈|원)|北朝鮮ウォン|新币|旧币"
    )),
    ("KRW", "[韩韓](?:元|[圆圓]|币|幣)|한국\\s?(?:돈|원)|韓国ウォン"),
    ("HKD", "港元|港币|港幣|홍콩달러|香港ドル"),
    ("TWD", "新?[台臺]币|新?[台臺]幣"),
    ("USD", "美[元圆圓]|美金|미국\\s?달러|미\\s?달러|달러|딸라|딸러|딸라|불(?=[가이을,.\\s]|$)|米ドル|ドル"),
    ("CNY", (
        "元?人民[币幣]|人民元|위안화|위안|(?:중국\\s?)(?:돈|원)|인민폐"
        "|块(?:钱)?|中国元|元(?![帅帥首月旦宝寶老汀山素凶山])"
    )),
    ("JPY", "日元|日[圆圓]|엔화|엔(?=[가-힣]?[^가-힣]|$)|円(?!滑|満)"),
    ("EUR", "欧元|歐元|유로|ユーロ"),
    ("CHF", "瑞士法郎|스위스\\s?프랑|スイスフラン"),
    ("RUB", "[卢盧]布|루블|ルーブル"),
    ("VND", "越南盾|베트남\\s?동"),
    ("won", "ウォン|원(?!정대|유[를가는의 ]|자[력재로]|형[으이])"),
    ("km2", "平方公里|平方千米|제곱킬로미터|평방킬로미터|平方キロ(?:メートル)?|㎢|km²|km2"),
    ("m2", "平方米|제곱미터|평방미터|平方メートル|平米|㎡|m²"),
    ("m3", "立方米|입방미터|세제곱미터|立方メートル|㎥"),
    ("hectare", "公[顷頃]|정보(?=[의에가를\\s])|헥타르|ヘクタール"),
    ("mu", "[亩畝]"),
    ("pyeong", "평(?=[의에가을이짜\\s,.]|$)"),
    ("kg", "公斤|千克|㎏|킬로그램|킬로그람|[킬키]로(?!미터|메터|와트|그)|キログラム|キロ(?!メートル|ワット)"),
    ("g", "그램|그람|克(?![里拉罗])|グラム|g(?![A-Za-z])"),
    ("jin", "斤"),
    ("tonne", "公?[吨噸]|톤|t(?![A-Za-z])|トン"),
    ("litre", "公?升|리터|ℓ|リットル"),
    ("barrel", "桶|배럴|바렐|バレル"),
    ("gallon", "加[仑侖]|갤런|ガロン"),
    ("teu", "[标標]箱"),
    ("containers", "(?:个|個)?集[装裝]箱|컨테이너|コンテナ"),
    ("km", "公里|千米|㎞|킬로미터|킬로메터|キロメートル|km(?![A-Za-z])"),
    ("m", "米(?!ド|국|国|軍|朝|韓)|미터|메터|メートル|m(?![A-Za-z²³])"),
    ("people", (
        "人次|人口|名(?![义義称稱单單])|余?人(?![家组組房民均工类類员員口世際当権質道事生])|明(?=\\s?이상)|명(?!령|의로\\s|절|칭|함)|人(?=口)|口人|位"
        "(?=[\u4e00-\u9fff])(?![置于於])|员工|사람|群众|群眾|인(?=[의이을은과]\\s|\\s|[,.]|$)"
    )),
    ("households", "[户戶]|가구|세대(?![교간])|世帯"),
    ("ships", "艘|隻|척|[条條](?=[^，。,]{0,6}[船艇])|只(?=[^，。]{0,4}船)"),
    ("wagons", "节|節(?=[车車])|량(?=[짜의이으에을,.\\s]|$)|両(?=[編のがをで、。]|$)|칸"),
    ("trains", "列(?=[^，。]{0,6}[车車])|編成"),
    ("trips", (
        "往[复復返]|班次?(?!长|長|子|级)|架次|趟|왕복|往復"
        "|便(?=[のがを、。)）])|편(?=[의이을,.\\s씩]|$)"
    )),
    ("vehicles", (
        "辆|輛|[台臺](?!湾|灣|风|詞|本|所)|대(?=와\\s?(?:화차|버스|트럭|승용차|승합차|차량|열차|기관차|컨테이너|트레일러|택시|구급차))"
        "|대(?![의]?\\s?(?:여성|남성|주민|초반|중반|후반|이상)|\\s?[가-힣]*(?:여성|남성)|[^의가를로는씩여만도\\s,.])"
    )),
    ("firms", (
        "(?:多|余|餘)?家|社(?=[がのをでと、。])|店(?=[がのをで、。舗])"
        "|軒|(?:개\\s?)?(?:업체|기업)|개\\s?(?:회사|무역회사|상사)|間(?=[公商])|间(?=公)"
    )),
    ("places", "[处處](?!分|理|罚)|座|[カヶか箇ケ]所|개소|곳|군데"),
    ("animals", "마리|頭(?=[のがを])|头(?=[牛猪羊])"),
    ("cases", "起(?=[^来來]|$)|[宗件](?!事)|건(?=[의이을은,.\\s]|$)"),
    ("items", (
        "[个個](?![百月国國小工星多体體年人世别別])|개(?![월국년성장선방혁인사막점체시통최])"
        "|種類|[条條]|상자|꾸러미|箱(?!子)"
    )),
)  # fmt: skip
_BEFORE: Final = (
    ("HKD", r"HK\$"),
    ("TWD", r"NT\$"),
    # A$, C$ and S$ are dollars of others.
    ("USD", r"US\s?\$|U\.S\.\s?\$|(?<![A-Z])\$|USD\s?|＄"),
    ("CNY", r"RMB\s?|CNY\s?|CN¥|¥|￥|人民[币幣]\s?|인민폐\s?|중국\s?(?:돈|인민폐)\s?|中国元"),
    ("KPW", (
        r"KPW\s?|(?:North|N\.)\s?Korean\swon\s|朝[币幣]\s?|朝[鲜鮮][币幣]\s?|북한\s?돈\s?(?:약\s?)?|북한\s?(?:원화|화폐)"
        r"(?:로)?\s?|조선\s?돈\s?|국돈\s?|내화\s?|北朝鮮ウォンで"
    )),
    ("KRW", r"₩|KRW\s?|South\sKorean\swon\s|한국\s?돈\s?|한화\s?(?:로\s?)?(?:약\s?)?"),
    ("won", r"won\s"),
    ("CHF", r"CHF\s?"),
    ("EUR", r"€|EUR\s?"),
    ("GBP", r"£"),
    ("JPY", r"JPY\s?|日本円(?:で|にして)(?:約|およそ)?"),
)  # fmt: skip


def _alternatives(forms: tuple[tuple[str, str], ...]) -> str:
    return "|".join(f"(?P<{unit}>{form})" for unit, form in forms)


#: At the end of a number, after blanks: the group that matched is the unit.
AFTER_LATIN: Final = lazy_regex(rf"{_alternatives(_LATIN)}|{_BETWEEN}(?:{_alternatives(_NOUNS)})\b")
AFTER_EAST_ASIAN: Final = lazy_regex(_alternatives(_EAST_ASIAN))
#: In the characters before a number: the last group that matched is the unit.
BEFORE: Final = lazy_regex(rf"(?:{_alternatives(_BEFORE)})$")
#: Last characters of what may stand before a number.
LAST_BEFORE: Final = frozenset("$＄¥￥€£₩DYWFRBPn币幣돈폐화로円で元약にし約") | frozenset("そ")
