"""One's own account: language, time zone, password, log-ins."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from storage import Archive, User
from web.access import (
    LOGGED_IN,
    Known,
    Right,
    Visitor,
    change_by,
    complaint_of_account,
    complaint_of_password,
    hash_password,
    is_password,
    key_of,
    needs,
    scopes_for,
    session_secret,
    time_zones,
)
from web.context import Opened, Writable
from web.languages import LANGUAGES
from web.templating import uncached_page

router = APIRouter(dependencies=[needs(Right.READ), LOGGED_IN])


@router.get("/account")
def account(request: Request, archive: Opened, visitor: Known) -> Response:
    """What one may change about oneself."""
    return page(request, archive, visitor)


@router.post("/account")
def change(
    request: Request,
    archive: Writable,
    visitor: Known,
    timezone: Annotated[str, Form(max_length=100)],
    language: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Set language and time zone."""
    user = _own(archive, visitor)
    if complaint := complaint_of_account(user.name, user.role, user.address, language, timezone):
        return page(request, archive, visitor, complaint=complaint)
    before, after = f"{user.language} {user.timezone}".strip(), f"{language} {timezone}".strip()
    note = change_by(request, "account changed", user.name, before, after)
    archive.accounts.save(replace(user, language=language, timezone=timezone), note)
    return RedirectResponse("/account?done=saved", 303)


@router.post("/account/password")
def change_password(
    request: Request,
    archive: Writable,
    visitor: Known,
    old: Annotated[str, Form(max_length=4_000)],
    new: Annotated[str, Form(max_length=4_000)],
) -> Response:
    """Set a new password; every log-in ends, this one too."""
    user = _own(archive, visitor)
    if not is_password(old, user.password_hash):
        return page(request, archive, visitor, complaint="The present password is wrong.")
    if complaint := complaint_of_password(new, user.name):
        return page(request, archive, visitor, complaint=complaint)
    note = change_by(request, "password changed", user.name)
    archive.accounts.save(replace(user, password_hash=hash_password(new)), note, log_out=True)
    return RedirectResponse("/login", 303)


@router.post("/account/sessions/end")
def end_others(request: Request, archive: Writable, visitor: Known) -> Response:
    """End all log-ins but this one."""
    own = key_of(session_secret(request.cookies, request.url.scheme))
    for key, _ in archive.accounts.sessions(_own(archive, visitor).id):
        if key != own:
            archive.accounts.end_session(key)
    return RedirectResponse("/account?done=ended", 303)


def page(
    request: Request, archive: Archive, visitor: Visitor, *, complaint: str = "", token: str = ""
) -> Response:
    """The page of one's own account; `token` is shown this once."""
    user = archive.accounts.get(visitor.id)
    own = key_of(session_secret(request.cookies, request.url.scheme))
    sessions = archive.accounts.sessions(visitor.id) if user else []
    words = {
        "page": "account",
        "user": user,
        "sessions": [(session, key == own) for key, session in sessions],
        "tokens": archive.accounts.tokens(visitor.id) if user else [],
        "scopes": scopes_for(visitor.role),
        "languages": LANGUAGES,
        "zones": time_zones(),
        "complaint": complaint,
        "token": token,
        "done": request.query_params.get("done", ""),
    }
    return uncached_page(request, "accounts/account.html", words, 400 if complaint else 200)


def _own(archive: Archive, visitor: Visitor) -> User:
    if (user := archive.accounts.get(visitor.id)) is None:
        raise HTTPException(409, "There are no accounts here: `yalu users add` adds the first one.")
    return user
