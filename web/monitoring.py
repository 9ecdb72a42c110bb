"""Routes for monitoring: whether the process answers, whether the service does its work, and its metrics.

They answer within two seconds whatever the archive does. Reasons leave out addresses of readers and the words
of their servers.
"""

import asyncio
import hmac
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from monitoring import Check, Facts, Level, check_all, render_metrics, worst
from web.access import TOKEN_PREFIX, bearer_token, is_from_this_computer
from web.context import Shown, WebContext
from yaluwatch.errors import ArchiveError
from yaluwatch.shown import without_secrets

router = APIRouter()

#: Paths of these routes.
PATHS = frozenset({"/livez", "/readyz", "/healthz", "/health", "/metrics"})
# Of their own, so that pages that wait for a locked archive don't keep a monitor waiting.
_POOL = ThreadPoolExecutor(4, thread_name_prefix="monitor")
# How long to wait for the accounts, seconds.
_TOKEN_SECONDS = 1.0
# Monitors ask with HEAD, too.
_METHODS = ["GET", "HEAD"]


class HostCheck(TrustedHostMiddleware):
    """Rejects requests for other host names, except those for monitoring, which have rules of their own.

    A probe asks for the address of a container, which no setting can know.
    """

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in PATHS:
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def _allowed(request: Request, site: Shown) -> None:
    """Let in who has the token or asks from this computer, for a name of this computer."""
    token = bearer_token(request)
    if token.startswith(TOKEN_PREFIX) and _has_scope(site, token):
        return
    if token and site.monitor_token:
        if hmac.compare_digest(token.encode(), site.monitor_token.encode()):
            return
        raise HTTPException(401, "The token is wrong.", {"WWW-Authenticate": "Bearer"})
    if is_from_this_computer(request):
        return
    if site.monitor_token:
        raise HTTPException(
            401, "Send the token: Authorization: Bearer TOKEN.", {"WWW-Authenticate": "Bearer"}
        )
    raise HTTPException(403, "Only for requests from this computer; web.monitor_token allows others.")


def _has_scope(site: WebContext, token: str) -> bool:
    """Whether an account's token has the scope "monitor"; no, when the archive does not answer in time."""
    try:
        return _POOL.submit(site.identifier.has_token_for, token, "monitor").result(_TOKEN_SECONDS)
    except (ArchiveError, TimeoutError):
        return False


async def _facts(site: Shown, _allowed: Annotated[None, Depends(_allowed)]) -> Facts:
    try:
        return await asyncio.get_running_loop().run_in_executor(_POOL, site.watch.facts)
    except RuntimeError as error:
        return Facts(now=datetime.now(UTC), archive_error=f"no thread to read the archive: {error}")


Known = Annotated[Facts, Depends(_facts)]


@router.api_route("/livez", methods=_METHODS)
async def livez() -> Response:
    """Whether the process answers. For a supervisor that restarts it if not."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


@router.api_route("/readyz", methods=_METHODS)
async def readyz(request: Request, facts: Known) -> Response:
    """Status 200 if the service does its work, else 503 and why."""
    failed = [check for check in check_all(facts) if check.level is Level.FAIL]
    if _wants_json(request):
        return _answer(_summary(facts, failed), failed)
    reasons = "".join(f"{check.name}: {_shown(check)}\n" for check in failed)
    return _answer(reasons or "ok\n", failed)


@router.api_route("/health", methods=_METHODS)
async def health(facts: Known) -> Response:
    """The same as /readyz, as JSON, with the number of sources that could be read."""
    failed = [check for check in check_all(facts) if check.level is Level.FAIL]
    return _answer(_summary(facts, failed), failed)


@router.api_route("/healthz", methods=_METHODS)
async def healthz(request: Request, facts: Known) -> Response:
    """The worst level of all checks; with ?verbose, or as JSON, each check by name."""
    checks = check_all(facts)
    failed = [check for check in checks if check.level is Level.FAIL]
    level = worst(checks)
    if _wants_json(request):
        shown = [_plain(check) for check in checks]
        return _answer({"status": str(level), "checks": shown}, failed)
    lines = [f"[{check.level}] {check.name}: {_shown(check)}" for check in checks]
    return _answer("\n".join([*(lines if "verbose" in request.query_params else []), str(level), ""]), failed)


@router.api_route("/metrics", methods=_METHODS)
async def metrics(request: Request, facts: Known) -> Response:
    """Metrics for Prometheus."""
    content, content_type = render_metrics(facts, request.headers.get("accept", ""))
    return Response(content, headers={"Content-Type": content_type, "Cache-Control": "no-store"})


def _summary(facts: Facts, failed: Sequence[Check]) -> dict[str, Any]:
    states = [facts.states[source.id] for source in facts.watched if source.id in facts.states]
    found: dict[str, Any] = {"status": "ok"}
    if failed:
        is_offline = [check.name for check in failed] == ["connection"]
        found["status"] = "failed" if facts.archive_error else "offline" if is_offline else "failing"
        found["reason"] = " ".join(_shown(check) for check in failed)
    counts = {"sources": len(facts.watched), "sources_healthy": sum(state.is_healthy for state in states)}
    return found if facts.archive_error else found | counts


def _plain(check: Check) -> dict[str, Any]:
    return {name: value for name, value in asdict(check).items() if name != "problems"} | {
        "text": _shown(check)
    }


def _shown(check: Check) -> str:
    return without_secrets(check.text)


def _wants_json(request: Request) -> bool:
    wanted = request.query_params.get("format", "")
    return wanted == "json" or (not wanted and "application/json" in request.headers.get("accept", ""))


def _answer(content: str | dict[str, Any], failed: Sequence[Check]) -> Response:
    status, headers = 503 if failed else 200, {"Cache-Control": "no-store"}
    if isinstance(content, str):
        return PlainTextResponse(content, status, headers)
    return JSONResponse(content, status, headers)
