"""What is written: publications, articles, and the truth about them."""

import math
from collections import Counter
from datetime import UTC, datetime
from itertools import chain

import pytest

from newsroom import Case, Newsroom
from newsroom.dates import days_named
from newsroom.publications import Publication, read_furniture, read_publications
from newsroom.reports import Report, read_reports, split_blocks
from newsroom.site_state import SiteState
from yaluwatch.model import SourceKind

TOPICS = {
    "border", "smuggling", "trade", "sanctions", "logistics",
    "markets", "labor", "tourism", "diplomacy", "health",
}  # fmt: skip

PUBLICATIONS = {publication.id: publication for publication in read_publications()}
REPORTS = {name: read_reports(name) for name in PUBLICATIONS}
ALL_REPORTS = list(chain.from_iterable(REPORTS.values()))
ANNOUNCEMENTS = {Case.SOFT_404, Case.HOME_PAGE, Case.ROBOTS, Case.PAYWALL}

each_report = pytest.mark.parametrize("report", ALL_REPORTS, ids=lambda report: report.id)


def test_there_are_enough_publications_in_four_languages() -> None:
    languages = Counter(publication.language for publication in PUBLICATIONS.values())
    assert languages["en"] >= 3
    assert languages["ko"] >= 2
    assert languages["zh"] >= 2
    assert languages["ja"] >= 1
    assert len(PUBLICATIONS) >= 9


def test_every_form_of_announcing_is_there() -> None:
    forms = {publication.form for publication in PUBLICATIONS.values()}
    assert forms == {"rss", "rdf", "atom", "json-feed", "news-sitemap", "listing", "dead"}
    kinds = {publication.source("http://x").kind for publication in PUBLICATIONS.values()}
    assert kinds == {SourceKind.FEED, SourceKind.SITEMAP, SourceKind.LISTING}


def test_two_publications_share_a_publisher() -> None:
    families = Counter(publication.publisher for publication in PUBLICATIONS.values())
    assert sorted(families.values())[-2:] == [1, 2]


def test_every_language_has_words_for_its_pages() -> None:
    furniture = read_furniture()
    for publication in PUBLICATIONS.values():
        assert publication.language_tag in furniture or publication.language in furniture


def test_there_are_enough_articles_and_enough_of_each_sort() -> None:
    assert len(ALL_REPORTS) >= 70
    assert 0.4 <= sum(report.relevant for report in ALL_REPORTS) / len(ALL_REPORTS) <= 0.6
    counts = Counter(report.case for report in ALL_REPORTS)
    assert counts[Case.HARD_NEGATIVE] >= 20
    assert counts[Case.EASY_NEGATIVE] >= 5


def test_every_topic_is_told_in_several_languages() -> None:
    told = {(topic, name) for name, reports in REPORTS.items() for each in reports for topic in each.topics}
    for topic in TOPICS:
        languages = {PUBLICATIONS[name].language for named, name in told if named == topic}
        assert len(languages) >= 3, topic


def test_every_case_is_planted() -> None:
    assert {report.case for report in ALL_REPORTS} == set(Case)


def test_ids_are_unique() -> None:
    assert not [name for name, count in Counter(each.id for each in ALL_REPORTS).items() if count > 1]
    assert not set(PUBLICATIONS) & {report.id for report in ALL_REPORTS}


@each_report
def test_the_truth_about_an_article_holds_together(report: Report) -> None:
    assert set(report.topics) <= TOPICS
    assert len(set(report.topics)) == len(report.topics)
    assert len(set(report.places)) == len(report.places)
    assert bool(report.topics) == bool(report.places) == report.relevant
    assert not (report.relevant and report.case in {Case.HARD_NEGATIVE, Case.EASY_NEGATIVE})
    assert set(report.alternates.values()) <= {each.id for each in ALL_REPORTS}


@each_report
def test_no_article_names_a_day_after_it_appeared(report: Report) -> None:
    for days in days_named(report.title + report.text):
        assert days >= math.ceil(report.hours_ago / 24)


@each_report
def test_an_article_has_the_length_of_one(report: Report) -> None:
    if report.case in ANNOUNCEMENTS:
        return
    paragraphs = [block.text for block in split_blocks(report.text) if block.kind == "paragraph"]
    text = " ".join(paragraphs)
    is_english = text.isascii() or len(text.split()) > 120
    assert len(paragraphs) >= 4
    assert 120 <= len(text.split()) <= 350 if is_english else 200 <= len(text) <= 900


@each_report
def test_later_states_are_known_states(report: Report) -> None:
    assert report.states in {(0, 1), (0,), (1,)}
    assert (report.later is not None) == (report.case is Case.EDITED)


@pytest.mark.parametrize("publication", PUBLICATIONS.values(), ids=PUBLICATIONS.keys())
def test_articles_can_be_written_in_the_charset_of_their_site(publication: Publication) -> None:
    for report in REPORTS[publication.id]:
        for text in (report.title, report.text, report.author, *report.tags):
            assert text.encode(publication.codec).decode(publication.codec) == text


def test_the_chinese_pages_hold_what_their_declared_charset_lacks() -> None:
    publication = PUBLICATIONS["tumen-guancha"]
    text = "".join(report.author + report.text for report in REPORTS[publication.id])
    with pytest.raises(UnicodeEncodeError):
        text.encode(publication.charset)


def test_blocks_are_paragraphs_headings_and_tables() -> None:
    heading, paragraph, table = split_blocks("## Head\n\nOne\nline\n\n| a | b |\n| 1 | 2 |\n")
    assert (heading.kind, heading.text) == ("heading", "Head")
    assert (paragraph.kind, paragraph.text) == ("paragraph", "One line")
    assert (table.kind, table.rows) == ("table", (("a", "b"), ("1", "2")))


def test_addresses_are_unique_at_any_hour() -> None:
    bases = {name: f"http://{name}" for name in PUBLICATIONS}
    for hour in (0, 8, 15, 16, 23):
        now = datetime(2026, 3, 1, hour, 30, tzinfo=UTC)
        urls = Counter(
            each.url for each in SiteState(now, [*PUBLICATIONS.values()], REPORTS, bases).expected()
        )
        assert max(urls.values()) == 1


def test_everything_is_dated_before_now() -> None:
    now = datetime(2026, 3, 1, 0, 5, tzinfo=UTC)
    bases = {name: f"http://{name}" for name in PUBLICATIONS}
    state = SiteState(now, [*PUBLICATIONS.values()], REPORTS, bases)
    assert all(each.published_at < now for each in state.expected())


def test_a_newsroom_wants_a_time_with_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Newsroom(datetime(2026, 3, 1))  # noqa: DTZ001 - the point of the test


def test_a_newsroom_wants_a_port_for_each_publication() -> None:
    with pytest.raises(ValueError, match="2 ports for"):
        Newsroom(datetime(2026, 3, 1, tzinfo=UTC), seed_ports=[1, 2])
