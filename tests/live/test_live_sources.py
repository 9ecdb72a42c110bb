"""Every shipped source asked once over the real network: by hand, `make live`."""

from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from crawler.sources.source_list import read_sources
from scheduler import jobs
from yaluwatch.config import Settings
from yaluwatch.model import Outcome, Source


def shipped() -> list[Source]:
    with as_file(files("crawler.sources") / "sources.toml") as file:
        return [source for source in read_sources(file) if not source.paused]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.id)
def test_the_source_can_be_read(source: Source, tmp_path: Path) -> None:
    [report] = jobs.collect(Settings(data=tmp_path), [source], datetime.now(UTC))
    assert report.outcome in {Outcome.OK, Outcome.EMPTY}, report.detail
