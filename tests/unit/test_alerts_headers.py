import re
from base64 import b64decode
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alerts.delivery.headers import (
    display_name,
    encoded_words,
    latest_references,
    structured,
    unstructured,
)
from alerts.delivery.message import MessageDefaults, build_message, message_id
from alerts.rendering import Rendered
from tests.samples import NOW
from yaluwatch.errors import MailError
from yaluwatch.text import clean_line

SENDER = "Yaluwatch <yalu@example.org>"


def decoded(field: bytes) -> str:
    """What a mail program displays of a field."""
    value = field.decode().replace("\r\n", "").partition(": ")[2]
    return str(make_header(decode_header(value)))


def lines(field: bytes) -> list[str]:
    assert field.endswith(b"\r\n")
    return field.decode().removesuffix("\r\n").split("\r\n")


def text_of(word: str) -> str:
    """The text of one encoded word, which must be whole by itself."""
    found = re.fullmatch(r"=\?utf-8\?B\?([A-Za-z0-9+/]+=*)\?=", word)
    assert found, word
    return b64decode(found[1], validate=True).decode()


def built(
    *,
    sender: str = SENDER,
    web_url: str = "https://y.example.org",
    to: str = "desk@example.org",
    name: str = "desk",
    subject: str = "[DPRK–China] 28 Nov",
    references: tuple[str, ...] = (),
) -> bytes:
    return build_message(
        Rendered(subject, "text", "<p>x</p>"),
        MessageDefaults(sender, web_url, "s" * 32),
        address=to,
        message_id=message_id(name, "2026-11-28", to, sender),
        subscription_id=name,
        date=NOW,
        references=references,
    )


def field_of(content: bytes, name: str) -> str:
    """The raw value of a field, unfolded; "" if the message has none."""
    head = content.partition(b"\r\n\r\n")[0].decode().replace("\r\n ", " ")
    values = [line.removeprefix(f"{name}: ") for line in head.split("\r\n") if line.startswith(f"{name}: ")]
    return "".join(values)


def test_an_ascii_subject_stays_as_it_is_and_is_folded_at_blanks() -> None:
    text = "Trucks return to the bridge at Dandong, seven publishers report, and nobody knows for how long"
    field = unstructured("Subject", text)
    assert b"=?" not in field
    assert [len(line) <= 78 for line in lines(field)] == [True, True]
    assert decoded(field) == text


@pytest.mark.parametrize("text", ["about =?utf-8?Q?x?= words", "x" * 2000, "단둥 세관", "é"])
def test_what_plain_text_could_not_carry_is_encoded(text: str) -> None:
    field = unstructured("Subject", text)
    assert all(len(line) <= 76 for line in lines(field))
    assert all(text_of(word) for word in field.decode().split()[1:])
    assert decoded(field) == text


def test_blanks_are_inside_the_encoded_words() -> None:
    text = "[북중무역] 11월 28일: 기사 6건; 단둥 세관 dandong customs 화물열차 재개, 압록강 철교 통과 물량"
    field = unstructured("Subject", text)
    assert "".join(text_of(word) for word in field.decode().split()[1:]) == text
    assert all(line.count("=?utf-8?B?") == 1 for line in lines(field))


@pytest.mark.parametrize(
    "whole",
    ["é̂", "각", "👩🏽", "🇰🇷", "👩\u200d🔧", "नि"],
    ids=["marks", "hangul", "skin", "flag", "zwj", "vowel"],
)
def test_a_character_with_its_marks_is_in_one_word(whole: str) -> None:
    for before in range(46):
        words = [text_of(word) for word in encoded_words("x" * before + whole + "y" * 50)]
        assert sum(whole in word for word in words) == 1


def test_marks_without_end_are_split_between_characters() -> None:
    words = encoded_words("a" + "\u0301" * 200)
    assert all(len(word) <= 75 for word in words)
    assert "".join(map(text_of, words)) == "a" + "\u0301" * 200


@given(st.text(max_size=400))
@example("=?utf-8?B?")
@example("a  b ")
@example("\r\nBcc: victim@example.org")
@example("가" * 300)
def test_every_subject_comes_back(text: str) -> None:
    field = unstructured("Subject", text)
    assert decoded(field) == clean_line(text)
    assert all(len(line) <= 78 and "\n" not in line for line in lines(field))
    assert message_from_bytes(field + b"\r\n", policy=default)["Subject"] == clean_line(text)


@given(st.text(max_size=200))
@example('Desk, "Seoul"')
@example("J. Doe")
def test_every_display_name_comes_back(name: str) -> None:
    field = structured("From", [*display_name("From", name), "<a@example.org>"])
    shown, _, address = "".join(lines(field)).removeprefix("From: ").rpartition("<")
    assert address == "a@example.org>"
    # Not with email.policy.default: it shows the white space between the encoded words of a name.
    quoted = re.fullmatch('"(.*)" ', shown)
    back = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else str(make_header(decode_header(shown))).strip()
    assert back == clean_line(name)


def test_a_structured_field_is_folded_between_tokens_and_never_encoded() -> None:
    tokens = [f"<{number}.{'x' * 90}@example.org>" for number in range(3)]
    assert lines(structured("References", tokens)) == [
        f"References: {tokens[0]}",
        f" {tokens[1]}",
        f" {tokens[2]}",
    ]


@pytest.mark.parametrize("token", ["", "a b", "a\r\nBcc:", "단둥", "\ud800", "x" * 1000])
def test_a_token_that_can_not_be_written_is_refused(token: str) -> None:
    with pytest.raises(MailError, match=r"^List-Id ") as caught:
        structured("List-Id", [token])
    assert caught.value.permanent


def test_the_oldest_and_the_invalid_references_are_left_out() -> None:
    names = [f"<{number}.{'x' * 50}@example.org>" for number in range(100)]
    kept = latest_references([*names, "no id", "<a b@c>", "<ü@c>"])
    assert kept == names[-len(kept) :]
    assert 900 < len(" ".join(kept)) < 998
    assert latest_references([]) == []


def test_long_ids_and_links_are_never_encoded() -> None:
    name = "china-north-korea-border-trade-and-smuggling-desk-of-the-institute"
    content = built(
        name=name, web_url="https://y.example.org/" + "x" * 300, references=(f"<{'r' * 200}@a.org>",)
    )
    head = content.partition(b"\r\n\r\n")[0]
    assert head.count(b"=?") == 1
    assert field_of(content, "List-Id") == f"<{name}.yaluwatch.localhost>"
    assert field_of(content, "List-Unsubscribe").startswith("<https://y.example.org/xxx")
    assert field_of(content, "References") == f"<{'r' * 200}@a.org>"


def test_an_id_too_long_for_a_list_id_is_shortened_and_stays_distinct() -> None:
    first, second = (field_of(built(name="x" * 300 + end), "List-Id") for end in "ab")
    assert first != second
    assert len(first) <= 255
    assert first.endswith(".yaluwatch.localhost>")
    assert len(message_id("x" * 300, "2026-11-28", "a@example.org", SENDER)) < 250


def test_an_id_of_other_letters_makes_an_ascii_list_id() -> None:
    assert re.fullmatch(r"<[0-9a-f]{20}\.yaluwatch\.localhost>", field_of(built(name="단둥"), "List-Id"))


def test_a_link_too_long_for_a_line_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    content = built(web_url="https://y.example.org/" + "x" * 1000)
    assert b"List-Unsubscribe" not in content
    assert "left out List-Unsubscribe subscription=desk" in caplog.text


@pytest.mark.parametrize("web_url", ["ftp://y.example", "https://a b", "https://💩.example"])
def test_a_link_that_is_no_web_address_is_left_out(web_url: str) -> None:
    assert b"List-Unsubscribe" not in built(web_url=web_url)


@pytest.mark.parametrize(
    ("web_url", "start"),
    [
        ("https://예시.한국/뉴스", "https://xn--vv4b11d.xn--3e0b707e/%EB%89%B4%EC%8A%A4/"),
        ("http://[::1]:8080", "http://[::1]:8080/"),
        ("https://예시.한국:8443", "https://xn--vv4b11d.xn--3e0b707e:8443/"),
        ("https://y.example/a>b c%20d", "https://y.example/a%3Eb%20c%20d/"),
    ],
)
def test_the_link_is_written_as_a_uri(web_url: str, start: str) -> None:
    assert field_of(built(web_url=web_url), "List-Unsubscribe").startswith(f"<{start}unsubscribe/")


def test_an_internationalised_address_stands_raw_in_to_and_its_domain_else_in_ascii() -> None:
    assert field_of(built(to="김@예시.한국"), "To") == "김@예시.한국"
    assert field_of(built(to="desk@bücher.example"), "To") == "desk@xn--bcher-kva.example"
    assert built(to="desk@bücher.example").isascii()


def test_a_sender_has_its_name_encoded_and_its_address_not() -> None:
    value = field_of(built(sender="압록 뉴스 <yalu@bücher.example>"), "From")
    word, address = value.split()
    assert (text_of(word), address) == ("압록 뉴스", "<yalu@xn--bcher-kva.example>")
    assert message_id("a", "b", "c", "yalu@bücher.example").endswith("@xn--bcher-kva.example>")
    assert message_id("a", "b", "c", "nobody").endswith("@localhost>")


def test_a_message_is_the_same_at_every_attempt() -> None:
    assert built() == built()


def test_a_message_has_every_field_once_and_the_body_of_both_parts() -> None:
    content = built(references=("<1@a.org>",))
    names = re.findall(rb"^([A-Za-z-]+): ", content.partition(b"\r\n\r\n")[0], re.MULTILINE)
    assert len(names) == len(set(names)) == 13
    assert field_of(content, "Date") == "Tue, 24 Nov 2026 05:00:00 +0000"
    assert field_of(content, "MIME-Version") == "1.0"
    parsed = message_from_bytes(content, policy=default)
    assert [part.get_content_type() for part in parsed.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert [part.defects for part in parsed.walk()] == [[], [], []]


@pytest.mark.parametrize(("url", "is_one_click"), [("https://y.example", True), ("http://y.example", False)])
def test_one_click_is_offered_over_https_only(url: str, *, is_one_click: bool) -> None:
    content = build_message(
        Rendered("subject", "text", "<p>x</p>"),
        MessageDefaults("yalu@example.org", url, "secret"),
        address="reader@example.org",
        message_id="<1@example.org>",
        subscription_id="desk",
        date=NOW,
    )
    assert b"\r\nList-Unsubscribe: <" in content
    assert (b"\r\nList-Unsubscribe-Post: " in content) == is_one_click


@given(text=st.text(max_size=300), html=st.text(max_size=300))
@example(text="", html="")
@example(text="a\r\nb\rc\n\n", html="단둥 세관\x0b\x85\u2028 " * 30)
@example(text="broken \ud800 page", html="x" * 57)
def test_a_body_has_the_octets_that_the_standard_library_gives_it(text: str, html: str) -> None:
    content = build_message(
        Rendered("subject", text, html),
        MessageDefaults(SENDER),
        address="desk@example.org",
        message_id="<one@example.org>",
        subscription_id="desk",
        date=NOW,
    )
    expected = EmailMessage(policy=SMTP)
    expected.set_content(text.encode("utf-8", "replace").decode(), cte="base64")
    expected.add_alternative(html.encode("utf-8", "replace").decode(), subtype="html", cte="base64")
    boundary = message_from_bytes(content).get_boundary()
    assert boundary
    expected.set_boundary(boundary)
    head, mime, body = content.partition(b"MIME-Version: 1.0\r\n")
    assert head.count(b"\r\n") == 8
    # RFC 2045 §6.8: some servers reject longer lines, SpamAssassin marks them.
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert mime + body == expected.as_bytes()
