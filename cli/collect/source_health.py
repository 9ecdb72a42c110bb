"""The group `yalu sources`: the list of sources with their states, check and doctor."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from cli.app import AsJson, DataFolder, console, data_folder, print_json, print_table, say
from cli.collect.ages import age, time_left
from cli.tables import Row, print_rows, wrapped
from crawler.health import Finding, SourceLine, by_attention, examine, source_line, spans_of
from crawler.polling import GOOD
from crawler.workers import Trial, try_sources
from scheduler import jobs
from storage import OwnOutage
from yaluwatch import times
from yaluwatch.errors import CrawlError, SourceListError
from yaluwatch.model import Source, SourceState
from yaluwatch.shown import without_secrets, without_secrets_inside
from yaluwatch.text import counted

sources_app = typer.Typer()

HEADINGS = ("source", "state", "last read", "next poll", "new (7 days)")
LONG_HEADINGS = (
    "source", "kind", "lang", "tier", "state", "last read", "newest item", "new (7 days)", "next poll",
    "past held", "",
)  # fmt: skip

_WEEK = timedelta(days=7)

OneId = Annotated[
    str | None, typer.Argument(metavar="[ID]", help="Source id (default: all that are not paused).")
]


def register(app: typer.Typer) -> None:
    """Add the group; `cli.collect.sources` adds more commands to it."""
    app.add_typer(sources_app, name="sources")


@sources_app.callback(invoke_without_command=True)
def sources(
    context: typer.Context,
    long: Annotated[
        bool, typer.Option("--long", help="Also show kind, language, tier and newest item.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List sources, those needing attention first; add, test, monitor and repair sources.

    Example: [bold]yalu sources[/bold]
    """
    if context.invoked_subcommand:
        return
    now = times.clock()
    lines, outages = _read(data_folder(context), now)
    if as_json:
        print_json(
            [
                without_secrets_inside(
                    asdict(line.source)
                    | {"state": asdict(line.state), "word": line.word, "new_in_7_days": line.new}
                    | {"findings": [asdict(finding) for finding in line.findings], "notes": line.notes}
                    | {"past": line.past}
                )
                for line in lines
            ]
        )
        return
    if long:
        print_table(LONG_HEADINGS, map(long_row, lines))
    else:
        print_rows(HEADINGS, [row(line, now) for line in lines])
    for text in (*map(outage_text, outages), summary(lines)):
        for part in wrapped(text, console().width):
            say(part)


def _read(here: DataFolder, now: datetime) -> tuple[list[SourceLine], list[OwnOutage]]:
    """Every source with its state, and the outages of our own connection in the last week."""
    with here.archive(read_only=False) as archive:
        states = archive.sources.states()
        spans = spans_of(archive.backfills.every())
        lines = []
        for source in here.sources():
            state = states.get(source.id, SourceState(source_id=source.id))
            line = source_line(source, state, archive.sources.history(source.id, now), now)
            lines.append(replace(line, past=spans.get(source.id, "")))
        outages = archive.sources.own_outages(now - _WEEK)
    return by_attention(lines), outages


def row(line: SourceLine, now: datetime) -> Row:
    """A row of the short table, with the reason below it if the source needs attention."""
    cells = (
        line.source.id,
        line.plain,
        age(line.state.last_ok_at, now),
        "–" if line.source.paused else time_left(line.state.next_poll_at, now),
        str(line.new),
    )
    return Row(cells, [line.reason] if line.reason else [])


def long_row(line: SourceLine) -> Sequence[str]:
    """A row of the long table."""
    source, state = line.source, line.state
    return (
        source.id,
        source.kind,
        source.language,
        str(source.tier),
        line.plain,
        moment(state.last_ok_at),
        moment(state.newest_item_at or state.last_new_at),
        str(line.new),
        "–" if source.paused else moment(state.next_poll_at),
        line.past or "–",
        line.reason or line.notes,
    )


def summary(lines: Sequence[SourceLine]) -> str:
    """How many sources are in which state, and what to do if some need attention."""
    counts = Counter(line.plain for line in lines)
    states = ", ".join(f"{count} {words}" for words, count in counts.most_common())
    text = (
        f"{counted(len(lines), 'source')}: {states}."
        if lines
        else "0 sources; `yalu sources add URL` adds one."
    )
    is_any_ill = any(line.needs_attention for line in lines)
    return f"{text} `yalu sources doctor` suggests what to do." if is_any_ill else text


def outage_text(outage: OwnOutage) -> str:
    """An outage of our own connection in a sentence; times are UTC."""
    if outage.lasts:
        since = f"Our own connection has been down since {moment(outage.began_at)} UTC"
        return f"{since}: no source answers, and none of them counts as failing."
    return f"Our own connection was down from {moment(outage.began_at)} to {moment(outage.ended_at)} UTC."


@sources_app.command()
def check(context: typer.Context, source_id: OneId = None, as_json: AsJson = False) -> None:
    """Poll one source, or all that are not paused, without storing anything.

    Exits 1 if a source can't be read.

    Example: [bold]yalu sources check[/bold]
    """
    here = data_folder(context)
    settings = here.settings()
    chosen = chosen_sources(here, source_id)
    trials = try_sources(
        chosen,
        limits=jobs.limits(settings),
        user_agent=jobs.user_agent(settings.crawl.contact),
        now=times.clock(),
        pages=0,
    )
    trials.sort(key=lambda trial: (trial.report.outcome in GOOD, trial.source.id))
    if as_json:
        print_json([trial_data(trial) for trial in trials])
    else:
        print_table(("source", "outcome", "announced", "newest item", "seconds", ""), map(_check_row, trials))
    failed = [trial for trial in trials if trial.report.outcome not in GOOD]
    if failed:
        raise CrawlError(f"{len(failed)} of {counted(len(trials), 'source')} can't be read (see above)")


def _check_row(trial: Trial) -> Sequence[str]:
    report = trial.report
    newest = moment(trial.newest_item_at)
    return (
        trial.source.id,
        report.outcome,
        str(report.announced),
        newest,
        f"{report.seconds:.1f}",
        without_secrets(report.detail),
    )


def trial_data(trial: Trial) -> dict[str, Any]:
    """A trial as JSON data; keys are masked in the addresses of the source, not in those of its articles."""
    data = asdict(trial)
    return data | {name: without_secrets_inside(data[name]) for name in ("source", "report", "polls")}


@sources_app.command()
def doctor(context: typer.Context, source_id: OneId = None, as_json: AsJson = False) -> None:
    """Compare one source, or all that are not paused, with its history: likely cause, evidence, fix.

    Nothing is fetched. If a selector broke, a new one is proposed and tried
    on the stored pages.

    Example: [bold]yalu sources doctor dailynk-en[/bold]
    """
    here, now = data_folder(context), times.clock()
    chosen = chosen_sources(here, source_id)
    with here.archive(read_only=False) as archive:
        found = {source.id: examine(source, archive, now) for source in chosen}
    if as_json:
        print_json({source: [asdict(finding) for finding in findings] for source, findings in found.items()})
        return
    _print_findings(found)
    problems = sum(map(bool, found.values()))
    say(f"{counted(len(found), 'source')} checked, {problems} with problems.")


def _print_findings(found: Mapping[str, Sequence[Finding]]) -> None:
    rows = [
        (source, finding.cause, without_secrets(finding.proof), finding.advice)
        for source, findings in found.items()
        for finding in findings
    ]
    if rows:
        print_table(("source", "likely cause", "evidence", "fix"), rows)


def chosen_sources(here: DataFolder, source_id: str | None) -> list[Source]:
    """The named source, or all that are not paused."""
    listed = here.sources()
    if source_id is None:
        return [source for source in listed if not source.paused]
    chosen = [source for source in listed if source.id == source_id]
    if not chosen:
        raise SourceListError(f"there is no source {source_id!r}; `yalu sources` lists them")
    return chosen


def moment(time: datetime | None) -> str:
    """A time for people, in UTC; "–" for None."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if time else "–"
