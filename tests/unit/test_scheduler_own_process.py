"""Long jobs in processes of their own."""

import json
import threading
import time
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from scheduler import Ending, Job, JobContext, context_of, job_process
from scheduler.running import own_process
from scheduler.running.own_process import attempt, run_apart
from storage import JobResult
from tests.samples import NOW
from yaluwatch.config import Settings

JOB = Job("backup", "", lambda _: {}, timedelta(hours=1), is_apart=True)


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module to run in place of the job's; found by the child, too."""
    import os

    file = tmp_path / "pretended_job.py"
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    return file


def run(tmp_path: Path, stop: threading.Event | None = None) -> Ending:
    context = replace(context_of(Settings(data=tmp_path)), stop=stop or threading.Event())
    return run_apart(JOB, context, "pretended_job")


def test_what_a_process_did_is_its_last_line(tmp_path: Path, module: Path) -> None:
    module.write_text('print(\'hello\'); print(\'{"counts": {"pages": 2}, "error": ""}\')')
    assert run(tmp_path) == Ending(JobResult.OK, {"pages": 2})


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("raise SystemExit(3)", "its process ended without a result (exit code 3)"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "(signal 9)"),
        ("print('[1]')", "(exit code 0)"),
        ("print('no JSON')", "(exit code 0)"),
        ('print(\'{"counts": 1, "error": ""}\')', "(exit code 0)"),
    ],
)
def test_a_process_that_ends_without_a_result_has_failed(
    tmp_path: Path, module: Path, code: str, error: str
) -> None:
    module.write_text(code)
    ending = run(tmp_path)
    assert ending.result is JobResult.FAILED
    assert error in ending.error


@pytest.mark.parametrize("code", ["", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"])
def test_a_process_ends_within_seconds_when_it_is_told_to(
    tmp_path: Path, module: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_process, "GRACE", 0.5)
    begun = tmp_path / "begun"
    module.write_text(f"{code}import time, pathlib\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(600)")
    stop = threading.Event()
    endings: list[Ending] = []
    thread = threading.Thread(target=lambda: endings.append(run(tmp_path, stop)))
    thread.start()
    end = time.monotonic() + 300
    while not begun.exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    stop.set()
    thread.join(120)
    assert "signal" in endings[0].error


def test_the_process_does_the_job_by_the_clock_of_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = []

    def work(context: JobContext) -> dict[str, int]:
        seen.append(context)
        return {"pages": 1, "bytes": 0}

    job = replace(JOB, work=work)
    monkeypatch.setattr(job_process, "JOBS", (job,))
    monkeypatch.setattr("scheduler.job_process.signal.signal", lambda *_: None)
    monkeypatch.setattr(job_process, "set_up_logging", lambda *_: None)
    order = {
        "job": "backup",
        "settings": Settings(data=tmp_path).model_dump(mode="json"),
        "now": NOW.isoformat(),
        "is_clock_sure": False,
        "level": "info",
    }
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(json.dumps(order).encode())))
    job_process.main()
    assert json.loads(capsys.readouterr().out) == {"counts": {"pages": 1}, "error": ""}
    (context,) = seen
    assert context.settings == Settings(data=tmp_path)
    assert timedelta() <= context.clock() - NOW < timedelta(hours=1)
    assert not context.is_clock_sure
    with pytest.raises(SystemExit):
        job_process._end(15, None)


def test_zeros_are_left_out_and_errors_become_sentences(tmp_path: Path) -> None:
    context = context_of(Settings(data=tmp_path))
    assert attempt(replace(JOB, work=lambda _: {"a": 0, "b": 1}), context) == ({"b": 1}, "")

    def break_down(_context: JobContext) -> dict[str, int]:
        raise KeyError("x")

    assert attempt(replace(JOB, work=break_down), context) == ({}, "KeyError: 'x'")
