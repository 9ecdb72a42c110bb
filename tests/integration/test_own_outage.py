"""An outage of our own connection is reported as ours, for as long as it lasts, and no source is blamed."""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from alerts.delivery import draft
from cli.app import app
from crawler.polling import Clock, CrawlLimits, CrawlReport, Job, JobResult, PollResult
from crawler.sources.source_list import write_sources
from crawler.workers import collect
from crawler.workers.pool import WorkerExit
from crawler.workers.recorder import CrawlRecorder
from scheduler import Service
from storage import Archive, OwnOutage, open_archive
from tests.samples import source, subscription
from tests.site import Site
from tests.web_server import served
from web import create_app
from yaluwatch import times
from yaluwatch.config import load_settings
from yaluwatch.model import Fetch, Outcome, Source

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
# No name server knows these names (RFC 6761, section 6.4).
LOST = [source(id=name, name=name, urls=(f"http://{name}.invalid/feed",)) for name in ("a", "b", "c")]


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    made.feed("/feed", "/a/1001")
    made.article("/a/1001", "Customs reopen")
    yield made
    made.close()


def local(site: Site) -> Source:
    return source(
        id="d", urls=(f"{site.address}/feed",), homepage=site.address, allow_private=True, delay_seconds=0.0
    )


def crawl(folder: Path, sources: list[Source], now: datetime) -> list[CrawlReport]:
    limits = CrawlLimits(parallel=2)
    file = folder / "yalu.db"
    return collect(sources, file, limits=limits, user_agent="Yalu/1", now=now, on_report=lambda _: None)


def test_an_outage_is_recorded_from_its_first_round_until_a_source_answers(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "crawler"):
        first = crawl(tmp_path, LOST, NOW)
    assert all(report.is_own_outage for report in first)
    assert [record.getMessage() for record in caplog.records if record.name.endswith("recorder")] == [
        "no source answered, our own connection is down sources=3"
    ]
    # A single source is no proof, but the outage lasts.
    (again,) = crawl(tmp_path, LOST[:1], NOW + HOUR)
    assert again.is_own_outage
    with open_archive(tmp_path / "yalu.db") as archive:
        assert archive.sources.own_outages(NOW) == [OwnOutage(NOW, None)]
        assert not archive.sources.history("a", NOW + HOUR).polls
        assert {poll.outcome for poll in archive.sources.fetch_log("a", "poll", limit=9)} == {Outcome.DNS}

    crawl(tmp_path, [local(site)], NOW + 2 * HOUR)
    reports = crawl(tmp_path, [*LOST, local(site)], NOW + 3 * HOUR)
    assert not any(report.is_own_outage for report in reports)
    with open_archive(tmp_path / "yalu.db") as archive:
        (outage,) = archive.sources.own_outages(NOW)
        assert outage.began_at == NOW
        assert outage.ended_at is not None
        assert NOW + 2 * HOUR <= outage.ended_at < NOW + 3 * HOUR
        assert archive.sources.own_outages(outage.ended_at + HOUR) == []
        # Now they are at fault themselves.
        assert {archive.sources.state(name).failure_weight for name in "abc"} == {0.25}


def test_sources_that_answered_before_the_outage_stay_healthy(site: Site, tmp_path: Path) -> None:
    other = Site()
    other.feed("/feed")
    mine = [local(site), source(id="e", urls=(f"http://localhost:{other.port}/feed",), allow_private=True)]
    crawl(tmp_path, mine, NOW)
    site.close()
    other.close()
    assert all(report.is_own_outage for report in crawl(tmp_path, mine, NOW + HOUR))
    with open_archive(tmp_path / "yalu.db") as archive:
        for one in mine:
            state = archive.sources.state(one.id)
            assert state.is_healthy
            assert state.last_ok_at is not None
            assert state.last_ok_at < NOW + HOUR


class Rounds:
    """Rounds of polls with results that a test gives."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def begin(self, now: datetime, outcomes: Sequence[tuple[Source, Outcome]]) -> CrawlRecorder:
        recorder = CrawlRecorder(self.archive, self.archive.sources.states(), Clock(now), lambda _: None)
        for one, outcome in outcomes:
            job = Job(
                source=one,
                state=self.archive.sources.state(one.id),
                archive_path=self.archive.path,
                user_agent="Yalu/1",
                limits=CrawlLimits(),
                now=now,
            )
            report = CrawlReport(source_id=one.id, outcome=outcome)
            fetch = Fetch(source_id=one.id, url=one.urls[0], kind="poll", outcome=outcome, at=now)
            result = JobResult(report=report, poll=PollResult(outcome=outcome))
            recorder.take(job, WorkerExit(result=result, fetches=(fetch,)))
        return recorder

    def play(self, now: datetime, outcomes: Sequence[tuple[Source, Outcome]]) -> list[CrawlReport]:
        recorder = self.begin(now, outcomes)
        recorder.resolve_unreached()
        return recorder.reports


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    with open_archive(tmp_path / "yalu.db") as archive:
        yield Rounds(archive)


MANY = [source(id=f"s{number}", urls=(f"https://s{number}.example/feed",)) for number in range(8)]


def test_a_long_outage_leaves_no_trace_in_the_schedule_of_a_source(rounds: Rounds) -> None:
    rounds.play(NOW, [(one, Outcome.OK) for one in MANY])
    for number in range(1, 40):
        rounds.play(NOW + number * HOUR, [(one, Outcome.CONNECTION) for one in MANY])
    back = NOW + 40 * HOUR
    # A feed without news answers 304, which must not leave it marked as failing.
    rounds.play(back, [(one, Outcome.NOT_MODIFIED) for one in MANY])
    (outage,) = rounds.archive.sources.own_outages(NOW)
    assert (outage.began_at, outage.lasts) == (NOW + HOUR, False)
    for state in rounds.archive.sources.states().values():
        assert (state.failure_weight, state.successes, state.is_healthy) == (0.0, 2, True)
        assert state.next_poll_at is not None
        assert state.next_poll_at < back + HOUR


def test_after_a_suspended_machine_wakes_up_its_sources_are_polled_within_minutes(rounds: Rounds) -> None:
    rounds.play(NOW, [(one, Outcome.OK) for one in MANY])
    rounds.play(NOW + 9 * HOUR, [(one, Outcome.CONNECTION) for one in MANY])
    for state in rounds.archive.sources.states().values():
        assert state.next_poll_at is not None
        assert state.next_poll_at < NOW + 9 * HOUR + timedelta(minutes=5)


def test_a_connection_that_breaks_or_returns_within_a_round_blames_nobody(rounds: Rounds) -> None:
    rounds.play(NOW, [(one, Outcome.OK) for one in MANY])
    breaks = [(one, Outcome.OK if number < 2 else Outcome.DNS) for number, one in enumerate(MANY)]
    reports = rounds.play(NOW + HOUR, breaks)
    assert [report.is_own_outage for report in reports] == [False] * 2 + [True] * 6
    returns = [(one, Outcome.DNS if number < 3 else Outcome.OK) for number, one in enumerate(MANY)]
    reports = rounds.play(NOW + 2 * HOUR, returns)
    assert [report.is_own_outage for report in reports] == [True] * 3 + [False] * 5
    assert all(state.is_healthy for state in rounds.archive.sources.states().values())
    assert [outage.lasts for outage in rounds.archive.sources.own_outages(NOW)] == [False]


def test_an_outage_shows_in_rounds_of_one_source_each(rounds: Rounds) -> None:
    rounds.play(NOW, [(one, Outcome.OK) for one in MANY])
    (first,) = rounds.play(NOW + HOUR, [(MANY[0], Outcome.CONNECTION)])
    assert not first.is_own_outage
    rounds.play(NOW + 1.5 * HOUR, [(MANY[0], Outcome.CONNECTION)])
    assert not rounds.archive.sources.state("s0").is_healthy
    (second,) = rounds.play(NOW + 2 * HOUR, [(MANY[1], Outcome.DNS)])
    assert second.is_own_outage
    (outage,) = rounds.archive.sources.own_outages(NOW)
    assert outage.began_at == NOW + HOUR
    for name in ("s0", "s1"):
        state = rounds.archive.sources.state(name)
        assert (state.is_healthy, state.failure_weight, state.last_detail) == (True, 0.0, "")
        assert state.next_poll_at is not None
        assert state.next_poll_at < NOW + 3 * HOUR


def test_sources_that_die_one_after_the_other_are_no_outage_when_another_answers_between(
    rounds: Rounds,
) -> None:
    rounds.play(NOW, [(one, Outcome.OK) for one in MANY])
    for number in range(1, 9):
        at = NOW + number * HOUR
        dead, alive = MANY[number % 2], MANY[2 + number % 3]
        (report,) = rounds.play(at, [(dead, Outcome.CONNECTION)])
        assert not report.is_own_outage
        rounds.play(at + HOUR / 2, [(alive, Outcome.FORBIDDEN if number % 2 else Outcome.NOT_MODIFIED)])
    assert rounds.archive.sources.own_outages(NOW) == []
    assert not rounds.archive.sources.state("s0").is_healthy


def test_two_dead_sources_among_others_are_failing_and_no_outage(rounds: Rounds) -> None:
    rounds.play(NOW, [(one, Outcome.OK) for one in MANY])
    for order in (MANY, MANY[::-1]):
        reports = rounds.play(
            NOW + HOUR, [(one, Outcome.DNS if one in MANY[:2] else Outcome.OK) for one in order]
        )
        assert not any(report.is_own_outage for report in reports)
    assert not rounds.archive.sources.state("s0").is_healthy
    assert rounds.archive.sources.own_outages(NOW) == []


def test_a_source_that_another_process_polled_meanwhile_keeps_the_newer_state(rounds: Rounds) -> None:
    rounds.play(NOW, [(one, Outcome.OK) for one in MANY])
    archive = rounds.archive
    recorder = rounds.begin(NOW, [(one, Outcome.DNS) for one in MANY])
    newer = replace(archive.sources.state("s0"), last_polled_at=NOW + HOUR, next_poll_at=NOW + 9 * HOUR)
    archive.sources.save_state(newer)
    recorder.resolve_unreached()
    assert archive.sources.state("s0") == newer


def test_readers_and_monitors_are_told_of_the_outage_instead_of_sources(tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        archive.sources.begin_own_outage(NOW - 9 * HOUR)
        archive.sources.end_own_outage(NOW - 7 * HOUR)
        desk = subscription()
        made = draft(archive, desk, [], period_key="x", web_url="", now=NOW)
        assert "Our own connection was down from 23 Nov 20:00 to 23 Nov 22:00" in made.rendered.text
        assert made.digest.outage_since is None
        archive.sources.begin_own_outage(NOW - HOUR)
        made = draft(archive, desk, [], period_key="x", web_url="", now=NOW)
        assert "Our own connection has been failing since 24 Nov 04:00" in made.rendered.text
        assert made.digest.outage_since == NOW - HOUR
        later = draft(archive, desk, [], period_key="x", web_url="", now=NOW + 96 * HOUR)
        assert later.digest.ended_outages == ()


def test_the_pages_and_health_name_the_outage(tmp_path: Path) -> None:
    began = datetime.now(UTC).replace(microsecond=0) - HOUR
    with open_archive(tmp_path / "yalu.db") as archive:
        archive.sources.begin_own_outage(began)
    with served(create_app(tmp_path / "yalu.db", lambda: LOST, hosts=["127.0.0.1"])) as client:
        answer = client.get("/health")
        assert (answer.status_code, answer.json()["status"]) == (503, "offline")
        assert answer.json()["reason"].startswith(f"Our own connection is down since {began:%Y-%m-%d %H:%M}")
        assert f"Our own connection has been down since {began:%Y-%m-%d %H:%M}" in client.get("/sources").text
        with open_archive(tmp_path / "yalu.db") as archive:
            archive.sources.end_own_outage(began + HOUR / 2)
        time.sleep(1.1)
        assert client.get("/health").json()["status"] == "ok"
        assert f"Our own connection was down from {began:%Y-%m-%d %H:%M}" in client.get("/sources").text


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


def test_the_commands_say_in_one_line_that_our_own_connection_is_down(tmp_path: Path) -> None:
    assert run(tmp_path, "init").exit_code == 0
    write_sources(tmp_path / "sources.toml", LOST)
    crawled = run(tmp_path, "crawl")
    assert "3 sources not reached: our own connection was down" in crawled.output
    assert "3 of 3 sources could not be read" in str(crawled.exception)
    listed = run(tmp_path, "sources").output
    assert "Our own connection has been down since" in listed
    assert "could not be reached" not in listed


def test_the_service_logs_one_line_a_round(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(tmp_path, "init").exit_code == 0
    write_sources(tmp_path / "sources.toml", LOST)
    settings, _ = load_settings(tmp_path)
    monkeypatch.setattr(times, "clock", lambda: NOW)
    service = Service(settings, lambda: NOW)
    try:
        with caplog.at_level(logging.INFO):
            service.run("poll")
    finally:
        service.stop()
    messages = [record.getMessage() for record in caplog.records if record.levelno >= logging.INFO]
    assert [text for text in messages if "down" in text] == [
        "no source answered, our own connection is down sources=3"
    ]
    assert not [text for text in messages if "crawled source=" in text]
