"""Precision and recall of matching names on the labelled sentences of this folder.

python -m tests.lists.score LIST odd|even|all|fresh|last|third|fourth|fifth|sixth|seventh|eighth|ninth
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from indicators.lists import ListMatcher, read_list
from storage import StoredEntry

HERE = Path(__file__).parent
#: Batches written later, each before it was run.
LATER = ("fresh", "last", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@dataclass(slots=True)
class Score:
    """What was found of what is named."""

    right: int = 0
    #: What was found and is not named, and what is named and was not found: (name, text).
    wrong: list[tuple[str, str]] = field(default_factory=list)
    missed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))


def cases(half: str) -> list[tuple[set[str], set[str], str]]:
    """Named entries, entries that may count, text: of odd or even lines, all of them, or of a later batch."""
    found = []
    batch = f"{half}_" if half in LATER else ""
    for file in (f"{batch}named.tsv", f"{batch}traps.tsv"):
        lines = [line for line in (HERE / file).read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        for number, line in enumerate(lines, 1):
            if half in {"all", *LATER} or (number % 2 == 1) == (half == "odd"):
                label, text = line.split("\t") if "named" in file else ("", line)
                names = {_key(name) for name in label.split("|") if name}
                optional = {name.rstrip("?") for name in names if name.endswith("?")}
                found.append(({name for name in names if not name.endswith("?")}, optional, text))
    return found


def _key(name: str) -> str:
    return name.casefold().replace("’", "'")


def matcher(content: bytes) -> tuple[ListMatcher, dict[int, str]]:
    """A matcher for a list, and the folded name of each entry."""
    entries = read_list(content, "list").entries
    stored = [
        StoredEntry(id=number, list="eu", entry=one, gone_at=None) for number, one in enumerate(entries, 1)
    ]
    return ListMatcher(1, stored), {one.id: _key(one.entry.name) for one in stored}


def score(content: bytes, half: str) -> Score:
    """The score of one half."""
    found = Score()
    finder, names = matcher(content)
    for named, optional, text in cases(half):
        got = {names[mention.entry] for mention in finder.find("", text).mentions}
        found.right += len(got & named)
        found.wrong += [(name, text) for name in sorted(got - named - optional)]
        found.missed += [(name, text) for name in sorted(named - got)]
    return found


if __name__ == "__main__":
    result = score(Path(sys.argv[1]).read_bytes(), sys.argv[2])
    for kind, pairs in (("wrong", result.wrong), ("missed", result.missed)):
        for name, text in pairs:
            sys.stdout.write(f"{kind}: {name}: {text}\n")
    sys.stdout.write(f"precision {result.precision:.3f} recall {result.recall:.3f} right {result.right}\n")
