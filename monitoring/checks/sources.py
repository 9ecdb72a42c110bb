"""Checks of the sources: our own connection, how many can be read, which fail, whether polling goes on."""

from collections.abc import Iterator
from datetime import timedelta

from crawler.health import OUTCOME_WORDS
from monitoring.facts import Facts
from monitoring.levels import Check, Level, Problem
from monitoring.limits import (
    DUE_OLD,
    DUE_STUCK,
    MIN_SOURCES,
    SOURCE_FAILING,
    SOURCE_FAILURE_WEIGHT,
    SOURCES_FEW,
    SOURCES_TOO_FEW,
)
from monitoring.words import counted, length, moment, names
from yaluwatch.model import Source, SourceState
from yaluwatch.sentence import Sentence


def connection(facts: Facts) -> Check:
    """Whether our own connection works."""
    name = "connection"
    if not facts.outages:
        return Check(name, Level.OK, "No outage of our own connection.", value=0.0, unit="seconds")
    began = facts.outages[0].began_at
    text = Sentence(
        "Our own connection is down since %(since)s: no source can be reached.", since=moment(began)
    )
    seconds = facts.age(began).total_seconds()
    return Check(name, Level.FAIL, text, "yalu sources check", seconds, "seconds")


def reachable(facts: Facts) -> Check:
    """Whether most sources could be read at their last poll."""
    name = "sources"
    polled = [state for _, state in _polled(facts)]
    healthy = sum(state.is_healthy for state in polled)
    if not facts.watched:
        return Check(name, Level.WARN, "No source is polled.", "yalu sources add URL")
    if not polled:
        text = Sentence("%(sources)s, none polled yet.", sources=counted(len(facts.watched), "source"))
        return Check(name, Level.OK, text)
    share = healthy / len(polled)
    text = Sentence(
        "%(healthy)s of %(sources)s could be read at the last poll.",
        healthy=healthy, sources=counted(len(polled), "source"),
    )  # fmt: skip
    level = Level.OK
    if len(polled) >= MIN_SOURCES or not healthy:
        is_ours = share < SOURCES_TOO_FEW
        level = Level.FAIL if is_ours else Level.WARN if share < SOURCES_FEW else Level.OK
    return Check(name, level, text, "" if level is Level.OK else "yalu sources", share, "ratio")


def failing(facts: Facts) -> Check:
    """Sources that need somebody: failing for a day, or silent for longer than usual."""
    name = "failing-sources"
    problems = tuple(
        Problem(source.id, text, f"yalu sources doctor {source.id}")
        for source, state in _polled(facts)
        for text in _problem(facts, source, state)
    )
    if not problems:
        return Check(name, Level.OK, "No source has failed for a day, none is silent.", value=0)
    listed = names([problem.subject for problem in problems])
    text = Sentence(
        "%(sources)s failing or silent: %(names)s.", sources=counted(len(problems), "source"), names=listed
    )
    return Check(name, Level.WARN, text, "yalu sources", len(problems), problems=problems)


def polling(facts: Facts) -> Check:
    """Whether sources are polled when they are due."""
    name = "polling"
    polled = [state.last_polled_at for _, state in _polled(facts) if state.last_polled_at]
    last: str = Sentence("none was polled yet")
    if polled:
        last = Sentence("the last poll was %(age)s ago", age=length(facts.age(max(polled))))
    dues = [
        (facts.age(state.next_poll_at), source.id)
        for source, state in _polled(facts)
        if state.next_poll_at is not None
    ]
    late, source_id = max(dues, default=(timedelta(), ""))
    seconds = late.total_seconds()
    # An outage of our own is said once, by its own check.
    if late <= DUE_OLD or facts.outages:
        text = Sentence("Sources are polled on time; %(last)s.", last=last)
        return Check(name, Level.OK, text, value=seconds, unit="seconds")
    text = Sentence(
        "The source %(id)s was due %(late)s ago and has not been polled; %(last)s.",
        id=source_id, late=length(late), last=last,
    )  # fmt: skip
    level = Level.FAIL if late > DUE_STUCK else Level.WARN
    return Check(name, level, text, "yalu crawl", seconds, "seconds")


def _polled(facts: Facts) -> list[tuple[Source, SourceState]]:
    """Sources that are watched and were polled, with their states."""
    found = ((source, facts.states.get(source.id)) for source in facts.watched)
    return [(source, state) for source, state in found if state is not None and state.last_outcome]


def _problem(facts: Facts, source: Source, state: SourceState) -> Iterator[str]:
    if state.is_healthy:
        if state.silent_since:
            yield Sentence(
                "%(name)s has had nothing new since %(since)s.",
                name=source.name, since=moment(state.silent_since),
            )  # fmt: skip
        return
    detail = f" ({state.last_detail.rstrip('.')})" if state.last_detail else ""
    outcome = Sentence(OUTCOME_WORDS[state.last_outcome]) if state.last_outcome else ""
    if state.last_ok_at is None and state.failure_weight >= SOURCE_FAILURE_WEIGHT:
        yield Sentence(
            "%(name)s has never been read: %(outcome)s%(detail)s.",
            name=source.name, outcome=outcome, detail=detail,
        )  # fmt: skip
    elif state.last_ok_at is not None and facts.age(state.last_ok_at) > SOURCE_FAILING:
        yield Sentence(
            "%(name)s was last read on %(at)s: %(outcome)s%(detail)s.",
            name=source.name, at=moment(state.last_ok_at), outcome=outcome, detail=detail,
        )  # fmt: skip
