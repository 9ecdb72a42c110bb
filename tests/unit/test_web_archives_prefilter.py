"""The prefilter finds names however they are written, and nothing else."""

import gzip
import json
import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
from opencc import OpenCC

from classifier import Classifier
from scheduler.web_archives.prefilter import Automaton, Hyperscan, Prefilter, best_scanner
from scheduler.web_archives.prefilter.byte_forms import cjk_forms, in_encoding
from scheduler.web_archives.prefilter.names import anchor_of, cjk_names, latin_names
from tests.shared_material import shared
from tests.warc_files import OTHER, RELEVANT, page

WORDS = Classifier.load().words
NAMES = {"ko": "북한 신의주", "zh": "朝鲜 丹东", "ja": "北朝鮮 平壌", "hanja": "北韓 鴨綠江"}


@pytest.fixture(scope="module", params=[Automaton, Hyperscan], ids=["automaton", "hyperscan"])
def prefilter(request: pytest.FixtureRequest) -> Prefilter:
    return Prefilter(WORDS, request.param)


ENCODINGS = {
    "ko": ["utf-8", "euc_kr", "cp949", "gb18030", "iso2022_kr", "johab", "utf-16"],
    "zh": ["utf-8", "gb2312", "gbk", "gb18030", "hz", "utf-16"],
    "ja": ["utf-8", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "utf-16"],
    "hanja": ["utf-8", "big5", "cp950", "big5hkscs", "gb18030", "cp949", "utf-16"],
}
PAIRS = [(language, encoding) for language, listed in ENCODINGS.items() for encoding in listed]


@pytest.mark.parametrize(("language", "encoding"), PAIRS)
def test_a_name_is_found_in_every_encoding(prefilter: Prefilter, language: str, encoding: str) -> None:
    for name in NAMES[language].split():
        text = f"<html><p>Heute: {name}</p></html>"
        assert prefilter.passes(text.encode(encoding)), name


def _escaped(*forms: str) -> Callable[[str], bytes]:
    """Characters beyond ASCII by number, in each of the forms in turn."""

    def write(text: str) -> bytes:
        return "".join(
            each if each.isascii() else forms[place % len(forms)].format(ord(each))
            for place, each in enumerate(text)
        ).encode()

    return write


ESCAPES: dict[str, Callable[[str], bytes]] = {
    "decimal": _escaped("&#{};"),
    "hexadecimal": _escaped("&#x{:x};"),
    "capitals": _escaped("&#X{:X};"),
    "zeros": _escaped("&#x000{:x};"),
    "mixed": _escaped("&#{};", "&#x{:X};"),
    "no semicolon": _escaped("&#{}"),
    "json": lambda text: json.dumps(text).encode(),
    "json in capitals": _escaped("\\u{:04X}"),
    "percent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "zero width": lambda text: "\u200b".join(text).encode(),
    "joiner by number": lambda text: "&#8205;".join(text).encode(),
    "soft hyphen": lambda text: "&shy;".join(text).encode(),
    "line break opportunity": lambda text: "<wbr>".join(text).encode(),
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
}


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("escape", ESCAPES)
def test_a_name_is_found_escaped(prefilter: Prefilter, language: str, escape: str) -> None:
    for name in NAMES[language].split():
        assert prefilter.passes(b"<p>" + ESCAPES[escape](name) + b"</p>"), name


def test_characters_by_number_stand_beside_those_of_the_pages_encoding(prefilter: Prefilter) -> None:
    # Big5 lacks simplified characters: a form writes 朝 as bytes and 鲜 by its number.
    assert prefilter.passes("<p>朝鲜與中國的貿易</p>".encode("big5", "xmlcharrefreplace"))
    assert prefilter.passes("<p>콴뎬의 丹东</p>".encode("euc_kr", "xmlcharrefreplace"))


@pytest.mark.parametrize(
    "text",
    [
        "North Korea",
        "NORTH KOREA",
        "north korea's",
        "North Koreans",
        "North\u00a0Korea",
        "North\r\n      Korea",
        "North&nbsp;Korea",
        "North&#160;Korea",
        "North <em>Korea</em>",
        "North</b>\n<b>Korea",
        "North\u2011Korea",
        "N. Korea",
        "N.Korea",
        "Nor\u00adth Ko\u00adrea",
        "Pyong&shy;yang",
        "Pyong\u200byang",
        "Pyong&#8203;yang",
        "P\u2019yongyang",
        "P&rsquo;yongyang",
        "D.P.R.K.",
        "DPRK",
        "Sinŭiju",
        '{"a":"x\\nPyongyang"}',
        '{"a":"\\u003cp\\u003ePyongyang"}',
        '{"a":"North\\u00a0Korea"}',
        "/world/north-korea/2020",
        "?q=north%20korea",
        "#north_korea",
        "China-DPRK",
        "Democratic People\u2019s Republic of Korea",
        "Kim Jong-un",
        "Kim Jong&nbsp;Un",
        "Dandong",
    ],
)
def test_a_latin_name_is_found_however_it_is_set(prefilter: Prefilter, text: str) -> None:
    assert prefilter.passes(f"<p>On Monday {text} said</p>".encode())


def test_a_latin_name_is_found_in_latin_1(prefilter: Prefilter) -> None:
    for text in ("Nor\u00adth Ko\u00adrea", "North\u00a0Korea", "Pyong\u00adyang"):
        assert prefilter.passes(f"<p>Café: {text}</p>".encode("latin-1"))


@pytest.mark.parametrize(
    "text",
    [
        "South Korea",
        "the north of Korea Street",
        "korean barbecue, north side",
        "nk cells and NK 92",
        "Monk. Korea",
        "Royalush",
        "loyalus yaluxx",
        "karason rasonic",
        "Room 39",
        "Office 39 of the storm corps",
        "マラソン大会",
        "朝の鮮やかな花",
        "Trajin et najinx",
        "Bank of East Land",
        "&#39;&#8217;&#x1F600; caf\u00e9 &shy;",
        "北京和中国的贸易",
        "한국과 중국",
    ],
)
def test_other_words_are_not_taken_for_names(prefilter: Prefilter, text: str) -> None:
    assert not prefilter.passes(f"<p>{text}</p>".encode())


def test_bytes_of_another_encoding_in_utf_8_are_chance(prefilter: Prefilter) -> None:
    # The bytes of a name in one encoding, as characters of two bytes in UTF-8.
    found = 0
    for name in cjk_names(WORDS):
        for form, is_legacy in cjk_forms(name):
            try:
                text = form.decode()
            except UnicodeDecodeError:
                continue
            if is_legacy and not text.isascii():
                found += 1
                assert not prefilter.passes(f"<p>{text}</p>".encode())
    assert found


def test_both_scanners_decide_alike() -> None:
    both = [Prefilter(WORDS, scanner) for scanner in (Automaton, Hyperscan)]
    texts = [page("Title", sentences) for sentences in (RELEVANT, OTHER)]
    assert [one.passes(text) for one in both for text in texts] == [True, False] * 2
    assert isinstance(best_scanner([b"abc"]), Hyperscan)


def test_without_hyperscan_the_automaton_scans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.web_archives.prefilter.scanners.find_spec", lambda _: None)
    assert isinstance(best_scanner([b"abc"]), Automaton)


def test_names_are_long_enough_and_none_contains_another() -> None:
    names = cjk_names(WORDS)
    assert {"朝鲜", "북한", "신의주", "丹东"} <= set(names)
    assert all(len(name) > 1 for name in names)
    assert not [name for name in names for other in names if other != name and other in name]
    latin = latin_names(WORDS)
    assert {"north korea", "dprk", "sinuiju", "n. korea"} <= set(latin)
    assert not {"nk", "the north", "room 39", "china"} & set(latin)
    assert all(len(anchor_of(name)) >= 4 for name in latin)


def test_no_pattern_is_short_enough_to_occur_everywhere(prefilter: Prefilter) -> None:
    forms = {form for name in cjk_names(WORDS) for form, _ in cjk_forms(name)}
    assert min(map(len, forms)) >= 4


def test_an_operators_names_are_looked_for(tmp_path: object) -> None:
    words = [word for word in WORDS if word.id == "sinuiju"]
    prefilter = Prefilter(words, Automaton)
    assert prefilter.passes("신의주".encode())
    assert not prefilter.passes("북한".encode())


def test_a_character_is_written_in_a_form_the_encoding_has() -> None:
    assert in_encoding("鲜", "big5hkscs") == "鮮".encode("big5")
    assert in_encoding("북", "big5hkscs") == b""


# The labelled articles and real pages, which are not part of the project.

_TRADITIONAL = OpenCC("s2t")
_WRITTEN: dict[str, list[str]] = {
    "ko": ["utf-8", "cp949", "gb18030"],
    "zh": ["utf-8", "gb18030", "big5hkscs"],
    "ja": ["utf-8", "cp932", "euc_jp"],
    "en": ["utf-8", "cp1252", "gb18030"],
}


def test_labelled_articles_pass_in_every_encoding() -> None:
    prefilter = Prefilter(WORDS, Automaton)
    passed, missed = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for file in sorted(shared("eval").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if not row["relevant"]:
                continue
            text = f"{row.get('title') or ''}\n{row['text']}"
            forms = {name: text.encode(name, "xmlcharrefreplace") for name in _WRITTEN[row["lang"]]}
            forms |= {name: write(text) for name, write in ESCAPES.items() if name != "percent"}
            if row["lang"] == "zh":
                forms["big5, traditional"] = _TRADITIONAL.convert(text).encode("big5", "xmlcharrefreplace")
            for name, body in forms.items():
                (passed if prefilter.passes(body) else missed)[row["lang"], name] += 1
    # One Korean article is a headline that names neither country.
    assert {key for key in missed if key[0] != "ko"} == set()
    assert all(missed[key] <= 0.01 * (passed[key] + missed[key]) for key in passed)


def test_few_real_pages_pass() -> None:
    prefilter = Prefilter(WORDS, Automaton)
    folder = shared("pages")
    passed = pages = 0
    for line in (folder / "ground-truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["set"] != "cjk" and row["lang"] not in {"zh", "ja", "ko"}:
            pages += 1
            passed += prefilter.passes(gzip.decompress((folder / row["file"]).read_bytes()))
    assert passed <= 0.02 * pages
