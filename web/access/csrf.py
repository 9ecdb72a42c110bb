"""Protection against forged requests: every form carries a code that only our own pages know.

After https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html: a
keyed hash of the visitor's session, and the Origin header where a browser sends one.
"""

import hmac
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request

from web.access.visitor import visitor_of

#: Name of the form field; scripts send the header instead.
FIELD, HEADER = "csrf", "x-csrf-token"


def form_code(request: Request) -> str:
    """What the forms of this visitor carry; "" for requests with a token, which come from no form."""
    visitor = visitor_of(request)
    # Who is not logged in is known by a cookie of the browser: nobody can be logged in as somebody else.
    key = visitor.form_key if visitor else getattr(request.state, "browser", "")
    if not key:
        return ""
    return hmac.new(request.app.state.form_secret.encode(), f"form {key}".encode(), sha256).hexdigest()


def _has_token(request: Request) -> bool:
    visitor = visitor_of(request)
    return visitor is not None and visitor.scopes is not None


async def _check_form(request: Request) -> None:
    """Reject a POST that did not come from a form of ours; raises HTTPException 403."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if _has_token(request):
        # Its scopes are about the API: with a token that may only read, nobody is to make one that may more.
        raise HTTPException(403, "A token can't change anything here. Log in, or use the API.")
    expected = form_code(request)
    if not _is_same_origin(request):
        raise HTTPException(403, "This form was sent from another site.")
    sent = request.headers.get(HEADER, "")
    if not sent:
        form = await request.form()
        sent = str(form.get(FIELD, ""))
    if not expected or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise HTTPException(403, "This form is too old. Go back, reload the page and send it again.")


def _is_same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin is None:
        return True
    if origin == "null":
        # Behind a proxy that answers with `Referrer-Policy: no-referrer`, browsers keep the origin of our own
        # forms to themselves; no page can say this in their place (https://www.w3.org/TR/fetch-metadata/).
        return request.headers.get("sec-fetch-site") == "same-origin"
    try:
        return urlsplit(origin).netloc == request.headers.get("host", "")
    except ValueError:
        return False


async def _check_form_or_token(request: Request) -> None:
    """The same; a request with a token comes from no form."""
    if not _has_token(request):
        await _check_form(request)


#: The dependency of every router with forms.
CHECKED_FORMS: Any = Depends(_check_form)
#: The dependency of routes for programs that change something, which pages of ours may call, too.
CHECKED_CALLS: Any = Depends(_check_form_or_token)
