"""`yalu backfill warc` and `yalu backfill ccnews`: reading web archives."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from cli.app import AsJson, DataFolder, console, data_folder, print_error, print_json, say
from cli.collect.stopping import stopped_by_signals
from scheduler import cluster, jobs, web_archives
from storage import WebArchiveFile
from yaluwatch import times
from yaluwatch.text import counted

Parallel = Annotated[
    int | None,
    typer.Option(
        "--parallel", min=1, max=64, help="Number of files read at once (default: one per processor)."
    ),
]

ForWorkers = Annotated[
    bool,
    typer.Option("--queue", help="Let workers read the files (`yalu worker`, PostgreSQL), and don't wait."),
]

_MEGABYTE = 1_000_000
#: Collection of files named by hand.
_FILES = "files"


def warc(
    context: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="FILES", help="WARC files, folders, or lists of them.")
    ],
    parallel: Parallel = None,
    queue: ForWorkers = False,
    as_json: AsJson = False,
) -> None:
    """Read WARC files: what is about North Korea becomes old articles.

    A list has a file or its URL on each line. It may be interrupted at any time: the same command goes on
    with the files that are left.

    Example: [bold]yalu backfill warc archive/*.warc.gz --parallel 4[/bold]
    """
    here = data_folder(context)
    _backfill(here, {_FILES: web_archives.files_in(files)}, parallel, queue=queue, as_json=as_json)


def ccnews(
    context: typer.Context,
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m"], metavar="MONTH", help="First month of crawling.")
    ],
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m"], metavar="MONTH", help="Last month (default: the first)."),
    ] = None,
    parallel: Parallel = None,
    queue: ForWorkers = False,
    as_json: AsJson = False,
) -> None:
    """Read months of CC-NEWS, Common Crawl's archive of news sites since August 2016.

    Each file has 1 GB, and a day some dozens. A file is deleted once it is read.

    Example: [bold]yalu backfill ccnews --from 2020-01 --to 2020-03[/bold]
    """
    here = data_folder(context)
    settings = here.settings()
    months = web_archives.months(first.date(), (last or first).date())
    agent = jobs.user_agent(settings.crawl.contact)
    with closing(web_archives.Downloader(settings.data, agent)) as downloader:
        found = {
            f"CC-NEWS {month:%Y-%m}": web_archives.ccnews_files(
                settings.backfill.ccnews_url, month, downloader.small
            )
            for month in months
        }
    _backfill(here, found, parallel, queue=queue, as_json=as_json)


def _backfill(
    here: DataFolder, names: dict[str, list[str]], parallel: int | None, *, queue: bool, as_json: bool
) -> None:
    settings, now = here.settings(), times.clock()
    with here.archive(read_only=False) as archive:
        files = [
            file
            for collection, each in names.items()
            for file in web_archives.enlist(archive, each, collection, now)
        ]
    if queue:
        queued = cluster.enqueue_files(settings.archive, files)
        if as_json:
            print_json({"files": len(files), "queued": queued})
        else:
            say(f"{counted(queued, 'file')} queued; `yalu backfill status` says how far the workers are.")
        return
    with stopped_by_signals() as stop, _progress_bar(quiet=as_json) as tell:
        done, failures = web_archives.backfill_files(
            settings, files, parallel=parallel or os.cpu_count() or 1, on_progress=tell, stop=stop
        )
    with here.archive(read_only=False) as archive:
        grouped = jobs.group(archive, times.clock())
    known = len(files) - done.files
    if as_json:
        print_json(asdict(done) | {"read_before": known, "grouped": grouped, "failures": failures})
    else:
        say(_summary(done, known))
    for name, reason in failures.items():
        print_error(f"{name} was not read: {reason}")
    if failures:
        raise typer.Exit(1)


def _summary(done: web_archives.Progress, known: int) -> str:
    parts = [
        f"{counted(done.done, 'file')} read, with {counted(done.records, 'record')}",
        f"{done.passed} of them parsed",
        f"{counted(done.stored, 'article')} stored, {done.relevant} of them relevant",
        f"{done.known} known before" if done.known else "",
        f"{counted(known, 'file')} read before" if known else "",
        f"{done.taken} read by another process" if done.taken else "",
    ]
    left = done.files - done.done - done.failed - done.taken
    stopped = f" {counted(left, 'file')} left; the same command goes on from there." if left else ""
    faulty = (
        f" {counted(done.faulty, 'file')} with damaged parts or wrong records;"
        " `yalu backfill status --files` says what is wrong."
        if done.faulty
        else ""
    )
    return f"{', '.join(filter(None, parts))}.{faulty}{stopped}"


@contextmanager
def _progress_bar(*, quiet: bool) -> Iterator[Callable[[web_archives.Progress], None]]:
    """A bar with the bytes read, the rate and the time it will end; a function that updates it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[end]}"),
    )
    with Progress(
        *columns, console=console(), transient=True, disable=quiet or not console().is_terminal
    ) as bar:
        task = bar.add_task("starting", total=None, end="")

        def tell(now: web_archives.Progress) -> None:
            words = f"{now.done} of {counted(now.files, 'file')}, {now.read / _MEGABYTE:,.0f} MB read"
            if now.downloading:
                words += f", {now.downloading / _MEGABYTE:,.0f} MB downloaded"
            if now.rate:
                words += f", {now.rate / _MEGABYTE:,.1f} MB/s"
            end = now.ends_at(times.clock())
            shown = f"ends {end.astimezone():%Y-%m-%d %H:%M}" if end else ""
            bar.update(task, description=words, completed=now.read, total=now.total or None, end=shown)

        yield tell


def collection_rows(files: Sequence[WebArchiveFile]) -> list[tuple[str, ...]]:
    """A row for each collection of files of web archives, for the table of all."""
    rows = []
    for name, group in groupby(sorted(files, key=lambda file: (file.collection, file.id)), _collection):
        each = list(group)
        read = [file for file in each if file.finished_at is not None]
        numbers = (
            sum(getattr(file, key) for file in read) for key in ("records", "passed", "stored", "relevant")
        )
        size = sum(file.size for file in read) / _MEGABYTE
        rows.append((name, f"{len(read)} of {len(each)}", f"{size:,.0f}", *map(str, numbers), _state(each)))
    return rows


def file_rows(files: Sequence[WebArchiveFile]) -> list[tuple[str, ...]]:
    """A row for each file."""
    return [
        (
            file.name,
            f"{file.size / _MEGABYTE:,.1f}",
            *(str(getattr(file, key)) for key in ("records", "passed", "stored", "relevant")),
            ", ".join(f"{count} {reason}" for reason, count in file.refused.items()),
            file.detail if file.finished_at or file.detail else "waits",
        )
        for file in files
    ]


def _collection(file: WebArchiveFile) -> str:
    return file.collection


def _state(files: Sequence[WebArchiveFile]) -> str:
    waiting = [file for file in files if file.finished_at is None]
    faulty = sum(bool(file.detail) for file in files)
    last = max((file.finished_at for file in files if file.finished_at), default=None)
    return "; ".join(
        filter(
            None,
            (
                f"{len(waiting)} waiting" if waiting else f"finished {last:%Y-%m-%d}" if last else "",
                f"{faulty} with problems" if faulty else "",
            ),
        )
    )


def file_data(file: WebArchiveFile) -> dict[str, object]:
    """A file for programs."""
    return {"kind": "web archive", **asdict(file)}
