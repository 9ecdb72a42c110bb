"""The shipped lists are sound, and a bad list is refused by file, line and reason."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from classifier import Classifier
from classifier.features.rules import load_rules
from classifier.lexicon import TOPICS
from classifier.lexicon.concepts import AGAINST, BIT, BOTH, CONCEPTS, FRONTIER, mask
from classifier.lexicon.lexicon import load_lexicon
from classifier.lexicon.normalisation import fold_text
from classifier.lexicon.spelling import Spelling, parse_spelling
from yaluwatch.errors import LexiconError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with as_file(files("classifier") / "data") as data:
        shutil.copytree(data, tmp_path / "data")
    return tmp_path / "data"


def append(file: Path, line: str) -> int:
    """Adds a line and returns its number."""
    with file.open("a", encoding="utf-8") as out:
        out.write(line + "\n")
    return file.read_text(encoding="utf-8").count("\n")


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("places.csv", "x,city,CN,,,X,,,", "must not be empty"),
        ("places.csv", "dandong,city,CN,,Dandong,X,,,", "'dandong' is used twice"),
        ("places.csv", "x,city,XX,,X,X,,,", "unknown side 'XX'"),
        ("places.csv", "x,city,CN,nonsense,X,X,,,", "unknown concept 'nonsense'"),
        ("places.csv", "x,city,CN,,X,Dandong,,,", "'Dandong' already names 'dandong'"),
        ("places.csv", "x,city,CN,,X,Xplace?nobody,,,", "unknown concept or id 'nobody'"),
        ("places.csv", "x,city,CN,,X,!?,,,", "can't read '!?'"),
        ("places.csv", "x,city", "2 columns instead of 9"),
        ("goods.csv", 'x,good,-,goods,X,"un"closed,,,', "expected after"),
        ("lexicon-ko.tsv", "trade\t거래", "2 columns instead of 3"),
        ("lexicon-ko.tsv", "\tdeal\t거래", "no concept"),
        ("lexicon-ko.tsv", "trade\t\t거래", "must not be empty"),
        ("lexicon-ja.tsv", "handel\tdeal\t取引", "unknown concept 'handel'"),
    ],
)
def test_bad_line_is_refused_with_file_line_and_reason(
    folder: Path, name: str, line: str, reason: str
) -> None:
    number = append(folder / name, line)
    with pytest.raises(LexiconError) as refused:
        load_lexicon(folder)
    assert refused.value.file == folder / name
    assert refused.value.line == number
    assert reason in refused.value.reason
    assert f"{name}:{number}: " in str(refused.value)


def test_list_with_other_columns_is_refused(folder: Path) -> None:
    (folder / "actors.csv").write_text("id,name\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="columns must be id, kind, side"):
        load_lexicon(folder)


def test_empty_missing_or_undecodable_list_is_refused(folder: Path) -> None:
    file = folder / "lexicon-zh.tsv"
    file.write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="empty"):
        load_lexicon(folder)
    file.write_bytes(b"concepts\tgloss\tspellings\ntrade\tdeal\t\xff\xfe\n")
    with pytest.raises(LexiconError, match=r"lexicon-zh\.tsv:2: not UTF-8"):
        load_lexicon(folder)
    file.unlink()
    with pytest.raises(LexiconError, match="can't be read") as refused:
        load_lexicon(folder)
    assert isinstance(refused.value.__cause__, FileNotFoundError)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[relevant]", "[relevant", "Expected"),
        ("bias = -3.8", "", "'bias' is missing"),
        ("bias = -3.8", 'bias = "low"', "could not convert"),
        ('id = "health"', 'id = "weather"', "topics must be"),
        ('"share" = 3.0', '"shares" = 3.0', "unknown part of a topic: shares"),
        ("[relevant.weights]", "weights = 3\n[relevant.other]", "no attribute"),
    ],
)
def test_bad_weights_are_refused(folder: Path, old: str, new: str, reason: str) -> None:
    file = folder / "rules.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LexiconError) as refused:
        load_rules(file)
    assert refused.value.file == file
    assert reason in refused.value.reason


def test_no_term_hides_the_border_place_it_holds() -> None:
    words = list(load_lexicon(files("classifier") / "data").words)
    places = {
        fold_text(word.spelling.text)
        for word in words
        if word.kind == "place" and word.bits & FRONTIER and not word.needs and len(word.spelling.text) > 1
    }
    hiding = {
        word.spelling.text
        for word in words
        if word.kind == "term"
        and not word.bits & (FRONTIER | mask(AGAINST))
        and fold_text(word.spelling.text) not in places
        and any(place in fold_text(word.spelling.text) for place in places)
    }
    assert not hiding


def test_added_word_and_weight_take_effect_and_change_the_version(folder: Path) -> None:
    shipped = Classifier.load()
    text = ("Zibbelmarket opens", "Zibbelwares cross the border from North Korea to China.", "en")
    append(folder / "lexicon-en.tsv", "trade\tan invented trade\tZibbelwares")
    extended = Classifier.load(folder)
    assert extended.version != shipped.version
    assert extended.version.startswith("model-4-")
    assert "Zibbelwares" in {term.text for term in extended.classify(*text).terms}
    assert "an invented trade" not in {term.gloss for term in shipped.classify(*text).terms}


def test_the_version_is_known_and_changes_only_with_the_data() -> None:
    """Another version makes everyone's archive due for `yalu reclassify`; the changelog must say so."""
    assert Classifier.load().version == "model-4-3a8c967b"


def test_same_data_has_the_same_version(folder: Path) -> None:
    assert Classifier.load(folder).version == Classifier.load().version


def test_shipped_lists_cover_topics_places_and_names() -> None:
    classifier = Classifier.load()
    assert classifier.topics == TOPICS == tuple(classifier.topic_names)
    assert classifier.places["dandong"] == "Dandong"
    assert {"china", "north-korea", "border", "yalu-river", "tumen-city", "hyesan"} <= set(classifier.places)
    assert len(classifier.places) > 200


def test_every_concept_has_its_own_bit_and_a_pair_is_both_sides() -> None:
    assert len(set(BIT.values())) == len(CONCEPTS)
    assert mask(["pair"]) & BOTH == BOTH
    with pytest.raises(KeyError, match="weather"):
        mask(["weather"])


@pytest.mark.parametrize(
    ("written", "spelling"),
    [
        ("DPRK", Spelling("DPRK")),
        ("NK!??", Spelling("NK", is_case_sensitive=True, is_held=True, is_wide=True)),
        ("smuggl~", Spelling("smuggl", is_stem=True)),
        ("무산^?", Spelling("무산", is_strict=True, is_held=True)),
        ("선<", Spelling("선", is_free=True)),
        ("罗先>生?", Spelling("罗先", not_before="生", is_held=True)),
        ("Tumen?yalu-river+namyang", Spelling("Tumen", is_held=True, needs=("yalu-river", "namyang"))),
    ],
)
def test_spelling_is_read_with_its_marks(written: str, spelling: Spelling) -> None:
    assert parse_spelling(written) == spelling


@pytest.mark.parametrize("written", ["", "!", "?", "~?dprk", "word?+", "word?Bad id"])
def test_marks_without_sense_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="can't read"):
        parse_spelling(written)
