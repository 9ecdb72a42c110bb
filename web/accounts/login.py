"""Logging in and out."""

import logging
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from storage import Archive, User
from web.access import (
    FAILURE_WINDOW,
    MAX_PASSWORD,
    change_by,
    end_session,
    failure_keys,
    is_password,
    local_path,
    seconds_to_wait,
    start_session,
    visitor_of,
)
from web.accounts.turns import TURN
from web.context import Writable
from web.templating import uncached_page

log = logging.getLogger(__name__)

router = APIRouter()

# The same for a wrong name, a wrong password and a disabled account.
_WRONG = "wrong"


@router.get("/login")
def ask(request: Request, next: str = "/") -> Response:  # noqa: A002 - the usual name in addresses
    """The form to log in; who is logged in already goes on."""
    if visitor_of(request):
        return RedirectResponse(local_path(next), 303)
    return _form(request, next, "", 200)


@router.post("/login", dependencies=[TURN])
def log_in(
    request: Request,
    archive: Writable,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=4_000)] = "",
    next: Annotated[str, Form(max_length=4_000)] = "/",  # noqa: A002
) -> Response:
    """Log in with name and password; after several failures one has to wait (OWASP ASVS 6.3.1)."""
    now = datetime.now(UTC)
    keys = failure_keys(name, request.client.host if request.client else "")
    failures = archive.accounts.failed_logins(list(keys.values()), now - FAILURE_WINDOW)
    if wait := seconds_to_wait(keys, failures, now):
        answer = _form(request, next, "wait", 429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    user = archive.accounts.named(name)
    is_right = is_password(password[: MAX_PASSWORD + 1], user.password_hash if user else "")
    if user is None or not is_right or user.disabled_at:
        archive.accounts.add_failed_login(list(keys.values()), now)
        log.warning("log-in failed address=%s", keys["address"].partition(" ")[2])
        return _form(request, next, _WRONG, 401)
    archive.accounts.forget_failed_logins([keys["pair"]])
    return admitted(request, archive, user, "password", next)


@router.post("/logout")
def log_out(request: Request, archive: Writable) -> Response:
    """End this session."""
    answer = RedirectResponse("/login", 303)
    end_session(request, answer, archive)
    return answer


def admitted(request: Request, archive: Archive, user: User, way: str, goal: str) -> Response:
    """The answer to someone who just proved who they are: a new session, and on to where they wanted."""
    answer = RedirectResponse(local_path(goal), 303)
    start_session(request, answer, archive, user.id, way, datetime.now(UTC))
    archive.accounts.record(
        change_by(request, "logged in", user.name, after=way),
    )
    return answer


def refused(request: Request, goal: str, mistake: str) -> Response:
    """The form again, for someone whom we don't know."""
    return _form(request, goal, mistake, 401)


def _form(request: Request, goal: str, mistake: str, status: int) -> Response:
    has_provider = request.app.state.site.provider is not None
    words = {"page": "login", "next": local_path(goal), "mistake": mistake, "has_provider": has_provider}
    return uncached_page(request, "accounts/login.html", words, status)
