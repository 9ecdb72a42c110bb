"""Cross-validation over stories: `python -m classifier.training.evaluate FOLDER [--picture FILE]`.

Each article is judged by weights that were fitted without its story; our own articles only ever help to
fit. The same run judges with a keyword alert, with border places alone, with TF-IDF and logistic
regression, and with the rules written by hand (which were written while looking at these articles).
Needs scikit-learn, and matplotlib for the picture.
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
from classifier.training.compare import Judged, judge
from classifier.training.labelled import Labelled, load_labelled, load_own
from classifier.training.measure import Score, score
from classifier.training.story_folds import deal_folds
from classifier.training.tfidf import fit_tfidf
from classifier.training.train import OWN, examples, fit

#: Topics with fewer clear articles don't count in the mean.
ENOUGH: Final = 8


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What came of one way of judging."""

    name: str
    #: Group of articles → counts; borderline ones stand alone.
    relevance: tuple[tuple[str, Score], ...]
    #: Topic → counts over the clear articles.
    topics: tuple[tuple[str, Score], ...]
    #: Expected calibration error of relevance in ten bins over the clear articles, 0–1.
    calibration_error: float

    @property
    def mean_topic_f1(self) -> float:
        """Mean F1 of the topics with enough articles; 0 when there are none."""
        counted = [counts.f1 for _, counts in self.topics if counts.right + counts.missed >= ENOUGH]
        return sum(counted) / len(counted) if counted else 0.0


def cross_validate(
    labelled: Sequence[Labelled], own: Sequence[Labelled], classifier: Classifier, folds: Sequence[int]
) -> list[Judged]:
    """Each article judged by weights fitted to the other folds and to our own articles."""
    learned, ours = examples(classifier, labelled), examples(classifier, own, OWN)
    judged: list[Judged | None] = [None] * len(labelled)
    for fold in sorted(set(folds)):
        others = [example for example, of in zip(learned, folds, strict=True) if of != fold]
        fitted = classifier.with_rules(fit(others + ours, classifier.topic_names))
        for place, of in enumerate(folds):
            if of == fold:
                judged[place] = judge(labelled[place], fitted)
    return [each for each in judged if each is not None]


def judge_tfidf(labelled: Sequence[Labelled], own: Sequence[Labelled], folds: Sequence[int]) -> list[Judged]:
    """The same folds and articles, judged by TF-IDF and logistic regression."""
    judged: dict[int, Judged] = {}
    for fold in sorted(set(folds)):
        others = [article for article, of in zip(labelled, folds, strict=True) if of != fold]
        places = [place for place, of in enumerate(folds) if of == fold]
        said = fit_tfidf([*others, *own])([labelled[place] for place in places])
        for place, (probability, topics) in zip(places, said, strict=True):
            is_relevant = probability >= 0.5
            tags = topics if is_relevant else frozenset[str]()
            judged[place] = Judged(labelled[place], probability, is_relevant, tags)
    return [judged[place] for place in range(len(labelled))]


def evaluate(name: str, judged: Sequence[Judged]) -> EvaluationReport:
    """Counts per group and topic, and the calibration error."""
    clear = [each for each in judged if each.article.is_clear]
    return EvaluationReport(
        name=name,
        relevance=tuple(
            (
                group,
                score((each.is_relevant, each.article.relevant) for each in judged if belongs(each.article)),
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
    ("all", lambda article: article.is_clear),
    ("borderline", lambda article: not article.is_clear),
)


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Mean distance between probability and share of true ones, over bins of equal width, by their size."""
    filled: dict[int, list[tuple[float, bool]]] = {}
    for probability, true in pairs:
        filled.setdefault(min(int(probability * bins), bins - 1), []).append((probability, true))
    gaps = (abs(sum(probability - true for probability, true in inside)) for inside in filled.values())
    return sum(gaps) / len(pairs) if pairs else 0.0


def judge_all(labelled: Sequence[Labelled], own: Sequence[Labelled]) -> dict[str, list[Judged]]:
    """Name of a way of judging → what it says of every article."""
    classifier = Classifier.load()
    folds = deal_folds(labelled)
    by_hand = Classifier.load(weights_file="rules.toml")
    ways: dict[str, list[Judged]] = {
        "classifier": cross_validate(labelled, own, classifier, folds),
        "TF-IDF": judge_tfidf(labelled, own, folds),
        "rules by hand (in-sample)": [judge(article, by_hand) for article in labelled],
    }
    for name, decide in (
        ("keyword alert", keyword_alert),
        ("gazetteer alone", gazetteer_alone(classifier.matcher)),
    ):
        said = [(article, decide(article.title, article.text, article.language)) for article in labelled]
        ways[name] = [Judged(article, float(fires), fires) for article, fires in said]
    return ways


def tables(reports: Sequence[EvaluationReport]) -> Iterator[str]:
    """Lines of Markdown: relevance by way and group, topics by way, calibration."""
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
    for place, topic in enumerate(TOPICS):
        of_topic = [report.topics[place][1] for report in tagging]
        articles = max((counts.right + counts.missed for counts in of_topic), default=0)
        yield f"| {topic} | {articles} | {' | '.join(f'{counts.f1:.2f}' for counts in of_topic)} |"
    means = " | ".join(f"{report.mean_topic_f1:.2f}" for report in tagging)
    yield f"| mean of those with {ENOUGH} or more | | {means} |"
    yield ""
    for report in tagging:
        yield f"Calibration error of {report.name}: {report.calibration_error:.3f}"


def _answers(judged: Sequence[Judged]) -> list[tuple[float, bool]]:
    return [(each.probability, each.article.relevant) for each in judged if each.article.is_clear]


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Returns 0, or 1 when there is nothing to measure."""
    parser = argparse.ArgumentParser(prog="python -m classifier.training.evaluate", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with labelled *-dev.jsonl files")
    parser.add_argument("--picture", type=Path, help="SVG file for the precision-recall curves")
    chosen = parser.parse_args(arguments)
    try:
        labelled = load_labelled(chosen.folder)
    except OSError as error:
        out.write(f"{error}\n")
        return 1
    ways = judge_all(labelled, load_own())
    reports = [evaluate(name, judged) for name, judged in ways.items()]
    out.writelines(line + "\n" for line in tables(reports))
    if chosen.picture:
        draw_curves({name: _answers(judged) for name, judged in ways.items()}, chosen.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
