"""The pages behind the links in an e-mail, followed as a reader does."""

import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup

from alerts.delivery import MessageDefaults, draft, queue
from alerts.subscriptions import feed_token
from alerts.tokens import sign
from alerts.transports import webhook_secret
from storage import Archive, Judgement, open_archive
from tests.samples import NOW, article, placement, source, subscribe, subscription, verdict
from tests.web_server import served
from web import create_app
from yaluwatch.errors import MailError, SubscriptionError
from yaluwatch.model import DeliveryState, Fault

SECRET = "a secret of this test"
ADDRESS = "https://yalu.example"
DEFAULTS = MessageDefaults("Yalu <y@example.org>", ADDRESS, SECRET)
READER = "reader@example.org"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        for number in range(40):
            written = article(url=f"https://a.example/{number}", title=f"Story <{number}>")
            opened.articles.add(written, None, publisher="p")
        opened.verdicts.add([(stored, verdict()) for stored in opened.verdicts.untagged(99)], NOW)
        for stored in opened.stories.ungrouped(99):
            opened.stories.add(placement(stored.id), NOW)
        reader = subscribe(opened, subscription(addresses=(READER,)))
        made = draft(
            opened,
            reader,
            [source()],
            period_key="x",
            web_url="http://127.0.0.1",
            now=NOW,
            can_unsubscribe=True,
        )
        queue(opened, made, DEFAULTS)
        yield opened


def browser(archive: Archive, secret: str = SECRET) -> AbstractContextManager[httpx.Client]:
    return served(create_app(archive.path, lambda: [source()], hosts=["127.0.0.1"], secret=secret))


def links(archive: Archive, page: str) -> list[str]:
    """The links to one kind of page in the newest message, as the reader gets them."""
    mail = message_from_bytes(archive.outbox.newest(1)[0].content, policy=policy)
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(("html",))
    assert part is not None
    found = [str(link["href"]) for link in BeautifulSoup(part.get_content(), "lxml").select("a[href]")]
    return [link.removeprefix(ADDRESS) for link in found if f"/{page}/" in link]


def test_the_stories_that_did_not_fit_are_listed_exactly(archive: Archive) -> None:
    (link,) = links(archive, "carried")
    with browser(archive) as client:
        page = client.get(link)
    listed = BeautifulSoup(page.text, "lxml").select("main li a, li a")
    assert len(listed) == 2
    carried = archive.digest_inputs.carried("everything")
    assert {str(link["href"]) for link in listed} == {
        stored.article.url for number in carried if (stored := archive.articles.get(number))
    }
    assert "<script" not in page.text


def test_feedback_is_stored_with_the_readers_address_when_the_button_is_pressed(archive: Archive) -> None:
    link, *others = links(archive, "feedback")
    assert len(others) == 7
    with browser(archive) as client:
        asked = client.get(link)
        assert asked.status_code == 200
        assert archive.feedback.all() == []
        assert (
            "thank" in client.post(link, data={"what": "wrong", "topics": ["trade", "health"]}).text.lower()
        )
        client.post(link, data={"what": "merge", "note": "the same as the other one"})
        assert client.post(link, data={"what": "everything"}).status_code == 400
    merged, wrong = archive.feedback.all()
    # Only a topic the article has can be wrong about it.
    assert (wrong.judgement, wrong.topics, wrong.by) == (Judgement.WRONG, ("trade",), READER)
    assert (merged.judgement, merged.note) == (Judgement.MERGE, "the same as the other one")
    # What a reader says about a story teaches the classifier nothing.
    (label,) = archive.feedback.labels()
    assert (label.is_relevant, label.topics) == (True, ("border",))


@pytest.mark.parametrize("page", ["carried", "feedback", "unsubscribe", "confirm", "feeds"])
def test_a_link_of_another_kind_or_none_opens_nothing(archive: Archive, page: str) -> None:
    foreign = [
        feed_token(SECRET, "everything"),
        # Signed for feeds, with what a link to unsubscribe has in it.
        sign(SECRET, "feed", ["everything", "a@example.org"]),
        sign(SECRET, "other", [1]),
        sign("not ours", page, ["a", "b"]),
    ]
    with browser(archive) as client:
        for token in ("x", *(foreign[2:] if page == "feeds" else foreign)):
            address = f"/{page}/{token}/atom" if page == "feeds" else f"/{page}/{token}"
            assert client.get(address).status_code == 404
            assert "not valid" in client.get(address).text


def test_an_empty_secret_signs_and_opens_nothing(archive: Archive) -> None:
    with pytest.raises(SubscriptionError, match="yalu init"):
        feed_token("", "everything")
    with pytest.raises(MailError, match="yalu init"):
        webhook_secret("", "everything")
    with browser(archive, secret="") as client:
        for link in (links(archive, page)[0] for page in ("carried", "unsubscribe", "feedback")):
            assert client.get(link).status_code == 404


def test_health_is_not_green_while_mail_is_held_up(archive: Archive) -> None:
    with browser(archive) as client:
        assert "should have been sent" in client.get("/health").json()["reason"]
        waiting = archive.outbox.claim(NOW)
        assert waiting is not None
        archive.outbox.finish(
            waiting,
            DeliveryState.DEFERRED,
            at=NOW,
            detail="535 wrong password",
            next_attempt_at=NOW,
            fault=Fault.SERVER,
        )
        answer = fresh_health(client)
        assert (answer.status_code, answer.json()["status"]) == (503, "failing")
        assert "mail server has accepted nothing" in answer.text
        assert not re.search("535|password|reader", answer.text)
        again = archive.outbox.claim(NOW)
        assert again is not None
        archive.outbox.finish(again, DeliveryState.SENT, at=NOW)
        assert fresh_health(client).status_code == 200


def fresh_health(client: httpx.Client) -> httpx.Response:
    """The state of the service after what was read for the last answer is too old to be used again."""
    time.sleep(1.1)
    return client.get("/health")
