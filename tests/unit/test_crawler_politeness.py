"""Retry-After, robots.txt and the settings that keep the crawler polite."""

from datetime import UTC, datetime

import pytest
from protego import Protego

from crawler.fetching.download_errors import Refusal
from crawler.fetching.retry_after import MAX_WAIT, seconds_to_wait
from crawler.fetching.robots import verdict
from crawler.fetching.settings import crawl_settings, own_jar
from crawler.robots import MAX_BYTES
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Outcome

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("999999999999", MAX_WAIT),
        ("Sun, 27 Sep 2026 12:01:00 GMT", 60),
        ("Sun, 27 Sep 2026 11:00:00 GMT", 0),
        ("Sun, 27 Sep 2036 11:00:00 GMT", MAX_WAIT),
        ("Sun, 27 Sep 2026 12:01:00", 60),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
    ],
)
def test_retry_after_is_a_number_or_a_date_within_a_day(header: str, seconds: float | None) -> None:
    assert seconds_to_wait(header, NOW) == seconds


def test_rules_of_robots_txt_are_read() -> None:
    rules = verdict(200, b"User-agent: *\nDisallow: /private\n")
    assert isinstance(rules, Protego)
    assert rules.can_fetch("https://a.example/news", "Yaluwatch/1")
    assert not rules.can_fetch("https://a.example/private/x", "Yaluwatch/1")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_txt_allows_everything(status: int) -> None:
    assert verdict(status, b"User-agent: *\nDisallow: /") is None


@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_a_broken_server_forbids_for_now(status: int) -> None:
    refusal = verdict(status, b"")
    assert isinstance(refusal, Refusal)
    assert refusal.outcome is Outcome.SERVER_ERROR
    assert str(status) in refusal.reason


def test_a_throttled_robots_txt_forbids_for_now() -> None:
    refusal = verdict(429, b"")
    assert isinstance(refusal, Refusal)
    assert refusal.outcome is Outcome.RATE_LIMITED


def test_a_huge_robots_txt_counts_up_to_its_limit() -> None:
    body = b"User-agent: *\n" + b"# filler\n" * (MAX_BYTES // 9) + b"Disallow: /\n"
    rules = verdict(200, body)
    assert isinstance(rules, Protego)
    assert rules.can_fetch("https://a.example/news", "Yaluwatch/1")


def test_scrapys_open_doors_are_shut() -> None:
    settings = crawl_settings(source(), "Yaluwatch/1 (+x)", 60)
    for door in ("REMOTE_CONTROL_ENABLED", "TELNETCONSOLE_ENABLED", "REFERER_ENABLED"):
        assert settings[door] is False
    # Cookies live for one page and its redirects.
    assert own_jar("https://a.example/1") != own_jar("https://a.example/2")
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert settings["DOWNLOAD_MAXSIZE"] == 10 * 1024 * 1024
    assert settings["REDIRECT_MAX_TIMES"] <= 5
    assert settings["CONCURRENT_REQUESTS"] == 1
    assert settings["DOWNLOAD_HANDLERS"]["file"] is None
    assert 0 < settings["DEPTH_LIMIT"] < 1000
    assert settings["USER_AGENT"] == "Yaluwatch/1 (+x)"
    assert settings["ALLOW_PRIVATE"] is False


def test_the_throttle_is_off_only_when_the_source_says_so() -> None:
    assert crawl_settings(source(), "x", 60)["AUTOTHROTTLE_ENABLED"] is True
    assert crawl_settings(source(delay_seconds=0.0), "x", 60)["AUTOTHROTTLE_ENABLED"] is False
