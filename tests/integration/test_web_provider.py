"""Log-in through an identity provider, against one that answers as told."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from cli.start.accounts import identity_provider
from storage import open_archive
from tests.accounts import Browser, add_user, browser
from tests.web_server import served
from web import Provider, create_app
from yaluwatch.config import AccountSettings, Settings
from yaluwatch.errors import SettingsError


@dataclass
class World:
    """The provider: its keys, and what it does next."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    published: RSAKey | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    algorithm: str = "RS256"
    #: From the last question: the challenge of PKCE, and the nonce.
    challenge: str = ""
    nonce: str = ""
    base: str = ""


def identity_service(world: World) -> FastAPI:
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    def describe() -> dict[str, str]:
        names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": world.issuer or world.base} | {
            name: world.base + path for name, path in names.items()
        }

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return {"keys": [(world.published or world.key).as_dict(private=False)]}

    @app.post("/token")
    async def token(request: Request) -> dict[str, str]:
        form = await request.form()
        digest = sha256(str(form["code_verifier"]).encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == world.challenge
        assert form["code"] == "the-code"
        now = int(datetime.now(UTC).timestamp())
        claims = {"iss": world.base, "aud": "yalu", "exp": now + 60, "iat": now, "nonce": world.nonce}
        header = {"alg": world.algorithm, "kid": "one"}
        if world.algorithm == "none":
            parts = [json.dumps(part).encode() for part in (header, claims | world.claims)]
            signed = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        else:
            signed = jwt.encode(header, claims | world.claims, world.key)
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}

    return app


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("provider") / "yalu.db"
    open_archive(file).close()
    add_user(file, "kim", "reader", "Kim@example.org")
    return file


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def sites(path: Path, world: World) -> Iterator[httpx.Client]:
    with served(identity_service(world)) as provider:
        world.base = str(provider.base_url).rstrip("/")
        made = Provider(world.base, "yalu", "s3cret", "https://news.example/login/oidc/done")
        app = create_app(path, list, hosts=["127.0.0.1"], secret="s", provider=made)
        with served(app) as client:
            yield client


@pytest.fixture
def person(sites: httpx.Client, world: World) -> Iterator[Browser]:
    world.claims, world.published, world.issuer, world.algorithm = {}, None, "", "RS256"
    with browser(sites) as made:
        yield made


def leave(person: Browser, world: World) -> str:
    """Go to the provider; returns the state it was given."""
    answer = person.client.get("/login/oidc", params={"next": "/search?q=x"})
    assert answer.status_code == 303
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    assert asked["redirect_uri"] == "https://news.example/login/oidc/done"
    assert asked["code_challenge_method"] == "S256"
    world.challenge, world.nonce = asked["code_challenge"], asked["nonce"]
    return asked["state"]


def come_back(person: Browser, state: str, code: str = "the-code") -> httpx.Response:
    return person.client.get("/login/oidc/done", params={"state": state, "code": code})


def test_someone_with_a_verified_address_of_an_account_is_logged_in(person: Browser, world: World) -> None:
    assert "through your organisation" in person.client.get("/login").text
    world.claims = {"email": "kim@example.org", "email_verified": True}
    answer = come_back(person, leave(person, world))
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=x")
    assert person.client.get("/search").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": "kim@example.org"},
        {"email": "kim@example.org", "email_verified": False},
        {"email": "kim@example.org", "email_verified": "true"},
        {"email": "stranger@example.org", "email_verified": True},
        {"preferred_username": "kim"},
        # Becomes "kim@…" in lower case, and "KIM@…" in capitals.
        {"email": "\N{KELVIN SIGN}im@example.org", "email_verified": True},
        {"email": "k\N{LATIN SMALL LETTER DOTLESS I}m@example.org", "email_verified": True},
        {"email": "kim@example.org", "email_verified": True, "aud": ["yalu", "another"], "azp": "another"},
        {"email": "kim@example.org", "email_verified": True, "aud": "another"},
        {"email": "kim@example.org", "email_verified": True, "iss": "https://evil.example"},
        {"email": "kim@example.org", "email_verified": True, "nonce": "replayed"},
        {"email": "kim@example.org", "email_verified": True, "exp": 1_000_000},
    ],
)
def test_who_is_not_surely_that_person_is_not_logged_in(
    person: Browser, world: World, claims: dict[str, Any]
) -> None:
    world.claims = claims
    answer = come_back(person, leave(person, world))
    assert answer.status_code == 401
    assert "did not confirm who you are" in answer.text
    assert person.client.get("/search").status_code == 303


def test_an_identity_nobody_signed_is_not_believed(person: Browser, world: World) -> None:
    world.claims = {"email": "kim@example.org", "email_verified": True}
    world.published = RSAKey.generate_key(2048, {"kid": "one"})
    assert come_back(person, leave(person, world)).status_code == 401
    world.published, world.algorithm = None, "none"
    assert come_back(person, leave(person, world)).status_code == 401


def test_an_answer_to_another_question_is_not_believed(person: Browser, world: World) -> None:
    world.claims = {"email": "kim@example.org", "email_verified": True}
    leave(person, world)
    assert come_back(person, "planted").status_code == 401
    answer = person.client.get("/login/oidc/done", params={"error": "access_denied"})
    assert answer.status_code == 401


def test_a_link_to_come_back_works_only_in_the_browser_that_left(
    person: Browser, sites: httpx.Client, world: World
) -> None:
    world.claims = {"email": "kim@example.org", "email_verified": True}
    state = leave(person, world)
    with browser(sites) as other:
        assert come_back(other, state).status_code == 401


def test_a_provider_that_is_another_one_or_down_is_said(person: Browser, world: World, path: Path) -> None:
    world.issuer = "https://evil.example"
    assert person.client.get("/login/oidc").status_code == 401
    gone = Provider("http://127.0.0.1:9", "yalu", "s", "https://news.example/login/oidc/done")
    with served(create_app(path, list, hosts=["127.0.0.1"], secret="s", provider=gone)) as client:
        assert client.get("/login/oidc").status_code == 401
        assert client.get("/login/oidc/done").status_code == 401


def test_without_a_provider_there_is_no_such_page(path: Path) -> None:
    with served(create_app(path, list, hosts=["127.0.0.1"], secret="s")) as client:
        assert client.get("/login/oidc").status_code == 404
        assert "organisation" not in client.get("/login").text


def test_settings_that_cannot_work_stop_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert identity_provider(Settings(data=tmp_path)) is None
    made = AccountSettings(oidc_issuer="https://login.example.org")
    with pytest.raises(SettingsError, match="needs accounts"):
        identity_provider(Settings(data=tmp_path, accounts=made))
    whole = made.model_copy(update={"oidc_client_id": "yalu", "oidc_client_secret": SecretStr("s")})
    provider = identity_provider(Settings(data=tmp_path, accounts=whole))
    assert provider
    assert provider.return_url == "http://127.0.0.1:8425/login/oidc/done"
    monkeypatch.setattr("web.access.provider.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match="pip install authlib"):
        identity_provider(Settings(data=tmp_path, accounts=whole))
