"""Metrics in the formats of Prometheus, read when they are asked for.

Names follow https://prometheus.io/docs/practices/naming/: base units, `_total` for counters. Moments are
`_timestamp_seconds`, so that `time() - metric` is an age at any time. The label of a job is `job_name`,
because `job` is what Prometheus calls the program it asks.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from monitoring.checks import check_all
from monitoring.facts import Facts
from monitoring.levels import Check
from storage import JobState
from yaluwatch import __version__
from yaluwatch.model import SourceState

#: States of a source, each of which is a value of the label `state`.
SOURCE_STATES = ("readable", "failing", "silent", "paused", "not polled")
#: States of a message and of a recipient that are always shown, so that a graph starts at 0.
_MESSAGE_STATES, _RECIPIENT_STATES = ("queued", "sending", "deferred"), ("served", "suspended", "unconfirmed")


def render_metrics(facts: Facts, accept: str = "") -> tuple[bytes, str]:
    """The metrics and their content type, in the format that the header `Accept` asks for."""
    registry = CollectorRegistry()
    registry.register(_Collector(facts))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class _Collector(Collector):
    """Our own metrics, of one moment."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def collect(self) -> Iterable[Metric]:
        """All families; of those that need the archive, none while it can't be read."""
        facts = self._facts
        yield InfoMetricFamily("yaluwatch_build", "Version of this program.", {"version": __version__})
        yield _gauge("archive_readable", "1 if the archive can be read.", not facts.archive_error)
        yield _by(
            "check_level", "Result of a check: 0 ok, 1 warn, 2 fail.", "check", _levels(check_all(facts))
        )
        yield _gauge("scrape_duration_seconds", "Time it took to read these values.", facts.seconds)
        yield from _storage(facts)
        if not facts.archive_error:
            yield from _work(facts)
            yield from _sources(facts)
            yield from _mail(facts)
            yield from _jobs(facts.jobs)
            yield from _written(facts)


def _levels(checks: Iterable[Check]) -> Iterator[tuple[str, float]]:
    return ((check.name, check.level.rank) for check in checks)


def _storage(facts: Facts) -> Iterator[Metric]:
    yield _gauge("disk_free_bytes", "Free space where the archive is.", facts.storage.free_bytes)
    yield _gauge("archive_size_bytes", "Size of the archive's file.", facts.status.file_bytes)
    yield _gauge("archive_log_size_bytes", "Size of the write-ahead log.", facts.status.log_bytes)


def _work(facts: Facts) -> Iterator[Metric]:
    status, instance = facts.status, facts.instance
    yield _gauge(
        "service_running", "1 if the service said a minute ago or less that it runs.", facts.is_running
    )
    seen = instance.seen_at if instance else None
    started = instance.started_at if instance else None
    yield _moment("service_seen_timestamp_seconds", "When the service last said that it runs.", seen)
    yield _moment("service_start_timestamp_seconds", "When the service was started.", started)
    queues = {"untagged": status.untagged, "ungrouped": status.ungrouped}
    yield _by(
        "queue_articles",
        "Articles that wait for a stage.",
        "queue",
        ((n, q.count) for n, q in queues.items()),
    )
    yield _by(
        "queue_age_seconds",
        "How long the oldest article waits.",
        "queue",
        ((name, facts.age(queue.since).total_seconds()) for name, queue in queues.items()),
    )
    yield _gauge("own_outage", "1 while our own connection is down.", bool(facts.outages))
    yield _gauge("clock_moved_seconds", "By how much the clock was moved.", facts.clock_moved.total_seconds())


def _sources(facts: Facts) -> Iterator[Metric]:
    counts = dict.fromkeys(SOURCE_STATES, 0)
    for source in facts.sources:
        counts["paused" if source.paused else _state_of(facts.states.get(source.id))] += 1
    yield _by("sources", "Sources by state.", "state", counts.items())
    polled = sum(counts[state] for state in ("readable", "failing", "silent"))
    share = counts["failing"] / polled if polled else 0.0
    yield _gauge("sources_failing_ratio", "Share of the polled sources that could not be read.", share)
    states = [state for source in facts.watched if (state := facts.states.get(source.id))]
    overdue = max((facts.age(state.next_poll_at).total_seconds() for state in states), default=0.0)
    yield _gauge("source_overdue_seconds", "How long the source due first has been due.", overdue)
    last = max((state.last_polled_at for state in states if state.last_polled_at), default=None)
    yield _moment("last_poll_timestamp_seconds", "When a source was last polled.", last)


def _state_of(state: SourceState | None) -> str:
    if state is None or state.last_outcome is None:
        return "not polled"
    if not state.is_healthy:
        return "failing"
    return "silent" if state.silent_since else "readable"


def _mail(facts: Facts) -> Iterator[Metric]:
    status = facts.status
    messages = dict.fromkeys(_MESSAGE_STATES, 0) | dict(status.messages)
    yield _by("outbox_messages", "Messages that are neither sent nor given up.", "state", messages.items())
    late = facts.age(status.outbox.since).total_seconds()
    yield _gauge("outbox_overdue_seconds", "How long the message due first has been due.", late)
    held = {"server": 0, "content": 0} | {str(problem.fault): problem.waiting for problem in facts.mail}
    yield _by("outbox_held_messages", "Messages held up by a fault of the server.", "fault", held.items())
    recipients = dict.fromkeys(_RECIPIENT_STATES, 0) | dict(status.recipients)
    yield _by("recipients", "Recipients by state.", "state", recipients.items())


def _jobs(states: Sequence[JobState]) -> Iterator[Metric]:
    ran = [(state.job, state.last) for state in states if state.last is not None]
    yield _by(
        "job_last_start_timestamp_seconds",
        "When the job last started.",
        "job_name",
        ((job, run.started_at.timestamp()) for job, run in ran),
    )
    yield _by(
        "job_last_duration_seconds",
        "How long its last run took.",
        "job_name",
        ((job, (run.ended_at - run.started_at).total_seconds()) for job, run in ran if run.ended_at),
    )
    yield _by(
        "job_last_success_timestamp_seconds",
        "When the job last ended well.",
        "job_name",
        ((state.job, state.last_ok_at.timestamp()) for state in states if state.last_ok_at),
    )
    yield _by(
        "job_next_start_timestamp_seconds",
        "When the job starts next.",
        "job_name",
        ((state.job, state.next_at.timestamp()) for state in states if state.next_at),
    )
    yield _by(
        "job_failures", "Failed runs in a row.", "job_name", ((state.job, state.failures) for state in states)
    )


def _written(facts: Facts) -> Iterator[Metric]:
    status = facts.status
    yield _gauge("articles", "Articles in the archive.", status.articles)
    yield _counter("fetches", "Polls and pages fetched.", status.fetches)
    yield _counter("verdicts", "Verdicts of the classifier.", status.verdicts)
    yield _counter("digests", "Digests composed.", status.digests)
    yield _counter("messages", "Messages queued.", status.all_messages)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"yaluwatch_{name}", text, value=float(value))


def _counter(name: str, text: str, value: int) -> CounterMetricFamily:
    return CounterMetricFamily(f"yaluwatch_{name}", text, value=float(value))


def _moment(name: str, text: str, time: datetime | None) -> GaugeMetricFamily:
    """A moment; without a value if there is none yet."""
    return GaugeMetricFamily(f"yaluwatch_{name}", text, value=time.timestamp() if time else None)


def _by(name: str, text: str, label: str, values: Iterable[tuple[str, float]]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"yaluwatch_{name}", text, labels=[label])
    for value, number in values:
        family.add_metric([value], float(number))
    return family
