"""Log-in through an identity provider: OpenID Connect Core 1.0, authorization code flow with PKCE."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

import httpx
from itsdangerous import BadSignature, URLSafeTimedSerializer

from storage import Accounts, User
from web.access.rules import is_same_address

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

# How long somebody may take at the provider, seconds.
_MAX_SECONDS = 600
# Limit of each request to the provider, seconds.
_TIMEOUT = 10.0
# What signs the identity: no symmetric algorithm, no "none" (RFC 8725, 3.1).
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]


class ProviderError(Exception):
    """The provider did not say who somebody is; the message is for the log."""


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider."""

    #: Its address, under which it describes itself (OpenID Connect Discovery 1.0).
    issuer: str
    client_id: str
    client_secret: str
    #: Where it sends people back to: an address of ours.
    return_url: str


@dataclass(frozen=True, slots=True)
class Departure:
    """Someone on the way to the provider."""

    #: Where to send them.
    url: str
    #: What to keep in a cookie until they come back, signed.
    kept: str


def depart(provider: Provider, key: str, goal: str) -> Departure:
    """Send someone to the provider, to come back and go on to `goal`. Raises ProviderError."""
    described = _described(provider)
    verifier, nonce = token_urlsafe(48), token_urlsafe(24)
    with _client(provider) as client:
        url, state = client.create_authorization_url(
            described["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
    return Departure(url, _signer(key).dumps([state, nonce, verifier, goal]))


def returned(provider: Provider, key: str, kept: str, query: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """The claims about someone who comes back, verified, and where they wanted to go.

    Raises ProviderError when the answer is not one to our question, too old, or not signed by the provider.
    """
    try:
        state, nonce, verifier, goal = _signer(key).loads(kept, max_age=_MAX_SECONDS)
    except (BadSignature, ValueError) as error:
        raise ProviderError(f"no log-in is under way in this browser: {error}") from error
    if query.get("state") != state or "code" not in query:
        raise ProviderError(f"the answer is not one to our question: {query.get('error', 'no code')[:200]}")
    described = _described(provider)
    with _client(provider) as client, _translated():
        answer = client.fetch_token(
            described["token_endpoint"],
            code=query["code"],
            code_verifier=verifier,
            grant_type="authorization_code",
        )
        keys = _fetched(described["jwks_uri"])
    return _verified(provider, str(answer.get("id_token", "")), keys, nonce, described["issuer"]), goal


def account_for(accounts: Accounts, claims: Mapping[str, Any]) -> User | None:
    """The account with the e-mail address of these claims, which the provider must have verified.

    Other claims, such as preferred_username, people may choose themselves at some providers.
    """
    address = str(claims.get("email", ""))
    if not address or claims.get("email_verified") is not True:
        return None
    found = [one for one in accounts.all() if is_same_address(one.address, address) and not one.disabled_at]
    return found[0] if len(found) == 1 else None


def complaint_of_provider(provider: Provider) -> str:
    """Why nobody could be logged in through it, whatever it answers; "" if nothing is in the way."""
    if not provider.client_id or not provider.client_secret:
        return "accounts.oidc_issuer needs accounts.oidc_client_id and accounts.oidc_client_secret"
    if find_spec("authlib") is None:
        return "log-in through an identity provider needs authlib; run: pip install authlib"
    return ""


@contextmanager
def _client(provider: Provider) -> Iterator["OAuth2Client"]:
    from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415 - an extra

    with OAuth2Client(
        provider.client_id,
        provider.client_secret,
        scope="openid email",
        redirect_uri=provider.return_url,
        code_challenge_method="S256",
        timeout=_TIMEOUT,
        trust_env=False,
    ) as client:
        yield client


@contextmanager
def _translated() -> Iterator[None]:
    from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415

    try:
        yield
    except (AuthlibBaseError, httpx.HTTPError, ValueError, KeyError) as error:
        raise ProviderError(f"the identity provider: {type(error).__name__}: {error}") from error


def _described(provider: Provider) -> dict[str, str]:
    """What the provider says of itself; its issuer must be the one asked (Discovery, 4.3)."""
    address = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    with _translated():
        found: dict[str, str] = _fetched(address)
        if found["issuer"].rstrip("/") != provider.issuer.rstrip("/"):
            raise ProviderError(f"{address} describes {found['issuer']}")
        return {
            name: found[name] for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "issuer")
        }


def _fetched(address: str) -> Any:
    answer = httpx.get(address, timeout=_TIMEOUT, trust_env=False)
    answer.raise_for_status()
    return answer.json()


def _verified(provider: Provider, token: str, keys: Any, nonce: str, issuer: str) -> dict[str, Any]:
    from joserfc import jwt  # noqa: PLC0415 - comes with authlib
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    rules = jwt.JWTClaimsRegistry(
        leeway=60,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS).claims
        rules.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderError(f"the identity is not signed as it should be: {error}") from error
    # Made for another program, and also of use to us (OpenID Connect Core, 3.1.3.7).
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise ProviderError("the identity was made for another program")
    return dict(claims)


def _signer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="log-in under way")
