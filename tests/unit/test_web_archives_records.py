"""Every record of a WARC file gives one page or one reason, however damaged the file is."""

import gzip
import random
import zlib
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard

from scheduler.web_archives.content import Damaged, TooLarge, decoded
from scheduler.web_archives.records import MAX_RECORD, Capture, FileState, Found, Reason, read_records
from tests.warc_files import HTML, packed, record
from yaluwatch.model import Outcome

ONE = record("http://a.example/1", b"<p>one</p>" * 100)
TWO = record("http://b.example/2", b"<p>two</p>" * 1000)
THREE = record("http://c.example/3", b"<p>three</p>")


def read(data: bytes, folder: Path, name: str = "a.warc.gz") -> tuple[list[Found], str]:
    """What a file gives, and what is wrong with it."""
    file = folder / name
    file.write_bytes(data)
    state = FileState()
    found = list(read_records(file, state))
    assert state.position == len(data)
    return found, state.detail


def brief(found: list[Found]) -> list[str]:
    return [one.url[7] if isinstance(one, Capture) else str(one) for one in found]


def test_a_page_comes_with_its_address_time_headers_and_place(tmp_path: Path) -> None:
    (first, second), detail = read(packed(ONE, TWO), tmp_path)
    assert isinstance(first, Capture)
    assert isinstance(second, Capture)
    assert (first.url, first.status, first.body) == ("http://a.example/1", 200, b"<p>one</p>" * 100)
    assert first.captured_at == datetime(2020, 1, 3, 4, 5, 6, tzinfo=UTC)
    assert first.headers["content-type"] == HTML["Content-Type"]
    assert (first.offset, second.offset, detail) == (0, len(packed(ONE)), "")


def test_the_place_of_a_record_is_where_it_can_be_read_again(tmp_path: Path) -> None:
    data = packed(ONE, TWO, THREE)
    for one in read(data, tmp_path)[0]:
        assert isinstance(one, Capture)
        again, _ = read(data[one.offset :], tmp_path, "b.warc.gz")
        assert isinstance(again[0], Capture)
        assert again[0].body == one.body


def test_files_may_be_compressed_otherwise_or_not(tmp_path: Path) -> None:
    for data, places in (
        (ONE + TWO + THREE, [0, len(ONE), len(ONE + TWO)]),
        (gzip.compress(ONE + TWO + THREE), [0, None, None]),
        (zstandard.compress(ONE) + zstandard.compress(TWO) + zstandard.compress(THREE), [None] * 3),
    ):
        found, detail = read(data, tmp_path)
        assert brief(found) == ["a", "b", "c"]
        assert [one.offset for one in found if isinstance(one, Capture)] == places
        assert detail == ""


KINDS = {
    Reason.WARCINFO: record(
        "", b"software: x", kind="warcinfo", http=b"", content_type="application/warc-fields"
    ),
    Reason.REQUEST: record("http://a.example/", b"", kind="request", http=b"GET / HTTP/1.1\r\n\r\n"),
    Reason.METADATA: record("http://a.example/", b"fetchTimeMs: 1", kind="metadata", http=b""),
    Reason.REVISIT: record("http://a.example/", b"", kind="revisit"),
    Reason.CONVERSION: record("http://a.example/", b"text", kind="conversion", http=b""),
    Reason.CONTINUATION: record("http://a.example/", b"more", kind="continuation", http=b""),
    Reason.UNKNOWN: record("http://a.example/", b"x", kind="screenshot", http=b""),
    Reason.NO_URL: record("dns:a.example", b"20200102", kind="resource", http=b"", content_type="text/dns"),
    Reason.NO_HTTP: record("http://a.example/", b"<p>no head</p>", http=b""),
    Reason.NO_DATE: record("http://a.example/", b"<p>x</p>", date="yesterday"),
    Reason.DAMAGED: record(
        "http://a.example/", b"no brotli at all", headers=HTML | {"Content-Encoding": "br"}
    ),
    Outcome.NOT_FOUND: record("http://a.example/", b"<p>x</p>", status="404 Not Found"),
    Outcome.UNSUPPORTED_URL: record("http://a.example/", b"", status="301 Moved Permanently"),
    Outcome.SERVER_ERROR: record("http://a.example/", b"", status="503 Service Unavailable"),
    Outcome.NOT_HTML: record("http://a.example/", b"\x89PNG", headers={"Content-Type": "image/png"}),
}


@pytest.mark.parametrize("reason", KINDS)
def test_a_record_without_a_page_has_one_reason(reason: Reason | Outcome, tmp_path: Path) -> None:
    found, detail = read(packed(ONE, KINDS[reason], TWO), tmp_path)
    assert brief(found) == ["a", str(reason), "b"]
    assert detail == ""


def test_no_type_or_no_content_type_is_no_obstacle(tmp_path: Path) -> None:
    bare = record("http://a.example/1", b"<p>x</p>", content_type="")
    headless = record("http://b.example/1", b"<p>x</p>", headers={})
    angled = record("<http://c.example/1>", b"<p>x</p>")
    resource = record("http://d.example/1", b"<p>x</p>", kind="resource", http=b"", content_type="text/html")
    lines = record("http://e.example/1", b"<p>x</p>", http=b"HTTP/1.0 200\nContent-Type: text/html\n\n")
    found, _ = read(packed(bare, headless, angled, resource, lines), tmp_path)
    assert brief(found) == ["a", "b", "c", "d", "e"]
    assert {one.body for one in found if isinstance(one, Capture)} == {b"<p>x</p>"}


def test_without_a_date_the_servers_counts(tmp_path: Path) -> None:
    dated = HTML | {"Date": "Fri, 03 Jan 2020 04:05:06 GMT"}
    (found,), _ = read(packed(record("http://a.example/", b"<p>", headers=dated, date="")), tmp_path)
    assert isinstance(found, Capture)
    assert found.captured_at == datetime(2020, 1, 3, 4, 5, 6, tzinfo=UTC)


def test_a_huge_record_is_left_out_unread(tmp_path: Path) -> None:
    huge = record("http://a.example/", b"x" * (MAX_RECORD + 1))
    bomb = record(
        "http://a.example/",
        gzip.compress(b"x" * (MAX_RECORD + 1)),
        headers=HTML | {"Content-Encoding": "gzip"},
    )
    found, _ = read(packed(huge, bomb, TWO), tmp_path)
    assert brief(found) == ["too_large", "too_large", "b"]


@pytest.mark.parametrize("length", [50, 5000, -5, "abc", 10**30])
@pytest.mark.parametrize("is_packed", [True, False])
def test_a_wrong_length_is_found_out(length: int | str, is_packed: bool, tmp_path: Path) -> None:
    wrong = record("http://a.example/1", b"<p>one</p>" * 100, length=length)
    data = packed(wrong, TWO, THREE) if is_packed else wrong + TWO + THREE
    found, detail = read(data, tmp_path)
    assert brief(found) == ["a", "b", "c"]
    assert all(isinstance(one, Capture) and one.body.endswith(b"</p>") for one in found)
    assert "wrong length" in detail


def test_a_wrong_length_in_damaged_data_is_a_reason(tmp_path: Path) -> None:
    whole = gzip.compress(record("http://a.example/1", b"x" * 100, length=7) + TWO)
    found, detail = read(whole, tmp_path)
    assert found
    assert "wrong length" in detail


def test_headers_that_others_write_are_read(tmp_path: Path) -> None:
    def unix(one: bytes) -> bytes:
        return one.replace(b"\r\n", b"\n")

    def lower(one: bytes) -> bytes:
        head, _, block = one.partition(b"\r\n\r\n")
        return head.replace(b"WARC-T", b"warc-t").replace(b"Content", b"content") + b"\r\n\r\n" + block

    plain = ONE.replace(b"WARC-Type: response", b"warc-type: Response")
    assert brief(read(packed(plain, TWO), tmp_path)[0]) == ["a", "b"]
    for change in (unix, lower):
        one, two, three = map(change, (ONE, TWO, THREE))
        for data in (packed(one, two, three), one + two + three):
            found, detail = read(data, tmp_path)
            assert brief(found) == ["a", "b", "c"]
            assert "a record has" in detail
        assert brief(read(packed(ONE, two, THREE), tmp_path)[0]) == ["a", "b", "c"]


def test_blank_lines_between_records_may_be_fewer_or_more(tmp_path: Path) -> None:
    for cut, more in ((4, b""), (2, b""), (0, b"\r\n\r\n"), (0, b"\n")):
        parts = [one[: len(one) - cut] + more for one in (ONE, TWO, THREE)]
        for data in (packed(*parts), b"".join(parts)):
            assert brief(read(data, tmp_path)[0]) == ["a", "b", "c"]


def test_a_header_without_a_type_is_one_reason(tmp_path: Path) -> None:
    odd = ONE.replace(b"WARC/1.0\r\n", b"WARC/1.0\r\n\r\n", 1)
    assert brief(read(packed(odd, TWO), tmp_path)[0]) == ["record of unknown type", "b"]


def test_what_follows_a_damaged_part_is_read(tmp_path: Path) -> None:
    data = bytearray(packed(ONE, TWO, THREE))
    for place in range(len(packed(ONE)) + 40, len(packed(ONE)) + 50):
        data[place] ^= 0xFF
    found, detail = read(bytes(data), tmp_path)
    assert brief(found) == ["a", "damaged", "c"]
    assert detail == "a part is damaged"
    junk, detail = read(b"\x1f\x8b\x08junkjunk" + packed(ONE) + b"junk" + packed(TWO), tmp_path)
    assert brief(junk) == ["damaged", "a", "damaged", "b"]
    assert detail == "a part is damaged (2×)"


def test_a_file_that_ends_early_says_so(tmp_path: Path) -> None:
    for data, wanted in (
        (packed(ONE, TWO)[:-100], ["a", "damaged"]),
        (packed(ONE, TWO)[: len(packed(ONE)) + 30], ["a", "damaged"]),
        (packed(ONE, TWO)[: len(packed(ONE)) + 120], ["a", "damaged"]),
        # All of the record is there, and some of its checksum is not.
        (packed(ONE, TWO)[:-2], ["a", "b"]),
        ((ONE + TWO)[:-2000], ["a", "damaged"]),
        ((ONE + TWO)[: len(ONE) + 30], ["a", "damaged"]),
    ):
        found, detail = read(data, tmp_path)
        assert brief(found) == wanted
        assert detail == "it ends in the middle of a record"


@pytest.mark.parametrize(
    "data",
    [b"hello world, no archive" * 9, gzip.compress(b"<html>" * 20), b"\0" * 99],
    ids=["text", "gzip", "zeros"],
)
def test_a_file_that_is_none_gives_one_reason(data: bytes, tmp_path: Path) -> None:
    assert brief(read(data, tmp_path)[0]) == ["damaged"]


def test_an_empty_file_gives_nothing(tmp_path: Path) -> None:
    assert read(b"", tmp_path) == ([], "")


def test_whatever_is_damaged_it_comes_to_an_end(tmp_path: Path) -> None:
    chance = random.Random(5)
    for data in (packed(ONE, TWO, THREE, ONE), ONE + TWO + THREE + ONE):
        for _ in range(150):
            changed = bytearray(data)
            for _ in range(chance.randint(1, 20)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            end = chance.randrange(len(changed)) if chance.random() < 0.3 else len(changed)
            found, _ = read(bytes(changed[:end]), tmp_path)
            assert len(found) <= 12


def test_a_file_that_can_not_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        list(read_records(tmp_path / "none.warc.gz", FileState()))


TEXT = b"<html>" + b"A sentence. " * 200
CODINGS = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT),
    "zstd": zstandard.compress(TEXT),
    "br, gzip": gzip.compress(brotli.compress(TEXT)),
    "": TEXT,
    "identity": TEXT,
}


def chunked(body: bytes) -> bytes:
    parts = [body[place : place + 70] for place in range(0, len(body), 70)]
    return b"".join(b"%X;x=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_is_decoded(coding: str) -> None:
    headers = {"content-encoding": coding}
    assert decoded(headers, CODINGS[coding], 10_000) == TEXT
    assert decoded(headers | {"transfer-encoding": "chunked"}, chunked(CODINGS[coding]), 10_000) == TEXT
    # The client has done it already, and has left the headers.
    assert decoded(headers | {"transfer-encoding": "chunked"}, TEXT, 10_000) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", ""])
def test_a_body_that_is_too_long_is_not_unpacked(coding: str) -> None:
    with pytest.raises(TooLarge):
        decoded({"content-encoding": coding}, CODINGS[coding], 1000)


def test_compression_that_is_not_declared_is_undone() -> None:
    assert decoded({}, CODINGS["gzip"], 10_000) == TEXT
    assert decoded({}, CODINGS["zstd"], 10_000) == TEXT


def test_a_chunk_that_is_cut_off_is_kept() -> None:
    body = chunked(TEXT)[:200]
    assert TEXT.startswith(decoded({"transfer-encoding": "chunked"}, body, 10_000))


@pytest.mark.parametrize("coding", CODINGS)
def test_of_a_body_that_is_cut_off_the_beginning_is_kept(coding: str) -> None:
    text = random.Random(3).randbytes(200_000).hex().encode()
    packed_text = {
        "gzip": gzip.compress(text),
        "x-gzip": gzip.compress(text),
        "deflate": zlib.compress(text),
        "br": brotli.compress(text),
        "zstd": zstandard.compress(text),
        "br, gzip": gzip.compress(brotli.compress(text)),
    }.get(coding, text)
    half = packed_text[: len(packed_text) // 2]
    for headers, body in (
        ({"content-encoding": coding}, half),
        ({"content-encoding": coding, "transfer-encoding": "chunked"}, chunked(half)[:-9]),
    ):
        kept = decoded(headers, body, 1_000_000, is_cut=True)
        assert text.startswith(kept)
        assert len(kept) > len(text) / 4


@pytest.mark.parametrize("stated", ["length", "time", "disconnect", "unspecified"])
def test_why_a_page_is_cut_off_is_kept(stated: str, tmp_path: Path) -> None:
    cut = record("http://a.example/1", b"<p>one</p><p>tw", truncated=stated)
    other = cut.replace(b"WARC-Truncated", b"warc-truncated").replace(b"\r\n", b"\n")
    for data in (packed(cut, TWO), packed(other, TWO), cut + TWO):
        (first, second), _ = read(data, tmp_path)
        assert isinstance(first, Capture)
        assert isinstance(second, Capture)
        assert (first.truncated, first.body, second.truncated) == (stated, b"<p>one</p><p>tw", "")


def test_a_page_shorter_than_the_server_said_is_cut_off(tmp_path: Path) -> None:
    for length, more, truncated in (
        ("1000", {}, "unspecified"),
        ("8", {}, ""),
        # Of the compressed body, which the client has unpacked.
        ("5", {}, ""),
        ("many", {}, ""),
        ("1000", {"Transfer-Encoding": "chunked"}, ""),
    ):
        headers = HTML | {"Content-Length": length} | more
        (found,), _ = read(packed(record("http://a.example/1", b"<p>x</p>", headers=headers)), tmp_path)
        assert isinstance(found, Capture)
        assert (found.truncated, found.body) == (truncated, b"<p>x</p>")


def test_a_revisit_of_a_page_without_its_body_is_no_page(tmp_path: Path) -> None:
    revisit = record("http://a.example/", b"", kind="revisit", truncated="length")
    assert brief(read(packed(revisit, TWO), tmp_path)[0]) == ["revisit record", "b"]


@pytest.mark.parametrize(
    ("coding", "body"), [("br", b"nonsense"), ("zstd", zstandard.compress(TEXT)[:20])], ids=["br", "zstd"]
)
def test_a_damaged_body_is_said_to_be(coding: str, body: bytes) -> None:
    with pytest.raises(Damaged):
        decoded({"content-encoding": coding}, body, 10_000)


def test_a_damaged_gzip_body_is_said_to_be() -> None:
    with pytest.raises(Damaged):
        decoded({"content-encoding": "gzip"}, b"\x1f\x8b\x08" + b"\xff" * 30, 10_000)


def test_unpacking_is_bounded_in_memory() -> None:
    bomb = brotli.compress(b"a" * 50_000_000)
    with pytest.raises(TooLarge):
        decoded({"content-encoding": "br"}, bomb, 10_000)
    assert BytesIO(bomb).getbuffer().nbytes < 1000


def test_faults_are_counted() -> None:
    assert FileState(faults=Counter({"a part is damaged": 2, "x": 1})).detail == "a part is damaged (2×), x"
