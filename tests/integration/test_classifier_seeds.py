"""The two founding texts come out as their oracle says."""

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from classifier import Classifier
from classifier.facts import find_facts
from yaluwatch.model import Span, Verdict

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


def test_news_seed_has_its_dates_and_no_invented_amounts() -> None:
    text = (SHARED / "seeds" / f"{SEEDS[0]}.txt").read_text(encoding="utf-8")
    oracle = json.loads(ORACLE.read_text(encoding="utf-8"))[SEEDS[0]]
    facts = find_facts(text, date.fromisoformat(oracle["published_not_before"]))
    assert {mention.value for mention in facts.dates} >= {entry["date"] for entry in oracle["dates"]}
    assert any(attribution.is_anonymous for attribution in facts.attributions)
    assert not [amount for amount in facts.amounts if amount.unit not in {"percent", "people"}]


def test_history_seed_has_its_dates_and_figures() -> None:
    text = (SHARED / "seeds" / f"{SEEDS[1]}.txt").read_text(encoding="utf-8")
    facts = find_facts(text, None)
    values = {mention.value for mention in facts.dates}
    assert values >= {"1954-08", "1970-11", "1997-02", "2000-10", "2009-11-23", "2010-11-28", "1961"}
    amounts = {(int(amount.value), amount.unit) for amount in facts.amounts}
    assert amounts >= {(1416, "km"), (20, "km"), (17, "percent"), (7_560_000, "CNY"), (327_000_000, "USD")}
    assert 1718 in {resolution.number for resolution in facts.resolutions}
