"""The sources with their states: which need attention and why, for the commands and the pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawler.health.doctor import Finding, doctor
from crawler.health.states import state_words
from crawler.polling import notes_of
from storage import Archive, Backfill, History
from yaluwatch.model import Source, SourceState
from yaluwatch.shown import without_secrets

#: The days of a sparkline, and of `SourceLine.new`.
DAYS, WEEK = 28, 7


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source with its state."""

    source: Source
    state: SourceState
    #: New articles per UTC day, oldest first, today last; fewer than `DAYS` if it was not read before.
    days: Sequence[int]
    #: Problems found, most serious first.
    findings: Sequence[Finding]
    #: First and last month of its past that was read by backfills, such as "2009-01 – 2026-10"; "" for none.
    past: str = ""
    #: What its last polls repaired or left out, although they succeeded.
    notes: str = ""

    @property
    def new(self) -> int:
        """New articles of the last seven days."""
        return sum(self.days[-WEEK:])

    @property
    def word(self) -> str:
        """The state as a word for programs: "paused", a likely cause, or an outcome."""
        if self.source.paused:
            return "paused"
        if self.findings:
            return self.findings[0].cause
        return str(self.state.last_outcome) if self.state.last_outcome else "not read yet"

    @property
    def plain(self) -> str:
        """The state in plain words."""
        return state_words(self.source, self.state, self.findings[0].cause if self.findings else "")

    @property
    def needs_attention(self) -> bool:
        """Whether it is polled and something is wrong."""
        is_failing = self.state.last_outcome is not None and not self.state.is_healthy
        return not self.source.paused and (bool(self.findings) or is_failing)

    @property
    def reason(self) -> str:
        """Why it needs attention; "" if it does not."""
        if not self.needs_attention:
            return ""
        return self.findings[0].proof if self.findings else without_secrets(self.state.last_detail)


def source_line(source: Source, state: SourceState, history: History, now: datetime) -> SourceLine:
    """A source with what its state and history show at `now` (aware UTC). Pure."""
    findings = [] if source.paused else doctor(source, state, history, now)
    days = [day.new for day in history.days]
    return SourceLine(source, state, days[-DAYS:], findings, notes=without_secrets(_notes(source, history)))


def by_attention(lines: Iterable[SourceLine]) -> list[SourceLine]:
    """Those needing attention first, paused ones last, by id otherwise."""
    return sorted(lines, key=lambda line: (line.source.paused, not line.needs_attention, line.source.id))


def read_line(source: Source, archive: Archive, now: datetime) -> SourceLine:
    """A source with its state at `now` (aware UTC)."""
    state = archive.sources.state(source.id)
    return source_line(source, state, archive.sources.history(source.id, now), now)


def spans_of(backfills: Iterable[Backfill]) -> Mapping[str, str]:
    """The months of each source's past that finished backfills cover; a gap separates two spans."""
    ranges: dict[str, list[tuple[date, date]]] = {}
    for one in backfills:
        if one.finished_at is not None:
            ranges.setdefault(one.source_id, []).append((one.since, one.until))
    return {source: _span_text(found) for source, found in ranges.items()}


def _span_text(ranges: Sequence[tuple[date, date]]) -> str:
    joined: list[tuple[date, date]] = []
    for since, until in sorted(ranges):
        if joined and since <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((since, until))
    return ", ".join(f"{since:%Y-%m} – {until:%Y-%m}" for since, until in joined)


def _notes(source: Source, history: History) -> str:
    """The notes about the last poll of each of the source's URLs."""
    polls = {poll.url: (poll.outcome, poll.detail) for poll in history.polls if poll.url in source.urls}
    return notes_of(list(polls.values()))
