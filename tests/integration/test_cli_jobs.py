"""`yalu jobs`: the jobs with their records, and running one by hand."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from cli.maintain import jobs as jobs_command
from scheduler import JOBS, SERVICE
from storage import JobResult, open_archive
from yaluwatch import times
from yaluwatch.owner import new_owner


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "80")
    # What it sets up would last beyond the command.
    monkeypatch.setattr("cli.maintain.jobs.signal.signal", lambda *_: None)
    assert run(tmp_path / "var", "init").exit_code == 0
    return tmp_path / "var"


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


def test_every_job_is_listed_with_its_last_run(data: Path) -> None:
    assert run(data, "jobs", "run", "backup").output.startswith("backup: ")
    with open_archive(data / "yalu.db") as archive:
        now = times.clock()
        archive.jobs.begin("poll", new_owner(), now)
        archive.jobs.begin("compose", "/".join((new_owner().split("/")[0], str(1 << 22), "1", "1")), now)
        archive.jobs.end(
            archive.jobs.begin("deliver", new_owner(), now - timedelta(hours=3)),
            now,
            JobResult.FAILED,
            error="the mail server at mail.example rejects the password",
        )
    listed = run(data, "jobs")
    lines = listed.output.splitlines()
    assert [line.split()[0] for line in lines[1:-1] if not line.startswith("  ")] == [
        job.name for job in JOBS
    ]
    assert "  the mail server at mail.example rejects the password" in lines
    words = {line.split()[0]: line for line in lines}
    assert "daily 18:20" in words["backup"]
    assert "just now" in words["backup"]
    assert " ok " in words["backup"]
    assert "3 h ago" in words["deliver"]
    assert "failed" in words["deliver"]
    assert "running" in words["poll"]
    assert "lost" in words["compose"]
    assert "off" in words["bounces"]
    assert lines[-1] == "No service is running; `yalu run` starts it."


def test_a_service_that_runs_is_not_said_to_be_missing(data: Path) -> None:
    with open_archive(data / "yalu.db") as archive:
        assert archive.claims.take([SERVICE], "elsewhere/1/2/3", times.clock().timestamp(), lease=45)
    assert "No service" not in run(data, "jobs").output


def test_the_list_as_json_has_everything(data: Path) -> None:
    run(data, "jobs", "run", "integrity")
    found = {each["job"]: each for each in json.loads(run(data, "jobs", "--json").output)}
    assert found["integrity"]["last"]["result"] == "ok"
    assert found["integrity"]["last"]["is_manual"] is True
    assert found["integrity"]["failures"] == 0
    assert found["bounces"]["when"] == "off"
    assert found["poll"]["last"] is None


def test_a_job_that_there_is_not_and_one_that_fails_are_one_sentence(data: Path) -> None:
    unknown = run(data, "jobs", "run", "backups")
    assert unknown.exit_code == 1
    assert str(unknown.exception) == "there is no job 'backups'; `yalu jobs` lists them"
    (data / "backups").mkdir()
    failed = run(data, "jobs", "run", "restore-drill")
    assert failed.exit_code == 1
    assert str(failed.exception).startswith("restore-drill failed: there is no backup in ")


def test_a_job_that_another_process_runs_is_left_to_it(data: Path) -> None:
    with open_archive(data / "yalu.db") as archive:
        run_id = archive.jobs.begin("backup", "elsewhere/1/2/3", times.clock())
    refused = run(data, "jobs", "run", "backup")
    assert refused.exit_code == 1
    assert "backup is being run by another process since" in str(refused.exception)
    with open_archive(data / "yalu.db") as archive:
        archive.jobs.end(run_id, times.clock(), JobResult.OK)
    assert run(data, "jobs", "run", "backup").exit_code == 0


@pytest.mark.parametrize("name", ["tag", "compose", "deliver", "bounces", "source-health", "forget"])
def test_jobs_run_by_hand_at_any_time(data: Path, name: str) -> None:
    assert run(data, "jobs", "run", name).exit_code == 0
    assert run(data, "jobs", "run", name).exit_code == 0
    with open_archive(data / "yalu.db") as archive:
        assert [each.is_manual for each in archive.jobs.runs(name)] == [True, True]


def test_sigterm_ends_a_job_run_by_hand() -> None:
    with pytest.raises(SystemExit) as ended:
        jobs_command._end(15, None)
    assert ended.value.code == 143
