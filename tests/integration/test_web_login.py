"""Logging in, sessions, forms, tokens: what an attacker would try, and what an administrator does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup

from storage import ApiToken, Change, User, open_archive
from tests.accounts import PASSWORD, Browser, add_user, browser
from tests.samples import NOW, article, source, verdict
from tests.web_server import served
from web import AccessRules, create_app
from web.access import failure_keys, key_of

SESSION = "yalu_session"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("login") / "yalu.db"
    with open_archive(file) as archive:
        archive.articles.add(article(), None, publisher="Courier Press")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
    for name, role in (("kim", "reader"), ("lee", "researcher"), ("root", "admin"), ("op", "operator")):
        add_user(file, name, role, f"{name}@example.org")
    return file


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[httpx.Client]:
    rules = AccessRules(proxies=("127.0.0.1",))
    with served(
        create_app(path, lambda: [source()], hosts=["127.0.0.1"], secret="s", access=rules)
    ) as opened:
        yield opened


@pytest.fixture
def stranger(client: httpx.Client) -> Iterator[Browser]:
    with browser(client) as made:
        yield made


def change() -> Change:
    return Change(at=datetime.now(UTC), by="test", what="x", subject="y")


def user(path: Path, name: str) -> User:
    with open_archive(path, read_only=True) as archive:
        found = archive.accounts.named(name)
    assert found
    return found


def text(answer: httpx.Response) -> str:
    return BeautifulSoup(answer.text, "lxml").get_text(" ", strip=True)


# Logging in


def test_one_logs_in_and_goes_on_to_where_one_wanted(stranger: Browser) -> None:
    asked = stranger.client.get("/search?q=밀수 topic:border")
    assert (
        asked.headers["location"]
        == "/login?next=%2Fsearch%3Fq%3D%25EB%25B0%2580%25EC%2588%2598%2520topic%3Aborder"
    )
    done = stranger.log_in("KIM", next="/search?q=x")
    assert (done.status_code, done.headers["location"]) == (303, "/search?q=x")
    assert stranger.client.get("/login?next=/sources").headers["location"] == "/sources"
    assert "kim" in stranger.client.get("/search").text


@pytest.mark.parametrize("goal", ["//evil.example", "https://evil.example/x", "/\\evil.example"])
def test_no_other_site_is_where_one_wanted(stranger: Browser, goal: str) -> None:
    assert "evil" not in stranger.client.get("/login", params={"next": goal}).text
    assert stranger.log_in("kim", next=goal).headers["location"] == "/"


def test_the_cookie_of_a_session_is_out_of_reach_for_scripts(stranger: Browser) -> None:
    cookie = stranger.log_in("kim").headers["set-cookie"]
    assert cookie.startswith(f"{SESSION}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Domain" not in cookie


def test_behind_https_the_cookie_is_for_https_alone(stranger: Browser) -> None:
    # A trusted proxy says how it was asked.
    secure = {"x-forwarded-proto": "https"}
    page = stranger.client.get("/login", headers=secure)
    code = BeautifulSoup(page.text, "lxml").select_one("input[name=csrf]")
    assert code
    # The client would not send a cookie for https over http.
    cookies = {"cookie": page.headers["set-cookie"].partition(";")[0]}
    data = {"name": "kim", "password": PASSWORD, "csrf": str(code["value"])}
    done = stranger.client.post("/login", data=data, headers=secure | cookies)
    assert done.headers["set-cookie"].startswith("__Host-yalu_session=")
    assert "Secure" in done.headers["set-cookie"]


def test_a_session_planted_before_the_log_in_is_worth_nothing(stranger: Browser, path: Path) -> None:
    stranger.client.cookies.set(SESSION, "planted", domain="127.0.0.1")
    done = stranger.log_in("kim")
    secret = done.cookies[SESSION]
    assert secret != "planted"
    with open_archive(path, read_only=True) as archive:
        assert archive.accounts.session(key_of("planted")) is None
        assert archive.accounts.session(key_of(secret)) is not None


def test_each_log_in_has_a_new_secret_and_ends_the_old_session(stranger: Browser) -> None:
    first = stranger.log_in("kim").cookies[SESSION]
    # The page to log in leads on; its form may still be sent.
    second = stranger.post("/login", name="kim", password=PASSWORD).cookies[SESSION]
    assert first != second
    with httpx.Client(base_url=stranger.client.base_url, cookies={SESSION: first}) as old:
        assert old.get("/account").status_code == 303


def test_the_archive_does_not_hold_what_lets_one_in(stranger: Browser, path: Path) -> None:
    secret = stranger.log_in("kim").cookies[SESSION]
    files = [path, *path.parent.glob("yalu.db-*")]
    content = b"".join(file.read_bytes() for file in files)
    assert secret.encode() not in content
    assert PASSWORD.encode() not in content


def test_a_wrong_name_a_wrong_password_and_a_disabled_account_look_alike(
    stranger: Browser, path: Path
) -> None:
    add_user(path, "gone", "reader")
    with open_archive(path) as archive:
        archive.accounts.save(replace(user(path, "gone"), disabled_at=NOW), change())
    answers = [
        stranger.log_in("kim", "not the password"),
        stranger.log_in("nobody-here", "not the password"),
        stranger.log_in("gone"),
    ]
    assert [answer.status_code for answer in answers] == [401] * 3
    assert len({text(answer) for answer in answers}) == 1


def test_after_some_failures_one_has_to_wait_even_with_the_right_password(
    client: httpx.Client, path: Path
) -> None:
    add_user(path, "guessed", "reader")
    key = failure_keys("guessed", "127.0.0.1")["pair"]
    with browser(client) as attacker:
        assert attacker.log_in("guessed", "a guess").status_code == 401
        with open_archive(path) as archive:
            assert len(archive.accounts.failed_logins([key], NOW)[key]) == 1
            for _ in range(11):
                archive.accounts.add_failed_login([key], datetime.now(UTC))
        answer = attacker.log_in("guessed")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 128
    with browser(client) as other:
        # From another address, the owner still gets in.
        other.client.headers["x-forwarded-for"] = "192.0.2.9"
        assert other.log_in("guessed").status_code == 303


# Sessions


def test_logging_out_ends_the_session(stranger: Browser) -> None:
    secret = stranger.log_in("kim").cookies[SESSION]
    assert stranger.post("/logout").headers["location"] == "/login"
    with httpx.Client(base_url=stranger.client.base_url, cookies={SESSION: secret}) as old:
        assert old.get("/account").status_code == 303


def test_a_disabled_account_is_out_at_once(client: httpx.Client, path: Path) -> None:
    add_user(path, "leaver", "reader")
    with browser(client, "leaver") as leaver, browser(client, "root") as admin:
        assert leaver.client.get("/search").status_code == 200
        number = user(path, "leaver").id
        assert admin.post(f"/users/{number}/disable", form="/users").status_code == 303
        assert leaver.client.get("/search").status_code == 303
        assert admin.post(f"/users/{number}/enable", form="/users").status_code == 303
        assert leaver.client.get("/search").status_code == 303
        assert leaver.log_in("leaver").status_code == 303


def test_a_session_that_was_not_used_for_days_is_over(stranger: Browser, path: Path) -> None:
    secret = stranger.log_in("kim").cookies[SESSION]
    with open_archive(path) as archive:
        archive.accounts.mark_session_seen(key_of(secret), datetime.now(UTC) - timedelta(hours=71))
    assert stranger.client.get("/search").status_code == 200
    with open_archive(path) as archive:
        found = archive.accounts.session(key_of(secret))
        assert found
        # Using it was recorded.
        assert datetime.now(UTC) - found[1].seen_at < timedelta(minutes=5)
        archive.accounts.mark_session_seen(key_of(secret), datetime.now(UTC) - timedelta(hours=73))
    assert stranger.client.get("/search").status_code == 303


def test_other_log_ins_of_mine_can_be_ended(client: httpx.Client) -> None:
    with browser(client, "kim") as here, browser(client, "kim") as there:
        assert here.post("/account/sessions/end").headers["location"] == "/account?done=ended"
        assert there.client.get("/account").status_code == 303
        assert "All other log-ins are ended" in here.client.get("/account?done=ended").text


def test_a_new_password_ends_all_log_ins_and_tokens(client: httpx.Client, path: Path) -> None:
    number = add_user(path, "careful", "researcher")
    with open_archive(path) as archive:
        token = ApiToken(user_id=number, name="t", key=key_of("yalu_t"), scopes=("read",), created_at=NOW)
        archive.accounts.add_token(token, change())
    with browser(client, "careful") as here, browser(client, "careful") as there:
        assert "present password is wrong" in text(here.post("/account/password", old="x", new="y" * 20))
        assert "at least 12" in text(here.post("/account/password", old=PASSWORD, new="short"))
        done = here.post("/account/password", old=PASSWORD, new="a new and better one")
        assert done.headers["location"] == "/login"
        for one in (here, there):
            assert one.client.get("/account").status_code == 303
        assert here.log_in("careful").status_code == 401
        assert here.log_in("careful", "a new and better one").status_code == 303
    with open_archive(path, read_only=True) as archive:
        assert all(token.revoked_at for token in archive.accounts.tokens(number))


# Forms


@pytest.mark.parametrize("code", ["", "0" * 64])
def test_a_form_without_its_code_changes_nothing(client: httpx.Client, code: str) -> None:
    with browser(client, "kim") as here:
        fields = {"timezone": "Asia/Seoul", "csrf": code}
        answer = here.client.post("/account", data=fields)
        assert answer.status_code == 403
        assert "reload the page" in answer.text
        assert "Asia/Seoul</option>" not in here.client.get("/account").text.partition("datalist")[0]


def test_the_code_of_one_session_is_worth_nothing_in_another(client: httpx.Client) -> None:
    with browser(client, "kim") as victim, browser(client, "lee") as attacker:
        fields = {"timezone": "Asia/Tokyo", "csrf": attacker.code()}
        assert victim.client.post("/account", data=fields).status_code == 403


def test_pages_of_an_account_are_not_kept_by_the_browser(client: httpx.Client) -> None:
    """Chromium 150 shows a page that it may keep when one goes back after logging out."""
    with browser(client, "kim") as here:
        for path in ("/", "/search", "/account"):
            assert "no-store" in here.client.get(path).headers["cache-control"], path
        # Counts and charts are kept for a minute, for this session and language alone.
        for path in ("/search", "/search/facets?part=1"):
            assert here.client.get(path).headers["vary"] == "Accept-Language, Cookie", path


def test_a_form_whose_origin_the_browser_keeps_to_itself_is_ours_if_it_says_so(client: httpx.Client) -> None:
    """As behind a proxy that sets `Referrer-Policy: no-referrer` on all answers."""
    with browser(client, "kim") as here:
        fields = {"timezone": "Asia/Tokyo", "csrf": here.code()}
        hidden = {"origin": "null", "sec-fetch-site": "same-origin"}
        assert here.client.post("/account", data=fields, headers=hidden).status_code == 303
        for site in ("cross-site", "same-site", "none", ""):
            sent = here.client.post("/account", data=fields, headers=hidden | {"sec-fetch-site": site})
            assert sent.status_code == 403, site
        assert here.client.post("/account", data=fields | {"csrf": ""}, headers=hidden).status_code == 403
        elsewhere = hidden | {"origin": "https://evil.example"}
        assert here.client.post("/account", data=fields, headers=elsewhere).status_code == 403


def test_a_form_sent_from_another_site_is_refused(client: httpx.Client) -> None:
    with browser(client, "kim") as here:
        fields = {"timezone": "Asia/Tokyo", "csrf": here.code()}
        for origin in ("https://evil.example", "null", "http://[", "http://127.0.0.1:1"):
            answer = here.client.post("/account", data=fields, headers={"origin": origin})
            assert answer.status_code == 403, origin
        own = str(here.client.base_url).rstrip("/")
        assert here.client.post("/account", data=fields, headers={"origin": own}).status_code == 303


def test_nobody_can_be_logged_in_as_somebody_else_by_a_form_of_another_site(stranger: Browser) -> None:
    fields = {"name": "lee", "password": PASSWORD}
    assert stranger.client.post("/login", data=fields).status_code == 403


# One's own account


def test_language_and_time_zone_are_ones_own(client: httpx.Client) -> None:
    with browser(client, "lee") as here:
        assert here.post("/account", timezone="Asia/Seoul", language="ko").status_code == 303
        page = here.client.get("/search")
        assert '<html lang="ko">' in page.text
        assert "Asia/Seoul" in page.text
        assert "없는 시간대" in text(here.post("/account", timezone="Mars/Olympus"))
        assert here.post("/account", timezone="UTC", language="").status_code == 303


# Tokens


def test_a_token_is_shown_once_and_stored_as_a_hash(client: httpx.Client, path: Path) -> None:
    with browser(client, "lee") as here:
        made = here.post("/account/tokens", name="laptop", scopes="read", days="30")
        shown = BeautifulSoup(made.text, "lxml").select_one(".secret")
        assert shown
        token = shown.get_text()
        again = here.client.get("/account").text
        assert token not in again
        assert "laptop" in again
        assert made.headers["cache-control"] == "no-store"
        with open_archive(path, read_only=True) as archive:
            found = archive.accounts.token(key_of(token))
            assert found
            assert found[1].scopes == ("read",)
        number = found[1].id
        assert here.post(f"/account/tokens/{number}/revoke").headers["location"] == "/account?done=revoked"
        assert here.post(f"/account/tokens/{number}/revoke").status_code == 404
    with browser(client, "kim") as other:
        assert other.post(f"/account/tokens/{number}/revoke").status_code == 404


@pytest.mark.parametrize("scopes", ["monitor", "export", "nonsense"])
def test_a_token_allows_no_more_than_its_owner_may(client: httpx.Client, scopes: str) -> None:
    with browser(client, "kim") as here:
        assert here.post("/account/tokens", name="x", scopes=scopes).status_code == 400


def test_a_token_is_for_programs_and_follows_scope_expiry_and_owner(client: httpx.Client, path: Path) -> None:
    now, lee = datetime.now(UTC), user(path, "lee").id
    tokens = {
        "yalu_reads": ApiToken(
            user_id=user(path, "lee").id, name="a", key="", scopes=("read",), created_at=now
        ),
        "yalu_old": ApiToken(user_id=lee, name="b", key="", scopes=("read",), created_at=now, expires_at=now),
        "yalu_watch": ApiToken(
            user_id=user(path, "op").id, name="c", key="", scopes=("monitor",), created_at=now
        ),
    }
    with open_archive(path) as archive:
        for secret, token in tokens.items():
            archive.accounts.add_token(replace(token, key=key_of(secret)), change())

    def status(address: str, secret: str) -> int:
        headers = {"authorization": f"Bearer {secret}", "x-forwarded-for": "192.0.2.1"}
        return client.get(address, headers=headers).status_code

    assert status("/search", "yalu_reads") == 200
    assert status("/digests", "yalu_reads") == 403
    assert status("/search", "yalu_old") == 303
    assert status("/search", "yalu_watch") == 403
    assert status("/metrics", "yalu_watch") in {200, 503}
    assert status("/metrics", "yalu_reads") == 403
    assert status("/search", "yalu_guessed") == 303
    # A request with a token comes from no form.
    with open_archive(path, read_only=True) as archive:
        found = archive.accounts.token(key_of("yalu_reads"))
    assert found
    assert found[1].last_used_at is not None


# Administrators


def test_an_administrator_adds_changes_and_resets_accounts(client: httpx.Client, path: Path) -> None:
    with browser(client, "root") as admin:
        made = admin.post("/users", form="/users", name="newcomer", role="reader", address="n@example.org")
        shown = BeautifulSoup(made.text, "lxml").select_one(".secret")
        assert shown
        with browser(client) as newcomer:
            assert newcomer.log_in("newcomer", shown.get_text()).status_code == 303
        number = user(path, "newcomer").id
        admin.post(f"/users/{number}", form="/users", role="analyst", address="n@example.org")
        assert user(path, "newcomer").role == "analyst"
        reset = admin.post(f"/users/{number}/password", form="/users")
        assert "not shown again" in reset.text
        assert "account Newcomer already" in text(
            admin.post("/users", form="/users", name="Newcomer", role="reader")
        )
        assert "no role" in text(admin.post("/users", form="/users", name="x", role="king"))
        assert "no role" in text(admin.post(f"/users/{number}", form="/users", role="king"))
        assert admin.post("/users/9999/disable", form="/users").status_code == 404
        log = text(admin.client.get("/audit"))
    assert "root account added newcomer" in log
    assert "reader n@example.org analyst n@example.org" in log
    assert "root password reset newcomer" in log


def test_the_last_administrator_stays(client: httpx.Client, path: Path) -> None:
    number = user(path, "root").id
    with browser(client, "root") as admin:
        for route, fields in (("disable", {}), ("", {"role": "reader"})):
            answer = admin.post(f"/users/{number}/{route}".rstrip("/"), form="/users", **fields)
            assert answer.status_code == 409
            assert "last administrator" in answer.text


def test_changes_are_listed_page_by_page(client: httpx.Client, path: Path) -> None:
    with open_archive(path) as archive:
        for number in range(101):
            text = f"<b>{number}</b>"
            archive.accounts.record(replace(change(), what=text, subject=text, before=text, after=text))
    with browser(client, "root") as admin:
        first = BeautifulSoup(admin.client.get("/audit").text, "lxml")
        more = first.select_one("a.more")
        assert more
        assert first.select("td b") == []
        assert "<b>100</b>" in [cell.get_text() for cell in first.select("td")]
        assert admin.client.get(str(more["href"])).status_code == 200


# Without accounts, and behind proxies


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("fresh") / "yalu.db"
    open_archive(file).close()
    return file


def test_without_accounts_only_this_computer_sees_pages(fresh: Path) -> None:
    with served(create_app(fresh, list, hosts=["127.0.0.1", "news.example"])) as client:
        assert client.get("/search").status_code == 200
        assert "There are no accounts" in client.get("/account").text
        assert client.get("/users").status_code == 200
        for headers in ({"x-forwarded-for": "192.0.2.1"}, {"via": "1.1 x"}, {"host": "news.example"}):
            answer = client.get("/search", headers=headers)
            assert answer.status_code == 403
            assert "yalu users add" in answer.text
        with browser(client) as here:
            answer = here.post("/account/tokens", form="/users", name="x", scopes="read")
            assert answer.status_code == 409
            answer = here.post("/account", form="/users", timezone="UTC")
            assert answer.status_code == 409


def test_a_proxy_that_is_trusted_says_who_is_logged_in(path: Path) -> None:
    rules = AccessRules(proxies=("127.0.0.1",), user_header="X-Remote-User")
    with served(create_app(path, list, hosts=["127.0.0.1"], secret="s", access=rules)) as client:
        assert client.get("/search", headers={"x-remote-user": "kim"}).status_code == 200
        assert client.get("/users", headers={"x-remote-user": "kim"}).status_code == 403
        assert client.get("/search", headers={"x-remote-user": "stranger"}).status_code == 303
        assert client.get("/search").status_code == 303


def test_a_name_that_the_visitor_sent_along_is_not_believed(path: Path) -> None:
    rules = AccessRules(proxies=("127.0.0.1",), user_header="X-Remote-User")
    with served(create_app(path, list, hosts=["127.0.0.1"], secret="s", access=rules)) as client:
        # A proxy that adds its header, and leaves the one it was sent.
        both = [("x-remote-user", "root"), ("x-remote-user", "kim")]
        assert client.get("/search", headers=both).status_code == 303
        with browser(client, "root") as here:
            # Who logs in at the proxy next is not who logged in here before.
            assert here.client.get("/users", headers={"x-remote-user": "kim"}).status_code == 403


def test_only_the_address_a_trusted_proxy_saw_itself_counts(client: httpx.Client, path: Path) -> None:
    with browser(client) as attacker:
        for made_up in ("198.51.100.1", "198.51.100.2"):
            attacker.client.headers["x-forwarded-for"] = f"{made_up}, 192.0.2.44"
            assert attacker.log_in("kim", "a guess").status_code == 401
    key = failure_keys("kim", "192.0.2.44")["pair"]
    with open_archive(path, read_only=True) as archive:
        assert len(archive.accounts.failed_logins([key], NOW)[key]) == 2


def test_a_proxy_that_is_not_trusted_is_not_believed(path: Path) -> None:
    rules = AccessRules(proxies=("192.0.2.1",), user_header="X-Remote-User")
    with served(create_app(path, list, hosts=["127.0.0.1"], secret="s", access=rules)) as client:
        assert client.get("/search", headers={"x-remote-user": "root"}).status_code == 303


def test_accounts_that_cannot_be_read_let_nobody_in(tmp_path: Path) -> None:
    with served(create_app(tmp_path / "missing.db", list, hosts=["127.0.0.1"], secret="s")) as client:
        for page in ("/search", "/users", "/api/v1/search"):
            assert client.get(page).status_code == 503
        assert client.get("/unsubscribe/x").status_code == 404
        assert client.get("/login").status_code == 200
