"""Two passages of one article that cannot both be right, and what only looks like it."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from classifier import Classifier, find_article_facts
from indicators.contradictions import contradiction_row, contradictions_in, contradictions_of
from storage import open_archive
from tests.samples import article
from yaluwatch.model import Table

PUBLISHED = datetime(2024, 5, 20, tzinfo=UTC)
TITLES = {
    "en": "North Korea trade with China",
    "ko": "북중 국경 무역",
    "zh": "中朝边境贸易",
    "ja": "中朝国境の貿易",
}
TEXTS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("contradictions.toml").read_text(encoding="utf-8")
)["text"]


@cache
def classifier() -> Classifier:
    return Classifier.load()


def kinds(language: str, body: str, table: Table = ()) -> list[str]:
    tables = (table,) if table else ()
    made = article(
        title=TITLES[language], body=body, language=language, published_at=PUBLISHED, tables=tables
    )
    mentions = classifier().classify(made.title, made.body, language).mentions
    return [found.kind for found in contradictions_in(made, mentions)]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text["body"][:40])
def test_what_disagrees_is_found_and_nothing_else(text: dict[str, Any]) -> None:
    table = tuple(tuple(row) for row in text.get("table", ()))
    assert kinds(text["language"], text["body"], table) == ([text["kind"]] if text["kind"] else [])


def test_two_treaties_in_one_sentence_do_not_disagree() -> None:
    body = (
        "They rest on a treaty on border cooperation and mutual aid signed with China in 1960 and a protocol "
        "on border cooperation and mutual aid signed with China in 1986."
    )
    assert kinds("en", body) == []


def test_one_name_for_a_river_and_a_city_is_shown() -> None:
    body = "Smugglers cross the Tumen River at night. Barter is settled in the Chinese city of Tumen."
    assert kinds("en", body) == ["name"]
    assert kinds("zh", "图们江是界河。货车停在图们市。") == []


def test_both_passages_are_quoted_with_their_places() -> None:
    body = "The group invested 50 million yuan ($9.1 million) in the Dandong depot in 2023."
    made = article(title=TITLES["en"], body=body, language="en", published_at=PUBLISHED)
    mentions = classifier().classify(made.title, made.body, "en").mentions
    (found,) = contradictions_in(made, mentions)
    row = contradiction_row(found)
    assert (row["text"], row["other_text"]) == ("50 million yuan", "$9.1 million")
    assert row["sentence"] == row["other_sentence"] == body
    assert row["start"] == len(TITLES["en"]) + 2 + body.index("50 million")
    assert str(found.reason) == "a dollar taken for 5.495 CNY; in 2023 it cost between 6.7904 and 7.3071"


def test_stored_facts_give_the_same(tmp_path: Path) -> None:
    count = 0
    with open_archive(tmp_path / "yalu.db") as archive:
        for number, text in enumerate(TEXTS):
            table = tuple(tuple(row) for row in text.get("table", ()))
            made = article(
                url=f"https://courier.example/{number}",
                title=TITLES[text["language"]],
                body=text["body"],
                language=text["language"],
                published_at=PUBLISHED,
                tables=(table,) if table else (),
            )
            archive.articles.add(made, None, publisher="Courier")
            (stored,) = archive.verdicts.untagged(1)
            judged = replace(classifier().classify(made.title, made.body, made.language), is_relevant=True)
            archive.verdicts.add([(stored, judged)], PUBLISHED)
            known = archive.articles.get(stored.id)
            assert known is not None
            read = find_article_facts(
                made.title, made.body, made.language, PUBLISHED.date(), judged.mentions, made.tables
            )
            archive.facts.add([(known, read)])
            found = contradictions_of(known, [each.fact for each in archive.facts.of(stored.id)])
            assert found == contradictions_of(known)
            count += len(found)
    assert count > 10


def test_a_weekday_is_quoted_as_printed() -> None:
    made = article(
        title=TITLES["en"], body="The port will open on Monday, May 21, 2024.", language="en",
        published_at=PUBLISHED,
    )  # fmt: skip
    (found,) = contradictions_in(made, ())
    assert (found.first.text, found.second.text) == ("May 21, 2024", "Monday")
    assert str(found.reason) == "2024-05-21 was a Tuesday"
