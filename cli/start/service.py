"""Commands to start with: init, run, demo."""

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from types import FrameType
from typing import Annotated, NoReturn
from urllib.parse import urlsplit

import typer
import uvicorn

from cli.app import bold, place, say
from cli.start import demo as demo_run
from cli.start.init import prepare
from scheduler import Service, sole_service
from web import create_app
from yaluwatch.config import Settings, WebSettings, load_settings
from yaluwatch.errors import ServiceError, SettingsError
from yaluwatch.log import set_up_logging


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (demo, init, run):
        app.command()(command)


def demo(
    context: typer.Context,
    serve: Annotated[bool, typer.Option("--serve", help="Stay, and show the archive in a browser.")] = False,
) -> None:
    """Watch invented publications on this machine: crawl, tag, group, digest. No network needed.

    Everything lands in the folder demo inside the data folder, made anew each time.

    Example: [bold]yalu demo[/bold]
    """
    here = place(context)
    with demo_run.shown(here.data / "demo", verbose=here.verbose) as settings:
        if serve:
            with listening(settings.web) as listener:
                say(f"The archive is at {bold(settings.web.address)} until Ctrl-C.")
                serve_pages(settings, listener)


def init(context: typer.Context) -> None:
    """Set up the data folder: settings, source list, archive, a first subscription.

    What is there already is left as it is.

    Example: [bold]yalu init[/bold]
    """
    data = place(context).data
    made = prepare(data)
    for file in made:
        say(f"made {file}")
    say(f"{data} is ready; `yalu run` starts the service." if made else f"{data} was ready already.")


def run(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port of the pages.")] = None,
) -> None:
    """Start the service: crawl on schedule, send digests, show the archive in a browser.

    Makes the data folder ready first. Ctrl-C ends it in order.

    Example: [bold]yalu run[/bold]
    """
    data = place(context).data
    with sole_service(data):
        prepare(data)
        settings, _ = load_settings(data, flags={"web.port": port} if port else {})
        set_up_logging(settings.log.level)
        with listening(settings.web) as listener:
            service = Service(settings)
            say(f"Yaluwatch watches {len([s for s in service.sources() if not s.paused])} sources.")
            say(f"  articles, sources, digests  {bold(settings.web.address)}")
            say(f"  settings and source list    {data / 'config.toml'}, {settings.sources}")
            where = f"by mail over {settings.mail.smtp_host}" if settings.mail.smtp_host else settings.outbox
            say(f"  digests go to               {where}")
            say("Ctrl-C ends it.")
            service.start()
            try:
                serve_pages(settings, listener, service)
            finally:
                say("Ending: crawls under way are stopped, what they brought is kept.")
                service.stop()


@contextmanager
def listening(web: WebSettings) -> Iterator[socket.socket]:
    """The socket the pages are served on. Raises SettingsError or ServiceError when it can't be had."""
    if not web.allow_remote and not _is_local(web.host):
        raise SettingsError(
            f"web.host is {web.host}, which others can reach, and there is no log-in; "
            "set web.allow_remote = true if that is meant"
        )
    try:
        family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
        listener = socket.create_server((web.host, web.port), family=family)
    except OSError as error:
        raise ServiceError(
            f"can't listen on {web.host} port {web.port}: {error.strerror}; give another with --port"
        ) from error
    with listener:
        yield listener


def serve_pages(settings: Settings, listener: socket.socket, service: Service | None = None) -> None:
    """Show the archive until SIGINT or SIGTERM."""
    read_sources = service.sources if service else demo_run.source_reader(settings)
    app = create_app(settings.archive, read_sources, hosts=_hosts(settings.web), secret=settings.secret)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False))
    # The server hands the signal on when it has ended; then we end in order, too.
    signal.signal(signal.SIGTERM, _end)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        say()


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hosts(web: WebSettings) -> list[str]:
    public = urlsplit(web.public_url).hostname
    if web.allow_remote and not public:
        return ["*"]
    return [host for host in (web.host, "localhost", "127.0.0.1", public) if host]
