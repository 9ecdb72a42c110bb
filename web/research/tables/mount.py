"""The ASGI application at /data: lets researchers in, and passes their requests on to Datasette."""

import base64
import hashlib
import importlib.util
import re
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storage import has_file, open_archive
from web.access import Right, visitor_of
from web.root_path import at_root
from web.templating import TEMPLATES
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

#: Where it is mounted.
TABLES_PATH = "/data"

# Datasette knows visitors by these, and we by ours.
_DROPPED = frozenset({b"cookie", b"authorization"})
# Its templates with a script in them, always the same.
_SCRIPTED = ("_close_open_menus.html", "_codemirror_foot.html")
_SCRIPT = lazy_regex(r"<script>(.*?)</script>", re.DOTALL)


class Tables:
    """The archive's tables. Only for those who may export; only for reading.

    Without Datasette, its page says how to install it.
    """

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        # By address prefix, and by the file: a restored archive is another file under the same name.
        self._opened: tuple[tuple[str, int], ASGIApp] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises HTTPException for those who may not."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        _check(request)
        if not has_file(self._archive):
            raise HTTPException(501, "Datasette can't read an archive in PostgreSQL.")
        if importlib.util.find_spec("datasette") is None:
            page = TEMPLATES.TemplateResponse(request, "research/no_tables.html", {"page": ""}, 501)
            await page(scope, receive, send)
            return
        prefix = at_root(scope.get("root_path", "") + "/")
        inside = _inside(scope)
        if not _is_shown(inside, self._archive.stem):
            raise HTTPException(404, "There is no such page.")
        application = await run_in_threadpool(self._application, prefix)
        await application(_anonymous(scope, prefix + inside), receive, _with_policy(send))

    def _application(self, prefix: str) -> ASGIApp:
        """Datasette under a prefix. Raises ArchiveError if the archive can't be read."""
        # Opened first, so that a missing, damaged or outdated archive is reported as on other pages.
        with open_archive(self._archive, read_only=True):
            key = (prefix, self._archive.stat().st_ino)
        if self._opened is None or self._opened[0] != key:
            # Imported on first use: Datasette is an extra.
            made: ASGIApp = import_module("web.research.tables.read_only").application(self._archive, prefix)
            self._opened = key, made
        return self._opened[1]


def _check(request: Request) -> None:
    visitor = visitor_of(request)
    if visitor is None:
        raise HTTPException(401, "Please log in.")
    if not visitor.may(Right.EXPORT):
        raise HTTPException(403, Sentence("Your account (%(role)s) may not do this.", role=visitor.role))
    if request.method not in {"GET", "HEAD"}:
        raise HTTPException(405, "The tables can only be read.", headers={"Allow": "GET, HEAD"})


def _is_shown(path: str, database: str) -> bool:
    """Whether a path is of the list of tables, of the archive, or of the style of the pages.

    Datasette's own pages (`/-/…`) and databases (`/_internal`) are closed.
    """
    first = path.partition("/")[0]
    return first in {"", ".json", database, f"{database}.json"} or path.startswith("-/static/")


def _inside(scope: Scope) -> str:
    """The path below this application, still encoded; a proxy may or may not have cut its own prefix."""
    path: str = (scope.get("raw_path") or scope["path"].encode()).decode("ascii", "replace").partition("?")[0]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root if path.startswith(f"{root}/") else TABLES_PATH).lstrip("/")


def _anonymous(scope: Scope, path: str) -> Scope:
    """The request as Datasette gets it: under its prefix, without what it could know a visitor by."""
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in _DROPPED]
    return {**scope, "path": path, "raw_path": path.encode(), "headers": headers}


def _with_policy(send: Send) -> Send:
    async def send_with_policy(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", []) if pair[0].lower() != b"set-cookie"]
            message = {**message, "headers": [*kept, (b"content-security-policy", _policy().encode())]}
        await send(message)

    return send_with_policy


@cache
def _policy() -> str:
    """Datasette's pages have styles and short scripts in them; scripts are allowed by their hashes."""
    templates = files("datasette") / "templates"
    scripts = ["DATASETTE_ALLOW_FACET = true;"]
    for name in _SCRIPTED:
        scripts += _SCRIPT.findall((templates / name).read_text("utf-8"))
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
