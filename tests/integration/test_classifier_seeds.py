"""The two founding texts come out as their oracle says."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from classifier import Classifier, find_article_facts
from crawler.extraction.text_tables import tables_in_text
from indicators.contradictions import contradictions_in
from tests.samples import article
from yaluwatch.model import Fact, Span, Verdict, full_text

SHARED = Path(os.environ.get("YALUWATCH_SHARED") or Path(__file__).resolve().parents[3] / "shared")
ORACLE = SHARED / "domain" / "seed-oracle.json"
SEEDS = ("000_162a5116d9346863", "004_7b06b051bd1660ee")

pytestmark = pytest.mark.skipif(not ORACLE.is_file(), reason=f"no founding texts in {SHARED}")


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


def judge(classifier: Classifier, seed: str) -> tuple[Verdict, str, str, Mapping[str, Any]]:
    title, _, body = (SHARED / "seeds" / f"{seed}.txt").read_text(encoding="utf-8").partition("\n")
    oracle = json.loads(ORACLE.read_text(encoding="utf-8"))[seed]
    return classifier.classify(title, body, oracle["language"]), title, body, oracle


@pytest.mark.parametrize("seed", SEEDS)
def test_seed_is_relevant_with_every_expected_tag_and_no_forbidden_one(
    classifier: Classifier, seed: str
) -> None:
    verdict, _, _, oracle = judge(classifier, seed)
    tags = {tag.topic for tag in verdict.tags}
    assert verdict.is_relevant
    assert tags >= set(oracle["tags_expected"])
    assert not tags & set(oracle.get("tags_forbidden", ()))


@pytest.mark.parametrize("seed", SEEDS)
def test_seed_names_every_expected_place(classifier: Classifier, seed: str) -> None:
    verdict, _, _, oracle = judge(classifier, seed)
    places = {mention.id for mention in verdict.mentions if mention.kind == "place"}
    assert places >= set(oracle["places"])
    assert places <= set(classifier.places)


def test_news_seed_invents_no_crossing(classifier: Classifier) -> None:
    verdict, _, _, oracle = judge(classifier, SEEDS[0])
    places = {mention.id for mention in verdict.mentions if mention.kind == "place"}
    assert places == set(oracle["places"])


def test_seeds_name_their_actors_and_resolutions(classifier: Classifier) -> None:
    news = {mention.id for mention in judge(classifier, SEEDS[0])[0].mentions}
    history = {mention.id for mention in judge(classifier, SEEDS[1])[0].mentions}
    assert news >= {
        "kim-song-nam",
        "kim-jong-un",
        "wpk",
        "dprk-mss",
        "dprk-trading-companies",
        "small-smugglers",
        "chinese-authorities",
        "unsc",
    }
    assert history >= {
        "kim-jong-il",
        "kim-il-sung",
        "zhou-enlai",
        "liang-guanglie",
        "unsc",
        "cfr",
        "red-guards",
        "wikileaks",
        "guardian",
        "unscr-1718",
        "coal",
        "ores",
        "garments",
        "seafood",
        "apples",
        "textiles",
        "vehicles",
        "machinery",
        "electrical-machinery",
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_every_quote_of_a_seed_stands_in_it(classifier: Classifier, seed: str) -> None:
    verdict, title, body, _ = judge(classifier, seed)
    parts = {"title": title, "body": body}
    spans: list[Span] = [span for tag in verdict.tags for span in tag.evidence]
    spans += [mention.span for mention in verdict.mentions]
    assert spans
    assert all(parts[span.part][span.start : span.end] == span.text for span in spans)


def facts_of(classifier: Classifier, seed: str, published: str) -> tuple[list[Fact], str, Mapping[str, Any]]:
    verdict, title, body, oracle = judge(classifier, seed)
    day = date.fromisoformat(published)
    found = find_article_facts(title, body, "en", day, verdict.mentions).facts
    return list(found), full_text(title, body), oracle


def test_news_seed_has_every_date_and_time_and_no_invented_amount(classifier: Classifier) -> None:
    found, _, oracle = facts_of(classifier, SEEDS[0], "2020-02-18")
    wanted = {
        f"{entry['date']}T{entry['time']}" if "time" in entry else entry["date"] for entry in oracle["dates"]
    }
    dates = {fact.date for fact in found if fact.kind == "date"}
    # "Earlier this month" is February, too.
    assert dates == wanted
    told = [fact for fact in found if fact.kind == "date" and fact.date.startswith("2020-02-1")]
    assert {fact.inferred for fact in told} == {"last"}
    assert {fact.kind for fact in found} == {"date", "claim", "status"}


def test_news_seed_without_a_date_of_publication_gets_no_year(classifier: Classifier) -> None:
    verdict, title, body, _ = judge(classifier, SEEDS[0])
    found = find_article_facts(title, body, "en", None, verdict.mentions).facts
    years = {fact.date[:4] for fact in found if fact.kind == "date" and not fact.date.startswith("-")}
    assert years == {"2017"}


def test_news_seed_has_its_claims_with_speakers(classifier: Classifier) -> None:
    found, text, _ = facts_of(classifier, SEEDS[0], "2020-02-18")
    claims = {
        text[fact.start : fact.end]: (text[slice(*fact.speaker)], fact.attribution)
        for fact in found
        if fact.kind == "claim" and fact.speaker
    }

    def said(words: str) -> tuple[str, str]:
        (sentence,) = [sentence for sentence in claims if words in sentence]
        return claims[sentence]

    assert said("difficult to restart") == ("a high-level government source in Pyongyang", "anonymous")
    assert said("essentially a rejection")[1] == "anonymous"
    assert said("had ordered Kim Song Nam") == ("Daily NK", "anonymous")
    assert said("create misunderstandings")[0] == "the Chinese"
    assert said("also reportedly expressed disappointment")[0] == "Chinese authorities"
    assert said("no responsibility")[0] == "the Chinese"
    assert said("would not “take issue”")[0] == "The response"
    assert said("wait a little longer")[0] == "The Chinese response"
    assert said("no smuggling between individuals") == ("the Pyongyang-based source", "anonymous")


def test_history_seed_has_every_date(classifier: Classifier) -> None:
    found, _, oracle = facts_of(classifier, SEEDS[1], "2010-12-01")
    dates = {fact.date for fact in found if fact.kind == "date"}
    wanted = {part.removesuffix(" (treaty end)") for entry in oracle["dates"] for part in entry.split("/")}
    assert dates >= wanted
    # Of the 1970s no year is said.
    assert "--01" in dates
    assert not {value for value in dates if value.startswith("2010-01")}


def test_history_seed_has_every_figure_with_its_year(classifier: Classifier) -> None:
    found, _, oracle = facts_of(classifier, SEEDS[1], "2010-12-01")
    amounts = {(fact.kind, fact.value, fact.unit, fact.date) for fact in found if fact.unit}
    figures = oracle["figures"]
    plain = {amount[:3] for amount in amounts}
    assert plain >= {
        ("distance", figures["border_km"], "km"),
        ("distance", figures["fence_km_2006"], "km"),
        ("area", figures["paektusan_claim_sqkm"], "km2"),
        ("count", figures["crossings"], "places"),
        ("count", figures["prc_troops"], "people"),
        ("count", figures["trade_rank_2009"], "rank"),
        ("share", figures["fuel_share_2009_pct"], "percent"),
        ("value", 7_560_000, "CNY"),
        ("value", 2_610_000, "RUB"),
        ("value", 8_230_000, "RUB"),
        ("value", 1_030_000, "CHF"),
        ("value", 510_000, "USD"),
    }
    assert amounts >= {
        ("count", figures["travellers_1996_below"], "people", "1996"),
        ("count", figures["travellers_1997_above"], "people", "1997"),
        ("value", figures["fuel_exports_2009_musd"] * 1e6, "USD", "2009"),
        ("value", 11_990_000, "CHF", "1983"),
        ("value", 5_710_000, "USD", "1983"),
        ("value", 100_000_000, "CHF", "1985"),
        ("value", 40_700_000, "USD", "1985"),
        ("value", 160_000_000, "CHF", "1988"),
        ("value", 109_340_000, "USD", "1988"),
        ("value", 150_000_000, "CHF", "1990"),
        ("value", 88_200_000, "USD", "1990"),
    }
    assert {fact.value for fact in found if fact.unit == "places"} == {3, 6, 13}
    assert {fact.value for fact in found if fact.kind == "resolution"} == {1718}


def test_no_amount_of_a_seed_is_invented(classifier: Classifier) -> None:
    """What a careful reader finds, and nothing else."""
    found, text, _ = facts_of(classifier, SEEDS[1], "2010-12-01")
    printed = {text[fact.start : fact.end] for fact in found if fact.value is not None}
    assert printed == {
        "1,416-kilometer", "20-kilometer", "six border crossing", "1,000 passengers", "100,000",
        "160 square kilometres", "7.56 million Chinese renminbi", "2.61 million rubles",
        "8.23 million rubles", "1.03 million Swiss francs", "510K USD",
        "11.99 million Swiss francs (CHF)", "5.71M USD", "CHF 100 million", "40.70M USD",
        "CHF 160 million", "109.34M USD", "CHF 150 million", "88.2M USD", "three border trade areas",
        "13", "3", "6 areas", "half", "a quarter", "82", "$327 million", "17%", "500,000 soldiers",
        "Two unnamed Chinese officials", "Resolution 1718", "US $200 million",
    }  # fmt: skip


def test_history_seed_shows_its_five_contradictions(classifier: Classifier) -> None:
    verdict, title, body, oracle = judge(classifier, SEEDS[1])
    made = article(
        title=title, body=body, published_at=datetime(2010, 12, 1, tzinfo=UTC), tables=tables_in_text(body)
    )
    found = contradictions_in(made, verdict.mentions)
    assert len(found) == len(oracle["inconsistencies"])
    assert [(each.kind, each.first.text, each.second.text) for each in found] == [
        ("treaty", "1961", "July 11, 1967"),
        ("count", "six border crossing", "13"),
        ("conversion", "CHF 150 million", "88.2M USD"),
        ("header", "20007", "2006"),
        ("name", "Tumen rivers", "city of Tumen"),
    ]


def test_news_seed_contradicts_itself_nowhere(classifier: Classifier) -> None:
    verdict, title, body, _ = judge(classifier, SEEDS[0])
    made = article(title=title, body=body, published_at=datetime(2020, 2, 20, tzinfo=UTC))
    assert contradictions_in(made, verdict.mentions) == ()


def test_labelled_articles_contradict_themselves_nowhere(classifier: Classifier) -> None:
    """Of a thousand articles, read one by one, none does."""
    told = []
    for file in sorted((SHARED / "eval").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines()[::5]:
            one = json.loads(line)
            made = article(
                title=one["title"], body=one["text"], language=one["lang"], published_at=None,
                tables=tables_in_text(one["text"]),
            )  # fmt: skip
            mentions = classifier.classify(one["title"], one["text"], one["lang"]).mentions
            told += [(one["id"], str(each.reason)) for each in contradictions_in(made, mentions)]
    assert told == []
