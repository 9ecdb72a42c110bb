"""An operator adds words, places, topics and weights in a folder of his own, and hears of every slip."""

from importlib.resources import files
from pathlib import Path

import pytest

from classifier import Classifier
from classifier.lexicon import TOPICS
from yaluwatch.errors import LexiconError

TERMS = "concepts\tgloss\tspellings\n"
NAMES = "id,kind,side,concepts,name,en,ko,zh,ja\n"


def write(folder: Path, **texts: str) -> None:
    """Files by name, a dot written as two underscores and a hyphen as one."""
    for name, text in texts.items():
        (folder / name.replace("__", ".").replace("_", "-")).write_text(text, encoding="utf-8")


def test_empty_folder_changes_nothing(tmp_path: Path) -> None:
    assert Classifier.load(tmp_path).version == Classifier.load().version


def test_added_words_and_places_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    write(
        tmp_path,
        lexicon_ko__tsv=TERMS + "smuggling\tnight carrying\t밤짐\n",
        places__csv=NAMES + "new-quay,quay,CN,frontier,New Quay,New Quay,,,\n",
    )
    classifier = Classifier.load(tmp_path)
    verdict = classifier.classify("혜산 밤짐 늘어", "중국 창바이에서 북한 혜산으로 밤짐을 나른다.", "ko")
    assert "smuggling" in {tag.topic for tag in verdict.tags}
    assert ("밤짐", "night carrying") in {(term.text, term.gloss) for term in verdict.terms}
    assert classifier.places["new-quay"] == "New Quay"
    assert classifier.places["hyesan"] == "Hyesan"
    assert classifier.version != Classifier.load().version


def test_line_with_a_shipped_id_adds_a_name_to_that_place(tmp_path: Path) -> None:
    write(tmp_path, places__csv=NAMES + "dandong,city,CN,frontier,Andong,Antung,,,\n")
    classifier = Classifier.load(tmp_path)
    mentions = classifier.classify("", "Antung and Dandong are one place.", "en").mentions
    assert [(mention.id, mention.gloss) for mention in mentions] == [("dandong", "Dandong")] * 2


def test_own_topic_is_a_tag_with_its_quote_and_can_count_as_a_shipped_one_too(tmp_path: Path) -> None:
    write(
        tmp_path,
        topics__toml='[[topic]]\nid = "fisheries"\nname = "Fisheries"\n',
        lexicon_en__tsv=TERMS + "fisheries+trade\tsquid quota\tsquid quota\nfisheries\ttrawler\ttrawler\n",
    )
    classifier = Classifier.load(tmp_path)
    assert classifier.topics == (*TOPICS, "fisheries")
    assert classifier.topic_names["fisheries"] == "Fisheries"
    body = "North Korea sold China a squid quota for its eastern waters. Trawlers from China await permits."
    verdict = classifier.classify("China buys squid quota from North Korea", body, "en")
    tags = {tag.topic: tag for tag in verdict.tags}
    assert {"fisheries", "trade"} <= set(tags)
    assert "squid quota" in tags["fisheries"].evidence[0].text
    other = classifier.classify("Coal from North Korea reaches China", "Exports of coal grew.", "en")
    assert "fisheries" not in {tag.topic for tag in other.tags}


def test_own_weights_stand_for_the_shipped_ones(tmp_path: Path) -> None:
    shipped = files("classifier") / "data" / "rules.toml"
    write(tmp_path, weights__toml=shipped.read_text(encoding="utf-8"))
    assert Classifier.load(tmp_path).version.startswith("rules-1-")


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        ("lexicon-ko.tsv", TERMS + "trade\t\t거래\n", 2, "must not be empty"),
        ("lexicon-ko.tsv", TERMS + "fishing\tsquid\t오징어\n", 2, "unknown concept 'fishing'"),
        ("places.csv", NAMES + "x,city,CN,,X,Dandong,,,\n", 2, "'Dandong' already names 'dandong'"),
        ("places.csv", NAMES + "x,city,CN,,X,X1,,,\nx,city,CN,,X,X2,,,\n", 3, "'x' is used twice"),
        ("place.csv", NAMES, 0, "unknown file name"),
        ("lexicon-fr.tsv", TERMS, 0, "unknown file name"),
        ("topics.toml", "[[topic]]\nid = 'Fish'\nname = 'Fish'\n", 0, "lower-case letters"),
        ("topics.toml", "[[topic]]\nid = 'trade'\nname = 'Trade'\n", 0, "'trade' already exists"),
        ("topics.toml", "[[topic]]\nid = 'fish'\n", 0, "'name' is missing"),
        ("topics.toml", "[topic]\nid = 'fish'\n", 0, "string indices"),
        ("topics.toml", "\n[[topic\n", 2, "Expected"),
        ("weights.toml", "name = 'x'\n", 0, "'relevant' is missing"),
    ],
)
def test_bad_file_is_refused_with_file_line_and_reason(
    tmp_path: Path, name: str, text: str, line: int, reason: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as refused:
        Classifier.load(tmp_path)
    assert (refused.value.file, refused.value.line) == (tmp_path / name, line)
    assert reason in refused.value.reason
