"""A standard learned baseline: character n-gram TF-IDF and logistic regression. Needs scikit-learn."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from classifier.lexicon import TOPICS, fold_text
from classifier.training.labelled import Labelled

#: Articles → (probability of relevance, topics) of each.
Predict = Callable[[Sequence[Labelled]], list[tuple[float, frozenset[str]]]]


def fit_tfidf(learned: Sequence[Labelled]) -> Predict:
    """Fit a model on character n-grams of two to four, which works for any script."""
    text = import_module("sklearn.feature_extraction.text")
    columns = text.TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True)
    table = columns.fit_transform(_texts(learned))
    relevance = _fit(table, [article.relevant for article in learned])
    topics = {topic: _fit(table, [topic in article.tags for article in learned]) for topic in TOPICS}

    def predict(articles: Sequence[Labelled]) -> list[tuple[float, frozenset[str]]]:
        rows = columns.transform(_texts(articles))
        probabilities = relevance.predict_proba(rows)[:, 1]
        predicted = {topic: model.predict(rows) for topic, model in topics.items()}
        return [
            (float(probability), frozenset(topic for topic in TOPICS if predicted[topic][index]))
            for index, probability in enumerate(probabilities)
        ]

    return predict


def _texts(articles: Sequence[Labelled]) -> list[str]:
    return [fold_text(f"{article.title} {article.title} {article.text}") for article in articles]


def _fit(table: Any, answers: list[bool]) -> Any:
    model = import_module("sklearn.linear_model").LogisticRegression(
        C=10.0, max_iter=1000, class_weight="balanced"
    )
    return model.fit(table, answers)
