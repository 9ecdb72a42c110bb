"""Commands to start with: demo, init, run."""

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from ipaddress import ip_address
from types import FrameType
from typing import Annotated, NoReturn
from urllib.parse import urlsplit

import typer
import uvicorn

from cli.app import bold, data_folder, say
from cli.start import demo as demo_run
from cli.start.init import prepare
from scheduler import Service, sole_service
from web import create_app
from yaluwatch.config import Settings, WebSettings, load_settings
from yaluwatch.errors import ServiceError, SettingsError
from yaluwatch.log import set_up_logging
from yaluwatch.text import counted


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (demo, init, run):
        app.command()(command)


def demo(
    context: typer.Context,
    serve: Annotated[
        bool, typer.Option("--serve", help="Keep running and show the archive in a browser.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port for --serve (default: 8426).")
    ] = None,
) -> None:
    """Try it without a network: crawl invented publications, tag, group, write digests.

    Everything is written to the folder demo inside the data folder.
    Each run replaces the previous one.

    Example: [bold]yalu demo[/bold]
    """
    here = data_folder(context)
    settings = demo_run.demo_settings(here.data / "demo", port)
    # Listening comes first, so that a taken port is reported before anything is crawled.
    listen = listening(settings.web) if serve else nullcontext()
    with listen as listener, demo_run.running(settings, verbose=here.verbose):
        if listener:
            say(f"The archive is at {bold(settings.web.address)}. Press Ctrl-C to stop.")
            serve_pages(settings, listener)


def init(context: typer.Context) -> None:
    """Create the data folder: settings, source list, archive, a first subscription.

    Existing files are not changed.

    Example: [bold]yalu init[/bold]
    """
    data = data_folder(context).data
    created = prepare(data)
    for file in created:
        say(f"created {file}")
    say(f"{data} is ready; `yalu run` starts the service." if created else f"{data} was already complete.")


def run(
    context: typer.Context,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the web pages (default: web.port).")
    ] = None,
) -> None:
    """Start the service: crawl on schedule, send digests, show the archive in a browser.

    Creates the data folder if needed. Ctrl-C stops the service cleanly.

    Example: [bold]yalu run[/bold]
    """
    data = data_folder(context).data
    with sole_service(data):
        prepare(data)
        settings, _ = load_settings(data, flags={"web.port": port} if port else {})
        set_up_logging(settings.log.level)
        with listening(settings.web) as listener:
            service = Service(settings)
            active = sum(not source.paused for source in service.sources())
            say(f"Yaluwatch is monitoring {counted(active, 'source')}.")
            say(f"  articles, sources, digests  {bold(settings.web.address)}")
            say(f"  settings and source list    {data / 'config.toml'}, {settings.sources}")
            where = f"{settings.mail.smtp_host} by e-mail" if settings.mail.smtp_host else settings.outbox
            say(f"  digests go to               {where}")
            say("Press Ctrl-C to stop.")
            service.start()
            try:
                serve_pages(settings, listener, service)
            finally:
                say("Stopping: running crawls end now, their articles are kept.")
                service.stop()


@contextmanager
def listening(web: WebSettings) -> Iterator[socket.socket]:
    """The socket for the pages. Raises SettingsError for a public address, ServiceError for a taken port."""
    if not web.allow_remote and not _is_local(web.host):
        raise SettingsError(
            f"web.host is {web.host}, which other computers can reach, and there is no log-in; "
            "set web.allow_remote = true to allow this"
        )
    try:
        family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
        listener = socket.create_server((web.host, web.port), family=family)
    except OSError as error:
        raise ServiceError(
            f"can't listen on {web.host} port {web.port}: {error.strerror}; choose another port with --port"
        ) from error
    with listener:
        yield listener


def serve_pages(settings: Settings, listener: socket.socket, service: Service | None = None) -> None:
    """Serve the pages until SIGINT or SIGTERM."""
    read_sources = service.sources if service else demo_run.source_reader(settings)
    app = create_app(settings.archive, read_sources, hosts=_hosts(settings.web), secret=settings.secret)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False))
    # After stopping, the server raises the signal again; then we exit cleanly, too.
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
