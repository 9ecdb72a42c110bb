"""Entries of a source list that nobody meant: each is one sentence, none is accepted to fail later."""

from pathlib import Path

import pytest

from crawler.sources import append_sources, from_csv, read_sources, set_paused, to_csv, to_opml
from crawler.sources.source_list import parse_sources
from tests.unit.test_crawler_sources import entry
from yaluwatch.errors import SourceListError

NO_CHARSETS = ("rot13", "idna", "punycode", "undefined", "unicode_escape", "zlib_codec", "hex", "base64")
SECRET = "https://daily.example/feed?cat=7&api_key=s3cr3t"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"include": '"/news/"'}, "must be a list in brackets"),
        ({"urls": '"https://daily.example/feed"'}, "must be a list in brackets"),
        ({"include": "[" * 900}, "nested too deep"),
        ({"max_pages": "7" * 5_000}, "too many digits"),
        ({"max_pages": "7" * 30}, "more than 10000"),
        ({"poll_minutes_max": "1000000000000"}, "31 days"),
        ({"poll_minutes_min": "1000000000000", "poll_minutes_max": "1000000000000"}, "31 days"),
        ({"delay_seconds": "-1"}, "between 0 and 300"),
        ({"delay_seconds": "nan"}, "between 0 and 300"),
        ({"delay_seconds": "inf"}, "between 0 and 300"),
        ({"news_hours": "-5"}, "between 0 and"),
        ({"news_hours": "1000000000000"}, "between 0 and"),
        ({"selectors": '{ body = "' + "div " * 100_000 + '" }'}, "more than 1000 characters"),
        ({"selectors": '{ body = "' + ":not(" * 150 + '" }'}, "selectors.body"),
        ({"include": '["' + "a" * 5_000 + '"]'}, "more than 1000 characters"),
        ({"include": "[" + '"a",' * 300 + "]"}, "more than 200"),
        ({"id": '"' + "a" * 1_000_000 + '"'}, "more than 64 characters"),
        ({"name": '"' + "가" * 1_000_000 + '"'}, "more than 200 characters"),
        ({"publisher": '"Daily\\nGroup"'}, "line break"),
        ({"urls": '["https://daily.example/' + "a" * 5_000 + '"]'}, "more than 2000 characters"),
        ({"urls": '["https://daily.example/\\u0000"]'}, "not an http"),
        ({"k" * 1_000_000: "1"}, "Unexpected"),
        *(({"encoding": f'"{name}"'}, "not a charset") for name in NO_CHARSETS),
    ],
)  # fmt: skip
def test_a_value_nobody_meant_is_one_short_sentence(changes: dict[str, str], complaint: str) -> None:
    with pytest.raises(SourceListError, match=complaint) as refused:
        parse_sources(entry(**changes))
    assert len(str(refused.value)) < 500
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "name", ["utf-8", "euc-kr", "cp949", "gb2312", "big5", "shift_jis", "utf-16", "iso-2022-kr"]
)
def test_a_charset_of_pages_is_accepted(name: str) -> None:
    assert parse_sources(entry(encoding=f'"{name}"'))[0].encoding == name


def test_a_list_is_read_as_editors_save_it(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_bytes(b"\xef\xbb\xbf" + entry().replace("\n", "\r\n").encode())
    assert read_sources(file)[0].id == "daily"
    set_paused(file, "daily", paused=True)
    assert read_sources(file)[0].paused
    file.write_text(entry(), encoding="utf-16")
    with pytest.raises(SourceListError, match="UTF-16; save it as UTF-8"):
        read_sources(file)
    with pytest.raises(SourceListError, match="UTF-16; save it as UTF-8"):
        set_paused(file, "daily", paused=True)


@pytest.mark.parametrize(
    "text", ["x = " + "[" * 900, "x = " + "7" * 5_000, "a." * 4_000 + "a = 1", "x = {a=" * 900]
)
def test_no_text_of_a_file_is_a_traceback_when_it_is_edited(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(text)
    with pytest.raises(SourceListError) as refused:
        set_paused(file, "daily", paused=True)
    assert len(str(refused.value)) < 300 + len(str(file))
    with pytest.raises(SourceListError) as refused:
        append_sources(file, [])
    assert len(str(refused.value)) < 300 + len(str(file))
    assert file.read_text() == text


@pytest.mark.parametrize("field", ["homepage", "urls"])
@pytest.mark.parametrize("user", ["me:pa55@", "me@", ":pa55@", "me:p@55@"])
def test_a_password_in_an_address_is_refused_and_not_repeated(field: str, user: str) -> None:
    address = f'"https://{user}daily.example/feed"'
    with pytest.raises(SourceListError, match=r"user name or password.*use an address") as refused:
        parse_sources(entry(**{field: f"[{address}]" if field == "urls" else address}))
    assert "55" not in str(refused.value)


def test_an_at_sign_in_a_path_is_no_user() -> None:
    address = "https://daily.example/@editor/feed?mail=a@b.example"
    assert parse_sources(entry(urls=f'["{address}"]'))[0].urls == (address,)


def test_exports_mask_keys_and_a_masked_key_is_not_taken_back() -> None:
    (source,) = parse_sources(entry(urls=f'["{SECRET}"]'))
    for text in (to_csv([source]), to_opml([source])):
        assert "s3cr3t" not in text
        assert "cat=7" in text
    with pytest.raises(SourceListError, match="write the key itself"):
        from_csv(to_csv([source]))


def test_a_csv_that_is_no_list_is_one_sentence() -> None:
    header, row = to_csv(parse_sources(entry())).splitlines()[:2]
    for text in (
        f"{header}\n{row},more\n",
        f"{header}\n{row.replace('daily,', 'x' * 200_000 + ',', 1)}\n",
        "id,selectors\ndaily," + '"' + "[" * 50_000 + '"\n',
        "id,tier\ndaily,one\n",
        "id,colour\ndaily,red\n",
    ):
        with pytest.raises(SourceListError) as refused:
            from_csv(text)
        assert len(str(refused.value)) < 300
        assert "\n" not in str(refused.value)
