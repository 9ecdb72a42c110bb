"""Commands about the service itself: status, health, trace."""

from dataclasses import asdict
from typing import Annotated, Any

import httpx
import typer

from cli.app import AsJson, data_folder, print_json, say
from cli.maintain.trace import print_trace
from cli.tables import wrapped
from crawler.sources import read_sources
from monitoring import Check, Level, StructureCheck, check_all, gather, worst
from storage import Alarm, open_archive
from yaluwatch import times
from yaluwatch.errors import ArchiveError, ServiceError
from yaluwatch.shown import without_secrets
from yaluwatch.text import counted

_MARKS = {Level.OK: "ok", Level.WARN: "warn", Level.FAIL: "FAIL"}
# Narrow enough for any terminal.
_WIDTH = 80


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(status)
    app.command()(health)
    app.command()(trace)


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Show whether the service does its work, check by check; exits 1 if not.

    Reads the archive itself, so it works whether or not the service runs; if it does not, that is said.

    Example: [bold]yalu status[/bold]
    """
    here = data_folder(context)
    settings = here.settings()
    damage = StructureCheck(settings.archive).damage()
    facts = gather(settings.archive, lambda: read_sources(settings.sources), times.clock(), damage=damage)
    checks = check_all(facts)
    try:
        with open_archive(settings.archive, read_only=True, wait_seconds=1.0) as archive:
            alarms = [alarm for alarm in archive.alarms.open() if alarm.raised_at and not alarm.cleared_at]
    except ArchiveError:
        # A check says so.
        alarms = []
    is_well = facts.is_running and worst(checks) is not Level.FAIL
    if as_json:
        found = {"status": "ok" if is_well else "failing", "is_running": facts.is_running}
        print_json(found | {"checks": list(map(_masked, checks)), "alarms": list(map(asdict, alarms))})
    else:
        for check in checks:
            _print_check(check)
        for alarm in alarms:
            _print_alarm(alarm)
    if not is_well:
        failed = [check.name for check in checks if check.level is Level.FAIL]
        what = f"failing: {', '.join(failed)}" if failed else "the service does not run; `yalu run` starts it"
        raise ServiceError(what)


def _print_check(check: Check) -> None:
    first, *rest = wrapped(without_secrets(check.text), _WIDTH, " " * 23)
    say(f"{_MARKS[check.level]:4} {check.name:17} {first.strip()}")
    for line in rest:
        say(line)
    for problem in check.problems if len(check.problems) > 1 else ():
        for line in wrapped(without_secrets(problem.text), _WIDTH, " " * 23):
            say(line)
    if check.help:
        say(f"{'':23}see: {check.help}")


def _print_alarm(alarm: Alarm) -> None:
    since = f"{alarm.noticed_at:%Y-%m-%d %H:%M} UTC"
    for line in wrapped(f"alarm since {since}: {without_secrets(alarm.proof)}", _WIDTH):
        say(line)


def _masked(check: Check) -> dict[str, Any]:
    found = asdict(check)
    found["text"] = without_secrets(check.text)
    found["problems"] = [one | {"text": without_secrets(one["text"])} for one in found["problems"]]
    return found


def health(context: typer.Context, as_json: AsJson = False) -> None:
    """Check whether the running service is healthy; exits 1 if not, for monitoring.

    Asks the service itself, over HTTP; `yalu status` reads the archive instead.

    Example: [bold]yalu health[/bold]
    """
    web = data_folder(context).settings().web
    # One address means all of them; the service is asked on this computer.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(web.host, web.host)  # noqa: S104
    url = f"http://{f'[{host}]' if ':' in host else host}:{web.port}/health"
    token = web.monitor_token.get_secret_value()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        # No proxy from the environment stands between us and our own service.
        answer = httpx.get(url, timeout=10, headers=headers, trust_env=False)
        if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise ServiceError(f"the service at {url} does not let us ask; set web.monitor_token for both")
        found = answer.json()
        if as_json and "status" in found:
            print_json(found)
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and "reason" in found:
            raise ServiceError(f"the service at {url} is not healthy: {found['reason']}")
        answer.raise_for_status()
    except (httpx.HTTPError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise ServiceError(f"no healthy service at {url} ({reason}); `yalu run` starts one") from error
    if not as_json:
        say(f"{found['status']}: {found['sources_healthy']} of {counted(found['sources'], 'source')} healthy")


def trace(
    context: typer.Context,
    wanted: Annotated[str, typer.Argument(metavar="ID|URL", help="Number of an article, or any URL.")],
    as_json: AsJson = False,
) -> None:
    """Show the path of an article or URL: fetches, versions, verdict, story, digests, deliveries.

    Also says why a URL was refused, or that it was never seen.

    Example: [bold]yalu trace https://www.dailynk.com/english/market-prices/[/bold]
    """
    print_trace(data_folder(context), wanted, as_json=as_json)
