"""`yalu demo` as a newcomer runs it, and what the newsroom's planted cases became in its archive."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from rich.cells import cell_len
from typer.testing import CliRunner

from alerts.delivery import MessageDefaults, draft, queue, send_waiting
from alerts.digests import view
from alerts.transports import folder_transport
from cli.app import app
from cli.start.demo import demo_settings
from newsroom import Case
from newsroom.publications import read_publications
from newsroom.reports import Report, read_reports
from storage import Archive, Query, open_archive, parse_query
from tests.samples import subscribe, subscription
from yaluwatch.errors import ServiceError
from yaluwatch.model import StoredArticle
from yaluwatch.text import clean_line

REPORTS = {
    report.id: report for publication in read_publications() for report in read_reports(publication.id)
}
EVERYTHING = Query(only_relevant=False)


@dataclass(frozen=True)
class Demo:
    """A demonstration that has run."""

    said: str
    folder: Path
    archive: Archive
    #: Stored article by title.
    articles: dict[str, StoredArticle]

    def of(self, report_id: str) -> StoredArticle | None:
        """The article a report became."""
        report = REPORTS[report_id]
        title = clean_line(report.later.title if report.later else report.title)
        # {month-1} and the like stand for words that depend on the day.
        pattern = ".+".join(re.escape(part) for part in re.split(r"\{[^}]+\}", title))
        found = [stored for title, stored in self.articles.items() if re.fullmatch(pattern, title)]
        return found[0] if found else None


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("elsewhere")
    command = [sys.executable, "-m", "cli", "--data", "data", "demo"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=900, check=False)
    assert ended.returncode == 0, ended.stderr
    with open_archive(folder / "data" / "demo" / "yalu.db", read_only=True) as archive:
        hits = archive.search.find(EVERYTHING, limit=500)
        stored = [found for hit in hits if (found := archive.articles.get(hit.id))]
        yield Demo(
            ended.stdout, folder / "data" / "demo", archive, {item.article.title: item for item in stored}
        )


def cases(case: Case) -> list[Report]:
    return [report for report in REPORTS.values() if report.case is case]


def mails(demo: Demo) -> list[EmailMessage]:
    files = sorted((demo.folder / "outbox").iterdir())
    return [message_from_bytes(file.read_bytes(), policy=policy) for file in files]


def message_of(content: bytes) -> EmailMessage:
    """A message as it was sent."""
    mail = message_from_bytes(content, policy=policy)
    assert isinstance(mail, EmailMessage)
    return mail


def html_of(mail: EmailMessage) -> BeautifulSoup:
    part = mail.get_body(("html",))
    assert part is not None
    return BeautifulSoup(part.get_content(), "lxml")


def test_it_says_what_happened_and_where_to_look(demo: Demo) -> None:
    for wanted in (
        "publications are served",
        "articles tagged",
        "Digest:",
        "digest-morning.html",
        "search 밀수",
    ):
        assert wanted in demo.said
    assert "Traceback" not in demo.said


def test_its_news_never_get_into_a_configured_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YALUWATCH_DATABASE_URL", "postgresql://yalu@db.example/yalu")
    settings = demo_settings(tmp_path / "demo", None)
    assert settings.archive == tmp_path / "demo" / "yalu.db"


def test_a_taken_port_is_reported_before_anything_is_crawled(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(app, ["--data", str(tmp_path), "demo", "--serve", "--port", port])
    assert isinstance(result.exception, ServiceError)
    assert f"can't listen on 127.0.0.1 port {port}" in str(result.exception)
    assert "choose another port with --port" in str(result.exception)
    assert result.output == ""
    assert not (tmp_path / "demo").exists()


@pytest.mark.usefixtures("measured_programs")
def test_serve_shows_the_archive_on_the_chosen_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "cli", "--data", str(tmp_path), "demo", "--serve", "--port", str(port)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            said = ""
            while "Ctrl-C" not in said:
                said = process.stdout.readline()
                assert said, "the demo ended without serving"
            assert f"http://127.0.0.1:{port}" in said
            answer = httpx.get(f"http://127.0.0.1:{port}/sources", timeout=20, trust_env=False)
            assert "The Liaodong Herald" in answer.text
        finally:
            process.terminate()
    digest = next((tmp_path / "demo").glob("digest-*.html")).read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{port}" in digest


def test_its_digest_has_stories_in_three_languages_each_with_a_quoted_sentence(demo: Demo) -> None:
    stories = html_of(mails(demo)[0]).select(".story")
    languages = {str(link["lang"]) for story in stories for link in story.select("h3 a")}
    assert len(languages) >= 3
    for story in stories:
        quote = story.select_one("blockquote span[lang]")
        assert quote is not None
        assert len(quote.get_text()) > 10


def test_quotes_stand_in_the_articles_they_are_quoted_from(demo: Demo) -> None:
    for stored in demo.articles.values():
        assert stored.verdict is not None
        for tag in stored.verdict.tags:
            assert tag.evidence
            for span in tag.evidence:
                assert getattr(stored.article, span.part)[span.start : span.end] == span.text


def test_every_report_that_is_an_article_is_stored_and_nothing_else(demo: Demo) -> None:
    no_articles = {Case.SOFT_404, Case.HOME_PAGE, Case.ROBOTS}
    wanted = {r.id for r in REPORTS.values() if r.case not in no_articles}
    assert {report_id for report_id in wanted if demo.of(report_id) is None} == set()
    assert all(demo.of(report.id) is None for case in no_articles for report in cases(case))
    assert len(demo.articles) == sum(report.case not in no_articles for report in REPORTS.values())


def test_of_a_paywalled_page_the_free_part_is_kept_and_marked(demo: Demo) -> None:
    (report,) = cases(Case.PAYWALL)
    stored = demo.of(report.id)
    assert stored is not None
    assert "subscri" not in stored.article.body.lower()
    assert stored.article.found_by["body"].endswith("free part")


def test_texts_arrive_without_a_replacement_character(demo: Demo) -> None:
    languages = {stored.article.language for stored in demo.articles.values()}
    assert languages == {"en", "ko", "zh", "ja"}
    assert not any(
        "\ufffd" in stored.article.title + stored.article.body for stored in demo.articles.values()
    )


def test_every_article_has_the_publication_time_its_page_says(demo: Demo) -> None:
    for case in (Case.UNDATED, Case.FUTURE_DATE):
        for report in cases(case):
            stored = demo.of(report.id)
            assert stored is not None
            assert stored.article.published_at is not None
            assert stored.article.published_at <= stored.first_seen_at


def test_an_edit_is_a_second_version_and_comes_back_in_the_next_digest(demo: Demo) -> None:
    stored = demo.of(cases(Case.EDITED)[0].id)
    assert stored is not None
    assert stored.version == 2
    text = html_of(mails(demo)[1]).get_text(" ")
    assert "Updated since your last e-mail" in text
    assert "version 2" in text


def test_a_page_that_vanished_is_kept_and_marked(demo: Demo) -> None:
    stored = demo.of(cases(Case.VANISHES)[0].id)
    assert stored is not None
    assert stored.removed_at is not None
    assert stored.article.body


def test_wire_copies_are_one_story(demo: Demo) -> None:
    stories = {stored.story_id for report in cases(Case.WIRE_COPY) if (stored := demo.of(report.id))}
    assert len(stories) == 1
    assert stories != {None}


def test_every_event_is_one_story_in_all_its_languages(demo: Demo) -> None:
    told: dict[str, set[int | None]] = {}
    for report in REPORTS.values():
        if report.story and (stored := demo.of(report.id)):
            told.setdefault(report.story, set()).add(stored.story_id)
    assert len(told) >= 3
    assert {name: len(stories) for name, stories in told.items()} == dict.fromkeys(told, 1)
    assert all(None not in stories for stories in told.values())


def test_two_events_are_two_stories(demo: Demo) -> None:
    labelled = [
        (report.story, stored.story_id) for report in REPORTS.values() if (stored := demo.of(report.id))
    ]
    by_story: dict[int | None, set[str]] = {}
    for event, story in labelled:
        if event:
            by_story.setdefault(story, set()).add(event)
    assert all(len(events) == 1 for events in by_story.values())


def test_outlets_that_pass_on_one_agency_report_count_once(demo: Demo) -> None:
    by_story = {stored.story_id for stored in demo.articles.values() if stored.story_id}
    seen = [view(story, {}).story for story in demo.archive.stories.get(sorted(by_story)).values()]
    (one,) = [story for story in seen if story.origins == ("Northgate News Agency",)]
    assert len(one.outlets) == 4


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
def test_a_mail_is_small_enough_for_mail_programs_and_its_text_narrow_enough_to_read(
    demo: Demo, language: str
) -> None:
    newest = max(stored.first_seen_at for stored in demo.articles.values())
    reader = subscription(id="reader", language=language, created_at=newest)
    made = draft(
        demo.archive,
        reader,
        [],
        period_key="x",
        web_url="https://yalu.example",
        now=newest + timedelta(minutes=1),
        can_unsubscribe=True,
    )
    links = MessageDefaults("y@example.org", "https://yalu.example", "secret").links("reader", "a@b.c", "x")
    rendered = made.rendered.with_links(links)
    assert len(made.digest.stories) == 8
    assert len(rendered.html.encode()) <= 80_000
    wide = [line for line in rendered.text.splitlines() if cell_len(line) > 78]
    assert [line for line in wide if "://" not in line or " " in line.strip()] == []


@pytest.mark.parametrize("max_stories", [1, 5, 20])
def test_every_story_announced_in_the_first_digest_is_mailed_by_the_third(
    demo: Demo, tmp_path: Path, max_stories: int
) -> None:
    with (
        closing(sqlite3.connect(demo.archive.path)) as there,
        closing(sqlite3.connect(tmp_path / "yalu.db")) as here,
    ):
        there.backup(here)
    newest = max(stored.first_seen_at for stored in demo.articles.values())
    with open_archive(tmp_path / "yalu.db") as archive:
        reader = subscription(id="reader", max_stories=max_stories, created_at=newest)
        subscribe(archive, reader)
        drafts = []
        for day in range(3):
            now = newest + timedelta(minutes=1, days=day)
            made = draft(archive, reader, [], period_key=f"{day}", web_url="", now=now)
            queue(archive, made, MessageDefaults("yalu@example.org"))
            drafts.append(made)
        sent = send_waiting(archive, folder_transport(tmp_path / "outbox"), newest)
    first = drafts[0].digest
    assert len(first.stories) == max_stories
    assert len(first.carried) == max(0, first.announced - max_stories - 30)
    mailed = [html_of(message_of(delivery.content)) for delivery in sent]
    links = [{link["href"] for link in mail.select("a[href]")} for mail in mailed]
    announced = [*first.stories, *first.more, *first.carried]
    assert {story.lead.article.url for story in announced} <= set().union(*links)
    # No story is news twice.
    told = [story.id for made in drafts for story in (*made.digest.stories, *made.digest.more)]
    assert len(told) == len(set(told))
    # The newsroom knows what happened: each of its events that was found in time has been told.
    events = {
        report.story: stored
        for report in REPORTS.values()
        if report.story and (stored := demo.of(report.id)) and stored.story_id
    }
    older = {story.id for made in drafts for story in made.digest.older}
    assert {stored.story_id for stored in events.values()} <= {*told, *older}


def test_a_declared_translation_is_the_same_story(demo: Demo) -> None:
    declaring = next(report for report in REPORTS.values() if report.alternates)
    for other in declaring.alternates.values():
        one, two = demo.of(declaring.id), demo.of(other)
        assert one is not None
        assert two is not None
        assert one.story_id == two.story_id is not None


def test_an_address_with_tracking_parameters_is_the_same_article(demo: Demo) -> None:
    assert not any("utm_" in stored.article.url for stored in demo.articles.values())


def test_tables_are_kept_as_rows(demo: Demo) -> None:
    stored = demo.of(cases(Case.TABLE)[0].id)
    assert stored is not None
    assert [len(table) > 2 for table in stored.article.tables] == [True]


def test_the_dead_source_is_named_as_a_blind_spot(demo: Demo) -> None:
    for mail in mails(demo):
        assert "The Liaodong Herald" in html_of(mail).get_text(" ")


@pytest.mark.parametrize("word", ["밀수", "走私", "丹东", "smuggling"])
def test_search_finds_what_a_plain_look_at_the_texts_finds(demo: Demo, word: str) -> None:
    def has(text: str) -> bool:
        return word in text.lower().replace("丹東", "丹东").split() if word.isascii() else word in text

    hits = {hit.id for hit in demo.archive.search.find(parse_query(f"{word} relevant:any"), limit=500)}
    plain = {s.id for s in demo.articles.values() if has(f"{s.article.title} {s.article.body}")}
    assert plain
    assert plain <= hits


def test_the_subject_is_told_from_what_merely_shares_its_words(demo: Demo) -> None:
    judged = [
        (report.relevant, stored.verdict.is_relevant)
        for report in REPORTS.values()
        if (stored := demo.of(report.id)) and stored.verdict
    ]
    found = sum(truth and said for truth, said in judged)
    precision = found / sum(said for _, said in judged)
    recall = found / sum(truth for truth, _ in judged)
    # What the rules reach on texts they were not written on; a change that lowers it says so.
    assert precision >= 0.85
    assert recall >= 0.75
