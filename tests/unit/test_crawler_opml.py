"""OPML as programs and people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sources.import_export import Outline, from_opml
from yaluwatch.errors import SourceListError

FEED = "https://news.example/feed"


def opml(outlines: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f'{head}<opml version="2.0"><body>{outlines}</body></opml>'


def read(content: str | bytes) -> list[Outline]:
    return from_opml(content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Coal & Iron", "Coal & Iron"),
        ("Coal &amp; Iron", "Coal & Iron"),
        ("Caf&eacute;&nbsp;News", "Café News"),
        ("News > Asia", "News > Asia"),
        ("News <b> Asia", "News <b> Asia"),
        ('The "Border" Post', 'The "Border" Post'),
        ("Border\x07 Post", "Border Post"),
        ("  Border\n Post ", "Border Post"),
        ("", FEED),
    ],
)
def test_names_may_hold_any_sign(printed: str, name: str) -> None:
    first, second = read(
        opml(f'<outline text="{printed}" type="rss" xmlUrl="{FEED}"/><outline text="B" xmlUrl="{FEED}/b"/>')
    )
    assert (first.name, first.url) == (name, FEED)
    assert second == Outline("B", f"{FEED}/b", "", "")


def test_urls_may_hold_a_bare_ampersand() -> None:
    (one,) = read(
        opml('<outline text="A" xmlUrl="https://a.example/?x=1&y=2" htmlUrl="https://a.example?p&q"/>')
    )
    assert (one.url, one.homepage) == ("https://a.example/?x=1&y=2", "https://a.example?p&q")


@pytest.mark.parametrize(
    "outline",
    [
        f'<outline TEXT="A" XMLURL="{FEED}"/>',
        f'<OUTLINE text="A" xmlurl="{FEED}"></OUTLINE>',
        f"<outline text='A' xmlUrl='{FEED}'/>",
        f"<outline text=A xmlUrl={FEED}>",
        f'<outline text="A" title="A" text="A" xmlUrl="{FEED}"/>',
        f'<outline text="Folder"><outline text="A" xmlUrl="{FEED}"/>',
        f'<outline text="A" type="rss" url="{FEED}"/>',
        f'<outline text="A" xmlUrl="{FEED}"/><outline text="B" xmlUrl="https://cut.exa',
    ],
)
def test_outlines_are_read_in_any_spelling(outline: str) -> None:
    assert [(one.name, one.url) for one in read(opml(outline))] == [("A", FEED)]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + opml(f'<outline text="국경" xmlUrl="{FEED}"/>').encode(),
        b"\n \n" + opml(f'<outline text="국경" xmlUrl="{FEED}"/>').encode(),
        opml(f'<outline text="국경" xmlUrl="{FEED}"/>', '<?xml version="1.0" encoding="euc-kr"?>').encode(
            "cp949"
        ),
        opml(f'<outline text="국경" xmlUrl="{FEED}"/>').encode("utf-16"),
        opml(f'<outline text="국경" xmlUrl="{FEED}"/>').replace("opml", "OPML").encode(),
        opml(f'<outline text="국경" xmlUrl="{FEED}"/>').replace("<opml", '<opml xmlns="urn:x"').encode(),
    ],
)
def test_charset_and_first_line_do_not_matter(content: bytes) -> None:
    assert [one.name for one in read(content)] == ["국경"]


def test_a_list_without_feeds_is_empty() -> None:
    assert read(opml('<outline text="A" htmlUrl="https://a.example/"/>')) == []


@pytest.mark.parametrize("content", ["<html><body>Log in</body></html>", "xmlUrl", "\0\0"])
def test_another_file_is_rejected_by_name(content: str) -> None:
    with pytest.raises(SourceListError, match="not an OPML file"):
        read(content)


MARKS = st.sampled_from(
    ["<outline ", "/>", ">", 'xmlUrl="', '"', "'", "&", "<", " text=", FEED, "</outline>"]
)


@given(st.lists(MARKS, max_size=30).map("".join))
def test_any_mixture_of_marks_is_read(outlines: str) -> None:
    assert all(one.url for one in read(opml(outlines)))
