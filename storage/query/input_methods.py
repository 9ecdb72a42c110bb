"""Characters that input methods and automatic typography put in place of the query language's own syntax.

A Chinese, Japanese or Korean input method types （ ： “ － where an English keyboard types ( : " -, and
phones replace straight quotes and hyphens by themselves.
"""

# Full-width forms of ASCII (U+FF01 to U+FF5E), the ideographic space, and small forms of punctuation.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_SMALL = dict(zip(map(ord, "﹙﹚﹕﹣﹡﹦﹤﹥"), "():-*=<>", strict=True))
# 《 》 are the quotation marks of North Korean texts.
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»「」『』｢｣〝〞〟《》〈〉"), '"')
_DASHES = dict.fromkeys(map(ord, "−–—―‐‑"), "-")

_ASCII: dict[int, int | str] = {**_WIDE, **_SMALL, **_QUOTES, **_DASHES}


def ascii_syntax(text: str) -> str:
    """The text with every such character as the ASCII character it stands for; the length stays the same.

    >>> ascii_syntax("（丹东　ＯＲ “新义州”） ｔｏｐｉｃ：ｂｏｒｄｅｒ")
    '(丹东 OR "新义州") topic:border'
    """
    return text.translate(_ASCII)
