"""Work that a page does not need is left out, without changing what is found."""

from collections.abc import Callable
from typing import Any

import pytest
import trafilatura

from crawler.extraction import body
from crawler.extraction.body import body_of
from crawler.extraction.extract import extract
from crawler.extraction.markup import parse_html, without_consent
from crawler.text import decode
from tests.unit.test_crawler_extract import SENTENCES, html, json_ld, page
from tests.unit.test_crawler_feeds import source
from yaluwatch.text import clean

Calls = list[dict[str, Any]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """The options of each call of trafilatura."""
    seen: Calls = []
    wrapped: Callable[..., Any] = trafilatura.bare_extraction

    def recorded(tree: Any, **options: Any) -> Any:
        seen.append(options)
        return wrapped(tree, **options)

    monkeypatch.setattr(body, "bare_extraction", recorded)
    return seen


def found(markup: str) -> tuple[str, ...]:
    tree = parse_html(markup)
    assert tree is not None
    return body_of(tree, "", "Trucks return", "https://courier.example/2026/11/24/trucks").lines


def article(paragraphs: int, around: str = "article") -> str:
    # Trafilatura drops a paragraph that was there before.
    text = "".join(f"<p>{SENTENCES[at % 4]} This is report {at}.</p>" for at in range(paragraphs))
    menu = "<nav><a href='/'>Front page</a></nav>"
    return f"<html><body>{menu}<{around} class='story'>{text}</{around}></body></html>"


def test_a_long_article_is_read_once_without_the_slower_extractors(calls: Calls) -> None:
    assert len(found(article(14))) == 14
    assert [call["fast"] for call in calls] == [True]


def test_a_short_article_is_read_with_all_extractors(calls: Calls) -> None:
    assert len(found(article(3))) == 3
    assert [call["fast"] for call in calls] == [True, False]


def test_prose_in_an_aside_counts_as_missed(calls: Calls) -> None:
    found(article(6, around="aside"))
    assert calls[-1]["favor_precision"] is False


def test_an_article_in_a_menu_that_is_never_closed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    wrapped: Callable[..., Any] = trafilatura.bare_extraction

    def without_precision(tree: Any, **options: Any) -> Any:
        return None if options["favor_precision"] else wrapped(tree, **options)

    monkeypatch.setattr(body, "bare_extraction", without_precision)
    text = "".join(f"<p>{SENTENCES[at % 4]} {SENTENCES[at % 3]} Report {at}.</p>" for at in range(6))
    menu = "<nav class='top'><a href='/'>Front page</a>"
    assert len(found(f"<html><body>{menu}<main><article>{text}</article></main></body></html>")) == 6


def test_teasers_and_a_repeated_text_do_not_count_as_missed_prose(calls: Calls) -> None:
    cards = "".join(
        f"<p><a href='/other/{at}'>{SENTENCES[at % 4]} {SENTENCES[at % 3]} {at}</a></p>" for at in range(40)
    )
    repeated = "".join(f"<div><p>{SENTENCES[0]} {SENTENCES[1]}</p></div>" for _ in range(30))
    markup = article(14).replace("</body>", f"<div class='more'>{cards}</div>{repeated}</body>")
    assert any("report 13" in line for line in found(markup))
    assert [call["favor_precision"] for call in calls] == [True]


def test_extraction_leaves_the_tree_as_it_is() -> None:
    tree = parse_html(article(14).replace("<nav>", "<div class='cookie-box'>We use cookies.</div><nav>"))
    assert tree is not None
    before = [(element.tag, dict(element.attrib), element.text, element.tail) for element in tree.iter()]
    body_of(tree, "", "Trucks return", "https://courier.example/2026/11/24/trucks")
    after = [(element.tag, dict(element.attrib), element.text, element.tail) for element in tree.iter()]
    assert after == before


def test_a_page_without_consent_boxes_is_not_copied() -> None:
    tree = parse_html(article(3))
    assert tree is not None
    assert without_consent(tree) is tree


def test_htmldate_does_not_search_a_page_that_says_its_date(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("the page was searched for a date")

    monkeypatch.setattr("crawler.extraction.publication.find_date", refused)
    stated = json_ld(headline="Trucks return", datePublished="2026-09-26T10:00:00+09:00")
    dated = html(SENTENCES, head=stated)
    assert extract(page(dated), source()).found_by["published_at"] == "json-ld"


@pytest.mark.parametrize("word", ["výkladáš“", "máš”", "hráš…"])
def test_letters_before_quotation_marks_are_no_mojibake(word: str) -> None:
    text = f"<p>{word} Cesta přes most. </p>" * 40
    assert decode(text.encode(), "text/html; charset=utf-8").text == text


def test_text_that_was_encoded_twice_is_repaired() -> None:
    text = "<p>북한과 중국, café à côté, “Dandong” – 단둥</p>\n" * 20
    twice = text.encode().decode("latin-1")
    assert decode(twice.encode(), "text/html; charset=utf-8").text == text


def test_line_breaks_of_every_kind_become_newlines() -> None:
    assert clean("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h\r\r\n\n") == "a\nb\nc\nd\ne\nf\ng\nh\n\n\n"
