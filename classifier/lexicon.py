"""The word lists in `data/`: places, actors, goods, resolutions and terms, read and checked.

Two kinds of file. `places.csv`, `actors.csv`, `goods.csv` and `resolutions.csv` hold one named thing a
line, with its id and its names in four languages. `lexicon-<language>.tsv` holds words that stand for
concepts. Names and words are written as `spelling.py` says, several joined by `|`.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

from classifier.concepts import BIT, SECOND_CUE, mask
from classifier.spelling import Spelling, parse_spelling
from yaluwatch.errors import LexiconError

LANGUAGES = ("en", "ko", "zh", "ja")

#: File → the kind of its mentions.
NAMED = {"places.csv": "place", "actors.csv": "actor", "goods.csv": "good", "resolutions.csv": "rule"}
_NAMED_COLUMNS = ["id", "kind", "side", "concepts", "name", *LANGUAGES]
_TERM_COLUMNS = ["concepts", "gloss", "spellings"]
_SIDE_CONCEPTS = {"CN": ("china",), "KP": ("dprk",), "both": ("pair",)}
_OTHER_SIDES = frozenset({"KR", "US", "UN", "INT", "-"})


@dataclass(frozen=True, slots=True)
class Word:
    """One spelling of one thing or term, ready for the matcher."""

    spelling: Spelling
    #: Language of the list it stands in.
    language: str
    #: "place", "actor", "good", "rule", "term", or "mask" for a word that only hides others.
    kind: str
    #: Id of the named thing; empty for terms and masks.
    id: str
    #: English name or meaning.
    gloss: str
    #: Concepts it stands for, and the bit of its id when another word asks for it.
    bits: int
    #: Bits of which one must be near; 0 = always counts.
    needs: int = 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists together."""

    words: tuple[Word, ...]
    #: Place id → English name.
    places: Mapping[str, str]
    #: SHA-256 of the files, hexadecimal.
    digest: str


@dataclass(slots=True)
class _Reader:
    """Collects rows, then settles the ids that spellings ask for."""

    #: (file, line, word) in order.
    rows: list[tuple[Path, int, Word]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def named(self, file: Path, text: str, kind: str) -> None:
        for line, row in _rows(file, text, ",", _NAMED_COLUMNS):
            identity = row["id"]
            if not identity or not row["name"]:
                raise LexiconError(file, line, "id and name must not be empty")
            if identity in self.names:
                raise LexiconError(file, line, f"id {identity!r} is taken")
            self.names[identity] = row["name"]
            if kind == "place":
                self.places[identity] = row["name"]
            bits = _side_bits(file, line, row["side"]) | _bits(file, line, row["concepts"])
            for language in LANGUAGES:
                self._add(file, line, row[language], language, kind, identity, row["name"], bits)

    def terms(self, file: Path, text: str, language: str) -> None:
        for line, row in _rows(file, text, "\t", _TERM_COLUMNS):
            is_mask = row["concepts"] == "-"
            bits = 0 if is_mask else _bits(file, line, row["concepts"])
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
            self.rows.append((file, line, Word(spelling, language, kind, identity, gloss, bits)))

    def settle(self) -> Iterator[Word]:
        """The words, with conditions and ids turned into bits."""
        bits = dict(BIT)
        for file, line, word in self.rows:
            for name in word.spelling.needs:
                if name not in bits and name not in self.names:
                    raise LexiconError(file, line, f"{word.spelling.text!r} asks for unknown {name!r}")
                bits.setdefault(name, 1 << len(bits))
        seen: dict[tuple[str, str, str], str] = {}
        for file, line, word in self.rows:
            _refuse_double(seen, file, line, word)
            needs = (
                sum(bits[name] for name in set(word.spelling.needs)) if word.spelling.needs else SECOND_CUE
            )
            own = 0 if word.id in BIT else bits.get(word.id, 0)
            yield Word(
                word.spelling,
                word.language,
                word.kind,
                word.id,
                word.gloss,
                word.bits | own,
                needs if word.spelling.is_held else 0,
            )


def load_lexicon(folder: Traversable) -> Lexicon:
    """Reads the lists of a folder. Raises LexiconError with file, line and reason."""
    reader = _Reader()
    digest = hashlib.sha256()
    for name, kind in NAMED.items():
        reader.named(Path(str(folder / name)), _read(folder / name, digest), kind)
    for language in LANGUAGES:
        file = folder / f"lexicon-{language}.tsv"
        reader.terms(Path(str(file)), _read(file, digest), language)
    words = tuple(reader.settle())
    return Lexicon(words, MappingProxyType(reader.places), digest.hexdigest())


def _read(file: Traversable, digest: "hashlib._Hash") -> str:
    path = Path(str(file))
    try:
        content = file.read_bytes()
        digest.update(content)
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


def _bits(file: Path, line: int, cell: str) -> int:
    try:
        return mask(filter(None, cell.split("+")))
    except KeyError as error:
        raise LexiconError(file, line, f"unknown concept {error.args[0]!r}") from error


def _side_bits(file: Path, line: int, side: str) -> int:
    if side in _SIDE_CONCEPTS:
        return mask(_SIDE_CONCEPTS[side])
    if side in _OTHER_SIDES:
        return 0
    raise LexiconError(file, line, f"unknown side {side!r}")


def _refuse_double(seen: dict[tuple[str, str, str], str], file: Path, line: int, word: Word) -> None:
    """Two things may share a name only when at least one of them waits for a cue."""
    if word.spelling.is_held or not word.id:
        return
    key = (word.language, word.spelling.text.casefold(), "")
    other = seen.setdefault(key, word.id)
    if other != word.id:
        raise LexiconError(file, line, f"{word.spelling.text!r} already names {other!r}")
