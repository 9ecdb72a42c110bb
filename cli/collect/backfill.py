"""The group `yalu backfill`: reading what sources published in the past."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from cli.app import AsJson, bold, console, data_folder, print_json, print_table, say
from cli.collect import web_archives
from cli.collect.source_health import chosen_sources
from cli.collect.stopping import stopped_by_signals
from scheduler import jobs
from storage import Backfill, BackfillMonth
from yaluwatch import times
from yaluwatch.errors import SourceListError
from yaluwatch.model import Source
from yaluwatch.shown import without_secrets
from yaluwatch.text import counted

backfill_app = typer.Typer(
    help="Read what sources published in the past; no digest reports it.", no_args_is_help=True
)

#: No article of the web is older.
_EARLIEST = date(1990, 1, 1)

Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="First day of publication.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    backfill_app.command()(web_archives.warc)
    backfill_app.command()(web_archives.ccnews)
    app.add_typer(backfill_app, name="backfill")


@backfill_app.command(name="source")
def source_(
    context: typer.Context,
    source_id: Annotated[str, typer.Argument(metavar="ID", help="Source id.")],
    since: Day,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DAY", help="Last day of publication (default: before the news)."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a source's past, through its WordPress, further pages, archive or sitemaps.

    It may be interrupted at any time: the same command goes on from there.

    Example: [bold]yalu backfill source dailynk-en --since 2009-01-01[/bold]
    """
    here, now = data_folder(context), times.clock()
    settings = here.settings()
    (source,) = chosen_sources(here, source_id)
    days = _days(source, since.date(), until.date() if until else None, now, settings.digest.news_hours)
    with here.archive(read_only=False) as archive:
        begun = None if until else archive.backfills.unfinished(source_id, days[0])
        begun = begun or jobs.begin_backfill(archive, source, *days, now)
        with stopped_by_signals() as stop, _progress_bar(quiet=as_json) as tell:
            done = jobs.backfill(settings, source, begun, tell, stop)
        tagged = jobs.tag(archive, jobs.load_classifier(settings), now)
        grouped = jobs.group(archive, now)
        months = archive.backfills.months(done.id)
    if as_json:
        print_json(_data(done, months) | {"tagged": tagged, "relevant": grouped})
        return
    say(_summary(done))
    say(f"{counted(tagged, 'article')} tagged, {grouped} of them relevant.")
    if done.finished_at is None:
        say("It was stopped; the same command goes on from there.")


@backfill_app.command()
def status(
    context: typer.Context,
    each_file: Annotated[
        bool, typer.Option("--files", help="List each file of web archives, and why records gave nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the backfills, newest first: what was found, and what is still to be read.

    Example: [bold]yalu backfill status[/bold]
    """
    with data_folder(context).archive(read_only=False) as archive:
        listed = [(one, archive.backfills.months(one.id)) for one in archive.backfills.every()]
        files = archive.web_archives.files()
    if as_json:
        print_json([_data(*each) for each in listed] + [web_archives.file_data(file) for file in files])
        return
    if not listed and not files:
        say(
            "No backfill yet; `yalu backfill source ID --since DAY` reads a source's past, "
            "`yalu backfill warc FILES` web archives."
        )
    if listed:
        print_table(("source", "from", "to", "new", "known", "waiting", "state"), map(_row, listed))
    if files:
        headings = ("records", "parsed", "new", "relevant")
        if each_file:
            rows = web_archives.file_rows(files)
            print_table(("file", "MB", *headings, "without an article", "state"), rows)
        else:
            rows = web_archives.collection_rows(files)
            print_table(("web archive", "files", "MB", *headings, "state"), rows)


def _days(
    source: Source, since: date, until: date | None, now: datetime, news_hours: int
) -> tuple[date, date]:
    """First and last day, UTC. Raises SourceListError for a range that makes no sense."""
    # What is still news is left to polls, so that no reader misses it.
    last = (now - timedelta(hours=max(news_hours, source.news_hours))).astimezone(UTC).date()
    last -= timedelta(days=1)
    if until is not None and until > last:
        raise SourceListError(f"--until {until} is too late: polls read what is newer than {last}")
    if since < _EARLIEST:
        raise SourceListError(f"--since {since} is before {_EARLIEST}, the beginning of the web")
    if since > (until or last):
        raise SourceListError(f"--since {since} is after the last day, {until or last}")
    return since, until or last


@contextmanager
def _progress_bar(*, quiet: bool) -> Iterator[Callable[[Backfill, float], None]]:
    """A bar with the articles read and the time it will end; a function that updates it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[end]}"),
    )
    began: list[tuple[datetime, int]] = []
    with Progress(
        *columns, console=console(), transient=True, disable=quiet or not console().is_terminal
    ) as progress:
        task = progress.add_task("listing", total=None, end="")

        def tell(one: Backfill, seconds: float) -> None:
            read, total = one.listed - one.waiting, max(one.total or 0, one.listed)
            now = times.clock()
            began.append((now, read)) if not began else None
            is_known = one.total is not None or one.cursor is None
            words = f"{one.source_id}: {read} of {total}{'' if is_known else '+'}"
            if seconds:
                words += f", waiting {seconds:.0f} s"
            end = _end(began[0], (now, read), total) if is_known else ""
            progress.update(
                task, description=words, completed=read, total=total if is_known else None, end=end
            )

        yield tell


def _end(first: tuple[datetime, int], last: tuple[datetime, int], total: int) -> str:
    """When the last article will be read at the present rate, in local time; "" while unknown."""
    (began, had), (now, has) = first, last
    if has <= had:
        return ""
    end = now + (now - began) * ((total - has) / (has - had))
    return f"ends {end.astimezone():%Y-%m-%d %H:%M}"


def _summary(one: Backfill) -> str:
    parts = [
        f"{counted(one.stored, 'article')} stored",
        f"{one.known} known before" if one.known else "",
        f"{one.refused} without an article on their page" if one.refused else "",
        f"{one.outside} dated after the last day" if one.outside else "",
        f"{one.failed} given up after several attempts" if one.failed else "",
        f"{one.waiting} still to be read" if one.waiting else "",
    ]
    problem = f" What went wrong last: {without_secrets(one.detail)}." if one.detail else ""
    return f"{bold(one.source_id)}, {one.since} to {one.until}: {', '.join(filter(None, parts))}.{problem}"


def _row(each: tuple[Backfill, Sequence[BackfillMonth]]) -> tuple[str, ...]:
    one, months = each
    newest = max((month.month for month in months), default="")
    if one.finished_at is not None:
        state = f"finished {one.finished_at:%Y-%m-%d}"
    else:
        state = "; ".join(filter(None, (f"read up to {newest}" if newest else "begun", one.detail)))
    counts = (str(one.stored), str(one.known), str(one.waiting))
    return one.source_id, str(one.since), str(one.until), *counts, without_secrets(state)


def _data(one: Backfill, months: Sequence[BackfillMonth]) -> dict[str, object]:
    fields = {name: value for name, value in asdict(one).items() if name != "cursor"}
    fields["detail"] = without_secrets(one.detail)
    return (
        {"kind": "source"} | fields | {"waiting": one.waiting, "months": [asdict(month) for month in months]}
    )
