"""Writes weights as readable TOML: a table for relevance and one per topic, largest weight first."""

from collections.abc import Mapping

from classifier.features.rules import Rules

_HEAD = """\
# Weights learned by `python -m classifier.training.train`; features are explained in features.py.
# The logistic function turns the sum into a probability: 0 is 50%, +1 is 73%, +2 is 88%, -2 is 12%.
"""


def write_rules(rules: Rules) -> str:
    """TOML text that `load_rules` reads back to equal rules."""
    lines = [_HEAD, f"name = {_quoted(rules.name)}", "", "[about]"]
    lines += [f"{key} = {_value(value)}" for key, value in rules.about.items()]
    lines += ["", "[relevant]", f"bias = {rules.bias}", f"threshold = {rules.threshold}", ""]
    lines += ["[relevant.weights]", *_weights(rules.weights), ""]
    lines += ["[tag]", f"threshold = {rules.tag_threshold}"]
    for topic in rules.topics:
        lines += ["", "[[topic]]", f"id = {_quoted(topic.id)}", f"name = {_quoted(topic.name)}"]
        if topic.threshold is not None:
            lines += [f"threshold = {topic.threshold}"]
        lines += [f"bias = {topic.bias}", "", "[topic.weights]", *_weights(topic.weights)]
    return "\n".join(lines) + "\n"


def _weights(weights: Mapping[str, float]) -> list[str]:
    ordered = sorted(weights.items(), key=lambda entry: (-abs(entry[1]), entry[0]))
    return [f"{_quoted(name)} = {weight}" for name, weight in ordered]


def _value(value: str | int | float) -> str:
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    """A TOML basic string; names and notes have no control characters."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
