"""Real feeds and pages, where a folder with them is at hand (YALUWATCH_SHARED, else `../shared`)."""

import gzip
import json
import os
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest

from crawler.discovery.feeds import plain_line, read_feed
from crawler.extraction.boilerplate import without_boilerplate
from crawler.extraction.extract import extract
from crawler.extraction.measure import labelled_pages, read, token_f1
from crawler.text.decoding import decode
from crawler.text.urls import clean_url, is_front_page
from tests.unit.test_crawler_extract import page as web_page
from tests.unit.test_crawler_feeds import page, source
from yaluwatch.errors import PageRefused
from yaluwatch.model import Article, Outcome
from yaluwatch.text import clean_line

SHARED = Path(os.environ.get("YALUWATCH_SHARED") or Path(__file__).parents[2].parent / "shared")
BASE = "https://news.example/feed"


def shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.exists():
        pytest.skip(f"no {folder}: set YALUWATCH_SHARED to the folder that holds {name}")
    return folder


def reference(folder: Path) -> list[dict[str, Any]]:
    with gzip.open(folder / "reference.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_every_real_feed_gives_its_items_or_a_named_outcome() -> None:
    folder = shared("feeds")
    wanted = got = titles = times = 0
    for feed in reference(folder):
        body = gzip.decompress((folder / feed["file"]).read_bytes())
        reading = read_feed(page(body, ""), source(timezone="UTC"))
        assert reading.outcome in Outcome
        if feed["feedparser"]:
            assert reading.outcome is Outcome.OK, feed["id"]
        # Items of one page that differ in their fragment are different candidates.
        found = {clean_url(candidate.url, BASE): candidate for candidate in reversed(reading.candidates)}
        for item in {
            clean_url(item["link"], BASE): item for item in reversed(feed["feedparser"]) if item["link"]
        }.values():
            if is_front_page(item["link"]):
                # No article: told apart by its id, or left out.
                continue
            candidate = found.get(clean_url(item["link"], BASE) or "")
            wanted += 1
            got += candidate is not None
            if candidate is None:
                continue
            moment = candidate.published_at.timestamp() if candidate.published_at else None
            titles += plain_line(item["title"] or "") == candidate.title
            # We read some dates that feedparser does not; where it has one, ours is the same.
            times += item["published"] in {None, moment}
    assert got == wanted
    assert titles >= 0.99 * wanted
    assert times >= 0.99 * wanted


def test_real_pages_are_articles_or_refusals_and_mostly_right() -> None:
    folder = shared("pages")
    now = datetime.now(UTC)
    scores = []
    for number, labelled in enumerate(labelled_pages(folder)):
        if number % 12:
            continue
        result = read(labelled, now)
        assert isinstance(result, Article | PageRefused)
        if labelled.truth["body"]:
            body = result.body if isinstance(result, Article) else ""
            scores.append(token_f1(body, labelled.truth["body"]))
    assert sum(scores) / len(scores) >= 0.9


def test_real_legacy_pages_decode_without_a_replacement_character() -> None:
    folder = shared("pages")
    for labelled in labelled_pages(folder):
        if labelled.truth["set"] == "cjk" and labelled.truth["stored_as"] != "utf-8":
            assert "\ufffd" not in decode(labelled.body).text, labelled.truth["id"]


NAVIGATION = (
    "<header><nav><a href='/'>Home</a><a href='/trade'>Trade</a><a href='/x'>Border</a></nav></header>"
)
ASIDE = (
    """<aside><h3>Most read</h3><ul><li><a href="/1">Another headline about something</a></li></ul></aside>"""
)
FOOTER = "<footer><p>© News Example. All rights reserved.</p><a href='/about'>About</a></footer>"


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("dressed", [False, True])
def test_the_founding_texts_keep_all_their_paragraphs(seed: int, dressed: bool) -> None:
    folder = shared("seeds")
    lines = [
        line
        for text in sorted(folder.glob("*.txt"))[seed].read_text("utf-8").split("\n")
        if (line := clean_line(text))
    ]
    title, body = lines[0], lines[1:]
    text = f"<h1>{escape(title)}</h1>" + "".join(f"<p>{escape(line)}</p>\n" for line in body)
    if dressed:
        text = f"{NAVIGATION}<main><article>{text}</article>{ASIDE}</main>{FOOTER}"
    head = f"<head><meta charset='utf-8'><title>{escape(title)}</title></head>"
    html = f"<!doctype html><html>{head}<body>{text}</body></html>"
    article = extract(web_page(html, url="https://news.example/archive/text"), source(language="en"))
    assert article.title == title
    assert article.published_at is None
    kept = {*article.body.split("\n\n"), *article.captions}
    missing = [line for line in without_boilerplate(body) if line not in kept and line != title]
    assert missing == []
