"""What holds for every test: none depends on how fast the machine is, or on what else runs on it."""

import socket

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture
def free_web_port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A port for the pages that nothing listens at; `yalu doctor` looks."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    monkeypatch.setenv("YALUWATCH_WEB_PORT", str(port))
    return port
