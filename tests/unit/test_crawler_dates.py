from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.dates import has_zone, local_to_utc, parse_date, plausible

SEOUL_SEVEN_PM = datetime(2026, 9, 27, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-27 19:00:00",
        "2026-09-27T19:00",
        "2026.09.27 19:00",
        "2026/09/27 19:00",
        "2026-09-27 19:00:00.123",
        "2026년 9월 27일 19:00",
        "2026년 9월 27일 19시 00분",
        "2026.09.27. 오후 7:00",
        "2026年9月27日 19:00",
        "2026年9月27日 下午7:00",
        "2026年9月27日 19時00分",
        "2026-09-27(일) 19:00",
        "입력 2026-09-27 19:00",
        "기사입력 : 2026.09.27 19:00 수정 2026.09.28 08:00",
        "Sun, 27 Sep 2026 19:00:00",
        "Sun,27 Sep 2026 19:00:00",
        "Sun, 27 09 2026 19:00:00",
        "27 September 2026 19:00",
        "September 27, 2026 7:00 PM",
        "Sept. 27, 2026, 7:00 p.m.",
        "20260927190000",
        "20260927T190000",
        "2026-09-27 07:00 PM",
    ],
)
def test_times_without_a_zone_are_in_the_sources_zone(text: str) -> None:
    assert parse_date(text, "Asia/Seoul") == SEOUL_SEVEN_PM


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-27T19:00:00+09:00",
        "2026-09-27T10:00:00Z",
        "2026-09-27T10:00:00.000Z",
        "2026-09-27 19:00:00 KST",
        "2026-09-27 19:00:00+0900",
        "2026-09-27T12:00:00+02",
        "Sun, 27 Sep 2026 19:00:00 +0900",
        "Sun,27 Sep 2026 19:00:00 +0900",
        "Sun, 27 09 2026 19:00:00 +0900",
        "Sun, 27 Sep 2026 10:00:00 GMT",
        "Sun, 27 Sep 2026 06:00:00 EDT",
        "Sun, 27 Sep 26 10:00:00 GMT",
        "27 Sep 2026 19:00 JST",
        "September 27, 2026 6:00 AM EDT",
        "2026-09-27 19:00:00 (GMT+09:00)",
    ],
)
def test_a_printed_zone_is_used(text: str) -> None:
    assert parse_date(text, "America/New_York") == SEOUL_SEVEN_PM


@pytest.mark.parametrize("text", ["2026-09-27", "20260927", "27 Sep 2026", "2026년 9월 27일"])
def test_a_date_without_a_time_is_local_midnight(text: str) -> None:
    assert parse_date(text, "Asia/Seoul") == datetime(2026, 9, 26, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026", "13", "2026-13-45", "31 Feb 2026", "Updated 5 minutes ago", "x" * 200, "99999999"],
)
def test_text_that_is_not_a_date_is_none(text: str) -> None:
    assert parse_date(text, "Asia/Seoul") is None


def test_pyongyang_had_its_own_half_hour() -> None:
    noon = "2016-06-01 12:00"
    assert parse_date(noon, "Asia/Pyongyang") == datetime(2016, 6, 1, 3, 30, tzinfo=UTC)
    assert parse_date("2019-06-01 12:00", "Asia/Pyongyang") == datetime(2019, 6, 1, 3, 0, tzinfo=UTC)


def test_printed_zones_are_recognised() -> None:
    assert has_zone("Sun, 27 Sep 2026 19:00:00 +0900")
    assert has_zone("2026-09-27T10:00:00Z")
    assert has_zone("Sun, 27 Sep 2026 19:00:00 KST")
    assert not has_zone("2026-09-27 19:00:00")
    assert not has_zone("2026-09-27")
    assert not has_zone("Sun, 27 Sep 2026")


def test_implausible_dates_are_rejected() -> None:
    now = SEOUL_SEVEN_PM
    assert plausible(now + timedelta(hours=23), now) is not None
    assert plausible(now + timedelta(hours=25), now) is None
    assert plausible(datetime(1970, 1, 1, tzinfo=UTC), now) is None
    assert plausible(None, now) is None


def test_extreme_dates_do_not_crash() -> None:
    last_hour = datetime(9999, 12, 31, 23)  # noqa: DTZ001
    assert local_to_utc(last_hour, "America/New_York") is None
    assert parse_date("9999-12-31 23:59:59 -0500") is None


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment = parse_date(text, "Asia/Seoul")
    assert moment is None or moment.tzinfo is UTC
