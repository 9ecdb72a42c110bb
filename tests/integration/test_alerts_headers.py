"""A thousand messages, read by a parser that is not Python's: every header field arrives as it was meant."""

import json
import random
import re
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from alerts.delivery.message import MessageDefaults, build_message, message_id
from alerts.rendering import Rendered
from alerts.transports.addresses import read_mailbox
from tests.samples import NOW
from yaluwatch.text import clean_line

PARSER = Path(__file__).resolve().parents[1] / "second_parser.pl"
MESSAGES = 1000

#: Fields that must not contain an encoded word at all (RFC 2047 §5), and those that may in a display name.
STRUCTURED = {
    "Message-ID",
    "References",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Date",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}
PHRASES = {"From", "To"}
ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=")

LANGUAGES = """
    trucks return bridge Dandong customs — – “quoted” it's 1,200 50% [DPRK–China] 28 Nov: [중국] 단둥 세관
    압록강 화물열차 재개 철교 늘어난것으로나타났다 海关 丹东 鸭绿江大桥通过货物量同比增加两倍以上 運行再開
    鴨緑江 トラック ガソリン ｶﾞｿﾘﾝ граница товары σύνορα مهربون الحدود גבול מכס ख़बर सीमा นำเข้า ข่าว
    🇰🇵🇨🇳 🚚 𠮷野家
"""
MARKS = ["e\u0301", "a\u0323\u0302", "\u1112\u1161\u11ab", "\U0001f469\U0001f3fd\u200d\U0001f33e"]
HOSTILE = r"""=?utf-8?B?4p2k?= =?utf-8?Q?x?= ?= =? == \ " <b> ; , : @ ( ) <a@b.example>"""
INVISIBLE = ["\u202eabc", "\ufeff", "\u3000", "\x00", "\x7f", "\u2028", "\r\nBcc: v@example.org"]
WORDS = [*LANGUAGES.split(), *MARKS, *HOSTILE.split(), *INVISIBLE]


@dataclass(frozen=True, slots=True)
class Sample:
    """One message and what its fields should say."""

    #: The raw bytes.
    content: bytes
    #: Name of a field → the value that a mail program should see.
    wanted: dict[str, str]
    #: Whether an address in it needs SMTPUTF8.
    is_utf8: bool


def some_text(random: random.Random) -> str:
    match random.randrange(8):
        case 0:
            return "x" * random.randrange(1, 1200)
        case 1:
            return random.choice("가漢あ🚚é") * random.randrange(1, 300)
        case 2:
            return " ".join(random.choices(["Trucks", "return", "bridge", "a", "=?", "?="], k=60))[:300]
        case 3:
            codes = (random.randrange(0x20, 0x2FFFF) for _ in range(40))
            # Perl replaces noncharacters, which are not meant for interchange (Unicode §23.7).
            return "".join(
                chr(code) for code in codes if code & 0xFFFE != 0xFFFE and not 0xFDD0 <= code <= 0xFDEF
            )
        case _:
            blanks = [" ", " ", " ", "", "  "]
            words = random.choices(WORDS, k=random.randrange(1, 60))
            return "".join(word + random.choice(blanks) for word in words)[:300]


def some_id(random: random.Random) -> str:
    return "-".join(
        random.choices(["china", "trade", "desk", "border", "2026"], k=random.choice([1, 2, 12, 25, 60]))
    )


def some_address(random: random.Random) -> str:
    local = random.choice(["desk", "a.b+c", "x" * 64, "김", "编辑", "кто", '"a..b"', "o'neil", "x=y?"])
    domain = random.choice(
        ["example.org", "bücher.example", "예시.한국", "例え.テスト", ".".join(["x" * 60] * 3), "[192.0.2.1]"]
    )
    return f"{local}@{domain}"


def some_name(random: random.Random) -> str:
    # Angle brackets and quotes would be read as part of the address.
    return clean_line(re.sub(r'[<>"\\]', "", some_text(random))[: random.choice([10, 40, 200])])


def sample(random: random.Random) -> Sample:
    name, address = some_name(random), some_address(random)
    mailbox = some_address(random)
    sender = f'"{name}" <{mailbox}>' if name else mailbox
    web_url = f"https://y.example.org/{'news/' * random.choice([0, 1, 20, 80])}".rstrip("/")
    identifier = some_id(random)
    references = tuple(f"<{some_id(random)}.{number}@example.org>" for number in range(random.randrange(9)))
    subject = some_text(random)
    defaults = MessageDefaults(sender, web_url, "secret")
    named = message_id(identifier, "2026-11-28", address, sender)
    content = build_message(
        Rendered(subject, f"{subject}\n", "<p>단둥</p>\n"),
        defaults,
        address=address,
        message_id=named,
        subscription_id=identifier,
        date=NOW,
        references=references,
    )
    short = identifier if len(identifier) <= 150 else named[1:].partition(".")[0]
    wanted = {
        "Subject": clean_line(subject),
        "From": shown(name, mailbox),
        "To": read_mailbox(address).header_address,
        "Message-ID": named,
        "List-Id": f"<{short}.yaluwatch.localhost>",
        "List-Unsubscribe": f"<{defaults.unsubscribe_url(identifier, address)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    # The oldest are left out where one line could not hold them.
    while len(joined := " ".join(references)) > 998 - len("References: "):
        references = references[1:]
    if joined:
        wanted["References"] = joined
    is_utf8 = any(read_mailbox(each).needs_smtputf8 for each in (address, mailbox))
    return Sample(content, wanted, is_utf8)


def shown(name: str, address: str) -> str:
    """Name and address, as a mail program shows them."""
    found = read_mailbox(address).header_address
    return f"{name} <{found}>" if name else found


@cache
def samples() -> Sequence[Sample]:
    seeded = random.Random(20261128)
    return [sample(seeded) for _ in range(MESSAGES)]


@pytest.fixture(scope="module")
def read() -> list[dict[str, Any]]:
    """What Perl's Email::MIME finds in each message."""
    perl = shutil.which("perl")
    probe = [str(perl), "-MEmail::MIME", "-e1"]
    if not perl or subprocess.run(probe, check=False, capture_output=True).returncode:
        pytest.skip("needs Perl with Email::MIME (apt-get install libemail-mime-perl)")
    framed = b"".join(b"%d\n%s" % (len(each.content), each.content) for each in samples())
    done = subprocess.run([perl, PARSER], check=False, input=framed, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == MESSAGES
    return found


def unquoted(value: str) -> str:
    """A mailbox without the quotes around its name."""
    if found := re.fullmatch(r'"((?:[^"\\]|\\.)*)" (<.*>)', value):
        return re.sub(r"\\(.)", r"\1", found[1]) + " " + found[2]
    return value


def test_another_parser_reads_every_field_as_it_was_meant(read: list[dict[str, Any]]) -> None:
    for each, found in zip(samples(), read, strict=True):
        for name, value in each.wanted.items():
            kind = "raw" if name in STRUCTURED else "decoded"
            assert [unquoted(item) for item in found[kind][name]] == [value], name
        assert "Bcc" not in found["raw"]


def test_another_parser_reads_both_parts(read: list[dict[str, Any]]) -> None:
    for found in read:
        assert [part["type"] for part in found["parts"]] == [
            'text/plain; charset="utf-8"',
            'text/html; charset="utf-8"',
        ]
        assert found["parts"][1]["text"].replace("\r\n", "\n") == "<p>단둥</p>\n"


def test_pythons_parser_reads_the_same_subjects() -> None:
    for each in samples():
        parsed = message_from_bytes(each.content, policy=default)
        assert parsed["Subject"] == each.wanted["Subject"]
        assert parsed["Subject"].defects == ()


def fields_of(content: bytes) -> list[tuple[str, list[str]]]:
    """Name and lines of each field, the name stripped from the first line."""
    head, end, _ = content.partition(b"\r\n\r\n")
    assert end
    fields: list[tuple[str, list[str]]] = []
    for line in head.decode().split("\r\n"):
        if line.startswith((" ", "\t")):
            fields[-1][1].append(line)
        else:
            name, colon, value = line.partition(": ")
            assert colon, line
            assert re.fullmatch("[A-Za-z-]+", name)
            fields.append((name, [value]))
    return fields


def test_every_line_is_as_the_standards_want_it() -> None:
    for each in samples():
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\x00", each.content)
        assert max(map(len, each.content.split(b"\r\n"))) <= 998
        assert each.is_utf8 or each.content.isascii()
        fields = fields_of(each.content)
        assert len({name.lower() for name, _ in fields}) == len(fields)
        for name, lines in fields:
            check_lines(name, lines)


def check_lines(name: str, lines: list[str]) -> None:
    """RFC 5322 §2.1.1 and §2.2.3, RFC 2047 §2 and §5."""
    for index, line in enumerate(lines):
        # Characters, not octets: RFC 6532 §3.4.
        length = len(line) + (0 if index else len(f"{name}: "))
        assert line == line.rstrip()
        assert line.strip() or (name == "Subject" and lines == [""])
        # A longer line is one that could not be folded.
        assert length <= 78 or " " not in line.strip(), (name, line)
        assert length <= 76 or not ENCODED_WORD.search(line), (name, line)
    value = "".join(lines)
    assert "?==?" not in value
    phrase = value.rpartition("<")[0] if name in PHRASES else value if name == "Subject" else ""
    for word in phrase.split():
        if "=?" in word:
            assert len(word) <= 75
            assert ENCODED_WORD.fullmatch(word), word
            assert b64decode(word[10:-2], validate=True).decode()
    if name in STRUCTURED:
        assert not ENCODED_WORD.search(value), (name, value)


URI = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)?")


def test_one_click_unsubscribe_is_as_rfc_2369_and_8058_want_it() -> None:
    for each in samples():
        fields = {name: "".join(lines) for name, lines in fields_of(each.content)}
        # RFC 2369 §2: URLs in angle brackets, separated by commas. RFC 8058 §3.1: one of them is HTTPS.
        found = re.fullmatch(r"<([^<>\s]+)>", fields["List-Unsubscribe"])
        assert found
        assert URI.fullmatch(found[1])
        assert fields["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        # RFC 2919 §2 and §3.
        label = re.fullmatch(
            r"<[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.yaluwatch\.localhost>", fields["List-Id"]
        )
        assert label
        assert len(label[0]) <= 255
