"""Attacks that worked against other applications, tried on this one."""

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import httpx
import pytest
from fastapi import HTTPException

from storage import ApiToken, Change, open_archive
from tests.accounts import PASSWORD, add_user, browser
from tests.samples import NOW, article, placement, source, verdict
from tests.web_server import served
from web import AccessRules, create_app
from web.access import key_of
from web.accounts.turns import Turns
from web.middleware import MAX_FORM

TOKEN = "yalu_may_only_read"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("attacks") / "yalu.db"
    with open_archive(file) as archive:
        archive.articles.add(article(), None, publisher="Courier Press")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
        for stored in archive.stories.ungrouped(10):
            archive.stories.add(placement(stored.id), NOW)
    number = add_user(file, "lee", "admin", "lee@example.org")
    token = ApiToken(user_id=number, name="t", key=key_of(TOKEN), scopes=("read",), created_at=NOW)
    with open_archive(file) as archive:
        note = Change(at=NOW, by="lee", what="token made", subject="lee")
        archive.accounts.add_token(token, note)
    return file


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[httpx.Client]:
    rules = AccessRules(proxies=("127.0.0.1",))
    made = create_app(path, lambda: [source()], hosts=["127.0.0.1"], secret="s", access=rules)
    with served(made) as opened:
        yield opened


# Tokens that make themselves more than they are (Gitea CVE-2020-13246 and its kind)


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("/account/tokens", {"name": "more", "scopes": "export", "days": "730"}),
        ("/account/password", {"old": PASSWORD, "new": "a new and better one"}),
        ("/account", {"timezone": "Asia/Seoul"}),
        ("/account/sessions/end", {}),
        ("/stories/1/marks", {"what": "star"}),
        ("/stories/1/note", {"text": "x"}),
        ("/subscriptions", {"q": "밀수", "address": "lee@example.org"}),
        ("/logout", {}),
    ],
)
def test_a_token_changes_nothing_on_the_pages(
    client: httpx.Client, path: Path, page: str, fields: dict[str, str]
) -> None:
    answer = client.post(page, data=fields, headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 403
    assert "token" in answer.text
    with open_archive(path, read_only=True) as archive:
        assert len(archive.accounts.tokens(1)) == 1
        assert archive.subscriptions.all() == []


def test_a_token_does_not_open_the_account_it_belongs_to(client: httpx.Client) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert client.get("/search", headers=headers).status_code == 200
    for page, said in (
        ("/account", "for people"),
        ("/users", "may not do this"),
        ("/audit", "may not do this"),
    ):
        answer = client.get(page, headers=headers)
        assert (answer.status_code, said in answer.text) == (403, True), page


# Bodies that fill memory or the disk (Starlette CVE-2024-47874, Werkzeug CVE-2023-25577)


@pytest.mark.parametrize(
    "page", ["/login", "/unsubscribe/x", "/feedback/x", "/account", "/source-list/import"]
)
@pytest.mark.parametrize("says_length", [True, False])
def test_a_huge_form_is_refused_before_it_is_read(client: httpx.Client, page: str, says_length: bool) -> None:
    size = 5_000_000 if page == "/source-list/import" else MAX_FORM + 1
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n' + b"a" * size
    content = file if says_length else iter([file[: size // 2], file[size // 2 :]])
    with browser(client) as stranger:
        code = stranger.client.get("/login").headers["set-cookie"].partition(";")[0]
        headers = {"content-type": "multipart/form-data; boundary=x", "cookie": code}
        answer = stranger.client.post(page, content=content, headers=headers)
    # Whom the gate does not let pass is told so; what is for everybody has no form but the one to log in.
    is_refused = page == "/login" or (says_length and page in {"/unsubscribe/x", "/feedback/x"})
    assert answer.status_code == 413 if is_refused else answer.status_code in {401, 404, 413}


# Guesses sent all at once, before the first is counted (race conditions in throttling, CWE-362)


def test_guesses_sent_all_at_once_are_counted_one_by_one(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = Barrier(2)

    met: list[bool] = []

    def guess(*_: object) -> bool:
        # Two that are checked at the same time meet here.
        with suppress(BrokenBarrierError):
            meeting.wait(0.3)
            met.append(True)
        meeting.reset()
        return False

    monkeypatch.setattr("web.accounts.login.is_password", guess)
    with browser(client) as attacker, ThreadPoolExecutor(3) as together:
        attacker.client.headers["x-forwarded-for"] = "192.0.2.66"
        fields = {"csrf": attacker.code("/login"), "name": "guessed", "password": "a guess"}
        asked = [together.submit(attacker.client.post, "/login", data=fields) for _ in range(3)]
        assert [one.result().status_code for one in asked] == [401] * 3
    assert not met


def test_a_flood_of_log_ins_from_one_address_keeps_no_other_waiting() -> None:
    async def flood() -> None:
        turns = Turns()
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(turns.of("attacker"))
            waiting = [
                asyncio.create_task(stack.enter_async_context(turns.of("attacker"))) for _ in range(19)
            ]
            await asyncio.sleep(0)
            with pytest.raises(HTTPException, match="429"):
                await stack.enter_async_context(turns.of("attacker"))
            async with turns.of("somebody else"):
                pass
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        async with turns.of("attacker"):
            pass

    asyncio.run(flood())


# Cookies set by a neighbour under the same domain (cookie tossing)


def test_on_https_no_cookie_of_ours_can_be_set_by_a_neighbour(client: httpx.Client) -> None:
    secure = {"x-forwarded-proto": "https"}
    made = client.get("/login", headers=secure).headers["set-cookie"]
    assert made.startswith("__Host-yalu_browser=")
    assert {"Secure", "Path=/", "HttpOnly"} <= set(made.split("; "))
    assert "Domain" not in made
    planted = client.get("/login", headers=secure | {"cookie": "yalu_browser=planted"})
    assert "__Host-yalu_browser=" in planted.headers["set-cookie"]
    assert "planted" not in planted.headers["set-cookie"]


# Paths that the gate and the pages could read in two ways


@pytest.mark.parametrize(
    "target",
    [
        "/static/../users", "/static/%2e%2e/users", "//users", "/feeds/../users", "/livez/../users",
        "/login/../users", "/USERS", "/users%2f", "/unsubscribe/../users", "/static//../users", "/%2e/users",
        "/static/..%2fusers", "/login/oidc/../../users", "/login;/../users", "/livez%00/users",
        "http://127.0.0.1/users", "/users#/login", "/users?/static/", "/static%2f..%2f..%2fapp.py",
        "/static/..%5capp.py", "/static/%2e%2e%2fapp.py", "/data/..%2fusers",
    ],
)  # fmt: skip
def test_no_spelling_of_a_path_opens_a_page_to_a_stranger(client: httpx.Client, target: str) -> None:
    # Clients tidy paths up; an attacker's does not.
    with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as line:
        line.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    assert int(answer.split()[1]) in {303, 400, 404, 422}
    assert b"lee@example.org" not in answer
    assert b"def create_app" not in answer
    for header in answer.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        if header.lower().startswith(b"location:"):
            assert header.split(b" ")[1].startswith(b"/login?next=")


# Headers in which a proxy, or somebody else, says what was asked for


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-original-url", "/users"),
        ("x-rewrite-url", "/users"),
        ("x-http-method-override", "POST"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-prefix", "//evil.example"),
        ("x-forwarded-proto", "javascript"),
        ("forwarded", "host=evil.example"),
        ("x-remote-user", "lee"),
        ("x_remote_user", "lee"),
    ],
)
def test_a_header_of_a_visitor_leads_nowhere(client: httpx.Client, header: str, value: str) -> None:
    answer = client.get("/users", headers={header: value})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fusers")
    assert "evil" not in str(answer.headers)


def test_another_host_name_is_refused_before_a_link_is_made_of_it(client: httpx.Client) -> None:
    # Links to reset a password lead to the attacker elsewhere (CVE-2012-4520).
    for host in (
        "evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "evil.example:127.0.0.1",
    ):
        answer = client.get("/login", headers={"host": host})
        assert answer.status_code == 400, host
        assert "evil" not in answer.text


def test_a_browser_that_says_what_it_is_does_so_as_text(client: httpx.Client) -> None:
    with browser(client) as here:
        here.client.headers["user-agent"] = "<script>alert(1)</script>"
        assert here.log_in("lee").status_code == 303
        page = here.client.get("/account").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
