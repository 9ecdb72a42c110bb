"""A source compared with its own past: what has changed, and the likeliest cause. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from yaluwatch.model import Outcome, Source

#: Days that stand for now, and how many older ones make a past worth comparing with.
RECENT_DAYS = 3
MIN_PAST_DAYS = 7
_BLOCKED = (Outcome.FORBIDDEN, Outcome.RATE_LIMITED, Outcome.CONSENT, Outcome.PAYWALL)
_MOVED = (Outcome.NOT_FOUND, Outcome.GONE, Outcome.HTML_INSTEAD_OF_FEED, Outcome.PARSE_ERROR)


class Cause(StrEnum):
    """What is likely wrong with a source."""

    MOVED_FEED = "moved feed"
    NEW_LAYOUT = "new layout"
    ENCODING = "encoding change"
    BLOCKED = "block page"
    CLOCK = "clock skew"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one source brought on one day."""

    #: Articles stored for the first time.
    new: int = 0
    #: Pages that were read, and those of them that brought no article, by outcome.
    read: int = 0
    refused: Mapping[Outcome, int] = field(default_factory=dict)
    #: Median body length of its articles, characters; None without articles.
    body_length: float | None = None
    #: Share of its articles without an author, a date …, by field, 0–1.
    missing: Mapping[str, float] = field(default_factory=dict)
    #: Share of replacement characters in its bodies, 0–1.
    garbled: float = 0.0
    #: Articles dated later than they were read.
    dated_ahead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A source's past as the archive holds it."""

    #: Oldest first, days without anything included, today last.
    days: Sequence[Day]
    #: How its latest polls ended, latest last.
    polls: Sequence[Outcome] = ()
    #: Publication of the newest item announced; None when unknown. Aware UTC.
    newest_item_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    cause: Cause
    #: The figures it rests on, for people.
    proof: str


def doctor(source: Source, history: History, now: datetime) -> list[Finding]:
    """What is likely wrong with a source at `now` (aware UTC), gravest first; empty when it is as ever.

    A cause that explains the silence is named instead of the silence.
    """
    past, recent = history.days[:-RECENT_DAYS], history.days[-RECENT_DAYS:]
    findings = list(_poll_findings(source, history))
    findings += _page_findings(past, recent)
    if not findings:
        findings += _silence(history, past, recent, now)
    return findings


def _poll_findings(source: Source, history: History) -> Iterator[Finding]:
    polls = history.polls[-3:]
    if len(polls) < 3:
        return
    for cause, outcomes in ((Cause.MOVED_FEED, _MOVED), (Cause.BLOCKED, _BLOCKED)):
        if all(poll in outcomes for poll in polls):
            yield Finding(cause, f"the last 3 polls of {source.urls[0]} ended {', '.join(polls)}")


def _page_findings(past: Sequence[Day], recent: Sequence[Day]) -> Iterator[Finding]:
    blocked = _refusal_share(recent, _BLOCKED)
    if blocked >= 0.5 and blocked > 2 * _refusal_share(past, _BLOCKED):
        yield Finding(Cause.BLOCKED, f"{blocked:.0%} of the pages were walls or refusals")
    garbled = max((day.garbled for day in recent), default=0.0)
    if garbled > 0.01 and garbled > 5 * max((day.garbled for day in past), default=0.0):
        yield Finding(Cause.ENCODING, f"{garbled:.1%} of the characters can't be read")
    ahead, new = sum(day.dated_ahead for day in recent), sum(day.new for day in recent)
    if ahead >= 2 and ahead * 2 >= new:
        yield Finding(Cause.CLOCK, f"{ahead} of {new} articles are dated later than they were read")
    if len(past) >= MIN_PAST_DAYS and (proof := "; ".join(_layout_proofs(past, recent))):
        yield Finding(Cause.NEW_LAYOUT, proof)


def _layout_proofs(past: Sequence[Day], recent: Sequence[Day]) -> Iterator[str]:
    """Signs that pages are built otherwise than before."""
    thin = (Outcome.TOO_THIN, Outcome.NOT_HTML, Outcome.HOME_PAGE)
    before, after = _refusal_share(past, thin), _refusal_share(recent, thin)
    if after >= 0.3 and after > 2 * before:
        yield f"{after:.0%} of the pages gave no article, {before:.0%} before"
    was, is_now = _length(past), _length(recent)
    if was and is_now and not 0.4 <= is_now / was <= 3:
        yield f"bodies of {is_now:.0f} characters, {was:.0f} before"
    for name in sorted({name for day in recent for name in day.missing}):
        before, after = _missing(past, name), _missing(recent, name)
        if after >= 0.5 and after > 2 * before:
            yield f"{name} missing in {after:.0%} of the articles, {before:.0%} before"


def _silence(
    history: History, past: Sequence[Day], recent: Sequence[Day], now: datetime
) -> Iterator[Finding]:
    """Alive but silent: nothing new for longer than its rhythm explains."""
    usual = sum(day.new for day in past) / len(past) if past else 0.0
    # At its usual rate, a quiet stretch this likely to happen by chance is once in twenty.
    if len(past) >= MIN_PAST_DAYS and usual * len(recent) >= 3 and not any(day.new for day in recent):
        yield Finding(Cause.SILENT, f"nothing new in {len(recent)} days, {usual:.1f} articles a day before")
    elif history.newest_item_at and usual and now - history.newest_item_at > timedelta(days=14 + 5 / usual):
        yield Finding(Cause.SILENT, f"its newest item is of {history.newest_item_at:%Y-%m-%d}")


def _refusal_share(days: Sequence[Day], outcomes: Sequence[Outcome]) -> float:
    read = sum(day.read for day in days)
    refused = sum(day.refused.get(outcome, 0) for day in days for outcome in outcomes)
    return refused / read if read else 0.0


def _length(days: Sequence[Day]) -> float | None:
    lengths = [day.body_length for day in days if day.body_length is not None]
    return median(lengths) if lengths else None


def _missing(days: Sequence[Day], name: str) -> float:
    """Share of articles without a field, days weighted by their articles."""
    new = sum(day.new for day in days)
    return sum(day.missing.get(name, 0.0) * day.new for day in days) / new if new else 0.0
