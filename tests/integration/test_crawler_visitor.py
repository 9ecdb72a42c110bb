"""A person's look at a site keeps the rules of a crawl."""

import gzip
import socket
import time
from collections.abc import Iterator

import pytest

from crawler.autodiscovery.visitor import Visitor
from crawler.fetching.download_errors import Refusal
from tests.site import Answer, Site
from yaluwatch.model import Outcome


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


def visitor(**changes: object) -> Visitor:
    return Visitor("Yaluwatch/0.1", **({"allow_private": True, "delay": 0.0} | changes))  # type: ignore[arg-type]


def outcome(site: Site, answer: Answer, path: str = "/x") -> Outcome:
    site.answers[path] = answer
    with visitor() as looking, pytest.raises(Refusal) as refused:
        looking.get(site.address + path)
    return refused.value.outcome


def test_a_page_is_had_with_redirects_followed_and_robots_asked_once(site: Site) -> None:
    site.answers["/old"] = (302, {"Location": "/new"}, b"")
    site.answers["/new"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"<p>new</p>"))
    with visitor() as looking:
        page = looking.get(f"{site.address}/old")
    assert (page.status, page.url, page.body) == (200, f"{site.address}/new", b"<p>new</p>")
    assert [path for path, _ in site.asked] == ["/robots.txt", "/old", "/new"]
    assert site.headers[-1]["user-agent"] == "Yaluwatch/0.1"


def test_our_own_addresses_are_not_looked_at(site: Site) -> None:
    port = site.address.rsplit(":", 1)[1]
    for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254"):
        with visitor(allow_private=False) as looking, pytest.raises(Refusal) as refused:
            looking.get(f"http://{host}:{port}/")
        assert refused.value.outcome is Outcome.BLOCKED_ADDRESS, host
    assert site.asked == []


def test_a_redirect_to_cloud_metadata_is_not_followed(site: Site) -> None:
    assert outcome(site, (302, {"Location": "http://169.254.169.254/"}, b"")) is Outcome.BLOCKED_ADDRESS


def test_a_name_that_turns_inwards_at_the_second_look_up_is_asked_only_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["192.0.2.1", "93.184.216.34", "127.0.0.1"])

    def resolve(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    seen: list[str] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        seen.append(address[0])
        raise OSError("no network here")

    monkeypatch.setattr(socket, "create_connection", connect)
    for _ in range(3):
        with visitor(allow_private=False) as looking, pytest.raises(Refusal):
            looking.get("http://rebinding.example/")
    # 192.0.2.1 is for documentation, 127.0.0.1 is ours; between them the name pointed outwards.
    assert seen == ["93.184.216.34"]


def test_what_is_too_much_or_damaged_is_refused_by_name(site: Site) -> None:
    bomb = gzip.compress(bytes(200_000_000))
    packed = {"Content-Encoding": "gzip"}
    assert outcome(site, (200, packed, bomb)) is Outcome.TOO_LARGE
    assert outcome(site, (200, {}, bytes(11_000_000))) is Outcome.TOO_LARGE
    assert outcome(site, (200, packed, b"not packed at all")) is Outcome.PARSE_ERROR
    assert outcome(site, (200, {"Content-Encoding": "br"}, b"")) is Outcome.PARSE_ERROR
    assert outcome(site, (302, {"Location": "/x"}, b"")) is Outcome.TOO_MANY_REDIRECTS
    assert outcome(site, (302, {"Location": "file:///etc/passwd"}, b"")) is Outcome.UNSUPPORTED_URL


def test_robots_txt_and_distance_are_kept(site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    site.page("/a", "<p>a</p>")
    with visitor(delay=0.3) as looking:
        assert looking.get(f"{site.address}/a").status == 200
        with pytest.raises(Refusal) as refused:
            looking.get(f"{site.address}/private")
    assert refused.value.outcome is Outcome.ROBOTS
    (_, first), (_, second) = site.asked
    assert second - first >= 0.29
    site.answers["/robots.txt"] = (503, {}, b"")
    with visitor() as looking, pytest.raises(Refusal, match=r"robots\.txt answered 503"):
        looking.get(f"{site.address}/a")


def test_a_slow_answer_ends(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.autodiscovery.visitor.TIMEOUT", 0.5)

    def slow() -> Answer:
        time.sleep(3)
        return (200, {}, b"")

    site.answers["/x"] = slow
    with visitor() as looking, pytest.raises(Refusal) as refused:
        looking.get(f"{site.address}/x")
    assert refused.value.outcome is Outcome.TIMEOUT


def test_nobody_there_is_no_connection_and_an_unknown_name_is_dns(site: Site) -> None:
    closed = Site()
    closed.close()
    for url, expected in ((closed.address, Outcome.CONNECTION), ("http://nobody.invalid/", Outcome.DNS)):
        with visitor() as looking, pytest.raises(Refusal) as refused:
            looking.get(url)
        assert refused.value.outcome is expected
