"""Crawls of WordPress sites and of other APIs, against a site on this machine."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from typer.testing import CliRunner

from cli.app import app
from crawler.discovery.wordpress import POSTS_PER_POLL, posts_address
from storage import Query, open_archive
from tests.integration.test_crawler_collect import NOW, archive, local, one, site, state
from tests.site import Answer, Site
from tests.unit.test_crawler_extract import SENTENCES
from yaluwatch.model import Article, JsonFields, Outcome, Source, SourceKind

__all__ = ["archive", "site"]

# What runs in crawl workers runs nowhere else.
pytestmark = pytest.mark.usefixtures("measured_programs")

ENDPOINT = "/wp-json/wp/v2/posts"
TEXT = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


class WordPress(dict[str, Any]):
    """The answers of a site, with a posts endpoint that understands what WordPress understands."""

    def __init__(self, site: Site, posts: list[dict[str, Any]]) -> None:
        super().__init__(site.answers)
        self.site = site
        self.posts = posts
        #: Answers instead of the newest and of the changed posts.
        self.newest: Answer | None = None
        self.changes: Answer | None = None
        site.answers = self

    def get(self, path: str, default: Any = None) -> Any:
        parts = urlsplit(path)
        return (
            self._listed(dict(parse_qsl(parts.query)))
            if parts.path == ENDPOINT
            else super().get(path, default)
        )

    def _listed(self, asked: dict[str, str]) -> Answer:
        if instead := self.changes if asked["orderby"] == "modified" else self.newest:
            return instead
        name = "modified_gmt" if asked["orderby"] == "modified" else "date_gmt"
        posts = sorted(self.posts, key=lambda post: str(post[name]), reverse=True)
        since = asked.get("modified_after", "").removesuffix("Z")
        posts = [post for post in posts if post["modified_gmt"] > since]
        size, page = int(asked["per_page"]), int(asked["page"])
        pages = -(-len(posts) // size)
        if page > max(1, pages):
            error = {"code": "rest_post_invalid_page_number", "data": {"status": 400}}
            return 400, {"Content-Type": "application/json"}, json.dumps(error).encode()
        headers = {
            "Content-Type": "application/json",
            "X-WP-Total": str(len(posts)),
            "X-WP-TotalPages": str(pages),
        }
        return 200, headers, json.dumps(posts[(page - 1) * size : page * size]).encode()


def post(site: Site, number: int, at: datetime = NOW, text: str = TEXT, **changes: Any) -> dict[str, Any]:
    moment = (at - timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%S")
    return {
        "id": number,
        "date": moment,
        "date_gmt": moment,
        "modified_gmt": moment,
        "link": f"{site.address}/2026/ferry-{number}/",
        "guid": {"rendered": f"{site.address}/?p={number}"},
        "status": "publish",
        "title": {"rendered": f"Ferry no. {number} sails"},
        "content": {"rendered": f"{text}<p>It was ferry {number}.</p>", "protected": False},
        "excerpt": {"rendered": "<p>It sails.</p>"},
    } | changes


def blog(site: Site, **changes: object) -> Source:
    return local(site, kind=SourceKind.WORDPRESS, urls=(site.address + ENDPOINT,), **changes)


def stored(path: Path) -> list[Article]:
    with open_archive(path) as opened:
        hits = opened.search.find(Query(only_relevant=False), limit=200)
        found = [opened.articles.get(hit.id) for hit in hits]
        return sorted((each.article for each in found if each is not None), key=lambda article: article.url)


def details(path: Path) -> Iterator[str]:
    with open_archive(path) as opened:
        yield from (fetch.detail for fetch in opened.sources.fetch_log("s", "poll", limit=20))


def test_posts_become_articles_without_a_request_for_their_pages(site: Site, archive: Path) -> None:
    head = {"author": "Jane Doe", "canonical": ""}
    WordPress(site, [post(site, 1, yoast_head_json=head), post(site, 2)])
    report = one(archive, blog(site))
    assert (report.outcome, report.new, report.fetched) == (Outcome.OK, 2, 0)
    first, second = stored(archive)
    assert (first.title, first.authors) == ("Ferry no. 1 sails", ("Jane Doe",))
    assert first.published_at == NOW - timedelta(minutes=1)
    assert first.found_by["body"] == "wordpress"
    assert second.body.endswith("It was ferry 2.")
    assert len(site.paths()) == 1


def test_an_edited_post_is_noticed_although_it_is_not_among_the_newest(site: Site, archive: Path) -> None:
    wordpress = WordPress(site, [post(site, number) for number in range(1, 16)])
    assert one(archive, blog(site)).new == 15
    later = NOW + timedelta(hours=3)
    edited = (later - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S")
    wordpress.posts[-1] = post(site, 15, text=TEXT + "<p>Corrected.</p>", modified_gmt=edited)
    wordpress.posts += [post(site, number, later) for number in range(100, 125)]
    report = one(archive, blog(site), now=later)
    assert (report.new, report.edited) == (25, 1)
    assert "Corrected." in next(each.body for each in stored(archive) if each.url.endswith("-15/"))


def test_a_first_poll_reads_one_page_and_later_ones_all_that_is_new(site: Site, archive: Path) -> None:
    wordpress = WordPress(site, [post(site, number) for number in range(200, 250)])
    assert one(archive, blog(site)).new == 20
    later = NOW + timedelta(days=1)
    wordpress.posts += [post(site, number, later) for number in range(1, 41)]
    report = one(archive, blog(site), now=later)
    assert (report.outcome, report.new) == (Outcome.OK, 40)


def test_the_page_is_fetched_when_the_api_has_no_whole_text(site: Site, archive: Path) -> None:
    contents = [
        {"rendered": "", "protected": True},
        {"rendered": f"[vc_row][vc_column_text]{TEXT}[/vc_column_text][/vc_row]", "protected": False},
        {"rendered": f"{TEXT}<p>The rest is [&hellip;]</p>", "protected": False},
        {"rendered": "<p>Short.</p>", "protected": False},
    ]
    WordPress(site, [post(site, number, content=content) for number, content in enumerate(contents)])
    for number in range(len(contents)):
        site.article(f"/2026/ferry-{number}/", f"Ferry no. {number} sails", "From the page.")
    report = one(archive, blog(site))
    assert (report.outcome, report.new, report.fetched) == (Outcome.OK, 4, 4)
    assert all("From the page." in each.body for each in stored(archive))


def test_a_second_poll_of_the_same_posts_changes_nothing(site: Site, archive: Path) -> None:
    WordPress(site, [post(site, 1), post(site, 2, content={"rendered": "", "protected": True})])
    site.article("/2026/ferry-2/", "Ferry no. 2 sails")
    assert one(archive, blog(site)).new == 2
    for days in (1, 2, 3):
        report = one(archive, blog(site), now=NOW + timedelta(days=days))
        assert (report.outcome, report.new, report.edited) == (Outcome.OK, 0, 0)


def test_a_site_that_does_not_list_changed_posts_is_healthy(site: Site, archive: Path) -> None:
    wordpress = WordPress(site, [post(site, 1)])
    assert one(archive, blog(site)).outcome is Outcome.OK
    refusal = {"code": "rest_invalid_param", "data": {"status": 400, "params": {"orderby": ""}}}
    wordpress.changes = (400, {}, json.dumps(refusal).encode())
    report = one(archive, blog(site), now=NOW + timedelta(hours=1))
    assert (report.outcome, report.detail) == (Outcome.OK, "")
    assert "the site does not list changed posts" in details(archive)


@pytest.mark.parametrize(
    ("answer", "outcome", "said"),
    [
        (
            (401, {}, b'{"code":"rest_not_logged_in","data":{"status":401}}'),
            Outcome.FORBIDDEN,
            "closed to visitors",
        ),
        ((404, {}, b'{"code":"rest_no_route","data":{"status":404}}'), Outcome.NOT_FOUND, "no posts at this"),
        ((200, {}, b"<!doctype html><p>Welcome"), Outcome.HTML_INSTEAD_OF_FEED, "off or has moved"),
    ],
)
def test_a_refusal_says_what_to_do(
    site: Site, archive: Path, answer: Answer, outcome: Outcome, said: str
) -> None:
    wordpress = WordPress(site, [])
    wordpress.newest = answer
    report = one(archive, blog(site))
    assert report.outcome is outcome
    assert said in report.detail
    assert "`yalu sources find`" in report.detail


def test_an_api_that_moved_for_good_is_noted_for_the_address_in_the_list(site: Site, archive: Path) -> None:
    wordpress = WordPress(site, [post(site, 1)])
    asked = posts_address(site.address + ENDPOINT, page=1, per_page=POSTS_PER_POLL)
    target = asked.replace(ENDPOINT, "/news" + ENDPOINT)
    wordpress.newest = (301, {"Location": target}, b"")
    site.page(target.removeprefix(site.address), json.dumps([post(site, 1)]), "application/json")
    for hours in range(3):
        assert one(archive, blog(site), now=NOW + timedelta(hours=hours)).outcome is Outcome.OK
    assert state(archive).moved == {site.address + ENDPOINT: (f"{site.address}/news{ENDPOINT}", 3)}


def trends(site: Site, **changes: object) -> Source:
    fields = JsonFields(
        items="data.list[]",
        url="join('', ['/view?no=', to_string(id)])",
        title="title",
        published="regDate",
        content="body",
        next="data.next",
    )
    known = {"kind": SourceKind.JSON, "urls": (f"{site.address}/api/list",), "fields": fields}
    return local(site, **(known | changes))


def answer_of(*numbers: int, following: str = "") -> str:
    items = [
        {
            "id": n,
            "title": f"동향 {n}",
            "regDate": f"2026-09-27 1{n}:00:00",
            "body": " ".join(SENTENCES) + f" {n}",
        }
        for n in numbers
    ]
    return json.dumps({"data": {"list": items, "next": following}})


def test_items_of_an_api_become_articles_from_their_pages(site: Site, archive: Path) -> None:
    site.page("/api/list", answer_of(1, 2), "application/json")
    site.article("/view?no=1", "First")
    site.article("/view?no=2", "Second")
    report = one(archive, trends(site, timezone="Asia/Seoul"))
    assert (report.outcome, report.announced, report.new, report.fetched) == (Outcome.OK, 2, 2, 2)
    assert {each.url for each in stored(archive)} == {f"{site.address}/view?no={n}" for n in (1, 2)}


def test_items_with_their_text_need_no_page(site: Site, archive: Path) -> None:
    site.page("/api/list", f"show({answer_of(1)});", "text/javascript")
    report = one(archive, trends(site, full_text_feed=True, timezone="Asia/Seoul"))
    assert (report.outcome, report.new, report.fetched) == (Outcome.OK, 1, 0)
    (article,) = stored(archive)
    assert article.published_at == datetime.fromisoformat("2026-09-27T02:00:00+00:00")


def test_further_pages_of_an_api_are_read_while_all_is_new(site: Site, archive: Path) -> None:
    full = trends(site, full_text_feed=True)
    site.page("/api/list", answer_of(1, following="/api/list?page=2"), "application/json")
    site.page("/api/list?page=2", answer_of(2), "application/json")
    assert one(archive, full).new == 1
    site.page("/api/list", answer_of(4, following="/api/list?page=2"), "application/json")
    site.page("/api/list?page=2", answer_of(3), "application/json")
    assert one(archive, full, now=NOW + timedelta(hours=1)).new == 2


def test_dates_in_the_address_are_those_of_the_day(site: Site, archive: Path) -> None:
    site.page("/api/list?from=20260917&to=20260927", answer_of(1), "application/json")
    dated = (f"{site.address}/api/list?from={{YYYYMMDD-10}}&to={{YYYYMMDD}}",)
    report = one(archive, trends(site, urls=dated, full_text_feed=True, timezone="Asia/Seoul"))
    assert (report.outcome, report.new) == (Outcome.OK, 1)


def test_an_unchanged_answer_is_read_again_when_an_expression_changes(site: Site, archive: Path) -> None:
    site.page("/api/list", answer_of(1), "application/json")
    full = trends(site, full_text_feed=True)
    assert one(archive, full).new == 1
    assert one(archive, full, now=NOW + timedelta(hours=1)).new == 0
    other = replace(full, fields=replace(full.fields, url="join('', ['/report/', to_string(id)])"))
    assert one(archive, other, now=NOW + timedelta(hours=2)).new == 1


def test_an_api_that_has_changed_is_a_failure_that_names_the_expression(site: Site, archive: Path) -> None:
    site.page("/api/list", '{"result": {"rows": []}, "code": 0}', "application/json")
    report = one(archive, trends(site))
    assert report.outcome is Outcome.PARSE_ERROR
    assert report.detail == "fields.items finds nothing: the answer has result, code 0"


def test_a_wordpress_site_is_added_by_its_address(site: Site, tmp_path: Path) -> None:
    WordPress(site, [post(site, 1), post(site, 2)])
    site.answers["/"] = (
        200,
        {"Content-Type": "text/html", "Link": f'<{site.address}/wp-json/>; rel="https://api.w.org/"'},
        b"<html><head><title>Border Post</title></head><body>News</body></html>",
    )
    data = str(tmp_path / "data")
    run = CliRunner()
    assert run.invoke(app, ["--data", data, "init"]).exit_code == 0
    added = run.invoke(
        app, ["--data", data, "sources", "add", f"{site.address}/", "--allow-private", "--id", "bp"]
    )
    assert added.exit_code == 0, added.output
    listed = (tmp_path / "data" / "sources.toml").read_text(encoding="utf-8")
    assert f'kind = "wordpress"\nurls = ["{site.address}{ENDPOINT}"]' in listed
    tried = run.invoke(app, ["--data", data, "sources", "try", "bp"])
    assert tried.exit_code == 0, tried.output
    assert "Ferry no. 1 sails" in tried.output
    assert "wordpress" in tried.output
