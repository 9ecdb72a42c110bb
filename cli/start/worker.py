"""`yalu worker`: one of many processes that crawl for an archive in PostgreSQL."""

import signal
from types import FrameType
from typing import Annotated

import typer

from cli.app import bold, data_folder, say
from cli.start.data_folder import make_data_folder
from cli.start.ending import EndInTime, end_without_memory
from cli.start.init import prepare
from cli.start.memory import share_one_arena
from scheduler import cluster
from yaluwatch.config import Settings, load_settings
from yaluwatch.errors import ServiceError
from yaluwatch.log import set_up_logging
from yaluwatch.text import counted

# Seconds from the request to end until the process ends in any case.
_END_SECONDS = 9.0


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(worker)


def worker(
    context: typer.Context,
    parallel: Annotated[
        int | None,
        typer.Option(
            "--parallel",
            min=1,
            max=64,
            help="Sources crawled at once by this worker (default: crawl.parallel).",
        ),
    ] = None,
    only_queue: Annotated[
        bool,
        typer.Option("--only-queue", help="Never run the jobs of the service, such as digests and alarms."),
    ] = False,
) -> None:
    """Crawl with other workers, on any number of computers, from one queue in PostgreSQL.

    Needs an archive in PostgreSQL. One of the workers also runs the jobs of the service while no `yalu run`
    does; another takes over within a minute. Ctrl-C stops the worker cleanly.

    Example: [bold]yalu worker --parallel 4[/bold]
    """
    data = data_folder(context).data
    if complaint := cluster.missing():
        raise ServiceError(complaint)
    end = EndInTime(_END_SECONDS)
    end_without_memory()
    share_one_arena()
    make_data_folder(data)
    prepare(data)

    def read_settings() -> Settings:
        return load_settings(data)[0]

    settings = read_settings()
    set_up_logging(settings.log.level, settings.log.format)
    parallel = parallel or settings.crawl.parallel
    made = cluster.new_worker(
        settings,
        read_settings,
        parallel=parallel,
        has_service=not only_queue,
        on_reload=lambda new: set_up_logging(new.log.level, new.log.format),
    )

    def handle(_number: int, _frame: FrameType | None) -> None:
        end.begin()
        made.end()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handle)
    say(f"This worker crawls up to {counted(parallel, 'source')} at once. Press Ctrl-C to stop.")
    say(f"  settings and source list    {settings.data / 'config.toml'}, {settings.sources}")
    say(f"  the state of all workers    {bold('yalu status')}")
    made.run()
    say("Stopped: what was read is kept.")
