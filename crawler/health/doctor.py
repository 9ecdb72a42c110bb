"""Comparing a source with its own history: what has changed, and the likely cause. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from itertools import takewhile
from operator import itemgetter
from statistics import median

from crawler.discovery.wordpress import is_poll_of
from crawler.health.states import OUTCOME_WORDS
from crawler.polling import staleness_of
from crawler.text import is_dated
from storage import Day, History
from yaluwatch.model import Fetch, Outcome, Source, SourceKind, SourceState
from yaluwatch.sentence import Sentence
from yaluwatch.shown import sentence_without_secrets, shown_url

#: Consecutive polls that failed in the same way, and consecutive pages without an article, that make a
#: finding.
FAILED_POLLS, REFUSED_PAGES = 2, 5
#: Polls in a row that were redirected for good to the same address, and for how long missed items are told.
MOVED_POLLS, MISSED_TOLD = 3, timedelta(days=7)
#: Pages needed in the recent period, and before it, for a comparison.
MIN_PAGES, MIN_PAST_PAGES = 3, 5

_BLOCKED = {Outcome.FORBIDDEN, Outcome.RATE_LIMITED, Outcome.CONSENT, Outcome.PAYWALL, Outcome.ROBOTS}
_MOVED = {Outcome.NOT_FOUND, Outcome.GONE, Outcome.HTML_INSTEAD_OF_FEED, Outcome.PARSE_ERROR}
_UNREACHED = {Outcome.DNS, Outcome.CONNECTION, Outcome.TLS, Outcome.TIMEOUT, Outcome.SERVER_ERROR}
_THIN = {Outcome.TOO_THIN, Outcome.NOT_HTML, Outcome.HOME_PAGE, Outcome.CRASHED}
#: Field of an article → name of its selector.
SELECTED = {"title": "title", "body": "body", "published_at": "published", "authors": "author"}


class Cause(StrEnum):
    """The likely cause of a problem with a source."""

    MOVED_FEED = "moved feed"
    UNREACHED = "not reached"
    BLOCKED = "block page"
    ENCODING = "encoding change"
    NEW_LAYOUT = "new layout"
    CLOCK = "clock skew"
    SILENT = "silent"
    MOVED_ADDRESS = "moved address"
    MISSED = "missed items"


_ADVICE = {
    Cause.MOVED_FEED: "find the new feed with `yalu sources find %(homepage)s`, then change `urls`",
    Cause.UNREACHED: "open %(homepage)s in a browser: if it works there, the site is blocking us",
    Cause.BLOCKED: "ask the site, set a contact (`crawl.contact`), or raise `delay_seconds`",
    Cause.ENCODING: "set `encoding` to the encoding the pages are actually in",
    Cause.NEW_LAYOUT: "check what `yalu sources try %(id)s` finds, then set `selectors`",
    Cause.CLOCK: "set `timezone` to the zone of the dates on the site, or `selectors.published`",
    Cause.SILENT: "check with `yalu sources find %(homepage)s` whether it now publishes elsewhere",
    Cause.MOVED_ADDRESS: "write the new address into the list with `yalu sources move %(id)s`",
    Cause.MISSED: "lower `poll_minutes_max`, or find a longer list with `yalu sources find %(homepage)s`",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a source."""

    cause: Cause
    #: The evidence in figures, for people.
    proof: str
    #: What an operator can do.
    advice: str


def doctor(source: Source, state: SourceState, history: History, now: datetime) -> list[Finding]:
    """What is probably wrong with a source at `now` (aware UTC), most serious first; empty if nothing is.

    Staleness is reported only when no other cause explains it.
    """
    found = [*_poll_proofs(source, history.polls), *_page_proofs(source, history)]
    if not found and (staleness := staleness_of(state, _daily_new(history, now), now)):
        found.append((Cause.SILENT, staleness.sentence))
    found += [
        (
            Cause.MOVED_ADDRESS,
            Sentence(
                "%(url)s has been redirected to %(target)s for good by %(count)s polls in a row",
                url=url,
                target=target,
                count=count,
            ),
        )
        for url, (target, count) in state.moved.items()
        if count >= MOVED_POLLS
    ]
    if state.missed_at is not None and now - state.missed_at < MISSED_TOLD:
        missed = Sentence(
            "on %(time)s UTC, nothing was left of what it had listed before",
            time=f"{state.missed_at:%Y-%m-%d %H:%M}",
        )
        found.append((Cause.MISSED, missed))
    proofs: dict[Cause, list[str]] = {}
    for cause, proof in found:
        proofs.setdefault(cause, []).append(proof)
    return [
        Finding(
            cause,
            sentence_without_secrets(reduce(_and, said)),
            Sentence(_ADVICE[cause], id=source.id, homepage=shown_url(source.homepage)),
        )
        for cause, said in proofs.items()
    ]


def _and(one: str, other: str) -> Sentence:
    return Sentence("%(one)s; %(other)s", one=one, other=other)


def _daily_new(history: History, now: datetime) -> dict[str, int]:
    days = enumerate(reversed(history.days))
    return {str((now - timedelta(days=ago)).date()): day.new for ago, day in days}


def _poll_proofs(source: Source, polls: Sequence[Fetch]) -> Iterator[tuple[Cause, str]]:
    """URLs whose last polls all failed in the same way."""
    for url in source.urls:
        own = [poll for poll in polls if _is_poll_of(poll.url, url, source.kind)]
        for cause, outcomes in (
            (Cause.MOVED_FEED, _MOVED),
            (Cause.BLOCKED, _BLOCKED),
            (Cause.UNREACHED, _UNREACHED),
        ):
            run = _trailing_run(own, outcomes)
            if len(run) >= FAILED_POLLS:
                last, count = run[-1], f"{len(run)}{'+' if len(run) == len(own) else ''}"
                detail = f" ({last.detail})" if last.detail else ""
                yield (
                    cause,
                    Sentence(
                        "the last %(count)s polls of %(url)s failed: %(outcome)s%(detail)s",
                        count=count,
                        url=shown_url(url),
                        outcome=Sentence(OUTCOME_WORDS[last.outcome]),
                        detail=detail,
                    ),
                )


def _is_poll_of(asked: str, url: str, kind: SourceKind) -> bool:
    """Whether an address was asked for to poll one of the source's URLs."""
    if kind is SourceKind.WORDPRESS:
        return is_poll_of(asked, url)
    return asked == url or (kind is SourceKind.JSON and is_dated(asked, url))


def _trailing_run(rows: Sequence[Fetch], outcomes: set[Outcome]) -> list[Fetch]:
    """The unbroken run of these outcomes at the end."""
    return list(takewhile(lambda row: row.outcome in outcomes, reversed(rows)))[::-1]


def _page_proofs(source: Source, history: History) -> Iterator[tuple[Cause, str]]:
    past, recent = _split(history.days)
    for cause, outcomes in ((Cause.BLOCKED, _BLOCKED), (Cause.NEW_LAYOUT, _THIN)):
        before = _usual([_refusal_share([day], outcomes) for day in past if day.read])
        after = _refusal_share(recent, outcomes)
        run = _trailing_run(history.pages, outcomes)
        if _read(past) >= MIN_PAST_PAGES and after >= 0.3 and after > 2 * before:
            yield (
                cause,
                Sentence(
                    "%(after)s of the pages had no article, %(before)s before: %(outcomes)s",
                    after=f"{after:.0%}",
                    before=f"{before:.0%}",
                    outcomes=_outcomes(recent),
                ),
            )
        elif len(run) >= REFUSED_PAGES and before < 0.5:
            yield (
                cause,
                Sentence(
                    "the last %(count)s pages had no article: %(outcome)s, %(detail)s",
                    count=len(run),
                    outcome=Sentence(OUTCOME_WORDS[run[-1].outcome]),
                    detail=run[-1].detail,
                ),
            )
    yield from _text_proofs(past, recent)
    if _new(past) >= MIN_PAST_PAGES and _new(recent) >= MIN_PAGES:
        yield from ((Cause.NEW_LAYOUT, proof) for proof in _layout_proofs(source, past, recent))


def _split(days: Sequence[Day]) -> tuple[Sequence[Day], Sequence[Day]]:
    """The past and the recent days: the last 1, 3 or 7, whichever first have enough pages."""
    for count in (1, 3, 7):
        if _read(days[-count:]) >= MIN_PAGES:
            return days[:-count], days[-count:]
    return days[:-3], days[-3:]


def _text_proofs(past: Sequence[Day], recent: Sequence[Day]) -> Iterator[tuple[Cause, str]]:
    garbled = max((day.garbled for day in recent), default=0.0)
    if garbled > 0.01 and garbled > 5 * _usual([day.garbled for day in past if day.new]):
        yield (
            Cause.ENCODING,
            Sentence("%(garbled)s of the characters can't be decoded", garbled=f"{garbled:.1%}"),
        )
    language, usual = max(_usual_shares(past, "languages").items(), key=itemgetter(1), default=("", 0.0))
    still = _shares(recent, "languages").get(language, 0.0)
    if _new(past) >= MIN_PAST_PAGES and _new(recent) >= MIN_PAGES and usual >= 0.8 and still <= 0.3:
        yield (
            Cause.ENCODING,
            Sentence(
                "%(still)s of the articles are recognised as %(language)s, %(usual)s before",
                still=f"{still:.0%}",
                language=language,
                usual=f"{usual:.0%}",
            ),
        )
    ahead, new = sum(day.dated_ahead for day in recent), _new(recent)
    if ahead >= 2 and ahead * 2 >= new:
        yield (
            Cause.CLOCK,
            Sentence(
                "%(ahead)s of %(new)s articles have dates later than when they were read",
                ahead=ahead,
                new=new,
            ),
        )


def _layout_proofs(source: Source, past: Sequence[Day], recent: Sequence[Day]) -> Iterator[str]:
    """Signs that the layout of pages has changed."""
    for field in broken_selectors(source, past, recent):
        share = _shares(recent, "unselected")[field]
        yield Sentence(
            "selectors.%(field)s found nothing in %(share)s of the articles, but did before",
            field=SELECTED[field],
            share=f"{share:.0%}",
        )
    was, is_now = _length(past), _length(recent)
    if was and is_now and not 0.4 <= is_now / was <= 3:
        yield Sentence(
            "bodies have %(is_now)s characters, %(was)s before", is_now=f"{is_now:.0f}", was=f"{was:.0f}"
        )
    for name, after in sorted(_shares(recent, "missing").items()):
        before = _usual_shares(past, "missing").get(name, 0.0)
        if after >= 0.5 and after > 2 * before:
            yield Sentence(
                "%(name)s missing in %(after)s of the articles, %(before)s before",
                name=name,
                after=f"{after:.0%}",
                before=f"{before:.0%}",
            )


def broken_selectors(source: Source, past: Sequence[Day], recent: Sequence[Day]) -> list[str]:
    """Fields whose selector used to find something and mostly doesn't any more."""
    before, after = _usual_shares(past, "unselected"), _shares(recent, "unselected")
    return [
        field
        for field, rule in SELECTED.items()
        if getattr(source.selectors, rule) and after.get(field, 0.0) >= 0.5 and before.get(field, 1.0) <= 0.2
    ]


def broken_now(source: Source, history: History) -> list[str]:
    """`broken_selectors` for a source's history."""
    return broken_selectors(source, *_split(history.days))


def _read(days: Sequence[Day]) -> int:
    return sum(day.read for day in days)


def _new(days: Sequence[Day]) -> int:
    return sum(day.new for day in days)


def _refusal_share(days: Sequence[Day], outcomes: set[Outcome]) -> float:
    refused = sum(day.refused.get(outcome, 0) for day in days for outcome in outcomes)
    return refused / _read(days) if refused else 0.0


def _outcomes(days: Sequence[Day]) -> Sentence:
    """The outcomes of pages without an article, in words."""
    words = sorted({OUTCOME_WORDS[outcome] for day in days for outcome in day.refused})
    said = {f"outcome_{number}": Sentence(word) for number, word in enumerate(words)}
    return Sentence(", ".join(f"%({name})s" for name in said), **said)


def _length(days: Sequence[Day]) -> float | None:
    lengths = [day.body_length for day in days if day.body_length is not None]
    return median(lengths) if lengths else None


def _usual(shares: Sequence[float]) -> float:
    """The median, so that a few unusual days, such as those since a change, don't matter."""
    return median(shares) if shares else 0.0


def _usual_shares(days: Sequence[Day], of: str) -> dict[str, float]:
    """The median daily share of articles, by name."""
    shares = [getattr(day, of) for day in days if day.new]
    names = {name for day in shares for name in day}
    return {name: _usual([day.get(name, 0.0) for day in shares]) for name in names}


def _shares(days: Sequence[Day], of: str) -> dict[str, float]:
    """The share of articles over several days, by name; days are weighted by their articles."""
    new = _new(days)
    sums: dict[str, float] = {}
    for day in days:
        for name, share in getattr(day, of).items():
            sums[name] = sums.get(name, 0.0) + share * day.new
    return {name: amount / new for name, amount in sums.items()} if new else {}
