"""Scores on the labelled articles, pinned: a change that lowers one says so and why."""

import os
from pathlib import Path

import pytest

from classifier import Classifier
from classifier.baselines import gazetteer_alone, keyword_alert
from classifier.measure import Labelled, load_labelled, relevance_rows, topic_rows

SHARED = Path(os.environ.get("YALUWATCH_SHARED") or Path(__file__).resolve().parents[3] / "shared")
EVAL = SHARED / "eval"

pytestmark = pytest.mark.skipif(not EVAL.is_dir(), reason=f"no labelled articles in {EVAL}")

#: Least F1 of "relevant".
RELEVANT = {"en": 0.90, "ko": 0.98, "zh": 0.96, "all": 0.94, "borderline": 0.58}
#: Least F1 of topics with enough articles to mean something.
TOPICS = {
    "border": 0.77,
    "smuggling": 0.68,
    "trade": 0.74,
    "sanctions": 0.86,
    "logistics": 0.75,
    "labor": 0.84,
    "tourism": 0.94,
    "diplomacy": 0.66,
    "health": 0.86,
}


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


@pytest.fixture(scope="module")
def articles() -> list[Labelled]:
    return load_labelled(EVAL)


def test_relevance_is_no_worse_than_pinned_and_above_both_baselines(
    classifier: Classifier, articles: list[Labelled]
) -> None:
    ours = dict(relevance_rows(articles, lambda *text: classifier.classify(*text).is_relevant))
    alert = dict(relevance_rows(articles, keyword_alert))
    places = dict(relevance_rows(articles, gazetteer_alone(classifier.matcher)))
    for group, least in RELEVANT.items():
        assert ours[group].f1 >= least, group
    for group in ("en", "ko", "zh", "all"):
        assert ours[group].f1 > max(alert[group].f1, places[group].f1) + 0.2, group


def test_topics_are_no_worse_than_pinned(classifier: Classifier, articles: list[Labelled]) -> None:
    verdicts = [classifier.classify(a.title, a.text, a.language) for a in articles]
    rows = dict(topic_rows(articles, verdicts, classifier.topics))
    for topic, least in TOPICS.items():
        assert rows[topic].f1 >= least, topic


def test_every_tag_quotes_the_article(classifier: Classifier, articles: list[Labelled]) -> None:
    for a in articles:
        parts = {"title": a.title, "body": a.text}
        for tag in classifier.classify(a.title, a.text, a.language).tags:
            assert tag.evidence
            assert all(parts[span.part][span.start : span.end] == span.text for span in tag.evidence)
