"""The analysts' pages over a small archive, as several people see them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from httpx import Response
from justhtml import JustHTML

from alerts.delivery import MessageDefaults
from alerts.digests import Spike
from classifier import FACT_RULES
from storage import Archive, Flow, ListFile, TradeFigure, TradeImport, TradeSeries, Visit, open_archive
from tests.lists.samples import entry
from tests.samples import article, connection_of, placement, source, subscribe, subscription, verdict
from tests.web_visitors import FORM_KEY, Desk, visited
from web import create_app
from web.access import Role, Visitor
from yaluwatch.model import (
    Evidence,
    Fact,
    FactSet,
    ListedMention,
    ListedSet,
    Mention,
    Outcome,
    Relation,
    SourceState,
    Span,
    Tag,
    Verdict,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(2)> {{ 7919*1337 }} ' 밀수"
SOURCES = [source(), source(id="dead", name="Dead <b>One</b>"), source(id="herald", name="Herald")]
SENTENCE = "Freight trucks crossed from Dandong to Sinuiju on Monday."

KIM = Visitor(2, "kim", Role.ANALYST, "kim@example.org", timezone="Asia/Seoul", form_key=FORM_KEY)
LEE = Visitor(3, "lee", Role.READER, "lee@example.org", language="ko", form_key=FORM_KEY)
ROOT = Visitor(1, "root", Role.ADMIN, "root@example.org", form_key=FORM_KEY)
LOCAL = Visitor(0, "local", Role.ADMIN, form_key=FORM_KEY)


def _fill(archive: Archive, now: datetime) -> None:
    """Two reports of one event, a copy, an article of hostile texts, one of an old event."""
    at = now - 3 * HOUR
    texts = [
        ("courier", "Courier Press", article(url="https://a.example/1", published_at=at)),
        (
            "herald",
            "Herald Corp",
            article(
                url="https://b.example/2",
                title="단둥 다리에 트럭 복귀",
                body=f"{SENTENCE}\n\n데일리NK에 따르면 트럭이 늘었다.",
                language="ko",
                published_at=at + HOUR,
            ),
        ),
        ("herald", "Herald Corp", article(url="https://c.example/3", title="Copy of it", published_at=None)),
        ("courier", HOSTILE, article(url="https://d.example/4", title=HOSTILE, body=f"{SENTENCE} {HOSTILE}")),
        (
            "courier",
            "Courier Press",
            article(url="https://e.example/5", title="Coal barges", published_at=at),
        ),
    ]
    ids = []
    for number, (source_id, publisher, one) in enumerate(texts):
        made = replace(one, source_id=source_id, fetched_at=at + number * timedelta(minutes=1))
        ids.append(archive.articles.add(made, None, publisher=publisher).id)
        archive.verdicts.add([(stored, _judged(made.title)) for stored in archive.verdicts.untagged(9)], now)
    relations = (Relation.OPENS, Relation.SAME_EVENT, Relation.COPY, Relation.OPENS, Relation.OPENS)
    for id_, relation in zip(ids, relations, strict=True):
        beside = None if relation is Relation.OPENS else ids[0]
        archive.stories.add(placement(id_, beside, relation=relation, reason=HOSTILE), at)


def _judged(title: str) -> Verdict:
    sentence = Evidence("body", 0, 57, SENTENCE, "asserted")
    fact = Fact(kind="count", start=0, end=6, sentence_start=0, sentence_end=20, value=37.0, place="dandong")
    return verdict(
        tags=(Tag("smuggling" if title == HOSTILE else "border", 0.9, (sentence,)),),
        mentions=(
            Mention("dandong", "place", Span("body", 28, 35, "Dandong"), "Dandong"),
            Mention("wpk", "actor", Span("body", 0, 7, "Freight"), "Workers' Party of Korea"),
        ),
        facts=FactSet(FACT_RULES, (fact,)),
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive each test gets a copy of."""
    path = tmp_path_factory.mktemp("analyst") / "yalu.db"
    with open_archive(path) as archive:
        _fill(archive, datetime.now(UTC))
        archive.sources.save_state(SourceState(source_id="courier", last_outcome=Outcome.OK))
        archive.sources.save_state(
            SourceState(source_id="dead", last_outcome=Outcome.DNS, last_detail="no such host")
        )
    return path


@pytest.fixture
def archive(filled: Path, tmp_path: Path) -> Iterator[Archive]:
    (tmp_path / "yalu.db").write_bytes(filled.read_bytes())
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


@pytest.fixture
def desk(archive: Archive) -> Iterator[Desk]:
    mail = MessageDefaults("Yalu <y@example.org>", "http://yalu.example", "s3cret")
    app = create_app(archive.path, lambda: SOURCES, hosts=["127.0.0.1"], secret="s3cret", mail=mail)
    with visited(app, KIM, LEE, ROOT, LOCAL) as opened:
        yield opened


def shown(answer: Response, status: int = 200) -> BeautifulSoup:
    assert answer.status_code == status, answer.text
    JustHTML(answer.text, strict=True)
    return BeautifulSoup(answer.text, "lxml")


def titles(page: BeautifulSoup) -> list[str]:
    return [link.get_text() for link in page.select("article.story h3 a")]


def story_of(archive: Archive, words: str) -> int:
    (found,) = [
        one for one in archive.overview.recent(datetime.now(UTC) - DAY, 9) if one.members[0].title == words
    ]
    return found.id


def test_today_shows_stories_not_articles(desk: Desk) -> None:
    page = shown(desk.get("kim", "/"))
    assert sorted(titles(page)) == sorted([HOSTILE, "Coal barges", article().title])
    text = page.get_text(" ", strip=True)
    assert "3 reports, 2 independent" in text
    assert "All times are Asia/Seoul." in text
    assert "first visit" in text
    assert "Not reachable" in text
    assert "1 of 3 sources are read" in text
    assert len(page.select("svg .crossing")) == len(page.select("table.crossings tbody tr")) == 17
    assert page.select_one("a[href='/places/dandong-port'] circle") is not None


def test_a_korean_headline_leads_for_a_korean_reader_and_others_get_a_gloss(desk: Desk) -> None:
    page = shown(desk.get("lee", "/"))
    assert "단둥 다리에 트럭 복귀" in titles(page)
    assert page.select("p.gloss")
    assert page.select_one("html[lang=ko]") is not None


def test_what_is_new_keeps_its_mark_until_the_visit_ends(archive: Archive, desk: Desk) -> None:
    now = datetime.now(UTC)
    archive.marks.keep_visit(KIM.id, Visit(None, now - 5 * HOUR))
    for _ in range(3):
        page = shown(desk.get("kim", "/"))
        assert len(page.select(".badge.new")) == 3
        assert "3 new and 0 changed since your last visit" in page.get_text(" ", strip=True)
    assert not shown(desk.get("lee", "/")).select(".badge.new")
    visit = archive.marks.visit(KIM.id)
    assert visit is not None
    assert visit.new_since is not None
    archive.marks.keep_visit(KIM.id, Visit(now - HOUR, now + HOUR))
    assert not shown(desk.get("kim", "/")).select(".badge.new")


def test_a_page_that_is_only_prepared_begins_no_visit_and_reads_nothing(archive: Archive, desk: Desk) -> None:
    story = story_of(archive, "Coal barges")
    for path in ("/", f"/stories/{story}"):
        desk.get("kim", path, **{"sec-purpose": "prefetch;prerender"})
    assert archive.marks.visit(KIM.id) is None
    assert archive.marks.of(KIM.id, [story]) == {}
    desk.get("kim", f"/stories/{story}")
    assert archive.marks.of(KIM.id, [story])[story].read_at is not None


def test_a_locked_archive_is_read_all_the_same(archive: Archive, desk: Desk) -> None:
    with connection_of(archive).write("holding the lock"):
        assert titles(shown(desk.get("kim", "/")))
    assert archive.marks.visit(KIM.id) is None


def test_filters_are_links_and_say_how_many_stories_they_leave(desk: Desk) -> None:
    page = shown(desk.get("kim", "/?topic=smuggling"))
    assert titles(page) == [HOSTILE]
    chosen = page.select(".filters a[aria-current]")
    assert [(link.get_text(" ", strip=True), link["href"]) for link in chosen] == [("smuggling 1", "/")]
    assert titles(shown(desk.get("kim", "/?language=ko"))) == [article().title]
    assert titles(shown(desk.get("kim", "/?source=herald&topic=border"))) == [article().title]
    assert "No stories match" in shown(desk.get("kim", "/?topic=nothing")).get_text()


def test_stars_follows_and_notes_are_ones_own(archive: Archive, desk: Desk) -> None:
    story = story_of(archive, "Coal barges")
    assert desk.post("kim", f"/stories/{story}/marks", what="star", back="/?topic=border").headers[
        "location"
    ] == (f"/?topic=border#story-{story}")
    desk.post("kim", f"/stories/{story}/marks", what="follow")
    desk.post("kim", f"/stories/{story}/note", text=" ask Choe\n")
    for show in ("starred", "followed", "noted"):
        assert titles(shown(desk.get("kim", f"/?show={show}"))) == ["Coal barges"]
        assert titles(shown(desk.get("lee", f"/?show={show}"))) == []
    note = shown(desk.get("kim", f"/stories/{story}")).select_one("textarea")
    assert note is not None
    assert note.get_text().strip() == "ask Choe"
    assert "Choe" not in desk.get("lee", f"/stories/{story}").text
    desk.post("kim", f"/stories/{story}/marks", what="unstar")
    assert titles(shown(desk.get("kim", "/?show=starred"))) == []


def test_reading_a_story_marks_it_and_all_can_be_marked(archive: Archive, desk: Desk) -> None:
    story = story_of(archive, "Coal barges")
    desk.get("kim", f"/stories/{story}")
    unread = shown(desk.get("kim", "/?show=unread"))
    assert len(titles(unread)) == 2
    ids = [str(field["value"]) for field in unread.select(".all-read input[name=story]")]
    assert desk.post("kim", "/stories/read", story=ids, back="/?show=unread").status_code == 303
    assert titles(shown(desk.get("kim", "/?show=unread"))) == []
    assert desk.post("kim", f"/stories/{story}/marks", what="unread", back="//evil.example").headers[
        "location"
    ] == (f"/#story-{story}")
    assert titles(shown(desk.get("kim", "/?show=unread"))) == ["Coal barges"]
    # What came after the list was made is not read by it.
    made = str((datetime.now(UTC) - 4 * HOUR).timestamp())
    desk.post("kim", "/stories/read", story=[str(story)], made=made)
    assert titles(shown(desk.get("kim", "/?show=unread"))) == ["Coal barges"]


def test_a_story_shows_who_was_first_who_cites_whom_evidence_and_facts(archive: Archive, desk: Desk) -> None:
    page = shown(desk.get("kim", f"/stories/{story_of(archive, article().title)}"))
    text = page.get_text(" ", strip=True)
    first = page.select_one("#first")
    assert first is not None
    assert "The Yalu Courier (Courier Press)" in first.get_text(" ", strip=True)
    assert "Unification Media Group is cited by Herald Corp" in text
    assert [heading.get_text() for heading in page.select("#reports h3")] == ["English", "Korean"]
    quotes = [quote.get_text(" ", strip=True) for quote in page.select("blockquote")]
    assert quotes == [f"{SENTENCE} The Yalu Courier"]
    facts = page.select_one("#facts")
    assert facts is not None
    assert "count" in facts.get_text()
    assert page.select("a[href='/places/dandong']")
    assert page.select("a[href='/actors/wpk']")
    assert page.select("#reports p.gloss")


def test_stories_and_articles_say_who_is_listed_and_compare_figures(archive: Archive, desk: Desk) -> None:
    """The newest version only, in the reader's language."""
    story = archive.stories.get([story_of(archive, article().title)])
    (stored, *_) = next(iter(story.values())).articles
    archive.lists.add(
        ListFile(name="eu", format="x", version="", entries=(entry(name=HOSTILE),)),
        origin="x", sha256="", at=datetime.now(UTC),
    )  # fmt: skip
    state, (listed,) = archive.lists.in_force()
    archive.listed.add([(stored, ListedSet(state, 1, (ListedMention(listed.id, 0, 5, "imo"),)))])
    claim = Fact(
        kind="trade", start=0, end=6, sentence_start=0, sentence_end=20, value=2.2e9, unit="USD", date="2024"
    )
    archive.facts.add([(stored, FactSet(FACT_RULES, (claim,)))])
    number = stored.id
    for address in (f"/stories/{stored.story_id}", f"/articles/{number}"):
        lines = [one.get_text() for one in shown(desk.get("kim", address)).select("#beside li")]
        assert (
            lines[0] == f"{HOSTILE} (IMO 9074729), listed by the UN since 2018-03-30, the EU since 2018-03-30"
        )
        assert "2,180.39 million USD in 2024 (China Customs, released 2025-01-18)" in lines[1]
        korean = shown(desk.get("lee", address)).select_one("#beside")
        assert korean is not None
        assert "제재 대상: 유엔(2018-03-30부터)" in korean.get_text()
    # Figures are kept between requests, but not beyond an import.
    series = TradeSeries("gacc", "CHN", "PRK", Flow.TOTAL, "TOTAL", "USD")
    revised = TradeFigure(series, "2024-01", "2024-12", 2_190e6, 1_000_000, date(2025, 6, 18))
    archive.trade_statistics.add(TradeImport("f.csv", "0", "plain", [revised]), datetime.now(UTC))
    for address in (f"/stories/{stored.story_id}", f"/articles/{number}"):
        lines = [one.get_text() for one in shown(desk.get("kim", address)).select("#beside li")]
        assert "2,190.00 million USD in 2024 (China Customs, released 2025-06-18)" in lines[1]
    archive.articles.add(
        replace(stored.article, body="Another text about Dandong.", fetched_at=datetime.now(UTC)),
        None,
        publisher="Courier Press",
    )
    assert not shown(desk.get("kim", f"/articles/{number}?version=1")).select("#beside")


def test_a_line_that_is_kept_is_shown_in_each_readers_language_zone_and_path(desk: Desk) -> None:
    """After the order of visits: whoever comes first decides for nobody else."""
    for _ in range(2):
        kim, lee = (desk.get(name, "/").text for name in ("kim", "lee"))
        times = [re.findall(r"<time datetime=\"([^\"]+)\">([^<]+:[^<]+)</time>", page) for page in (kim, lee)]
        assert [one for one, _ in times[0]] == [one for one, _ in times[1]]
        assert all(here != there for (_, here), (_, there) in zip(*times, strict=True))
        assert ("Star</button>" in kim, "Star</button>" in lee) == (True, False)


def test_text_from_outside_is_text(archive: Archive, desk: Desk) -> None:
    story = story_of(archive, HOSTILE)
    desk.post("kim", f"/stories/{story}/note", text=HOSTILE)
    desk.post("kim", f"/stories/{story}/merge", other=str(story_of(archive, "Coal barges")), note=HOSTILE)
    subscribe(archive, subscription(name=HOSTILE, query="밀수", addresses=("kim@example.org",)))
    for path in (
        "/",
        f"/stories/{story}",
        "/places/dandong",
        "/actors/wpk",
        "/subscriptions",
        "/subscriptions/everything",
        "/subscriptions/new?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/?topic=%3Cscript%3E&source=%22%3E%3Cimg",
    ):
        answer = desk.get("kim", path)
        page = shown(answer)
        scripts = [script.get("src") for script in page.select("script")]
        assert set(scripts) <= {"/static/analyst.js"}, path
        assert not page.select("main img, [onerror], [style], style"), path
        assert "10587703" not in [text.strip() for text in page.stripped_strings], path


def test_a_merged_story_leads_on_and_a_split_one_names_both(archive: Archive, desk: Desk) -> None:
    kept, gone = story_of(archive, article().title), story_of(archive, "Coal barges")
    third = story_of(archive, HOSTILE)
    answer = desk.post(
        "kim", f"/stories/{gone}/merge", other=f"http://y.example/stories/{third}", note="same"
    )
    assert answer.headers["location"] == f"/stories/{gone}#history"
    desk.post("kim", f"/stories/{kept}/merge", other=str(gone))
    # Both old addresses lead to where the articles are now.
    for old in (gone, third):
        assert desk.get("lee", f"/stories/{old}").headers["location"] == f"/stories/{kept}"
    page = shown(desk.get("kim", f"/stories/{kept}"))
    assert "5 reports" in page.get_text(" ", strip=True)
    coal = next(
        str(box["value"]) for box in page.select("input[name=article][type=checkbox]") if "Coal" in str(box)
    )
    made = desk.post("kim", f"/stories/{kept}/split", article=[coal], note="another event")
    new = made.headers["location"].partition("#")[0]
    assert "Coal barges" in shown(desk.get("kim", new)).get_text()
    assert shown(desk.get("lee", f"/stories/{kept}")).select(f"#history a[href='{new}']")
    assert [edit.by for edit in archive.stories.edits(5)] == ["kim"] * 3


def test_an_edit_that_makes_no_sense_is_refused_in_a_sentence(archive: Archive, desk: Desk) -> None:
    story = story_of(archive, article().title)
    members = [str(one.id) for one in archive.overview.stories([story])[0].members]
    for path, fields, status, words in (
        ("merge", {"other": str(story)}, 400, "same story"),
        ("merge", {"other": "999"}, 404, "no story 999"),
        ("merge", {"other": "x"}, 400, "number or the address"),
        ("split", {}, 400, "Choose the articles"),
        ("split", {"article": ["5"]}, 400, "Article 5 is not in story"),
        ("split", {"article": members}, 400, "At least one"),
        ("feedback", {"article": "5", "what": "wrong"}, 404, "Article 5"),
        ("feedback", {"article": members[0], "what": "wrong"}, 400, "Choose the topics"),
    ):
        answer = desk.post("kim", f"/stories/{story}/{path}", **fields)
        assert answer.status_code == status, (path, fields)
        assert words in shown(answer, status).get_text()
    assert len(archive.overview.stories([story])[0].members) == 3
    assert archive.feedback.all() == []


def test_feedback_is_stored_under_the_readers_name(archive: Archive, desk: Desk) -> None:
    story = story_of(archive, article().title)
    first, second = (one.id for one in archive.overview.stories([story])[0].members[:2])
    desk.post("kim", f"/stories/{story}/feedback", article=str(first), what="not-relevant", note="sport")
    desk.post(
        "kim", f"/stories/{story}/feedback", article=str(second), what="wrong", topics=["border", "tourism"]
    )
    found = {given.article_id: given for given in archive.feedback.all()}
    assert (found[first].judgement, found[first].by, found[first].note) == ("not-relevant", "kim", "sport")
    assert found[second].topics == ("border",)


def test_a_reader_sees_no_corrections_and_can_make_none(archive: Archive, desk: Desk) -> None:
    story = story_of(archive, article().title)
    page = shown(desk.get("lee", f"/stories/{story}"))
    assert not page.select("form[action$=merge], form[action$=split], form[action$=feedback]")
    for path in ("merge", "split", "feedback"):
        assert desk.post("lee", f"/stories/{story}/{path}", other="1").status_code == 403
    assert archive.stories.edits(5) == []


def test_a_form_of_another_site_changes_nothing(archive: Archive, desk: Desk) -> None:
    story = story_of(archive, article().title)
    for path in (
        f"/stories/{story}/marks",
        f"/stories/{story}/note",
        f"/stories/{story}/merge",
        f"/stories/{story}/split",
        f"/stories/{story}/feedback",
        "/stories/read",
        "/subscriptions",
        "/subscriptions/everything/pause",
    ):
        assert desk.forge("kim", path, what="star").status_code == 403, path


def test_a_place_has_a_map_weeks_events_names_and_facts(desk: Desk) -> None:
    page = shown(desk.get("kim", "/places/dandong"))
    text = page.get_text(" ", strip=True)
    assert page.select_one(".crossing.here") is not None
    assert "丹东" in text
    assert "5 in a year" in text
    assert page.select("#events li")
    assert page.select("a[href='/actors/wpk']")
    assert "Facts of the last 90 days" in text
    assert len(titles(page)) == 3
    assert shown(desk.get("kim", "/places/beijing")).select_one("svg .crossing") is None


def test_an_actor_has_a_page_and_what_is_unknown_has_none(desk: Desk) -> None:
    page = shown(desk.get("kim", "/actors/wpk"))
    assert "Workers' Party of Korea" in page.get_text()
    assert len(titles(page)) == 3
    for path in ("/places/atlantis", "/actors/dandongg", "/places/%3Cscript%3E"):
        assert "There is no" in shown(desk.get("kim", path), 404).get_text()


@pytest.mark.parametrize(
    "path",
    [
        "/?show=everything",
        "/?topic=" + "x" * 90,
        "/stories/x",
        "/stories/-1",
        "/stories/99999999999999999999",
        "/stories/99",
        "/places/" + "x" * 90,
        "/places/a%00b",
        "/actors/..%2F..%2Fetc",
        "/subscriptions/none",
        "/subscriptions/none/preview",
        "/subscriptions/preview",
        "/subscriptions/preview?q=topik:x",
        "/subscriptions/new?q=" + "x" * 600,
        "/subscriptions/new?q=(((",
        "/subscriptions/new?q=asof:2020-01-01",
    ],
)
def test_odd_addresses_are_refused(desk: Desk, path: str) -> None:
    answer = desk.get("kim", path)
    assert 400 <= answer.status_code < 500
    assert answer.text


def test_a_subscription_is_two_clicks_from_a_search(archive: Archive, desk: Desk) -> None:
    page = shown(desk.get("kim", "/subscriptions/new?q=trucks"))
    # In two days just after midnight.
    assert re.search("3 stories in [12] days?", page.get_text())
    assert page.select("svg.weeks rect")
    frame = page.select_one("iframe[sandbox]")
    assert frame is not None
    mail = desk.get("kim", str(frame["src"]))
    assert "sandbox" in mail.headers["content-security-policy"]
    assert article().title in mail.text
    form = page.select_one("form[action='/subscriptions']")
    assert form is not None
    fields = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[value]")}
    fields.pop("csrf")
    fields.pop("force")
    made = desk.post("kim", "/subscriptions", **fields)
    assert made.status_code == 303, made.text
    (saved,) = archive.subscriptions.all()
    assert (saved.query, saved.addresses, saved.timezone) == ("trucks", ("kim@example.org",), "Asia/Seoul")
    # Double opt-in: it waits for the address, and one question is on its way.
    assert not archive.subscriptions.recipient(saved.id, "kim@example.org").is_served
    assert [message.address for message in archive.outbox.of_subscription(saved.id, 9)] == ["kim@example.org"]
    page = shown(desk.get("kim", made.headers["location"]))
    assert "asked to confirm" in page.get_text()
    assert "has not confirmed yet" in page.get_text()


def test_a_stranger_is_only_asked_and_not_again_and_again(archive: Archive, desk: Desk) -> None:
    for number in range(3):
        made = desk.post("lee", "/subscriptions", q="trucks", address="victim@example.org", name=str(number))
        assert made.headers["location"] == "/subscriptions?asked=1"
    again = desk.post("lee", "/subscriptions", q="trucks", address="Victim@example.org")
    assert "3번 요청했으나" in shown(again, 400).get_text()
    assert len(archive.subscriptions.all()) == 3
    assert not any(known.is_served for known in archive.subscriptions.recipients())
    # It is the stranger's, not theirs.
    assert not shown(desk.get("lee", "/subscriptions")).select("article")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"q": "topik:x", "address": "kim@example.org"}, "topik"),
        ({"q": " ", "address": "kim@example.org"}, "no search"),
        ({"q": "trucks", "address": "https://hooks.example/x"}, "Webhooks"),
        ({"q": "trucks", "address": "kim at example"}, "kim at example"),
        ({"q": "trucks", "address": "a@b.example\r\nBcc: x@y.example"}, "Bcc"),
        ({"q": "trucks", "address": ""}, "Give an e-mail address"),
    ],
)
def test_a_subscription_that_can_not_be_is_explained(
    archive: Archive, desk: Desk, fields: dict[str, str], words: str
) -> None:
    page = shown(desk.post("kim", "/subscriptions", **fields), 400)
    mistake = page.select_one(".mistake")
    assert mistake is not None
    assert words in mistake.get_text()
    assert archive.subscriptions.all() == []


def test_anothers_subscription_is_not_there(archive: Archive, desk: Desk) -> None:
    subscribe(archive, subscription(id="kims", addresses=("kim@example.org",)))
    subscribe(archive, subscription(id="both", name="Both", addresses=("KIM@example.org", "lee@example.org")))
    assert [link.get_text() for link in shown(desk.get("lee", "/subscriptions")).select("article a")] == [
        "Both"
    ]
    assert desk.get("lee", "/subscriptions/kims").status_code == 404
    assert desk.get("lee", "/subscriptions/kims/preview").status_code == 404
    for what in ("pause", "resume", "remove", "leave", "test"):
        assert desk.post("lee", f"/subscriptions/kims/{what}").status_code == 404
    for what in ("pause", "resume", "remove"):
        assert desk.post("lee", f"/subscriptions/both/{what}").status_code == 403
    page = shown(desk.get("lee", "/subscriptions/both"))
    assert "kim@example.org" not in page.get_text().lower()
    assert "외 1명" in page.get_text()
    assert desk.post("lee", "/subscriptions/both/leave").status_code == 303
    left = {one.id: one.addresses for one in archive.subscriptions.all()}
    assert left == {"kims": ("kim@example.org",), "both": ("KIM@example.org",)}
    assert len(shown(desk.get("root", "/subscriptions")).select("article")) == 2


def test_a_subscription_is_paused_resumed_tested_and_removed(archive: Archive, desk: Desk) -> None:
    subscribe(archive, subscription(id="kims", name="Bridge", addresses=("kim@example.org",)))
    desk.post("kim", "/subscriptions/kims/pause")
    assert archive.subscriptions.all()[0].paused
    assert "paused" in shown(desk.get("kim", "/subscriptions/kims")).get_text()
    desk.post("kim", "/subscriptions/kims/resume")
    assert not archive.subscriptions.all()[0].paused
    tested = desk.post("kim", "/subscriptions/kims/test")
    assert tested.headers["location"].startswith("/subscriptions/kims?tested=")
    (message,) = archive.outbox.of_subscription("kims", 9)
    assert message.subject.startswith("[Test] ")
    delivery = archive.outbox.get(message.id)
    assert delivery is not None
    mail = message_from_bytes(delivery.content, policy=policy.default)
    assert mail["To"] == "kim@example.org"
    # It counts as no digest: what is new is still new.
    assert archive.outbox.last_covered("kims") == (0, None)
    page = shown(desk.get("kim", "/subscriptions/kims?tested=1"))
    assert "[Test]" in page.get_text()
    assert "on its way" in page.get_text()
    desk.post("kim", "/subscriptions/kims/remove")
    assert archive.subscriptions.all() == []


def test_a_test_mail_waits_for_consent(archive: Archive, desk: Desk) -> None:
    subscribe(archive, subscription(id="kims", addresses=("kim@example.org",)), agreed=False)
    answer = desk.post("kim", "/subscriptions/kims/test")
    assert "No address has confirmed" in shown(answer, 400).get_text()
    assert archive.outbox.of_subscription("kims", 9) == []


def test_without_accounts_a_subscription_may_go_to_the_outbox_folder(archive: Archive, desk: Desk) -> None:
    made = desk.post("local", "/subscriptions", q="zzzz", name="Nothing", force="true")
    assert made.status_code == 303
    (saved,) = archive.subscriptions.all()
    assert saved.addresses == ()
    assert desk.post("local", f"/subscriptions/{saved.id}/test").status_code == 303
    assert [message.address for message in archive.outbox.of_subscription(saved.id, 9)] == [""]
    # A search that can no longer be read, after a list changed, holds up no page.
    archive.subscriptions.save(replace(saved, query="(((", timezone="Nowhere/Atlantis"))
    assert "Nothing" in shown(desk.get("local", "/subscriptions")).get_text()
    assert desk.get("local", f"/subscriptions/{saved.id}").status_code == 200
    assert desk.get("local", f"/subscriptions/{saved.id}/preview").status_code == 400
    assert desk.post("local", f"/subscriptions/{saved.id}/test").status_code == 400


def test_what_is_mentioned_more_than_usual_is_linked(archive: Archive) -> None:
    app = create_app(archive.path, lambda: SOURCES, hosts=["127.0.0.1"])
    found = [Spike("place:hyesan", 5, 0.5, 2), Spike("topic:smuggling", 4, 0.25, 1)]
    app.state.site.recent.put("spikes", 60, found)
    with visited(app, LEE) as desk:
        page = shown(desk.get("lee", "/"))
    links = {link.get_text(): link["href"] for link in page.select("aside .plain a")}
    assert (links["혜산"], links["밀수"]) == ("/places/hyesan", "/search?q=topic:smuggling")


def test_a_story_that_is_not_there_can_not_be_marked(archive: Archive, desk: Desk) -> None:
    assert desk.post("kim", "/stories/99/marks", what="star").status_code == 404
    assert desk.post("kim", "/stories/99/note", text="x").status_code == 404
    assert desk.post("kim", "/stories/1/marks", what="shred").status_code == 422
    assert desk.post("kim", "/stories/1/marks", what="read", made="nan").status_code == 422
    assert archive.marks.of(KIM.id, [1, 99]) == {}


def test_an_outage_of_our_own_is_the_first_thing_said(archive: Archive, desk: Desk) -> None:
    archive.sources.begin_own_outage(datetime.now(UTC) - HOUR)
    alert = shown(desk.get("kim", "/")).select_one("main [role=alert]")
    assert alert is not None
    assert "Our own connection has been down since" in alert.get_text()
