from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.transports.addresses import (
    Mailbox,
    check_address,
    envelope_address,
    needs_smtputf8,
    read_mailbox,
    split_addresses,
)
from yaluwatch.errors import MailError, SubscriptionError


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("a@x.org, b@y.org", ["a@x.org", "b@y.org"]),
        ("a@x.org;b@y.org", ["a@x.org", "b@y.org"]),
        ("a@x.org\r\nb@y.org\n", ["a@x.org", "b@y.org"]),
        ("김@예시.한국，b@y.org、c@z.org；", ["김@예시.한국", "b@y.org", "c@z.org"]),
        ('"Doe, J." <j@x.org>, b@y.org', ['"Doe, J." <j@x.org>', "b@y.org"]),
        ("https://h.example/a?b=1,2;3, b@y.org", ["https://h.example/a?b=1,2;3", "b@y.org"]),
        ("a@x.org,https://h.example/,", ["a@x.org", "https://h.example/"]),
        ("<a@x.org\nb@y.org", ["<a@x.org", "b@y.org"]),
        (" , ;", []),
        ("", []),
    ],
)
def test_a_list_of_addresses_is_split(text: str, addresses: list[str]) -> None:
    assert split_addresses(text) == addresses


@pytest.mark.parametrize(
    "address",
    [
        "a@x.org",
        "first.last+tag@mail.example.co.kr",
        "김@예시.한국",
        "desk@bücher.example",
        "desk@xn--bcher-kva.example",
        "root@localhost",
        "a@under_score.example",
        '"a..b."@docomo.example',
        "a@[192.0.2.1]",
        "a@[IPv6:2001:db8::1]",
        "Seoul Desk <a@x.org>",
        "x" * 64 + "@x.org",
        "デスク@例え.テスト",
        "مكتب@مثال.إختبار",
    ],
)
def test_a_valid_address_is_accepted(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("nobody", "no domain"),
        ("", "no domain"),
        ("a@", "no domain"),
        ("@x.org", "nothing stands before"),
        ("a@x.org\r\nBcc: v@y.org", "line break"),
        ("a\u200b@x.org", "invisible character"),
        ("\ud800@x.org", "invisible character"),
        ("a b@x.org", "contains a space"),
        ("a\u3000b@x.org", "contains a space"),
        ("a@x.org b@y.org", "contains a space"),
        ("<a@x.org", "angle brackets do not match"),
        ("a@x.org>", "angle brackets do not match"),
        ("A <a@x.org> B", "angle brackets do not match"),
        ("a@b@x.org", "more than one @"),
        ("a..b@x.org", "without quotes"),
        ("a.@x.org", "without quotes"),
        ("a,b@x.org", "without quotes"),
        ("=?utf-8?q?x?=@x.org", "misread"),
        ("a@x..org", "not a valid name"),
        ("a@x.org.", "not a valid name"),
        ("a@-x.org", "not a valid name"),
        ("a@💩.example", "xn-- form"),
        ("a@" + "한" * 70 + ".kr", "xn-- form"),
        ("a@192.0.2.1", "in brackets"),
        ("a@[192.0.2.999]", "IP address is not valid"),
        ("a@[192.0.2.1", "IP address is not valid"),
        ("x" * 65 + "@x.org", "64 octets"),
        ("가" * 22 + "@x.org", "64 octets"),
        ("aaa@" + ".".join(["x" * 62] * 4), "254 octets"),
        ("김" * 1000, "no domain"),
    ],
)
def test_an_invalid_address_is_refused_in_one_line_that_names_it(address: str, reason: str) -> None:
    with pytest.raises(SubscriptionError, match=reason) as caught:
        check_address(address)
    message = str(caught.value)
    assert repr(address[:100])[:-1] in message
    assert "is not a valid e-mail address: " in message
    assert not set(message) & set("\r\n")
    assert len(message) < 400


def test_the_parts_of_an_address_are_read() -> None:
    assert read_mailbox('"Doe, \\"J.\\"" <J@Bücher.Example>') == Mailbox(
        'Doe, "J."', "J", "Bücher.Example", "xn--bcher-kva.example"
    )
    assert read_mailbox("a@x.org").name == ""
    # Decomposed Hangul, as macOS writes it, is the same address.
    assert read_mailbox("김@x.org").local == "김"


@pytest.mark.parametrize(
    ("address", "smtputf8", "envelope"),
    [
        ("desk@bücher.example", False, "desk@xn--bcher-kva.example"),
        ("desk@ｘ.org", False, "desk@x.org"),
        ("Desk <desk@x.org>", True, "desk@x.org"),
        ("김@예시.한국", True, "김@xn--vv4b11d.xn--3e0b707e"),
    ],
)
def test_the_envelope_has_the_domain_in_ascii(address: str, smtputf8: bool, envelope: str) -> None:
    assert envelope_address(address, smtputf8=smtputf8) == envelope


def test_an_address_that_the_server_can_not_take_is_refused_for_good() -> None:
    assert needs_smtputf8("김@예시.한국")
    assert not needs_smtputf8("desk@예시.한국")
    with pytest.raises(MailError, match=r"'김@예시.한국' \(RFC 6531\)") as caught:
        envelope_address("김@예시.한국", smtputf8=False)
    assert caught.value.permanent


@given(st.one_of(st.text(), st.text(alphabet='a.@<>" ,;[]\\:\r\n한é\ud800-'), st.emails()), st.booleans())
def test_any_text_is_an_address_or_refused(text: str, smtputf8: bool) -> None:
    for piece in (text, *split_addresses(text)):
        # Any other error fails the test.
        with suppress(MailError):
            envelope = envelope_address(piece, smtputf8=smtputf8)
            assert envelope.isascii() or smtputf8
            assert envelope_address(envelope, smtputf8=smtputf8) == envelope


@given(st.lists(st.emails(), max_size=5))
def test_a_list_comes_back_in_order(addresses: list[str]) -> None:
    assert split_addresses(", ".join(addresses)) == addresses
