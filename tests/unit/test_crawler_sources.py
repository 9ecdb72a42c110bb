from datetime import date
from pathlib import Path

import pytest

from crawler.sources.source_list import parse_sources, read_sources, to_toml, write_sources
from yaluwatch.errors import SourceListError
from yaluwatch.model import EarlierSelectors, Selectors, Source, SourceKind

ENTRY = {
    "id": '"daily"',
    "name": '"Daily"',
    "publisher": '"Daily Group"',
    "homepage": '"https://daily.example/"',
    "language": '"ko"',
    "country": '"KR"',
    "kind": '"feed"',
    "urls": '["https://daily.example/feed"]',
}


def entry(**changes: str) -> str:
    fields = ENTRY | changes
    return "[[source]]\n" + "".join(f"{name} = {value}\n" for name, value in fields.items() if value)


def test_a_short_entry_is_enough() -> None:
    (source,) = parse_sources(entry())
    assert source.kind is SourceKind.FEED
    assert source.urls == ("https://daily.example/feed",)
    assert source.tier == 2


@pytest.mark.parametrize(
    ("changes", "field", "complaint"),
    [
        ({"id": '"Daily NK"'}, "id", "lower-case"),
        ({"id": ""}, "id", "required"),
        ({"name": '" "'}, "name", "empty"),
        ({"kind": '"api"'}, "kind", "feed"),
        ({"language": '"kor"'}, "language", "two-letter"),
        ({"country": '"kr"'}, "country", "two-letter"),
        ({"tier": "4"}, "tier", "1, 2 or 3"),
        ({"tier": '"one"'}, "tier", "integer"),
        ({"urls": "[]"}, "urls", "at least one"),
        ({"urls": '["file:///etc/passwd"]'}, "urls", "http"),
        ({"homepage": '"daily.example"'}, "homepage", "http"),
        ({"timezone": '"Asia/Soul"'}, "timezone", "IANA"),
        ({"timezone": '"../etc/passwd"'}, "timezone", "IANA"),
        ({"encoding": '"euc-kp"'}, "encoding", "charset"),
        ({"poll_minutes_min": "0"}, "poll_minutes_min", "less than"),
        ({"poll_minutes_min": "60", "poll_minutes_max": "30"}, "poll_minutes_max", "less than"),
        ({"delay_seconds": "-1"}, "delay_seconds", "between"),
        ({"max_pages": "0"}, "max_pages", "less than"),
        ({"include": '["("]'}, "include", "pattern"),
        ({"exclude": '["(?=x)"]'}, "exclude", "pattern"),
        ({"selectors": '{ body = "div[" }'}, "selectors.body", "div["),
        ({"selectors": '{ text = "div" }'}, "selectors.text", "Unexpected"),
        ({"earlier": '[{ until = 2026-05-01, selectors = { body = "p[" } }]'}, "selectors.body", "p["),
        (
            {"earlier": "[{ until = 2026-05-01, selectors = {} }, { until = 2026-05-01, selectors = {} }]"},
            "earlier",
            "same day",
        ),
        ({"colour": '"red"'}, "colour", "Unexpected"),
    ],
)
def test_a_wrong_field_is_named_with_its_source(changes: dict[str, str], field: str, complaint: str) -> None:
    with pytest.raises(SourceListError) as caught:
        parse_sources(entry(**changes), "list.toml")
    message = str(caught.value)
    assert message.startswith("list.toml: source ")
    assert f" {field}: " in message
    assert complaint in message


def test_ids_and_urls_must_be_unique() -> None:
    other = {"urls": '["https://daily.example/other"]'}
    with pytest.raises(SourceListError, match="used twice"):
        parse_sources(entry() + entry(**other))
    with pytest.raises(SourceListError, match="already belongs to 'daily'"):
        parse_sources(entry() + entry(id='"second"', urls='["HTTPS://daily.example:443/feed#x"]'))
    with pytest.raises(SourceListError, match="already belongs"):
        parse_sources(entry(urls='["https://a.example/", "https://a.example/"]'))


@pytest.mark.parametrize("text", ["[[source]\n", "source = 1", "[source]\nid = 'a'", "title = 'x'"])
def test_a_file_with_another_structure_is_rejected(text: str) -> None:
    with pytest.raises(SourceListError, match=r"list\.toml"):
        parse_sources(text, "list.toml")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(SourceListError, match="nowhere"):
        read_sources(Path("/nowhere/sources.toml"))


def test_a_written_list_is_read_back(tmp_path: Path) -> None:
    sources = [
        Source(
            id="one",
            name='한 "하나"',
            publisher="P",
            homepage="https://one.example/",
            language="ko",
            country="KR",
            kind=SourceKind.LISTING,
            urls=("https://one.example/a", "https://one.example/b"),
            timezone="Asia/Seoul",
            include=(r"/\d+$",),
            selectors=Selectors(body="#body", remove=".ad"),
            earlier=(EarlierSelectors(until=date(2026, 5, 1), selectors=Selectors(body="#old")),),
            paused=True,
        ),
        *parse_sources(entry()),
    ]
    write_sources(tmp_path / "s.toml", sources)
    assert read_sources(tmp_path / "s.toml") == sources


def test_defaults_are_not_written() -> None:
    (source,) = parse_sources(entry())
    assert "tier" not in to_toml(source)
    assert to_toml(source).startswith("[[source]]")
