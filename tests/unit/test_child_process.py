"""Children that end with their parent."""

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from yaluwatch import child_process
from yaluwatch.child_process import die_with, start_child

# Starts the fork server as a crawl does, in a thread that ends, and then sleeps.
PARENT = """
import socket, threading, time
from yaluwatch.child_process import start_child
near, far = socket.socketpair()
def start():
    child = start_child("crawler.workers.fork_server", str(far.fileno()), pass_fds=[far.fileno()])
    print(child.pid, flush=True)
thread = threading.Thread(target=start)
thread.start()
thread.join()
time.sleep(600)
"""


def runs(pid: int) -> bool:
    """Whether a process exists and is no zombie (Linux)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="prctl(2)")
def test_a_fork_server_dies_with_its_parent_while_it_starts() -> None:
    rng = random.Random(7)
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
            assert parent.stdout is not None
            pid = int(parent.stdout.readline())
            time.sleep(rng.uniform(0, 0.6))
            parent.kill()
        end = time.monotonic() + 60
        while runs(pid):
            assert time.monotonic() < end, "the fork server lives on"
            time.sleep(0.01)


def test_a_child_outlives_the_thread_that_asked_for_it() -> None:
    children = []
    asking = threading.Thread(
        target=lambda: children.append(
            start_child("code", "-q", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )
    )
    asking.start()
    asking.join()
    (child,) = children
    with child:
        time.sleep(0.3)
        out, _ = child.communicate(b"print(6 * 7)\n", timeout=300)
    assert b"42" in out
    assert child.returncode == 0


def test_a_child_whose_parent_has_gone_does_not_begin() -> None:
    code = "from yaluwatch.child_process import die_with; die_with(1 << 30); print('began')"
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert (ended.returncode, ended.stdout) == (1, b"")


def test_a_module_runs_as_if_it_were_started_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shown_arguments.py").write_text("import sys; print(__name__, sys.argv[1:])")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["child_process", str(os.getpid()), "shown_arguments", "a", "b"])
    monkeypatch.setattr(child_process, "die_with", lambda _: None)
    child_process.main()
    assert capsys.readouterr().out == "__main__ ['a', 'b']\n"


def test_a_system_without_prctl_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    die_with(os.getppid())
