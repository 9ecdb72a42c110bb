"""Commands that bring articles in: crawl and sources."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import httpx
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crawler.discover import discover
from crawler.polling import due_sources
from crawler.report import CrawlReport
from crawler.source_file import set_paused
from scheduler import jobs
from yaluwatch.cli.app import COLLECT, AsJson, Place, console, place, print_json, print_table, say
from yaluwatch.errors import CrawlError, SourceListError
from yaluwatch.model import Outcome, Source, SourceState

_GOOD = {Outcome.OK, Outcome.NOT_MODIFIED, Outcome.EMPTY}

sources_app = typer.Typer()


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command(rich_help_panel=COLLECT)(crawl)
    app.add_typer(sources_app, name="sources", rich_help_panel=COLLECT)


def crawl(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(help="Only these sources, due or not.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every source that is not paused, due or not.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read the sources that are due, then tag and group what they brought.

    Ends with exit code 1 when a source could not be read; what the others brought is kept.

    Example: [bold]yalu crawl[/bold], or [bold]yalu crawl dailynk-en yonhap-nk[/bold]
    """
    here = place(context)
    now = jobs.clock()
    with here.archive(read_only=False) as archive:
        chosen = choose(here.sources(), archive.states(), ids or [], now, everything=everything)
        if not chosen:
            say("No source is due. `yalu crawl --all` reads them all the same.")
            return
        reports = collect_with_progress(here, chosen, now, quiet=as_json)
        tagged = jobs.tag(archive, jobs.load_classifier(here.settings()), now)
        grouped = jobs.group(archive, now)
    if as_json:
        print_json({"sources": [asdict(report) for report in reports], "tagged": tagged, "relevant": grouped})
    else:
        print_reports(reports)
        say(f"{tagged} articles tagged, {grouped} of them on the subject.")
    failed = [report for report in reports if report.outcome not in _GOOD]
    if failed:
        raise CrawlError(
            f"{len(failed)} of {len(reports)} sources could not be read, see above; "
            "nothing is lost, the next crawl asks them again"
        )


def choose(
    sources: Sequence[Source],
    states: dict[str, SourceState],
    ids: Sequence[str],
    now: datetime,
    *,
    everything: bool,
) -> list[Source]:
    """The sources to read: the named ones, all that are not paused, or those that are due."""
    known = {source.id: source for source in sources}
    if unknown := [name for name in ids if name not in known]:
        raise SourceListError(f"there is no source {unknown[0]!r}; `yalu sources` lists them")
    if ids:
        return [known[name] for name in ids]
    if everything:
        return [source for source in sources if not source.paused]
    return due_sources(sources, states, now)


def collect_with_progress(
    here: Place, chosen: Sequence[Source], now: datetime, *, quiet: bool = False
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
    """One line per source: how it ended and what it brought."""
    print_table(
        ("source", "outcome", "announced", "new", "edited", "refused", "seconds", ""),
        (
            (
                report.source_id,
                str(report.outcome),
                str(report.announced),
                str(report.new),
                str(report.edited),
                ", ".join(f"{count} {outcome}" for outcome, count in report.refused.items()),
                f"{report.seconds:.1f}",
                report.detail,
            )
            for report in sorted(reports, key=lambda report: (report.outcome in _GOOD, report.source_id))
        ),
    )


@sources_app.callback(invoke_without_command=True)
def sources(context: typer.Context, as_json: AsJson = False) -> None:
    """The source list and its health; find, pause and resume sources.

    Example: [bold]yalu sources[/bold]
    """
    if context.invoked_subcommand:
        return
    here = place(context)
    listed = here.sources()
    with here.archive(read_only=False) as archive:
        states = archive.states()
    pairs = [(source, states.get(source.id, SourceState(source_id=source.id))) for source in listed]
    pairs.sort(key=lambda pair: (pair[0].paused, pair[1].is_healthy, pair[0].id))
    if as_json:
        print_json([asdict(source) | {"state": asdict(state)} for source, state in pairs])
        return
    print_table(
        ("source", "kind", "lang", "tier", "state", "last read", "newest article", "next", ""),
        (
            (source.id, source.kind, source.language, str(source.tier), *_health(source, state))
            for source, state in pairs
        ),
    )
    counts = Counter(_word(source, state) for source, state in pairs)
    say(f"{len(pairs)} sources: " + ", ".join(f"{count} {word}" for word, count in counts.most_common()))


@sources_app.command()
def find(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="A site's home or section page.")],
    as_json: AsJson = False,
) -> None:
    """Look for the feeds and sitemaps a site offers.

    Example: [bold]yalu sources find https://www.dailynk.com/english/[/bold]
    """
    settings = place(context).settings()
    headers = {"User-Agent": jobs.user_agent(settings.crawl.contact)}
    try:
        with httpx.Client(headers=headers, follow_redirects=True, timeout=20) as client:
            found = discover(url, client)
    except httpx.HTTPError as error:
        raise CrawlError(f"{url} can't be read: {error}") from error
    if as_json:
        print_json([asdict(item) for item in found])
    elif found:
        print_table(("kind", "url", "title"), ((item.kind, item.url, item.title) for item in found))
    else:
        say("No feed or sitemap found; a listing page with `selectors.links` may do (docs/add-a-source.md).")


@sources_app.command()
def pause(context: typer.Context, source_id: Annotated[str, typer.Argument(help="Its id.")]) -> None:
    """Stop polling a source; its articles stay.

    Example: [bold]yalu sources pause kcna-watch[/bold]
    """
    set_paused(place(context).settings().sources, source_id, paused=True)
    say(f"{source_id} is paused.")


@sources_app.command()
def resume(context: typer.Context, source_id: Annotated[str, typer.Argument(help="Its id.")]) -> None:
    """Poll a paused source again.

    Example: [bold]yalu sources resume kcna-watch[/bold]
    """
    set_paused(place(context).settings().sources, source_id, paused=False)
    say(f"{source_id} is polled again.")


def _word(source: Source, state: SourceState) -> str:
    if source.paused:
        return "paused"
    return str(state.last_outcome) if state.last_outcome else "not read yet"


def _health(source: Source, state: SourceState) -> tuple[str, ...]:
    next_poll = "–" if source.paused else _moment(state.next_poll_at)
    return (
        _word(source, state),
        _moment(state.last_ok_at),
        _moment(state.last_new_at),
        next_poll,
        state.last_detail,
    )


def _moment(time: datetime | None) -> str:
    return time.astimezone(UTC).strftime("%m-%d %H:%M") if time else "–"
