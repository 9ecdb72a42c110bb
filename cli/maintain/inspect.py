"""Commands that show settings and service status: config, health."""

from dataclasses import asdict

import httpx
import typer

from cli.app import AsJson, data_folder, print_json, print_table, say
from yaluwatch.config import load_settings
from yaluwatch.errors import ServiceError
from yaluwatch.text import counted


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(config)
    app.command()(health)


def config(context: typer.Context, as_json: AsJson = False) -> None:
    """Show the settings in force and where each comes from; secrets are hidden.

    Example: [bold]yalu config[/bold]
    """
    _, shown = load_settings(data_folder(context).data)
    if as_json:
        print_json([asdict(setting) for setting in shown])
    else:
        print_table(("setting", "value", "from"), ((s.name, s.value, s.origin) for s in shown))


def health(context: typer.Context, as_json: AsJson = False) -> None:
    """Check whether the running service is healthy; exits 1 if not, for monitoring.

    Example: [bold]yalu health[/bold]
    """
    web = data_folder(context).settings().web
    url = f"http://{'127.0.0.1' if web.host == '0.0.0.0' else web.host}:{web.port}/health"  # noqa: S104
    try:
        answer = httpx.get(url, timeout=10)
        found = answer.json()
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and "reason" in found:
            raise ServiceError(f"the service at {url} is not healthy: {found['reason']}")
        answer.raise_for_status()
    except (httpx.HTTPError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise ServiceError(f"no healthy service at {url} ({reason}); `yalu run` starts one") from error
    if as_json:
        print_json(found)
    else:
        healthy = f"{found['sources_healthy']} of {counted(found['sources'], 'source')} healthy"
        say("; ".join([f"{found['status']}: {healthy}", *filter(None, [found.get("reason")])]))
