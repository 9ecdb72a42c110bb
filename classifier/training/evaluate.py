"""Cross-validation by story: `python -m classifier.training.evaluate FOLDER [--picture FILE]`.

Each article is classified with weights fitted without its story; synthetic articles are used for fitting
only. For comparison the same run evaluates a keyword alert, border places alone, TF-IDF with logistic
regression, and the hand-written rules (which were written while looking at these articles). Needs
scikit-learn, and matplotlib for the plot.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from classifier import Classifier
from classifier.lexicon import TOPICS
from classifier.training.baselines import gazetteer_alone, keyword_alert
from classifier.training.calibration_plots import draw_curves
from classifier.training.compare import Prediction, predict
from classifier.training.fitting import SYNTHETIC_WEIGHT, examples, fit
from classifier.training.labelled import Labelled, load_labelled, load_synthetic
from classifier.training.measure import Score, score
from classifier.training.story_folds import assign_folds
from classifier.training.tfidf import fit_tfidf

#: Topics with fewer clear articles are left out of the mean.
MIN_ARTICLES: Final = 8


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """The scores of one method."""

    name: str
    #: (group of articles, counts); borderline articles are a separate group.
    relevance: tuple[tuple[str, Score], ...]
    #: (topic, counts over the clear articles).
    topics: tuple[tuple[str, Score], ...]
    #: Expected calibration error of relevance in ten bins over the clear articles, 0–1.
    calibration_error: float

    @property
    def mean_topic_f1(self) -> float:
        """Mean F1 of the topics with at least `MIN_ARTICLES` articles; 0 if there are none."""
        counted = [counts.f1 for _, counts in self.topics if counts.right + counts.missed >= MIN_ARTICLES]
        return sum(counted) / len(counted) if counted else 0.0


def cross_validate(
    labelled: Sequence[Labelled], synthetic: Sequence[Labelled], classifier: Classifier, folds: Sequence[int]
) -> list[Prediction]:
    """Each article classified with weights fitted without its own fold."""
    real, artificial = examples(classifier, labelled), examples(classifier, synthetic, SYNTHETIC_WEIGHT)
    predictions: list[Prediction | None] = [None] * len(labelled)
    for fold in sorted(set(folds)):
        others = [example for example, of in zip(real, folds, strict=True) if of != fold]
        fitted = classifier.with_rules(fit([*others, *artificial], classifier.topic_names))
        for index, of in enumerate(folds):
            if of == fold:
                predictions[index] = predict(labelled[index], fitted)
    return [each for each in predictions if each is not None]


def predict_tfidf(
    labelled: Sequence[Labelled], synthetic: Sequence[Labelled], folds: Sequence[int]
) -> list[Prediction]:
    """The same folds and articles, classified by TF-IDF and logistic regression."""
    predictions: dict[int, Prediction] = {}
    for fold in sorted(set(folds)):
        others = [article for article, of in zip(labelled, folds, strict=True) if of != fold]
        indices = [index for index, of in enumerate(folds) if of == fold]
        results = fit_tfidf([*others, *synthetic])([labelled[index] for index in indices])
        for index, (probability, topics) in zip(indices, results, strict=True):
            is_relevant = probability >= 0.5
            tags = topics if is_relevant else frozenset[str]()
            predictions[index] = Prediction(labelled[index], probability, is_relevant, tags)
    return [predictions[index] for index in range(len(labelled))]


def evaluate(name: str, predictions: Sequence[Prediction]) -> EvaluationReport:
    """Counts per group and topic, and the calibration error."""
    clear = [each for each in predictions if each.article.is_clear]
    return EvaluationReport(
        name=name,
        relevance=tuple(
            (
                group,
                score(
                    (each.is_relevant, each.article.relevant) for each in predictions if belongs(each.article)
                ),
            )
            for group, belongs in _GROUPS
        ),
        topics=tuple(
            (topic, score((topic in each.tags, topic in each.article.tags) for each in clear))
            for topic in TOPICS
        ),
        calibration_error=calibration_error([(each.probability, each.article.relevant) for each in clear]),
    )


def _in_language(language: str) -> Callable[[Labelled], bool]:
    return lambda article: article.is_clear and article.language == language


_GROUPS: Final[tuple[tuple[str, Callable[[Labelled], bool]], ...]] = (
    ("en", _in_language("en")),
    (
        "en without KCNA",
        lambda article: article.is_clear and article.language == "en" and "KCNA" not in article.publisher,
    ),
    ("ko", _in_language("ko")),
    ("zh", _in_language("zh")),
    ("ja", _in_language("ja")),
    ("as published", lambda article: article.is_clear and not article.is_condensed),
    ("condensed", lambda article: article.is_clear and article.is_condensed),
    ("all", lambda article: article.is_clear),
    ("borderline", lambda article: not article.is_clear),
)


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error, 0–1, over bins of equal width; `pairs` are (probability, true label)."""
    filled: dict[int, list[tuple[float, bool]]] = {}
    for probability, true in pairs:
        filled.setdefault(min(int(probability * bins), bins - 1), []).append((probability, true))
    gaps = (abs(sum(probability - true for probability, true in inside)) for inside in filled.values())
    return sum(gaps) / len(pairs) if pairs else 0.0


def predict_all(labelled: Sequence[Labelled], synthetic: Sequence[Labelled]) -> dict[str, list[Prediction]]:
    """Method → its predictions for all articles."""
    classifier = Classifier.load()
    folds = assign_folds(labelled)
    hand_written = Classifier.load(weights_file="rules.toml")
    methods: dict[str, list[Prediction]] = {
        "classifier": cross_validate(labelled, synthetic, classifier, folds),
        "TF-IDF": predict_tfidf(labelled, synthetic, folds),
        "rules by hand (in-sample)": [predict(article, hand_written) for article in labelled],
    }
    for name, decide in (
        ("keyword alert", keyword_alert),
        ("gazetteer alone", gazetteer_alone(classifier.matcher)),
    ):
        results = [(article, decide(article.title, article.text, article.language)) for article in labelled]
        methods[name] = [Prediction(article, float(fires), fires) for article, fires in results]
    return methods


def tables(reports: Sequence[EvaluationReport]) -> Iterator[str]:
    """Lines of Markdown tables: relevance by method and group, topics by method, calibration."""
    yield "| relevant by | articles | precision | recall | F1 |"
    yield "|---|---|---|---|---|"
    for report in reports:
        for group, counts in report.relevance:
            numbers = f"{counts.precision:.2f} | {counts.recall:.2f} | {counts.f1:.2f}"
            yield f"| {report.name} | {group} | {numbers} |"
    yield ""
    tagging = [report for report in reports if report.mean_topic_f1]
    yield f"| topic, F1 | articles | {' | '.join(report.name for report in tagging)} |"
    yield "|---|---|" + "---|" * len(tagging)
    for index, topic in enumerate(TOPICS):
        of_topic = [report.topics[index][1] for report in tagging]
        articles = max((counts.right + counts.missed for counts in of_topic), default=0)
        yield f"| {topic} | {articles} | {' | '.join(f'{counts.f1:.2f}' for counts in of_topic)} |"
    means = " | ".join(f"{report.mean_topic_f1:.2f}" for report in tagging)
    yield f"| mean of those with {MIN_ARTICLES} or more | | {means} |"
    yield ""
    for report in tagging:
        yield f"Calibration error of {report.name}: {report.calibration_error:.3f}"


def _answers(predictions: Sequence[Prediction]) -> list[tuple[float, bool]]:
    return [(each.probability, each.article.relevant) for each in predictions if each.article.is_clear]


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Returns 0, or 1 if there are no labelled articles."""
    parser = argparse.ArgumentParser(prog="python -m classifier.training.evaluate", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with labelled *-dev.jsonl and fresh-*.jsonl files")
    parser.add_argument("--picture", type=Path, help="SVG file for the precision-recall curves")
    chosen = parser.parse_args(arguments)
    try:
        labelled = load_labelled(chosen.folder)
    except OSError as error:
        out.write(f"{error}\n")
        return 1
    methods = predict_all(labelled, load_synthetic())
    reports = [evaluate(name, predictions) for name, predictions in methods.items()]
    out.writelines(line + "\n" for line in tables(reports))
    if chosen.picture:
        draw_curves({name: _answers(predictions) for name, predictions in methods.items()}, chosen.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
