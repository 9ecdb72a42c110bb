"""Who says what, how sure, from how far; and what is promised: sentences labelled before they were run."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from classifier import CROSSINGS, Classifier, find_article_facts, role_of_speaker
from classifier.facts.claims import bounds, hedge_of
from classifier.facts.claims.spans import span_in
from yaluwatch.model import Fact, full_text

FOLDER = Path(__file__).parents[1] / "claims"
PUBLISHED = date(2024, 5, 20)
TITLES = {
    "en": "Trade on the China-North Korea border",
    "ko": "북중 국경 교역 소식",
    "zh": "中朝边境贸易消息",
    "ja": "中朝国境の貿易",
}
CROSSING = {place: crossing.id for crossing in CROSSINGS for place in crossing.places}
# Words that only point at a speaker named before.
POINTING = ("he", "그", "他", "同氏", "同消息筋")
# One statement is often about two kinds of traffic.
RELATED = ({"rail", "passengers", "freight"}, {"road", "passengers", "freight"})


@cache
def classifier() -> Classifier:
    return Classifier.load()


def read(text: str, language: str, published: date | None = PUBLISHED) -> tuple[str, tuple[Fact, ...]]:
    title = TITLES[language]
    verdict = classifier().classify(title, text, language)
    found = find_article_facts(title, text, language, published, verdict.mentions)
    return full_text(title, text), found.facts


@dataclass(frozen=True)
class Said:
    kind: str
    speaker: str
    wanted: tuple[str, str, int]
    text: str
    claim: Fact | None
    others: int


@cache
def sentences(name: str) -> tuple[Said, ...]:
    found = []
    for row in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        language, kind, speaker, hedge, attribution, removed, sentence = row.split("\t")
        text, facts = read(sentence, language)
        claims = [fact for fact in facts if fact.kind == "claim"]
        named = [claim for claim in claims if is_same(speaker, text[slice(*claim.speaker or (0, 0))])]
        chosen = named[0] if named else None
        wanted = (hedge, attribution, int(removed) if removed != "-" else 0)
        found.append(Said(kind, speaker, wanted, sentence, chosen, len(claims)))
    return tuple(found)


def is_same(labelled: str, found: str) -> bool:
    one, other = labelled.casefold(), found.casefold()
    return labelled in POINTING or (bool(other) and (one in other or other in one))


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("sentences.tsv", 67),
        ("sentences_field.tsv", 36),
        ("sentences_more.tsv", 20),
        ("sentences_reports.tsv", 43),
        ("sentences_fifth.tsv", 32),
        ("sentences_sixth.tsv", 30),
    ],
)
def test_speakers_are_found_and_nobody_else(name: str, least: int) -> None:
    read_ = sentences(name)
    missed = [each.text for each in read_ if each.kind == "claim" and each.claim is None]
    assert len([each for each in read_ if each.kind == "claim"]) - len(missed) >= least, missed
    assert [each.text for each in read_ if each.kind == "none" and each.others] == []


@pytest.mark.parametrize("name", ["sentences.tsv", "sentences_field.tsv", "sentences_more.tsv"])
def test_a_claim_says_how_sure_it_is_who_says_it_and_from_how_far(name: str) -> None:
    wrong = [
        each.text
        for each in sentences(name)
        if each.claim
        and each.wanted != (each.claim.hedge, each.claim.attribution.partition("-")[0], each.claim.removed)
    ]
    # In one, only the reader can tell that "a South Korean daily" is not the publisher.
    assert len(wrong) <= 1


@dataclass(frozen=True)
class Planned:
    label: str
    wanted: tuple[str, str, str, str]
    text: str
    promises: tuple[Fact, ...]
    done: tuple[Fact, ...]


@cache
def plans(name: str) -> tuple[Planned, ...]:
    found = []
    for row in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        language, label, subject, mode, state, day, text = row.split("\t")
        _, facts = read(text, language)
        promises = tuple(fact for fact in facts if fact.kind == "promise")
        done = tuple(
            fact for fact in facts
            if fact.kind == "outcome" and fact.hedge != "denied" and fact.state != "postponed"
        )  # fmt: skip
        found.append(Planned(label, (subject, mode, state, day.strip("-")), text, promises, done))
    return tuple(found)


def is_right(plan: Planned) -> bool:
    subject, mode, state, day = plan.wanted
    promise = plan.promises[0] if plan.promises else None
    if promise is None or (promise.state, promise.date) != (state, day):
        return False
    if promise.good:
        return f"{promise.good}:{promise.direction}" == subject
    is_traffic = "all" in {mode, promise.mode} or mode == promise.mode
    is_traffic = is_traffic or any({mode, promise.mode} <= related for related in RELATED)
    return is_traffic and CROSSING.get(promise.place, promise.place) == CROSSING.get(subject, subject)


@pytest.mark.parametrize("name", ["promises.tsv", "promises_field.tsv"])
def test_promises_are_read_with_what_and_when(name: str) -> None:
    assert [each.text for each in plans(name) if each.label == "promise" and not is_right(each)] == []


@pytest.mark.parametrize("name", ["promises.tsv", "promises_field.tsv"])
def test_no_history_denial_or_wish_is_a_promise_and_no_plan_is_done(name: str) -> None:
    assert [each.text for each in plans(name) if each.label == "none" and each.promises] == []
    assert [each.text for each in plans(name) if each.label == "promise" and each.done] == []


@pytest.mark.parametrize(
    ("text", "language", "place", "state", "hedge"),
    [
        ("The ministry denied that the border would reopen in June.", "en", "border", "open", "denied"),
        ("The opening of the bridge at Jian was put off again, he said.", "en", "jian", "postponed", "said"),
        ("신압록강대교 개통이 또 미뤄졌다고 업자가 전했다.", "ko", "new-yalu-bridge", "postponed", "said"),
        ("外交部否认边境将于6月开放。", "zh", "border", "open", "denied"),
        ("外務省は6月に国境を開放するとの報道を否定した。", "ja", "border", "open", "denied"),
    ],
)  # fmt: skip
def test_denials_and_delays_are_outcomes(
    text: str, language: str, place: str, state: str, hedge: str
) -> None:
    _, facts = read(text, language)
    (outcome,) = [fact for fact in facts if fact.kind == "outcome"]
    assert (outcome.place, outcome.state, outcome.hedge) == (place, state, hedge)


def test_goods_that_flow_again_are_an_outcome() -> None:
    _, facts = read("China has resumed imports of North Korean coal, two traders said.", "en")
    (outcome,) = [fact for fact in facts if fact.kind == "outcome"]
    assert (outcome.good, outcome.direction, outcome.state) == ("coal", "from-north", "open")


def test_a_promise_of_an_undated_article_has_its_printed_date_only() -> None:
    _, facts = read("The bridge at Jian will open on June 1, 2025, officials said.", "en", None)
    (promise,) = [fact for fact in facts if fact.kind == "promise"]
    assert promise.date == "2025-06-01"
    _, facts = read("The bridge at Jian will open on June 1, officials said.", "en", None)
    assert [fact.date for fact in facts if fact.kind == "promise"] == [""]


@pytest.mark.parametrize(
    ("clause", "span"),
    [
        ("to open next week", "2024-05-27/2024-06-02"),
        ("이번 주 재개될 예정", "2024-05-20/2024-05-26"),
        ("内年", ""),
        ("明年春天开通", "2025-03/2025-05"),
        ("this winter", "2024-12/2025-02"),
        ("상반기에 개통", "2024-01/2024-06"),
        ("in late June", "2024-06-21/2024-06-30"),
        ("2月上旬", "2025-02-01/2025-02-10"),
        ("by the end of the month", "2024-05"),
        ("내일 다시 연다", "2024-05-21"),
        ("年内に再開", "2024"),
    ],
)
def test_words_for_a_span_of_time(clause: str, span: str) -> None:
    assert span_in(clause, PUBLISHED) == span


def test_bounds_of_dates_and_intervals() -> None:
    assert bounds("2024") == (date(2024, 1, 1), date(2024, 12, 31))
    assert bounds("2024-07/2024-12") == (date(2024, 7, 1), date(2024, 12, 31))
    assert bounds("--02-14") is None
    assert bounds("") is None


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("평양 소식통", "source"), ("Lin Jian, spokesman", "spokesperson"), ("一名边贸商", "trader"),
        ("恵山の住民", "resident"), ("Yonhap", "medium"), ("the foreign ministry", "official"), ("Kim", ""),
    ],
)  # fmt: skip
def test_roles_of_speakers(name: str, role: str) -> None:
    assert role_of_speaker(name) == role


def test_what_comes_through_a_medium_is_reported() -> None:
    assert hedge_of("The bridge is open, Kyodo reported.", "en", 2) == "reportedly"
    assert hedge_of("The bridge is open, he said.", "fr") == "said"


def test_a_body_and_the_source_are_led_back_to_their_names() -> None:
    text, facts = read(
        "The US Treasury listed a bank in Dandong. A source in Pyongyang told us it had closed. The bank "
        "moved coal, according to the department. Trucks still cross at Dandong, the source said.",
        "en",
    )
    said = [text[slice(*fact.speaker)] for fact in facts if fact.kind == "claim" and fact.speaker]
    assert said == ["A source in Pyongyang", "The US Treasury", "A source in Pyongyang"]


def speakers(text: str, language: str) -> list[str]:
    whole, facts = read(text, language)
    return [whole[slice(*fact.speaker)] for fact in facts if fact.kind == "claim" and fact.speaker]


def test_sources_in_the_plural_speak_and_not_what_they_speak_of() -> None:
    said = "소식통들은 난핑과 무산 세관이 지난 20일 통관 업무를 재개했다고 전했다."
    assert speakers(said, "ko") == ["소식통들"]
    quoted = (
        '대북 소식통들은 어제 "북한 요구에 따라 단둥 당국이 운행 중단 결정을 내렸다"며 격리됐다고 말했다.'
    )
    assert speakers(quoted, "ko") == ["대북 소식통들"]


def test_the_town_of_musan_puts_nothing_off() -> None:
    _, facts = read("난핑과 무산 사이의 화물트럭 운행 재개는 3년 만이다.", "ko")
    assert [fact.state for fact in facts if fact.kind == "outcome"] in ([], ["open"])
    _, facts = read("단둥과 신의주 사이의 열차 운행 재개 계획이 무산됐다.", "ko")
    assert [fact.state for fact in facts if fact.kind == "outcome"] == ["postponed"]
