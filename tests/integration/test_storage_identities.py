"""One article is stored once, under whatever addresses and ids it comes; two are never taken for one."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import Added, Archive, open_archive
from tests.samples import NOW, article, page

HOUR = timedelta(hours=1)
FERRY = (
    "The ferry between Dandong and Sinuiju carried traders for the first time since spring, two passengers "
    "said on Friday. Customs officers opened every bag, and the crossing took four hours instead of one."
)
ONIONS = (
    "Wholesalers in Hyesan sold onions from Changbai at half of last month's price, a broker in the county "
    "said. He expects the price to fall further when the next trucks arrive after the holiday."
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def read(
    archive: Archive, url: str, body: str = FERRY, *, guid: str = "", asked: str = "", **more: Any
) -> int:
    """Read an article whose page, asked for at `asked`, answers at `url`; returns the id it is stored as."""
    answer = page(requested_url=asked or url, url=more.pop("answered", url))
    made = article(url=url, body=body, **more)
    return archive.articles.add(made, answer, publisher="p", guid=guid).id


@pytest.mark.parametrize(
    "spelling",
    [
        "http://www.courier.example/a/7/",
        "https://m.courier.example/a/7",
        "https://www.courier.example/a/7/amp",
        "https://courier.example/a/7?amp=1",
    ],
)
def test_another_spelling_of_an_address_is_no_other_article(archive: Archive, spelling: str) -> None:
    first = read(archive, "https://www.courier.example/a/7")
    assert archive.articles.unseen([spelling, "https://www.courier.example/a/8"]) == {
        "https://www.courier.example/a/8"
    }
    assert archive.articles.last_visits([spelling]) == {spelling: NOW}
    assert read(archive, spelling, FERRY.replace("four", "five")) == first
    stored = archive.articles.get(first)
    assert stored is not None
    assert (stored.version, stored.article.url) == (2, "https://www.courier.example/a/7")


def test_an_address_dismissed_in_one_spelling_is_asked_for_in_another(archive: Archive) -> None:
    from yaluwatch.model import Outcome

    archive.articles.dismiss("http://courier.example/a/7", "courier", Outcome.ROBOTS, NOW)
    wanted = {"https://courier.example/a/7"}
    assert archive.articles.unseen(wanted) == wanted


def test_an_item_of_a_feed_that_gets_a_new_address_is_a_new_version(archive: Archive) -> None:
    first = read(archive, "https://courier.example/ferry-sails", guid="tag:courier,2026:7")
    again = read(
        archive,
        "https://courier.example/ferry-sails-again",
        FERRY.replace("first time since spring", "second time this year"),
        guid="tag:courier,2026:7",
    )
    assert again == first
    stored = archive.articles.get(first)
    assert stored is not None
    assert (stored.version, stored.article.url) == (2, "https://courier.example/ferry-sails-again")
    assert archive.articles.unseen(["https://courier.example/ferry-sails"]) == set()


def test_an_id_that_a_feed_uses_again_for_other_text_is_no_identity(archive: Archive) -> None:
    first = read(archive, "https://courier.example/ferry", guid="top-story")
    other = read(
        archive, "https://courier.example/onions", ONIONS, guid="top-story", title="Onions are cheap"
    )
    assert first != other
    assert read(archive, "https://courier.example/onions-2", ONIONS, guid="top-story") == other


def test_an_id_counts_only_within_its_source(archive: Archive) -> None:
    first = read(archive, "https://courier.example/ferry", guid="7")
    other = read(archive, "https://herald.example/ferry", guid="7", source_id="herald")
    assert first != other


def test_an_address_redirected_to_the_new_one_is_the_same_article(archive: Archive) -> None:
    first = read(archive, "https://old.example/7")
    moved = read(archive, "https://new.example/ferry", asked="https://old.example/7")
    stored = archive.articles.get(first)
    assert moved == first
    assert stored is not None
    assert stored.article.url == "https://new.example/ferry"


def test_an_address_redirected_to_another_article_does_not_change_the_first(archive: Archive) -> None:
    first = read(archive, "https://courier.example/ferry")
    other = read(
        archive,
        "https://courier.example/onions",
        ONIONS,
        asked="https://courier.example/ferry",
        fetched_at=NOW + HOUR,
    )
    assert other != first
    stored = archive.articles.get(first)
    assert stored is not None
    assert (stored.version, stored.article.body) == (1, FERRY)
    # The old address stays the first article's, and it counts as visited.
    assert archive.articles.last_visits(["https://courier.example/ferry"]) == {
        "https://courier.example/ferry": NOW + HOUR
    }
    assert read(archive, "https://courier.example/ferry") == first


def test_one_canonical_address_declared_on_every_page_makes_no_single_article(archive: Archive) -> None:
    first = read(
        archive,
        "https://courier.example/news",
        asked="https://courier.example/a/7",
        answered="https://courier.example/a/7",
    )
    other = read(
        archive,
        "https://courier.example/news",
        ONIONS,
        asked="https://courier.example/a/8",
        answered="https://courier.example/a/8",
    )
    assert first != other
    stored = archive.articles.get(other)
    assert stored is not None
    assert stored.article.url == "https://courier.example/a/8"


def test_a_rewritten_article_is_recognised_by_the_address_that_answers(archive: Archive) -> None:
    reached = {
        "asked": "https://courier.example/a/7?from=rss",
        "answered": "https://courier.example/a/7?from=rss",
    }
    first = read(archive, "https://courier.example/ferry", **reached)
    assert read(archive, "https://courier.example/ferry", ONIONS, **reached) == first
    assert read(archive, "https://courier.example/ferry-new-canonical", FERRY, **reached) == first


def test_archives_of_earlier_programs_know_the_spellings_too(tmp_path: Path) -> None:
    from tests.samples import connection_of

    with open_archive(tmp_path / "yalu.db") as archive:
        read(archive, "https://www.courier.example/a/7")
        with connection_of(archive).write("forgetting") as db:
            db.execute("DELETE FROM identities")
            from storage.sql.tables import identities

            identities.fill(db)
        assert archive.articles.unseen(["http://m.courier.example/a/7/"]) == set()


def test_an_id_that_changes_from_http_to_https_stays_the_same(archive: Archive) -> None:
    first = read(archive, "https://courier.example/ferry", guid="http://courier.example/?p=7")
    assert read(archive, "https://courier.example/ferries", guid="https://courier.example/?p=7") == first


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_read_together_are_stored_as_one_after_the_other(tmp_path: Path, seed: int) -> None:
    """New ones in a row are stored at once; whatever comes between them must find them."""
    chance = random.Random(seed)
    urls = [f"https://courier.example/{number}" for number in range(30)]
    together = []
    for number in range(60):
        url, asked = chance.choice(urls), chance.choice(urls)
        at = NOW + chance.choice((0, 0, 1)) * HOUR
        made = article(
            url=f"{url}/amp" if chance.random() < 0.2 else url,
            body=chance.choice((FERRY, ONIONS, f"{FERRY} {number}")),
            # Many of one second, as where a site prints the day alone.
            published_at=chance.choice((None, NOW, at)),
            fetched_at=at,
        )
        answer = page(requested_url=asked if chance.random() < 0.2 else url, url=url, fetched_at=at)
        together.append((made, answer if chance.random() < 0.8 else None, "p"))
    found = []
    for name, parts in (("all", [together]), ("each", [[one] for one in together])):
        with open_archive(tmp_path / name / "yalu.db") as archive:
            added = [one for part in parts for one in archive.articles.add_all(part)]
            stored = archive.articles.several({one.id for one in added})
            visits = archive.articles.last_visits(urls)
            verified = archive.maintenance.verify()
            assert verified.is_sound
            found.append((added, stored, visits, verified.pages, verified.versions))
    assert found[0] == found[1]
    assert 10 < len(found[0][1]) < 40


def test_more_than_fit_into_a_second_are_stored_together(archive: Archive) -> None:
    read_all = [
        (article(url=f"https://courier.example/{number}", published_at=NOW), None, "p")
        for number in range(1_030)
    ]
    added = archive.articles.add_all(read_all)
    assert len({one.id for one in added}) == 1_030
    assert archive.articles.add_all(read_all[:2]) == [
        Added(one.id, 1, is_new=False, is_edited=False) for one in added[:2]
    ]
