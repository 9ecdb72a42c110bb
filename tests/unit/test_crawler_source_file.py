"""Changing an operator's sources.toml: only what differs is written, and comments stay where they are."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.sources import (
    append_sources,
    change_source,
    mistakes_in,
    read_sources,
    remove_source,
    set_paused,
)
from tests.samples import source
from yaluwatch.errors import SourceListError
from yaluwatch.model import Source, SourceKind

FILE = """\
# The list of the desk.
[[source]]
id = "a"  # short
name = "A"
publisher = "A"
homepage = "https://a.example/"
language = "en"
country = "KR"
kind = "feed"
urls = [
  "https://a.example/one",  # the main one
  "https://a.example/two",  # opinion
]
selectors = { title = "h1" }  # since May

# About b: it is slow.
[[source]]
id = "b"
name = "B"
publisher = "B"
homepage = "https://b.example/"
language = "en"
country = "KR"
kind = "feed"
urls = ["https://b.example/feed"]
[source.selectors]
title = "h2"  # because

# About c.
[[source]]
id = "c"
name = "C"
publisher = "C"
homepage = "https://c.example/"
language = "en"
country = "KR"
kind = "feed"
urls = ["https://c.example/feed"]
# The end.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "sources.toml"
    made.write_text(FILE)
    return made


def named(file: Path, source_id: str) -> Source:
    return next(one for one in read_sources(file) if one.id == source_id)


def lines(text: str) -> list[str]:
    """The lines that are not empty."""
    return list(filter(None, text.splitlines()))


def comments(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


@pytest.mark.parametrize("source_id", ["a", "b", "c"])
def test_a_change_and_its_opposite_leave_the_file_as_it_was(file: Path, source_id: str) -> None:
    before = named(file, source_id)
    after = replace(
        before,
        name="New",
        tier=1,
        timezone="Asia/Seoul",
        include=("/news/",),
        selectors=replace(before.selectors, body='div[id="main"]'),
    )
    change_source(file, before, after)
    assert named(file, source_id) == after
    assert comments(file.read_text()) == comments(FILE)
    change_source(file, after, before)
    assert lines(file.read_text()) == lines(FILE)


def test_new_keys_stand_above_the_comment_on_the_next_entry(file: Path) -> None:
    before = named(file, "a")
    change_source(file, before, replace(before, tier=1))
    set_paused(file, "c", paused=True)
    text = file.read_text()
    assert text.index("tier = 1") < text.index("# About b")
    assert text.index("paused = true") < text.index("# The end.")


@pytest.mark.parametrize(
    ("urls", "lost"),
    [
        (("https://a.example/one",), [" opinion"]),
        (("https://a.example/two",), [" the main one"]),
        (("https://a.example/new", "https://a.example/one", "https://a.example/two"), []),
        (("https://a.example/one", "https://a.example/new"), [" opinion"]),
    ],
)
def test_comments_on_addresses_that_stay_are_kept(file: Path, urls: tuple[str, ...], lost: list[str]) -> None:
    before = named(file, "a")
    change_source(file, before, replace(before, urls=urls))
    assert named(file, "a").urls == urls
    assert comments(file.read_text()) == [each for each in comments(FILE) if each not in lost]


def test_addresses_in_another_order_are_written_in_that_order(file: Path) -> None:
    before = named(file, "a")
    change_source(file, before, replace(before, urls=before.urls[::-1]))
    assert named(file, "a").urls == before.urls[::-1]


def test_an_entry_that_was_changed_meanwhile_is_not_overwritten(file: Path) -> None:
    before = named(file, "a")
    set_paused(file, "a", paused=True)
    text = file.read_text()
    with pytest.raises(SourceListError, match="was changed meanwhile"):
        change_source(file, before, replace(before, tier=1))
    assert file.read_text() == text


def test_a_change_that_would_break_the_list_is_not_written(file: Path) -> None:
    before = named(file, "a")
    for wrong in (replace(before, tier=9), replace(before, urls=("https://b.example/feed",))):
        with pytest.raises(SourceListError):
            change_source(file, before, wrong)
    assert file.read_text() == FILE


def test_a_removed_entry_takes_only_its_own_comments_with_it(file: Path) -> None:
    remove_source(file, "b")
    assert [one.id for one in read_sources(file)] == ["a", "c"]
    assert comments(file.read_text()) == [
        each for each in comments(FILE) if each not in {" About b: it is slow.", " because"}
    ]
    remove_source(file, "a")
    remove_source(file, "c")
    assert read_sources(file) == []
    assert file.read_text().splitlines()[0] == "# The list of the desk."
    with pytest.raises(SourceListError, match="there is no source 'c'"):
        remove_source(file, "c")


def test_entries_written_in_one_line_are_left_to_an_editor(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    entry = (
        'id = "a", name = "A", publisher = "A", homepage = "https://a.example/", language = "en", '
        'country = "KR", kind = "feed", urls = ["https://a.example/feed"]'
    )
    file.write_text(f"source = [{{ {entry} }}]\n")
    before = named(file, "a")
    change_source(file, before, replace(before, tier=3))
    assert named(file, "a").tier == 3
    with pytest.raises(SourceListError, match="with an editor"):
        remove_source(file, "a")


def test_several_are_paused_at_once_or_none(file: Path) -> None:
    with pytest.raises(SourceListError, match="there is no source 'x'"):
        set_paused(file, "a", "x", paused=True)
    assert file.read_text() == FILE
    set_paused(file, "a", "b", paused=True)
    assert [one.paused for one in read_sources(file)] == [True, True, False]
    set_paused(file, "a", "b", "c", paused=False)
    assert lines(file.read_text()) == lines(FILE)


def test_changes_at_the_same_time_do_not_undo_each_other(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    append_sources(file, [source()])
    made = [source(id=f"s{number}", urls=(f"https://{number}.example/feed",)) for number in range(8)]
    threads = [threading.Thread(target=append_sources, args=(file, [one])) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.id for one in read_sources(file)} == {"courier", *(one.id for one in made)}


def test_mistakes_are_found_field_by_field() -> None:
    entry = {
        "id": "A b",
        "name": "A",
        "publisher": " ",
        "homepage": "ftp://a.example/",
        "language": "en",
        "country": "KR",
        "kind": SourceKind.FEED,
        "urls": ("https://a.example/feed",),
        "selectors": {"title": "h1..x"},
    }
    assert set(mistakes_in(entry)) == {"id", "publisher", "homepage", "selectors.title"}
    typed = mistakes_in(entry | {"tier": "x", "urls": 5, "selectors": {"titel": "h1"}})
    assert set(typed) == {"tier", "urls", "selectors.titel"}
    right = {"id": "a", "publisher": "A", "homepage": "https://a.example/", "selectors": {}}
    assert mistakes_in(entry | right) == {}
