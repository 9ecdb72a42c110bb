"""The queue of sources keeps requests to one host apart."""

from crawler.workers.host_queue import HostQueue
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Source


def of(name: str, host: str) -> Source:
    return source(id=name, urls=(f"https://{host}/{name}",), homepage=f"https://{host}/", delay_seconds=2.0)


def test_a_host_serves_one_source_at_a_time_with_a_delay_in_between() -> None:
    queue = HostQueue([of("a", "x.example"), of("b", "x.example"), of("c", "y.example")])
    first, second = queue.next(0.0), queue.next(0.0)
    assert first
    assert second
    assert (first.id, second.id) == ("a", "c")
    assert queue.next(0.0) is None
    queue.ended(first, 5.0)
    assert queue.next(6.9) is None
    third = queue.next(7.0)
    assert third
    assert third.id == "b"
    assert len(queue) == 0


def test_a_feed_elsewhere_does_not_hide_the_host_of_its_homepage() -> None:
    own = source(id="own", urls=("https://x.example/feed",), homepage="https://x.example/")
    fed = source(id="fed", urls=("https://feeds.example/x",), homepage="https://X.example/")
    queue = HostQueue([own, fed])
    assert queue.next(0.0) is own
    assert queue.next(0.0) is None
