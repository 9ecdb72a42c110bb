from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from alerts.digests.batch import DueArticle, wants
from alerts.digests.blind_spots import grouped, source_summary
from alerts.digests.digest import MAX_LINES, MAX_OLDER, Digest, compose
from alerts.digests.ranking import Weights, rank
from alerts.digests.story_view import view
from tests.samples import NOW, article, source, subscription, verdict
from yaluwatch.model import Evidence, Mention, Outcome, Source, SourceState, Span, StoredArticle, Story, Tag

HOUR = timedelta(hours=1)


def stored(
    number: int, *, publisher: str = "Courier Press", version: int = 1, **changes: object
) -> StoredArticle:
    return StoredArticle(
        id=number,
        article=article(url=f"https://a.example/{number}", **changes),
        publisher=publisher,
        version=version,
        first_seen_at=NOW + number * timedelta(minutes=1),
        verdict=verdict(),
        story_id=1,
    )


def composed(
    *stories: Story,
    due: list[DueArticle] | None = None,
    sources: list[Source] | None = None,
    **options: object,
) -> Digest:
    news = [
        DueArticle(item.id, story.id, 0, is_known_story=False) for story in stories for item in story.articles
    ]
    listed = sources or [source()]
    return compose(
        subscription(**options),
        due if due is not None else news,
        {story.id: view(story, {item.id: item for item in listed}) for story in stories},
        source_summary(listed, {"courier": SourceState(source_id="courier", last_outcome=Outcome.OK)}),
        period_start=NOW - HOUR,
        period_end=NOW,
    )


@pytest.mark.parametrize(
    ("options", "is_wanted"),
    [
        ({}, True),
        ({"topics": ("border",)}, True),
        ({"topics": ("tourism",)}, False),
        ({"topics": ("tourism", "trade")}, True),
        ({"places": ("dandong",)}, True),
        ({"places": ("hyesan",)}, False),
        ({"languages": ("ko",)}, False),
        ({"sources": ("courier",)}, True),
        ({"sources": ("other",)}, False),
        ({"minimum_score": 0.95}, False),
        ({"topics": ("border",), "languages": ("ko",)}, False),
    ],
)
def test_every_kind_of_filter_must_match(options: dict[str, object], is_wanted: bool) -> None:
    assert wants(subscription(**options), stored(1)) is is_wanted


def test_what_was_not_judged_or_is_off_the_subject_is_not_wanted() -> None:
    assert not wants(subscription(), replace(stored(1), verdict=None))
    assert not wants(subscription(), replace(stored(1), verdict=verdict(is_relevant=False)))


def test_copies_are_one_story_and_count_publishers_not_outlets() -> None:
    told = composed(Story(id=1, articles=(stored(1), stored(2), stored(3, publisher="Harbour")))).stories
    assert len(told) == 1
    assert (len(told[0].outlets), len(told[0].origins)) == (3, 2)


def test_the_lead_is_the_most_relevant_of_the_best_tier_and_not_a_removed_page() -> None:
    gone = replace(stored(1, source_id="first"), verdict=verdict(relevance=0.99), removed_at=NOW)
    minor = stored(2, source_id="minor")
    major = stored(3, source_id="major")
    sources = [
        source(id="first", tier=1),
        source(id="minor", tier=3),
        source(id="major", name="Major", tier=1),
    ]
    told = composed(Story(id=1, articles=(gone, minor, major)), sources=sources).stories
    assert told[0].lead.id == 3
    # What is quoted is credited to who printed it, not to who came first.
    assert told[0].lead_name == "Major"


def test_quotes_come_from_the_body_and_one_sentence_serves_several_topics() -> None:
    title = Evidence("title", 0, 38, article().title)
    sentence = verdict().tags[0].evidence[0]
    judged = verdict(tags=(Tag("border", 0.9, (title, sentence)), Tag("trade", 0.8, (sentence,))))
    told = composed(Story(id=1, articles=(replace(stored(1), verdict=judged),))).stories
    assert [(quote.topics, quote.span) for quote in told[0].quotes] == [(("border", "trade"), sentence)]


def test_countries_are_not_listed_as_places() -> None:
    span = Evidence("body", 0, 1, "F")
    judged = verdict(
        mentions=(Mention("china", "place", span, "China"), Mention("dandong", "place", span, "Dandong"))
    )
    told = composed(Story(id=1, articles=(replace(stored(1), verdict=judged),))).stories
    assert told[0].places == ("Dandong",)


def test_words_are_glossed_for_readers_without_the_language_only() -> None:
    english = composed(Story(id=1, articles=(stored(1),))).stories[0]
    korean = composed(Story(id=1, articles=(stored(1, language="ko"),))).stories[0]
    assert english.terms == ()
    assert korean.terms == verdict().terms


def test_a_known_story_returns_with_a_new_publisher_as_an_update() -> None:
    story = Story(id=1, articles=(stored(1), stored(2, publisher="Harbour")))
    digest = composed(story, due=[DueArticle(2, 1, 0, is_known_story=True)])
    assert digest.stories == ()
    assert [(new.kind, new.what) for new in digest.updates[0].news] == [("publisher", "Harbour")]
    # Only what is new is quoted.
    assert digest.updates[0].news[0].quote == digest.updates[0].quotes[0]


def test_another_article_of_the_same_house_returns_with_a_figure_that_is_new() -> None:
    sentence = "Nine trucks and 36 wagons crossed from Dandong."
    judged = verdict(tags=(Tag("border", 0.9, (Evidence("body", 0, len(sentence), sentence),)),))
    later = replace(stored(2, body=sentence), verdict=judged)
    digest = composed(
        Story(id=1, articles=(stored(1), later)), due=[DueArticle(2, 1, 0, is_known_story=True)]
    )
    assert [(new.kind, new.what) for new in digest.updates[0].news] == [("figures", "36")]


def test_a_figure_in_another_language_is_not_taken_for_new() -> None:
    later = stored(2, body="36 trucks crossed from Dandong to Sinuiju.", language="ko")
    digest = composed(
        Story(id=1, articles=(stored(1), later)), due=[DueArticle(2, 1, 0, is_known_story=True)]
    )
    assert digest.updates == ()


def test_a_story_waits_for_the_publishers_its_reader_asks_for() -> None:
    alone = Story(id=1, articles=(stored(1),))
    both = Story(id=1, articles=(stored(1), stored(2, publisher="Harbour")))
    assert composed(alone, minimum_publishers=2).reported == ()
    second = composed(both, due=[DueArticle(2, 1, 0, is_known_story=False)], minimum_publishers=2)
    assert [story.id for story in second.stories] == [1]


def test_another_article_of_the_same_house_is_no_update() -> None:
    story = Story(id=1, articles=(stored(1), stored(2)))
    digest = composed(story, due=[DueArticle(2, 1, 0, is_known_story=True)])
    assert digest.is_quiet
    assert digest.reported == ((2, 1, 1),)


def test_what_is_not_shown_in_full_stands_in_a_line_and_the_rest_is_carried() -> None:
    stories = [Story(id=number, articles=(stored(number),)) for number in range(1, 41)]
    digest = composed(*stories, max_stories=3)
    assert (len(digest.stories), len(digest.more), len(digest.carried)) == (3, MAX_LINES, 7)
    assert digest.announced == 40
    shown = {story.id for story in (*digest.stories, *digest.more)}
    assert {article for article, _, _ in digest.reported} == shown
    assert set(digest.carried_articles) == {story.id for story in digest.carried}
    assert shown | set(digest.carried_articles) == set(range(1, 41))


def test_what_was_carried_is_shown_first_so_that_nothing_waits_for_long() -> None:
    strong = [Story(id=number, articles=(stored(number),)) for number in range(1, 60)]
    weak = replace(stored(99), verdict=verdict(relevance=0.51, tags=()))
    digest = composed(
        *strong,
        Story(id=99, articles=(weak,)),
        due=[
            *(DueArticle(number, number, 0, is_known_story=False) for number in range(1, 60)),
            DueArticle(99, 99, 0, is_known_story=False, is_carried=True),
        ],
        max_stories=1,
    )
    assert 99 in {story.id for story in digest.more}


def test_a_shortened_digest_still_has_every_story_once() -> None:
    new = [Story(id=number, articles=(stored(number),)) for number in range(1, 30)]
    known = [
        Story(id=number, articles=(stored(number), stored(number + 100, publisher="Harbour")))
        for number in range(30, 60)
    ]
    digest = composed(
        *new,
        *known,
        due=[
            *(DueArticle(number, number, 0, is_known_story=False) for number in range(1, 30)),
            *(DueArticle(number + 100, number, 0, is_known_story=True) for number in range(30, 60)),
        ],
        max_stories=20,
    )
    while (shorter := digest.shortened()) != digest:
        digest = shorter
        everything = (
            *digest.stories,
            *digest.more,
            *digest.updates,
            *digest.more_updates,
            *digest.carried,
        )
        assert sorted(story.id for story in everything) == list(range(1, 60))
        assert len(digest.reported) + len(digest.carried_articles) == 59
    assert len(digest.stories) == len(digest.updates) == 1


def test_old_stories_are_no_news_and_only_a_few_are_listed() -> None:
    stories = [Story(id=number, articles=(stored(number),)) for number in range(1, 10)]
    old = [DueArticle(number, number, 0, is_known_story=False, is_old=number > 1) for number in range(1, 10)]
    digest = composed(*stories, due=old)
    assert [story.id for story in digest.stories] == [1]
    assert (len(digest.older), digest.older_left_out) == (MAX_OLDER, 3)
    # They are no news tomorrow either.
    assert len(digest.reported) == 9


def test_an_old_article_makes_no_update() -> None:
    story = Story(id=1, articles=(stored(1), stored(2, publisher="Harbour")))
    assert composed(story, due=[DueArticle(2, 1, 0, is_known_story=True, is_old=True)]).is_quiet


def test_a_reader_gets_the_headline_in_the_language_of_the_mail() -> None:
    korean = stored(1, language="ko", title="단둥 세관, 쌀 200톤 밀수 적발")
    english = replace(stored(2, title="Rice seized at Dandong customs"), verdict=verdict(relevance=0.6))
    story = Story(id=1, articles=(korean, english))
    assert view(story, {}, "en").story.lead.id == 2
    assert view(story, {}, "ko").story.lead.id == 1
    # Without one in the language of the mail, the original stands with its sense.
    chinese = view(Story(id=1, articles=(korean,)), {}, "en").story
    assert chinese.lead.id == 1
    assert {"200 t", "smuggling"} <= set(chinese.gloss)


def test_a_sentence_of_the_lead_that_names_the_crossing_comes_before_a_stronger_one_below() -> None:
    lead = "Smuggled rice was found at Quanhe on Monday."
    later = "Smuggling is rampant, a smuggler said of smuggled goods."
    body = f"{lead}\n\n{'Nothing. ' * 100}\n\n{later}"
    spans = (Evidence("body", body.index(later), len(body), later), Evidence("body", 0, len(lead), lead))
    judged = verdict(
        tags=(Tag("smuggling", 0.9, spans),),
        mentions=(Mention("quanhe", "place", Span("body", 27, 33, "Quanhe"), "Quanhe"),),
    )
    shown = view(Story(id=1, articles=(replace(stored(1, body=body), verdict=judged),)), {}).story
    assert [quote.span.text for quote in shown.quotes] == [lead]
    assert view(Story(id=1, articles=(stored(1, body=body),)), {}).story.topics == ("border", "trade")


def test_a_tag_never_stands_without_its_quote() -> None:
    sentences = [Evidence("body", 10 * number, 10 * number + 5, f"No. {number}") for number in range(5)]
    names = ("smuggling", "border", "trade", "sanctions", "labor")
    tags = tuple(Tag(name, 0.9, (span,)) for name, span in zip(names, sentences, strict=True))
    shown = view(Story(id=1, articles=(replace(stored(1), verdict=verdict(tags=tags)),)), {}).story
    quoted = {topic for quote in shown.quotes for topic in quote.topics}
    assert set(shown.topics) == quoted
    assert len(shown.quotes) == 3


def test_stories_are_ranked_by_subject_relevance_publishers_and_source() -> None:
    one = Story(id=1, articles=(stored(1),))
    two = Story(id=2, articles=(stored(2), stored(3, publisher="Harbour")))
    assert rank(two, {"courier": 2}).total > rank(one, {"courier": 2}).total
    assert rank(one, {"courier": 1}).total > rank(one, {"courier": 3}).total
    assert 0 <= rank(one, {}).total <= rank(two, {"courier": 1}).total <= 1
    assert [story.id for story in composed(one, two).stories] == [2, 1]


def test_smuggling_closures_and_sanctions_outrank_tourism() -> None:
    span = verdict().tags[0].evidence

    def about(topic: str, **changes: Any) -> Story:
        judged = verdict(tags=(Tag(topic, 0.9, span),))
        return Story(id=1, articles=(replace(stored(1, **changes), verdict=judged),))

    tourism = rank(about("tourism"), {}).total
    closed = rank(about("border", title="Quanhe crossing closed to trucks"), {})
    assert closed.subject == "closure"
    assert closed.total > rank(about("border", title="A day at Quanhe"), {}).total > tourism
    assert rank(about("smuggling"), {}).total > rank(about("sanctions"), {}).total > tourism
    travel = Weights(topics={"tourism": 1.0, "smuggling": 0.1})
    assert rank(about("tourism"), {}, travel).total > rank(about("smuggling"), {}, travel).total


def test_blind_spots_of_one_kind_since_one_day_stand_together() -> None:
    sources = [source(id=f"s{number}", name=f"S{number}") for number in range(12)]
    states = {
        f"s{number}": SourceState(
            source_id=f"s{number}",
            last_outcome=Outcome.DNS if number < 9 else Outcome.FORBIDDEN,
            last_ok_at=NOW - (48 if number < 6 else 96) * HOUR,
        )
        for number in range(12)
    }
    spots = grouped(source_summary(sources, states).blind_spots, UTC)
    assert [(spot.kind, len(spot.names), spot.since) for spot in spots] == [
        ("unreachable", 3, NOW - 96 * HOUR),
        ("unreachable", 6, NOW - 48 * HOUR),
        ("refused", 3, NOW - 96 * HOUR),
    ]


@pytest.mark.parametrize(("lost", "is_ours"), [(9, True), (7, False)])
def test_when_nearly_no_source_can_be_reached_the_fault_is_ours(lost: int, *, is_ours: bool) -> None:
    sources = [source(id=f"s{number}") for number in range(10)]
    states = {
        f"s{number}": SourceState(
            source_id=f"s{number}",
            last_outcome=Outcome.CONNECTION if number < lost else Outcome.OK,
            last_ok_at=NOW - number * HOUR,
        )
        for number in range(10)
    }
    assert source_summary(sources, states).outage_since == (NOW if is_ours else None)


def test_blind_spots_name_the_source_and_the_reason_and_leave_out_paused_ones() -> None:
    sources = [
        source(),
        source(id="dead", name="Dead"),
        source(id="new", name="New"),
        source(id="silent", name="Silent"),
        source(id="p", paused=True),
    ]
    seen = source_summary(
        sources,
        {
            "courier": SourceState(source_id="courier", last_outcome=Outcome.NOT_MODIFIED),
            "dead": SourceState(source_id="dead", last_outcome=Outcome.DNS, last_detail="no such host"),
            "silent": SourceState(source_id="silent", last_outcome=Outcome.OK, silent_since=NOW - 200 * HOUR),
        },
    )
    assert (seen.healthy, seen.total) == (1, 4)
    assert [(spot.name, spot.reason, spot.silent_since) for spot in seen.blind_spots] == [
        ("Dead", "no such host", None),
        ("New", "", None),
        ("Silent", "", NOW - 200 * HOUR),
    ]


@pytest.mark.parametrize(("ago", "is_told"), [(30, True), (90, False)])
def test_a_feed_that_lost_items_is_told_in_the_digest_of_that_time(ago: int, is_told: bool) -> None:
    missed_at = NOW - timedelta(minutes=ago)
    state = SourceState(source_id="courier", last_outcome=Outcome.OK, missed_at=missed_at)
    summary = source_summary([source()], {"courier": state})
    assert (summary.healthy, summary.total) == (1, 1)
    made = compose(subscription(), [], {}, summary, period_start=NOW - HOUR, period_end=NOW)
    assert [spot.kind for spot in made.blind_spots] == (["missed"] if is_told else [])


def test_news_is_quoted_before_what_was_earlier() -> None:
    earlier = Evidence("body", 0, 9, "Long ago.", "past")
    now = Evidence("body", 10, 14, "Now.", "asserted")
    judged = verdict(tags=(Tag("trade", 0.9, (earlier, now)),), mentions=())
    shown = view(Story(id=1, articles=(replace(stored(1), verdict=judged),)), {}).story
    assert [quote.span for quote in shown.quotes] == [now]
    only = verdict(tags=(Tag("trade", 0.9, (earlier,)),), mentions=())
    shown = view(Story(id=1, articles=(replace(stored(1), verdict=only),)), {}).story
    assert [quote.span for quote in shown.quotes] == [earlier]


def test_a_digest_never_leads_with_history() -> None:
    history = replace(stored(1), verdict=verdict(relevance=1.0, is_history=True))
    news = replace(stored(2), verdict=verdict(relevance=0.6))
    digest = composed(Story(id=1, articles=(history,)), Story(id=2, articles=(news,)))
    assert [story.lead.id for story in digest.stories] == [2, 1]
    assert [story.is_history for story in digest.stories] == [False, True]
