"""The group `yalu sources`: the table of health, and what is likely wrong where something is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.app import AsJson, Place, place, print_json, print_table, say
from crawler.health import Finding, examine
from crawler.health import doctor as diagnose
from crawler.polling import GOOD
from crawler.workers import Trial, try_sources
from scheduler import jobs
from yaluwatch.errors import CrawlError, SourceListError
from yaluwatch.model import Source, SourceState

sources_app = typer.Typer()

OneId = Annotated[str | None, typer.Argument(metavar="[ID]", help="Only this source, paused or not.")]


def register(app: typer.Typer) -> None:
    """Add the group; `sourcing` adds more commands to it."""
    app.add_typer(sources_app, name="sources")


@dataclass(frozen=True, slots=True)
class _Line:
    """A source as the table shows it."""

    source: Source
    state: SourceState
    #: New articles of the last seven days.
    new: int
    #: What the doctor says, gravest first.
    findings: Sequence[Finding]

    @property
    def word(self) -> str:
        if self.source.paused:
            return "paused"
        if self.findings:
            return self.findings[0].cause
        return str(self.state.last_outcome) if self.state.last_outcome else "not read yet"

    @property
    def is_well(self) -> bool:
        return not self.findings and self.state.is_healthy


@sources_app.callback(invoke_without_command=True)
def sources(context: typer.Context, as_json: AsJson = False) -> None:
    """The source list and its health, needing attention first; add, test, monitor, repair sources.

    Example: [bold]yalu sources[/bold]
    """
    if context.invoked_subcommand:
        return
    lines = _lines(place(context), jobs.clock())
    if as_json:
        print_json(
            [
                asdict(line.source)
                | {"state": asdict(line.state), "word": line.word, "new_in_7_days": line.new}
                | {"findings": [asdict(finding) for finding in line.findings]}
                for line in lines
            ]
        )
        return
    print_table(
        ("source", "kind", "lang", "tier", "state", "last read", "newest item", "new/7d", "next", ""),
        (_row(line) for line in lines),
    )
    counts = Counter(line.word for line in lines)
    say(f"{len(lines)} sources: " + ", ".join(f"{count} {word}" for word, count in counts.most_common()))


def _lines(here: Place, now: datetime) -> list[_Line]:
    with here.archive(read_only=False) as archive:
        states = archive.sources.states()
        lines = []
        for source in here.sources():
            state = states.get(source.id, SourceState(source_id=source.id))
            past = archive.sources.history(source.id, now)
            findings = [] if source.paused else diagnose(source, state, past, now)
            lines.append(_Line(source, state, sum(day.new for day in past.days[-7:]), findings))
    return sorted(lines, key=lambda line: (line.source.paused, line.is_well, line.source.id))


def _row(line: _Line) -> Sequence[str]:
    source, state = line.source, line.state
    return (
        source.id,
        source.kind,
        source.language,
        str(source.tier),
        line.word,
        moment(state.last_ok_at),
        moment(state.newest_item_at or state.last_new_at),
        str(line.new),
        "–" if source.paused else moment(state.next_poll_at),
        line.findings[0].proof if line.findings else state.last_detail,
    )


@sources_app.command()
def check(context: typer.Context, source_id: OneId = None, as_json: AsJson = False) -> None:
    """Poll one source, or all that are not paused, and say whether they can be read; nothing is stored.

    Ends with exit code 1 when one can't.

    Example: [bold]yalu sources check[/bold]
    """
    here = place(context)
    settings = here.settings()
    chosen = chosen_sources(here, source_id)
    trials = try_sources(
        chosen,
        limits=jobs.limits(settings),
        user_agent=jobs.user_agent(settings.crawl.contact),
        now=jobs.clock(),
        pages=0,
    )
    trials.sort(key=lambda trial: (trial.report.outcome in GOOD, trial.source.id))
    if as_json:
        print_json([asdict(trial) for trial in trials])
    else:
        print_table(("source", "outcome", "announced", "newest item", "seconds", ""), map(_check_row, trials))
    failed = [trial for trial in trials if trial.report.outcome not in GOOD]
    if failed:
        raise CrawlError(f"{len(failed)} of {len(trials)} sources can't be read, see above")


def _check_row(trial: Trial) -> Sequence[str]:
    report = trial.report
    newest = moment(trial.newest_item_at)
    return (
        trial.source.id,
        report.outcome,
        str(report.announced),
        newest,
        f"{report.seconds:.1f}",
        report.detail,
    )


@sources_app.command()
def doctor(context: typer.Context, source_id: OneId = None, as_json: AsJson = False) -> None:
    """Compare one source, or all that are not paused, with their own past: likely cause, proof, a way out.

    Nothing is fetched. Where a selector broke, a new one is tried on the stored pages.

    Example: [bold]yalu sources doctor dailynk-en[/bold]
    """
    here, now = place(context), jobs.clock()
    chosen = chosen_sources(here, source_id)
    with here.archive(read_only=False) as archive:
        found = {source.id: examine(source, archive, now) for source in chosen}
    if as_json:
        print_json({source: [asdict(finding) for finding in findings] for source, findings in found.items()})
        return
    _print_findings(found)
    ill = [source for source, findings in found.items() if findings]
    say(f"{len(found)} sources examined, {len(ill)} with something wrong.")


def _print_findings(found: Mapping[str, Sequence[Finding]]) -> None:
    rows = [
        (source, finding.cause, finding.proof, finding.advice)
        for source, findings in found.items()
        for finding in findings
    ]
    if rows:
        print_table(("source", "likely cause", "proof", "what to do"), rows)


def chosen_sources(here: Place, source_id: str | None) -> list[Source]:
    """The named source, or all that are not paused."""
    listed = here.sources()
    if source_id is None:
        return [source for source in listed if not source.paused]
    chosen = [source for source in listed if source.id == source_id]
    if not chosen:
        raise SourceListError(f"there is no source {source_id!r}; `yalu sources` lists them")
    return chosen


def moment(time: datetime | None) -> str:
    """A time for people, in UTC."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if time else "–"
