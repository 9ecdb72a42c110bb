from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from justhtml import JustHTML
from rich.cells import cell_len

from alerts.delivery.message import MessageDefaults, build_message, message_id
from alerts.digests.blind_spots import BlindSpot
from alerts.digests.corrections import Correction
from alerts.digests.digest import Digest
from alerts.digests.quotes import Quote
from alerts.digests.ranking import Score
from alerts.digests.spikes import Spike
from alerts.digests.story_view import DigestStory, News, Outlet
from alerts.indicators.section import IndicatorLine, IndicatorSection
from alerts.rendering.links import Links
from alerts.rendering.renderer import (
    MAX_HTML_BYTES,
    Rendered,
    Renderer,
    criteria,
    render,
    render_confirmation,
)
from alerts.rendering.wrapping import WIDTH, wrapped
from tests.samples import NOW, article, subscription, verdict
from yaluwatch.errors import MailError
from yaluwatch.model import Evidence, StoredArticle, Term
from yaluwatch.text import clean

SENDER = "Yaluwatch <yalu@example.org>"


def story(
    number: int = 1, *, news: str = "", quote: str = "Trucks crossed.", **changes: object
) -> DigestStory:
    lead = StoredArticle(
        id=number,
        article=article(**changes),
        publisher="Courier Press",
        version=1,
        first_seen_at=NOW,
        verdict=verdict(),
    )
    outlet = Outlet("The Yalu Courier", lead.article.url, "en", is_state_media=True)
    cited = Quote(("border", "trade"), Evidence("body", 0, 15, quote), "en")
    return DigestStory(
        id=number,
        lead=lead,
        lead_name="The Yalu Courier",
        quotes=(cited,),
        topics=("border", "trade"),
        places=("Dandong",),
        terms=(Term("밀수", "smuggling"),),
        gloss=("Dandong", "smuggling"),
        outlets=(outlet,),
        publishers=("Courier Press",),
        origins=("Courier Press",),
        languages=("en",),
        first_seen_at=NOW,
        tier=1,
        news=(News("publisher", news, cited, outlet),) if news else (),
        score=Score(0.9, {}, "border"),
    )


def digest(*stories: DigestStory, updates: tuple[DigestStory, ...] = (), **options: object) -> Digest:
    return Digest(
        subscription=subscription(**options),
        period_start=NOW - timedelta(days=1),
        period_end=NOW,
        stories=stories,
        updates=updates,
        due={each.id: ((each.lead.id, 1, each.id),) for each in (*stories, *updates)},
        sources_healthy=9,
        sources_total=11,
        blind_spots=(BlindSpot("The Liaodong Herald", NOW - timedelta(days=3), "an HTML page answered"),),
    )


def message(rendered: Rendered) -> EmailMessage:
    content = build_message(
        rendered,
        MessageDefaults(SENDER),
        address="reader@example.org",
        message_id="<1@example.org>",
        subscription_id="everything",
        date=NOW,
    )
    parsed = message_from_bytes(content, policy=policy)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_every_part_says_what_an_analyst_needs() -> None:
    rendered = render(digest(story(), updates=(story(2, news="Harbour"),)), web_url="http://yalu.example")
    assert rendered.subject == "[DPRK–China] 24 Nov: 1 story; Trucks return to the bridge at Dandong"
    page = BeautifulSoup(rendered.html, "lxml").get_text(" ", strip=True)
    for part in (" ".join(rendered.text.split()), page):
        for wanted in (
            "1 new story, 1 update",
            "9 of 11 sources checked",
            "Trucks crossed.",
            "Dandong",
            "Dandong · smuggling",
            "The Yalu Courier",
            "state media",
            "New: also reported by Harbour",
            "The Liaodong Herald",
            "an HTML page answered",
            "1 source without a readable list since 21 Nov",
            "all articles; relevance ≥ 50%",
        ):
            assert wanted in part


def test_quotes_and_headlines_carry_their_language() -> None:
    page = BeautifulSoup(render(digest(story(language="ko")), web_url="").html, "lxml")
    assert page.select_one("h3 a[lang=ko]")
    assert page.select_one("blockquote span[lang=en]")


def rendered_with(polarity: str, language: str) -> Rendered:
    cited = Quote(("border",), Evidence("body", 0, 3, "So.", polarity), "en")
    return render(digest(replace(story(), quotes=(cited,)), language=language), web_url="")


@pytest.mark.parametrize(
    ("language", "denied", "planned"),
    [("en", "denied", "planned"), ("ko", "부인", "예정"), ("zh", "否认", "计划")],
)
def test_what_is_denied_or_planned_is_marked(language: str, denied: str, planned: str) -> None:
    plain = rendered_with("asserted", language)
    assert denied not in plain.html
    assert planned not in plain.html
    assert plain.text == rendered_with("past", language).text == rendered_with("", language).text
    for polarity, word in (("denied", denied), ("planned", planned)):
        marked = rendered_with(polarity, language)
        assert word in marked.text
        assert word in BeautifulSoup(marked.html, "lxml").get_text(" ")


def test_history_is_marked() -> None:
    old = replace(story(), lead=replace(story().lead, verdict=verdict(is_history=True)))
    rendered = render(digest(old), web_url="")
    for text in (rendered.text, BeautifulSoup(rendered.html, "lxml").get_text(" ")):
        assert "history" in text
    assert "history" not in render(digest(story()), web_url="").text


def test_times_are_shown_in_the_readers_zone() -> None:
    assert "24 Nov 14:00 (Asia/Seoul)" in render(digest(timezone="Asia/Seoul"), web_url="").text


def test_a_quiet_day_is_said() -> None:
    rendered = render(digest(), web_url="")
    assert rendered.subject.endswith("24 Nov: nothing new")
    assert "Nothing new" in rendered.text


def test_links_to_the_archive_need_an_address() -> None:
    assert "/articles/1?version=1" in render(digest(story()), web_url="http://yalu.example/").html
    assert "/articles/" not in render(digest(story()), web_url="").html


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = BeautifulSoup(render(digest(story()), web_url="").html, "lxml")
    assert not page.select("img, link, script, iframe, [src]")


def test_a_long_digest_is_cut_to_size_and_says_so() -> None:
    many = [story(number, quote="밀수 " * 130, title="밀수 " * 50) for number in range(200)]
    rendered = render(digest(*many), web_url="http://yalu.example")
    assert len(rendered.html.encode()) <= MAX_HTML_BYTES
    assert "did not fit and come with the next e-mail" in rendered.text
    assert "200 new stories" in rendered.text


def test_what_a_short_mail_leaves_out_is_what_it_says_and_what_is_recorded() -> None:
    many = [story(number, quote="밀수 " * 130, title="밀수 " * 50) for number in range(200)]
    rendered, shown = Renderer("http://yalu.example").fit(digest(*many))
    assert f"{len(shown.carried)} more stories did not fit" in rendered.text
    assert len(shown.stories) + len(shown.more) + len(shown.carried) == 200
    assert len(shown.reported) == 200 - len(shown.carried) == 200 - len(shown.carried_articles)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><b>bold</b>",
    "{{ 7919 * 1337 }} {% raw %}",
    "Subject\r\nBcc: victim@example.org",
    "a\u202egpj.exe\u2028b\x85c",
    "\ud800 lone",
    "x" * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_inert(text: str) -> None:
    rendered = render(digest(story(title=text, quote=text, news=text)), web_url="")
    page = BeautifulSoup(rendered.html, "lxml")
    assert not page.select("script, img, b, [onerror]")
    assert "10587703" not in rendered.text
    assert not set(rendered.subject) & set("\r\n\u2028\x85\u202e")
    made = message(rendered)
    assert made["Bcc"] is None
    assert [part.defects for part in made.walk()] == [[], [], []]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://[bad"])
def test_addresses_a_browser_must_not_follow_lead_nowhere(url: str) -> None:
    page = BeautifulSoup(render(digest(story(url=url)), web_url="").html, "lxml")
    link = page.select_one("h3 a")
    assert link is not None
    assert link["href"] == ""


@settings(max_examples=50)
@given(st.text(), st.text())
def test_any_title_and_quote_make_a_sound_message(title: str, quote: str) -> None:
    made = message(render(digest(story(title=title, quote=quote)), web_url=""))
    assert made["Subject"].startswith("[DPRK–China]")
    assert [part.defects for part in made.walk()] == [[], [], []]


def test_a_message_says_that_a_machine_wrote_it() -> None:
    made = message(render(digest(story()), web_url=""))
    assert made["Auto-Submitted"] == "auto-generated"
    assert made["Message-ID"] == "<1@example.org>"
    assert made["To"] == "reader@example.org"
    assert made.get_content_type() == "multipart/alternative"


def test_a_message_id_is_the_same_at_every_attempt_and_differs_between_readers() -> None:
    first = message_id("everything", "2026-11-24", "a@example.org", SENDER)
    assert first == message_id("everything", "2026-11-24", "a@example.org", SENDER)
    assert first != message_id("everything", "2026-11-24", "b@example.org", SENDER)
    assert first != message_id("everything", "2026-11-25", "a@example.org", SENDER)
    assert first.endswith("@example.org>")


def test_a_recipient_that_is_no_address_is_refused_for_good() -> None:
    with pytest.raises(MailError, match="'nobody' is not a valid e-mail address") as caught:
        build_message(
            render(digest(), web_url=""),
            MessageDefaults(SENDER),
            address="nobody",
            message_id="<1@a>",
            subscription_id="x",
            date=NOW,
        )
    assert caught.value.permanent


def test_criteria_read_as_a_sentence() -> None:
    assert criteria(subscription()) == "all articles; relevance ≥ 50%"
    filtered = subscription(topics=("border", "trade"), places=("dandong",), minimum_score=0.8)
    assert criteria(filtered) == "topics border, trade; place dandong; relevance ≥ 80%"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "topics smuggling, fishing; language ko; relevance ≥ 50%"),
        ("ko", "주제 밀수, fishing; 언어 ko; 관련도 50% 이상"),
        ("zh", "主题 走私、fishing；语言 ko；相关度不低于50%"),
    ],
)
def test_criteria_name_topics_in_the_language_of_the_digest(language: str, text: str) -> None:
    filtered = subscription(language=language, topics=("smuggling", "fishing"), languages=("ko",))
    assert criteria(filtered) == text


def test_a_story_reads_the_same_made_once_or_for_each_reader() -> None:
    renderer = Renderer("http://yalu.example")
    readers = [digest(story(), story(2), id=name) for name in ("a", "b")]
    assert [renderer.render(each) for each in readers] == [
        render(each, web_url="http://yalu.example") for each in readers
    ]
    seoul = renderer.render(digest(story(), timezone="Asia/Seoul"))
    assert "24 Nov 14:00 (Asia/Seoul)" in seoul.text


def test_stories_that_are_not_shown_in_full_stand_in_lines_by_topic() -> None:
    stories = [story(number, url=f"https://a.example/{number}") for number in range(1, 8)]
    rendered = render(replace(digest(*stories[:5]), more=tuple(stories[5:])), web_url="")
    cards, lines = rendered.text.split("MORE BY TOPIC")
    assert cards.count("Trucks crossed.") == 5
    assert "Trucks crossed." not in lines
    assert [line for line in lines.splitlines() if line][:2] == [
        "border",
        "- Trucks return to the bridge at Dandong — Dandong · smuggling (The Yalu",
    ]
    assert "https://a.example/7" in lines


@pytest.mark.parametrize(
    ("published", "seen", "text"),
    [
        (NOW - timedelta(hours=3), NOW, ""),
        (NOW - timedelta(hours=40), NOW - timedelta(hours=39), "published 22 Nov 13:00"),
        (NOW - timedelta(days=3), NOW, "published 21 Nov, found 24 Nov"),
        (datetime(2010, 12, 1, tzinfo=UTC), NOW, "published 1 Dec 2010, found 24 Nov"),
        (None, NOW, "undated, found 24 Nov 05:00"),
    ],
)
def test_dates_are_told_when_they_tell_something_and_with_the_year_when_it_is_another(
    published: datetime | None, seen: datetime, text: str
) -> None:
    made = story(published_at=published)
    made = replace(made, lead=replace(made.lead, first_seen_at=seen))
    rendered = render(digest(made), web_url="")
    (line,) = [line for line in rendered.text.splitlines() if "The Yalu Courier (state media)" in line]
    assert line.partition("(state media)")[2].strip(" ·") == text


def test_older_stories_have_a_section_of_their_own_with_their_dates() -> None:
    old = story(published_at=datetime(2010, 12, 1, tzinfo=UTC))
    rendered = render(replace(digest(), older=(old,), older_left_out=2), web_url="")
    assert rendered.subject.endswith("24 Nov: Older, newly found")
    part = rendered.text.split("OLDER, NEWLY FOUND")[1]
    assert "1 Dec 2010" in part
    assert "2 more are in the archive" in part


def test_an_outage_of_ours_comes_first() -> None:
    rendered = render(replace(digest(story()), outage_since=NOW - timedelta(hours=5)), web_url="")
    assert rendered.text.index(
        "Our own connection has been failing since 24 Nov 00:00"
    ) < rendered.text.index("1. Trucks")


def test_a_machine_translation_is_marked_as_one() -> None:
    made = replace(
        digest(story(title="쌀 밀수", language="ko", quote="쌀이 나왔다.")),
        translations={"쌀 밀수": "Rice smuggling", "쌀이 나왔다.": "Rice came out."},
    )
    rendered = render(made, web_url="")
    for part in (rendered.text, BeautifulSoup(rendered.html, "lxml").get_text(" ", strip=True)):
        assert "Rice smuggling" in part
        assert "machine translation" in part
        assert "Rice came out." in part


@given(st.text(max_size=400))
def test_no_line_is_wider_than_78_columns_unless_nothing_in_it_can_be_broken(text: str) -> None:
    for line in wrapped(f"- {clean(text)}").splitlines():
        assert cell_len(line) <= WIDTH or len(line.split()) <= 2


@pytest.mark.parametrize(
    "text",
    [
        "단둥 세관이 북한으로 들어가는 화물차를 검사해 밀수한 쌀 이백 톤을 적발했다고 현지 소식통이 전했다. "
        * 3,
        "丹东海关在开往朝鲜的货车上查获走私大米两百吨，当地消息人士说。" * 5,
        "Trucks crossed the bridge from Dandong to Sinuiju on Monday, a trader said. " * 4,
    ],
)
def test_long_lines_are_wrapped_and_nothing_is_lost(text: str) -> None:
    lines = wrapped(f"- {text}").splitlines()
    assert len(lines) > 2
    assert all(cell_len(line) <= WIDTH for line in lines)
    assert "".join("".join(lines).split()) == "".join(f"- {text}".split())
    assert all(line.startswith("  ") for line in lines[1:])
    # Korean words stay whole.
    assert not [line for line in lines[:-1] if line.endswith(("세", "화물"))]


def test_corrections_and_removals_are_told_with_the_sentence_that_is_new() -> None:
    made = digest()
    edit, gone = (
        Correction(kind, "A headline", "The Courier", "https://a.example/1", "en", 1, 2, sentence)
        for kind, sentence in (("edited", "Nine died."), ("removed", ""))
    )
    rendered = render(replace(made, corrections=(edit, gone)), web_url="http://yalu.example")
    for part in (rendered.text, BeautifulSoup(rendered.html, "lxml").get_text(" ")):
        assert "edited by The Courier (version 2)" in part
        assert "Nine died." in part
        assert "removed by The Courier; the archive keeps version 2" in part
    assert rendered.subject.endswith("2 corrections")


def test_an_alert_says_its_moment_and_the_numbers_of_a_spike() -> None:
    spike = Spike("place:quanhe", 7, 1.25, 3)
    rendered = render(replace(digest(), spikes=(spike,), is_alert=True), web_url="")
    assert rendered.subject == "[DPRK–China] Alert, 24 Nov 05:00: Unusual activity, quanhe"
    assert (
        "quanhe: 7 independent publishers in 24 hours; daily average over the last 28 days: 1.2, maximum: 3"
        in " ".join(rendered.text.split())
    )


@pytest.mark.parametrize(("language", "words"), [("ko", "새 뉴스 1건"), ("zh", "条"), ("en", "1 new story")])
def test_the_mails_own_words_are_the_readers(language: str, words: str) -> None:
    rendered = render(digest(story(), language=language), web_url="")
    assert words in rendered.html
    assert f'<html lang="{language}">' in rendered.html


def test_the_way_out_stands_in_the_footer_of_each_readers_own_mail() -> None:
    rendered = Renderer("http://yalu.example", can_unsubscribe=True).render(digest(story()))
    links = Links(
        "http://yalu.example/unsubscribe/abc",
        "http://yalu.example/carried/abc",
        lambda article, version: f"http://yalu.example/feedback/{article}-{version}",
    )
    own = rendered.with_links(links)
    assert "http://yalu.example/unsubscribe/abc" in own.text
    assert ".invalid" not in own.text + own.html
    page = BeautifulSoup(own.html, "lxml")
    assert page.select_one('a[href="http://yalu.example/unsubscribe/abc"]')
    assert page.select_one('a[href="http://yalu.example/feedback/1-1"]')
    assert "http://yalu.example/feedback/1-1" in own.text


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
@pytest.mark.parametrize("text", ["Trucks & <b>buses</b>", *HOSTILE])
def test_the_html_is_written_as_the_standard_wants_it(language: str, text: str) -> None:
    reported = story(title=text, quote=text)
    gone = Correction("removed", text, "The Courier", "https://a.example/1", "en", 1, 2, text)
    full = replace(digest(reported, updates=(story(2, news=text),), language=language), corrections=(gone,))
    spike = Spike("place:quanhe", 7, 1.25, 3)
    question = render_confirmation(
        subscription(language=language, name=text), "a@example.org", "https://y.example/c"
    )
    for made in (
        render(full, web_url="http://yalu.example"),
        render(replace(digest(language=language), spikes=(spike,), is_alert=True), web_url=""),
        question,
    ):
        # Raises at the first error a parser after https://html.spec.whatwg.org/ reports.
        JustHTML(made.html, strict=True)


def test_a_sentence_that_two_lines_cite_stands_once_behind_the_second() -> None:
    lines = [
        IndicatorLine(
            phrase="price",
            names={"place": place, "value": "21,500", "per": "kg", "day": "2026-11-23"},
            terms={"good": "good_rice"},
            quote=quote,
            language="en",
            publisher="Frontier Press",
            url=f"https://frontier.example/{number}",
            article_id=number,
        )
        for place, quote, number in (
            ("Pyongyang", "In both cities rice was 21,500 won.", 7),
            ("Sinuiju", "In both cities rice was 21,500 won.", 7),
            # Printed by another.
            ("Hyesan", "In both cities rice was 21,500 won.", 8),
        )
    ]
    section = IndicatorSection(id="prices", lines=tuple(lines), command="yalu prices")
    rendered = render(replace(digest(story()), sections=(section,)), web_url="")
    page = BeautifulSoup(rendered.html, "lxml").get_text(" ", strip=True)
    for part in (" ".join(rendered.text.split()), page):
        assert part.count("In both cities rice was") == 2
        assert part.index("Pyongyang") < part.index("Sinuiju") < part.index("In both cities")
        assert part.index("In both cities") < part.index("Hyesan")
    assert rendered.text.count("https://frontier.example/7") == 1
