"""Claims and promises: what became of them, as the command, pages, interface and digests show it."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from classifier import Classifier
from cli.app import app
from indicators import judged_claims, story_sourcing
from scheduler import jobs
from storage import Archive, ClaimQuery, open_archive
from tests.samples import article, placement

EVENTS = Path(__file__).parents[1] / "claims" / "events.tsv"
TITLES = {
    "en": "Trade on the China-North Korea border",
    "ko": "북중 국경 교역 소식",
    "zh": "中朝边境贸易消息",
    "ja": "中朝国境の貿易",
}
PROMISES = ClaimQuery(kinds=("promise",))


@cache
def classifier() -> Classifier:
    return Classifier.load()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The press of some days, in our own words after published reports."""
    made = open_archive(tmp_path_factory.mktemp("claims") / "yalu.db")
    for number, line in enumerate(EVENTS.read_text(encoding="utf-8").splitlines()):
        day, language, publisher, text = line.split("\t")
        at = datetime.fromisoformat(f"{day}T06:00:00+00:00")
        url = f"https://p{number}.example/{number}"
        made.articles.add(
            article(
                url=url, title=TITLES[language], body=text, language=language, published_at=at, fetched_at=at
            ),
            None,
            publisher=publisher,
        )
        jobs.tag(made, classifier(), at)
        for each in made.stories.ungrouped(10):
            made.stories.add(placement(each.id), at)
    yield made
    made.close()


def fates(archive: Archive, day: str, query: ClaimQuery = PROMISES) -> dict[str, str]:
    """Subject and day it was promised → its fate."""
    found = judged_claims(archive, query, date.fromisoformat(day))
    return {f"{each.claim.subject} {each.claim.day}": each.fate for each in found}


def yalu(archive: Archive, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(archive.path.parent), "claims", *arguments])


def test_promises_have_their_fates(archive: Archive) -> None:
    assert fates(archive, "2026-11-01") == {
        "new-yalu-bridge 2014-09-29": "broken",
        "dandong 2022-01-15": "kept",
        "border 2023-09-25": "broken",
        "hyesan-port 2024-05-02": "expired",
        "coal:from-north 2024-06-20": "expired",
        "new-yalu-bridge 2026-01-22": "open",
        "dandong 2026-03-10": "kept",
    }
