"""How sure a sentence is of a crossing's state, and what is said where signs and weights disagree."""

import io
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from classifier import Classifier, find_article_facts
from classifier.facts.status import CLASSES, StateModel, state_features, state_model
from classifier.facts.status.agreement import CAREFUL, OPENING, PLAIN_UNSIGNED, UNSIGNED
from classifier.training.border_sentences import LabelledSentence, load_sentences
from classifier.training.border_states import evaluate, fit, main

FOLDER = Path(__file__).parents[1] / "border"
TITLES = {
    "en": "Trade on the China-North Korea border",
    "ja": "中朝国境の貿易",
    "ko": "북중 국경 교역 소식",
    "zh": "中朝边境贸易消息",
}
needs_sklearn = pytest.mark.skipif(find_spec("sklearn") is None, reason="scikit-learn is not installed")


@cache
def classifier() -> Classifier:
    return Classifier.load()


def states(text: str, language: str = "en") -> set[str]:
    title = TITLES[language]
    mentions = classifier().classify(title, text, language).mentions
    facts = find_article_facts(title, text, language, date(2024, 5, 20), mentions).facts
    return {fact.state for fact in facts if fact.kind == "status"}


def test_concepts_are_the_same_in_all_languages_and_keep_their_order() -> None:
    english = state_features("The bridge will not reopen soon.", "en")
    assert {"crossing", "future", "not", "open", "early:not>open", "not+open"} <= set(english)
    korean = state_features("다리는 아직 열리지 않았다.", "ko")
    assert {"crossing", "not", "open", "ko:open", "late:open>not"} <= set(korean)
    assert "open" not in state_features("Reopening? Unopened letters.", "en") or "open" in english


def test_a_stem_that_must_end_a_word_does_not_begin_a_longer_one() -> None:
    assert "past" in state_features("There was a war.", "en")
    assert "modal" not in state_features("The mayor came.", "en")
    assert "modal" in state_features("It may come.", "en")


def test_a_sentence_without_concepts_has_only_stems() -> None:
    assert set(state_features("Xyz", "en")) == {"en xyz"}


def test_probabilities_add_up_and_tell_plain_sentences_apart() -> None:
    odds = state_model().odds("Freight trains between Dandong and Sinuiju resumed on Monday.", "en")
    assert tuple(odds) == CLASSES
    assert sum(odds.values()) == pytest.approx(1.0)
    assert max(odds, key=odds.__getitem__) == "open"
    closed = state_model().odds("圏河口岸は閉鎖されたままだ。", "ja")
    assert max(closed, key=closed.__getitem__) == "closed"


def test_a_model_reads_back_what_it_wrote() -> None:
    model = StateModel((0.1, 0.0, -0.25, 0.0, 0.0, 1.5), {"open": (1.0, 0.0, -1.0, 0.5, 0.0, 0.25)})
    assert StateModel.from_json(model.to_json()) == model


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # The signs take each for an opening; the weights do not.
        ("The sheds stand by the yard, where wagons from Dandong were parked in the open until now.", "en"),
        ("북한은 단둥 세관 마당에서 오후 세 시만 넘어도 다음 날로 밀린다고 했다.", "ko"),
        # A measure that comes back is no opening, and what is slow is not closed.
        ("南陽税関は図們から入るトラックの運転手を隔離する措置を再開した。", "ja"),
        ("新義州側では機関車が足りず、荷下ろしを終えた貨車がすぐに戻ってこない。", "ja"),
    ],
)
def test_nothing_is_said_where_signs_and_weights_disagree(text: str, language: str) -> None:
    assert states(text, language) == set()


def test_what_the_signs_do_not_know_is_read_by_its_weights() -> None:
    assert states("Not a soul crosses the bridge between Sanhe and Hoeryong, where weeds grow.") == {"closed"}


def test_traffic_that_moves_is_an_opening_without_a_sign_if_nothing_speaks_against_it() -> None:
    home = "Workers whose visas had run out went home by bus over the Dandong bridge on Saturday."
    assert states(home) == {"open"}
    assert "open" not in states(home.replace("went home", "would go home"))
    assert "open" not in states(home.replace("on Saturday", "before the pandemic"))
    assert "open" not in states(home.replace("over the Dandong bridge", "through the city of Shenyang"))
    assert UNSIGNED["open"] > OPENING


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # The weights take each for traffic, because of the train that leaves.
        ("It has been two months since a goods train last left Dandong for Sinuiju.", "en"),
        ("단둥역을 떠난 북한행 화물열차가 마지막으로 목격된 지 두 달이 지났다.", "ko"),
        ("新義州へ向かう貨物列車が丹東を最後に出てから2か月がたつ。", "ja"),
    ],
)
def test_a_closing_stands_where_the_weights_see_traffic(text: str, language: str) -> None:
    assert states(text, language) == {"closed"}


def test_a_careful_state_replaces_an_opening_by_signs_if_the_weights_are_sure() -> None:
    # The signs see lorries that are let in.
    limited = "Hyesan customs lets lorries in three mornings a week and turns the rest away."
    assert states(limited) == {"limited"}
    assert states("Hyesan customs lets lorries in again.") == {"open"}
    assert set(CAREFUL) == {"limited", "closed", "planned"}


def test_beside_traffic_a_careful_state_needs_less_than_in_a_sentence_about_prices() -> None:
    wire = "Barbed wire hangs across the bridge between Changbai and Hyesan."
    assert states(wire) == {"closed"}
    assert PLAIN_UNSIGNED["closed"] < UNSIGNED["closed"]
    assert PLAIN_UNSIGNED["open"] == UNSIGNED["open"]


def test_the_customs_office_of_dandong_is_its_crossing() -> None:
    # An actor in our lists, not a place.
    classified = classifier().classify("中朝贸易", "洪水漫过堤坝，丹东海关21日停止查验，通道关闭。", "zh")
    assert "dandong-customs" in {each.id for each in classified.mentions}
    text = "洪水漫过堤坝，丹东海关21日停止查验，通道关闭。"
    found = find_article_facts("中朝贸易", text, "zh", date(2024, 5, 22), classified.mentions).facts
    assert [(each.state, each.place) for each in found if each.kind == "status"] == [
        ("closed", "dandong-port")
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # Ready is not open.
        ("圏河の税関はトラックを再び通す用意が整ったとしている。", "ja"),
        ("圏河の税関はトラックを再び通す態勢を取った。", "ja"),
        # Traffic with Russia.
        ("8日起珲春公路口岸恢复对俄客运，旅客排队查验。", "zh"),
    ],
)
def test_readiness_and_traffic_with_russia_open_nothing(text: str, language: str) -> None:
    assert "open" not in states(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("단둥 세관은 춘절 연휴로 문을 닫았으며 23일부터 다시 업무를 본다.", "ko"),
        ("丹東の税関は春節の休みで閉まっており、23日から業務に戻る。", "ja"),
    ],
)
def test_the_day_on_which_it_comes_back_is_not_that_of_the_closing(text: str, language: str) -> None:
    assert states(text, language) == {"closed"}


def test_the_labelled_sentences_are_read_with_their_batches(tmp_path: Path) -> None:
    sentences = load_sentences(FOLDER)
    assert len(sentences) > 2800
    assert {each.batch for each in sentences} >= {"press1", "press9", "own", "field", "learned"}
    article = '{"lang": "en", "text": "Trains run again. Nobody slept.", "status": [STATUS]}'
    status = '{"state": "open", "quote": "Trains run again."}'
    file = tmp_path / "fresh-en.jsonl"
    file.write_text(article.replace("STATUS", status) + '\n{"lang": "en", "text": ""}\n', encoding="utf-8")
    added = load_sentences(FOLDER, tmp_path)[len(sentences) :]
    assert [(each.text, each.states, each.weight) for each in added] == [
        ("Trains run again.", frozenset({"open"}), 1.0)
    ]


def test_an_unknown_state_is_refused(tmp_path: Path) -> None:
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "1.en.txt").write_text("2024-01-01|ajar|road|border|Text\n", encoding="utf-8")
    with pytest.raises(ValueError, match="ajar"):
        load_sentences(tmp_path)


def some_sentences() -> list[LabelledSentence]:
    said = {
        "open": "The bridge reopened.",
        "limited": "Only a few trucks cross the bridge.",
        "closed": "The bridge was closed.",
        "planned": "The bridge will reopen soon.",
        "past": "The bridge used to be open.",
        "none": "A saleswoman smiled on the bridge.",
    }
    return [
        LabelledSentence(text, "en", frozenset({state}), batch)
        for batch in ("press1", "press2", "press3", "own")
        for state, text in said.items()
    ]


@needs_sklearn
def test_weights_are_learned_the_same_twice_and_judged_by_what_was_left_out() -> None:
    sentences = some_sentences()
    model = fit(sentences)
    assert model == fit(sentences)
    odds = model.odds("The crossing reopened.", "en")
    assert odds["open"] > odds["closed"]
    head, everything, *rest = evaluate(sentences)
    assert head.split()[0] == "lowest"
    assert everything.split()[1:] == ["18", "100.0%", "100.0%", "0"]
    assert len(rest) == 5


@needs_sklearn
def test_the_command_writes_weights_or_prints_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classifier.training.border_states.load_sentences", lambda *_: some_sentences())
    out, file = io.StringIO(), tmp_path / "weights.json"
    assert main([str(tmp_path), "--write", str(file)], out) == 0
    assert main([str(tmp_path)], out) == 0
    assert file.read_text(encoding="utf-8") == out.getvalue()
    assert main([str(tmp_path), "--evaluate"], out) == 0
    assert "wrongly open" in out.getvalue()


def test_the_command_names_a_file_that_is_missing(tmp_path: Path) -> None:
    out = io.StringIO()
    assert main([str(tmp_path)], out) == 1
    assert "en.tsv" in out.getvalue()
