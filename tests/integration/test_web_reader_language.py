"""What a reader of another language gets: senses of headlines, and sentences about what went wrong."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI

from alerts.delivery.links import unsubscribe_token
from storage import open_archive
from tests.samples import NOW, article, placement, source, subscribe, subscription, verdict
from tests.web_server import served
from web import create_app
from yaluwatch.sentence import Sentence, sentence_of

TITLE = "단둥 세관, 쌀 200톤 밀수 적발"
TRANSLATION = "Dandong customs <b>finds</b> 200 tonnes of smuggled rice"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, int]]:
    """A Korean article, with the translations of two services; only one is in use."""
    path = tmp_path_factory.mktemp("language") / "yalu.db"
    with open_archive(path) as archive:
        archive.articles.add(article(title=TITLE, language="ko"), None, publisher="Press")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
        (stored,) = archive.stories.ungrouped(10)
        archive.stories.add(placement(stored.id), NOW)
        archive.translations.put({TITLE: TRANSLATION}, "ko", "en", "in use")
        archive.translations.put({TITLE: "of another service"}, "ko", "en", "not in use")
        subscribe(archive, subscription(addresses=("a@b.example",)))
    with served(application(path)) as client:
        yield client, stored.id


def application(path: Path) -> FastAPI:
    return create_app(
        path,
        lambda: [source()],
        hosts=["127.0.0.1"],
        secret="s3cret",
        read_translation_engine=lambda: "in use",
    )


def page(client: httpx.Client, path: str, language: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == status, answer.text[-300:]
    return BeautifulSoup(answer.text, "lxml")


@pytest.mark.parametrize(
    "path",
    [
        "/search",
        "/articles/{id}",
        "/articles/{id}/compare",
        "/stories/1",
        "/places/dandong",
        "/sources/courier",
    ],
)
def test_a_foreign_headline_has_its_stored_translation(site: tuple[httpx.Client, int], path: str) -> None:
    client, id_ = site
    shown = page(client, path.format(id=id_), "en")
    senses = [one.get_text(" ", strip=True) for one in shown.select(".gloss")]
    assert any(TRANSLATION in sense for sense in senses), shown.get_text(" ", strip=True)[:800]
    assert "of another service" not in shown.get_text()


def test_without_a_translation_there_is_a_gloss_and_none_in_ones_own_language(
    site: tuple[httpx.Client, int],
) -> None:
    client, id_ = site
    chinese = page(client, f"/articles/{id_}", "zh").select_one(".gloss")
    assert chinese
    assert "200 t" in chinese.get_text()
    assert not page(client, f"/articles/{id_}", "ko").select(".gloss")


@pytest.mark.parametrize(
    ("path", "status", "english"),
    [
        ("/stories/99", 404, "There is no story"),
        ("/articles/99", 404, "There is no article"),
        ("/articles/1/compare?old=7", 404, "There is no"),
        ("/places/atlantis", 404, "There is no place"),
        ("/nowhere", 404, "There is no such page"),
        ("/search?q=topik:border", 400, "there is no filter"),
        ("/search?q=topic:bordr", 400, "there is no topic"),
        ("/search?q=(rice", 400, "parenthesis"),
        ("/search?q=after:never", 400, "is not a date"),
        ("/search?before=x", 422, "has a value"),
        ("/subscriptions/new?q=asof:2026-01-01", 400, "a subscription can't"),
        ("/subscriptions/none", 404, "You have no such"),
        ("/sources/nobody", 404, "There is no source"),
        ("/unsubscribe/none", 404, "this link is not valid"),
    ],
)
def test_what_went_wrong_is_said_in_the_readers_language(
    site: tuple[httpx.Client, int], path: str, status: int, english: str
) -> None:
    client, _ = site
    assert english in page(client, path, "en", status).get_text()
    for language, script in (("ko", "가-힣"), ("zh", "一-鿿")):
        shown = page(client, path, language, status)
        assert english not in shown.get_text()
        said = shown.select_one(".mistake")
        assert said
        first, last = script.split("-")
        assert any(first <= letter <= last for letter in said.get_text()), said.get_text()


def test_an_address_typed_wrong_leads_to_a_page(site: tuple[httpx.Client, int]) -> None:
    client, _ = site
    assert "There is no such page." in page(client, "/stories/abc", "en", 404).get_text()


def test_pages_behind_links_in_mails_are_in_the_readers_language(site: tuple[httpx.Client, int]) -> None:
    client, _ = site
    link = unsubscribe_token("s3cret", "everything", "a@b.example")
    shown = page(client, f"/unsubscribe/{link}", "ko").get_text(" ", strip=True)
    assert "구독을 해지하시겠습니까?" in shown
    assert "a@b.example" in shown


def test_values_in_sentences_are_text_in_every_language(site: tuple[httpx.Client, int]) -> None:
    client, _ = site
    for language in ("en", "ko", "zh"):
        answer = client.get(
            "/sources/%3Cscript%3Ealert(1)%3C%2Fscript%3E%25(x)s", headers={"accept-language": language}
        )
        assert answer.status_code == 404
        assert "<script>alert" not in answer.text
    odd = client.get("/search", params={"q": "topic:%(x)s<b>"}, headers={"accept-language": "ko"})
    assert odd.status_code == 400
    assert "<b>" not in odd.text


def test_a_sentence_is_a_text_that_keeps_its_parts() -> None:
    inner = Sentence("did you mean %(name)s?", name="topic:")
    said = Sentence("there is no filter %(name)s; %(hint)s", name="'100%'", hint=inner)
    assert said == "there is no filter '100%'; did you mean topic:?"
    assert sentence_of(ValueError(said)) is said
    assert sentence_of(ValueError("plain", 1)) == "('plain', 1)"
    assert sentence_of(ValueError()) == ""
    # A percent sign without values is one.
    assert Sentence("100%") == "100%"
