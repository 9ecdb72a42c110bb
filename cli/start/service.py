"""Commands to start with: demo, init, run."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from ipaddress import ip_address
from types import FrameType
from typing import Annotated, NoReturn
from urllib.parse import urlsplit

import typer
import uvicorn
from typing_extensions import override

from cli.app import bold, data_folder, say
from cli.start import demo as demo_run
from cli.start.accounts import access_rules, has_accounts, identity_provider
from cli.start.data_folder import make_data_folder
from cli.start.ending import EndInTime, end_without_memory
from cli.start.init import prepare
from cli.start.memory import give_back, share_one_arena
from scheduler import JOBS, Service, SystemdNotifier, custody, held_elsewhere, jobs, mailing, sole_service
from web import Desk, KnownBackup, KnownJob, create_app
from yaluwatch.config import Settings, WebSettings, load_settings, service_manager
from yaluwatch.errors import ServiceError, SettingsError
from yaluwatch.log import set_up_logging
from yaluwatch.text import counted

# How often to look whether another service has ended, seconds.
_CLAIM_SECONDS = 1.0
# Time for requests under way to be answered when the service ends, seconds.
_FINISH_SECONDS = 3


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
    listen = listening(settings.web, has_accounts=False) if serve else nullcontext()
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
    wait: Annotated[
        bool, typer.Option("--wait", help="If another service runs, wait until it ends and take over.")
    ] = False,
) -> None:
    """Start the service: crawl on schedule, send digests, show the archive in a browser.

    Creates the data folder if needed. Ctrl-C stops the service cleanly.

    Example: [bold]yalu run[/bold]
    """
    data = data_folder(context).data
    end = EndInTime()
    _end_on_sigterm(end)
    end_without_memory()
    share_one_arena()
    notifier = SystemdNotifier(service_manager())
    notifier.starting()
    waiting = _Waiting(notifier) if wait else None
    make_data_folder(data)
    with sole_service(data, waiting):
        prepare(data)

        def read_settings() -> Settings:
            return load_settings(data, flags={"web.port": port} if port else {})[0]

        settings = read_settings()
        set_up_logging(settings.log.level, settings.log.format)
        lost: list[str] = []

        def on_lost(reason: str) -> None:
            lost.append(reason)
            end.code = ServiceError.exit_code
            os.kill(os.getpid(), signal.SIGTERM)

        service = Service(
            settings,
            read_settings=read_settings,
            notifier=notifier,
            on_lost=on_lost,
            on_reload=lambda new: set_up_logging(new.log.level, new.log.format),
            on_idle=give_back,
        )
        _claim(service, waiting)
        try:
            with listening(settings.web, has_accounts=has_accounts(settings)) as listener:
                _say_what_runs(settings, service)
                service.start()
                _reload_on_sighup(service, end)
                try:
                    serve_pages(settings, listener, service, end)
                finally:
                    say("Stopping: running crawls end now, their articles are kept.")
        except SystemExit:
            if not lost:
                raise
        finally:
            service.stop()
        if lost:
            raise ServiceError(lost[0])


class _Waiting:
    """Waits for the end of another service: says so once, and tells the service manager that all is well."""

    def __init__(self, notifier: SystemdNotifier) -> None:
        self._notifier = notifier
        self._told = ""

    def __call__(self, held_by: str) -> None:
        if held_by != self._told:
            say(f"A service is already running ({held_by}); waiting for its end.")
            self._notifier.ready(f"waiting for the end of {held_by}")
        self._told = held_by
        self._notifier.alive()


def _claim(service: Service, waiting: _Waiting | None) -> None:
    """Become the scheduler of the archive; raises ServiceError, or waits, while another process is."""
    while held_by := service.claim():
        if waiting is None:
            raise ServiceError(held_elsewhere(held_by))
        waiting(held_by)
        time.sleep(_CLAIM_SECONDS)


def _say_what_runs(settings: Settings, service: Service) -> None:
    active = sum(not source.paused for source in service.sources())
    say(f"Yaluwatch is monitoring {counted(active, 'source')}.")
    say(f"  articles, sources, digests  {bold(settings.web.address)}")
    say(f"  settings and source list    {settings.data / 'config.toml'}, {settings.sources}")
    where = f"{settings.mail.smtp_host} by e-mail" if settings.mail.smtp_host else settings.outbox
    say(f"  digests go to               {where}")
    say("Press Ctrl-C to stop.")


@contextmanager
def listening(web: WebSettings, *, has_accounts: bool) -> Iterator[socket.socket]:
    """The socket for the pages.

    Raises SettingsError for an address that others can reach while nobody has an account, ServiceError for a
    taken port.
    """
    if not has_accounts and not _is_local(web.host):
        raise SettingsError(
            f"web.host is {web.host or 'every address'}, which other computers can reach, and nobody has an "
            "account; run `yalu users add NAME --role admin`, or put a password for the account admin into a "
            "file and name it in YALUWATCH_ADMIN_PASSWORD_FILE"
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


def serve_pages(
    settings: Settings,
    listener: socket.socket,
    service: Service | None = None,
    end: EndInTime | None = None,
) -> None:
    """Serve the pages until SIGINT or SIGTERM."""
    end = end or EndInTime()
    read_sources = service.sources if service else demo_run.source_reader(settings)
    app = create_app(
        settings.archive,
        read_sources,
        hosts=_hosts(settings.web),
        secret=settings.secret,
        monitor_token=settings.web.monitor_token.get_secret_value(),
        access=access_rules(settings),
        provider=identity_provider(settings),
        read_desk=lambda: _desk(service.settings if service else settings),
        mail=mailing.message_defaults(settings),
        read_translation_engine=lambda: mailing.translation_engine(service.settings if service else settings),
    )
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        # Which proxies count is a setting of ours.
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_FINISH_SECONDS,
    )

    def begin_end() -> None:
        end.begin()
        if service:
            service.begin_stop()

    # After stopping, the server raises the signal again; then we exit cleanly, too.
    _end_on_sigterm(end)
    try:
        _Server(config, begin_end).run(sockets=[listener])
    except KeyboardInterrupt:
        say()


def _desk(settings: Settings) -> Desk:
    """What the operator's pages need of the settings in force."""
    schedules = [(job, job.schedule(settings)) for job in JOBS]
    return Desk(
        sources=settings.sources,
        limits=jobs.limits(settings),
        user_agent=jobs.user_agent(settings.crawl.contact),
        jobs=[KnownJob(job.name, job.summary, when.text if when else "off") for job, when in schedules],
        read_backups=lambda: _backups(settings),
    )


def _backups(settings: Settings) -> list[KnownBackup]:
    found = custody.backups_in(settings.backups)
    return [KnownBackup(one.name, one.at, one.is_complete) for one in reversed(found)]


class _Server(uvicorn.Server):
    """The web server; when it is told to end, so is everything else, at the same time."""

    def __init__(self, config: uvicorn.Config, on_end: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_end = on_end

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._on_end()
        super().handle_exit(sig, frame)


def _end_on_sigterm(end: EndInTime) -> None:
    """Exit with status 0 at SIGTERM, within seconds."""

    def handle(_number: int, _frame: FrameType | None) -> NoReturn:
        # A second request would interrupt the orderly end.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        end.begin()
        sys.exit(0)

    signal.signal(signal.SIGTERM, handle)


def _reload_on_sighup(service: Service, end: EndInTime) -> None:
    """Read the settings again at SIGHUP, unless it says that the terminal of the service is gone."""
    has_terminal = os.isatty(0)

    def handle(_number: int, _frame: FrameType | None) -> None:
        if has_terminal and not os.isatty(0):
            end.begin()
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            service.reload()

    signal.signal(signal.SIGHUP, handle)


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hosts(web: WebSettings) -> list[str]:
    public = urlsplit(web.public_url).hostname
    if not _is_local(web.host) and not public:
        # Its names are not known. There are accounts, and cookies of other names are not sent.
        return ["*"]
    return [host for host in (web.host, "localhost", "127.0.0.1", public) if host]
