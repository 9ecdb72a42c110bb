"""Scores on the labelled articles, pinned: a change that lowers one says so and why."""

import os
from pathlib import Path

import pytest

from classifier import Classifier
from classifier.training.baselines import gazetteer_alone, keyword_alert
from classifier.training.evaluate import cross_validate, evaluate
from classifier.training.labelled import Labelled, load_labelled, load_synthetic
from classifier.training.measure import relevance_rows, topic_rows
from classifier.training.story_folds import assign_folds

SHARED = Path(os.environ.get("YALUWATCH_SHARED") or Path(__file__).resolve().parents[3] / "shared")
EVAL = SHARED / "eval"

pytestmark = [
    pytest.mark.skipif(not EVAL.is_dir(), reason=f"no labelled articles in {EVAL}"),
    # Scores, not lines; measured by coverage they take far longer.
    pytest.mark.no_cover,
]

#: Least F1 of "relevant" of the shipped weights, which were learned from these articles.
RELEVANT = {"en": 0.97, "ko": 0.98, "zh": 0.97, "all": 0.97, "borderline": 0.69}
#: Least F1 in cross-validation over stories: of articles the weights have not seen.
UNSEEN = {
    "en": 0.97,
    "en without KCNA": 0.97,
    "ko": 0.98,
    "zh": 0.96,
    "ja": 0.98,
    "all": 0.97,
    "borderline": 0.68,
}
#: The same for topics, of the articles in `*-dev.jsonl`. That other topics do not speak for one, and one
#: threshold for all, cost border, smuggling and health one or two articles each in these collections, where
#: topics often go together; on articles of another reader it gained .02 of F1. That a hub of trade is a place
#: and no report on trade costs one headline ("hub of trade stands still"), and that a trading partner is none
#: two articles on sanctions of others; on articles nobody had seen it was the cause of 3 of 8 wrong tags.
#: Smuggling told by its circumstances, and a closure of years ago that is no border, gained .02 to .07 of
#: both and cost here: diplomacy and tourism three articles whose relevance fell from .52 to .49, logistics
#: and trade one or two each (freight at a border place is no border any more), health a clause on a closure.
#: That passengers are no freight, a load no trade and an epidemic of the past no report on health gained .05
#: of logistics and .01 to .06 of health; border and logistics lose two condensed articles on flights whose
#: labels say logistics, against the guide, sanctions one article at the threshold and trade two.
UNSEEN_TOPICS = {
    "border": 0.80,
    "smuggling": 0.83,
    "trade": 0.78,
    "sanctions": 0.86,
    "logistics": 0.81,
    "markets": 0.95,
    "labor": 0.95,
    "tourism": 0.91,
    "diplomacy": 0.60,
    "health": 0.78,
}
#: And of the others, condensed wordings of real articles.
UNSEEN_CONDENSED_TOPICS = {
    "border": 0.86,
    "smuggling": 0.88,
    "trade": 0.77,
    "sanctions": 0.77,
    "logistics": 0.76,
    "markets": 0.84,
    "labor": 0.90,
    "tourism": 0.75,
    "health": 0.58,
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


def test_topics_are_better_than_the_rules_written_by_hand(
    classifier: Classifier, articles: list[Labelled]
) -> None:
    def mean(judge: Classifier) -> float:
        verdicts = [judge.classify(a.title, a.text, a.language) for a in articles]
        rows = dict(topic_rows(articles, verdicts, judge.topics))
        return sum(rows[topic].f1 for topic in UNSEEN_TOPICS) / len(UNSEEN_TOPICS)

    assert mean(classifier) > mean(Classifier.load(weights_file="rules.toml"))


def test_articles_not_learned_from_are_judged_no_worse_than_pinned(
    classifier: Classifier, articles: list[Labelled]
) -> None:
    pytest.importorskip("sklearn")
    predictions = cross_validate(articles, load_synthetic(), classifier, assign_folds(articles))
    relevance = dict(evaluate("all", predictions).relevance)
    for group, least in UNSEEN.items():
        assert relevance[group].f1 >= least, group
    for pinned, of_dev in ((UNSEEN_TOPICS, True), (UNSEEN_CONDENSED_TOPICS, False)):
        chosen = [each for each in predictions if each.article.collection.endswith("-dev") == of_dev]
        scores = dict(evaluate("topics", chosen).topics)
        for topic, least in pinned.items():
            assert scores[topic].f1 >= least, (topic, of_dev)
