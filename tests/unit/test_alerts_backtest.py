from datetime import timedelta

from alerts.subscriptions.backtest import backtest, complaint
from tests.samples import NOW, article, subscription, verdict
from yaluwatch.model import StoredArticle

DAY = timedelta(days=1)


def stored(number: int, *, story: int | None = None, days_ago: float = 1, **changes: object) -> StoredArticle:
    return StoredArticle(
        id=number,
        article=article(**changes),
        publisher="p",
        version=1,
        first_seen_at=NOW - days_ago * DAY,
        verdict=verdict(),
        story_id=story or number,
    )


def test_stories_are_counted_on_the_day_they_were_first_seen() -> None:
    past = [stored(1, story=7, days_ago=2), stored(2, story=7, days_ago=1), stored(3, days_ago=1)]
    tried = backtest(subscription(), past, days=100, now=NOW)
    assert dict(tried.days) == {(NOW - 2 * DAY).date(): 1, (NOW - DAY).date(): 1}
    assert len(tried.stories) == 2
    assert (tried.span, tried.all_stories) == (3, 2)
    assert tried.topics == {"border": 3, "trade": 3}
    assert [sample.id for sample in tried.samples] == [3, 2, 1]


def test_only_what_the_rule_wants_is_counted() -> None:
    past = [stored(1, language="ko"), stored(2, language="en")]
    tried = backtest(subscription(languages=("ko",)), past, days=100, now=NOW)
    assert tried.languages == {"ko": 1}
    assert tried.all_stories == 2


def test_what_is_older_than_asked_for_is_left_out() -> None:
    tried = backtest(subscription(), [stored(1, days_ago=20), stored(2, days_ago=2)], days=10, now=NOW)
    assert tried.stories == {2}


def test_too_much_is_refused_with_the_number() -> None:
    flood = [stored(number, days_ago=number / 50) for number in range(1, 500)]
    assert complaint(backtest(subscription(), flood, days=100, now=NOW)) == (
        "it would match 45 stories a day, more than 30"
    )


def test_a_rule_that_never_fits_is_refused_once_there_is_something_to_fit() -> None:
    rule = subscription(topics=("tourism",))
    summary = backtest(rule, [stored(1, days_ago=20), stored(2)], days=100, now=NOW)
    assert complaint(summary) == "it matches none of the 2 stories of the last 21 days"
    assert complaint(backtest(rule, [], days=100, now=NOW)) == ""


def test_a_young_archive_refuses_nothing() -> None:
    first_crawl = [stored(number, days_ago=0.1) for number in range(1, 100)]
    assert complaint(backtest(subscription(), first_crawl, days=100, now=NOW)) == ""
    assert complaint(backtest(subscription(topics=("tourism",)), first_crawl, days=100, now=NOW)) == ""


def test_a_fair_rule_may_go_live() -> None:
    assert complaint(backtest(subscription(), [stored(1, days_ago=20)], days=100, now=NOW)) == ""
