"""Tokens for programs: made by those who use them, shown once, stored as hashes."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from storage import ApiToken
from web.access import LOGGED_IN, TOKEN_PREFIX, Known, Right, change_by, key_of, needs, scopes_for
from web.accounts.own import page
from web.context import Id, Writable
from yaluwatch.sentence import Sentence

router = APIRouter(prefix="/account/tokens", dependencies=[needs(Right.READ), LOGGED_IN])


@router.post("")
def add(
    request: Request,
    archive: Writable,
    visitor: Known,
    name: Annotated[str, Form(min_length=1, max_length=80)],
    days: Annotated[int, Form(ge=1, le=730)] = 365,
    scopes: Annotated[tuple[str, ...], Form()] = (),
) -> Response:
    """Make a token and show it, this once."""
    if visitor.is_local:
        raise HTTPException(409, "There are no accounts here: `yalu users add` adds the first one.")
    allowed = scopes_for(visitor.role)
    chosen = tuple(scope for scope in allowed if scope in scopes)
    if not chosen or not set(scopes) <= set(allowed):
        return page(request, archive, visitor, complaint=f"Choose what it may do: {', '.join(allowed)}.")
    secret = TOKEN_PREFIX + token_urlsafe(32)
    note = change_by(request, "token made", visitor.name, after=f"{name}: {', '.join(chosen)}; {days} days")
    token = ApiToken(
        user_id=visitor.id,
        name=name.strip(),
        key=key_of(secret),
        scopes=chosen,
        created_at=note.at,
        expires_at=note.at + timedelta(days=days),
    )
    archive.accounts.add_token(token, note)
    return page(request, archive, visitor, token=secret)


@router.post("/{token_id}/revoke")
def revoke(request: Request, archive: Writable, visitor: Known, token_id: Id) -> Response:
    """Revoke one of one's own tokens."""
    named = {token.id: token.name for token in archive.accounts.tokens(visitor.id)}
    note = change_by(request, "token revoked", visitor.name, before=named.get(token_id, ""))
    if not archive.accounts.revoke_token(visitor.id, token_id, note):
        raise HTTPException(404, Sentence("You have no token %(id)s that is in use.", id=token_id))
    return RedirectResponse("/account?done=revoked", 303)
