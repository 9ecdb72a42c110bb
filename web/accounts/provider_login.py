"""Logging in through an identity provider."""

import logging

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from web.access import Provider, ProviderError, account_for, cookie_name, depart, local_path, returned
from web.accounts.login import admitted, refused
from web.context import Shown, WebContext, Writable

log = logging.getLogger(__name__)

router = APIRouter(prefix="/login/oidc")

_COOKIE = "yalu_departure"


@router.get("")
def leave(request: Request, site: Shown, next: str = "/") -> Response:  # noqa: A002 - the usual name
    """Send someone to the provider."""
    try:
        departure = depart(_provider(site), request.app.state.form_secret, local_path(next))
    except ProviderError as error:
        log.warning("log-in through the provider failed reason=%s", error)
        return refused(request, next, "oidc")
    answer = RedirectResponse(departure.url, 303)
    # Lax: the provider sends people back by a link.
    answer.set_cookie(
        cookie_name(_COOKIE, request.url.scheme),
        departure.kept,
        max_age=600,
        path="/",
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="lax",
    )
    return answer


@router.get("/done")
def come_back(request: Request, site: Shown, archive: Writable) -> Response:
    """Log in who comes back and has an account."""
    kept = request.cookies.get(cookie_name(_COOKIE, request.url.scheme), "")
    try:
        claims, goal = returned(_provider(site), request.app.state.form_secret, kept, request.query_params)
    except ProviderError as error:
        log.warning("log-in through the provider failed reason=%s", error)
        return refused(request, "/", "oidc")
    user = account_for(archive.accounts, claims)
    if user is None:
        log.warning("log-in through the provider failed reason=no account has this verified address")
        return refused(request, goal, "oidc")
    answer = admitted(request, archive, user, "oidc", goal)
    is_secure = request.url.scheme == "https"
    answer.delete_cookie(cookie_name(_COOKIE, request.url.scheme), secure=is_secure, httponly=True)
    return answer


def _provider(site: WebContext) -> Provider:
    if site.provider is None:
        raise HTTPException(404, "There is no identity provider here.")
    return site.provider
