"""Where redirects lead: pure."""

import pytest

from web.root_path import goal_below, own_path


@pytest.mark.parametrize(
    ("goal", "path"),
    [
        ("http://news.example/search?q=a", "/search?q=a"),
        ("https://news.example/search", "/search"),
        ("http://news.example/", "/"),
        ("/search", "/search"),
        ("https://login.example/", "https://login.example/"),
        ("http://news.example.evil/", "http://news.example.evil/"),
        (
            "https://evil.example/?next=http://news.example/",
            "https://evil.example/?next=http://news.example/",
        ),
    ],
)
def test_an_address_at_this_host_is_a_path(goal: str, path: str) -> None:
    assert own_path(goal, "news.example") == path


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example", "/\\evil.example"])
def test_an_address_at_this_host_becomes_no_other_sites(path: str) -> None:
    assert own_path(f"http://news.example{path}", "news.example") == f"http://news.example{path}"


def test_without_a_host_nothing_is_at_it() -> None:
    assert own_path("http:///search", "") == "http:///search"


@pytest.mark.parametrize(
    ("goal", "below"),
    [
        ("/search", "/yalu/search"),
        ("/yalu/search", "/yalu/search"),
        ("/yalunews", "/yalu/yalunews"),
        ("//evil.example", "//evil.example"),
        ("https://login.example/", "https://login.example/"),
    ],
)
def test_a_redirect_leads_below_the_path(goal: str, below: str) -> None:
    assert goal_below("/yalu", goal) == below
    assert goal_below("", goal) == goal
