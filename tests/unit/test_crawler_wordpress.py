"""Reading the answers of WordPress APIs, and the addresses to ask for them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from crawler.autodiscovery.discover import discover
from crawler.autodiscovery.wordpress_sites import posts_endpoints
from crawler.discovery.wordpress import (
    POSTS_PER_POLL,
    endpoint_of,
    is_posts_endpoint,
    poll_addresses,
    posts_address,
    read_poll,
    read_posts,
)
from crawler.health.doctor import Cause, doctor
from crawler.sources.source_list import parse_sources, to_toml
from crawler.spiders.wordpress import article_from_post
from storage import History
from tests.samples import page
from tests.unit.test_crawler_extract import SENTENCES
from tests.unit.test_crawler_feeds import source
from yaluwatch.errors import PageRefused, SourceListError
from yaluwatch.model import Candidate, Fetch, Outcome, Page, Source, SourceKind, SourceState

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
ENDPOINT = "https://border.example/wp-json/wp/v2/posts"
NEWEST = posts_address(ENDPOINT, page=1, per_page=POSTS_PER_POLL)
TEXT = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def blog(**changes: Any) -> Source:
    fields = {
        "kind": SourceKind.WORDPRESS,
        "urls": (ENDPOINT,),
        "homepage": "https://border.example/",
        "timezone": "Asia/Seoul",
    }
    return source(**(fields | changes))


def post(**changes: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "date": "2026-11-28T11:00:00",
        "date_gmt": "2026-11-28T02:00:00",
        "modified_gmt": "2026-11-28T03:00:00",
        "link": "https://border.example/2026/11/quota/",
        "guid": {"rendered": "https://border.example/?p=7"},
        "status": "publish",
        "title": {"rendered": "Quota &#8216;doubled&#8217; &amp; filled"},
        "content": {"rendered": TEXT, "protected": False},
        "excerpt": {"rendered": "<p>Twice as many lorries.</p>"},
    } | changes


def answer(body: Any, status: int = 200, url: str = NEWEST, **headers: str) -> Page:
    return page(
        source_id="s",
        requested_url=url,
        url=url,
        status=status,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        body=body if isinstance(body, bytes) else json.dumps(body).encode(),
        fetched_at=NOW,
    )


def only(**changes: Any) -> Candidate:
    (candidate,) = read_posts(answer([post(**changes)]), blog()).candidates
    return candidate


def test_a_post_is_a_candidate_with_its_whole_text() -> None:
    found = only(yoast_head_json={"author": "Jane Doe"})
    assert found.url == "https://border.example/2026/11/quota/"
    assert found.title == "Quota ‘doubled’ & filled"
    assert found.published_at == datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
    assert (found.content, found.summary) == (TEXT, "")
    assert (found.guid, found.authors) == ("https://border.example/?p=7", ("Jane Doe",))


@pytest.mark.parametrize(
    "unset", ["0000-00-00T00:00:00", "-0001-11-30T00:00:00", "1970-01-01T00:00:00", None, ""]
)
def test_a_date_in_utc_that_was_never_set_is_read_from_the_local_one(unset: str | None) -> None:
    assert only(date_gmt=unset).published_at == datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


def test_a_scheduled_post_was_not_changed_after_its_publication() -> None:
    assert only(modified_gmt="2026-11-27T03:00:00").updated_at is None


@pytest.mark.parametrize(
    "content",
    [
        {"rendered": "", "protected": True},
        {"rendered": TEXT, "protected": True},
        {"rendered": f"[vc_row][vc_column_text]{TEXT}[/vc_column_text][/vc_row]"},
        {"rendered": f"[et_pb_section fb_built=&#8221;1&#8243;]{TEXT}[/et_pb_section]"},
        {"rendered": "<p>Lorries queue at the bridge [&hellip;]</p>"},
        {"rendered": "<p>Lorries queue &#8230; <a class='more-link' href='/x'>Continue</a></p>"},
        None,
        False,
    ],
)
def test_a_post_without_a_whole_text_has_none(content: Any) -> None:
    assert only(content=content).content == ""


def test_code_that_encloses_nothing_is_left_out() -> None:
    content = {"rendered": f'{TEXT}[gallery ids="4,5"]<p>[1] A note.</p>'}
    assert only(content=content).content == f"{TEXT}<p>[1] A note.</p>"


def test_boxes_of_plugins_are_left_out() -> None:
    boxes = (
        '<div class="sharedaddy sd-sharing-enabled"><h3>Share this</h3><ul><li>Send it</li></ul></div>'
        "<div id='jp-relatedposts' class='jp-relatedposts'><p>Older news …</p></div>"
    )
    assert only(content={"rendered": f"{TEXT}{boxes}"}).content == TEXT
    assert "Share this" in only(content={"rendered": f"{TEXT}<h3>Share this</h3>"}).content


def test_the_excerpt_is_a_summary_only_where_the_text_is_missing() -> None:
    assert only(content={"rendered": ""}).summary == "<p>Twice as many lorries.</p>"
    assert only(content={"rendered": "", "protected": True}).summary == ""


def test_unpublished_posts_and_those_without_an_address_are_left_out_and_counted() -> None:
    posts = [post(status="draft"), post(link=None, guid={}), post(link="https://border.example/"), 5]
    posts[2]["guid"] = {"rendered": "https://border.example/?p=9"}  # type: ignore[index]
    read = read_posts(answer(posts), blog())
    assert [each.url for each in read.candidates] == ["https://border.example/?p=9"]
    assert (read.count, read.detail) == (4, "3 posts not published or without a wanted link")


def test_the_canonical_address_counts_where_another_site_shows_the_posts() -> None:
    head = {"canonical": "https://border.example/quota"}
    assert (
        only(link="https://cms.host.example/quota/", yoast_head_json=head).url
        == "https://border.example/quota"
    )
    own = "https://border.example/2026/11/quota/"
    assert only(link=own, yoast_head_json={"canonical": "https://wire.example/1"}).url == own


def test_embedded_authors_are_read_also_when_the_site_hides_them() -> None:
    assert only(_embedded={"author": [{"name": "Kim Ha-na"}]}).authors == ("Kim Ha-na",)
    assert only(_embedded={"author": [{"code": "rest_user_invalid_id"}]}).authors == ()


def test_the_totals_are_those_of_the_headers_unless_they_cannot_be_right() -> None:
    read = read_posts(answer([post()], x_wp_total="61", x_wp_totalpages="4"), blog())
    assert (read.total, read.total_pages) == (61, 4)
    for total in ("0", "many", ""):
        assert read_posts(answer([post()], x_wp_total=total), blog()).total is None
    third = posts_address(ENDPOINT, page=3, per_page=20)
    assert read_posts(answer([post()], url=third, x_wp_totalpages="2"), blog()).total_pages is None


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, {"code": "rest_post_invalid_page_number", "data": {"status": 400}}), (200, [])],
)
def test_a_page_past_the_end_is_no_error(status: int, body: Any) -> None:
    read = read_posts(answer(body, status), blog())
    assert (read.outcome, read.is_past_end, read.detail) == (Outcome.EMPTY, True, "")


@pytest.mark.parametrize(
    ("status", "body", "outcome", "said"),
    [
        (
            401,
            {"code": "rest_not_logged_in", "data": {"status": 401}},
            Outcome.FORBIDDEN,
            "closed to visitors",
        ),
        (200, {"code": "rest_forbidden", "data": {"status": 403}}, Outcome.FORBIDDEN, "closed to visitors"),
        (403, b"<html>Blocked", Outcome.FORBIDDEN, "its firewall blocks the API"),
        (
            404,
            {"code": "rest_no_route", "data": {"status": 404}},
            Outcome.NOT_FOUND,
            "no posts at this address",
        ),
        (404, b"<html>Not here", Outcome.NOT_FOUND, "off or has moved"),
        (200, b"<!DOCTYPE html><html>Home", Outcome.HTML_INSTEAD_OF_FEED, "off or has moved"),
        (
            400,
            {"code": "rest_invalid_param", "data": {"status": 400, "params": {"categories": "…"}}},
            Outcome.CLIENT_ERROR,
            "refuses a parameter of the address (categories)",
        ),
        (500, {"code": "internal_server_error", "data": {"status": 500}}, Outcome.SERVER_ERROR, "HTTP 500"),
        (502, [], Outcome.SERVER_ERROR, "HTTP 502"),
        (200, {"name": "Border Post", "namespaces": []}, Outcome.PARSE_ERROR, "must end in /wp/v2/posts"),
        (200, b"", Outcome.PARSE_ERROR, "the answer is empty"),
        (200, b"Error establishing a database connection", Outcome.PARSE_ERROR, "the answer is not JSON"),
    ],
)
def test_an_answer_without_posts_says_what_is_wrong(
    status: int, body: Any, outcome: Outcome, said: str
) -> None:
    read = read_posts(answer(body, status), blog())
    assert (read.outcome, read.candidates, read.is_past_end) == (outcome, (), False)
    assert said in read.detail
    assert "://" not in read.detail


@pytest.mark.parametrize(
    ("before", "after", "repair"),
    [
        (b"\xef\xbb\xbf", b"", "repaired: byte order mark"),
        (
            b"<br />\n<b>Notice</b>:  Undefined index: [x] in <b>/srv/a.php</b> on line <b>[9]</b><br />\n",
            b"",
            "repaired: messages of PHP before the JSON",
        ),
        (b"<?php require_once('seo.php');?>", b"", "repaired: messages of PHP before the JSON"),
        (b"", b"\n<!-- Page cached in 0.2 s -->", ""),
        (b"", b"<br />\n<b>Deprecated</b>: strftime()", "repaired: text after the JSON"),
    ],
)
def test_posts_between_other_output_are_read(before: bytes, after: bytes, repair: str) -> None:
    read = read_posts(answer(before + json.dumps([post()]).encode() + after), blog())
    assert (len(read.candidates), read.detail) == (1, repair)


def test_of_an_answer_that_breaks_off_the_whole_posts_are_read() -> None:
    posts = [post(tags=[{"id": 1}]), post(link="https://border.example/2/"), post()]
    read = read_posts(answer(json.dumps(posts).encode()[:-200]), blog())
    assert (len(read.candidates), read.detail) == (2, "repaired: JSON that breaks off")


def test_a_list_with_gaps_is_a_list() -> None:
    assert len(read_posts(answer({"0": post(), "2": post()}), blog()).candidates) == 2


def test_times_are_sent_in_utc_and_other_parameters_are_kept() -> None:
    address = posts_address(
        "https://border.example/?rest_route=%2Fwp%2Fv2%2Fposts&categories=3,4&per_page=5",
        page=2,
        per_page=500,
        after=datetime.fromisoformat("2026-11-01T00:00:00+09:00"),
        before=NOW,
        order="asc",
    )
    start = "https://border.example/?rest_route=%2Fwp%2Fv2%2Fposts&categories=3,4&page=2&per_page=100&"
    assert address.startswith(start)
    assert "orderby=date&order=asc&after=2026-10-31T15:00:00Z&before=2026-11-28T06:00:00Z" in address
    assert endpoint_of(address) == "https://border.example/?rest_route=%2Fwp%2Fv2%2Fposts&categories=3,4"
    assert is_posts_endpoint(address)


def test_links_are_asked_for_where_the_address_asks_for_authors() -> None:
    # Without them, WordPress embeds nothing (https://core.trac.wordpress.org/ticket/49985).
    address = posts_address(f"{ENDPOINT}?_embed=author", page=1, per_page=10)
    assert address.endswith(",_links,_embedded")
    assert not NEWEST.endswith("_embedded")


def test_changed_posts_are_asked_for_after_the_first_poll() -> None:
    assert poll_addresses(blog(), None) == [NEWEST]
    newest, changed = poll_addresses(blog(), NOW + timedelta(minutes=40))
    assert newest == NEWEST
    assert "orderby=modified&order=desc&modified_after=2026-11-28T05:00:00Z" in changed


def test_the_next_page_follows_a_full_one_of_the_newest() -> None:
    full = [post(link=f"https://border.example/{number}/") for number in range(POSTS_PER_POLL)]
    (following,) = read_poll(answer(full), blog()).follow
    assert "page=2" in following
    assert endpoint_of(following) == ENDPOINT
    assert read_poll(answer(full[1:]), blog()).follow == ()
    _, changed = poll_addresses(blog(), NOW)
    assert read_poll(answer(full, url=changed), blog()).follow == ()


def test_an_article_is_made_of_a_post_without_the_name_of_the_site() -> None:
    found = only(yoast_head_json={"author": "Border Post"})
    article = article_from_post(found, blog(name="Border Post"), NOW)
    assert (article.authors, article.found_by["authors"], article.found_by["title"]) == (
        (),
        "none",
        "wordpress",
    )
    assert article.modified_at == datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
    assert article.body.startswith(SENTENCES[0])
    wired = article_from_post(only(yoast_head_json={"author": "Reuters"}), blog(), NOW)
    assert (wired.authors, wired.organisation) == ((), "Reuters")
    with pytest.raises(PageRefused):
        article_from_post(only(content={"rendered": "<p>Short.</p>"}), blog(), NOW)


@pytest.mark.parametrize(
    ("markup", "headers", "endpoint"),
    [
        ("", {"link": '<https://border.example/wp-json/>; rel="https://api.w.org/"'}, ENDPOINT),
        (
            "",
            {
                "link": '<https://border.example/?p=2>; rel="shortlink"; title="a, b", '
                '<https://border.example/index.php?rest_route=/>; rel="https://api.w.org/"'
            },
            "https://border.example/index.php?rest_route=/wp/v2/posts",
        ),
        (
            "<link rel='https://api.w.org/' href='/blog/wp-json/'>",
            {},
            "https://border.example/blog/wp-json/wp/v2/posts",
        ),
        ("<img src='https://border.example/wp-content/a.png'>", {}, ENDPOINT),
        ("<img src='https://other.example/wp-content/a.png'>", {}, None),
        ("<a href='/about'>About</a>", {}, None),
    ],
)
def test_the_api_of_a_site_is_found(markup: str, headers: dict[str, str], endpoint: str | None) -> None:
    home = page(url="https://border.example/", headers=headers, body=markup.encode())
    assert next(posts_endpoints(home, BeautifulSoup(markup, "lxml")), None) == endpoint


def test_posts_are_discovered_after_a_feed_and_before_a_page() -> None:
    links = "".join(f'<a href="/2026/09/{day}/a-b-c-d">Story {day}</a>' for day in range(10, 20))
    home = f"<link rel='https://api.w.org/' href='/wp-json/'><title>Border Post</title>{links}"

    def get(address: str) -> Page:
        if "/wp/v2/posts" in address:
            return answer([post()], url=address)
        is_home = address == "https://border.example/"
        return page(url=address, status=200 if is_home else 404, headers={}, body=home.encode())

    found = discover("https://border.example/", get)
    assert [(one.kind, one.url) for one in found] == [
        (SourceKind.WORDPRESS, ENDPOINT),
        (SourceKind.LISTING, "https://border.example/"),
    ]
    (itself,) = discover(f"{ENDPOINT}?categories=3", get)
    assert (itself.kind, itself.url) == (SourceKind.WORDPRESS, f"{ENDPOINT}?categories=3")


def test_the_doctor_sees_that_the_api_was_closed() -> None:
    changed = poll_addresses(blog(), NOW)[1]

    def polls(address: str) -> list[Fetch]:
        known = {"source_id": "s", "kind": "poll", "at": NOW, "detail": "closed to visitors"}
        return [Fetch(url=address, outcome=Outcome.FORBIDDEN, **known)] * 3  # type: ignore[arg-type]

    state = SourceState(source_id="s", last_outcome=Outcome.FORBIDDEN)
    (finding,) = doctor(blog(), state, History(days=(), polls=polls(NEWEST)), NOW)
    assert finding.cause is Cause.BLOCKED
    assert "closed to visitors" in finding.proof
    assert doctor(blog(), state, History(days=(), polls=polls(changed)), NOW) == []


def test_an_entry_needs_the_address_of_the_api() -> None:
    entry = to_toml(blog())
    assert parse_sources(entry) == [blog()]
    with pytest.raises(SourceListError, match="has no /wp/v2/"):
        parse_sources(entry.replace(ENDPOINT, "https://border.example/"))
