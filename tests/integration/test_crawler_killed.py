"""Crawls that are killed at any moment lose and double nothing."""

import sys
from pathlib import Path

import pytest

from storage import open_archive
from tests.kill_run import records, run, warcs
from tests.samples import NOW, article, page


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes of a crawl in /proc")
def test_after_kills_and_one_calm_crawl_every_article_is_there_once() -> None:
    result = run(kills=2)
    assert result.kills == 2
    assert result.articles > 80
    assert result.pages > 80
    assert result.faults == []


def test_half_a_record_counts_as_no_file(tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        archive.articles.add(article(fetched_at=NOW), page(), publisher="p")
    (file,) = warcs(tmp_path)
    assert records(file) == 1
    file.write_bytes(file.read_bytes()[:-20])
    assert records(file) == 0
