import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.decoding import codec_of, decode

KO = "북한과 중국의 국경 무역이 다시 시작되었다. 뷁 똠방각하"
ZH = "丹东口岸恢复对朝贸易，边民互市重新开放。"
TW = "丹東口岸恢復對北韓貿易，邊民互市重新開放。"
JA = "中朝国境の貿易が再開された。①㈱ 丹東"


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("euc-kr", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("Big5", "big5hkscs"),
        ("Shift_JIS", "cp932"),
        ("x-sjis", "cp932"),
        ("iso-8859-1", "cp1252"),
        ("utf8", "utf-8"),
    ],
)
def test_labels_map_to_the_codecs_browsers_use(label: str, codec: str) -> None:
    assert codec_of(label) == codec


def test_an_unknown_label_is_none() -> None:
    assert codec_of("euc-kp") is None


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (KO, "cp949", "euc-kr"),
        (ZH, "gb18030", "gb2312"),
        (TW, "big5hkscs", "big5"),
        (JA, "cp932", "shift_jis"),
    ],
)
def test_a_charset_is_taken_from_header_meta_or_source_entry(text: str, codec: str, label: str) -> None:
    body = text.encode(codec)
    meta = f"<html><meta charset='{label}'><p>".encode() + body
    assert decode(body, f"text/html; charset={label}").text == text
    assert decode(meta).text.endswith(text)
    assert decode(body, override=label).found_by == "override"


@pytest.mark.parametrize(
    ("text", "codec"), [(KO * 5, "cp949"), (ZH * 5, "gb18030"), (TW * 5, "big5"), (JA * 5, "utf-8")]
)
def test_an_undeclared_charset_is_detected(text: str, codec: str) -> None:
    assert decode(text.encode(codec)).text == text


def test_the_byte_order_mark_comes_first() -> None:
    decoded = decode(b"\xef\xbb\xbf" + KO.encode(), "text/html; charset=euc-kr")
    assert (decoded.text, decoded.found_by) == (KO, "bom")
    assert decode(b"\xff\xfe" + KO.encode("utf-16-le")).text == KO


def test_the_source_entry_overrides_the_header_and_the_header_the_meta_tag() -> None:
    body = b"<meta charset='gb2312'>" + KO.encode("cp949")
    assert decode(body, "text/html; charset=euc-kr").text.endswith(KO)
    assert decode(body, "text/html; charset=utf-8", "euc-kr").text.endswith(KO)


def test_valid_utf8_overrides_a_wrong_declaration() -> None:
    body = (KO * 3).encode()
    assert decode(body, "text/html; charset=big5").text == KO * 3


def test_a_declared_charset_is_used_despite_one_invalid_byte() -> None:
    body = (KO * 200).encode("cp949") + b"\xff"
    decoded = decode(body, "text/html; charset=euc-kr")
    assert decoded.encoding == "cp949"
    assert decoded.text.startswith(KO)


@pytest.mark.parametrize("text", [KO * 3, "丹东海关对出口货物加强查验。" * 3], ids=["ko", "zh"])
@pytest.mark.parametrize("taken_for", ["latin-1", "cp1252"])
def test_text_that_was_encoded_twice_is_repaired(text: str, taken_for: str) -> None:
    once = text.encode()
    # CP1252 has no character for five bytes; programs pass those on as they are.
    twice = "".join(bytes([byte]).decode(taken_for, "ignore") or chr(byte) for byte in once).encode()
    shown = "<p>세관</p>\n<p>".encode() + twice + b"</p>"
    assert decode(shown, "text/html; charset=utf-8").text == f"<p>세관</p>\n<p>{text}</p>"


def test_accents_are_not_mistaken_for_text_encoded_twice() -> None:
    text = "Où est-ce que l’été s’arrête ? « Là », répond-il — à côté de l’église… São João, Zürich. " * 9
    assert decode(text.encode()).text == text


def test_a_meta_tag_cannot_claim_utf16() -> None:
    assert decode(b"<meta charset='utf-16'><p>abc").text == "<meta charset='utf-16'><p>abc"


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "text/html", "text/html; charset=euc-kr", "x; charset=nonsense"]),
)
def test_any_bytes_become_text(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type).text, str)


@pytest.mark.parametrize(
    "label",
    [
        "rot13",
        "idna",
        "punycode",
        "zlib_codec",
        "hex",
        "base64",
        "bz2",
        "uu",
        "quopri",
        "undefined",
        "mbcs",
        "charmap",
        "unicode_escape",
        "raw_unicode_escape",
        "utf-7",
        "cp037",
        "string-escape",
        "x" * 5000,
        "utf-8; drop",
    ],
)
def test_a_codec_that_is_no_charset_does_not_lose_the_page(label: str) -> None:
    body = f"<meta charset='{label}'><p>".encode() + KO.encode()
    for decoded in (
        decode(body),
        decode(body, f"text/html; charset={label}"),
        decode(body, override=label),
        decode(body + b"\xff", f"text/html; charset={label}"),
    ):
        assert KO in decoded.text
    assert codec_of(label) is None or label.startswith("utf-8")


def test_old_charsets_of_the_region_are_still_read() -> None:
    for text, codec in ((KO[:20], "iso2022_kr"), (ZH, "hz"), (JA[:10], "iso2022_jp"), (KO[:20], "johab")):
        assert decode(text.encode(codec), override=codec).text == text
