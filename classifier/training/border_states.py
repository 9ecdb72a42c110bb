"""Learns how sure a sentence is of a crossing's state: `python -m classifier.training.border_states FOLDER`.

FOLDER is laid out as `tests/border`. Needs scikit-learn, which reading does not. Deterministic: the same
sentences give the same weights. `--evaluate` leaves out one batch after another, in all languages, and prints
how many of its sentences are read rightly and how many are taken for open wrongly, by the lowest probability
that counts.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TextIO

from classifier.facts.status import CLASSES, StateModel, state_features
from classifier.training.border_sentences import LabelledSentence, load_sentences

#: Inverse L2 regularisation strength, chosen by leaving out batches.
INVERSE_STRENGTH: Final = 0.5
#: Features in fewer sentences are not learned.
MIN_SENTENCES: Final = 3
#: Features with only smaller weights are dropped.
MIN_WEIGHT: Final = 0.06
#: Lowest probabilities in the table of the evaluation.
LOWEST: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)


def fit(sentences: Sequence[LabelledSentence]) -> StateModel:
    """Weights learned from sentences; one with several states counts for each in part."""
    linear = import_module("sklearn.linear_model")
    columns = import_module("sklearn.feature_extraction").DictVectorizer(sort=True)
    rows, answers, weights = [], [], []
    for sentence in sentences:
        found = state_features(sentence.text, sentence.language)
        for state in sorted(sentence.states):
            rows.append(found)
            answers.append(CLASSES.index(state))
            weights.append(sentence.weight / len(sentence.states))
    often = _often(rows)
    table = columns.fit_transform([{name: row[name] for name in row if name in often} for row in rows])
    model = linear.LogisticRegression(C=INVERSE_STRENGTH, max_iter=2000)
    model.fit(table, answers, sample_weight=weights)
    return _rounded(model, columns.get_feature_names_out())


def _often(rows: Sequence[Mapping[str, float]]) -> set[str]:
    counts = Counter(name for row in rows for name in row)
    return {name for name, count in counts.items() if count >= MIN_SENTENCES}


def _rounded(model: Any, names: Sequence[str]) -> StateModel:
    """The fitted weights in hundredths, without those that hardly count; all classes must have been seen."""
    weights = {}
    for number, name in enumerate(names):
        row = tuple(round(float(each), 2) for each in model.coef_[:, number])
        if max(map(abs, row)) >= MIN_WEIGHT:
            weights[str(name)] = row
    return StateModel(tuple(round(float(each), 2) for each in model.intercept_), weights)


def left_out(
    sentences: Sequence[LabelledSentence],
) -> Iterator[tuple[LabelledSentence, dict[str, float]]]:
    """Each sentence of the press with its probabilities by a model that learned from the other batches."""
    for batch in sorted({each.batch for each in sentences if each.batch.startswith("press")}):
        model = fit([each for each in sentences if each.batch != batch])
        for each in sentences:
            if each.batch == batch:
                yield each, model.odds(each.text, each.language)


def evaluate(sentences: Sequence[LabelledSentence]) -> Iterator[str]:
    """Lines of a table: what is said by at least a probability, what of it is right, what is wrongly open."""
    judged = list(left_out(sentences))
    yield "lowest   said   right of them   read rightly   wrongly open"
    for lowest in LOWEST:
        sure = [(each, odds) for each, odds in judged if max(odds.values()) >= lowest]
        said = [(max(odds, key=odds.__getitem__), each) for each, odds in sure]
        right = sum(state in each.states for state, each in said)
        read = right + sum("none" in each.states for each, odds in judged if max(odds.values()) < lowest)
        wrong = sum(state == "open" and "open" not in each.states for state, each in said)
        share = right / max(1, len(said))
        yield f"{lowest:6.2f} {len(said):6} {share:15.1%} {read / len(judged):14.1%} {wrong:14}"


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Returns 0, or 1 if a file is missing."""
    parser = argparse.ArgumentParser(prog="python -m classifier.training.border_states", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with labelled sentences, such as tests/border")
    parser.add_argument("--articles", type=Path, help="folder with labelled articles, *.jsonl")
    parser.add_argument("--write", type=Path, help="file for the weights (default: print them)")
    parser.add_argument("--evaluate", action="store_true", help="leave out batches, write nothing")
    chosen = parser.parse_args(arguments)
    try:
        sentences = load_sentences(chosen.folder, chosen.articles)
    except OSError as error:
        out.write(f"{error}\n")
        return 1
    if chosen.evaluate:
        out.writelines(f"{line}\n" for line in evaluate(sentences))
    elif chosen.write:
        chosen.write.write_text(fit(sentences).to_json(), encoding="utf-8")
    else:
        out.write(fit(sentences).to_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
