from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.digests.batch import DueArticle, wants
from alerts.digests.digest import Digest, compose, source_summary
from alerts.digests.ranking import WEIGHTS, rank
from alerts.digests.story_view import view
from tests.samples import NOW, article, source, subscription, verdict
from yaluwatch.model import Mention, Outcome, Source, SourceState, Span, StoredArticle, Story, Tag

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
    title = Span("title", 0, 38, article().title)
    sentence = verdict().tags[0].evidence[0]
    judged = verdict(tags=(Tag("border", 0.9, (title, sentence)), Tag("trade", 0.8, (sentence,))))
    told = composed(Story(id=1, articles=(replace(stored(1), verdict=judged),))).stories
    assert [(quote.topics, quote.span) for quote in told[0].quotes] == [(("border", "trade"), sentence)]


def test_countries_are_not_listed_as_places() -> None:
    span = Span("body", 0, 1, "F")
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
    judged = verdict(tags=(Tag("border", 0.9, (Span("body", 0, len(sentence), sentence),)),))
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


def test_what_does_not_fit_is_counted_and_taken_as_told() -> None:
    stories = [Story(id=number, articles=(stored(number),)) for number in range(1, 6)]
    digest = composed(*stories, max_stories=3)
    assert (len(digest.stories), digest.left_out, len(digest.reported)) == (3, 2, 5)


def test_stories_are_ranked_by_relevance_publishers_tier_and_evidence() -> None:
    one = Story(id=1, articles=(stored(1),))
    two = Story(id=2, articles=(stored(2), stored(3, publisher="Harbour")))
    assert rank(two, {"courier": 2}) > rank(one, {"courier": 2})
    assert rank(one, {"courier": 1}) > rank(one, {"courier": 3})
    assert 0 <= rank(one, {}) <= rank(two, {"courier": 1}) <= 1
    assert [story.id for story in composed(one, two).stories] == [2, 1]


def test_the_weights_of_the_order_add_up_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


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
