"""Detecting the language of a text (Korean, Chinese, Japanese, or the source's) by its script."""

from yaluwatch.patterns import lazy_regex

_HANGUL = lazy_regex(r"[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]")
_KANA = lazy_regex(r"[\u3041-\u3096\u30a1-\u30fa]")
_HAN = lazy_regex(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LETTER = lazy_regex(r"[^\W\d_]")

_SCRIPTS = {"ko", "ja", "zh"}


def language_of(text: str, expected: str) -> str:
    """ISO 639-1 code: Hangul is Korean, Kana Japanese, Han without either Chinese; otherwise `expected`.

    If `expected` is one of these three but their scripts make up less than a tenth of the letters (a quoted
    word in an English text), the text is English.

    >>> language_of("북중 무역 재개", "en"), language_of("Trade at 丹東 resumes", "ko")
    ('ko', 'en')
    """
    hangul, kana, han = (len(script.findall(text)) for script in (_HANGUL, _KANA, _HAN))
    found = hangul + kana + han
    if not found or found * 10 < len(_LETTER.findall(text)):
        return expected if expected not in _SCRIPTS else "en"
    if hangul >= kana and hangul * 4 >= han:
        return "ko" if hangul else "zh"
    # Japanese prose has Kana in every sentence, a Chinese text at most in a quoted name.
    return "ja" if kana * 20 >= han else "zh"
