"""Every way in which a known moment is written is that moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text import DateOrder, Role, parse_date, role_of, shared_order

SEOUL = ZoneInfo("Asia/Seoul")
#: 7 March 2025, 14:08 in Seoul.
MOMENT = datetime(2025, 3, 7, 5, 8, tzinfo=UTC)
NOW = datetime(2025, 3, 8, 1, 30, tzinfo=UTC)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _half_day(local: datetime, morning: str, afternoon: str) -> str:
    return f"{morning if local.hour < 12 else afternoon} {local.hour % 12 or 12}:{local:%M}"


#: Ways to print a local time, to the minute, without a zone.
FORMS: dict[str, Callable[[datetime], str]] = {
    "dots": lambda t: f"{t:%Y.%m.%d %H:%M}",
    "dots and a final one": lambda t: f"{t.year}. {t.month}. {t.day}. {t:%H:%M}",
    "slashes": lambda t: f"{t:%Y/%m/%d %H:%M}",
    "a bar": lambda t: f"{t:%Y-%m-%d} | {t:%H:%M}",
    "glued": lambda t: f"{t:%Y-%m-%d%H:%M}",
    "compact": lambda t: f"{t:%Y%m%d%H%M%S}",
    "compact to the minute": lambda t: f"{t:%Y%m%d%H%M}",
    "compact with T": lambda t: f"{t:%Y%m%dT%H%M%S}",
    "blanks": lambda t: f"{t:%Y %m %d %H:%M}",
    "Korean": lambda t: f"{t.year}년 {t.month}월 {t.day}일 {t:%H}시 {t:%M}분",
    "Korean half day": lambda t: f"{t.year}년 {t.month}월 {t.day}일 (금) {_half_day(t, '오전', '오후')}",
    "Korean half day in front": lambda t: f"{_half_day(t, '오전', '오후')} {t:%Y.%m.%d}",
    "Latin half day in front": lambda t: f"{t:%Y-%m-%d} {_half_day(t, 'AM', 'PM')}:00",
    "Juche": lambda t: f"주체{t.year - 1911}({t.year})년 {t.month}월 {t.day}일 {t:%H:%M}",
    "Chinese, glued": lambda t: f"{t.year}年{t.month:02}月{t.day:02}日{t:%H:%M}",
    "Chinese half day": lambda t: f"{t.year}年{t.month}月{t.day}日 星期五 {_half_day(t, '上午', '下午')}",
    "Chinese characters of the clock": lambda t: f"{t.year}年{t.month}月{t.day}日{t.hour}点{t.minute}分",
    "Japanese, full width": lambda t: f"{t.year}年{t.month}月{t.day}日（金）{t.hour}時{t.minute}分".translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "Japanese half day": lambda t: f"{t.year}年{t.month}月{t.day}日 {_half_day(t, '午前', '午後')}",
    "Reiwa": lambda t: f"令和{t.year - 2018}年{t.month}月{t.day}日 {t:%H:%M}",
    "RFC 822": lambda t: f"{t.day} {_MONTHS[t.month - 1]} {t.year} {t:%H:%M}:00",
    "RFC 822 with two digits": lambda t: f"{t.day} {_MONTHS[t.month - 1]} {t:%y %H:%M}:00",
    "RFC 850": lambda t: f"{t:%d}-{_MONTHS[t.month - 1]}-{t:%y %H:%M}:00",
    "ctime": lambda t: f"{_MONTHS[t.month - 1]} {t.day:2} {t:%H:%M}:00 {t.year}",
    "American": lambda t: f"{_MONTHS[t.month - 1]}. {t.day}, {t.year} at {t.hour % 12 or 12}:{t:%M %p}",
    "ordinal, clock in front": lambda t: f"{t.hour % 12 or 12}:{t:%M %p}, {t.day}th of {t:%B} {t.year}",
    "British": lambda t: (
        f"{t.day} {t:%B}, {t.year} {t.hour % 12 or 12}.{t:%M}{'am' if t.hour < 12 else 'pm'}"
    ),
    "German": lambda t: f"{t.day}.{t.month}.{t.year}, {t:%H:%M} Uhr",
    "label": lambda t: f"기사입력 : {t:%Y.%m.%d %H:%M}",
    "changed first": lambda t: f"최종수정 {t + timedelta(hours=3):%Y.%m.%d %H:%M} 입력 {t:%Y.%m.%d %H:%M}",
    "Chinese labels": lambda t: f"更新：{t + timedelta(days=1):%Y-%m-%d %H:%M} 发布：{t:%Y-%m-%d %H:%M}",
    "labels behind": lambda t: f"{t:%Y-%m-%d %H:%M} 公開 {t + timedelta(days=1):%Y-%m-%d %H:%M} 更新",
    "English labels": lambda t: (
        f"Last updated: {t + timedelta(days=1):%Y-%m-%d} Published: {t:%Y-%m-%d %H:%M}"
    ),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(minutes=st.integers(0, 20 * 365 * 1440))
def test_every_form_of_a_moment_is_that_moment(form: Callable[[datetime], str], minutes: int) -> None:
    # From 2020 on: the eras begin in 2019. Seoul has had no summer time since 1988.
    local = datetime(2020, 1, 1, tzinfo=SEOUL) + timedelta(minutes=minutes)
    text = form(local)
    assert parse_date(text, "Asia/Seoul", country="KR") == local, text


@given(
    # Hours to the west, quarter hours to the east.
    quarters=st.sampled_from([*range(-48, 0, 4), *(number for number in range(57) if number % 4 != 1)]),
    style=st.sampled_from(
        ["{sign}{h:02}{m:02}", "{sign}{h:02}:{m:02}", "UTC{sign}{h}:{m:02}", "GMT{sign}{h:02}{m:02} (CST)"]
    ),
    minutes=st.integers(0, 10 * 365 * 1440),
)
def test_an_offset_in_any_form_is_used(quarters: int, style: str, minutes: int) -> None:
    span = timedelta(minutes=15 * quarters)
    sign, size = "-" if quarters < 0 else "+", abs(quarters)
    local = datetime(2018, 1, 1, tzinfo=timezone(span)) + timedelta(minutes=minutes)
    text = f"{local:%Y-%m-%d %H:%M:%S} " + style.format(sign=sign, h=size // 4, m=size % 4 * 15)
    assert parse_date(text, "Asia/Tokyo") == local, text


@pytest.mark.parametrize("zone", ["+9", "UTC+9", "GMT+9", "(UTC+09:00)", "KST", "(KST)", "JST", "Asia/Seoul"])
def test_short_offsets_and_names_are_used(zone: str) -> None:
    assert parse_date(f"Fri, 7 Mar 2025 14:08:00 {zone}", "America/New_York") == MOMENT


@pytest.mark.parametrize(
    ("name", "country", "hours"),
    [
        ("CST", "CN", 8),
        ("CST", "TW", 8),
        ("CST", "US", -6),
        ("CST", "", -6),
        ("IST", "IN", 5.5),
        ("IST", "IL", 2),
        ("BST", "GB", 1),
        ("BST", "BD", 6),
        ("PST", "PH", 8),
        ("EST", "AU", 10),
        ("HKT", "US", 8),
    ],
)
def test_a_zone_abbreviation_is_that_of_the_country(name: str, country: str, hours: float) -> None:
    wanted = datetime(2025, 3, 7, 14, 8, tzinfo=UTC) - timedelta(hours=hours)
    assert parse_date(f"Fri, 07 Mar 2025 14:08:00 {name}", country=country) == wanted


def test_without_a_country_the_sources_zone_decides_the_abbreviation() -> None:
    assert parse_date("2025-03-07 13:08 CST", "Asia/Shanghai") == MOMENT


def test_eastern_time_knows_summer_time() -> None:
    assert parse_date("July 7, 2025, 3:05 p.m. ET") == datetime(2025, 7, 7, 19, 5, tzinfo=UTC)
    assert parse_date("Jan. 7, 2025, 3:05 p.m. ET") == datetime(2025, 1, 7, 20, 5, tzinfo=UTC)


def test_a_place_names_the_zone() -> None:
    assert parse_date("北京时间2025年3月7日13:08", "UTC") == MOMENT


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        ("오전 12:20", 0),
        ("오후 12:20", 12),
        ("上午12:20", 0),
        ("下午12:20", 12),
        ("中午12:20", 12),
        ("中午1:20", 13),
        ("凌晨2:20", 2),
        ("晚上8:20", 20),
        ("晚8：20", 20),
        ("晚上12:20", 24),
        ("午前0時20分", 0),
        ("午後0時20分", 12),
        ("午後12:20", 12),
        ("深夜1時20分", 1),
        ("밤 11시 20분", 23),
        ("새벽 4시 20분", 4),
        ("12:20 AM", 0),
        ("12:20 p.m.", 12),
        ("13:20 PM", 13),
        ("24:20", 24),
        ("25時20分", 25),
    ],
)
def test_the_part_of_the_day_counts(clock: str, hour: int) -> None:
    wanted = datetime(2025, 3, 7, tzinfo=SEOUL) + timedelta(hours=hour, minutes=20)
    assert parse_date(f"2025年3月7日 {clock}", "Asia/Seoul") == wanted


def test_midnight_at_the_end_of_a_day_is_the_next_day() -> None:
    assert parse_date("2025-03-07 24:00", "Asia/Seoul") == datetime(2025, 3, 7, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("25분 전", NOW - timedelta(minutes=25)),
        ("3시간 전", NOW - timedelta(hours=3)),
        ("입력 3시간전", NOW - timedelta(hours=3)),
        ("2小时前", NOW - timedelta(hours=2)),
        ("4時間前", NOW - timedelta(hours=4)),
        ("3日前", NOW - timedelta(days=3)),
        ("Published 2 hours ago", NOW - timedelta(hours=2)),
        ("an hour ago", NOW - timedelta(hours=1)),
        ("방금 전", NOW),
        ("昨日", datetime(2025, 3, 6, 15, 0, tzinfo=UTC)),
        ("어제 09:10", datetime(2025, 3, 7, 0, 10, tzinfo=UTC)),
        ("Yesterday", datetime(2025, 3, 6, 15, 0, tzinfo=UTC)),
        ("前天 21:00", datetime(2025, 3, 6, 12, 0, tzinfo=UTC)),
        ("3월 7일 14:08", MOMENT),
        ("03-07 14:08", MOMENT),
        ("12월 31일", datetime(2024, 12, 30, 15, 0, tzinfo=UTC)),
    ],
)
def test_relative_dates_count_from_the_time_of_reading(text: str, wanted: datetime) -> None:
    assert parse_date(text, "Asia/Seoul", now=NOW) == wanted
    assert parse_date(text, "Asia/Seoul") is None


@pytest.mark.parametrize("text", ["2 weeks ago", "3개월 전", "2025-03", "March 2025", "2025"])
def test_what_names_no_day_is_none(text: str) -> None:
    assert parse_date(text, "Asia/Seoul", now=NOW) is None


@pytest.mark.parametrize(
    ("text", "country", "order", "day"),
    [
        ("03/04/2025", "US", None, "2025-03-04"),
        ("03/04/2025", "GB", None, "2025-04-03"),
        ("03/04/2025", "KR", None, None),
        ("03/04/2025", "", None, None),
        ("03/04/2025", "KR", DateOrder.MONTH_FIRST, "2025-03-04"),
        ("03/04/2025", "US", DateOrder.DAY_FIRST, "2025-04-03"),
        ("25/03/2025", "US", None, "2025-03-25"),
        # 3 April was a Thursday.
        ("Thu, 03/04/2025", "US", None, "2025-04-03"),
        ("03.04.2025", "KR", None, "2025-04-03"),
        ("25.03.04", "KR", None, "2025-03-04"),
        ("25.03.04", "DE", None, "2004-03-25"),
    ],
)
def test_an_ambiguous_order_is_decided_or_none(
    text: str, country: str, order: DateOrder | None, day: str | None
) -> None:
    found = parse_date(text, country=country, order=order)
    assert (found and found.date().isoformat()) == day


def test_a_date_is_not_read_as_one_in_the_future() -> None:
    found = parse_date("05/03/2025", "UTC", now=NOW)
    assert found is not None
    assert (found.month, found.day) == (3, 5)


def test_dates_of_one_place_share_their_order() -> None:
    assert shared_order(["03/04/2025 10:00", "28/03/2025 09:00"]) is DateOrder.DAY_FIRST
    assert shared_order(["03/04/2025 10:00", "05/06/2025 09:00"]) is None
    assert shared_order(["03/28/2025 10:00", "28/03/2025 09:00"]) is None
    assert shared_order(["2025-03-04", "Fri, 7 Mar 2025"]) is None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("입력 2025.03.07 14:08", Role.PUBLISHED),
        ("최종 업데이트 2025.03.07 14:08", Role.MODIFIED),
        ("2025-03-07 14:08 更新", Role.MODIFIED),
        ("수정 2시간 전", Role.MODIFIED),
        ("2025-03-07 14:08", Role.UNKNOWN),
        ("2025.03.07 09:05 (수정: 2025.03.07 16:20)", Role.UNKNOWN),
    ],
)
def test_labels_tell_published_from_changed(text: str, role: Role) -> None:
    assert role_of(text, "Asia/Seoul") is role


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Month names of other languages in feeds, which some readers took for the month before.
        ("Ke, 30 Lok 2013 11:34:37 +0000", "2013-10-30T11:34:37"),
        ("ma, 08 okt 2018 10:09:29 +0000", "2018-10-08T10:09:29"),
        ("Вс, 12 фев 2017 10:00:00 +0300", "2017-02-12T07:00:00"),
        ("Mo, 04 Mär 2019 10:00:00 +0100", "2019-03-04T09:00:00"),
        ("28 de noviembre de 2024, 15h05", "2024-11-28T15:05:00"),
        # A clock of twelve hours where twenty-four are expected, and the other way.
        ("Sun, 15 Dec 2024 12:15 PM", "2024-12-15T12:15:00"),
        ("Sat, Oct 28 2023 08:28:28 PM", "2023-10-28T20:28:28"),
        ("2012-11-02 04:16:13.000123 PM EST (-05:00)", "2012-11-02T21:16:13"),
        # What Go prints of a time.
        ("2017-08-01 13:55:44.364419679 +0200 CEST", "2017-08-01T11:55:44"),
        ("Sat Nov 28 2026 15:05:00 GMT+0900 (Korean Standard Time)", "2026-11-28T06:05:00"),
        ("Tue, 23 Sep 2024 10:00:00 +0000", "2024-09-23T10:00:00"),
        ("1741324080", "2025-03-07T05:08:00"),
        ("1741324080000", "2025-03-07T05:08:00"),
        ("15:05 28 Nov 2026 KST", "2026-11-28T06:05:00"),
        ("二〇二五年三月七日 下午2时8分 KST", "2025-03-07T05:08:00"),
    ],
)
def test_odd_forms_of_real_feeds_are_parsed(text: str, wanted: str) -> None:
    assert parse_date(text) == datetime.fromisoformat(wanted).replace(tzinfo=UTC)


def test_years_of_taiwan_and_letters_of_japan_need_their_country() -> None:
    day = datetime(2025, 3, 7, tzinfo=UTC)
    assert parse_date("114/03/07", "UTC", country="TW") == day
    assert parse_date("114/03/07", "UTC", country="KR") is None
    assert parse_date("R7.3.7", "UTC", country="JP") == day


def test_a_label_may_stand_right_before_a_year_of_two_digits() -> None:
    day = datetime(2025, 3, 6, 16, 0, tzinfo=UTC)
    assert parse_date("发布时间：25-03-07", "Asia/Shanghai", country="CN") == day
    assert parse_date("입력:25.03.07", "Asia/Shanghai", country="KR") == day


def test_a_clock_belongs_to_one_date() -> None:
    text = "수정 2025.03.06 09:30 입력 2025.03.07"
    assert parse_date(text, "Asia/Seoul") == datetime(2025, 3, 6, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["3-2-10", "1.2.34", "010-1234-5678", "192.168.10.25", "15:05", "12345678"])
def test_other_numbers_are_no_dates(text: str) -> None:
    assert parse_date(text, "Asia/Seoul", country="KR", now=NOW) is None


@pytest.mark.parametrize(
    "rest", ["et", "Ist", "-2명", "- 3 comments", "~ 16:30", "-16:30", "By A. Kim", "EAST"]
)
def test_what_is_no_zone_is_not_used_as_one(rest: str) -> None:
    assert parse_date(f"2025-03-07 14:08 {rest}", "Asia/Seoul") == MOMENT


@given(st.text(alphabet="〇一二十年月日時分令和元平成주체:1２፩²", max_size=40))
def test_odd_numerals_never_fail(text: str) -> None:
    moment = parse_date(text, "Asia/Tokyo", country="JP", now=NOW)
    assert moment is None or moment.tzinfo is UTC


@given(st.text(alphabet="0123456789:/.-+ TZ年月日時년월일시오후午前PMAgo ", max_size=130))
def test_pieces_of_dates_never_fail(text: str) -> None:
    moment = parse_date(text, "Asia/Seoul", country="KR", now=NOW)
    assert moment is None or moment.tzinfo is UTC
    assert isinstance(role_of(text), Role)
