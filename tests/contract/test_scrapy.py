"""Scrapy's own commands work in a checkout, under the rules of our crawls."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


def scrapy(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_spiders_are_listed() -> None:
    done = scrapy("list")
    assert done.stdout.split() == ["backfill", "feed", "json", "listing", "page", "sitemap", "wordpress"]
    assert "Traceback" not in done.stderr


def test_a_page_can_be_looked_at_and_our_own_network_can_not(site: Site) -> None:
    site.page("/a", "<title>Dandong</title>")
    code = "print(response.css('title::text').get() if response else 'nothing')"
    seen = scrapy("shell", "-s", "ALLOW_PRIVATE=1", "-c", code, f"{site.address}/a")
    assert "Dandong" in seen.stdout
    refused = scrapy("shell", "-c", code, f"{site.address}/a")
    assert "Dandong" not in refused.stdout
    assert len([path for path, _ in site.asked if path == "/a"]) == 1
