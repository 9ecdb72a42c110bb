"""What the analysts' pages decide, without an archive."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi import HTTPException

from classifier import ON_MAP
from classifier.lexicon import entries
from storage import Event, FoundFact, StoryChange, StoryEdit, StoryMarks, StoryMember, StorySummary, Visit
from tests.samples import NOW, article, source, subscription, verdict
from web.access import Role, Visitor
from web.analyst.drawing import CrossingState, border_map, day_chart, mention_groups, week_chart
from web.analyst.entity import crossing_at, events_of
from web.analyst.judging import story_number
from web.analyst.returning import back_to, own_address, seen_at
from web.analyst.story_lines import in_groups, line_of, state_of
from web.analyst.story_page import by_language, citations, evidence, main_facts, reports_of, successor
from web.analyst.subscriptions.ownership import (
    complaint_of_address,
    may_change,
    may_see,
    own_addresses,
    visible_addresses,
)
from web.analyst.subscriptions.subscribing import new_id
from web.analyst.visits import AWAY, visit_at
from web.recent import Recent
from yaluwatch.model import Fact, Recipient, Relation, StoredArticle, Story

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

DANDONG = "dandong-sinuiju"
QUANHE = "quanhe-wonjong"


def member(**changes: object) -> StoryMember:
    made = StoryMember(
        id=1,
        version=1,
        title="Trucks return",
        language="en",
        source_id="courier",
        publisher="Courier Press",
        relation=Relation.OPENS,
        first_seen_at=NOW,
        published_at=NOW,
        edited_at=None,
        removed_at=None,
        relevance=0.9,
        topics={"border": 0.9},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_first_visit_marks_nothing() -> None:
    assert visit_at(None, NOW) == Visit(None, NOW)


def test_a_visit_goes_on_while_one_is_there() -> None:
    visit = Visit(NOW - 9 * HOUR, NOW)
    for _ in range(5):
        visit = visit_at(visit, visit.last_at + AWAY)
    assert visit == Visit(NOW - 9 * HOUR, NOW + 5 * AWAY)


def test_who_was_away_sees_as_new_what_came_since() -> None:
    assert visit_at(Visit(None, NOW), NOW + AWAY + MINUTE) == Visit(NOW, NOW + AWAY + MINUTE)


def test_a_clock_that_went_back_does_not_begin_a_visit() -> None:
    assert visit_at(Visit(None, NOW), NOW - HOUR) == Visit(None, NOW)


@pytest.mark.parametrize(
    ("members", "state"),
    [
        ([member(first_seen_at=NOW - HOUR)], ""),
        ([member(first_seen_at=NOW)], ""),
        ([member(first_seen_at=NOW + HOUR)], "new"),
        ([member(first_seen_at=NOW - HOUR), member(first_seen_at=NOW + HOUR)], "changed"),
        ([member(first_seen_at=NOW - HOUR, edited_at=NOW + HOUR)], "changed"),
    ],
)
def test_a_story_is_new_or_changed_since_the_last_visit(members: list[StoryMember], state: str) -> None:
    assert state_of(StorySummary(1, tuple(members)), NOW) == state
    assert state_of(StorySummary(1, tuple(members)), None) == ""


def test_a_story_read_before_its_last_report_is_unread_again_but_not_by_an_edit() -> None:
    first = member(first_seen_at=NOW, edited_at=NOW + 9 * HOUR)
    summary = StorySummary(1, (first, member(id=2, first_seen_at=NOW + HOUR)))
    for read_at, is_read in ((None, False), (NOW, False), (NOW + HOUR, True)):
        marks = StoryMarks(story_id=1, read_at=read_at)
        assert line_of(summary, {}, "en", Visit(None, NOW), marks).is_read is is_read


def test_a_headline_in_the_readers_language_leads() -> None:
    summary = StorySummary(
        1, (member(), member(id=2, language="ko", relevance=0.5), member(id=3, language="ko", removed_at=NOW))
    )
    leads = {
        language: line_of(summary, {}, language, Visit(None, NOW)).lead.id for language in ("en", "ko", "zh")
    }
    assert leads == {"en": 1, "ko": 2, "zh": 1}


def test_new_stories_come_first_then_days_of_the_readers_zone_and_the_most_important_of_each() -> None:
    late = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    stories = [
        StorySummary(1, (member(first_seen_at=NOW, topics={"tourism": 0.9}),)),
        StorySummary(2, (member(first_seen_at=NOW - HOUR, topics={"smuggling": 0.9}),)),
        StorySummary(3, (member(first_seen_at=late - HOUR),)),
        StorySummary(4, (member(first_seen_at=late + HOUR),)),
    ]
    visit = Visit(late, late + 2 * HOUR)
    lines = [line_of(one, {"courier": source()}, "en", visit) for one in stories]
    groups = in_groups(lines, "Asia/Seoul")
    assert [(group.day, [line.id for line in group.lines]) for group in groups] == [
        (None, [4]),
        (date(2026, 11, 25), [3]),
        (date(2026, 11, 24), [2, 1]),
    ]
    assert lines[0].source == "The Yalu Courier"


def test_the_map_has_every_crossing_in_river_order_on_both_banks() -> None:
    drawn = border_map({DANDONG: 16, QUANHE: 4}, "en", {QUANHE: CrossingState.OPEN})
    points = {point.id: point for point in drawn.points}
    assert [point.id for point in drawn.points] == [one.id for one in ON_MAP]
    assert [point.x for point in drawn.points] == sorted({point.x for point in drawn.points})
    assert (points[DANDONG].chinese_name, points[DANDONG].korean_name) == ("Dandong", "Sinuiju")
    assert (points[QUANHE].state, points[DANDONG].state) == (CrossingState.OPEN, CrossingState.UNKNOWN)
    # A quarter of the mentions is a quarter of the area: half of what the radius can grow.
    small, half, large = (points[name].radius for name in ("jian-manpo", QUANHE, DANDONG))
    assert abs((half - small) - (large - small) / 2) <= 1
    assert all(point.chinese_y < point.y < point.korean_y for point in drawn.points)
    assert drawn.yalu.startswith("M0 ")
    assert drawn.tumen.startswith("M")


@pytest.mark.parametrize(("language", "names"), [("ko", ("단둥", "신의주")), ("zh", ("丹东", "新义州"))])
def test_names_on_the_map_are_in_the_readers_language(language: str, names: tuple[str, str]) -> None:
    point = next(point for point in border_map({}, language).points if point.id == DANDONG)
    assert (point.chinese_name, point.korean_name) == names


def test_everything_a_crossing_names_is_in_the_gazetteer_and_counts_for_one_crossing() -> None:
    groups = mention_groups()
    places = entries("place")
    named = [id_ for ids in groups.values() for id_ in ids]
    assert set(named) <= set(places)
    assert len(named) == len(set(named))
    for crossing in ON_MAP:
        assert {places[id_].side for id_ in crossing.china} == {"CN"}
        assert {places[id_].side for id_ in crossing.korea} == {"KP"}
    # Every post between the two countries is part of a crossing, but for the harbour.
    posts = {id_ for id_, entry in places.items() if entry.kind == "crossing"} - {
        "hunchun-ru",
        "langtou-water",
    }
    assert posts <= {id_ for one in ON_MAP for id_ in (*one.posts, one.chinese_town, one.korean_town)}


def test_a_place_knows_its_crossing() -> None:
    found = {place: crossing_at(place) for place in ("hyesan", "sinuiju", "wonjong-port", "beijing")}
    assert {place: one and one.id for place, one in found.items()} == {
        "hyesan": "changbai-hyesan",
        "sinuiju": DANDONG,
        "wonjong-port": QUANHE,
        "beijing": None,
    }


def test_bars_stand_for_weeks_from_monday() -> None:
    counts = [
        (date(2026, 11, 23), 2),
        (date(2026, 11, 29), 3),
        (date(2026, 11, 30), 1),
        (date(2020, 1, 1), 9),
    ]
    chart = week_chart(counts, date(2026, 11, 17), date(2026, 12, 2))
    assert [(bar.start.isoformat(), bar.number) for bar in chart.bars] == [
        ("2026-11-16", 0),
        ("2026-11-23", 5),
        ("2026-11-30", 1),
    ]
    assert (chart.total, chart.words) == (6, "5 (2026-11-23), 1 (2026-11-30)")
    assert chart.bars[0].height == 0 < chart.bars[2].height < chart.bars[1].height


def test_a_week_may_lie_in_two_years() -> None:
    counts = [(date(2026, 12, 31), 1), (date(2027, 1, 3), 2), (date(2027, 1, 4), 4)]
    chart = week_chart(counts, date(2026, 12, 28), date(2027, 1, 5))
    assert [(bar.start.isoformat(), bar.number) for bar in chart.bars] == [
        ("2026-12-28", 3),
        ("2027-01-04", 4),
    ]


def test_a_chart_of_nothing_is_flat() -> None:
    chart = day_chart([], date(2026, 11, 1), date(2026, 11, 30))
    assert (len(chart.bars), chart.total, {bar.height for bar in chart.bars}) == (30, 0, {0.0})
    assert [tick.label for tick in chart.ticks] == ["11-01", "11-08", "11-15", "11-22", "11-29"]


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nset-cookie: a=b",
        "javascript:alert(1)",
        "evil.example",
        "http://[::1",
        "///evil.example",
        "",
    ],
)
def test_a_form_never_leads_to_another_site(address: str) -> None:
    assert own_address(address) == "/"


def test_what_came_after_a_page_was_made_is_not_seen() -> None:
    made = (NOW - HOUR).timestamp()
    assert [seen_at(made, NOW), seen_at(0, NOW), seen_at(made + 9e6, NOW)] == [NOW - HOUR, NOW, NOW]


def test_a_form_leads_back_to_the_place_on_its_page() -> None:
    answer = back_to("/?topic=border#old", "story-3")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?topic=border#story-3")


@pytest.mark.parametrize("text", ["15", " 15 ", "/stories/15", "https://y.example/stories/15?a=b#c"])
def test_a_story_is_named_by_number_or_address(text: str) -> None:
    assert story_number(text) == 15


@pytest.mark.parametrize("text", ["", "x", "-1", "15 16", "/articles/15", "99999999999999999999", "１５"])
def test_anything_else_names_no_story(text: str) -> None:
    with pytest.raises(HTTPException, match="number or the address"):
        story_number(text)


def stored(id_: int, **changes: object) -> StoredArticle:
    made = StoredArticle(
        id=id_, article=article(), publisher="Courier Press", version=1, first_seen_at=NOW, verdict=verdict()
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_story_page_knows_who_was_first_and_who_cites_whom() -> None:
    late = stored(1, publisher="Herald Corp", article=article(body="Rice rose, according to Daily NK."))
    early = stored(2, article=article(published_at=NOW - HOUR, language="ko"))
    undated = stored(3, publisher="Third", article=article(published_at=None), first_seen_at=NOW + HOUR)
    reports = reports_of(Story(id=1, articles=(late, undated, early)), {"courier": source()}, {1: "same"})
    assert [report.stored.id for report in reports] == [2, 1, 3]
    assert (reports[1].cites, reports[1].reason, reports[1].source) == (
        "Unification Media Group",
        "same",
        "The Yalu Courier",
    )
    assert [(one.cited, one.by) for one in citations(reports)] == [
        ("Unification Media Group", ("Herald Corp",))
    ]
    assert [(one.code, [family.publisher for family in one.families]) for one in by_language(reports)] == [
        ("ko", ["Courier Press"]),
        ("en", ["Herald Corp", "Third"]),
    ]
    assert [len(quotations) for quotations in evidence(reports).values()] == [1, 1]
    assert evidence(reports_of(Story(id=1, articles=(stored(1, verdict=None),)), {}, {})) == {}


def fact(article_id: int, text: str = "37", **changes: object) -> FoundFact:
    made = Fact(kind="count", start=0, end=2, sentence_start=0, sentence_end=2, value=37.0, good="vehicles")
    return FoundFact(
        article_id=article_id,
        version=1,
        number=1,
        rules=1,
        fact=replace(made, **changes),  # type: ignore[arg-type]
        text=text,
        sentence=text,
        speaker="",
        url="",
        title="",
        language="en",
        publisher="",
        published_at=None,
    )


def test_facts_that_agree_are_one_with_the_number_of_its_articles() -> None:
    facts = [
        fact(1),
        fact(2, "37대", place="hyesan"),
        fact(2),
        fact(1, "9", value=9.0),
        fact(1, "today", kind="date", value=None),
        fact(1, "$5", is_converted=True),
    ]
    assert [(one.text, articles) for one, articles in main_facts(facts)] == [("37", 2), ("9", 1)]


def edit(kind: StoryEdit, story: int, other: int) -> StoryChange:
    return StoryChange(at=NOW, kind=kind, story_id=story, other_id=other, article_ids=(1,), by="", note="")


def test_a_merged_story_has_a_successor_and_a_split_one_none() -> None:
    edits = [edit(StoryEdit.MERGE, 5, 3), edit(StoryEdit.SPLIT, 2, 3), edit(StoryEdit.MERGE, 3, 1)]
    assert successor(3, edits) == 5
    assert successor(2, [edit(StoryEdit.SPLIT, 2, 3)]) is None


def test_events_belong_to_places_and_name_actors() -> None:
    events = [
        Event(
            date=f"20{number}",
            event=text,
            places=places,
            topics=(),
            precision="year",
            confidence="high",
            source="",
        )
        for number, (text, places) in enumerate(
            [("Port opens", ("quanhe",)), ("MOFCOM bans coal", ()), ("A port closes", ("quanhe", "jian"))], 10
        )
    ]
    assert [event.date for event in events_of((), "place", "quanhe", events)] == ["2012", "2010"]
    assert [event.date for event in events_of(("MOFCOM", "a"), "actor", "mofcom", events)] == ["2011"]


READER = Visitor(3, "kim", Role.READER, address="Kim@Example.org")
ADMIN = Visitor(1, "root", Role.ADMIN, address="root@example.org")
LOCAL = Visitor(0, "local", Role.ADMIN)


def test_a_reader_sees_what_goes_to_them_and_changes_what_goes_to_nobody_else() -> None:
    own = subscription(addresses=("kim@example.org",))
    shared = subscription(addresses=("kim@example.org", "https://hooks.example/key"))
    others = subscription(addresses=("lee@example.org",))
    folder = subscription(addresses=())
    seen = [[may_see(who, one) for one in (own, shared, others, folder)] for who in (READER, ADMIN, LOCAL)]
    changed = [
        [may_change(who, one) for one in (own, shared, others, folder)] for who in (READER, ADMIN, LOCAL)
    ]
    assert seen == [[True, True, False, False], [True] * 4, [True] * 4]
    assert changed == [[True, False, False, False], [True] * 4, [True] * 4]
    assert own_addresses(READER, shared) == ("kim@example.org",)
    assert visible_addresses(READER, shared) == ["kim@example.org"]
    assert "key" not in str(visible_addresses(LOCAL, shared)[1])


def test_who_has_no_address_owns_nothing() -> None:
    nobody = replace(READER, address="")
    assert not any(may_see(nobody, subscription(addresses=to)) for to in ((), ("",), ("a@example.org",)))


@pytest.mark.parametrize(
    ("who", "address", "can_ask", "complaint"),
    [
        (READER, "kim@example.org", False, ""),
        (READER, "lee@example.org", True, ""),
        (READER, "lee@example.org", False, "Only your own address"),
        (READER, "https://hooks.example", True, "Give an e-mail address"),
        (READER, "", True, "Give an e-mail address"),
        (ADMIN, "lee@example.org", False, ""),
        (READER, "asked@example.org", True, "asked to confirm 3 times"),
    ],
)
def test_which_addresses_mail_can_be_ordered_for(
    who: Visitor, address: str, can_ask: bool, complaint: str
) -> None:
    known = [
        Recipient(subscription_id=str(number), address="Asked@example.org", asked_at=NOW - HOUR)
        for number in range(3)
    ]
    found = complaint_of_address(who, address, known, NOW, can_ask=can_ask)
    assert complaint in found
    assert bool(complaint) == bool(found)
    assert not complaint_of_address(who, "asked@example.org", known, NOW + 25 * HOUR, can_ask=True)


def test_a_reader_can_not_have_many_strangers_asked() -> None:
    known = [
        Recipient(subscription_id=str(number), address=f"{number}@example.org", asked_at=NOW - HOUR)
        for number in range(30)
    ]
    complaints = [
        complaint_of_address(who, address, known, NOW, can_ask=True)
        for who, address in (
            (READER, "new@example.org"),
            (READER, "kim@example.org"),
            (ADMIN, "new@example.org"),
        )
    ]
    assert [bool(one) for one in complaints] == [True, False, False]


def test_ids_are_readable_and_never_repeated() -> None:
    assert new_id("Rice in Hyesan!").startswith("rice-in-hyesan-")
    assert new_id("혜산 쌀").startswith("search-")
    assert len({new_id("x") for _ in range(50)}) == 50


def test_what_was_found_is_kept_for_a_while() -> None:
    now = [0.0]
    recent, made = Recent(lambda: now[0]), []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [recent.get("a", 10, make), recent.get("a", 10, make), recent.peek("a")] == [1, 1, 1]
    now[0] = 11
    assert recent.peek("a") is None
    assert recent.get("a", 10, make) == 2


def test_what_is_kept_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.recent._MOST", 3)
    recent = Recent()
    for number in range(5):
        recent.put(number, 60, number)
    assert [recent.peek(number) for number in range(5)] == [None, None, 2, 3, 4]
