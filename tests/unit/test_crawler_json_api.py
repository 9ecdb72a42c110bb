"""Reading the articles in the JSON of APIs, by the expressions of a source's entry."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawler.autodiscovery.discover import discover
from crawler.discovery import read_json_api
from crawler.discovery.json_documents import read_json
from crawler.discovery.parsing import Announcement
from crawler.extraction import article_from_feed
from crawler.sources import from_csv, to_csv, to_opml
from crawler.sources.source_list import parse_sources, to_toml
from crawler.text import compile_json_path, dated_address, has_unknown_date, is_dated
from tests.samples import page
from tests.unit.test_crawler_feeds import source
from yaluwatch.errors import CrawlError, SourceListError
from yaluwatch.model import Candidate, JsonFields, Outcome, Page, Source, SourceKind

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
ADDRESS = "https://ministry.example/api/list?page=1"
ITEM = {
    "no": 31,
    "subject": "Ferry &amp; quota",
    "day": "2026.11.27 18:00",
    "link": "/view?no=31",
    "text": "A.\n\nB.",
}


def api(fields: JsonFields | None = None, **changes: Any) -> Source:
    fields = fields or JsonFields(
        items="data.rows", url="link", title="subject", published="day", content="text"
    )
    known = {
        "kind": SourceKind.JSON,
        "urls": (ADDRESS,),
        "homepage": "https://ministry.example/",
        "timezone": "Asia/Seoul",
        "fields": fields,
    }
    return source(**(known | changes))


def answer(body: Any, url: str = ADDRESS) -> Page:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return page(source_id="s", requested_url=url, url=url, headers={}, body=content, fetched_at=NOW)


def read(items: Any, **expressions: str) -> Announcement:
    known = {"items": "rows", "url": "link", "title": "subject"}
    return read_json_api(answer({"rows": items}), api(JsonFields(**(known | expressions))))


def only(item: dict[str, Any], **expressions: str) -> Candidate:
    (candidate,) = read([item], **expressions).candidates
    return candidate


def test_items_are_candidates_with_absolute_addresses_and_dates_in_utc() -> None:
    reading = read_json_api(answer({"data": {"rows": [ITEM]}}), api())
    (found,) = reading.candidates
    assert found.url == "https://ministry.example/view?no=31"
    assert found.title == "Ferry & quota"
    assert found.published_at == datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    assert found.content == "<p>A.</p><p>B.</p>"
    assert (reading.outcome, reading.detail) == (Outcome.OK, "")


def test_an_address_is_made_of_an_id_by_the_expression() -> None:
    found = only(ITEM, url="join('', ['https://ministry.example/view/', to_string(no)])")
    assert found.url == "https://ministry.example/view/31"


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        (1795770000, "2026-11-27T09:00:00+00:00"),
        (1795770000000, "2026-11-27T09:00:00+00:00"),
        (1795770000.25, "2026-11-27T09:00:00+00:00"),
        ("20261127180000", "2026-11-27T09:00:00+00:00"),
        (20261127, "2026-11-26T15:00:00+00:00"),
        ("2026-11-27T09:00:00Z", "2026-11-27T09:00:00+00:00"),
    ],
)
def test_dates_are_read_as_apis_write_them(printed: Any, moment: str) -> None:
    assert only({**ITEM, "day": printed}, published="day").published_at == datetime.fromisoformat(moment)


def test_the_order_of_day_and_month_is_that_of_all_items() -> None:
    items = [{**ITEM, "link": f"/{day}", "day": f"{day}/11/2026"} for day in ("03", "25")]
    first, _ = read(items, published="day").candidates
    assert first.published_at == datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("<p>One.</p><p>Two.</p>", "<p>One.</p><p>Two.</p>"),
        ("&lt;p&gt;One.&lt;/p&gt;", "<p>One.</p>"),
        ("One.\r\nTwo.\r\n\r\nR&D < 5 %", "<p>One.<br>Two.</p><p>R&amp;D &lt; 5 %</p>"),
        (["One.", "Two."], "<p>One.</p><p>Two.</p>"),
        (None, ""),
        ({"a": 1}, ""),
        (True, ""),
    ],
)
def test_texts_become_html(text: Any, markup: str) -> None:
    assert only({**ITEM, "text": text}, content="text").content == markup


def test_one_item_without_a_list_around_it_is_an_item_and_an_empty_text_is_none() -> None:
    assert len(read(ITEM).candidates) == 1
    flattened = api(JsonFields(items="rows[]", url="link", title="subject"))
    assert len(read_json_api(answer({"rows": ITEM}), flattened).candidates) == 1
    assert read("").outcome is Outcome.EMPTY
    assert read([]).outcome is Outcome.EMPTY


def test_a_count_of_none_is_no_error() -> None:
    # As data.go.kr answers for days without news.
    fields = JsonFields(items="response.body.items.item[]", url="link", title="subject")

    def reading(total: int) -> Announcement:
        body = {"response": {"body": {"items": "", "totalCount": total}}}
        return read_json_api(answer(body), api(fields))

    assert (reading(0).outcome, reading(0).detail) == (Outcome.EMPTY, "")
    assert reading(3).outcome is Outcome.PARSE_ERROR


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (
            {"resultCode": "2", "resultMsg": "db_error", "page": "https://x.example/?key=abc"},
            "fields.items finds nothing: the answer has resultCode 2, resultMsg db_error, page",
        ),
        ([], "fields.items finds nothing: the answer has a list of 0"),
        ({}, "fields.items finds nothing: the answer has no fields"),
        ({"data": {"rows": 5}}, "fields.items finds 5, not a list"),
        (b"<!doctype html><p>Sorry", "the answer is an HTML page"),
    ],
)
def test_an_answer_without_items_is_an_error_that_says_what_is_there(body: Any, detail: str) -> None:
    reading = read_json_api(answer(body), api())
    assert reading.outcome in {Outcome.PARSE_ERROR, Outcome.HTML_INSTEAD_OF_FEED}
    assert reading.detail == detail


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("missing", "fields.url finds nothing"),
        ("no", "fields.url finds numbers, not addresses"),
        ("'/view'", "fields.url finds the same address in every item"),
        ("join('/', [missing])", "fields.url finds nothing; fields.url: In function join()"),
    ],
)
def test_an_expression_for_addresses_that_cannot_be_right_is_an_error(expression: str, said: str) -> None:
    reading = read([ITEM, {**ITEM, "no": 32}], url=expression)
    assert reading.outcome is Outcome.PARSE_ERROR
    assert reading.detail.startswith(said)


def test_items_whose_id_is_missing_are_left_out_and_counted() -> None:
    reading = read(
        [ITEM, {"subject": "No id"}], url="join('', ['https://ministry.example/view?no=', to_string(no)])"
    )
    assert [each.url for each in reading.candidates] == ["https://ministry.example/view?no=31"]
    assert reading.detail == "1 item without a wanted address"


def test_what_an_expression_never_finds_is_said() -> None:
    reading = read([ITEM], published="date", summary="abs(subject)")
    assert reading.outcome is Outcome.OK
    assert "fields.published finds nothing" in reading.detail
    assert "fields.summary finds nothing: In function abs()" in reading.detail


def test_a_page_that_a_script_fills_is_known_by_its_fragment() -> None:
    assert only({**ITEM, "link": "/app#/view/31"}).url == "https://ministry.example/app#/view/31"
    assert (
        only({**ITEM, "link": "/view?no=31&amp;kind=2#top"}).url
        == "https://ministry.example/view?no=31&kind=2"
    )


@pytest.mark.parametrize(
    ("following", "follow"),
    [
        ("/api/list?page=2", ("https://ministry.example/api/list?page=2",)),
        (ADDRESS, ()),
        ("https://elsewhere.example/list", ()),
        (None, ()),
        ("", ()),
    ],
)
def test_the_next_page_is_another_one_of_the_same_site(following: Any, follow: tuple[str, ...]) -> None:
    fields = JsonFields(items="rows", url="link", title="subject", next="paging.next")
    reading = read_json_api(answer({"rows": [ITEM], "paging": {"next": following}}), api(fields))
    assert (reading.follow, reading.detail) == (follow, "")
    numbered = read_json_api(answer({"rows": [ITEM], "paging": {"next": 2}}), api(fields))
    assert (numbered.follow, numbered.detail) == ((), "fields.next finds no address")


@pytest.mark.parametrize(
    "text",
    [
        '{"rows": [1]}',
        ')]}\',\n{"rows": [1]}',
        'for(;;);{"rows": [1]}',
        'while(1);{"rows": [1]}',
        '{}&&{"rows": [1]}',
        'show({"rows": [1]});',
        '/**/typeof show === "function" && show({"rows": [1]});',
        'var data = {"rows": [1]};',
        '/*{"rows": [1]}*/',
        '{"rows": [1],}',
        '{"rows": [1], "note": "it\\\'s"}',
        '{"rows": [1], "note": "line\nbreak"}',
    ],
)
def test_json_is_read_as_its_reader_expects(text: str) -> None:
    value = read_json(answer(text.encode())).value
    assert isinstance(value, dict)
    assert value["rows"] == [1]


def test_objects_on_lines_of_their_own_are_a_list() -> None:
    text = "\n".join(json.dumps({**ITEM, "no": number}) for number in range(3))
    value = read_json(answer(text.encode())).value
    assert isinstance(value, list)
    assert [each["no"] for each in value] == [0, 1, 2]


def test_of_a_document_that_breaks_off_the_complete_items_are_read() -> None:
    whole = json.dumps({"data": {"rows": [{**ITEM, "tags": [{"a": 1}]}, {**ITEM, "tags": [{"a": 1}]}]}})
    document = read_json(answer(whole.encode()[:-8]))
    assert isinstance(document.value, dict)
    assert [each["no"] for each in document.value["data"]["rows"]] == [31]
    assert document.notes == ("JSON that breaks off",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "null",
        "7",
        '"text"',
        "[" * 50_000,
        "{" + '"a":{' * 50_000,
        "9" * 5_000,
        "PK\x03\x04",
        "[" * 90,
        "See note [1]",
        "Error establishing a database connection",
        "<div>Home</div><script>var news = [{}, {}]; start();</script>",
        '[{"a": 1}][{"a": 2}]',
    ],
)
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="the answer is"):
        read_json(answer(text.encode()))


def test_half_a_character_costs_no_article() -> None:
    # Programs that cut a text in UTF-16 leave the first half of an emoji, which can't be stored.
    body = (
        b'{"rows": [{"link": "/1", "subject": "Cut \\ud83d", "text": "'
        + b"Lorries wait. " * 20
        + b'\\ud83d\\u0000"}]}'
    )
    fields = JsonFields(items="rows", url="link", title="subject", content="text")
    (found,) = read_json_api(answer(body), api(fields)).candidates
    article = article_from_feed(found, api(fields), NOW)
    assert article.title == "Cut"
    assert article.body.encode().endswith(b"Lorries wait.")


def test_korean_charsets_are_read_by_the_setting() -> None:
    body = json.dumps({"rows": [{**ITEM, "subject": "단둥"}]}, ensure_ascii=False).encode("cp949")
    fields = JsonFields(items="rows", url="link", title="subject")
    (found,) = read_json_api(answer(body), api(fields, encoding="euc-kr")).candidates
    assert found.title == "단둥"


def test_dates_in_an_address_are_filled_in() -> None:
    address = "https://api.example/list?from={YYYYMMDD-30}&to={YYYYMMDD}&day={YYYY-MM-DD-1}"
    assert dated_address(address, date(2026, 3, 1)).endswith("from=20260130&to=20260301&day=2026-02-28")
    assert is_dated(dated_address(address, date(2026, 3, 1)), address)
    assert not is_dated(address, address)
    assert not has_unknown_date(address)
    assert has_unknown_date("https://api.example/{today}")


def entry(**changes: str) -> str:
    expressions = {"items": "data.rows[]", "url": "link", "title": "subject"} | changes
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in expressions.items())
    head = to_toml(api()).partition("[source.fields]")[0]
    return f"{head}\n[source.fields]\n{lines}\n"


def test_an_entry_is_written_as_it_is_read() -> None:
    assert parse_sources(to_toml(api())) == [api()]
    assert from_csv(to_csv([api()])) == [api()]
    assert parse_sources(entry())[0].fields.items == "data.rows[]"


def test_sources_without_a_feed_are_no_part_of_opml() -> None:
    assert "outline" not in to_opml([api()])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"items": ""}, 'fields.items: a source of kind "json" needs this JMESPath expression'),
        ({"url": ""}, "fields.url: a source of kind"),
        ({"items": "data.rows["}, "fields.items: 'data.rows[' Invalid jmespath expression"),
        ({"title": "upper(subject)"}, "fields.title: 'upper(subject)' there is no function upper()"),
        ({"url": "join('')"}, "Expected 2 arguments for function join(), received 1"),
        ({"url": 'join("", ["https://ministry.example/", id])'}, "texts are written in single quotes"),
        ({"summary": "a." * 400 + "b"}, "has more than 500 characters"),
        ({"summary": "[" * 240 + "]" * 240}, "fields.summary:"),
        ({"summary": "!" * 450 + "a"}, "nested"),
        ({"author": "name"}, "fields.author"),
    ],
)
def test_an_expression_that_cannot_work_is_one_sentence(changes: dict[str, str], said: str) -> None:
    with pytest.raises(SourceListError) as caught:
        parse_sources(entry(**changes))
    assert said in str(caught.value)
    assert "source 's'" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


def test_only_sources_of_this_kind_have_expressions_and_dates() -> None:
    with pytest.raises(SourceListError, match="fields: only sources of kind"):
        parse_sources(entry().replace('kind = "json"', 'kind = "feed"'))
    with pytest.raises(SourceListError, match="dates are written"):
        parse_sources(entry().replace("page=1", "day={today}"))


def test_an_expression_is_checked_without_a_value() -> None:
    path = compile_json_path("rows[?no > `30`].link | [0]")
    assert path.search({"rows": [ITEM]}) == "/view?no=31"
    with pytest.raises(ValueError, match="slice step cannot be zero"):
        compile_json_path("rows[::0]").search({"rows": [1]})


def test_an_api_is_not_discovered_but_explained() -> None:
    def get(address: str) -> Page:
        return answer({"rows": [ITEM]}, url=address)

    with pytest.raises(CrawlError, match='write an entry of kind "json"'):
        discover(ADDRESS, get)
