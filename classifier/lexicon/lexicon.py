"""Reads and validates the word lists in `data/`: places, actors, goods, resolutions and terms.

There are two kinds of file. `places.csv`, `actors.csv`, `goods.csv` and `resolutions.csv` have one named
entity per line, with its id and its names in four languages. `lexicon-<language>.tsv` has words that stand
for concepts. Names and words use the notation of `spelling.py`; alternatives are joined by `|`.

An operator's folder has files with the same names and columns; their lines are added to the shipped ones. A
line with a shipped id adds names to that entity.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib.resources.abc import Traversable
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

from classifier.lexicon.concepts import BIT, SECOND_CUE, mask
from classifier.lexicon.spelling import Spelling, parse_spelling
from yaluwatch.errors import LexiconError

LANGUAGES = ("en", "ko", "zh", "ja")

#: File → kind of its mentions.
NAMED = {"places.csv": "place", "actors.csv": "actor", "goods.csv": "goods", "resolutions.csv": "rule"}
#: Other files allowed in the folder, which are read elsewhere.
OTHER_FILES = ("topics.toml", "weights.toml", "rules.toml")
_NAMED_COLUMNS = ["id", "kind", "side", "concepts", "name", *LANGUAGES]
_TERM_COLUMNS = ["concepts", "gloss", "spellings"]
_SIDE_CONCEPTS = {"CN": ("china",), "KP": ("dprk",), "both": ("pair",)}
_OTHER_SIDES = frozenset({"KR", "US", "UN", "INT", "-"})


@dataclass(frozen=True, slots=True)
class LexiconWord:
    """One spelling of one entity or term, ready for the matcher."""

    spelling: Spelling
    #: Language of its list, ISO 639-1.
    language: str
    #: "place", "actor", "goods", "rule", "term", or "mask" for a word that only hides shorter matches.
    kind: str
    #: Entity id; empty for terms and masks.
    id: str
    #: English name or meaning.
    gloss: str
    #: Bits of its concepts, and of its id if other words use the id as a cue.
    bits: int
    #: Cue bits, one of which must be nearby; 0 = always counts.
    needs: int = 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of all lists."""

    words: tuple[LexiconWord, ...]
    #: Place id → English name.
    places: Mapping[str, str]
    #: SHA-256 over the words, hexadecimal.
    digest: str


@dataclass(slots=True)
class _Reader:
    """Collects the rows of all lists, then resolves the cues that spellings refer to."""

    #: (file, line, word) in order.
    rows: list[tuple[Path, int, LexiconWord]] = field(default_factory=list)
    #: Entity id → English name.
    names: dict[str, str] = field(default_factory=dict)
    #: Place id → English name.
    places: dict[str, str] = field(default_factory=dict)
    #: Concept → bit, including custom topics.
    bits: dict[str, int] = field(default_factory=lambda: dict(BIT))

    def folder(self, folder: Traversable, *, is_complete: bool) -> None:
        """Read the lists of a folder; unless `is_complete`, any of them may be missing."""
        for name, kind in NAMED.items():
            if is_complete or (folder / name).is_file():
                self.named(Path(str(folder / name)), _read(folder / name), kind)
        for language in LANGUAGES:
            file = folder / f"lexicon-{language}.tsv"
            if is_complete or file.is_file():
                self.terms(Path(str(file)), _read(file), language)

    def named(self, file: Path, text: str, kind: str) -> None:
        ids: set[str] = set()
        for line, row in _rows(file, text, ",", _NAMED_COLUMNS):
            identity = row["id"]
            if not identity or not row["name"]:
                raise LexiconError(file, line, "id and name must not be empty")
            if identity in ids:
                raise LexiconError(file, line, f"id {identity!r} is used twice")
            ids.add(identity)
            name = self.names.setdefault(identity, row["name"])
            if kind == "place":
                self.places.setdefault(identity, name)
            bits = _side_bits(file, line, row["side"]) | self._concepts(file, line, row["concepts"])
            for language in LANGUAGES:
                self._add(file, line, row[language], language, kind, identity, name, bits)

    def terms(self, file: Path, text: str, language: str) -> None:
        for line, row in _rows(file, text, "\t", _TERM_COLUMNS):
            is_mask = row["concepts"] == "-"
            bits = 0 if is_mask else self._concepts(file, line, row["concepts"])
            if not is_mask and not bits:
                raise LexiconError(file, line, "no concept")
            if not row["gloss"] or not row["spellings"]:
                raise LexiconError(file, line, "gloss and spellings must not be empty")
            kind = "mask" if is_mask else "term"
            self._add(file, line, row["spellings"], language, kind, "", row["gloss"], bits)

    def _add(
        self, file: Path, line: int, cell: str, language: str, kind: str, identity: str, gloss: str, bits: int
    ) -> None:
        for written in filter(None, cell.split("|")):
            try:
                spelling = parse_spelling(written)
            except ValueError as error:
                raise LexiconError(file, line, str(error)) from error
            self.rows.append((file, line, LexiconWord(spelling, language, kind, identity, gloss, bits)))

    def _concepts(self, file: Path, line: int, cell: str) -> int:
        names = [name for name in cell.split("+") if name]
        own = sum(self.bits[name] for name in set(names) if name in self.bits and name not in BIT)
        try:
            return own | mask(name for name in names if name in BIT or name not in self.bits)
        except KeyError as error:
            raise LexiconError(file, line, f"unknown concept {error.args[0]!r}") from error

    def resolve(self) -> Iterator[LexiconWord]:
        """The words, with cues and ids as bits. Raises LexiconError for unknown cues and ambiguous names."""
        bits = dict(self.bits)
        for file, line, word in self.rows:
            for name in word.spelling.needs:
                if name not in bits and name not in self.names:
                    raise LexiconError(
                        file, line, f"{word.spelling.text!r} needs an unknown concept or id {name!r}"
                    )
                bits.setdefault(name, 1 << len(bits))
        seen: dict[tuple[str, str, str], str] = {}
        for file, line, word in self.rows:
            _reject_duplicate(seen, file, line, word)
            needs = (
                sum(bits[name] for name in set(word.spelling.needs)) if word.spelling.needs else SECOND_CUE
            )
            own = 0 if word.id in BIT else bits.get(word.id, 0)
            yield LexiconWord(
                word.spelling,
                word.language,
                word.kind,
                word.id,
                word.gloss,
                word.bits | own,
                needs if word.spelling.is_held else 0,
            )


def load_lexicon(
    folder: Traversable, extra: Traversable | None = None, topics: Mapping[str, int] | None = None
) -> Lexicon:
    """Read the lists of a folder, and add those of an operator's folder `extra`.

    `topics` maps custom topics to their bits. Raises LexiconError with file, line and reason.
    """
    reader = _Reader()
    reader.bits.update(topics or {})
    reader.folder(folder, is_complete=True)
    if extra is not None:
        _reject_unknown_files(extra)
        reader.folder(extra, is_complete=False)
    words = tuple(dict.fromkeys(reader.resolve()))
    return Lexicon(words, MappingProxyType(reader.places), _digest(words))


def _digest(words: Sequence[LexiconWord]) -> str:
    """A hash of the words' values, so that renaming a class or field changes nothing."""
    of_word = attrgetter(*(field.name for field in fields(LexiconWord) if field.name != "spelling"))
    of_spelling = attrgetter(*(field.name for field in fields(Spelling)))
    values = [(of_spelling(word.spelling), of_word(word)) for word in words]
    return hashlib.sha256(repr(values).encode()).hexdigest()


def _reject_unknown_files(folder: Traversable) -> None:
    """Raise LexiconError for a list with an unknown name, which would be ignored silently."""
    known = {*NAMED, *(f"lexicon-{language}.tsv" for language in LANGUAGES), *OTHER_FILES}
    for file in folder.iterdir():
        if file.name.endswith((".csv", ".tsv", ".toml")) and file.name not in known:
            raise LexiconError(
                Path(str(file)), 0, f"unknown file name; expected one of {', '.join(sorted(known))}"
            )


def _read(file: Traversable) -> str:
    path = Path(str(file))
    try:
        content = file.read_bytes()
        return content.decode("utf-8")
    except OSError as error:
        raise LexiconError(path, 0, f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LexiconError(path, line, "not UTF-8") from error


def _rows(file: Path, text: str, delimiter: str, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of a list; blank lines and lines that start with # are skipped."""
    lines = io.StringIO(text, newline="")
    if delimiter == ",":
        rows = csv.reader(lines, strict=True)
    else:
        rows = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    header: list[str] | None = None
    try:
        for row in rows:
            if not row or row[0].startswith("#") or not any(row):
                continue
            if header is None:
                header = row
                if header != columns:
                    raise LexiconError(file, rows.line_num, f"columns must be {', '.join(columns)}")
                continue
            if len(row) != len(columns):
                raise LexiconError(file, rows.line_num, f"{len(row)} columns instead of {len(columns)}")
            yield rows.line_num, {column: cell.strip() for column, cell in zip(columns, row, strict=True)}
    except csv.Error as error:
        raise LexiconError(file, rows.line_num, str(error)) from error
    if header is None:
        raise LexiconError(file, 0, "empty")


def _side_bits(file: Path, line: int, side: str) -> int:
    if side in _SIDE_CONCEPTS:
        return mask(_SIDE_CONCEPTS[side])
    if side in _OTHER_SIDES:
        return 0
    raise LexiconError(file, line, f"unknown side {side!r}")


def _reject_duplicate(
    seen: dict[tuple[str, str, str], str], file: Path, line: int, word: LexiconWord
) -> None:
    """Raise LexiconError if two entities share a name and neither needs a cue."""
    if word.spelling.is_held or not word.id:
        return
    key = (word.language, word.spelling.text.casefold(), "")
    other = seen.setdefault(key, word.id)
    if other != word.id:
        raise LexiconError(file, line, f"{word.spelling.text!r} already names {other!r}")
