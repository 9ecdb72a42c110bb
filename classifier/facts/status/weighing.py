"""How sure a sentence is of a state: a softmax over learned weights. Needs no NumPy. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import exp, fsum
from typing import Final

from classifier.facts.status.concepts import STEM_VALUE, concepts, stems

#: What a sentence can say of a crossing; "past" is about an earlier time, "none" says nothing.
CLASSES: Final = ("open", "limited", "closed", "planned", "past", "none")
#: Weights are stored in this part of one.
SCALE: Final = 100


@dataclass(frozen=True, slots=True)
class StateModel:
    """Learned weights of features, one for each class."""

    #: In the order of CLASSES.
    bias: tuple[float, ...]
    #: Feature name → weights in the order of CLASSES.
    weights: Mapping[str, tuple[float, ...]]
    # Language → stem → what it adds: most features of a sentence are stems without weights.
    _stems: Mapping[str, Mapping[str, tuple[float, ...]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort out the stems."""
        known: dict[str, dict[str, tuple[float, ...]]] = {}
        for name, row in self.weights.items():
            if name[2:3] == " ":
                known.setdefault(name[:2], {})[name[3:]] = tuple(STEM_VALUE * weight for weight in row)
        object.__setattr__(self, "_stems", known)

    @classmethod
    def from_json(cls, text: str) -> "StateModel":
        """A model as `to_json` writes it."""
        stored = json.loads(text)
        weights = {name: tuple(w / SCALE for w in row) for name, row in stored["weights"].items()}
        return cls(tuple(w / SCALE for w in stored["bias"]), weights)

    def to_json(self) -> str:
        """The model in hundredths, a feature a line."""
        lines = [
            f"{json.dumps(name, ensure_ascii=False)}:{_hundredths(row)}" for name, row in self.weights.items()
        ]
        return f'{{"bias":{_hundredths(self.bias)},"weights":{{\n' + ",\n".join(lines) + "\n}}\n"

    def odds(self, sentence: str, language: str) -> dict[str, float]:
        """Class → probability; they add up to 1."""
        rows = [self.weights[name] for name in concepts(sentence, language) if name in self.weights]
        known = self._stems.get(language, {})
        rows += [known[stem] for stem in known.keys() & stems(sentence, language)]
        # Exact, so that the order of the rows makes no difference.
        sums = [fsum(column) for column in zip(self.bias, *rows, strict=True)]
        highest = max(sums)
        shares = [exp(each - highest) for each in sums]
        whole = sum(shares)
        return {name: share / whole for name, share in zip(CLASSES, shares, strict=True)}


def _hundredths(row: tuple[float, ...]) -> str:
    return "[" + ",".join(str(round(weight * SCALE)) for weight in row) + "]"


@cache
def state_model() -> StateModel:
    """The shipped model."""
    return StateModel.from_json((files(__package__) / "weights.json").read_text(encoding="utf-8"))
