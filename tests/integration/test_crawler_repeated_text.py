"""Pages on which only the site's own text is found are no articles, whichever is read first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import open_archive
from tests.integration.test_crawler_collect import local, one
from tests.site import Site
from tests.unit.test_crawler_extract import html
from yaluwatch.model import Outcome

ABOUT = [
    "Harbour Courier has reported on shipping, customs and the fish trade along the estuary since 1974.",
    "Our office at the old pier is open to readers from nine to five, except on the days before holidays.",
    "Reprinting needs the written permission of the publisher, who can be reached at the address below.",
]


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


def titles(path: Path) -> set[str]:
    with open_archive(path) as archive:
        return {stored.article.title for stored in archive.verdicts.untagged(99)}


def test_the_sites_own_text_is_never_an_article_even_on_the_first_crawl(site: Site, tmp_path: Path) -> None:
    site.feed("/feed", *(f"/a/{number}" for number in range(1, 6)))
    for number in (1, 2, 3):
        site.page(f"/a/{number}", html(ABOUT, title=f"Headline number {number} of today"))
    for number in (4, 5):
        site.article(f"/a/{number}", f"Story {number}")
    report = one(tmp_path / "yalu.db", local(site))
    assert titles(tmp_path / "yalu.db") == {"Story 4", "Story 5"}
    assert (report.new, report.refused) == (2, {Outcome.TOO_THIN: 3})


def test_a_new_source_with_one_article_has_it_stored(site: Site, tmp_path: Path) -> None:
    site.feed("/feed", "/a/1")
    site.page("/a/1", html(ABOUT, title="About us"))
    assert one(tmp_path / "yalu.db", local(site)).new == 1


def test_two_copies_of_an_article_are_kept(site: Site, tmp_path: Path) -> None:
    site.feed("/feed", "/a/1", "/a/2")
    for number in (1, 2):
        site.page(f"/a/{number}", html(ABOUT, title=f"Edition {number}"))
    assert one(tmp_path / "yalu.db", local(site)).new == 2
