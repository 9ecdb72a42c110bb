"""Commands start quickly: their modules import what they need."""

import subprocess
import sys

import pytest

#: Module of a command → what must not come with it.
LIGHT = {
    "cli.research.read": ("scrapy", "twisted", "fastapi", "scheduler.jobs", "alerts.transports"),
    "cli.research.facts": ("scrapy", "twisted", "fastapi", "scheduler.jobs", "alerts.transports"),
    "cli.indicators.border": ("scrapy", "twisted", "fastapi", "scheduler.jobs", "alerts.transports"),
    "cli.indicators.claims": ("scrapy", "twisted", "fastapi", "scheduler.jobs", "alerts.transports"),
    "cli.maintain.archive": ("scrapy", "twisted", "fastapi", "classifier", "crawler", "scheduler"),
    "cli.maintain.users": ("scrapy", "twisted", "web.app", "web.api", "classifier", "crawler"),
    "cli.maintain.status": ("twisted", "fastapi", "scheduler.jobs", "scheduler.service"),
}


@pytest.mark.parametrize("module", LIGHT)
def test_a_command_brings_nothing_along_that_it_does_not_use(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert module in loaded
    assert set(LIGHT[module]) & set(loaded) == set()
