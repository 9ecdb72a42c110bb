"""Who changed what, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Query as Argument

from web.access import Right, needs
from web.context import LARGEST_ID, Opened
from web.templating import TEMPLATES

router = APIRouter(dependencies=[needs(Right.ADMINISTER)])

_ROWS = 100


@router.get("/audit")
def audit(
    request: Request, archive: Opened, before: Annotated[int | None, Argument(ge=1, le=LARGEST_ID)] = None
) -> Response:
    """The newest changes."""
    changes = archive.accounts.changes(limit=_ROWS, before=before)
    words = {"page": "audit", "changes": changes, "more": changes[-1].id if len(changes) == _ROWS else 0}
    return TEMPLATES.TemplateResponse(request, "accounts/audit.html", words)
