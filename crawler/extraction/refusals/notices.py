"""Recognising notices: texts that speak to the visitor of a page instead of reporting something.

An article may use the same words. A notice is told from it by whole sentences: nearly all of a notice's are
about the page itself, and none is a quotation.
"""

from collections.abc import Sequence
from dataclasses import replace

from crawler.extraction.body import Body, weight_of
from crawler.extraction.phrases import is_phrase, phrase_in
from yaluwatch.patterns import lazy_regex

#: Up to this weight, a page may be a notice instead of an article.
NOTICE = 900
# The least share of a notice's weight in such sentences; of a page that says it is an article; and
# with a title that is one, too.
_MIN_SHARE, _MIN_SHARE_DECLARED, _MIN_SHARE_TITLED = 0.6, 0.8, 0.25
_END = lazy_regex(r"(?<=[.!?])\s+|(?<=[。！？])\s*|(?<=[다요음]\.)\s*|\n+|\s+[|·•]\s+")
_EDGES = " \t.!?。！？…:：*►▶→>»<«()[]【】-–—"
_QUOTES = lazy_regex(r"[“”「」『』«»\"]|(?:^|\s)['‘]")
_SITE = lazy_regex(r"\s*[|｜–—»·:：_-]\s*[^|｜–—»·:：_-]{1,40}$")


def sentences_of(text: str) -> list[str]:
    """The sentences of a text that neither quote nor report anything, without marks at their ends."""
    pieces = (piece for piece in _END.split(text) if piece and not _QUOTES.search(piece))
    bare = (piece.strip(_EDGES) for piece in pieces)
    return [piece for piece in bare if piece and not phrase_in("reported", piece)]


def notice_in(kind: str, title: str, text: str, *, is_declared: bool) -> str:
    """What shows that a page is a notice of a kind ("soft_404", …) and nothing else; empty for an article.

    `is_declared` says whether the page's metadata calls it an article.
    """
    whole = weight_of("".join(text.split()))
    if not whole or weight_of(text) > NOTICE:
        return ""
    found = [sentence for sentence in sentences_of(text) if is_phrase(f"{kind}_sentence", sentence)]
    share = sum(weight_of("".join(sentence.split())) for sentence in found) / whole
    if found and share >= (_MIN_SHARE_DECLARED if is_declared else _MIN_SHARE):
        return found[0]
    if found and not is_declared and share >= _MIN_SHARE_TITLED and is_notice_title(kind, title):
        return title
    return ""


def is_notice_title(kind: str, title: str) -> bool:
    """Whether the whole title, without the site's name, is one that notices of a kind have."""
    if kind not in {"soft_404", "consent"}:
        return False
    return any(is_phrase(f"{kind}_title", text.strip(" ")) for text in (title, _SITE.sub("", title)))


def named_by_phrase(kind: str, text: str) -> str:
    """A phrase that names the kind of a page on which no article was found."""
    return phrase_in(f"{kind}_phrase", text)


def free_part(body: Body) -> tuple[Body, bool]:
    """The body without the sentences that ask the reader to subscribe, and whether there were any.

    A long body is returned as it is: it is the whole article.
    """
    if body.weight > NOTICE:
        return body, False
    kept = [rest for line in body.lines if (rest := _without_appeal(line))]
    is_cut = kept != list(body.lines)
    return (replace(body, lines=tuple(kept)), True) if is_cut else (body, False)


def _without_appeal(line: str) -> str:
    """The line without appeals to subscribe at its end; empty when it is nothing else."""
    pieces = [piece for piece in _END.split(line) if piece]
    while pieces and _is_appeal(pieces):
        pieces.pop()
    if not pieces:
        return ""
    end = line.rfind(pieces[-1]) + len(pieces[-1])
    return line[:end].rstrip()


def _is_appeal(pieces: Sequence[str]) -> bool:
    last = pieces[-1]
    return not _QUOTES.search(last) and is_phrase("paywall_sentence", last.strip(_EDGES))
