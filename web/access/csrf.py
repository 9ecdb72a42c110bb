"""Protection against forged requests: every form carries a code that only our own pages know.

After https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html: a
keyed hash of the visitor's session, and the Origin header where a browser sends one.
"""

import hmac
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request

from web.access.visitor import Visitor, visitor_of

#: Name of the form field; scripts send the header instead.
FIELD, HEADER = "csrf", "x-csrf-token"


def form_code(secret: str, visitor: Visitor) -> str:
    """What the forms of this visitor carry."""
    return hmac.new(secret.encode(), f"form {visitor.form_key}".encode(), sha256).hexdigest()


async def _check_form(request: Request) -> None:
    """Reject a POST that did not come from a form of ours; raises HTTPException 403."""
    visitor = visitor_of(request)
    if request.method in {"GET", "HEAD", "OPTIONS"} or visitor is None or not visitor.form_key:
        return
    if not _is_same_origin(request):
        raise HTTPException(403, "This form was sent from another site.")
    sent = request.headers.get(HEADER, "")
    if not sent:
        form = await request.form()
        sent = str(form.get(FIELD, ""))
    if not hmac.compare_digest(sent.encode(), form_code(request.app.state.form_secret, visitor).encode()):
        raise HTTPException(403, "This form is too old. Go back, reload the page and send it again.")


def _is_same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == request.headers.get("host", "")
    except ValueError:
        return False


#: The dependency of every router with forms.
CHECKED_FORMS: Any = Depends(_check_form)
