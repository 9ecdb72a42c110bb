import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from storage import (
    Archive,
    Count,
    Facet,
    Format,
    Order,
    Pair,
    Point,
    Step,
    open_archive,
    parse_query,
)
from storage.exports import FIELDS
from storage.sql.research.series import start_of
from tests.samples import NOW, article, page, source, verdict
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Evidence, Fetch, Mention, Outcome, Tag

DAY = timedelta(days=1)
HERE = Evidence("body", 0, 7, "Freight")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def place(name: str) -> Mention:
    return Mention(name, "place", HERE, name)


def add(
    archive: Archive,
    number: int,
    *,
    at: datetime = NOW,
    topics: tuple[str, ...] = ("border",),
    **changes: object,
) -> int:
    """Article `number`, published and read at a time, judged at once."""
    values: dict[str, object] = {
        "url": f"https://courier.example/{number}",
        "published_at": at,
        "fetched_at": at,
    }
    stored = archive.articles.add(article(**values | changes), None, publisher="Courier Press")
    tag(archive, at, topics)
    return stored.id


def tag(archive: Archive, at: datetime, topics: tuple[str, ...] = ("border",)) -> None:
    made = verdict(
        tags=tuple(Tag(topic, 0.9, (HERE,)) for topic in topics),
        mentions=(place("dandong"), place("dandong"), place("sinuiju")),
    )
    archive.verdicts.add([(untagged, made) for untagged in archive.verdicts.untagged(100)], at)


def test_articles_are_counted_by_every_facet(archive: Archive) -> None:
    add(archive, 1, topics=("border", "trade"))
    add(archive, 2, at=NOW - 40 * DAY, language="ko")
    query = parse_query("")
    research = archive.research
    assert research.facet(query, Facet.TOPIC) == [Count("border", 2), Count("trade", 1)]
    assert research.facet(query, Facet.PLACE) == [Count("dandong", 2), Count("sinuiju", 2)]
    assert research.facet(query, Facet.ACTOR) == research.facet(query, Facet.GOODS) == []
    assert research.facet(query, Facet.SOURCE) == [Count("courier", 2)]
    assert research.facet(query, Facet.PUBLISHER) == [Count("Courier Press", 2)]
    assert research.facet(query, Facet.LANGUAGE) == [Count("en", 1), Count("ko", 1)]
    assert research.facet(query, Facet.MONTH) == [Count("2026-10", 1), Count("2026-11", 1)]
    assert research.facet(parse_query("trucks language:ko"), Facet.LANGUAGE) == [Count("ko", 1)]
    assert research.facet(query, Facet.TOPIC, limit=1) == [Count("border", 2)]


@pytest.mark.parametrize(
    "text", ["", "trucks", "language:ko OR place:dandong", "trucks asof:2026-12", "nothing"]
)
def test_facets_counted_at_once_are_those_counted_one_by_one(archive: Archive, text: str) -> None:
    add(archive, 1, topics=("border", "trade"))
    add(archive, 2, at=NOW - 40 * DAY, language="ko")
    query, research = parse_query(text), archive.research
    found = research.facets(query, limit=5, newest=2)
    assert found.values == {by: research.facet(query, by, limit=5) for by in Facet}
    assert (found.articles, found.is_all) == (archive.search.count(query), True)


def test_facets_counted_at_once_are_of_the_newest_matches(archive: Archive) -> None:
    add(archive, 1, topics=("border", "trade"))
    add(archive, 2, at=NOW - 40 * DAY, language="ko")
    newest = archive.research.facets(parse_query("trucks"), limit=5, newest=1)
    assert (newest.articles, newest.is_all) == (1, False)
    assert newest.values[Facet.LANGUAGE] == [Count("en", 1)]
    assert newest.values[Facet.MONTH] == [Count("2026-11", 1)]
    # Counts that are kept cost nothing.
    assert archive.research.facets(parse_query(""), limit=5, newest=1).articles == 2


def test_places_named_together_are_counted(archive: Archive) -> None:
    add(archive, 1)
    add(archive, 2)
    assert archive.research.pairs(parse_query("")) == [Pair("dandong", "sinuiju", 2)]
    assert archive.research.pairs(parse_query(""), ("actor", "goods")) == []
    with pytest.raises(ArchiveError, match="kinds are place"):
        archive.research.pairs(parse_query(""), ("ship",))


def test_a_series_has_quiet_days_and_the_sources_read_on_each(archive: Archive) -> None:
    add(archive, 1, at=NOW - 2 * DAY)
    add(archive, 2, at=NOW)
    for polled, outcome, at in (
        ("courier", Outcome.OK, NOW),
        ("courier", Outcome.TIMEOUT, NOW),
        ("daily", Outcome.TIMEOUT, NOW),
        ("daily", Outcome.NOT_MODIFIED, NOW - DAY),
    ):
        archive.sources.record(Fetch(source_id=polled, url="u", kind="poll", outcome=outcome, at=at))
    archive.sources.record(Fetch(source_id="other", url="u", kind="page", outcome=Outcome.OK, at=NOW))
    query = parse_query("")
    assert archive.research.series(query, Step.DAY) == [
        Point(date(2026, 11, 22), 1, 0, 0),
        Point(date(2026, 11, 23), 0, 1, 1),
        Point(date(2026, 11, 24), 1, 2, 1),
    ]
    assert archive.research.series(query, Step.WEEK) == [
        Point(date(2026, 11, 16), 1, 0, 0),
        Point(date(2026, 11, 23), 1, 2, 2),
    ]
    spanned = parse_query("after:2026-09 before:2026-12")
    assert [
        (point.start.month, point.articles) for point in archive.research.series(spanned, Step.MONTH)
    ] == [
        (9, 0),
        (10, 0),
        (11, 2),
    ]
    assert archive.research.series(parse_query("nothing"), Step.DAY) == []
    # What is known of days that are over is not asked again; that of the newest one is.
    archive.sources.record(Fetch(source_id="new", url="u", kind="poll", outcome=Outcome.OK, at=NOW))
    *_, before, last = archive.research.series(query, Step.DAY)
    assert (before.sources_tried, before.sources_healthy) == (1, 1)
    assert (last.sources_tried, last.sources_healthy) == (3, 2)


def test_periods_start_on_mondays_and_on_the_first() -> None:
    assert start_of(date(2026, 11, 25), Step.WEEK) == date(2026, 11, 23)
    assert start_of(date(2026, 11, 25), Step.MONTH) == date(2026, 11, 1)


def test_versions_are_listed_shown_and_compared(archive: Archive) -> None:
    first = archive.articles.add(article(), page(), publisher="p").id
    tag(archive, NOW)
    later = article(body=article().body.replace("Monday", "Tuesday"), fetched_at=NOW + DAY)
    archive.articles.add(later, None, publisher="p")
    numbers = [(version.number, bool(version.page_sha256)) for version in archive.research.versions(first)]
    assert numbers == [(1, True), (2, False)]
    old, new = archive.articles.get(first, version=1), archive.articles.get(first, version=2)
    assert old is not None
    assert new is not None
    assert (old.article.body, old.version, old.verdict is not None) == (article().body, 1, True)
    assert (new.article.body, new.version, new.verdict) == (later.body, 2, None)
    assert archive.articles.get(first, version=3) is None
    assert archive.research.versions(1) == []
    changed = [piece.text for piece in archive.research.changes(first, 1, 2).pieces if piece.kind != "same"]
    assert changed == ["Monday", "Tuesday"]
    with pytest.raises(ArchiveError, match="has no version 3"):
        archive.research.changes(first, 1, 3)


def test_the_page_of_a_version_is_read_back(archive: Archive) -> None:
    stored = archive.articles.add(article(), page(), publisher="p").id
    archive.articles.add(article(body="Edited.", fetched_at=NOW + DAY), None, publisher="p")
    assert archive.research.page(stored, 1) == page().body
    assert archive.research.page(stored, 2) is None
    assert archive.research.page(stored, 3) is None


def test_tables_in_articles_are_rows(archive: Archive) -> None:
    stored = archive.articles.add(
        article(tables=((("Year", "1995", "2003"), ("Trade", "549.646", "1,023.541")),)), None, publisher="p"
    )
    cells = archive.research.cells(stored.id, 1)
    assert [(cell.row, cell.column, cell.text) for cell in cells][:3] == [
        (1, 1, "Year"),
        (1, 2, "1995"),
        (1, 3, "2003"),
    ]
    assert [cell.number for cell in cells if cell.row == 2] == [None, 549.646, 1023.541]


def test_reference_figures_are_one_unbroken_line(archive: Archive) -> None:
    line = archive.research.trade()
    assert [figure.year for figure in line] == list(range(1995, 2026))
    table = [figure.total_musd for figure in line if figure.year <= 2009]
    assert round(sum(table), 3) == 17636.223
    vintages = [figure.series for figure in archive.research.trade(every_series=True) if figure.year == 2016]
    assert vintages == ["gacc-final2", "gacc-final1", "gacc-prov"]
    events = archive.research.events()
    assert events[0].date == "1949-10-06"
    assert events[0].places == ("beijing", "pyongyang")
    assert len(events) == 117
    assert all(event.source for event in events)


def test_what_was_known_then_is_told_again(archive: Archive) -> None:
    edited = add(archive, 1, at=NOW)
    retagged = add(archive, 2, at=NOW)
    untouched = add(archive, 3, at=NOW)
    then = parse_query("asof:2026-11-25 trucks")
    before = list(archive.research.records(then))
    archive.articles.add(
        article(
            url="https://courier.example/1", title="Barges", body="Coal barges.", fetched_at=NOW + 3 * DAY
        ),
        None,
        publisher="p",
    )
    tag(archive, NOW + 3 * DAY, ("trade",))
    stored = archive.articles.get(retagged)
    assert stored is not None
    newer = verdict(version="rules-2", is_relevant=False, tags=(), relevance=0.2, mentions=())
    archive.verdicts.add([(stored, newer)], NOW + 3 * DAY)
    add(archive, 4, at=NOW + 3 * DAY)
    assert [record.id for record in before] == sorted([edited, retagged, untouched], reverse=True)
    assert list(archive.research.records(then)) == before
    hits = archive.search.find(then, limit=9)
    assert [(hit.id, hit.version, hit.topics) for hit in hits] == [
        (record.id, 1, ("border",)) for record in before
    ]
    assert archive.search.count(then) == 3
    assert (
        archive.search.count(parse_query("asof:2026-11-25 topic:border place:dandong language:en score:>0.9"))
        == 3
    )
    assert archive.search.count(parse_query("asof:2026-11-25 barges")) == 0
    assert archive.search.count(parse_query("trucks")) == 2
    assert archive.search.count(parse_query("asof:2026-11")) == 0


def test_counts_as_of_a_day_are_the_counts_of_that_day(archive: Archive) -> None:
    for number in range(1, 5):
        add(archive, number, at=NOW)
    today, then = parse_query("trucks"), parse_query("trucks asof:2026-11-25")
    kinds = [Facet.TOPIC, Facet.PLACE, Facet.SOURCE, Facet.LANGUAGE, Facet.MONTH]
    counted = [archive.research.facet(today, by) for by in kinds]
    days = archive.research.series(today, Step.DAY)
    named = archive.research.pairs(today, ("place", "goods"))
    archive.articles.add(
        article(url="https://courier.example/1", title="Barges", body="Coal.", fetched_at=NOW + 3 * DAY),
        None,
        publisher="p",
    )
    tag(archive, NOW + 3 * DAY, ("trade",))
    for number in (5, 6):
        add(archive, number, at=NOW + 3 * DAY)
    with open_archive(archive.path, read_only=True) as reading:
        assert [reading.research.facet(then, by) for by in kinds] == counted
        assert reading.research.series(then, Step.DAY) == days
        assert reading.research.pairs(then, ("place", "goods")) == named
        assert reading.research.facet(today, Facet.TOPIC) != counted[0]


def test_an_article_not_yet_judged_then_is_not_relevant_then(archive: Archive) -> None:
    archive.articles.add(article(), None, publisher="p")
    tag(archive, NOW + 3 * DAY)
    assert archive.search.count(parse_query("trucks asof:2026-11-25")) == 0
    assert archive.search.count(parse_query("trucks asof:2026-11-25 relevant:any")) == 1


def export(archive: Archive, kind: Format, site: str = "") -> bytes:
    stream = io.BytesIO()
    assert archive.research.export(parse_query(""), kind, stream, site=site) == 2
    return stream.getvalue()


@pytest.fixture
def filled(archive: Archive) -> Archive:
    add(archive, 1, title='=HYPERLINK("http://evil.example")', authors=("김 기자", "Li Wei"), section="North")
    add(archive, 2, at=NOW - DAY, title="-1 <b>\u4e39\u4e1c</b> & 밀수", published_at=None, body="x" * 400)
    return archive


def test_csv_has_every_field_and_no_formula(filled: Archive) -> None:
    text = export(filled, Format.CSV, "https://yalu.example/")
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == list(FIELDS)
    assert [row["title"][:3] for row in rows] == ["'=H", "'-1"]
    assert rows[0]["authors"] == "김 기자; Li Wei"
    assert rows[0]["permalink"] == f"https://yalu.example/articles/{rows[0]['id']}?version=1"


def test_json_lines_keep_lists_and_unknowns(filled: Archive) -> None:
    lines = [json.loads(line) for line in export(filled, Format.JSON_LINES).splitlines()]
    assert list(lines[0]) == list(FIELDS)
    assert lines[0]["authors"] == ["김 기자", "Li Wei"]
    assert lines[1]["published_at"] is None
    assert lines[1]["places"] == ["dandong", "sinuiju"]


def test_ris_has_one_tag_a_line(filled: Archive) -> None:
    first, second = export(filled, Format.RIS).decode().split("\r\n\r\n")[:2]
    lines = first.split("\r\n")
    assert lines[0] == "TY  - NEWS"
    assert lines[-1] == "ER  - "
    assert "AU  - Li Wei" in lines
    assert "DA  - 2026/11/24" in lines
    assert "DA  -" not in second


def test_csl_is_one_array(filled: Archive) -> None:
    items = json.loads(export(filled, Format.CSL_JSON, "https://yalu.example"))
    assert items[0]["issued"] == {"date-parts": [[2026, 11, 24]]}
    assert items[0]["author"][1] == {"literal": "Li Wei"}
    assert items[0]["archive_location"].endswith("?version=1")
    assert "issued" not in items[1]


def test_citations_leave_out_what_is_unknown(archive: Archive) -> None:
    archive.articles.add(article(published_at=None), None, publisher="p")
    stream = io.BytesIO()
    archive.research.export(parse_query("relevant:any"), Format.CSL_JSON, stream)
    (item,) = json.loads(stream.getvalue())
    assert not {"author", "issued", "section", "keyword", "archive_location"} & set(item)


def test_atom_is_well_formed_and_keeps_markup_as_text(filled: Archive) -> None:
    space = {"a": "http://www.w3.org/2005/Atom"}
    feed = ElementTree.fromstring(export(filled, Format.ATOM, "https://yalu.example"))
    titles = [title.text for title in feed.findall("a:entry/a:title", space)]
    assert titles[1] == "-1 <b>丹东</b> & 밀수"
    assert len(feed.findall("a:entry/a:category", space)) == 2
    assert len({entry.text for entry in feed.findall("a:entry/a:id", space)}) == 2
    assert ElementTree.fromstring(export(filled, Format.ATOM)) is not None


def test_parquet_reads_back(filled: Archive) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(export(filled, Format.PARQUET)))
    assert table.column_names == list(FIELDS)
    assert table.column("authors").to_pylist()[0] == ["김 기자", "Li Wei"]


def test_parquet_without_its_library_says_what_to_install(
    filled: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ArchiveError, match="pip install pyarrow"):
        export(filled, Format.PARQUET)


def test_an_export_goes_on_over_many_chunks(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.sql.research.records.CHUNK", 2)
    ids = [add(archive, number, at=NOW - number * DAY) for number in range(5)]
    assert [record.id for record in archive.research.records(parse_query("trucks"))] == ids
    assert [record.id for record in archive.research.records(parse_query("asof:2026-11-25"))] == ids


def test_an_export_left_half_way_leaves_the_archive_writable(archive: Archive) -> None:
    add(archive, 1)
    records = archive.research.records(parse_query("asof:2026-11-25"))
    next(records)
    records.close()
    add(archive, 2, at=datetime(2026, 11, 26, tzinfo=UTC))
    assert archive.search.count(parse_query("")) == 2


def test_pages_below_an_article_go_on_without_gap(filled: Archive) -> None:
    query = parse_query("relevant:any")
    every = [hit.id for hit in filled.search.find(query, limit=100)]
    assert [hit.id for hit in filled.search.find(query, limit=100, before=every[0])] == every[1:]
    assert filled.search.find(query, limit=100, before=every[-1]) == []
    past = parse_query("relevant:any asof:2027")
    assert [hit.id for hit in filled.search.find(past, limit=1, before=every[0])] == every[1:2]
    words = parse_query("밀수 relevant:any")
    ranked = [hit.id for hit in filled.search.find(words, limit=9, order=Order.RELEVANCE, before=every[0])]
    assert every[0] not in ranked


def test_only_the_newest_matches_are_ranked_on_request(archive: Archive) -> None:
    titles = ("coal coal coal", "trucks with coal", "coal", "coal and coal")
    ids = [add(archive, number, at=NOW + number * DAY, title=title) for number, title in enumerate(titles)]
    coal = parse_query("coal")

    def ranked(most: int | None, before: int | None = None) -> list[int]:
        found = archive.search.find(coal, limit=9, order=Order.RELEVANCE, ranked=most, before=before)
        return [hit.id for hit in found]

    assert ranked(9) == ranked(4) == ranked(None)
    assert set(ranked(None)) == set(ids)
    assert ranked(2) == [one for one in ranked(None) if one in ids[2:]]
    assert ranked(2, before=ids[3]) == [one for one in ranked(None) if one in ids[1:3]]


def test_counting_may_stop_early(filled: Archive) -> None:
    query = parse_query("-zzz relevant:any")
    total = filled.search.count(query)
    assert total > 1
    assert filled.search.count(query, at_most=1) == 1
    assert filled.search.count(query, at_most=total + 1) == total


@pytest.mark.parametrize("typed", ["before:0001", "after:9999", "after:0001 before:9999-12-31", "zzz"])
def test_a_series_stays_where_articles_can_be(filled: Archive, typed: str) -> None:
    for step in Step:
        points = filled.research.series(parse_query(typed), step)
        assert all(1989 <= point.start.year <= 2026 for point in points)
    assert filled.research.timeline(parse_query(typed)).step is Step.DAY or typed.startswith("after:0001")


def test_a_version_is_a_record_of_its_own(archive: Archive) -> None:
    added = archive.articles.add(article(), page(), publisher="Courier Press")
    archive.articles.add(replace(article(), body="Edited."), None, publisher="Courier Press")
    first, second = (archive.research.record(added.id, number) for number in (1, 2))
    assert first is not None
    assert second is not None
    assert (first.body, second.body) == (article().body, "Edited.")
    assert archive.research.record(added.id, 3) is None
    kept = archive.research.stored_page(added.id, 1)
    assert kept is not None
    assert (kept.sha256, kept.offset, kept.dropped_at) == (first.page_sha256, 0, None)
    assert archive.research.stored_page(added.id, 2) is None


def test_citations_have_the_papers_name_and_its_day(archive: Archive) -> None:
    archive.articles.add(article(published_at=NOW.replace(hour=16)), None, publisher="Courier Press")
    stream = io.BytesIO()
    sources = [source(name="압록강신문", timezone="Asia/Seoul")]
    archive.research.export(parse_query("relevant:any"), Format.RIS, stream, sources=sources)
    lines = stream.getvalue().decode().split("\r\n")
    assert {"T2  - 압록강신문", "PB  - Courier Press", "DA  - 2026/11/25"} <= set(lines)
    stream = io.BytesIO()
    archive.research.export(parse_query("relevant:any"), Format.CSL_JSON, stream, sources=sources)
    (item,) = json.loads(stream.getvalue())
    assert (item["container-title"], item["publisher"]) == ("압록강신문", "Courier Press")
    assert item["issued"] == {"date-parts": [[2026, 11, 25]]}
