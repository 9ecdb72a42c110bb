"""Sessions: a secret in a cookie, its hash in the archive."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from fastapi import Request, Response

from storage import Archive, Session

#: The cookie of a session (see `cookie_name`).
COOKIE = "yalu_session"
#: How tokens for programs begin, so that scanners for leaked secrets recognise one.
TOKEN_PREFIX = "yalu_"  # noqa: S105 - only how they begin
#: A session is marked as used when the last mark is older than this.
MARK_AFTER = timedelta(minutes=5)
# Of what a browser calls itself, characters.
_MAX_BROWSER = 120


def key_of(secret: str) -> str:
    """What is stored of a secret, which is random and long, so that a plain hash is enough."""
    return sha256(secret.encode()).hexdigest()


def cookie_name(name: str, scheme: str) -> str:
    """What a cookie of ours is called: on https it is bound to this host (RFC 6265bis, 4.1.3.2).

    Otherwise a neighbour under the same domain could set one, and people would act in somebody else's name.
    """
    return f"__Host-{name}" if scheme == "https" else name


def session_secret(cookies: dict[str, str], scheme: str) -> str:
    """The secret that a browser sends; "" if it sends none."""
    return cookies.get(cookie_name(COOKIE, scheme), "")


def start_session(
    request: Request, response: Response, archive: Archive, user_id: int, way: str, now: datetime
) -> None:
    """Log someone in: a new secret, whatever the browser had before."""
    old = session_secret(request.cookies, request.url.scheme)
    secret = token_urlsafe(32)
    session = Session(
        user_id=user_id,
        started_at=now,
        seen_at=now,
        way=way,
        browser=request.headers.get("user-agent", "")[:_MAX_BROWSER],
    )
    archive.accounts.start_session(key_of(secret), session, instead_of=key_of(old) if old else "")
    _set_cookie(request, response, secret)


def end_session(request: Request, response: Response, archive: Archive) -> None:
    """Log someone out."""
    if secret := session_secret(request.cookies, request.url.scheme):
        archive.accounts.end_session(key_of(secret))
    _set_cookie(request, response, "")


def _set_cookie(request: Request, response: Response, secret: str) -> None:
    response.set_cookie(
        cookie_name(COOKIE, request.url.scheme),
        secret,
        max_age=None if secret else 0,
        path="/",
        httponly=True,
        secure=request.url.scheme == "https",
        # Not "strict": links in e-mails lead to pages.
        samesite="lax",
    )
