"""The API over a small archive: what it answers, in pages, with ETags, and as problems when it can't."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import httpx
import pytest

from storage import Archive, open_archive
from tests.api_client import HOSTILE, client_of, fill, made_app, visitor
from tests.samples import NOW, article, placement, verdict
from tests.web_server import served
from web.access import Role
from web.api.limits import Buckets, Rate
from yaluwatch.errors import ArchiveLocked

API = "/api/v1"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("api") / "yalu.db")


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[httpx.Client]:
    app = made_app(path)
    app.state.buckets = Buckets(Rate(1_000_000, 60))
    with served(app) as opened:
        yield opened


@pytest.fixture(scope="module")
def ids(client: httpx.Client) -> list[int]:
    """Of the relevant articles, newest first."""
    return [item["id"] for item in got(client, "/search")["items"]]


def got(client: httpx.Client, path: str, **parameters: Any) -> Any:
    answer = client.get(API + path, params=parameters or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def problem(answer: httpx.Response, status: int) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["status"] == status
    assert found["title"]
    assert found["detail"]
    return found


def test_a_search_marks_words_in_snippets_and_counts_matches(client: httpx.Client) -> None:
    found = got(client, "/search", q="smuggling")
    assert found["total"] == len(found["items"]) == 1
    (item,) = found["items"]
    assert [piece["text"] for piece in item["snippet"] if piece["is_match"]] == ["Smuggling"]
    assert item["published_at"] == "2026-11-24T05:00:00Z"
    assert item["title"].startswith("<script>alert(1)</script>")
    assert found["next"] is None


def test_off_topic_articles_come_on_request_only(client: httpx.Client) -> None:
    assert got(client, "/search")["total"] == 3
    assert got(client, "/search", q="relevant:any")["total"] == 4


def test_an_article_has_its_text_its_evidence_and_its_story(client: httpx.Client, ids: list[int]) -> None:
    found = got(client, f"/articles/{ids[-1]}")
    assert (found["version"], found["newest_version"], found["story"]) == (2, 2, 1)
    assert found["body"] == "Coal barges did not cross from Dandong."
    assert found["verdict"]["tags"][0]["topic"] == "border"
    first = got(client, f"/articles/{ids[-1]}", version=1)
    assert (first["version"], first["newest_version"]) == (1, 2)
    (evidence,) = first["verdict"]["tags"][0]["evidence"]
    assert first[evidence["part"]][evidence["start"] : evidence["end"]] == evidence["text"]


def test_versions_are_listed_and_compared(client: httpx.Client, ids: list[int]) -> None:
    listed = got(client, f"/articles/{ids[-1]}/versions")["items"]
    assert [one["version"] for one in listed] == [1, 2]
    changes = got(client, f"/articles/{ids[-1]}/changes", old=1, new=2)
    assert changes["is_negation_changed"]
    assert "Coal" in "".join(piece["text"] for piece in changes["pieces"] if piece["kind"] == "added")


def test_facets_and_series_count_matching_articles(client: httpx.Client) -> None:
    assert got(client, "/facets", by="publisher", limit=1) == {
        "by": "publisher",
        "total": 3,
        "items": [{"value": "Harbour", "articles": 2}],
    }
    points = got(client, "/series", by="day")["points"]
    assert [(point["start"], point["articles"]) for point in points] == [("2026-11-24", 3)]


def test_facts_are_found_by_kind_goods_and_article(client: httpx.Client, ids: list[int]) -> None:
    (fact,) = got(client, "/facts", kind="price", good="rice", place="hyesan", unit="KPW")["items"]
    assert (fact["value"], fact["per"], fact["kind"]) == (9200, "kg", "price")
    assert got(client, f"/articles/{fact['article']}/facts")["items"] == [fact]
    assert got(client, "/facts", kind="volume")["items"] == []
    assert got(client, f"/articles/{ids[-1]}/facts", version=1)["items"] == []


def test_stories_have_their_articles_with_reasons(client: httpx.Client) -> None:
    first, second = got(client, "/stories")["items"]
    assert (first["id"], first["articles"], second["id"], second["articles"]) == (2, 1, 1, 2)
    story = got(client, "/stories/1")
    assert story["publishers"] == 2
    assert [member["reason"] for member in story["articles"]] == ["test", "test"]


def test_sources_and_health_show_no_secrets(client: httpx.Client) -> None:
    courier, dead = got(client, "/sources")["items"]
    assert (courier["id"], courier["is_healthy"], dead["last_outcome"]) == ("courier", True, None)
    assert dead["homepage"] == "https://x.example/?api_key=***"
    health = got(client, "/health")
    assert health["articles"] == 4
    assert {check["name"] for check in health["checks"]} > {"archive"}


@pytest.mark.parametrize("parameters", [{}, {"order": "relevance", "q": "dandong"}, {"q": "asof:2027"}])
def test_pages_go_on_where_the_one_before_ended(client: httpx.Client, parameters: dict[str, str]) -> None:
    everything = got(client, "/search", **parameters)
    found, cursor, totals = [], "", []
    for _ in range(10):
        page = got(client, "/search", limit="1", **parameters, **({"cursor": cursor} if cursor else {}))
        found += page["items"]
        totals.append(page["total"])
        if not (cursor := page["next"]):
            break
    assert [item["id"] for item in found] == [item["id"] for item in everything["items"]]
    assert totals == [everything["total"], *[None] * (len(totals) - 1)]


def test_lists_of_stories_and_facts_come_in_pages(client: httpx.Client) -> None:
    page = got(client, "/stories", limit=1)
    assert [one["id"] for one in got(client, "/stories", limit=1, cursor=page["next"])["items"]] == [1]
    assert got(client, "/facts", limit=1)["next"] is None


def test_the_next_page_is_linked(client: httpx.Client) -> None:
    answer = client.get(f"{API}/search", params={"q": "밀수 OR dandong", "limit": 1})
    following = client.get(answer.url.join(answer.links["next"]["url"]))
    assert following.json()["items"][0]["id"] < answer.json()["items"][0]["id"]
    assert "next" not in client.get(f"{API}/search").links


def test_no_page_repeats_or_loses_an_article_while_others_are_added(tmp_path: Path) -> None:
    path = fill(tmp_path / "yalu.db")
    with served(made_app(path)) as client, open_archive(path) as archive:
        before = [item["id"] for item in got(client, "/search")["items"]]
        page = got(client, "/search", limit=1)
        found = [page["items"][0]["id"]]
        number = 0
        while page["next"]:
            number += 1
            add_relevant(archive, number)
            page = got(client, "/search", limit=1, cursor=page["next"])
            found += [item["id"] for item in page["items"]]
        assert found == before
        assert got(client, "/search")["total"] == len(before) + number


def add_relevant(archive: Archive, number: int) -> None:
    new = article(url=f"https://n.example/{number}", title=f"New {number}")
    archive.articles.add(new, None, publisher="New Press")
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
    for stored in archive.stories.ungrouped(10):
        archive.stories.add(placement(stored.id), NOW)


@pytest.mark.parametrize(
    "resource", ["/search?q=dandong", "/facets", "/series", "/stories", "/sources", "/facts"]
)
def test_what_has_not_changed_is_not_sent_again(client: httpx.Client, resource: str) -> None:
    first = client.get(API + resource)
    tag = first.headers["etag"]
    for asked in (tag, f'"other", {tag}', "*", f"W/{tag.removeprefix('W/')}"):
        again = client.get(API + resource, headers={"If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(API + resource, headers={"If-None-Match": '"other"'}).content == first.content
    assert first.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("q", ["dandong", "relevant:any", "status:removed relevant:any"])
def test_a_change_of_the_archive_changes_the_etag(tmp_path: Path, q: str) -> None:
    path = fill(tmp_path / "yalu.db")
    with served(made_app(path)) as client, open_archive(path) as archive:
        tag = client.get(f"{API}/search", params={"q": q}).headers["etag"]
        if "status" in q:
            archive.articles.mark_missing(article().url, NOW, is_final=True)
        else:
            add_relevant(archive, 1)
        again = client.get(f"{API}/search", params={"q": q}, headers={"If-None-Match": tag})
        assert again.status_code == 200
        assert again.headers["etag"] != tag


@pytest.mark.parametrize("resource", ["/search", "/exports?format=csv", "/openapi.json", "/articles/5"])
def test_head_is_get_without_content(client: httpx.Client, resource: str) -> None:
    whole, head = client.get(API + resource), client.head(API + resource)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    for name in ("content-type", "etag"):
        assert head.headers.get(name) == whole.headers.get(name)
    if "exports" not in resource:
        assert head.headers["content-length"] == whole.headers["content-length"]


@pytest.mark.parametrize(
    ("resource", "status"),
    [
        ("/nothing", 404),
        ("/search/", 404),
        ("/articles/a%0Ab", 404),
        ("", 404),
        ("/articles/5", 404),
        ("/articles/5?version=3", 404),
        ("/articles/5/versions", 404),
        ("/articles/5/facts", 404),
        ("/articles/5/changes?old=1&new=1", 404),
        ("/stories/99", 404),
        ("/articles/x", 422),
        ("/articles/99999999999999999999", 422),
        ("/articles/-1", 422),
        ("/articles/5/changes", 422),
        ("/search?limit=0", 422),
        ("/search?limit=1&limit=x", 422),
        ("/search?order=best", 422),
        ("/search?page=2", 422),
        ("/sources?a=b", 422),
        ("/facts?kind=nonsense", 400),
        ("/facts?direction=up", 400),
        ("/facts?q=asof:2026", 400),
        ("/series?q=before:9999&by=day", 400),
        ("/series?q=after:0001&by=month", 400),
        ("/search?cursor=nonsense", 400),
        ("/exports?q=topik:x", 400),
        ("/exports?format=xls", 422),
    ],
)
def test_every_error_is_a_problem(client: httpx.Client, resource: str, status: int) -> None:
    problem(client.get(API + resource), status)


def test_a_mistake_in_a_query_has_its_position(client: httpx.Client) -> None:
    found = problem(client.get(f"{API}/search", params={"q": "밀수 topik:x"}), 400)
    assert (found["position"], found["type"]) == (3, "urn:yaluwatch:problem:query")
    assert "did you mean topic:" in found["detail"]


def test_a_wrong_parameter_is_named(client: httpx.Client) -> None:
    found = problem(client.get(f"{API}/search", params={"limit": "many", "pages": 2}), 422)
    assert [one["where"] for one in found["invalid"]] == ["query.limit", "query.pages"]


def test_other_methods_and_other_types_are_refused(client: httpx.Client) -> None:
    refused = client.post(f"{API}/search")
    problem(refused, 405)
    assert refused.headers["allow"] == "GET"
    for accept, status in {
        "text/html": 406,
        "application/json;q=0, */*": 406,
        "text/html, application/*;q=0.5": 200,
        "*/*": 200,
        "": 200,
    }.items():
        assert client.get(f"{API}/search", headers={"Accept": accept}).status_code == status, accept


def test_a_cursor_of_another_query_is_refused(client: httpx.Client) -> None:
    cursor = got(client, "/search", q="dandong", limit=1)["next"]
    answer = client.get(f"{API}/search", params={"q": "relevant:any", "limit": 1, "cursor": cursor})
    assert "another query" in problem(answer, 400)["detail"]


def test_too_many_requests_are_refused_until_later(path: Path) -> None:
    app = made_app(path)
    now = 1_000.0
    app.state.buckets = Buckets(Rate(requests=12, window=60), clock=lambda: now)
    with (
        client_of(app, visitor(Role.RESEARCHER)) as client,
        client_of(app, visitor(Role.READER, id=8)) as other,
    ):
        first = client.get(f"{API}/exports", params={"format": "jsonl"})
        assert first.headers["ratelimit"] == '"visitor";r=2;t=50'
        assert first.headers["ratelimit-policy"] == '"visitor";q=12;w=60'
        assert [client.get(f"{API}/me").status_code for _ in range(3)] == [200, 200, 429]
        refused = client.get(f"{API}/me")
        problem(refused, 429)
        assert refused.headers["retry-after"] == "5"
        assert other.get(f"{API}/me").status_code == 200
        now += 5
        assert client.get(f"{API}/me").status_code == 200


def test_an_archive_that_can_not_be_read_is_503_with_a_time_to_come_back(tmp_path: Path) -> None:
    with client_of(made_app(tmp_path / "none.db"), visitor(Role.READER)) as client:
        answer = client.get(f"{API}/search")
        assert "no archive" in problem(answer, 503)["detail"]
        assert answer.headers["retry-after"] == "60"


def test_a_fault_of_ours_is_a_problem_without_details(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("web.api.routes.stories.stories_page", fail)
    with served(made_app(path)) as client:
        answer = client.get(f"{API}/stories")
        assert "secret" not in answer.text
        problem(answer, 500)


def test_exports_have_every_matching_article_in_every_format(client: httpx.Client) -> None:
    found = client.get(f"{API}/exports", params={"q": "dandong", "format": "csv"})
    assert found.headers["content-disposition"] == 'attachment; filename="articles.csv"'
    rows = list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[0]["permalink"].startswith(str(client.base_url))
    lines = client.get(f"{API}/exports", params={"format": "jsonl"}).text.splitlines()
    assert [json.loads(line)["title"] for line in lines][1] == HOSTILE
    for form, start in {"ris": b"TY  - NEWS", "csl": b"[", "atom": b"<?xml", "parquet": b"PAR1"}.items():
        assert client.get(f"{API}/exports", params={"format": form}).content.startswith(start)


def test_an_export_that_fails_on_the_way_is_cut_off_visibly(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: object, _query: object, _kind: object, sink: IO[bytes], **_: object) -> int:
        sink.write(b"x" * written)
        raise ArchiveLocked("exporting: another process has locked the archive")

    monkeypatch.setattr("storage.sql.research.research.SqlResearch.export", fail)
    written = 100_000
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(f"{API}/exports")
    written = 0
    assert problem(client.get(f"{API}/exports"), 503)["detail"].startswith("exporting")


def test_parquet_without_its_library_is_refused(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.api.routes.exports.find_spec", lambda _: None)
    answer = client.get(f"{API}/exports", params={"format": "parquet"})
    assert "csv and jsonl" in problem(answer, 400)["detail"]


def test_the_description_is_complete_and_has_examples(client: httpx.Client) -> None:
    made = got(client, "/openapi.json")
    assert made["openapi"] == "3.1.0"
    assert made["servers"] == [{"url": "/api"}]
    operations = [one for methods in made["paths"].values() for one in methods.values()]
    # The names that docs/api.md uses of a generated client are among them.
    assert len({one["operationId"] for one in operations} | {"search", "facets"}) == 21
    for one in operations:
        assert one["description"]
        assert {"401", "403", "422", "429", "503"} < set(one["responses"])
    times = [
        (name, field, found.get("description", ""))
        for name, schema in made["components"]["schemas"].items()
        for field, found in schema.get("properties", {}).items()
        if "date-time" in str(found)
    ]
    assert len(times) >= 20
    assert [named for named in times if "UTC" not in named[2]] == []
    assert made["components"]["schemas"]["SearchPage"]["examples"]


def test_people_can_read_the_documentation(client: httpx.Client) -> None:
    shown = client.get(f"{API}/docs")
    assert shown.headers["content-type"].startswith("text/html")
    for words in ("/api/v1/search", "did you", "newest, relevance", "1 to 100"):
        assert (words in shown.text) is (words != "did you")
    assert "<script" not in shown.text
