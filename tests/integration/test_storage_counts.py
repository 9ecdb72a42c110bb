"""Counts that are kept up to date, beside those read from every article."""

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from storage import Archive, Facet, Step, open_archive, parse_query
from storage.sql.counts.changes import IDS_PER_DAY
from storage.sql.tables import IDS_PER_SECOND
from tests.samples import NOW, article, statements_of, verdict
from yaluwatch.model import Evidence, Mention, Tag, Verdict

HERE = Evidence("body", 0, 7, "Freight")
#: Whole days, of which the counts are kept, and a moment.
DATES = (
    "after:2026-10-01",
    "before:2026-11-01",
    "after:2026-10-01 before:2026-11-01",
    "after:2026-11-01 before:2026-10-01",
    "after:2026-10-01 relevant:any",
)
KINDS = ("place", "actor", "goods", "rule")
#: Matches the same articles as no filter at all, but reads them.
ALL = " NOT place:nowhere"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def made(rng: random.Random, classifier: str) -> Verdict:
    """A verdict with some names, one of which may be of two kinds."""
    names = rng.sample(["dandong", "sinuiju", "coal", "kim", "2375"], rng.randrange(4))
    return verdict(
        is_relevant=rng.random() < 0.7,
        tags=tuple(
            Tag(topic, 0.9, (HERE,)) for topic in rng.sample(["border", "trade", "labor"], rng.randrange(3))
        ),
        mentions=tuple(Mention(name, rng.choice(KINDS), HERE, name) for name in names * 2),
        version=classifier,
    )


def differences(archive: Archive) -> list[str]:
    """Where the kept counts are not those of the articles."""
    research, everything, read = archive.research, parse_query(""), parse_query(ALL)
    found = [
        f"{facet} of {text!r}"
        for text, facet in product(("", "topic:border", "relevant:any", "topic:none"), Facet)
        if research.facet(parse_query(text), facet) != research.facet(parse_query(text + ALL), facet)
    ]
    found += [
        f"pairs of {kinds}"
        for kinds in (("place",), KINDS, ("actor", "goods"))
        if research.pairs(everything, kinds) != research.pairs(read, kinds)
    ]
    for step, dates in product(
        Step, ("", "topic:trade", "topic:trade after:2026-10-01", "relevant:any", *DATES)
    ):
        kept, points = (
            [point for point in research.series(parse_query(query), step) if point.articles]
            for query in (dates, dates + ALL)
        )
        found += [f"{one} is not {other}" for one, other in zip(kept, points, strict=True) if one != other]
    for text in (
        "",
        "topic:border",
        "topic:border topic:trade",
        "place:dandong",
        "goods:coal",
        "source:courier",
        "source:courier source:harbour",
        "language:ko",
        "publisher:press",
        "status:edited",
        "relevant:any",
        "topic:border relevant:any",
        "topic:border after:2026-10-01",
        *DATES,
    ):
        query = parse_query(text)
        if archive.search.count(query) != archive.search.count(parse_query(text + ALL)):
            found.append(f"count of {text!r}")
    return found


@pytest.mark.parametrize("seed", range(3))
def test_kept_counts_are_those_of_the_articles(archive: Archive, seed: int) -> None:
    rng = random.Random(seed)
    for number in range(40):
        archive.articles.add(
            article(
                url=f"https://a.example/{rng.randrange(15)}",
                source_id=rng.choice(["courier", "harbour"]),
                language=rng.choice(["en", "ko"]),
                title=f"Edited {number}",
                published_at=NOW - rng.randrange(90) * timedelta(days=1),
            ),
            None,
            publisher=rng.choice(["Press", "PRESS", "Harbour"]),
        )
        if rng.random() < 0.6:
            waiting = archive.verdicts.untagged(10)
            archive.verdicts.add([(stored, made(rng, "one")) for stored in waiting], NOW)
        if rng.random() < 0.2:
            again = archive.verdicts.outdated(f"judge-{number}")
            archive.verdicts.add([(stored, made(rng, f"judge-{number}")) for stored in again], NOW)
    assert differences(archive) == []
    assert archive.maintenance.verify().problems == ()


def test_one_source_is_read_by_its_index_with_the_same_results(archive: Archive) -> None:
    rng = random.Random(7)
    for number in range(30):
        archive.articles.add(
            article(
                url=f"https://a.example/{number}",
                source_id=rng.choice(["courier", "harbour"]),
                published_at=NOW - rng.randrange(90) * timedelta(days=1),
            ),
            None,
            publisher="Press",
        )
    archive.verdicts.add([(stored, made(rng, "one")) for stored in archive.verdicts.untagged(20)], NOW)
    for more in ("", " relevant:any", " topic:border", " NOT topic:border", f" asof:{NOW:%Y-%m-%d}", ALL):
        # Nothing is from the other source, which is not read by its index.
        one, two = (parse_query(text + more) for text in ("source:courier", "source:courier source:nowhere"))
        assert archive.search.count(one) == archive.search.count(two)
        assert archive.search.find(one, limit=40) == archive.search.find(two, limit=40)
        assert archive.research.series(one, Step.MONTH) == archive.research.series(two, Step.MONTH)
        assert archive.research.pairs(one, KINDS) == archive.research.pairs(two, KINDS)
        for facet in Facet:
            assert archive.research.facet(one, facet) == archive.research.facet(two, facet)
    assert archive.search.count(parse_query("source:courier")) > 3


def test_a_wrong_count_is_found_and_repaired(archive: Archive) -> None:
    archive.articles.add(article(), None, publisher="Press")
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
    with statements_of(archive).write("damaging") as db:
        db.execute("UPDATE relevant_counts SET articles = 7 WHERE kind = 'topic' AND value = 'border'")
        db.execute("DELETE FROM relevant_counts WHERE kind = 'place'")
        db.execute("UPDATE relevant_counts SET articles = 7 WHERE kind = 'stored'")
        db.execute("UPDATE topic_counts SET articles = 7 WHERE topic = 'border' AND kind = 'language'")
        db.execute("INSERT INTO topic_counts VALUES ('', 'source', 'gone', 1)")
        db.execute("INSERT INTO relevant_pairs VALUES ('coal', 'goods', 'dandong', 'place', 1)")
        db.execute("UPDATE article_facets SET is_grouped = 1")
    problems = archive.maintenance.verify().problems
    assert [problem.split(";")[0] for problem in problems] == [
        "whether they have a story is wrong for 1 articles",
        "the number of articles is wrong for place dandong",
        "the number of articles is wrong for stored",
        "the number of articles is wrong for topic border",
        "the number of articles is wrong for border language en by topic",
        "the number of articles is wrong for source gone by topic",
        "the number of articles is wrong for the pair coal, dandong",
    ]
    archive.maintenance.reindex()
    assert archive.status.read(NOW).articles == 1
    assert len(archive.maintenance.verify().problems) == 1


def test_an_id_has_the_day_of_publication_in_it() -> None:
    assert IDS_PER_DAY == 86_400 * IDS_PER_SECOND
