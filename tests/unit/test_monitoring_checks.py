"""Each check in every corner."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitoring import Check, Facts, Level, WorkQueue, check_all, worst
from monitoring.facts import Process, Storage
from monitoring.words import length, names, size
from storage import (
    ArchiveStatus,
    Instance,
    JobResult,
    JobRun,
    JobState,
    MailProblem,
    OwnOutage,
    Queue,
    Status,
)
from tests.samples import NOW, source
from yaluwatch.model import Fault, Outcome, Recipient, SourceState

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=n) for n in (1, 60, 3600, 86400))
ROOM = Storage("", 50_000_000_000, 100_000_000_000)


def state(name: str = "courier", **changes: Any) -> SourceState:
    made = SourceState(
        source_id=name,
        last_outcome=Outcome.OK,
        last_polled_at=NOW - MINUTE,
        last_ok_at=NOW - MINUTE,
        next_poll_at=NOW + HOUR,
    )
    return replace(made, **changes)


def run(job: str, result: JobResult | None = JobResult.OK, error: str = "", ago: timedelta = HOUR) -> JobRun:
    ended = NOW - ago + MINUTE if result else None
    return JobRun(1, job, "me", False, NOW - ago, ended, result, {}, error)


def healthy(**changes: Any) -> Facts:
    """A service that does its work."""
    made = Facts(
        now=NOW,
        status=ArchiveStatus(articles=7, recipients={"served": 2}, file_bytes=1_000_000),
        instance=Instance("me", "desk", 4711, "1.0", NOW - DAY, NOW - 5 * SECOND),
        jobs=[
            JobState("backup", NOW + HOUR, run("backup"), NOW - HOUR),
            JobState("integrity", NOW + HOUR, run("integrity"), NOW - HOUR),
            JobState("poll", NOW + MINUTE, run("poll", ago=MINUTE), NOW - MINUTE),
        ],
        sources=[source(), source(id="herald", name="The Herald")],
        states={"courier": state(), "herald": state("herald")},
        storage=ROOM,
        process=Process(20, 1024),
    )
    return replace(made, **changes)


def check(name: str, facts: Facts) -> Check:
    return next(found for found in check_all(facts) if found.name == name)


def test_a_service_that_does_its_work_passes_every_check() -> None:
    found = check_all(healthy())
    assert [one.name for one in found if not one.is_ok] == []
    assert worst(found) is Level.OK
    assert len({one.name for one in found}) == len(found) == 18


def test_names_are_words_that_a_label_can_have() -> None:
    assert all(one.name.replace("-", "").isalpha() for one in check_all(healthy()))


def test_what_helps_is_said_where_something_is_wrong_and_only_there() -> None:
    for facts in (healthy(), *(make(healthy()) for make in FAULTS.values())):
        for one in check_all(facts):
            assert one.is_ok or one.help or all(problem.help for problem in one.problems)
            assert one.text.endswith((".", "does."))


def with_status(**changes: Any) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, status=replace(facts.status, **changes))


def with_job(made: JobState) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, jobs=[*(job for job in facts.jobs if job.job != made.job), made])


def with_states(*states: SourceState) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, states=dict(facts.states) | {one.source_id: one for one in states})


DEAD = state("courier", last_outcome=Outcome.DNS, last_ok_at=NOW - 2 * DAY, last_detail="no such host")

#: (check, level) → a fault.
FAULTS: dict[tuple[str, Level, str], Callable[[Facts], Facts]] = {
    ("archive", Level.FAIL, "damaged"): lambda f: replace(f, archive_error="the file is damaged"),
    ("archive", Level.FAIL, "Read-only"): lambda f: replace(
        f, storage=replace(ROOM, folder_error="Read-only")
    ),
    ("archive", Level.WARN, "locked"): lambda f: replace(f, is_locked=True),
    ("service", Level.WARN, "No service has run"): lambda f: replace(f, instance=None),
    ("service", Level.FAIL, "2 minutes ago"): lambda f: replace(
        f,
        instance=replace(f.instance, seen_at=NOW - 2 * MINUTE),  # type: ignore[type-var]
    ),
    ("service", Level.FAIL, "does not run"): lambda f: replace(f, is_instance_dead=True),
    ("settings", Level.WARN, "no url"): lambda f: replace(
        f,
        instance=replace(f.instance, problem="sources.toml: no url"),  # type: ignore[type-var]
    ),
    ("settings", Level.FAIL, "can't be read"): lambda f: replace(
        f, sources_error="sources.toml can't be read"
    ),
    ("jobs", Level.WARN, "20 minutes ago"): with_job(JobState("retention", NOW - 20 * MINUTE)),
    ("jobs", Level.WARN, "3 times in a row: no room"): with_job(
        JobState("optimise", NOW + HOUR, run("optimise", JobResult.FAILED, "no room."), None, 3)
    ),
    ("jobs", Level.FAIL, "took too long, 2 times in a row"): with_job(
        JobState("poll", NOW + HOUR, run("poll", JobResult.TIMED_OUT), None, 2)
    ),
    ("connection", Level.FAIL, "down since 2026-11-24 04:00 UTC"): lambda f: replace(
        f, outages=[OwnOutage(NOW - HOUR)]
    ),
    ("sources", Level.FAIL, "0 of 2 sources"): with_states(DEAD, replace(DEAD, source_id="herald")),
    ("sources", Level.WARN, "No source"): lambda f: replace(f, sources=[source(paused=True)]),
    ("failing-sources", Level.WARN, "1 source failing or silent: courier"): with_states(DEAD),
    ("polling", Level.WARN, "due 40 minutes ago"): with_states(state(next_poll_at=NOW - 40 * MINUTE)),
    ("polling", Level.FAIL, "due 4 hours ago"): with_states(state(next_poll_at=NOW - 4 * HOUR)),
    ("tagging", Level.WARN, "3 articles wait to be classified"): with_status(
        untagged=Queue(3, NOW - 20 * MINUTE)
    ),
    ("tagging", Level.FAIL, "More than 10000"): with_status(
        untagged=Queue(Status.MAX_COUNTED, NOW - 2 * HOUR)
    ),
    ("grouping", Level.FAIL, "1 article waits to be grouped, the oldest for 2 hours"): with_status(
        ungrouped=Queue(1, NOW - 2 * HOUR)
    ),
    ("mail", Level.FAIL, "accepted nothing since"): lambda f: replace(
        f, mail=[MailProblem(Fault.SERVER, NOW - HOUR, 3, "535 s3cret@example.org")]
    ),
    ("mail", Level.FAIL, "rejected the contents"): lambda f: replace(
        f, mail=[MailProblem(Fault.CONTENT, NOW - HOUR, 3, "554 s3cret@example.org")]
    ),
    ("outbox", Level.WARN, "20 minutes ago"): with_status(outbox=Queue(2, NOW - 20 * MINUTE)),
    ("outbox", Level.FAIL, "3 hours ago"): with_status(outbox=Queue(2, NOW - 3 * HOUR)),
    ("recipients", Level.WARN, "1 recipient suspended"): with_status(
        recipients={"served": 1, "suspended": 1}
    ),
    ("recipients", Level.FAIL, "Nobody gets mail"): with_status(recipients={"suspended": 1}),
    ("disk", Level.WARN, "1.0 GB free"): lambda f: replace(f, storage=replace(ROOM, free_bytes=10**9)),
    ("disk", Level.FAIL, "9 MB free"): lambda f: replace(f, storage=replace(ROOM, free_bytes=9 * 10**6)),
    ("disk", Level.FAIL, "unknown"): lambda f: replace(f, storage=Storage("gone")),
    ("files", Level.WARN, "900 of 1024"): lambda f: replace(f, process=Process(900, 1024)),
    ("files", Level.FAIL, "1020 of 1024"): lambda f: replace(f, process=Process(1020, 1024)),
    ("workers", Level.WARN, "No worker takes jobs from the queue (2 jobs waiting, 0 running)"): lambda f: (
        replace(f, queue=WorkQueue((), is_worked_on=False, waiting=2))
    ),
    ("clock", Level.FAIL, "put forward by 400 days"): lambda f: replace(f, clock_moved=400 * DAY),
    ("clock", Level.FAIL, "put back by 30 hours"): lambda f: replace(f, clock_moved=-30 * HOUR),
    ("clock", Level.FAIL, "last record is of"): with_status(last_record_at=NOW + HOUR),
    ("integrity", Level.FAIL, "page 3"): with_job(
        JobState("integrity", None, run("integrity", JobResult.FAILED, "page 3 was changed"), NOW - DAY, 1)
    ),
    ("integrity", Level.WARN, "10 days"): with_job(
        JobState("integrity", None, run("integrity"), NOW - 10 * DAY)
    ),
    ("backup", Level.WARN, "3 days"): with_job(JobState("backup", None, run("backup"), NOW - 3 * DAY)),
    ("backup", Level.WARN, "never been backed up: no room"): with_job(
        JobState("backup", None, run("backup", JobResult.FAILED, "no room"), None, 1)
    ),
    ("backup", Level.WARN, "Since then it failed: lost"): with_job(
        JobState("backup", None, run("backup", JobResult.LOST), NOW - HOUR, 1)
    ),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]}-{fault[2]}")
def test_a_fault_is_found_by_its_check(fault: tuple[str, Level, str]) -> None:
    name, level, words = fault
    found = check(name, FAULTS[fault](healthy()))
    assert found.level is level
    assert words in found.text
    assert "s3cret" not in found.text


def test_a_locked_archive_fails_when_the_service_gets_no_turn_either() -> None:
    facts = healthy(is_locked=True, instance=Instance("me", "desk", 1, "1", NOW - DAY, NOW - 40 * SECOND))
    assert check("archive", facts).level is Level.FAIL


def test_an_archive_that_can_not_be_read_leaves_the_checks_that_need_none() -> None:
    found = check_all(Facts(now=NOW, archive_error="it is gone", storage=ROOM))
    assert [one.name for one in found] == ["archive", "disk", "files"]


def test_a_disk_that_is_full_is_named_before_what_follows_from_it() -> None:
    full = Storage("nothing can be written to var: No space left on device", 0, 10**9)
    found = check(
        "archive", Facts(now=NOW, archive_error="opening var/yalu.db: disk I/O error", storage=full)
    )
    assert found.text == (
        "Nothing can be written to var: No space left on device; "
        "the archive can't be read: opening var/yalu.db: disk I/O error."
    )


def test_late_jobs_are_those_of_a_service_that_runs() -> None:
    stopped = replace(with_job(JobState("retention", NOW - DAY))(healthy()), is_instance_dead=True)
    assert check("jobs", stopped).is_ok


def test_a_job_that_runs_for_long_is_not_late() -> None:
    facts = with_job(JobState("verify all", NOW - DAY, run("verify all", None)))(healthy())
    assert check("jobs", facts).is_ok


def test_one_failure_of_a_job_needs_nobody() -> None:
    failed = JobState("poll", NOW + MINUTE, run("poll", JobResult.FAILED, "locked"), NOW - HOUR, 1)
    assert check("jobs", with_job(failed)(healthy())).is_ok


def test_several_failing_jobs_are_named_one_by_one() -> None:
    facts = healthy()
    for name in ("optimise", "retention"):
        facts = with_job(JobState(name, None, run(name, JobResult.FAILED), None, 2))(facts)
    found = check("jobs", facts)
    assert [problem.subject for problem in found.problems] == ["optimise", "retention"]
    assert found.problems[0].help == "yalu jobs run optimise"
    assert found.text == "Jobs late or failing: optimise, retention."


def test_jobs_that_never_ran_are_no_fault() -> None:
    facts = healthy(jobs=[])
    assert [check(name, facts).is_ok for name in ("jobs", "backup", "integrity")] == [True] * 3
    first = healthy(jobs=[JobState("backup", None, run("backup", None))])
    assert check("backup", first).is_ok


def test_a_source_needs_somebody_after_a_day_or_when_it_never_answered() -> None:
    cases = {
        "an hour": (replace(DEAD, last_ok_at=NOW - HOUR), True),
        "two days": (DEAD, False),
        "never, once": (replace(DEAD, last_ok_at=None, failure_weight=1.0), True),
        "never, often": (replace(DEAD, last_ok_at=None, failure_weight=2.5), False),
        "silent": (state(silent_since=NOW - DAY), False),
        "paused": (replace(DEAD, source_id="paused"), True),
    }
    for what, (made, is_ok) in cases.items():
        facts = with_states(made)(healthy())
        facts = replace(facts, sources=[*facts.sources, source(id="paused", paused=True)])
        assert check("failing-sources", facts).is_ok is is_ok, what


def test_few_sources_prove_little_and_none_polled_nothing() -> None:
    one = with_states(replace(DEAD, last_ok_at=NOW - HOUR))(healthy())
    assert check("sources", one).is_ok
    assert check("sources", healthy(states={})).is_ok
    four = {name: state(name) for name in "abcd"} | {"e": replace(DEAD, source_id="e")}
    many = healthy(sources=[source(id=name) for name in "abcde"], states=four)
    assert check("sources", many).value == 0.8
    assert check("sources", many).is_ok
    worse = replace(many, states=four | {"d": replace(DEAD, source_id="d")})
    assert check("sources", worse).level is Level.WARN


def test_while_our_own_connection_is_down_no_source_is_late() -> None:
    late = with_states(state(next_poll_at=NOW - DAY))(healthy())
    assert check("polling", replace(late, outages=[OwnOutage(NOW - DAY)])).is_ok


def test_suspended_readers_are_named_with_what_helps_but_a_chat_s_secret_is_not() -> None:
    suspended = [
        Recipient(subscription_id="desk", address="a@example.org", suspended_at=NOW, detail="550 no."),
        Recipient(subscription_id="desk", address="slack://token/secret", suspended_at=NOW, detail="gone"),
    ]
    facts = with_status(recipients={"served": 1, "suspended": 2})(healthy(suspended=suspended))
    found = check("recipients", facts)
    assert found.problems[0].subject == "desk: a@example.org"
    assert found.problems[0].help == "yalu subscriptions resume desk"
    assert "secret" not in str(found.problems)
    assert "example.org" not in found.text


def test_an_unknown_number_of_files_is_no_fault() -> None:
    assert check("files", healthy(process=Process())).is_ok


def test_a_time_in_the_future_has_no_age() -> None:
    assert healthy().age(NOW + DAY) == timedelta()
    assert healthy().age(None) == timedelta()


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (7200, "2 hours"),
        (172800, "2 days"),
    ],
)
def test_spans_are_said_in_the_unit_people_use(span: int, words: str) -> None:
    assert length(timedelta(seconds=span)) == words


def test_long_lists_are_cut_and_sizes_rounded() -> None:
    assert names(["a", "b"]) == "a, b"
    assert names(list("abcdefg")) == "a, b, c, d, e and 2 others"
    assert (size(640_000_000), size(2_140_000_000)) == ("640 MB", "2.1 GB")


def test_a_database_is_backed_up_by_its_server() -> None:
    found = check("backup", healthy(has_file=False, jobs=[]))
    assert (found.level, found.help) == (Level.OK, "")
    assert "PostgreSQL makes the backups" in found.text


def test_workers_are_named() -> None:
    queue = WorkQueue(("node1 4711", "node2 12"), is_worked_on=True, waiting=1, running=3)
    found = check("workers", healthy(queue=queue))
    assert found.text == "2 workers (node1 4711, node2 12); 1 job waiting, 3 running."
