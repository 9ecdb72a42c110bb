"""A plugin of Datasette: its error pages. Imported only where Datasette is installed.

Datasette's own handler prints every error, and all local variables, to the log of the service.
"""

import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import Response, hookimpl
from datasette.app import Datasette

from yaluwatch.shown import without_secrets

log = logging.getLogger(__name__)


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: Datasette, request: Any, exception: Exception
) -> Callable[[], Awaitable[Response]]:
    """The answer to a request that failed: its own status and words, or 500."""

    async def answer() -> Response:
        # What SQLite was asked for by an address may not be, or may be closed.
        status = 400 if isinstance(exception, sqlite3.Error) else getattr(exception, "status", 500)
        message = str(getattr(exception, "message", exception))
        if status >= 500:
            log.error("tables failed path=%s", without_secrets(request.path), exc_info=exception)
            message = "This can't be shown."
        words = {"ok": False, "error": message, "status": status, "title": None}
        if request.path.endswith(".json"):
            return Response.json(words, status=status)
        return Response.html(await datasette.render_template("error.html", words), status=status)

    return answer
