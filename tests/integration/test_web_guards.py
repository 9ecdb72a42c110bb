"""Guards that no other test would miss (see tests/guards.toml)."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from io import BytesIO

import httpx
import pytest
from argon2.exceptions import VerifyMismatchError
from bs4 import BeautifulSoup
from starlette.types import Message, Receive, Scope, Send

from alerts.delivery import MessageDefaults, build_message, draft, queue
from alerts.delivery.headers import structured
from alerts.rendering import Rendered
from alerts.subscriptions import feed_token
from storage import ApiToken, Archive, Change, open_archive
from tests.accounts import Browser, add_user, browser
from tests.samples import NOW, article, placement, source, subscribe, subscription, verdict
from tests.web_server import served
from web import create_app
from web.access import is_password, key_of
from web.middleware import BodyLimit
from web.research.tables.mount import _is_shown
from yaluwatch.atom import AtomEntry, AtomWriter
from yaluwatch.errors import MailError

SECRET = "a secret of this test"
ADDRESSES = ("mallory@example.org", "kim@example.org")
ENDING = "</textarea><script>alert(1)</script>"
SCRIPT = "javascript:alert(1)"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Two readers with one subscription, who each got a mail; the first is the attacker."""
    path = tmp_path_factory.mktemp("guards") / "yalu.db"
    now = datetime.now(UTC)
    with open_archive(path) as opened:
        opened.articles.add(article(url=SCRIPT, published_at=now, fetched_at=now), None, publisher="p")
        opened.verdicts.add([(stored, verdict()) for stored in opened.verdicts.untagged(9)], now)
        for stored in opened.stories.ungrouped(9):
            opened.stories.add(placement(stored.id), now)
        reader = subscribe(opened, subscription(addresses=ADDRESSES))
        made = draft(opened, reader, [source()], period_key="x", web_url="http://127.0.0.1", now=now)
        queue(opened, made, MessageDefaults("Yalu <y@example.org>", "https://yalu.example", SECRET))
        for address in ADDRESSES:
            add_user(path, address.partition("@")[0], "reader", address)
        add_user(path, "op", "operator")
        yield opened


@pytest.fixture(scope="module")
def client(archive: Archive) -> Iterator[httpx.Client]:
    with served(create_app(archive.path, lambda: [source()], hosts=["127.0.0.1"], secret=SECRET)) as opened:
        yield opened


@pytest.fixture(scope="module")
def mallory(client: httpx.Client) -> Iterator[Browser]:
    with browser(client, "mallory") as made:
        yield made


def story(archive: Archive) -> int:
    return archive.stories.newest(1)[0].id


def test_a_note_ends_no_field(archive: Archive, mallory: Browser) -> None:
    page = f"/stories/{story(archive)}"
    assert mallory.post(f"{page}/note", form="/", text=ENDING).status_code == 303
    shown = BeautifulSoup(mallory.client.get(page).text, "lxml")
    assert ENDING in shown.select_one("textarea").get_text()  # type: ignore[union-attr]
    assert not shown.select("script:not([src])")


def test_a_feed_links_to_the_web_only(client: httpx.Client) -> None:
    stream = BytesIO()
    feed = AtomWriter(stream)
    feed.start(title="x", feed_id="urn:x", updated=NOW)
    for url in (SCRIPT, "https://courier.example/1"):
        feed.entry(AtomEntry(id=f"urn:{url}", title="x", url=url, language="en", updated=NOW, authors=()))
    feed.end()
    assert stream.getvalue().count(b"<link") == 1
    (item,) = client.get(f"/feeds/{feed_token(SECRET, 'everything')}/json").json()["items"]
    assert "url" not in item


def test_a_mail_is_shown_where_no_script_runs(archive: Archive, client: httpx.Client) -> None:
    with browser(client, "op") as operator:
        answer = operator.client.get(f"/digests/{archive.outbox.newest(1)[0].id}")
    policy = answer.headers["content-security-policy"].split("; ")
    (sandbox,) = [part for part in policy if part.startswith("sandbox")]
    assert not {"allow-scripts", "allow-same-origin", "allow-forms"} & set(sandbox.split())
    assert "default-src 'none'" in policy


def test_the_form_to_log_in_is_that_of_one_browser(client: httpx.Client) -> None:
    with browser(client) as victim, browser(client) as attacker:
        victim.client.get("/login")
        fields = {"name": "mallory", "password": "x", "csrf": attacker.code("/login")}
        assert victim.client.post("/login", data=fields).status_code == 403


def test_no_text_becomes_a_header_of_a_mail() -> None:
    hostile = "Trucks\r\nBcc: eve@example.org\r\n\r\nand a body"
    content = build_message(
        Rendered(hostile, hostile, "<p>x</p>"),
        MessageDefaults("Yalu <y@example.org>"),
        address="kim@example.org",
        message_id="<1@example.org>",
        subscription_id="everything",
        date=NOW,
    )
    message = message_from_bytes(content)
    assert message["Bcc"] is None
    assert str(message["Subject"]).startswith("Trucks Bcc: eve@example.org")
    for token in ("kim@example.org\r\nBcc:eve@example.org", "a b", "\x00"):
        with pytest.raises(MailError):
            structured("To", [token])


def test_an_error_page_has_no_secret_of_an_address(client: httpx.Client) -> None:
    with browser(client, "op") as operator:
        answer = operator.client.get("/jobs/feed%3Fapi_key=hunter2hunter2")
    assert answer.status_code == 404
    assert "api_key=***" in answer.text
    assert "hunter2" not in answer.text


def test_the_history_of_a_subscription_has_no_mail_of_others(mallory: Browser) -> None:
    page = mallory.client.get("/subscriptions/everything").text
    assert "mallory@example.org" in page
    assert "kim@example.org" not in page


def test_nobody_revokes_a_token_of_somebody_else(archive: Archive, mallory: Browser) -> None:
    victim = archive.accounts.named("kim")
    assert victim
    token = ApiToken(user_id=victim.id, name="t", key=key_of("yalu_kim"), scopes=("read",), created_at=NOW)
    number = archive.accounts.add_token(token, Change(at=NOW, by="kim", what="token made", subject="kim"))
    assert mallory.post(f"/account/tokens/{number}/revoke").status_code == 404
    assert archive.accounts.tokens(victim.id)[0].revoked_at is None


def test_nobody_ends_a_session_of_somebody_else(client: httpx.Client, mallory: Browser) -> None:
    with browser(client) as victim:
        victim.client.headers["user-agent"] = "the browser of Kim"
        victim.log_in("kim")
        assert "the browser of Kim" not in mallory.client.get("/account").text
        assert mallory.post("/account/sessions/end").status_code == 303
        assert victim.client.get("/account").status_code == 200


class _Hasher:
    """Remembers which hashes were checked."""

    def __init__(self) -> None:
        self.checked: list[str] = []

    def verify(self, stored: str, _password: str) -> None:
        self.checked.append(stored)
        raise VerifyMismatchError


def test_a_name_without_an_account_costs_a_check_of_a_password_too(monkeypatch: pytest.MonkeyPatch) -> None:
    # Made with the parameters of all others.
    assert not is_password("x", "")
    hasher = _Hasher()
    monkeypatch.setattr("web.access.passwords._HASHER", hasher)
    assert not is_password("x", "")
    (checked,) = hasher.checked
    assert checked.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_huge_body_is_refused_by_its_length() -> None:
    answered: list[str] = []

    async def page(_scope: Scope, _receive: Receive, _send: Send) -> None:
        answered.append("read")

    def refuse(_scope: Scope, text: str) -> object:
        async def answer(_scope: Scope, _receive: Receive, _send: Send) -> None:
            answered.append(text)

        return answer

    async def receive() -> Message:
        return {}

    async def send(_message: Message) -> None:
        return None

    limited = BodyLimit(page, 2_048, refuse, {"/large": 4_096})  # type: ignore[arg-type]
    for path, length in (("/", b"2048"), ("/", b"2049"), ("/large", b"4096"), ("/", b"9" * 400)):
        scope = {"type": "http", "path": path, "headers": [(b"content-length", length)]}
        asyncio.run(limited(scope, receive, send))
    assert answered == ["read", "The body may have 2 KB.", "read", "The body may have 2 KB."]


def test_the_whole_file_is_closed_before_datasette_is_asked() -> None:
    shown = {
        path: _is_shown(path, "yalu") for path in ("", "yalu", "yalu.json", "yalu/articles", "yalu.db", "x")
    }
    assert [path for path, is_shown in shown.items() if is_shown] == [
        "",
        "yalu",
        "yalu.json",
        "yalu/articles",
    ]
