"""Who may do what over the API, and what hostile requests find out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, HTTPException

from storage import open_archive
from tests.api_client import client_of, fill, made_app, visitor
from tests.samples import connection_of
from tests.web_server import served
from web.access import Right, Role
from web.api.limits import Buckets, Rate
from web.api.problems import add_handlers
from yaluwatch.errors import ArchiveError, SettingsError

API = "/api/v1"
#: Resource → the right it needs; every GET operation of the description is here.
RIGHTS = {
    "/search": Right.READ,
    "/articles/5": Right.READ,
    "/articles/5/versions": Right.READ,
    "/articles/5/changes?old=1&new=1": Right.READ,
    "/articles/5/facts": Right.READ,
    "/facets": Right.READ,
    "/series": Right.READ,
    "/claims": Right.READ,
    "/prices?good=rice": Right.READ,
    "/trade": Right.READ,
    "/trade/claims": Right.READ,
    "/facts": Right.READ,
    "/stories": Right.READ,
    "/stories/1": Right.READ,
    "/exports": Right.EXPORT,
    "/sources": Right.READ,
    "/health": Right.READ,
    "/me": Right.READ,
    "/subscriptions": Right.READ,
    "/openapi.json": Right.READ,
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    made = made_app(fill(tmp_path_factory.mktemp("api") / "yalu.db"))
    made.state.buckets = Buckets(Rate(1_000_000, 60))
    return made


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[httpx.Client]:
    """As whoever sits at the computer."""
    with served(app) as opened:
        yield opened


@pytest.fixture(scope="module", params=list(Role))
def known(request: pytest.FixtureRequest, app: FastAPI) -> Iterator[tuple[Role, httpx.Client]]:
    with client_of(app, visitor(request.param)) as opened:
        yield request.param, opened


def test_each_role_reaches_what_it_has_the_right_to(known: tuple[Role, httpx.Client]) -> None:
    role, client = known
    for resource, right in RIGHTS.items():
        is_allowed = visitor(role).may(right)
        status = client.get(API + resource).status_code
        assert (status in {200, 404}) if is_allowed else status == 403, (resource, role)
    judged = client.post(f"{API}/feedback", json={"article": 5, "version": 1, "judgement": "right"})
    assert judged.status_code == (404 if visitor(role).may(Right.JUDGE) else 403)


def test_who_is_not_logged_in_reaches_nothing(app: FastAPI) -> None:
    with client_of(app, None) as client:
        for resource in RIGHTS:
            refused = client.get(API + resource)
            assert refused.status_code == 401, resource
            assert refused.headers["www-authenticate"] == "Bearer"
            assert refused.headers["content-type"] == "application/problem+json"
        assert (
            client.post(
                f"{API}/feedback", json={"article": 5, "version": 1, "judgement": "right"}
            ).status_code
            == 401
        )


def test_every_operation_is_in_the_table_of_rights(app: FastAPI) -> None:
    described = {
        path.removeprefix("/v1").replace("{article_id}", "5").replace("{story_id}", "1")
        for path, methods in app.state.api.openapi()["paths"].items()
        if "get" in methods
    }
    assert described == {resource.partition("?")[0] for resource in RIGHTS}


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("her@example.org", ["hers"]),
        ("", []),
        ("example.org", []),
        ("%", []),
        ("https://hooks.example/s3cret", ["hers", "his"]),
    ],
)
def test_a_reader_sees_their_own_subscriptions_and_no_address(
    app: FastAPI, address: str, seen: list[str]
) -> None:
    with client_of(app, visitor(Role.READER, address=address)) as client:
        answer = client.get(f"{API}/subscriptions")
    assert [one["id"] for one in answer.json()["items"]] == seen
    for secret in ("@example.org", "hooks.example", "s3cret"):
        assert secret not in answer.text


def test_an_administrator_sees_all_subscriptions_and_no_address(app: FastAPI) -> None:
    with client_of(app, visitor(Role.ADMIN, address="his@example.org")) as client:
        answer = client.get(f"{API}/subscriptions")
    found = {one["id"]: (one["is_mine"], one["recipients"]) for one in answer.json()["items"]}
    assert found == {"hers": (False, 2), "his": (True, 2)}
    assert "@" not in answer.text


def given(client: httpx.Client, **changes: Any) -> dict[str, Any]:
    article = client.get(f"{API}/search").json()["items"][0]
    return {"article": article["id"], "version": 1, "judgement": "wrong", "topics": ["trade"]} | changes


def test_feedback_with_a_token_needs_no_form_code(app: FastAPI) -> None:
    with client_of(app, visitor(Role.ANALYST, name="kim")) as client:
        stored = client.post(f"{API}/feedback", json=given(client, note=" <b>no</b> "))
        assert stored.status_code == 201
        assert (stored.json()["by"], stored.json()["note"]) == ("kim", "<b>no</b>")
        assert client.post(f"{API}/feedback", json=given(client, version=9)).status_code == 404
    with open_archive(app.state.site.archive, read_only=True) as archive:
        assert archive.feedback.all()[0].by == "kim"


def test_feedback_on_what_was_not_judged_is_refused(tmp_path: Path) -> None:
    path = fill(tmp_path / "yalu.db")
    with open_archive(path) as archive, connection_of(archive).write("") as db:
        db.execute("DELETE FROM verdicts WHERE version = 1")
    with served(made_app(path)) as client:
        answer = post_as_page(client, given(client))
        assert answer.status_code == 409


def post_as_page(client: httpx.Client, content: Any, **headers: str) -> httpx.Response:
    code = client.get(f"{API}/me").json()["csrf"]
    return client.post(f"{API}/feedback", json=content, headers={"X-CSRF-Token": code, **headers})


def test_a_browser_needs_the_form_code_and_its_own_origin(client: httpx.Client) -> None:
    content = given(client)
    assert client.post(f"{API}/feedback", json=content).status_code == 403
    assert post_as_page(client, content, Origin="https://evil.example").status_code == 403
    assert post_as_page(client, content).status_code == 201
    client.cookies.clear()
    code = client.get(f"{API}/me").json()["csrf"]
    client.cookies.clear()
    refused = client.post(f"{API}/feedback", json=content, headers={"X-CSRF-Token": code})
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        {"judgement": "nonsense"},
        {"article": "5; DROP TABLE articles"},
        {"topics": ["x"] * 21},
        {"topics": ["x" * 61]},
        {"note": "x" * 1_001},
        {"article": 2**63},
        {"by": "somebody else"},
    ],
)
def test_odd_feedback_is_refused(app: FastAPI, content: Any) -> None:
    with client_of(app, visitor(Role.ANALYST)) as client:
        whole = given(client, **content) if content else content
        assert client.post(f"{API}/feedback", json=whole).status_code == 422


def test_a_body_that_is_no_text_is_refused(app: FastAPI) -> None:
    with client_of(app, visitor(Role.ANALYST)) as client:
        headers = {"Content-Type": "application/json"}
        for body in (b"\x80abc", b"\xff\xfe", b"{", b"", b"[" * 60_000, b'{"article": NaN}'):
            sent = client.post(f"{API}/feedback", content=body, headers=headers)
            assert sent.status_code in {400, 422}, body[:10]
            assert sent.headers["content-type"] == "application/problem+json"


def test_a_huge_body_is_refused_whether_it_says_its_length_or_not(app: FastAPI) -> None:
    content = b'{"note": "' + b"x" * 100_000 + b'"}'
    with client_of(app, visitor(Role.ANALYST)) as client:
        for body in (content, iter([content[:50_000], content[50_000:]])):
            sent = client.post(f"{API}/feedback", content=body)
            assert sent.status_code == 413
            assert sent.headers["content-type"] == "application/problem+json"


INJECTIONS = [
    "' OR 1=1 --",
    '"; DROP TABLE articles; --',
    '" OR rowid > 0 OR "',
    "title:dandong",
    "dandong^2 {title body}: x",
    'NEAR("a" "b", 2)',
    "col:*",
    "\x00dandong\x00",
    "a\x00b",
    "*",
    '""',
    "-",
    "(" * 16 + "a" + ")" * 16,
    "place:dandong' UNION SELECT address FROM recipients --",
    "source:courier'--",
    'publisher:"x\' OR 1=1"',
    "after:9999-12-31",
    "before:0001",
    "score:>=1 score:<0.000000001",
    "asof:0001",
    "asof:9999-12-31",
    "a NEAR/999 b NEAR/0 c",
    " ".join(["walk"] * 300),
    "x" * 4_000,
    "%00%0d%0aSet-Cookie:x",
    "밀수\u202e\ud7ff\uffff",
    "é" * 100,
    "=" * 50,
    "language:zz",
    # Reported as faults of searches with FTS5 elsewhere.
    "grammar::fa",
    "blah=",
    "don't use agents",
    "ubuntu 20.04, 22.04?",
    "AI AND ML",
    "AI AND AND ML",
    "state-of-the-art",
    "note%",
    "NEAR",
    "^start",
    "a + b",
    "{a b}: c",
]


@pytest.mark.parametrize("resource", ["/search", "/search?order=relevance", "/series", "/facts"])
def test_no_query_reaches_the_database_as_anything_but_a_value(client: httpx.Client, resource: str) -> None:
    for text in INJECTIONS if resource == "/search" else INJECTIONS[::4]:
        answer = client.get(
            API + resource, params={"q": text, **({"order": "relevance"} if "?" in resource else {})}
        )
        assert answer.status_code in {200, 400}, (text, answer.text)
        assert "example.org" not in answer.text.replace("n.example", "")
        assert "sqlite" not in answer.text.lower()
        assert "fts5" not in answer.text.lower()
    assert client.get(f"{API}/search").json()["total"] == 3


def test_no_filter_of_facts_reaches_the_database_as_anything_but_a_value(client: httpx.Client) -> None:
    for text in INJECTIONS[::3]:
        wanted = dict.fromkeys(("good", "place", "actor", "unit"), text[:60])
        assert client.get(f"{API}/facts", params=wanted).json() == {"items": [], "next": None}
        for name in ("kind", "direction"):
            assert client.get(f"{API}/facts", params={name: text[:60]}).status_code == 400


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "A" * 32,
        "A" * 65,
        "é" * 32,
        "' OR 1=1",
        "../../etc/passwd",
        "////////////////////////////////",
        "\x00",
        "A" * 31 + "=",
    ],
)
@pytest.mark.parametrize("resource", ["/search", "/stories", "/facts"])
def test_a_cursor_of_somebody_elses_making_is_refused(
    client: httpx.Client, resource: str, cursor: str
) -> None:
    assert client.get(API + resource, params={"cursor": cursor}).status_code in {400, 422}


@pytest.mark.parametrize(
    "number",
    ["0", "9223372036854775807", "9223372036854775808", "1e3", "0x10", "1%00", "1'--", "٣", "..%2f.."],
)
def test_no_number_in_a_path_breaks_a_resource(client: httpx.Client, number: str) -> None:
    for path in (f"/articles/{number}", f"/articles/{number}/versions", f"/stories/{number}"):
        answer = client.get(API + path)
        assert answer.status_code in {404, 422}, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


def test_nothing_of_a_request_becomes_a_header(client: httpx.Client) -> None:
    hostile = "x\r\nSet-Cookie: a=b"
    for path, parameters in (
        ("/search", {"q": f"relevant:any OR {hostile}", "limit": "1"}),
        ("/exports", {"q": hostile, "format": "csv"}),
        ("/search", {"cursor": hostile}),
    ):
        answer = client.get(API + path, params=parameters, headers={"If-None-Match": '"a", "b'})
        assert "a=b" not in answer.headers.get("set-cookie", "")
    # The next page's address repeats the query, encoded.
    linked = client.get(f"{API}/search", params={"q": "relevant:any\r\n>; rel=x, <y", "limit": 1})
    assert linked.status_code == 200
    link = linked.headers.get("link", "")
    assert (link.count("<"), link.count(">")) in {(0, 0), (1, 1)}


def test_huge_parameters_are_refused(client: httpx.Client) -> None:
    assert client.get(f"{API}/search", params={"q": "밀" * 4_001}).status_code in {400, 422}
    assert client.get(f"{API}/facts", params=[("kind", "price")] * 21).status_code == 422
    assert client.get(f"{API}/facts", params={"good": "x" * 61}).status_code == 422
    assert client.get(f"{API}/search", headers={"If-None-Match": '"' + "x" * 1_000 + '"'}).status_code == 422
    many = client.get(f"{API}/search", params=[(f"p{number}", "x") for number in range(500)])
    assert many.status_code == 422
    assert len(many.content) < 10_000


def test_no_error_repeats_a_secret(client: httpx.Client) -> None:
    for parameters in ({"q": "topik:https://x.example/?api_key=hidden"}, {"token": "hidden"}):
        answer = client.get(f"{API}/search", params=parameters)
        assert answer.status_code in {400, 422}
        assert "hidden" not in answer.text


@pytest.fixture(scope="module")
def failing() -> Iterator[httpx.Client]:
    """An application whose errors are problems, and that fails in each way."""
    api = FastAPI()
    add_handlers(api)

    @api.get("/{kind}")
    async def fail(kind: str) -> None:
        raise {
            "refused": HTTPException(404, "https://x.example/feed?api_key=hidden is gone."),
            "archive": ArchiveError("reading GET /feed?token=hidden failed"),
            "settings": SettingsError("/etc/yalu/hidden.toml: [mail] password is not set"),
        }[kind]

    with served(api) as opened:
        yield opened


def test_a_refusal_masks_secrets(failing: httpx.Client) -> None:
    answer = failing.get("/refused")
    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        "https://x.example/feed?api_key=*** is gone.",
    )


def test_an_archive_that_fails_says_why_without_secrets(failing: httpx.Client) -> None:
    answer = failing.get("/archive")
    assert answer.status_code == 503
    assert answer.json()["detail"] == "reading GET /feed?token=*** failed"


def test_a_mistake_in_the_settings_is_not_shown_to_programs(failing: httpx.Client) -> None:
    answer = failing.get("/settings")
    assert (answer.status_code, answer.json()["detail"]) == (503, "The service is not set up completely.")
