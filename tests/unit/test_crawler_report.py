"""Reports of crawls, and how the ends of crawl workers are interpreted."""

import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from crawler.polling.report import (
    ARCHIVE_ERROR,
    READING,
    RESULT,
    Clock,
    CrawlLimits,
    Job,
    JobResult,
    Tally,
    overall,
)
from crawler.workers.pool import WorkerPool, exit_of
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Outcome, SourceState

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)
JOB = Job(
    source=source(),
    state=SourceState(source_id="s", validators={"u": ("e", "m")}),
    archive_path=Path("/var/yalu.db"),
    user_agent="Yaluwatch/1",
    limits=CrawlLimits(seconds=60),
    now=NOW,
)
OK, DEAD, SAME, EMPTY = (
    (Outcome.OK, ""),
    (Outcome.NOT_FOUND, "HTTP 404"),
    (Outcome.NOT_MODIFIED, ""),
    (Outcome.EMPTY, ""),
)


@pytest.mark.parametrize(
    ("polls", "outcome", "detail"),
    [
        ([OK], Outcome.OK, ""),
        ([DEAD], Outcome.NOT_FOUND, "HTTP 404"),
        ([DEAD, OK, SAME], Outcome.OK, "1 of 3 URLs failed: not_found HTTP 404"),
        ([SAME, SAME], Outcome.NOT_MODIFIED, ""),
        ([SAME, EMPTY], Outcome.EMPTY, ""),
        ([], Outcome.CRASHED, "the crawl ended before any URL was polled"),
    ],
)
def test_a_sources_outcome_is_that_of_its_best_url(
    polls: list[tuple[Outcome, str]], outcome: Outcome, detail: str
) -> None:
    assert overall(polls) == (outcome, detail)


def test_notes_about_a_successful_poll_are_reported_and_are_no_failure() -> None:
    tally = Tally("s")
    tally.polls += [(Outcome.OK, "12 parts of the index not read in this poll"), (Outcome.OK, "")]
    result = tally.result(1)
    assert result.report.detail == "12 parts of the index not read in this poll"
    assert result.poll.detail == ""


def test_failures_come_before_notes_and_notes_are_neither_repeated_nor_endless() -> None:
    tally = Tally("s")
    tally.polls += [(Outcome.OK, f"note {number}") for number in (1, 1, 2, 3, 4)]
    tally.polls.append(DEAD)
    assert tally.result(1).report.detail == (
        "1 of 6 URLs failed: not_found HTTP 404; note 1; note 2; note 3; 1 more note"
    )


def test_validators_are_kept_only_if_no_article_waits() -> None:
    tally = Tally("s")
    tally.polls.append(OK)
    tally.validators["u"] = ("etag", "")
    assert tally.result(1).poll.validators == {"u": ("etag", "")}
    tally.waiting = 1
    assert tally.result(1).poll.validators == {}


def test_the_longest_pause_asked_for_counts() -> None:
    tally = Tally("s")
    tally.wait_at_least(60)
    tally.wait_at_least(30)
    assert tally.result(1).poll.retry_after == timedelta(seconds=60)


def test_jobs_and_results_survive_the_pipe() -> None:
    assert TypeAdapter(Job).validate_json(TypeAdapter(Job).dump_json(JOB)) == JOB
    tally = Tally("s")
    tally.polls.append(OK)
    tally.refused[Outcome.PAYWALL] = 2
    tally.wait_at_least(60)
    result = tally.result(1.5)
    assert TypeAdapter(JobResult).validate_json(TypeAdapter(JobResult).dump_json(result)) == result


def end(lines: list[str], code: int = 0, **more: bool) -> tuple[Outcome | None, str, str]:
    ending = exit_of(JOB, lines, code, "Last words", **({"is_late": False, "was_stopped": False} | more))
    report = ending.result.report if ending.result else None
    return (report.outcome if report else None, report.detail if report else "", ending.reading)


def test_a_workers_result_is_its_report() -> None:
    tally = Tally("s")
    tally.polls.append(OK)
    line = RESULT + TypeAdapter(JobResult).dump_json(tally.result(1)).decode()
    assert end(["noise", READING + "https://a.example/1", READING, line])[0] is Outcome.OK


def test_a_worker_that_dies_is_a_crash_with_the_page_it_was_extracting() -> None:
    assert end([READING + "https://a.example/1"], -11) == (
        Outcome.CRASHED,
        "killed by signal 11: Last words",
        "https://a.example/1",
    )
    assert end([READING + "https://a.example/1", READING], 1) == (
        Outcome.CRASHED,
        "exit code 1: Last words",
        "",
    )
    assert end([RESULT + "{broken"], 0)[0] is Outcome.CRASHED


def test_a_worker_that_hangs_is_a_timeout() -> None:
    assert end([], -9, is_late=True) == (Outcome.TIMEOUT, "not done after 60 s", "")


def test_a_stopped_worker_is_not_a_failure() -> None:
    assert end([READING + "https://a.example/1"], -15, was_stopped=True) == (None, "", "")


def test_the_clock_advances_from_the_given_time() -> None:
    clock = Clock(NOW)
    assert NOW <= clock() < NOW + timedelta(seconds=5)


def test_an_archive_error_is_not_the_sources_failure() -> None:
    ending = exit_of(JOB, [ARCHIVE_ERROR + "the disk is full"], 1, "", is_late=False, was_stopped=False)
    assert ending.is_ours
    assert not ending.died
    assert ending.result is not None
    assert ending.result.report.detail == "archive: the disk is full"


def test_a_crawl_that_a_full_disk_keeps_from_starting_is_not_the_sources_failure() -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with WorkerPool() as pool:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
        try:
            ending = pool.run(JOB)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert ending.is_ours
    assert ending.result is not None
    assert ending.result.report.detail == "could not be started: [Errno 27] File too large"
