"""Results page by page, stable while articles are added; facts in pages of bounded cost; marks of change."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest

from storage import Archive, FactQuery, Order, Step, open_archive, parse_query
from storage.sql.facts import facts as sqlite_facts
from tests.samples import NOW, article, placement, verdict
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Fact, FactSet


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def add(archive: Archive, number: int, facts: int = 0) -> int:
    made = article(
        url=f"https://a.example/{number}",
        title=f"Rice {number}",
        published_at=NOW - timedelta(hours=number),
    )
    stored = archive.articles.add(made, None, publisher="Press")
    found = tuple(
        Fact(kind="price", start=0, end=4, sentence_start=0, sentence_end=4, value=float(one))
        for one in range(facts)
    )
    untagged = archive.verdicts.untagged(10)
    archive.verdicts.add([(one, verdict(facts=FactSet(1, found))) for one in untagged], NOW)
    return stored.id


@pytest.mark.parametrize("text", ["", "rice", "topic:border", "rice asof:2027", "topic:border OR rice"])
@pytest.mark.parametrize("order", list(Order))
def test_a_search_goes_on_below_an_id(archive: Archive, text: str, order: Order) -> None:
    ids = [add(archive, number) for number in range(4)]
    found = archive.search.find(parse_query(text), limit=10, before=ids[1], order=order)
    assert sorted(hit.id for hit in found) == sorted(ids[2:])
    assert archive.search.find(parse_query(text), limit=10, before=ids[3], order=order) == []


def pages(archive: Archive, query: FactQuery, limit: int) -> list[list[float | None]]:
    found, after = [], None
    while True:
        page = archive.facts.page(query, limit=limit, after=after)
        found.append([fact.fact.value for fact in page.facts])
        if page.next is None:
            return found
        after = page.next


def test_pages_of_facts_add_up_to_all_of_them(archive: Archive) -> None:
    for number, facts in enumerate((2, 0, 3, 1)):
        add(archive, number, facts)
    every = [fact.fact.value for fact in archive.facts.find(FactQuery())]
    for limit in (1, 2, 3, 5, 6, 7):
        found = pages(archive, FactQuery(), limit)
        assert list(chain(*found)) == every
        assert all(len(page) == limit for page in found[:-1])
    assert pages(archive, FactQuery(kinds=("volume",)), 5) == [[]]
    with pytest.raises(ArchiveError, match="asof"):
        archive.facts.page(FactQuery(articles=parse_query("asof:2026")), limit=1)


def test_a_page_of_facts_ends_after_so_many_articles(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_facts, "_FIRST_CHUNK", 1)
    monkeypatch.setattr(sqlite_facts, "_MAX_LOOKED_THROUGH", 2)
    for number in range(6):
        add(archive, number, facts=number == 5)
    found = pages(archive, FactQuery(), 3)
    assert found[0] == []
    assert list(chain(*found)) == [0.0]


def test_stories_are_listed_by_when_they_were_opened(archive: Archive) -> None:
    ids = [add(archive, number) for number in range(4)]
    stories = [archive.stories.add(placement(one), NOW) for one in ids[:3]]
    archive.stories.add(placement(ids[3], ids[0]), NOW)
    archive.stories.merge(stories[0], [stories[1]], at=NOW)
    first, last = archive.stories.opened(limit=10)
    assert (first.id, first.articles, last.id, last.articles) == (stories[2], 1, stories[0], 3)
    assert (last.title, last.publishers) == ("Rice 0", 1)
    assert archive.stories.opened(limit=1) == [first]
    assert archive.stories.opened(limit=10, before=stories[2]) == [last]
    assert archive.stories.opened(limit=10, before=stories[0]) == []


def test_the_mark_changes_with_texts_verdicts_and_stories_only(archive: Archive) -> None:
    marks = [archive.stories.mark()]
    first = add(archive, 0)
    marks.append(archive.stories.mark())
    story = archive.stories.add(placement(first), NOW)
    marks.append(archive.stories.mark())
    second = add(archive, 1)
    archive.stories.merge(story, [archive.stories.add(placement(second), NOW)], at=NOW)
    marks.append(archive.stories.mark())
    assert len(set(marks)) == len(marks)
    archive.articles.note_unchanged(article().url, NOW)
    assert archive.stories.mark() == marks[-1]


def test_only_articles_in_stories_count_as_changed(archive: Archive) -> None:
    story = archive.stories.add(placement(add(archive, 0)), NOW)
    mark = archive.stories.mark()
    assert not archive.stories.has_changed(mark)
    other = add(archive, 1)
    assert archive.stories.mark() != mark
    assert not archive.stories.has_changed(mark)
    second = archive.stories.add(placement(other), NOW)
    changes = [mark, archive.stories.mark()]
    edited = article(url="https://a.example/0", title="Rice 0", body="Edited.", published_at=NOW)
    archive.articles.add(edited, None, publisher="Press")
    changes.append(archive.stories.mark())
    archive.stories.merge(story, [second], at=NOW)
    assert [archive.stories.has_changed(one) for one in changes] == [True, True, True]
    assert len(set(changes)) == 3
    assert not archive.stories.has_changed(archive.stories.mark())
    assert archive.stories.has_changed(replace(archive.stories.mark(), link="of another archive"))


@pytest.mark.parametrize("step", list(Step))
def test_a_series_reaches_to_the_ends_of_the_calendar(archive: Archive, step: Step) -> None:
    add(archive, 0)
    assert archive.research.series(parse_query("before:0001"), step) == []
    assert archive.research.series(parse_query("after:9999-12-31"), step) == []
    # No day after the newest one is counted.
    assert archive.research.series(parse_query("after:9999-12-01 before:9999-12-31"), step) == []


def test_a_query_knows_the_filters_in_it() -> None:
    query = parse_query("a topic:border (b OR -status:removed) c NEAR/2 d place:x score:>0.5")
    assert query.filters == {"topic", "status", "place"}
