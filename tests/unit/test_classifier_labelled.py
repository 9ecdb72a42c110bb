"""Labelled files are read line by line, and a bad line is named."""

import json
from collections import Counter
from pathlib import Path

import pytest

from classifier.lexicon import TOPICS
from classifier.training.labelled import load_synthetic, read_labelled
from yaluwatch.errors import LexiconError

GOOD = {
    "id": "x-1",
    "lang": "ko",
    "title": "북중 무역",
    "text": None,
    "relevant": True,
    "tags": ["trade"],
    "kind": "borderline",
    "source_name": "KCNA",
}


def test_line_becomes_an_article_and_blank_lines_are_skipped(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(json.dumps(GOOD) + "\n\n", encoding="utf-8")
    (article,) = read_labelled(file)
    assert (article.id, article.language, article.text) == ("x-1", "ko", "")
    assert article.tags == {"trade"}
    assert article.publisher == "KCNA"
    assert not article.is_clear


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Expecting"),
        (json.dumps({"id": "x"}), "'tags' is missing"),
        (json.dumps(GOOD | {"tags": "trade"}), "tags must be a list"),
        (json.dumps(GOOD | {"tags": ["weather"]}), "unknown topic weather"),
        ("[]", "indices"),
    ],
)
def test_bad_line_is_refused_with_file_line_and_reason(tmp_path: Path, line: str, reason: str) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(json.dumps(GOOD) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(LexiconError) as refused:
        list(read_labelled(file))
    assert (refused.value.file, refused.value.line) == (file, 2)
    assert reason in refused.value.reason


def test_our_own_articles_cover_languages_topics_and_near_misses() -> None:
    own = load_synthetic()
    assert len({article.id for article in own}) == len(own) > 200
    assert {article.language for article in own} == {"en", "ko", "zh", "ja"}
    topics = Counter(tag for article in own for tag in article.tags)
    assert all(topics[topic] >= 8 for topic in TOPICS)
    near_misses = [article for article in own if article.kind == "hard-negative"]
    assert len(near_misses) > 70
    assert all(article.relevant == bool(article.tags) for article in own)
