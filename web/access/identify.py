"""Finds out who makes a request: by token, session, a proxy's word, or because nobody has an account yet."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from storage import Accounts, ApiToken, User, open_archive
from web.access.rights import SCOPES, Right, Role
from web.access.rules import AccessRules, is_alive
from web.access.sessions import MARK_AFTER, key_of, session_secret
from web.access.visitor import Visitor
from web.archives import OpenArchives
from yaluwatch.errors import ArchiveError

log = logging.getLogger(__name__)

# What proxies add. Behind one, every request comes from this computer.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
# How often the last use of a token is recorded.
_MARK_TOKEN_AFTER = timedelta(minutes=5)


class Identifier:
    """Finds out who makes a request."""

    def __init__(self, archives: OpenArchives, rules: AccessRules) -> None:
        self._archives, self._rules = archives, rules

    def visitor(self, connection: HTTPConnection, browser: str) -> Visitor | None:
        """Who makes this request, None if nobody knows; `browser` is the value of its cookie.

        Raises ArchiveError when the accounts can't be read, so that nobody is let in.
        """
        now = datetime.now(UTC)
        with self._archives.borrowed() as archive:
            accounts = archive.accounts
            if secret := bearer_token(connection):
                return self._by_token(accounts, secret, now)
            # Before sessions: somebody else may have logged in at the proxy since.
            if self._rules.user_header and (name := self._named_by_proxy(connection)):
                user = accounts.named(name)
                return _as_visitor(user, f"proxy {name} {browser}") if user and not user.disabled_at else None
            if secret := session_secret(connection.cookies, connection.url.scheme):
                found = self._by_session(accounts, secret, now)
                if found:
                    return found
            if is_from_this_computer(connection) and not accounts.exist():
                return Visitor(0, "local", Role.ADMIN, form_key=browser)
        return None

    def is_empty(self) -> bool:
        """Whether there are no accounts yet."""
        with self._archives.borrowed() as archive:
            return not archive.accounts.exist()

    def has_token_for(self, secret: str, scope: str) -> bool:
        """Whether this is a token that is valid now and has a scope."""
        now = datetime.now(UTC)
        with self._archives.borrowed() as archive:
            found = archive.accounts.token(key_of(secret))
            return bool(found and _is_valid(found[1], now) and scope in found[1].scopes)

    def _by_session(self, accounts: Accounts, secret: str, now: datetime) -> Visitor | None:
        key = key_of(secret)
        found = accounts.session(key)
        if found is None or not is_alive(found[1], self._rules, now):
            return None
        user, session = found
        if now - session.seen_at > MARK_AFTER:
            self._mark(lambda writable: writable.mark_session_seen(key, now))
        return _as_visitor(user, key)

    def _by_token(self, accounts: Accounts, secret: str, now: datetime) -> Visitor | None:
        found = accounts.token(key_of(secret))
        if found is None or not _is_valid(found[1], now):
            return None
        user, token = found
        if token.last_used_at is None or now - token.last_used_at > _MARK_TOKEN_AFTER:
            self._mark(lambda writable: writable.mark_token_used(token.id, now))
        rights = frozenset(right for scope in token.scopes for right in SCOPES.get(scope, ()))
        return _as_visitor(user, "", rights)

    def _named_by_proxy(self, connection: HTTPConnection) -> str:
        """Whom a trusted proxy names; "" also if it passed on a header of the same name that it was sent."""
        if not is_among(getattr(connection.state, "peer", ""), self._rules.proxies):
            return ""
        named = connection.headers.getlist(self._rules.user_header)
        return named[0] if len(named) == 1 else ""

    def _mark(self, write: Callable[[Accounts], None]) -> None:
        try:
            with self._archives.borrowed() as archive:
                path = archive.path
            with open_archive(path, wait_seconds=1.0) as writable:
                write(writable.accounts)
        except ArchiveError as error:
            # When it was last used matters less than that it can be used.
            log.info("use not recorded reason=%s", error)


def bearer_token(connection: HTTPConnection) -> str:
    """The token in the header Authorization (RFC 6750); "" if there is none."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def is_from_this_computer(connection: HTTPConnection) -> bool:
    """Whether a request comes from this computer, not through a proxy, and for no other site's name."""
    peer = getattr(connection.state, "peer", "") or (connection.client.host if connection.client else "")
    if not peer or any(name in connection.headers for name in _FORWARDED):
        return False
    try:
        host = urlsplit(f"//{connection.headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    return _is_loopback(peer) and (host == "localhost" or _is_loopback(host))


def is_among(address: str, networks: Sequence[str]) -> bool:
    """Whether an IP address is one of these addresses or in one of these networks."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    plain = getattr(found, "ipv4_mapped", None) or found
    return any(plain in ip_network(network) for network in networks)


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def _is_valid(token: ApiToken, now: datetime) -> bool:
    return token.revoked_at is None and (token.expires_at is None or now < token.expires_at)


def _as_visitor(user: User, form_key: str, scopes: frozenset[Right] | None = None) -> Visitor:
    return Visitor(
        user.id,
        user.name,
        Role(user.role),
        address=user.address,
        language=user.language,
        timezone=user.timezone,
        form_key=form_key,
        scopes=scopes,
    )
