"""Words of printed dates: months, parts of the day, eras, labels and time zones. Data only.

Month names: Unicode CLDR (https://cldr.unicode.org), wide and abbreviated forms. Zone abbreviations: RFC 2822
and the IANA time zone database; where two countries use the same one, the source's country decides.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a printed date says about the article."""

    PUBLISHED = "published"
    MODIFIED = "modified"
    UNKNOWN = "unknown"


class Half(StrEnum):
    """The part of the day in front of or behind a 12-hour clock."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    NIGHT = "night"


#: For each month the names and abbreviations, the English name first.
MONTH_WORDS = (
    (
        "january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari tammikuuta "
        "tammi tam stycznia sty ledna leden января янв січня ocak oca"
    ),
    (
        "february feb februar feber février févr fév fevrier febrero febbraio fevereiro fev februari "
        "helmikuuta helmi hel lutego lut února únor февраля фев февр лютого şubat şub"
    ),
    (
        "march mar märz mär mrz maerz mars marzo março marco maart mrt maaliskuuta maalis maa marca "
        "března březen марта мар март березня mart maret"
    ),
    (
        "april apr avril avr abril abr aprile huhtikuuta huhti huh kwietnia kwi dubna duben апреля апр "
        "квітня nisan nis"
    ),
    ("may mai mayo maggio mag maio mei maj toukokuuta touko tou maja května květen мая май травня mayıs"),
    (
        "june jun juni juin junio giugno giu junho kesäkuuta kesä kes czerwca cze června červen июня июн "
        "червня haziran haz"
    ),
    (
        "july jul juli juillet juil julio luglio lug julho heinäkuuta heinä hei lipca lip července "
        "červenec июля июл липня temmuz tem"
    ),
    (
        "august aug août aout agosto ago augustus augusti elokuuta elo sierpnia sie srpna srpen августа "
        "авг серпня ağustos ağu agustus agu"
    ),
    (
        "september sep sept septembre septiembre settembre set setembro syyskuuta syys syy września wrz "
        "září сентября сен сент вересня eylül eyl"
    ),
    (
        "october oct oktober okt octobre octubre ottobre ott outubro out lokakuuta loka lok października "
        "paź října říjen октября окт жовтня ekim eki"
    ),
    (
        "november nov novembre noviembre novembro marraskuuta marras listopada lis листопада listopadu "
        "listopad ноября ноя нояб kasım kas nopember"
    ),
    (
        "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro joulukuuta joulu "
        "jou grudnia gru prosince prosinec декабря дек грудня aralık ara desember des"
    ),
)
#: Lower-case name or abbreviation, without a final dot → month, 1–12.
MONTHS: Mapping[str, int] = {
    word: number for number, words in enumerate(MONTH_WORDS, 1) for word in words.split()
}

#: First three letters of an English day of the week → as datetime.weekday().
WEEKDAYS: Mapping[str, int] = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}

#: Part of the day, lower case → how its clock counts. "am" and "pm" are matched with dots and blanks too.
HALVES: Mapping[str, Half] = {
    **dict.fromkeys(["am", "오전", "새벽", "아침"], Half.MORNING),
    **dict.fromkeys(["上午", "凌晨", "清晨", "早上", "早晨", "早", "午前", "朝", "未明"], Half.MORNING),
    **dict.fromkeys(["낮", "中午", "正午", "昼"], Half.NOON),
    **dict.fromkeys(["pm", "오후", "저녁", "下午", "傍晚", "午後", "夕方"], Half.AFTERNOON),
    **dict.fromkeys(["밤", "晚上", "晚间", "晚間", "晚", "夜间", "夜里", "夜", "深夜"], Half.NIGHT),
}

#: Era → the year before its first: Reiwa 1 is 2019, Minguo 1 and Juche 1 are 1912.
ERAS: Mapping[str, int] = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911,
    "民國": 1911, "民国": 1911, "주체": 1911, "juche": 1911,
}  # fmt: skip

#: Letter of a Japanese era → the same.
ERA_LETTERS: Mapping[str, int] = {"R": 2018, "H": 1988, "S": 1925}

#: Label beside a date → what the date is. Latin words match whole words, any case.
LABELS: Mapping[str, Role] = {
    **dict.fromkeys(
        [
            "입력", "등록", "등록일", "작성", "작성일", "게재", "게시", "발행", "송고", "승인", "보도",
            "发布", "發布", "发表", "發表", "刊发", "发稿", "发布时间", "公開", "掲載", "配信", "投稿",
            "作成", "published", "posted", "created", "written", "issued", "veröffentlicht", "erstellt",
            "publié", "publiée", "publicado", "pubblicato", "опубликовано",
        ],
        Role.PUBLISHED,
    ),
    **dict.fromkeys(
        [
            "수정", "최종", "최종수정", "업데이트", "갱신", "변경", "更新", "最終更新", "最后更新",
            "最後更新", "修改", "修正", "改訂", "编辑于", "updated", "update", "modified", "edited",
            "revised", "changed", "corrected", "aktualisiert", "geändert", "actualizado", "modifié",
            "aggiornato", "обновлено", "mis à jour", "mise à jour",
        ],
        Role.MODIFIED,
    ),
}  # fmt: skip

EAST_ASIA = frozenset(["KR", "KP", "CN", "TW", "HK", "MO", "JP"])
#: Countries that write the month first when the year is last.
MONTH_FIRST = frozenset(["US", "PH", "FM", "MH", "PW", "GU", "PR", "AS", "MP", "VI"])
_CHINESE = ("CN", "TW", "HK", "MO")
_ARABIAN = ("SA", "AE", "QA", "KW", "BH", "IQ", "YE")

#: IANA zone → country, for sources of which only the zone is known.
COUNTRY_OF_ZONE: Mapping[str, str] = {
    "Asia/Seoul": "KR", "Asia/Pyongyang": "KP", "Asia/Shanghai": "CN", "Asia/Harbin": "CN",
    "Asia/Chongqing": "CN", "Asia/Urumqi": "CN", "PRC": "CN", "Asia/Taipei": "TW", "Asia/Hong_Kong": "HK",
    "Asia/Macau": "MO", "Asia/Tokyo": "JP", "Japan": "JP", "ROK": "KR", "America/New_York": "US",
    "America/Chicago": "US", "America/Denver": "US", "America/Los_Angeles": "US", "US/Eastern": "US",
    "US/Pacific": "US", "Europe/London": "GB", "Europe/Dublin": "IE", "Asia/Kolkata": "IN",
    "Asia/Calcutta": "IN", "Asia/Jerusalem": "IL", "Asia/Manila": "PH", "Asia/Dhaka": "BD",
    "Asia/Riyadh": "SA", "Asia/Dubai": "AE", "Australia/Sydney": "AU", "Asia/Kuala_Lumpur": "MY",
    "Asia/Singapore": "SG", "America/Havana": "CU",
}  # fmt: skip

#: Zone abbreviation → country ("" for all others) → hours east of UTC, or an IANA zone.
ZONES: Mapping[str, Mapping[str, str]] = {
    "Z": {"": "+0"}, "GMT": {"": "+0"}, "UTC": {"": "+0"}, "UT": {"": "+0"}, "WET": {"": "+0"},
    "KST": {"": "+9"}, "KDT": {"": "+10"}, "JST": {"": "+9"}, "HKT": {"": "+8"}, "SGT": {"": "+8"},
    "MYT": {"": "+8"}, "PHT": {"": "+8"}, "ICT": {"": "+7"}, "WIB": {"": "+7"}, "WITA": {"": "+8"},
    "WIT": {"": "+9"}, "ULAT": {"": "+8"}, "VLAT": {"": "+10"}, "YAKT": {"": "+9"}, "MSK": {"": "+3"},
    "MSD": {"": "+4"}, "CST": {"": "-6", "CU": "-5", **dict.fromkeys(_CHINESE, "+8")},
    "CDT": {"": "-5", "CU": "-4", **dict.fromkeys(_CHINESE, "+9")}, "CT": {"": "America/Chicago"},
    "ET": {"": "America/New_York"}, "MT": {"": "America/Denver"}, "PT": {"": "America/Los_Angeles"},
    "EST": {"": "-5", "AU": "+10"}, "EDT": {"": "-4", "AU": "+11"},
    "MST": {"": "-7", "MY": "+8", "MM": "+6.5"}, "MDT": {"": "-6"},
    "PST": {"": "-8", "PH": "+8", "PK": "+5"}, "PDT": {"": "-7"}, "AKST": {"": "-9"}, "AKDT": {"": "-8"},
    "HST": {"": "-10"}, "AST": {"": "-4", **dict.fromkeys(_ARABIAN, "+3")}, "ADT": {"": "-3"},
    "NST": {"": "-3.5"}, "BRT": {"": "-3"}, "ART": {"": "-3"}, "IST": {"": "+5.5", "IL": "+2", "IE": "+1"},
    "IDT": {"": "+3"}, "PKT": {"": "+5"}, "NPT": {"": "+5.75"}, "BST": {"": "+1", "BD": "+6"},
    "CET": {"": "+1"}, "CEST": {"": "+2"}, "MEZ": {"": "+1"}, "MESZ": {"": "+2"}, "MET": {"": "+1"},
    "MEST": {"": "+2"}, "WEST": {"": "+1"}, "EET": {"": "+2"}, "EEST": {"": "+3"}, "TRT": {"": "+3"},
    "SAST": {"": "+2"}, "GST": {"": "+4"}, "AWST": {"": "+8"}, "ACST": {"": "+9.5"}, "AEST": {"": "+10"},
    "AEDT": {"": "+11"}, "NZST": {"": "+12"}, "NZDT": {"": "+13"}, "TST": {"": "+8"}, "NDT": {"": "-2.5"},
}  # fmt: skip

#: "Beijing time" and the like, anywhere in the text → hours east of UTC.
ZONE_PHRASES: Mapping[str, str] = {
    "北京时间": "+8", "北京時間": "+8", "台北时间": "+8", "台北時間": "+8", "香港时间": "+8",
    "香港時間": "+8", "한국시간": "+9", "한국 시간": "+9", "韓国時間": "+9", "日本時間": "+9",
    "东京时间": "+9", "首尔时间": "+9", "Beijing time": "+8", "Beijing Time": "+8", "Seoul time": "+9",
    "Korea Standard Time": "+9", "Korean Standard Time": "+9", "Japan Standard Time": "+9",
    "China Standard Time": "+8",
}  # fmt: skip
