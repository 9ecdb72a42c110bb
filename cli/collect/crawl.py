"""The command `yalu crawl`."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.app import AsJson, DataFolder, console, data_folder, print_json, print_table, say
from crawler.polling import GOOD, CrawlReport, due_sources
from scheduler import jobs
from yaluwatch import times
from yaluwatch.errors import CrawlError, SourceListError
from yaluwatch.model import Source, SourceState
from yaluwatch.shown import without_secrets
from yaluwatch.text import counted


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(crawl)


def crawl(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Crawl only these sources, due or not.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Crawl every source that is not paused, due or not.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Crawl the sources that are due, then tag and group new articles.

    Exits 1 if a source could not be read; the articles of the others are kept.

    Example: [bold]yalu crawl[/bold], or [bold]yalu crawl dailynk-en yonhap-nk[/bold]
    """
    here = data_folder(context)
    now = times.clock()
    with here.archive(read_only=False) as archive:
        chosen = choose(here.sources(), archive.sources.states(), ids or [], now, everything=everything)
        if not chosen:
            say("No source is due; `yalu crawl --all` crawls them anyway.")
            return
        reports = collect_with_progress(here, chosen, now, quiet=as_json)
        tagged = jobs.tag(archive, jobs.load_classifier(here.settings()), now)
        grouped = jobs.group(archive, now)
    if as_json:
        print_json({"sources": [asdict(report) for report in reports], "tagged": tagged, "relevant": grouped})
    else:
        print_reports(reports)
        say(f"{counted(tagged, 'article')} tagged, {grouped} of them relevant.")
    failed = [report for report in reports if report.outcome not in GOOD]
    if failed:
        raise CrawlError(
            f"{len(failed)} of {counted(len(reports), 'source')} could not be read (see above); "
            "the next crawl tries again"
        )


def choose(
    sources: Sequence[Source],
    states: dict[str, SourceState],
    ids: Sequence[str],
    now: datetime,
    *,
    everything: bool,
) -> list[Source]:
    """The sources to crawl: the named ones, all that are not paused, or those that are due."""
    known = {source.id: source for source in sources}
    if unknown := [name for name in ids if name not in known]:
        raise SourceListError(f"there is no source {unknown[0]!r}; `yalu sources` lists them")
    if ids:
        return [known[name] for name in ids]
    if everything:
        return [source for source in sources if not source.paused]
    return due_sources(sources, states, now)


def collect_with_progress(
    here: DataFolder, chosen: Sequence[Source], now: datetime, *, quiet: bool = False
) -> list[CrawlReport]:
    """Crawl with a progress bar on a terminal."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console(), transient=True, disable=quiet) as progress:
        task = progress.add_task("crawling", total=len(chosen))

        def advance(report: CrawlReport) -> None:
            progress.update(task, advance=1, description=f"crawled {report.source_id}")

        return jobs.collect(here.settings(), chosen, now, advance)


def print_reports(reports: Sequence[CrawlReport]) -> None:
    """Print one line per source: how the crawl ended and how many articles it found.

    If some were not reached because our own connection was down, one more line says so.
    """
    print_table(
        ("source", "outcome", "announced", "new", "edited", "rejected", "seconds", ""),
        (
            (
                report.source_id,
                str(report.outcome),
                str(report.announced),
                str(report.new),
                str(report.edited),
                ", ".join(f"{count} {outcome}" for outcome, count in report.refused.items()),
                f"{report.seconds:.1f}",
                without_secrets(report.detail),
            )
            for report in sorted(reports, key=lambda report: (report.outcome in GOOD, report.source_id))
        ),
    )
    if lost := sum(report.is_own_outage for report in reports):
        say(f"{counted(lost, 'source')} not reached: our own connection was down, so none counts as failing.")
