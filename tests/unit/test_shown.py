import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaluwatch.log import set_up_logging
from yaluwatch.shown import (
    has_masked_secret,
    has_user,
    shown_line,
    shown_url,
    without_secrets,
    without_secrets_inside,
)


@pytest.mark.parametrize(
    "url",
    [
        "https://me:S3CRET@a.example/feed",
        "https://S3CRET@a.example/feed",
        "https://me:x@S3CRET@a.example/feed",
        "https://a.example/feed?key=S3CRET",
        "https://a.example/feed?cat=1&apikey=S3CRET",
        "https://a.example/feed?api-key=S3CRET&cat=1",
        "https://a.example/feed?serviceKey=S3CRET%2B%3D",
        "https://a.example/feed?access_token=S3CRET",
        "https://a.example/feed?token=S3CRET#top",
        "https://a.example/feed?auth=S3CRET;cat=1",
        "https://a.example/feed?client_secret=S3CRET",
        "https://a.example/feed?X-Amz-Signature=S3CRET&X-Amz-Credential=S3CRET2",
        "https://a.example/feed?sig=S3CRET",
        "https://a.example/feed?Pwd=S3CRET",
        "https://a.example/feed?%6bey=S3CRET",
        "https://a.example/feed#access_token=S3CRET",
        "https://bridge.example/?url=https%3A%2F%2Fa.example%2Ff%3Ftoken%3DS3CRET&format=atom",
        "https://bridge.example/?url=https%3A%2F%2Fme%3AS3CRET%40a.example%2F",
        "https://a.example/developers/feed?privaterss=S3CRET",
        "https://tracker.example/rss?passkey=S3CRET",
        "https://a.example/feed/private/S3CRET0123456789abcdef.rss",
        "https://a.example/api/token/S3CRET0123456789abcdef/list?page=2",
        "not a url?token=S3CRET",
    ],
)
def test_a_secret_is_not_shown(url: str) -> None:
    assert "S3CRET" not in shown_url(url)
    assert "S3CRET" not in without_secrets(f"“{url}” failed") or not url.startswith("http")
    assert has_masked_secret(shown_url(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/",
        "https://a.example/view?idxno=7&sid=100&no=3",
        "https://a.example/search?keyword=coal&author=kim&design=1",
        "https://a.example/@editor/feed",
        "https://a.example/feed?mail=a@b.example",
        "https://a.example/feed?key=",
        "https://a.example/news/private/schools-and-universities-2026",
        "https://a.example/private/20261124.html",
        "",
    ],
)
def test_other_addresses_stay_as_they_are(url: str) -> None:
    assert shown_url(url) == url
    assert not has_masked_secret(url)
    assert not has_user(url)


@pytest.mark.parametrize(
    "text",
    [
        "pool of a.example: retries exceeded with url: /rss?cat=1&token=S3CRET (caused by a timeout)",
        'answered "GET /feed?api_key=S3CRET HTTP/1.1" 403',
        "<GET https://a.example/feed?auth=S3CRET>: connection refused",
        "https://a.example/?q='coal'&apikey=S3CRET is not a feed",
        '{"https://a.example/feed?key=S3CRET": ["etag", ""]}',
    ],
)
def test_a_secret_is_not_shown_in_a_message_of_any_library(text: str) -> None:
    assert "S3CRET" not in without_secrets(text)
    assert without_secrets(without_secrets(text)) == without_secrets(text)


def test_data_is_masked_at_every_depth_and_keeps_its_shape() -> None:
    url = "https://a.example/feed?q=a'b&token=S3CRET"
    data = {"urls": [url], "state": {url: ("etag", "")}, "count": 3, "at": None}
    masked = "https://a.example/feed?q=a'b&token=***"
    assert without_secrets_inside(data) == {
        "urls": [masked],
        "state": {masked: ["etag", ""]},
        "count": 3,
        "at": None,
    }


def test_the_log_masks_messages_and_tracebacks(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", "text")
    try:
        raise ValueError("https://a.example/feed?api_key=S3CRET")
    except ValueError:
        logging.getLogger("yalu.test").exception("not read url=%s", "https://a.example/?token=S3CRET")
    printed = capsys.readouterr().err
    assert "S3CRET" not in printed
    assert "not read url=https://a.example/?token=***" in printed
    assert "ValueError: https://a.example/feed?api_key=***" in printed


@given(st.text())
def test_any_text_can_be_shown_twice(text: str) -> None:
    assert shown_url(shown_url(text)) == shown_url(text)
    assert len(shown_line(text, 20)) <= 20


def test_a_token_in_the_path_is_not_shown() -> None:
    url = "https://a.example/podcast/7/private/f47ac10b-58cc-4372-a567-0e02b2c3d479.rss"
    assert shown_url(url) == "https://a.example/podcast/7/private/***.rss"


def test_a_long_text_is_cut_to_a_line() -> None:
    assert shown_line("one\ntwo\r\n three") == "one two three"
    assert shown_line("x" * 1_000_000, 10) == "xxxxxxxxx…"
    assert shown_line(" " * 1_000_000, 10) in {"", "…"}
