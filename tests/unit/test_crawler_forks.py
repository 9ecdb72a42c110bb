"""The parent's end of the fork server, and the tests' way of keeping one for the next pool."""

import os
from collections.abc import Iterator, Sequence

import pytest

from crawler.workers.forks import ForkServer
from tests.fork_servers import KeptForkServer


class Process:
    """In place of a fork server's process; it holds the other end of its control socket."""

    def __init__(self, _module: str, *_arguments: str, pass_fds: Sequence[int]) -> None:
        self.control = os.dup(pass_fds[0])
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code

    def wait(self, _seconds: float | None = None) -> int:
        return self.code or 0

    def kill(self) -> None:
        if self.code is None:
            os.close(self.control)
            self.code = -9


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Process]]:
    """The processes started."""
    made: list[Process] = []

    def start(*arguments: str, pass_fds: Sequence[int]) -> Process:
        made.append(Process(*arguments, pass_fds=pass_fds))
        return made[-1]

    monkeypatch.setattr("crawler.workers.forks.start_child", start)
    monkeypatch.setattr(KeptForkServer, "_kept", [])
    yield made
    KeptForkServer.end_all()


def test_closing_a_fork_server_ends_its_process(started: list[Process]) -> None:
    server = ForkServer.start()
    assert server.is_running()
    server.close()
    assert not server.is_running()
    assert [process.code for process in started] == [-9]


def test_a_fork_server_that_is_not_needed_any_more_is_kept_for_the_next(started: list[Process]) -> None:
    first = KeptForkServer.start()
    first.fork([0, 1, 2]).close()
    # Another one has it until then.
    other = KeptForkServer.start()
    assert other is not first
    first.close()
    assert KeptForkServer.start() is first
    other.close()
    assert len(started) == 2
    first.end()


def test_a_fork_server_with_a_worker_is_ended() -> None:
    server = KeptForkServer.start()
    with server.fork([0, 1, 2]):
        server.close()
    assert not server.is_running()
    new = KeptForkServer.start()
    assert new is not server
    new.close()


def test_a_fork_server_that_has_died_is_not_given_out(started: list[Process]) -> None:
    server = KeptForkServer.start()
    server.close()
    started[0].kill()
    new = KeptForkServer.start()
    assert new is not server
    new.close()


def test_a_fork_server_with_another_environment_is_not_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    before = KeptForkServer.start()
    before.close()
    monkeypatch.setenv("YALUWATCH_ANYTHING", "1")
    after = KeptForkServer.start()
    assert after is not before
    after.close()
