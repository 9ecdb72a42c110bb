"""Lists for people fit a terminal of 80 columns."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import takewhile

import pytest
from rich.cells import cell_len

from cli.collect.ages import age, time_left
from cli.collect.source_health import HEADINGS, row, summary
from cli.digests import outbox, subscriptions
from cli.tables import Row, table_lines, wrapped
from crawler.health import OUTCOME_WORDS, Cause, Finding, SourceLine, state_words
from tests.samples import NOW, source, subscription
from yaluwatch.model import Delivery, DeliveryState, Outcome, SourceState

WIDTH = 80


def lines_of(headings: Sequence[str], rows: Sequence[Row]) -> list[str]:
    lines = list(table_lines(headings, rows, WIDTH))
    assert [line for line in lines if cell_len(line) > WIDTH] == []
    return lines


def finding(cause: Cause = Cause.MOVED_FEED, proof: str = "the last two polls: not found") -> Finding:
    return Finding(cause, proof, "change `urls`")


def line(
    source_id: str, outcome: Outcome | None = Outcome.OK, *findings: Finding, is_paused: bool = False
) -> SourceLine:
    state = SourceState(
        source_id=source_id,
        last_outcome=outcome,
        last_detail="" if outcome in {Outcome.OK, None} else "the server did not respond",
        last_ok_at=NOW - timedelta(days=120) if outcome else None,
        next_poll_at=NOW + timedelta(minutes=59),
    )
    return SourceLine(source(id=source_id, paused=is_paused), state, [0, 5, 0, 7], findings)


def test_the_list_of_sources_fits_80_columns_also_with_long_names_and_reasons() -> None:
    reason = "최근 두 번의 확인에서 피드 대신 웹 페이지가 응답했습니다. " * 5
    lines = [
        line("heilongjiang-newspaper-and-a-name-that-has-no-end-at-all-and-goes-on", Outcome.HOME_PAGE),
        line("dailynk-ko", Outcome.HTML_INSTEAD_OF_FEED, finding(proof=reason)),
        line("yonhap-nk"),
        line("kcna-watch", Outcome.FORBIDDEN, is_paused=True),
        line("rfa-korean", None),
    ]
    shown = lines_of(HEADINGS, [row(each, NOW) for each in lines])
    assert any(each.startswith("dailynk-ko") and "moved feed" in each for each in shown)
    assert sum(each.startswith("  ") and "최근" in each for each in shown) >= 2
    assert all(cell_len(each) <= WIDTH for each in wrapped(summary(lines * 20), WIDTH))


def test_healthy_sources_take_one_short_line_and_others_say_why() -> None:
    shown = lines_of(
        HEADINGS, [row(each, NOW) for each in (line("ill", Outcome.TIMEOUT), line("well"), line("new", None))]
    )
    assert shown == [
        "source  state           last read     next poll  new (7 days)",
        "ill     timed out       120 days ago  in 59 min  12",
        "  the server did not respond",
        "well    up to date      120 days ago  in 59 min  12",
        "new     not polled yet  never         in 59 min  12",
    ]


def test_the_summary_counts_states_and_names_the_next_step_only_where_one_is_needed() -> None:
    assert summary([]) == "0 sources; `yalu sources add URL` adds one."
    assert summary([line("a")]) == "1 source: 1 up to date."
    assert summary([line("a"), line("b", Outcome.DNS, finding(Cause.UNREACHED))]) == (
        "2 sources: 1 up to date, 1 could not be reached. `yalu sources doctor` suggests what to do."
    )


def test_every_outcome_and_cause_has_plain_words() -> None:
    assert set(OUTCOME_WORDS) == set(Outcome)
    words = {*OUTCOME_WORDS.values(), *(state_words(source(), SourceState(source_id="x"), c) for c in Cause)}
    assert all("_" not in each and len(each) <= 22 for each in words)
    assert state_words(source(paused=True), SourceState(source_id="x"), Cause.SILENT) == "paused"
    assert state_words(source(), SourceState(source_id="x")) == "not polled yet"


def test_the_list_of_subscriptions_fits_80_columns() -> None:
    addresses = tuple(f"someone-with-a-long-name-{number}@newspaper.example.org" for number in range(5))
    item = subscription(
        id="seoul-desk",
        addresses=addresses,
        query="단둥 밀수 제재 " * 9,
        timezone="America/Argentina/ComodRivadavia",
    )
    made = subscriptions.subscription_row(item, NOW, {("seoul-desk", addresses[0]): NOW}, NOW)
    shown = " ".join(lines_of(subscriptions.HEADINGS, [made]))
    assert "not confirmed yet" in " ".join(shown.split())


def test_the_outbox_fits_80_columns_and_shortens_nothing() -> None:
    address = "someone-with-a-very-long-name-indeed@newspaper-of-record.example.org"
    message = Delivery(
        id=123456,
        subscription_id="a-subscription-with-a-long-name",
        address=address,
        message_id="<1@yalu>",
        content=b"",
        period_start=NOW,
        period_end=NOW,
        state=DeliveryState.DEFERRED,
        attempts=3,
        detail="451 4.7.1 greylisted, please try again later; " * 4,
    )
    made = outbox.outbox_row(message)
    assert made.notes[-1] == "3 attempts"
    heading, *lines = lines_of(outbox.HEADINGS, [made])
    start, end = heading.index("to"), heading.index("state")
    cells = takewhile(lambda line: not line.startswith("  451"), lines)
    assert "".join(line[start:end].strip() for line in cells) == address
    assert "deferred" in lines[0]


@pytest.mark.parametrize(
    ("passed", "ago", "left"),
    [
        (timedelta(seconds=59), "just now", "in 1 min"),
        (timedelta(minutes=59), "59 min ago", "in 59 min"),
        (timedelta(hours=47), "47 h ago", "in 47 h"),
        (timedelta(days=2), "2 days ago", "in 2 days"),
    ],
)
def test_times_are_shown_relative_to_now(passed: timedelta, ago: str, left: str) -> None:
    assert age(NOW - passed, NOW) == ago
    assert time_left(NOW + passed, NOW) == left
    assert (age(None, NOW), time_left(None, NOW), time_left(NOW - passed, NOW)) == ("never", "now", "now")
