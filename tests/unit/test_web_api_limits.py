"""Token buckets, cursors, content negotiation and ETags of the API, without a server."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import parse_query
from web.api.conditional import matches
from web.api.cursors import read_cursor, write_cursor
from web.api.limits import Bucket, Rate, take
from web.api.negotiation import accepts_json
from web.api.problems import CursorError
from web.context import LARGEST_ID

RATE = Rate(requests=10, window=60)


def test_a_bucket_is_full_at_first_and_fills_up_evenly() -> None:
    first = take(None, RATE, now=0)
    assert (first.is_allowed, first.bucket.left, first.wait, first.reset) == (True, 9, 0, 6)
    empty = Bucket(left=0.5, at=0)
    refused = take(empty, RATE, now=0)
    assert (refused.is_allowed, refused.bucket.left, refused.wait) == (False, 0.5, 3)
    assert take(refused.bucket, RATE, now=3).is_allowed
    assert take(refused.bucket, RATE, now=10_000).bucket.left == 9


def test_what_costs_more_takes_more() -> None:
    assert take(None, RATE, now=0, cost=10).bucket.left == 0
    assert take(Bucket(left=9, at=0), RATE, now=0, cost=10).wait == 6


def test_a_clock_that_goes_back_takes_nothing_away() -> None:
    assert take(Bucket(left=5, at=100), RATE, now=50).bucket.left == 4


@given(st.lists(st.floats(0, 30), max_size=60))
def test_nobody_gets_more_than_the_rate_and_what_had_been_saved_up(pauses: list[float]) -> None:
    bucket, now, allowed = None, 0.0, 0
    for pause in pauses:
        now += pause
        decision = take(bucket, RATE, now)
        bucket = decision.bucket
        allowed += decision.is_allowed
        if not decision.is_allowed:
            assert take(bucket, RATE, now + decision.wait + 1e-6).is_allowed
    assert allowed <= RATE.requests + now * RATE.requests / RATE.window + 1e-6


@given(st.integers(0, LARGEST_ID), st.integers(0, LARGEST_ID))
def test_a_cursor_is_read_as_it_was_written(first: int, second: int) -> None:
    query = parse_query("밀수")
    assert read_cursor(query, write_cursor(query, first, second)) == (first, second)
    assert read_cursor(query, write_cursor(query, first)) == (first, 0)
    with pytest.raises(CursorError, match="another query"):
        read_cursor(parse_query("coal"), write_cursor(query, first))


@given(st.text(max_size=64) | st.binary(max_size=48).map(lambda found: urlsafe_b64encode(found).decode()))
def test_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(CursorError):
        read_cursor("x", text)


def test_a_cursor_with_a_number_below_zero_is_no_cursor() -> None:
    with pytest.raises(CursorError, match="not one of this API"):
        read_cursor("x", write_cursor("x", -1))


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("", True),
        ("*/*", True),
        ("application/json", True),
        ("APPLICATION/JSON; charset=utf-8", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html", False),
        ("application/json;q=0", False),
        ("application/json;q=0.0, */*", False),
        ("*/*;q=0", False),
        ("application/*;q=0.1, text/html", True),
        ("application/json;q=nonsense", False),
        (",,;;", False),
    ],
)
def test_json_is_sent_to_who_takes_it(accept: str, is_json: bool) -> None:
    assert accepts_json(accept) is is_json


@pytest.mark.parametrize(
    ("asked", "does_match"),
    [
        ("", False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", W/"a"', True),
        ('"b" ,"c"', False),
        ("*", True),
        ("a", False),
        ('"a', False),
        ('"aa"', False),
        ('"*"', False),
        # As Apache, Jetty and others change them.
        ('"a-gzip"', True),
        ('W/"a--gzip"', True),
        ('"a;br", "b"', True),
        ('"a-gzi"', False),
        ('"a,b", "c"', False),
    ],
)
def test_etags_are_compared_weakly(asked: str, does_match: bool) -> None:
    assert matches(asked, '"a"') is does_match
    assert matches(asked, 'W/"a"') is does_match
