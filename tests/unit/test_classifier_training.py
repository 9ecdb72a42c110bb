"""Weights are learned the same way twice, written readably, and measured by what was not learned from."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from classifier import Classifier
from classifier.features.rules import Rules, Topic, load_rules
from classifier.features.weights import write_rules
from classifier.lexicon import TOPICS
from classifier.training.calibration_plots import curve, draw_curves
from classifier.training.compare import Prediction, differences_between
from classifier.training.evaluate import calibration_error, cross_validate, evaluate, predict_tfidf, tables
from classifier.training.evaluate import main as evaluate_main
from classifier.training.labelled import Labelled, load_synthetic
from classifier.training.train import main as train_main
from classifier.training.train import train, training_digest


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


@pytest.fixture(scope="module")
def own() -> list[Labelled]:
    return load_synthetic()


def some_rules() -> Rules:
    topics = tuple(Topic(topic, f'The "{topic}"', -1.5, {f"share:{topic}": 2.25}) for topic in TOPICS)
    about: dict[str, str | int | float] = {"date": "2026-11-25", "articles": 7, "share": 0.5}
    return Rules("test-1", -3.0, {"title:both": 1.0, "against:russia": -2.0}, 0.5, 0.4, topics, about)


def test_written_weights_read_back_the_same_with_the_heaviest_first(tmp_path: Path) -> None:
    file = tmp_path / "weights.toml"
    text = write_rules(some_rules())
    file.write_text(text, encoding="utf-8")
    assert load_rules(file) == some_rules()
    assert text.index("against:russia") < text.index("title:both")


def test_training_twice_gives_the_same_weights_and_tells_near_misses_apart(
    classifier: Classifier, own: list[Labelled]
) -> None:
    pytest.importorskip("sklearn")
    real, ours = own[::2], own[1::2]
    rules = train(real, ours, classifier)
    assert rules == train(real, ours, classifier)
    assert rules.weights["sentence:both+exchange"] > 0 > rules.weights["against:russia"]
    assert all(topic.name == classifier.topic_names[topic.id] for topic in rules.topics)
    learned = classifier.with_rules(rules)
    said = [learned.classify(a.title, a.text, a.language).is_relevant == a.relevant for a in own]
    assert sum(said) / len(said) > 0.9


def test_digest_changes_with_a_label_and_not_with_the_order(own: list[Labelled]) -> None:
    few = own[:5]
    assert training_digest(few) == training_digest(few[::-1])
    changed = Labelled("own-en-001", "en", few[0].title, few[0].text, False, frozenset(), "core")
    assert training_digest([changed, *few[1:]]) != training_digest(few)


def test_every_article_is_judged_once_by_weights_that_have_not_seen_it(
    classifier: Classifier, own: list[Labelled]
) -> None:
    pytest.importorskip("sklearn")
    folds = [place % 2 for place in range(len(own))]
    judged = cross_validate(own, [], classifier, folds)
    assert [each.article for each in judged] == own
    report = evaluate("ours", judged)
    assert dict(report.relevance)["all"].f1 > 0.85
    assert 0 < report.calibration_error < 0.2
    assert 0.4 < report.mean_topic_f1 <= 1
    baseline = evaluate("TF-IDF", predict_tfidf(own, [], folds))
    assert dict(baseline.relevance)["all"].f1 < dict(report.relevance)["all"].f1
    printed = "\n".join(tables([report, baseline]))
    assert "| ours | all |" in printed
    assert "Calibration error of TF-IDF" in printed


def labelled(kind: str, *, relevant: bool, tags: Sequence[str] = (), publisher: str = "") -> Labelled:
    return Labelled("x", "en", "", "", relevant, frozenset(tags), kind, publisher)


def test_report_counts_borderline_articles_apart_and_one_publisher_out() -> None:
    report = evaluate(
        "x",
        [
            Prediction(labelled("core", relevant=True, tags=["trade"]), 0.9, True, frozenset({"trade"})),
            Prediction(labelled("core", relevant=True, publisher="KCNA"), 0.1, False),
            Prediction(labelled("borderline", relevant=False), 0.8, True, frozenset({"border"})),
        ],
    )
    groups = dict(report.relevance)
    assert (groups["en"].right, groups["en"].missed) == (1, 1)
    assert (groups["en without KCNA"].right, groups["en without KCNA"].missed) == (1, 0)
    assert groups["borderline"].wrong == 1
    assert dict(report.topics)["border"].wrong == 0


def test_calibration_error_is_the_gap_between_said_and_true() -> None:
    assert calibration_error([]) == 0.0
    assert calibration_error([(0.8, True)] * 4 + [(0.8, False)]) == pytest.approx(0.0)
    assert calibration_error([(1.0, False), (0.0, False)]) == pytest.approx(0.5)


def test_comparison_names_the_articles_two_versions_disagree_on(classifier: Classifier) -> None:
    article = Labelled("a", "en", "Smuggling from China to North Korea", "", True, frozenset(), "core")
    never = classifier.with_rules(some_rules())
    (difference,) = differences_between([article], never, classifier)
    assert difference.id == "a"
    assert difference.old[1] == frozenset()
    assert "smuggling" in difference.new[1]
    assert difference.told == ""
    assert differences_between([article], classifier, classifier) == []


def test_curve_has_a_point_for_each_probability_that_occurs() -> None:
    answers = [(0.9, True), (0.5, False), (0.5, True), (0.1, False)]
    assert curve(answers) == [(0.5, 1.0), (1.0, 2 / 3), (1.0, 0.5)]
    assert curve([(0.5, False)]) == []


def test_picture_is_an_svg_and_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    ways = {
        "ours": [(0.9, True), (0.5, False), (0.4, True), (0.1, False)],
        "alert": [(1.0, True), (0.0, False)],
    }
    for name in ("one.svg", "two.svg"):
        draw_curves(ways, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
    assert b"<svg" in (tmp_path / "one.svg").read_bytes()


def test_commands_say_when_there_is_nothing_to_learn_from(tmp_path: Path) -> None:
    for command in (train_main, evaluate_main):
        out = io.StringIO()
        assert command([str(tmp_path)], out) == 1
        assert str(tmp_path) in out.getvalue()


def write_labelled(folder: Path, articles: Sequence[Labelled]) -> None:
    rows = [
        {"id": a.id, "lang": a.language, "title": a.title, "text": a.text}
        | {"relevant": a.relevant, "tags": sorted(a.tags), "kind": a.kind}
        for a in articles
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "en-dev.jsonl").write_text(lines, encoding="utf-8")


def test_train_command_writes_weights_with_their_origin(tmp_path: Path, own: list[Labelled]) -> None:
    pytest.importorskip("sklearn")
    write_labelled(tmp_path, own[:40])
    file = tmp_path / "weights.toml"
    assert train_main([str(tmp_path), "--write", str(file), "--date", "2026-11-25"], io.StringIO()) == 0
    about = load_rules(file).about
    assert (about["date"], about["articles"], about["own_articles"]) == ("2026-11-25", 40, len(own))


def test_evaluate_command_sets_all_ways_side_by_side_and_draws_them(
    tmp_path: Path, own: list[Labelled]
) -> None:
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    write_labelled(tmp_path, own[::6])
    out = io.StringIO()
    assert evaluate_main([str(tmp_path), "--picture", str(tmp_path / "curves.svg")], out) == 0
    for way in ("classifier", "TF-IDF", "rules by hand (in-sample)", "keyword alert", "gazetteer alone"):
        assert f"| {way} | all |" in out.getvalue()
    assert (tmp_path / "curves.svg").stat().st_size > 1000
