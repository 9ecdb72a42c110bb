"""The state of a crossing, reckoned from statements and decisions: precedence, age, contradiction, plans."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from classifier import CROSSINGS
from indicators import BorderState, reckon_border
from indicators.border.changes import changes
from storage import BorderDecision, BorderStatement

DANDONG = next(each for each in CROSSINGS if each.id == "dandong-sinuiju")
TODAY = date(2024, 6, 1)


def said(state: str, day: str, *, number: int = 0, **more: Any) -> BorderStatement:
    values: dict[str, Any] = {
        "id": number or int(day.replace("-", "")),
        "place": "dandong",
        "mode": "rail",
        "state": state,
        "day": day,
        "date": "",
        "article_id": number or int(day.replace("-", "")),
        "version": 1,
        "publisher": "Yonhap",
    }
    return BorderStatement(**(values | more))


def decision(state: str, day: str, kind: str = "correct", **more: Any) -> BorderDecision:
    values: dict[str, Any] = {
        "id": 1,
        "crossing": DANDONG.id,
        "mode": "rail",
        "state": state,
        "kind": kind,
        "reason": "seen",
        "by": "Kim",
        "at": datetime.fromisoformat(f"{day}T08:00:00+00:00"),
    }
    return BorderDecision(**(values | more))


def rail(
    *statements: BorderStatement, decided: tuple[BorderDecision, ...] = (), today: date = TODAY
) -> BorderState:
    (found,) = [each for each in reckon_border(DANDONG, statements, decided, today) if each.mode == "rail"]
    return found


def test_nothing_said_is_unknown() -> None:
    assert rail().state == "unknown"


def test_every_kind_of_traffic_of_a_crossing_has_a_state() -> None:
    assert [each.mode for each in reckon_border(DANDONG, [], [], TODAY)] == list(DANDONG.modes)


def test_the_newest_statement_counts_with_its_start_and_its_publishers() -> None:
    found = rail(
        said("closed", "2024-01-10"),
        said("open", "2024-05-01", date="2024-04-29"),
        said("open", "2024-05-20", publisher="Kyodo"),
    )
    assert (found.state, found.since, found.publishers) == ("open", "2024-04-29", 2)
    assert found.stale_on == date(2024, 10, 17)


def test_a_statement_grows_too_old_and_is_remembered() -> None:
    found = rail(said("open", "2023-06-01"))
    assert (found.state, found.last and found.last.state) == ("unknown", "open")


def test_a_statement_on_another_crossing_or_another_traffic_does_not_count() -> None:
    assert rail(said("open", "2024-05-01", place="quanhe")).state == "unknown"
    assert rail(said("open", "2024-05-01", mode="road")).state == "unknown"


def test_a_crossing_as_a_whole_has_the_state_of_all_its_traffic() -> None:
    assert rail(said("closed", "2024-05-01", mode="all")).state == "closed"


def test_what_was_said_of_the_trains_shortly_before_counts_more_than_what_is_said_of_the_crossing() -> None:
    found = rail(said("closed", "2024-05-01"), said("open", "2024-05-03", mode="all"))
    assert found.state == "closed"


def test_a_statement_on_the_whole_border_fills_a_gap() -> None:
    found = rail(said("closed", "2024-05-01", place="border", mode="all"))
    assert (found.state, found.is_general) == ("closed", True)


def test_one_publishers_opening_does_not_stand_against_a_border_said_to_be_still_closed() -> None:
    still = said("closed", "2024-05-10", place="border", mode="all")
    assert rail(said("open", "2024-05-01"), still).state == "closed"
    another = said("open", "2024-05-02", publisher="Another")
    assert rail(said("open", "2024-05-01"), another, still).state == "open"


def test_a_statement_on_the_crossing_counts_more_than_one_on_the_border() -> None:
    border = said("closed", "2024-05-20", place="border", mode="all", date="2020-01-22")
    assert rail(said("open", "2024-05-01"), border).state == "open"


def test_a_border_closed_since_then_closes_the_crossing() -> None:
    border = said("closed", "2024-05-20", place="border", mode="all", date="2024-05-19")
    assert rail(said("open", "2024-05-01"), border).state == "closed"


def test_a_reopened_border_does_not_open_a_crossing_last_reported_closed() -> None:
    border = said("open", "2024-05-20", place="border", mode="all", date="2024-05-19")
    assert rail(said("closed", "2022-05-01"), border).state == "unknown"
    assert rail(border).state == "open"


def test_reports_of_the_same_days_contradict_each_other_and_both_are_kept() -> None:
    found = rail(said("open", "2024-05-01"), said("closed", "2024-05-03", publisher="Kyodo"))
    assert found.state == "closed"
    assert [each.state for each in found.against] == ["open"]


def test_a_change_is_no_contradiction() -> None:
    assert rail(said("closed", "2024-05-01"), said("open", "2024-05-03", date="2024-05-03")).against == ()


def test_of_one_day_the_more_careful_statement_counts() -> None:
    both = (said("closed", "2024-05-03", number=1), said("open", "2024-05-03", number=2))
    assert rail(*both).state == "closed"
    assert rail(*reversed(both)).state == "closed"


@pytest.mark.parametrize(
    ("since", "publishers", "state"),
    [
        # How traffic stopped in spring is background of the openings that two publishers report.
        ("2024", ("Kyodo", "Yonhap"), "open"),
        ("2024-03", ("Kyodo", "Yonhap"), "open"),
        # One publisher may be wrong, and a closing of these days, or of an unknown day, may come after it.
        ("2024", ("Kyodo", "Kyodo"), "closed"),
        ("2024-05-20", ("Kyodo", "Yonhap"), "closed"),
        ("", ("Kyodo", "Yonhap"), "closed"),
    ],
)
def test_openings_of_these_days_count_more_than_what_began_long_before(
    since: str, publishers: tuple[str, str], state: str
) -> None:
    openings = [said("open", f"2024-05-2{number}", publisher=each) for number, each in enumerate(publishers)]
    found = rail(*openings, said("closed", "2024-05-25", date=since, publisher="AP"))
    assert found.state == state
    assert [each.state for each in found.against][:1] == ["closed" if state == "open" else "open"]


def test_a_plan_is_planned_and_never_open() -> None:
    found = rail(said("planned", "2024-05-01", date="2024-07-01"))
    assert (found.state, found.plan is not None) == ("planned", True)


def test_a_plan_stands_beside_a_closure_and_ends_with_the_opening() -> None:
    plan, closure = said("planned", "2024-05-01"), said("closed", "2024-04-01")
    found = rail(plan, closure)
    assert (found.state, found.plan) == ("closed", plan)
    assert rail(plan, closure, said("open", "2024-05-20", date="2024-05-20")).plan is None


@pytest.mark.parametrize(("day", "state"), [("2024-05-10", "planned"), ("2024-04-20", "unknown")])
def test_a_plan_is_forgotten_a_month_after_its_date(day: str, state: str) -> None:
    assert rail(said("planned", "2024-04-01", date=day)).state == state


def test_a_decision_counts_until_a_newer_report() -> None:
    mine = decision("open", "2024-05-10")
    assert rail(said("closed", "2024-05-01"), decided=(mine,)).state == "open"
    assert rail(said("closed", "2024-05-20"), decided=(mine,)).state == "closed"


def test_a_pinned_state_stays_and_shows_newer_reports_against_it() -> None:
    found = rail(said("closed", "2024-05-20"), decided=(decision("open", "2024-05-10", "pin"),))
    assert (found.state, [each.state for each in found.against]) == ("open", ["closed"])


def test_a_decision_counts_from_its_day_until_it_is_withdrawn() -> None:
    mine = decision("open", "2024-05-10", "pin", withdrawn_at=datetime(2024, 5, 20, tzinfo=UTC))
    assert rail(decided=(mine,), today=date(2024, 5, 9)).state == "unknown"
    assert rail(decided=(mine,), today=date(2024, 5, 19)).state == "open"
    assert rail(decided=(mine,), today=date(2024, 5, 20)).state == "unknown"


def test_changes_are_new_states_plans_and_contradictions_but_not_old_age() -> None:
    opened = said("open", "2024-05-20", date="2024-05-20")

    def between(before: list[BorderStatement], after: list[BorderStatement]) -> list[tuple[str, str]]:
        return [(each.before, each.now.state) for each in changes([rail(*before)], [rail(*after)])]

    assert between([], [opened]) == [("unknown", "open")]
    assert between([opened], [opened, said("open", "2024-05-25")]) == []
    assert between([opened], [opened, said("closed", "2024-05-25")]) == [("open", "closed")]
    assert between(
        [said("closed", "2024-05-01")], [said("closed", "2024-05-01"), said("planned", "2024-05-02")]
    ) == [("closed", "closed")]
    assert changes([rail(opened)], [rail()]) == []
    assert changes([], [rail(opened)]) == []
