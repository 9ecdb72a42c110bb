"""What holds for every test: none depends on how fast the machine is, or on what else runs on it."""

import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from crawler.workers.forks import ForkServer
from tests.fork_servers import KeptForkServer

# Before NumPy is imported. Its threads wait for each other, and on busy cores that is most of a regression.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def kept_fork_servers() -> Iterator[None]:
    """Pools of crawl workers use the fork server of the pool before, see `tests.fork_servers`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crawler.workers.pool.ForkServer", KeptForkServer)
        yield
    KeptForkServer.end_all()


@pytest.fixture
def no_kept_fork_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pool of crawl workers starts a fork server of its own and ends it; none is there before."""
    KeptForkServer.end_all()
    monkeypatch.setattr("crawler.workers.pool.ForkServer", ForkServer)


@pytest.fixture
def free_web_port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A port for the pages that nothing listens at; `yalu doctor` looks."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    monkeypatch.setenv("YALUWATCH_WEB_PORT", str(port))
    return port
