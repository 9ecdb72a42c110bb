"""Custom topics: id and name in `topics.toml`, words in lexicon lines that have the id as concept.

    [[topic]]
    id = "fisheries"
    name = "Fisheries"

They have no learned weights: a topic is recognised by its words close to both sides.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from classifier.features.features import Weighed
from classifier.features.rules import logistic, toml_line
from classifier.lexicon import BIT
from yaluwatch.errors import LexiconError
from yaluwatch.patterns import lazy_regex

FILE: Final = "topics.toml"
_ID: Final = lazy_regex(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class CustomTopic:
    """A topic added by the operator."""

    id: str
    #: Display name.
    name: str
    #: Concept bit, above those of `concepts.BIT`.
    bit: int

    def probability(self, weighed: Sequence[Weighed]) -> float:
        """Probability of the topic, 0–1.

        One sentence that mentions both sides and the topic is enough for a tag, or two sentences close to
        both sides.
        """
        value = -2.0
        for each in weighed:
            if each.sentence.bits & self.bit:
                value += (2.0 if each.sentence.part == "title" else 0.0) + 1.0 * each.closeness
        return logistic(value)


def load_custom_topics(folder: Traversable) -> tuple[CustomTopic, ...]:
    """Topics of the folder's file; empty without one. Raises LexiconError with file and reason."""
    file = folder / FILE
    if not file.is_file():
        return ()
    path = Path(str(file))
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))["topic"]
        pairs = [(str(entry["id"]), str(entry["name"])) for entry in entries]
    except KeyError as error:
        raise LexiconError(path, 0, f"{error.args[0]!r} is missing") from error
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise LexiconError(path, toml_line(error), str(error)) from error
    topics: list[CustomTopic] = []
    for identity, name in pairs:
        if not _ID.fullmatch(identity) or not name.strip():
            raise LexiconError(
                path,
                0,
                f"topic {identity!r} needs an id of lower-case letters, digits and hyphens, and a name",
            )
        if identity in BIT or any(topic.id == identity for topic in topics):
            raise LexiconError(path, 0, f"topic {identity!r} already exists")
        topics.append(CustomTopic(identity, name.strip(), 1 << len(BIT) + len(topics)))
    return tuple(topics)
