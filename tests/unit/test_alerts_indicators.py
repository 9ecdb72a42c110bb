"""The section of a digest on the border: what is new, once, and not more than a few lines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from alerts.indicators.border import MAX_LINES, border_section
from alerts.indicators.section import IndicatorLine, IndicatorSection
from alerts.rendering.labels import LANGUAGES, labels_in
from classifier import CROSSINGS, MODES
from indicators import STATES, BorderChange, BorderState
from storage import BorderDecision, BorderStatement, Quotation

NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)
NAMES = {crossing.id: crossing.name for crossing in CROSSINGS}


def statement(number: int, state: str = "open", day: str = "2026-11-23") -> BorderStatement:
    return BorderStatement(
        id=number, place="dandong", mode="rail", state=state, day=day, date="", article_id=number,
        version=1, publisher="Yonhap",
    )  # fmt: skip


def state(**values: Any) -> BorderState:
    made: dict[str, Any] = {"crossing": "dandong-sinuiju", "mode": "rail", "state": "open", "publishers": 2}
    return BorderState(**(made | values))


def section(*changes: BorderChange, found_at: datetime = NOW) -> IndicatorSection | None:
    quotations = {
        number: Quotation(
            text=f"Sentence  {number}.", title="T", url="https://a.example", publisher="Yonhap",
            language="en", published_at=None, found_at=found_at,
        )
        for number in range(20)
    }  # fmt: skip
    return border_section(changes, quotations, NAMES, SINCE)


def lines(found: IndicatorSection | None) -> tuple[IndicatorLine, ...]:
    assert found is not None
    return found.lines


def phrases(found: IndicatorSection | None) -> list[str]:
    return [line.phrase for line in lines(found)]


def test_a_changed_state_is_told_with_its_sentence() -> None:
    found = section(BorderChange(now=state(statement=statement(1)), before="closed"))
    assert phrases(found) == ["border_changed"]
    assert lines(found)[0].quote == "Sentence 1."


def test_what_one_publisher_says_is_not_told() -> None:
    assert section(BorderChange(now=state(statement=statement(1), publishers=1), before="closed")) is None


def test_what_was_known_before_or_is_old_is_not_told() -> None:
    change = BorderChange(now=state(statement=statement(1)), before="closed")
    assert section(change, found_at=SINCE) is None
    old = BorderChange(now=state(statement=statement(1, day="2026-11-01")), before="closed")
    assert section(old) is None
    assert section() is None


def test_a_plan_is_told_whether_or_not_the_state_is_known() -> None:
    plan = statement(2, "planned")
    only = BorderChange(now=state(state="planned", statement=plan, plan=plan), before="unknown")
    assert phrases(section(only)) == ["border_planned"]
    beside = BorderChange(
        now=state(state="closed", statement=statement(1, "closed"), plan=plan), before="closed"
    )
    assert phrases(section(beside)) == ["border_planned"]


def test_a_contradiction_is_told_with_the_other_side() -> None:
    others = (statement(2), replace(statement(3), publisher="Kyodo"))
    made = state(state="closed", statement=statement(1, "closed"), against=others)
    found = section(BorderChange(now=made, before="closed"))
    assert phrases(found) == ["border_contradicted"]
    assert lines(found)[0].terms["before"] == "state_open"
    # What one publisher denies is told neither way.
    denied = replace(made, against=others[:1])
    assert section(BorderChange(now=denied, before="open")) is None


def test_a_decision_is_told_when_it_changes_the_state() -> None:
    decision = BorderDecision(
        id=3, crossing="dandong-sinuiju", mode="rail", state="open", kind="pin", reason="seen", by="", at=NOW
    )
    assert phrases(section(BorderChange(now=state(decision=decision), before="closed"))) == ["border_decided"]
    assert section(BorderChange(now=state(decision=decision), before="open")) is None


def test_a_sentence_on_several_kinds_of_traffic_stands_once_and_many_lines_are_counted() -> None:
    both = [
        BorderChange(now=state(mode=mode, statement=statement(1)), before="closed")
        for mode in ("rail", "freight")
    ]
    assert len(phrases(section(*both))) == 1
    many = [BorderChange(now=state(statement=statement(number)), before="closed") for number in range(9)]
    found = section(*many)
    assert found is not None
    assert (len(found.lines), found.left_out) == (MAX_LINES, 3)


def test_every_language_has_the_words_of_every_state_and_traffic() -> None:
    for language in LANGUAGES:
        labels = labels_in(language)
        for key in (*(f"mode_{mode}" for mode in MODES), *(f"state_{name}" for name in STATES)):
            assert labels.label(key)
        assert labels.label("indicator_border")
        assert labels.count(2, "indicators_left_out", command="yalu border").count("2") == 1
